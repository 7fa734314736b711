"""What leans on something told some turns ago: 「前一个哪天实施」, 「板子那个呢」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.conversation.english_things import things_asked
from bot.conversation.memory import Memory, Subject
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import LONGEST, bare
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.parts import OF_STANDARDS
from kb.answer import Certainty
from kb.asked import Asked
from kb.standard_facets import facets_in
from kb.text.facet import Facet, facet_of
from kb.text.standard_number import StandardNumber, undated
from kb.within import says_something

_OF_THEM = r"(?:个|种|项|样|本|份|款)"
_PREVIOUS = re.compile(
    rf"(?:前|上)一{_OF_THEM}|(?:前[面头边]|上[面头]|刚才|刚刚|之前|先前)(?:说|问|讲|查|提)?(?:到|过)?的?那?一?{_OF_THEM}|前者"
    r"|\bthe (?:previous|former|last|other) one\b",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"第一{_OF_THEM}|头一{_OF_THEM}|\bthe (?:very )?first one\b", re.IGNORECASE)
# 「最开始那个」 is the first of the talk, whatever was listed since.
_AT_FIRST = re.compile(
    rf"(?:最开始|最先|最早|最前[头面边]|一开始|一来|开头|起头)(?!是?(?:哪[年天个]|什么时候|几))(?:说|问|讲|查)?的?那?一?{_OF_THEM}?(?:呢|嘞)?"
    rf"|(?:刚才|刚刚|前头|前面)?先(?:说|问|讲|查)的那?一?{_OF_THEM}"
)
# 「你前头说的第二个」 counts what was told, whatever was listed since.
_NTH = re.compile(
    rf"[你您我]?(?:前[头面]|刚才?|刚刚|先前|之前|最先)(?:说|讲|问|答|查)(?:到|过)?的?第(?P<nth>[一二三四五]){_OF_THEM}"
)
_NTHS = "一二三四五"
# 「另外那个呢」 behind one of two standards that were told.
_THE_OTHER = re.compile(
    rf"(?:那么?|还有)?(?:另外?|剩下|余下)的?(?:那|一|那一){_OF_THEM}(?:标准|国标)?(?:呢|嘞|喃)?"
)
_LAST = re.compile(
    r"后者|最后(?:说|问|讲)?的?那?一?个|后[面头](?:这|那)个|\bthe latter\b", re.IGNORECASE
)
_THAT_ONE = re.compile(
    rf"(?:说回|回到|还是说|再说|回头说|那前[面头]|前[面头])?(?P<thing>[^，。,\s]{{1,10}}?)(?:的)?[那这]一?{_OF_THEM}"
    # 「说回电池 这个必须执行不」
    r"|(?:说回|回到|回头说|再说回|还是说)(?P<back>[^，。,\s]{1,8})[，,\s]*"
    r"|\bthe (?P<english>[a-z-]+(?: [a-z-]+)?) one\b",
    re.IGNORECASE,
)
# 「不是充电器」, ", not the charger": what is denied is not what is meant.
_NOT_THAT = re.compile(
    r"[,，\s]{0,3}(?:不是|而不是)[^，。,]{1,10}$|,? not (?:the )?[a-z -]{1,40}$", re.IGNORECASE
)
_OF_IT = re.compile(r"(?:那|还有)?(?P<thing>[^，。,\s]{1,8}?)(?:的|的呢|呢|嘞|喃)[?？]?")
_CHILD = re.compile(r"儿童|婴幼儿|婴儿|幼儿|幺儿|娃儿|娃娃|娃|孩子|小孩|宝宝|儿子|女儿|小朋友")
_JUST = re.compile(r"^(?:那|刚才|刚刚|前面|上面|先前|之前)(?:说|问|讲)?的?")
_JUST_NAMED = re.compile(
    r"(?:刚才?|刚刚|前面|上面|先前)(?:我)?(?:说|问|讲|提)(?:到|过)?的那?一?[个种本份款]?(?=[\u4e00-\u9fff]{2})"
)
# Where somebody lives, as titles call it: 「屋里头那个是强制的不」.
_INDOORS = re.compile(r"(?:家|屋|房子?|房间|屋子)(?:里头?|里面|头)|屋头|家里")
_LONGEST_ENGLISH = 60  # characters
_COUNTS = {"两": 2, "二": 2, "俩": 2, "仨": 3, "三": 3, "几": 3, "四": 4}
_EACH = re.compile(
    r"(?:(?:这|那|上面|前面|刚才)(?:的|说的)?(?P<count>[两二俩三仨四几])(?:个|种|样|项|本|份)?|它们|(?P<both>两|三)(?:个|样|者))(?:标准|国标)?"
    r"(?:里头|里面|中|当中)?.{0,3}(?:是不是|都|全|同|一样|分别|各|哪[个些几]|谁)"
    r"|^(?:那|那么)?(?:哪[个些几]|谁)(?:才|又)?(?:是|属于)?(?:必须|强制|硬性|推荐)(?:性)?的?(?:标准|国标)?(?=[\s,，？?呢嘛啊哦不哪]|$)"
    r"|^(?:那|那么)?(?:是|都是|是不是)?同一?天"
)
_BOTH_WAYS = re.compile(r"(?:哪[个些]|谁).{1,8}(?:哪[个些]|谁)")
_OF_MONEY = re.compile(r"要不要钱|要钱|收不收费|收费|免不免费|免费|花钱")
_MONEY = re.compile(r"钱|费|元")
_MOST = 4
_OF_ITS_OWN = 2  # characters beside a thing's name that say what of it


@dataclass(frozen=True)
class ToldEarlier:
    """Reads what is asked of something that was told some turns ago.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def before(self, part: Part, memory: Memory) -> Part | None:
        """The part as the one told before the last asks it, whatever the last answer lists.

        Of several told together the previous is one of these.
        """
        if _AT_FIRST.search(part.text) or _NTH.search(part.text):
            return self.read(part, memory)
        if other := self._the_other(part, memory) or self._of_two_told(part, memory):
            return other
        together = memory.things or memory.heads or memory.only_listed
        points = _PREVIOUS.search(part.text) and not together
        compared = memory.asked == Asked.DIFFERENCE
        return self.read(part, memory) if points and not compared else None

    def _the_other(self, part: Part, memory: Memory) -> Part | None:
        """The standard told beside the one talked about: 「另外那个是强制的不」."""
        pointed = _THE_OTHER.match(part.text.strip())
        if pointed is None or not memory.standard or memory.listed or len(part.text) > LONGEST:
            return None
        told = (n for one in reversed(memory.trail) for n in self._standards_told_by(one))
        others = (n for n in told if undated(n) != undated(memory.standard))
        number = next(others, "")
        facet = part.facet or (Facet(memory.facet) if memory.facet else Facet.CARD)
        asks_more = part.text.strip()[pointed.end() :].strip(" ?？。") and part.facet is None
        if not number or asks_more:
            return None
        answer = self.skills.facet((number,), facet, part.text)
        return replace(part, answer=answer, taken_as=number)

    def _of_two_told(self, part: Part, memory: Memory) -> Part | None:
        """「哪个强制哪个不强制」 behind choices: of the last two told."""
        said = _EACH.search(part.text) if memory.offered and not memory.heads else None
        if said is None or len(memory.listed) == _COUNTS["两"]:
            return None
        counted = said["count"] or said["both"] or _BOTH_WAYS.search(part.text)
        return self._of_each(part, memory) if counted else None

    def _standards_told_by(self, one: Subject) -> tuple[str, ...]:
        own = (one.standard, *one.also, *self.skills.numbers_named(one.entry))
        return tuple(number for number in own if number)

    def read(self, part: Part, memory: Memory, *, in_order: bool = True) -> Part | None:
        """The part as one of what was told asks it; None where it points at none of that.

        Args:
            part: of the message.
            memory: of the talk.
            in_order: whether places (「第一个」) are those of the talk, not of a list just told.
        """
        longest = _LONGEST_ENGLISH if part.text.isascii() else LONGEST
        if not memory.trail or len(part.text) > longest:
            return None
        if same := self._same_of(part, memory):
            return same
        if in_order and (several := self._of_each(part, memory)):
            return several
        rest = _NOT_THAT.sub("", part.leaning.rest if part.leaning else part.text)
        meant = self._pointed(rest, memory, in_order)
        if meant is None:
            return None
        subject, asked = meant
        # 「前一个哪天实施」 asks for no edition before.
        facet = _facet_of(asked) or (part.facet if part.text.isascii() else None)
        if facet is None and not says_something(bare(asked)) and memory.facet:
            facet = Facet(memory.facet)
        return self._of_one(part, subject, bare(asked).strip(" 那,，?？"), facet)

    def _of_one(self, part: Part, subject: Subject, asked: str, facet: Facet | None) -> Part | None:
        told = self._told_of(part, subject, asked, facet)
        if told is None or not subject.offered or not told.answer.is_sure:
            return told
        # What was only guessed then is not asserted now.
        text = f"您如果问的是“{subject.about.rstrip('？?')}”：\n{told.answer.text}"
        answer = replace(told.answer, text=text, certainty=Certainty.UNSURE, entry=None)
        return replace(told, answer=answer)

    def _told_of(
        self, part: Part, subject: Subject, asked: str, facet: Facet | None
    ) -> Part | None:
        if subject.standard and (facet is not None or not asked):
            numbers = (subject.standard, *subject.also)
            if len(facets_in(asked)) > 1 and not subject.also:
                both = f"{subject.standard} {asked}"
                return replace(part, answer=self.skills.answer(both), taken_as=both)
            answer = self.skills.facet(numbers, facet or Facet.CARD, part.text)
            return replace(part, answer=answer, taken_as=f"{subject.standard} {asked}")
        facet = facet or (part.facet if part.facet in OF_STANDARDS else None)
        if facet in OF_STANDARDS and (one := self._in_its_clause(part, subject)):
            return replace(part, answer=self.skills.facet(one, facet, part.text), taken_as=one[0])
        said = self.skills.of_listed(subject.entry, asked, facet)
        silent = said and _OF_MONEY.search(asked) and not _MONEY.search(said.text)
        if said is None or silent or (asked and not self.skills.covers(said, asked)):
            text = f"{subject.called}{asked}"
            said = self.skills.answer(text)
            return replace(part, answer=said, taken_as=text) if said.is_sure else None
        return replace(part, answer=said, taken_as=f"{subject.called}{asked}")

    def _in_its_clause(self, part: Part, subject: Subject) -> tuple[str, ...]:
        """「重庆那个是强制不」 of an entry that tells the city's standard and the country's."""
        said = _THAT_ONE.search(part.text)
        words = (said["thing"],) if said and said["thing"] else ()
        return self.skills.clause_of(subject.entry, words)

    def _pointed(self, rest: str, memory: Memory, in_order: bool) -> tuple[Subject, str] | None:
        """Which of what was told is pointed at, and what is asked of it."""
        trail, in_turn = memory.trail, memory.in_order
        is_last = memory.entry == trail[-1].entry or memory.standard == trail[-1].standard != ""
        before = trail[:-1] if is_last else trail
        if (found := _NTH.search(rest)) and _NTHS.index(found["nth"]) < len(trail):
            return in_turn[_NTHS.index(found["nth"])], rest[: found.start()] + rest[found.end() :]
        if before and (found := _AT_FIRST.search(rest)):
            if after := _THAT_ONE.match(rest, found.end()):  # 「最先说的农残那本呢」
                named = self._named(after["thing"] or after["back"] or "", trail)
                return (named, rest[after.end() :]) if named else None
            return in_turn[0], rest[: found.start()] + rest[found.end() :]
        if just := self._just_named(rest, trail):
            return just
        ends = (_FIRST, in_turn[0]), (_LAST, trail[-1])
        places = ((_PREVIOUS, before[-1]), *ends) if before else ()
        if not in_order:
            places = ()
        for pattern, subject in places:
            if found := pattern.search(rest):
                return subject, rest[: found.start()] + rest[found.end() :]
        if found := _THAT_ONE.search(rest):
            kind = found[0].endswith(("种", "款", "样"))
            said = found["thing"] or found["back"] or found["english"]
            named = self._named(said, trail, whole=kind)
            if named is not None:
                return named, rest[: found.start()] + rest[found.end() :]
        return None

    def _just_named(self, rest: str, trail: Sequence[Subject]) -> tuple[Subject, str] | None:
        """「刚说的那个车的充电器哪天起」: the last of what was told that has the name."""
        said = _JUST_NAMED.search(rest)
        product = self.skills.product_of(rest[said.end() :]) if said else ""
        of_it = (one for one in reversed(trail) if product and product in one.called)
        subject = next(of_it, None)
        if said is None or subject is None:
            return None
        return subject, rest[said.end() :].rpartition(product)[2]

    def _named(
        self, thing: str, trail: Sequence[Subject], *, whole: bool = False
    ) -> Subject | None:
        """The only one of what was told that bears a name.

        Args:
            thing: the name.
            trail: what was told.
            whole: whether a part of the name is not enough.
        """
        thing = _JUST.sub("", thing)
        product = self.skills.product_of(thing)
        if product in thing and len(thing) - len(product) >= _OF_ITS_OWN and product:
            return None  # 「作业本字号那个」 names more than the exercise book
        if product and (own := {*map(undated, self.skills.numbers_for(product))}):
            # A thing with standards of its own is told by them, not by who mentions it.
            of_it = [one for one in trail if one.standard and undated(one.standard) in own]
            titled = [one for one in trail if bare(thing) in self._title(one)]
            # 「手机那种」 behind the battery of a phone and another battery.
            name = bare(thing)
            owned = [one for one in trail if one.called.startswith(name)]
            owned = owned or [one for one in trail if one.called.endswith(name)]
            return next(reversed(of_it or titled or (owned if len(owned) == 1 else [])), None)
        name = _INDOORS.sub("室内", _CHILD.sub("童", bare(thing)))
        words = [word for word in self.skills.answerer.words(name) if says_something(word)]
        words = [name] if name.isascii() else words or ([name] if len(name) == 1 else [])
        scored = [
            (self._likeness(one, name, words, whole=whole or one is trail[-1]), one)
            for one in trail
        ]
        best = max((score for score, _ in scored), default=0)
        found = [one for score, one in scored if score == best]
        return found[0] if best and len(found) == 1 else None

    def _likeness(self, one: Subject, name: str, words: Sequence[str], *, whole: bool) -> int:
        """How much of a name stands in what a thing is called, its standards included."""
        names = _CHILD.sub("童", self._names(one))
        product = self.skills.product_of(name)
        if (product and product == one.called) or name in names:
            return len(words) + 2
        if name.isascii() and one.standard and one.standard in self._english(name):
            return 1
        found = sum(word in names for word in words)
        # 「医用防护那种」 is another kind of mask, though the one told is for 防护 too.
        return found if found == len(words) or not whole else 0

    def _english(self, name: str) -> tuple[str, ...]:
        """Numbers of the standards of a thing by its English name."""
        things = things_asked(f"{name} standard")
        numbers = (n for thing in things for n in self.skills.standards_named(thing.product))
        cards = (self.skills.answerer.edition(StandardNumber.parse(n)) for n in numbers)
        return tuple(card.number for card in cards if card)

    def _same_of(self, part: Part, memory: Memory) -> Part | None:
        """「那鞋子的」, 「大人KN95呢」: what was asked of the last is asked of one before."""
        said = part.leaning.rest if part.leaning else ""
        thing = _OF_IT.fullmatch(said.strip())
        if thing is None or not memory.facet or part.facet is not None or memory.offered:
            return None
        subject = self._named(thing["thing"], memory.trail)
        if subject is None or not subject.standard or subject.standard == memory.standard:
            return None
        return self._of_one(part, subject, "", Facet(memory.facet))

    def _title(self, one: Subject) -> str:
        return self.skills.title_of_standard(one.standard) if one.standard else ""

    def _names(self, one: Subject) -> str:
        title = self._title(one)
        return f"{one.called} {one.about} {self.skills.name_of(one.entry)} {title}"

    def _of_each(self, part: Part, memory: Memory) -> Part | None:
        """「这三个是同一天实施的吗」, 「哪个是强制的 跑道还是桌子」: of each of the last told."""
        said = _EACH.search(part.text)
        if said is None or part.facet is None:
            return None
        count = _COUNTS.get(said["count"] or said["both"] or "两", 2)
        told = [one for one in memory.trail if one.standard]
        known = [one for one in told if not one.offered]  # what was only guessed counts last
        told = (known if len(known) >= count else told)[-min(count, _MOST) :]
        if len(told) < count:
            return None
        meant = tuple(StandardNumber.parse(one.standard) for one in told)
        answer = self.skills.facet(tuple(map(str, meant)), part.facet, part.text)
        return replace(part, numbers=meant, answer=answer)


def _facet_of(asked: str) -> Facet | None:
    """What is asked; of several things between spaces the first, and none put together of two."""
    whole, each = facet_of(asked), facets_in(asked)
    return whole if not each or whole in each else each[0]
