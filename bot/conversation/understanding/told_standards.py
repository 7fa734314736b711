"""What leans on a standard that was told: another edition, part or code, each of several."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import LONGEST, bare
from bot.conversation.understanding.part import Part
from bot.kit import clock
from kb.about_numbers import OF_THE_NUMBER
from kb.asked import Asked
from kb.bare_number import DIALLED
from kb.compared import compares_with
from kb.models import Nature
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

MOST_LISTED = 3
# 「那执行标准呢」: the standard is asked, and nothing is named that it could be of.
_ITS_STANDARD = re.compile(
    r"(?:那么?|它|他|这个|那个|的|是|有|按|看|执行|产品|国家|行业|现行|最新|安全|质量|强制性?|推荐性?){0,6}"
    r"(?:标准编?号?|国标号?|行标)(?:的?编?号)?(?:是|又|该|要|叫|看|有|按|用){0,2}(?:呢|嘞|喃|哪一?[个本项份]|哪几个|什么|多少|好多|几号)"
    r"(?:标准|国标)?[呢嘛啊]?[?？]*"
)
# An edition by its year: 「18版」, 「06年那本」.
_EDITION_OF = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)?\d\d)\s*(?:年|版|款)+(?:的|那|版|款|呢|本|个|$)"
)
_SAYS_EDITION = re.compile(r"[版款本]")
# Characters: what is longer says itself what must be kept to.
LONGEST_OF_A_CODE = 12
_ITS_NUMBER = re.compile(
    r"(?:那|把|就|它的?|这个的?|那个的?|标准的?|全称和?|完整的?){0,3}(?:标准)?(?:编号|号码|标号|号)(?:和名称|跟名字|全称)?"
    r"(?:发|给|说|报|讲|念|抄|贴|写|甩)(?:给|一个|个)?我?(?:一?[下哈]|一遍|嘛|看看|看下|哈)?"
)
# Letters of numbers alone; one letter is a class or a size where no stroke follows.
_OTHER_CODE = re.compile(
    r"(?:那么?|还有|前头|前面|开头|只有|一个|是){0,4}(?P<code>[TQ](?:/|斜杠|斜线)|(?!DB(?!\d))[A-Z]{2,4}(?:\d{2}(?:\d\d)?)?(?:/[TZ])?(?:\d\d)?|GB\([A-Z]\))(?:开头|打头)?的?(?:那个)?"
    r"(?:又)?(?:是)?(?:呢|嘞|喃|什么|(?<=斜杠的)|(?<=斜线的)|(?<=头的))",
    re.IGNORECASE,
)
_SLASH = re.compile(r"斜杠|斜线")
# 「加T呢」 after GB/Z: the other letter behind the same code.
_OTHER_LETTER = re.compile(
    r"(?:那么?)?(?:后面|要是|如果)?(?:加|带|换|换成|换个|改成|是)(?:一?个|了)?(?P<letter>[TZ])(?:的|的话|又)?(?:呢|嘞|喃|是什么|什么意思)",
    re.IGNORECASE,
)
_PART_ALONE = re.compile(r"\d{1,5}\.\d{1,3}")
_PLACES = {sign: str(count) for count, sign in enumerate("一二三四五六七八九十", 1)}
_PART_NAMED = re.compile(
    r"第(?P<part>[一二三四五六七八九十]|[1-9]\d?)(?:个)?部分?"
    r"(?:(?:又)?(?:是)?(?:讲|管|规定|说|写)(?:的)?(?:又)?(?:是)?(?:什么|哪些|哪方面)(?:的)?)?"
)
# 「点九呢」 after 4806.7
_PART_SPOKEN = re.compile(
    r"(?:那个?)?[点.](?P<part>[一二三四五六七八九十]|[1-9]\d?)(?:的|那个|又是什么)?"
)
_CODE_TOLD = re.compile(r"(?<![A-Z])(?:GB|DB(?:\d\d)?|JT|QB|SB|NY|HJ)(?![A-Z0-9])")
# Five figures and a question of them: a number of a standard without its letters.
_FIGURES_ASKED = re.compile(
    r"(?:那|那个|还有)?(?P<serial>[1-9]\d{4})(?:-(?:19|20)\d\d)?(?:那?个)?(?:标准)?(?:又|呢|嘞|是|管|讲|有|强制|现行|作废|什么)"
)
_OF_EACH = re.compile(
    r"分别|各自|^(?:那|那么)?都(?:是|要|有)?|(?:这|那|它们|其中|里面|里头|当中|[两三几四]).{0,3}(?:哪[个些几项]|都|全)"
    r"|^(?:那|那么)?哪[个些几](?:才|又)?(?:是|属于)?(?:必须|强制|硬性|推荐)"
    r"|(?:强制|推荐)性?的(?:标准|国标)?(?:又|都)?(?:是|有)?哪[个些几]|[两三几]个.{0,2}(?:是不是|同|一样)"
    r"|有没(?:有|得).{0,2}(?:强制|推荐|必须)[^，。]{0,4}(?:的|那[种个本])"
)
_SERIAL_ALONE = re.compile(
    r"(?:那|那个|还有|换成)?(?P<serial>[1-9]\d{3,4})(?:那?个|号)?(?:标准)?的?"
)
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_WITH_IT = re.compile(
    r"(?:那|那个)?(?P<serial>[1-9]\d{3,4})(?:那个)?(?:跟|和|与|同|比)(?:它|他|这个|那个|前面那个|这本|刚才那个)?(?:又)?(?:有|是)?"
    r"(?:什么|啥子?)?(?:关系|区别|不同|差别|一回事)[^，。]{0,3}"
)
_MOST_OF_EACH = 5
_MORE_OF_THEM = "上面列的还有 {} 个，想问哪一个请说“第几个”。"
# 「强制的那个号呢」, 「推荐性的那本是哪个」
_THAT_NATURE = re.compile(
    r"(?:那|有没(?:有|得))?(?P<nature>强制|推荐)性?的?(?:那[个本条种项份]|标准|国标)(?:标准|国标)?(?:的)?(?:编?号)?"
    r"(?:呢|嘞|喃|(?:又)?(?:是|叫)?(?:哪[个本项些]|什么|几号|多少))?[嘛啊哦]?"
)
# 「哪个强制哪个不强制」 asks of both.
_EACH_NATURE = re.compile(r"(?:哪[个些]|谁).{0,8}(?:哪[个些]|谁)|还是")
_WHICH_NATURE = re.compile(
    r"哪[个些几项].{0,4}(?P<nature>强制|硬性|必须|推荐)"
    r"|(?P<before>强制|硬性|必须|推荐)性?的(?:标准|国标)?(?:又|都)?(?:是|有)?哪[个些几项]"
    r"|有没(?:有|得).{0,2}(?P<any>强制|硬性|必须|推荐)"
)


@dataclass(frozen=True)
class ToldStandards:
    """Reads what is asked on of standards that were told.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def read(self, part: Part, memory: Memory) -> Part | None:
        """Another edition, each of several, another code or part, or the thing's own standard."""
        return (
            self.beside_figures(part, memory)
            or self._of_another_edition(part, memory)
            or self._of_all_told(part, memory)
            or self._of_the_other_nature(part, memory)
            or self._of_a_code(part, memory)
            or self._of_another_part(part, memory)
            or self._of_its_number(part, memory)
            or self._of_its_year(part, memory)
            or self._of_its_standard(part, memory)
        )

    def beside(self, part: Part, memory: Memory) -> Part:
        """「跟40070那个是一回事不」 asks of two standards: the one told and the one named."""
        if not memory.standard or len(part.numbers) != 1 or not compares_with(part.text):
            return part
        return self._compared(part, str(part.numbers[0]), memory)

    def beside_figures(self, part: Part, memory: Memory) -> Part | None:
        """「31701跟它啥关系」 without letters, where the catalogue has such a number."""
        said = _WITH_IT.fullmatch(part.text.strip(" ?？。"))
        if said is None or not memory.standard:
            return None
        known = (f"{letters} {said['serial']}" for letters in ("GB", "GB/T"))
        cards = (self.skills.answerer.edition(StandardNumber.parse(one)) for one in known)
        card = next(filter(None, cards), None)
        return self._compared(part, card.number, memory) if card else None

    def of_a_serial(self, part: Part, memory: Memory) -> Part | None:
        """「2762呢」 after GB 2763, without letters: the same asked of it, where it is known."""
        rest = bare(part.text.strip(" ,，。?？"))
        said = _SERIAL_ALONE.fullmatch(rest)
        if said is None or not memory.standard or _A_YEAR.fullmatch(said["serial"]):
            return None
        if said["serial"] in f"{memory.standard}{memory.about}" or part.numbers:
            return None
        known = (f"{letters} {said['serial']}" for letters in ("GB", "GB/T"))
        cards = (self.skills.answerer.edition(StandardNumber.parse(one)) for one in known)
        card = next(filter(None, cards), None)
        if card is None:
            return None
        facet = part.facet or (Facet(memory.facet) if memory.facet else Facet.CARD)
        answer = self.skills.facet((card.number,), facet, part.text)
        found = tuple(StandardNumber.find_all(card.number))
        return replace(part, numbers=found, answer=answer, taken_as=card.number)

    def _compared(self, part: Part, other: str, memory: Memory) -> Part:
        text = f"{memory.standard}和{other}是一回事吗"
        numbers = tuple(StandardNumber.find_all(text))
        return replace(part, numbers=numbers, answer=self.skills.answer(text), taken_as=text)

    def of_an_unknown_number(self, part: Part, memory: Memory) -> Part | None:
        """「18590是管啥的」 after GB 18580 is not about GB 18580."""
        said = _FIGURES_ASKED.match(part.text.strip())
        if said is None or DIALLED.fullmatch(said["serial"]):
            return None  # 「12345是管什么的」 asks of a telephone number
        if said["serial"] in f"{memory.standard}{memory.about}":
            return None
        meant = f"GB {said['serial']}"
        found = tuple(StandardNumber.find_all(meant))
        return replace(part, numbers=found, answer=self.skills.answer(meant)) if found else None

    def _of_all_told(self, part: Part, memory: Memory) -> Part | None:
        """「其中哪个是强制的」, 「两个都是强制的？」: of each standard that was told."""
        # Of a list none is meant by 「它」: 「强制的吗」 asks of all.
        of_a_list = memory.only_listed and part.leaning is not None
        each = of_a_list or _OF_EACH.search(part.text)
        if part.facet is None or not each or len(part.text) > LONGEST:
            return None
        told = (self.skills.standards_in(entry) for entry in memory.listed)
        numbers = dict.fromkeys((*(one for several in told for one in several), *memory.standards))
        if len(numbers) < 2:
            return None
        kept = self._of_that_nature(tuple(numbers), part.text) or tuple(numbers)
        meant = tuple(map(StandardNumber.parse, kept[:_MOST_OF_EACH]))
        answer = self.skills.facet(tuple(map(str, meant)), part.facet, part.text)
        if len(kept) > _MOST_OF_EACH:
            more = _MORE_OF_THEM.format(len(kept) - _MOST_OF_EACH)
            answer = replace(answer, text=f"{answer.text}\n{more}")
        return replace(part, numbers=meant, answer=answer)

    def _of_that_nature(self, numbers: tuple[str, ...], text: str) -> tuple[str, ...]:
        """Of several those that are mandatory, or recommended, where it is asked which are."""
        said = _WHICH_NATURE.search(text)
        if said is None or _EACH_NATURE.search(text):
            return ()
        wanted = (
            Nature.RECOMMENDED
            if (said["nature"] or said["before"] or said["any"]).startswith("推荐")
            else Nature.MANDATORY
        )
        cards = ((number, self.skills.answerer.card(number)) for number in numbers)
        return tuple(number for number, card in cards if card and card.nature is wanted)

    def _of_the_other_nature(self, part: Part, memory: Memory) -> Part | None:
        """「强制的那个号呢」 after a recommended standard: the mandatory one told of the same."""
        said = _THAT_NATURE.fullmatch(part.text.strip(" ,，。?？"))
        if said is None or not memory:
            return None
        entries = (memory.entry, *(one.entry for one in reversed(memory.trail)))
        named = (n for entry in entries for n in self.skills.numbers_named(entry))
        own = self.skills.numbers_for(memory.product) if memory.product else ()
        wanted = Nature.RECOMMENDED if said["nature"] == "推荐" else Nature.MANDATORY
        cards = ((number, self.skills.answerer.card(number)) for number in (*named, *own))
        found = dict.fromkeys(number for number, card in cards if card and card.nature is wanted)
        numbers = tuple(found)[:1]
        if not numbers or memory.standard in numbers:
            return None
        card = self.skills.facet(numbers, Facet.CARD, part.text)
        return replace(part, asked=Asked.STANDARD, answer=card, taken_as=numbers[0])

    def _of_another_edition(self, part: Part, memory: Memory) -> Part | None:
        """「老款的18版呢」 of a standard asks for its edition of that year."""
        said = _EDITION_OF.search(part.text) if len(part.text) <= LONGEST_OF_A_CODE else None
        number = StandardNumber.find(memory.standard) if said else None
        if said is None or number is None:
            return None
        year = said["year"]
        if len(year) == 2:  # digits
            year = f"{'20' if int(year) <= clock.today().year % 100 else '19'}{year}"
        edition = f"{number.undated}-{year}"
        if self.skills.answerer.card(edition) is not None:
            answer = self.skills.facet((edition,), part.facet or Facet.CARD, str(number.undated))
        elif _SAYS_EDITION.search(part.text):
            answer = self.skills.answer(edition)
        else:
            return None
        return replace(part, answer=answer, taken_as=edition)

    def _of_another_part(self, part: Part, memory: Memory) -> Part | None:
        """「1.2呢」 and 「第二部分呢」 after GB/T 1.1 ask for the other part."""
        rest = bare(part.leaning.rest if part.leaning else part.text)
        said, named = _PART_ALONE.fullmatch(rest), _PART_NAMED.fullmatch(rest)
        named = named or _PART_SPOKEN.fullmatch(rest)
        number = StandardNumber.find(memory.standard) if said or named else None
        if number is None or not memory.standard.count("."):
            return None
        series = number.serial.partition(".")[0]
        which = f"{series}.{_PLACES.get(named['part'], named['part'])}" if named else rest
        meant = f"{number.prefix} {which}"
        found = tuple(StandardNumber.find_all(meant))
        return replace(part, numbers=found, answer=self.skills.answer(meant)) if found else None

    def _of_its_number(self, part: Part, memory: Memory) -> Part | None:
        """「编号发我」 after a standard was told: its number and title, of no case."""
        # 「把那个标准号发我 我拿给他看」
        said = re.split(r"[,，。?？!！\s]", part.text.strip(" ,，。"))[0].removeprefix("把")
        if not memory.standard or not _ITS_NUMBER.fullmatch(said):
            return None
        coming = self.skills.to_come(memory.entry) if memory.entry.startswith("faq:") else None
        numbers = (coming.number,) if coming else memory.standards[:MOST_LISTED]
        card = self.skills.facet(numbers, Facet.CARD, part.text)
        return replace(part, asked=Asked.STANDARD, answer=card, taken_as=memory.standard)

    def _of_its_year(self, part: Part, memory: Memory) -> Part | None:
        """「后头2024是实施年？」 after a standard asks of its number."""
        if not memory.standard or not OF_THE_NUMBER.search(part.text):
            return None
        text = f"{memory.standard} {part.text}"
        answer = self.skills.answer(text)
        return replace(part, answer=answer, taken_as=text) if answer.is_sure else None

    def _of_its_standard(self, part: Part, memory: Memory) -> Part | None:
        """「那执行标准呢」 asks of the thing talked about, not what such a standard is."""
        thing = memory.product
        if not thing or not _ITS_STANDARD.fullmatch(part.text.strip()):
            return None
        asked = f"{thing}执行什么标准"
        answer = self.skills.answer(asked)
        told = memory.entry == answer.entry and bool(memory.standard)
        if not told and answer.is_sure and self.skills.covers(answer, thing):
            return replace(part, asked=Asked.STANDARD, answer=answer, taken_as=asked)
        numbers = memory.standards if told else self.skills.numbers_for(thing)
        if not numbers:
            return None
        card = self.skills.facet(numbers[:MOST_LISTED], Facet.CARD, part.text)
        return replace(part, asked=Asked.STANDARD, answer=card, taken_as=asked)

    def _of_a_code(self, part: Part, memory: Memory) -> Part | None:
        """「必须执行不」 after the letters GB/Z were explained asks of those that bear them.

        「那T/呢」 asks what other letters stand for.
        """
        if len(part.text) > LONGEST_OF_A_CODE:
            return None
        if other := _OTHER_CODE.fullmatch(part.text.strip(" ?？。")):
            text = f"{_SLASH.sub('/', other['code'])}开头的是什么标准"
            found = self.skills.answer(text)
            return replace(part, text=text, answer=found) if found.is_sure else None
        if other := _OTHER_LETTER.fullmatch(part.text.strip(" ?？。")):
            told = _CODE_TOLD.search(memory.code or memory.about)
            text = f"{told[0]}/{other['letter'].upper()}是什么意思" if told else ""
            found = self.skills.answer(text) if text else part.answer
            return replace(part, text=text, answer=found) if text and found.is_sure else None
        if not memory.code:
            return None
        said = part.leaning.rest if part.leaning else part.text
        answer = self.skills.after_code(memory.code, said, part.facet)
        return (
            replace(part, answer=answer, taken_as=f"{memory.code}{part.text}") if answer else None
        )
