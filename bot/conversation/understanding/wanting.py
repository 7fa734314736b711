"""What a few words want of what was talked about: its article, its penalty, its standard."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Candidate, Certainty, is_record
from kb.models import Nature
from kb.premise import asks_whether_new_started, not_started
from kb.text.facet import Facet
from kb.wanted import NOT_KNOWN, Want, kin_in, wanted_in
from kb.within import says_something

# What a source is asked of, by no name of its own: 「这个分类是哪个标准定的」.
OF_THE_TOLD = re.compile(
    r"(?:分类|分级|等级|级别|说法|数字?|限值|限量|规定|要求|数值|指标|东西|结论)"
)
LONGEST = 24  # characters; what is longer says itself what it is about
MOST = 3
# An answer this sure to words of its own is no question about what was told.
STANDS = 0.3
LIKELY = 0.1
# 「一千那个是哪个法第几条」 points at what was told by its figure.
_BY_FIGURE = re.compile(
    r"(?:那个?|赔|罚|说|管|退){0,2}(?P<figure>\d{1,7}|[一二两三四五六七八九十百千万]{1,5})(?P<unit>块|元|倍|天|日|年|个月|个工作日)?(?:钱)?的?(?:那一?[个条种样])?(?:的|又|是|在|写|规定|说|现在){0,4}"
)
_SAME_UNIT = {"块": "", "元": "", "天": "日"}
_FIGURE_TOLD = re.compile(
    r"(?<![\d.])(?P<figure>\d{1,7})(?![\d.])(?P<unit>个工作日|个月|[元倍天日年])?"
)
# 「不明码标价的和它比哪个罚得重」
_HARDER = re.compile(
    r"(?:那|要是)?(?P<other>[^,，。]{2,16}?)的?(?:和|跟|与|同)(?:它|他|这个|那个|这种|前面那个|刚才那个|上面那个)(?:比起?来?|相比)?[,，]?(?:到底|究竟)?"
    r"(?:哪一?[个种样边]|谁)(?:更|要)?(?:罚|处罚)(?:得|的|款)?(?:更|要)?(?:重|多|狠|凶|高|厉害)(?:些|点|一些)?"
    r"|(?:那么?)?(?:它|他|这个|那个)?(?:和|跟|与|同|比起?)(?P<behind>[^,，。]{2,16}?)的?(?:比起?来?|相比)?[,，]?(?:到底|究竟)?(?:哪一?[个种样边]|谁)(?:更|要)?(?:罚|处罚)(?:得|的|款)?(?:更|要)?(?:重|多|狠|凶|高|厉害)(?:些|点|一些)?"
)
# 「新的哪天开始算」 after a rule that took the place of an older one.
_NEW_RULE_SINCE = re.compile(
    r"(?:那|这个?)?(?:新(?:的|规|规定|规矩|办法|条例|法|说法|那个)?|改了?的?)(?:又|是|从|要|到底){0,3}(?:哪[天年月]|几号|几时|什么时候|多久|好久)"
    r"(?:开始|起|才|就){0,2}(?:实施|执行|施行|生效|算|用|管|兴|作数|改)?的?[嘛呢啊呀\s?？]*"
)
_SINCE = re.compile(r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日起")
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_EACH = re.compile(r"分别|各自?|都[在是]")
AFTER_CHOICES = "刚才列的几条里："


@dataclass(frozen=True)
class Wanter:
    """Finds what is wanted in what was told, and in what belongs with it.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def answer(self, part: Part, memory: Memory) -> Part | None:
        """The part as it is meant of what was told; None where it isn't."""
        longest = 2 * LONGEST if part.text.isascii() else LONGEST
        if not memory.entry or len(part.text) > longest:
            return None
        if (there := self.skills.elsewhere(part.text)) and there not in memory.about:
            return None  # the rule of another place is none of what was told
        meant = f"{memory.topic}{part.text}"
        if asks_whether_new_started(part.text) and (new := self.skills.to_come(memory.entry)):
            certainty = Certainty.UNSURE if memory.offered else Certainty.SURE
            told = self._said(memory.entry, not_started(new), certainty)
            return replace(part, answer=told, taken_as=meant)
        if found := self._since(part, memory) or self._which_is_harder(part, memory):
            return replace(part, answer=found, taken_as=meant)
        if (kin := kin_in(part.text)) is not None:
            numbers = self.skills.kin_standards(memory.entry, kin)
            if not numbers:
                return None
            card = self.skills.facet(numbers[:1], facet_wanted(part.facet), part.text)
            return replace(part, answer=card, taken_as=meant)
        answer = self._wanted_of_it(part, memory)
        return None if answer is None else replace(part, answer=answer, taken_as=meant)

    def _since(self, part: Part, memory: Memory) -> Answer | None:
        """Since when the rule told goes, where it says so; a standard has its record."""
        if memory.standard or not _NEW_RULE_SINCE.fullmatch(part.text.strip()):
            return None
        told = self.skills.answerer.within(memory.entry, "", _SINCE)
        certainty = Certainty.UNSURE if memory.offered else Certainty.SURE
        said = told.text.partition("\n来源：")[0] if told else ""
        return self._said(memory.entry, said, certainty) if said else None

    def _which_is_harder(self, part: Part, memory: Memory) -> Answer | None:
        """The fine for another matter beside that for the one told, where both are known."""
        compared = _HARDER.fullmatch(part.text.strip(" ?？。"))
        if compared is None:
            return None
        other = self.skills.answer(f"{compared['other'] or compared['behind']}罚多少")
        if other.certainty is not Certainty.SURE or not other.entry or other.entry == memory.entry:
            return None
        both = [
            (entry, self.skills.holds(entry, Want.PENALTY)) for entry in (memory.entry, other.entry)
        ]
        if not all(said for _, said in both):
            return None
        lines = [f"“{self.skills.name_of(entry).rstrip('？?')}”：{said}" for entry, said in both]
        certainty = Certainty.UNSURE if memory.offered else Certainty.SURE
        said = self._said(memory.entry, "\n".join(lines), certainty)
        return replace(said, sources=(), text="\n".join(lines))

    def _wanted_of_it(self, part: Part, memory: Memory) -> Answer | None:
        """What a short question wants of what was told; None where it means something else."""
        wanted = wanted_in(part.text)
        if wanted is not None:
            wanted = wanted[0], OF_THE_TOLD.sub(" ", wanted[1])
        if wanted is None or self._is_of_its_own(part, wanted[1], memory):
            return None
        if memory.heads and not memory.offered and _EACH.search(part.text):
            return self._of_each(wanted[0], memory)
        if by_figure := self._by_figure(*wanted, memory):
            return by_figure
        said = [word for word in self.skills.answerer.words(wanted[1]) if says_something(word)]
        if said and self._new(wanted[1], memory) == said:
            # 「七天无理由写在哪条」 says itself of what
            return self._of_the_named(wanted[0], said)
        if why := self._of_its_nature(wanted[0], memory):
            return why
        answer = self._told(wanted[0], memory)
        if answer is not None:
            # 「拖着不公开要罚款吗」 says itself of what
            of_its_own = part.answer.score >= LIKELY and self._lacks(answer, said)
            return None if of_its_own else answer
        if said or (wanted[0] is Want.ARTICLE and "条" not in part.text):
            return None  # 「看哪个文件」 wants no article: where the answer stands is told
        return self._beside(*wanted, memory)

    def _of_its_nature(self, want: Want, memory: Memory) -> Answer | None:
        """「哪条规定的」 after whether a standard must be kept to: the article that says so."""
        card = self.skills.answerer.card(memory.standard)
        of_nature = memory.facet == Facet.NATURE.value and is_record(memory.entry)
        if want is not Want.ARTICLE or card is None or not of_nature or memory.offered:
            return None
        mandatory = card.nature is Nature.MANDATORY
        found = self.skills.answer(f"{'强制' if mandatory else '推荐'}性标准必须执行吗")
        said = self.skills.holds(found.entry, want) if found.is_sure and found.entry else ""
        return self._said(found.entry, said, Certainty.SURE) if said and found.entry else None

    def _by_figure(self, want: Want, beside: str, memory: Memory) -> Answer | None:
        """What is wanted of the one of those told that has the figure pointed at."""
        pointed = _BY_FIGURE.fullmatch(beside.strip())
        if pointed is None or want is Want.NUMBER:
            return None
        last = memory.listed if memory.offered and memory.listed else (memory.entry,)
        told = dict.fromkeys((*last, *(one.entry for one in reversed(memory.trail))))
        holding = [one for one in told if self._has_figure(one, pointed)]
        if holding:
            return self._told(want, memory, tuple(holding))
        for entry in self.skills.akin(memory.entry, f"{memory.topic}{beside}"):
            said = self.skills.holds(entry, want)
            if said and self._has_figure(entry, pointed):
                return self._said(entry, said, Certainty.UNSURE)
        return None

    def _has_figure(self, entry: str, pointed: re.Match[str]) -> bool:
        """Whether an entry's answer has the figure, in digits or as it was said."""
        told = self.skills.of_listed(entry, "", None)
        body = "".join(told.text.partition("\n来源：")[0].split()) if told else ""
        unit = pointed["unit"] or ""
        if pointed["figure"] + unit in body and not pointed["figure"].isdigit():
            return True
        wanted = figure_of(pointed["figure"]), _SAME_UNIT.get(unit, unit)
        return any(
            wanted[0] == int(one["figure"])
            and wanted[1] in ("", _SAME_UNIT.get(one["unit"], one["unit"]))
            for one in _FIGURE_TOLD.finditer(body)
        )

    def _beside(self, want: Want, beside: str, memory: Memory) -> Answer | None:
        """What belongs with what was told, or that it isn't known; None where others answer.

        Args:
            want: what is wanted, and what was told doesn't hold.
            beside: the other words.
            memory: what was told.
        """
        if (akin := self._akin(want, memory)) is not None:
            return akin
        if want is Want.NUMBER and memory.product:
            return None  # the records of the thing answer
        return None if self._new(beside, memory) else self._not_known(want, memory)

    def _of_the_named(self, want: Want, words: list[str]) -> Answer | None:
        """What the entry on something named holds, where there surely is one."""
        found = self.skills.answer("".join(words))
        entry = found.entry or ""
        sure = found.certainty is Certainty.SURE and entry.startswith("faq:")
        said = self.skills.holds(entry, want) if sure and want is not Want.NUMBER else ""
        if not said or self._lacks(found, words):
            return None
        return self._said(entry, said, Certainty.SURE)

    def _of_each(self, want: Want, memory: Memory) -> Answer | None:
        """「分别在哪条」 of what several questions of one message were answered with."""
        pairs = zip(memory.heads, memory.listed, strict=True)
        found = [(head, entry, self.skills.holds(entry, want)) for head, entry in pairs]
        if not all(said for _, _, said in found):
            return None
        lines = [f"“{head.rstrip('？?')}”：{said}" for head, _, said in found]
        return replace(self._said(found[0][1], "\n".join(lines), Certainty.SURE), sources=())

    def of_one(self, part: Part, asked: str, entry: str) -> Part | None:
        """What is wanted of one entry that is pointed at; None if it is nothing of the kind."""
        wanted = wanted_in(asked)
        said = self.skills.holds(entry, wanted[0]) if wanted else ""
        if not said:
            return None
        return replace(part, answer=self._said(entry, said, Certainty.SURE), taken_as=part.text)

    def _new(self, beside: str, memory: Memory, *, told: bool = False) -> list[str]:
        """The words beside what is wanted that what was told doesn't have.

        Args:
            beside: the words.
            memory: what was told.
            told: whether only what was said counts, not what the entry is asked by.
        """
        known = f"{memory.about}{memory.topic}{memory.product}".lower()
        lacked = self.skills.answerer.uncovered(memory.entry, beside, told=told)
        return [word for word in lacked if says_something(word) and word not in known]

    def _lacks(self, answer: Answer, words: list[str]) -> bool:
        entries = [one.reference for one in answer.candidates] or [answer.entry or ""]
        lacks = self.skills.answerer.uncovered
        return bool(words) and all(lacks(entry, " ".join(words)) for entry in entries)

    def _is_of_its_own(self, part: Part, beside: str, memory: Memory) -> bool:
        own = part.answer
        sure = own.certainty is Certainty.SURE and own.score >= STANDS
        # 「价格欺诈罚多少」 behind the fine for hidden prices, where a rule's name has the word
        return sure and own.entry != memory.entry and bool(self._new(beside, memory, told=True))

    def _told(self, want: Want, memory: Memory, entries: tuple[str, ...] = ()) -> Answer | None:
        """What was told holds it; of choices any that does, each under its heading."""
        entries = entries or (memory.listed if memory.offered else ()) or (memory.entry,)
        found = [(entry, said) for entry in entries if (said := self.skills.holds(entry, want))]
        if not found:
            return None
        if not memory.offered:
            return self._said(*found[0], Certainty.SURE)
        if len(found) == 1:
            return self._said(*found[0], Certainty.UNSURE)
        lines = [AFTER_CHOICES]
        named = []
        for number, (entry, said) in enumerate(found[:MOST], 1):
            title = self.skills.name_of(entry).rstrip("？?")
            lines.append(f"{number}. “{title}”：{said}")
            named.append(Candidate(entry, title))
        return Answer(Certainty.UNSURE, "\n".join(lines), score=STANDS, candidates=tuple(named))

    def _akin(self, want: Want, memory: Memory) -> Answer | None:
        """An entry of the same law, the same standard: offered, not asserted."""
        if want is Want.NUMBER:
            return None
        about = [w for w in self.skills.answerer.words(memory.about) if says_something(w)]
        asked = {Want.ARTICLE: "依据哪一条", Want.PENALTY: "罚多少"}[want]
        for entry in self.skills.akin(memory.entry, f"{memory.topic}{asked}"):
            lacked = self.skills.answerer.uncovered(entry, memory.about)
            if 2 * sum(word in lacked for word in about) > len(about):
                continue  # of the same law, and of another matter
            if said := self.skills.holds(entry, want):
                return self._said(entry, said, Certainty.UNSURE)
        return None

    def _said(self, entry: str, said: str, certainty: Certainty) -> Answer:
        name = self.skills.name_of(entry)
        sources = self.skills.sources_of(entry)
        text = f"{said}\n来源：{'；'.join(sources)}" if sources else said
        if certainty is Certainty.UNSURE:
            text = f"您如果接着问的是“{name.rstrip('？?')}”：\n{text}"
            return Answer(certainty, text, sources, STANDS, candidates=(Candidate(entry, name),))
        return Answer(certainty, text, sources, 1.0, entry, about=name)

    def _not_known(self, want: Want, memory: Memory) -> Answer:
        about = self.skills.name_of(memory.entry).rstrip("？?")
        return Answer(Certainty.UNKNOWN, NOT_KNOWN[want].format(about=about))


def figure_of(said: str) -> int:
    """The number that figures or Han numerals say.

    >>> figure_of("一千"), figure_of("五百"), figure_of("十"), figure_of("1000")
    (1000, 500, 10, 1000)
    """
    if said.isdigit():
        return int(said)
    total = digit = 0
    for sign in said:
        if sign in _UNITS:
            total += max(digit, 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def facet_wanted(facet: Facet | None) -> Facet:
    """What of another standard is told: all where only the standard is asked for."""
    return Facet.CARD if facet in (None, Facet.NATURE) else facet
