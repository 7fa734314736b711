"""What is made sure of behind an answer: 「一小时的还是一天的」, 「你确定？我听说是十五天」."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.wanting import figure_of
from kb.answer import Answer, Candidate, Certainty, is_record
from kb.text.facet import Facet

_LONGEST = 30  # characters
_EITHER = re.compile(
    r"(?:嗯|哦|那|那么)?[,，\s]{0,2}(?:那个|这个|你?[说指讲]的|上面的|这个数|限值|期限)?[,，]?"
    r"(?:到底|究竟)?(?:是|按|算)?(?:(?P<figure>[\d一二两三四五六七八九十]{1,3})个?[天日]是?算?)?"
    r"(?P<one>[\u4e00-\u9fff\d]{1,8}?)的?(?:值|数|算)?[,，\s]{0,2}还是(?:按|说|指|算|是)?"
    r"(?P<other>[\u4e00-\u9fff\d]{1,8}?)的?(?:值|数|算)?[呢嘞喃嘛啊哦呀]?"
)
_COUNTED = re.compile(
    r"(?P<figure>\d{1,3}|[一二两三四五六七八九十百]{1,3})(?=个|小时|天|日|年|月|倍|次)"
)
_DOUBTS = re.compile(
    r"(?:[你您](?:真的?|能|可以)?(?:确定|肯定|保证|(?:没|是不是|怕是?)?(?:搞|记|弄|说)错(?:了|没)?)"
    r"|确定|当真|真的(?:假的)?|是真的|不会|不对|不是|没(?:搞|记|弄)错|怕不是|怪了|咦|啊|是不是哦"
    r")(?:哟|哦|吗|嘛|么|吧|不|啊|的|喃|噻|头|了|哈){0,3}"
)
_HEARD = re.compile(
    r"(?:但是?|可是?|不过|怎么|啷个)?(?:(?:我|别个|别人|人家|网上|有人|他们?|她|大家"
    r"|(?:我|我们|隔壁|楼上)?[\u4e00-\u9fff]{2,4})?"
    r"(?:都|也|明明|好像|一直|跟我|给我|之前|以前|前头|上次){0,3}(?:听说|听到|听|说|讲|看到?|看见|查到?|记得|写|以为|搜到?)"
    r"(?:的|到|过|说|讲|写){0,3}[,，]?)(?:都|就|才|只|也|明明|好像|应该){0,2}(?:是|要|有|为|得|能|可以|赔|罚){0,2}"
    r"(?P<figure>\d{1,6}|[一二两三四五六七八九十百千万半]{1,5}) ?"
    r"(?P<unit>个?工作日|小时|天|日|个月|年|倍|块钱?|元|万元?)(?P<tail>[^\d,，。?？]{0,6})"
)
_CLAUSES = re.compile(r"[,，。;；?？!！\s]+")
_UNITS = (
    ("个工作日", "工作日", "天", "日"),
    ("小时",),
    ("个月",),
    ("年",),
    ("倍",),
    ("元", "万元", "块", "块钱", "万"),
)
_DIGITS = "0123456789一二两三四五六七八九十百千万"
_COUNTS = tuple(re.compile(rf"[{_DIGITS}](?:{'|'.join(units)})") for units in _UNITS)
_WORKING = "个工作日"
_FIGURE = re.compile(r"\d{1,6}|[一二两三四五六七八九十百千万]{1,5}")
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_MOST = 3  # sentences
WRITTEN = "依据里是这样写的："
NO_SUCH = "您听说的“{}”，上面这一条里没有。"
MAY_BE = "“{}”可能说的是这一条：{}"


@dataclass(frozen=True)
class ToldAgain:
    """Reads what somebody wants to be sure of in the answer before.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def read(self, part: Part, memory: Memory) -> Part | None:
        """The part answered by what was told; None where it makes sure of nothing."""
        if len(part.text) > _LONGEST or part.numbers or not self._told(memory):
            return None
        return self._either(part, memory) or self._doubted(part, memory)

    def _told(self, memory: Memory) -> tuple[str, ...]:
        """The entries told last, no records."""
        last = memory.listed if memory.offered and memory.listed else ()
        told = dict.fromkeys((memory.entry, *last))
        return tuple(one for one in told if one and not is_record(one))

    def _either(self, part: Part, memory: Memory) -> Part | None:
        """Of two values the one that stands in what was told."""
        said = _EITHER.fullmatch(part.text.strip(" ,，。?？!！"))
        nature = part.facet is Facet.NATURE
        if said is None or nature or not _of_a_kind(said["one"], said["other"]):
            return None
        if said["figure"] or "工作日" in said.group("one", "other"):
            return self._which_days(part, said["figure"], memory)
        for entry in self._told(memory):
            held = [
                (word, told)
                for word in said.group("one", "other")
                if (told := self._saying(entry, _holding(_ways(word))))
            ]
            if len(held) == 1:
                return self._as_told(part, f"写的是“{held[0][0]}”：", held[0][1], memory)
        return None

    def _which_days(self, part: Part, figure: str | None, memory: Memory) -> Part | None:
        """The periods that were told, as they are written: of working days, or of all."""
        exact = _holding(tuple(f"{one}{_WORKING}" for one in _ways(figure or "")))
        holds = exact if figure else _COUNTS[0].search
        held = (self._saying(one, holds) for one in self._told(memory))
        told = next(filter(None, held), None)
        if told is None or _WORKING not in _closed(told.text):
            return None  # that of all days an entry tells
        return self._as_told(part, WRITTEN, told, memory)

    def _saying(self, entry: str, holds: Callable[[str], object]) -> Answer | None:
        """The sentences of an entry that hold a value; None without any."""
        told = self.skills.of_listed(entry, "", None)
        body, _, source = told.text.partition("\n来源：") if told else ("", "", "")
        sentences = (one.strip() for one in _SENTENCE.findall(body))
        kept = [one for one in sentences if holds(_closed(one)) and not one.startswith("提醒")]
        if told is None or not kept:
            return None
        text = "\n".join((*kept[:_MOST], f"来源：{source}"))
        return replace(told, text=text)

    def _doubted(self, part: Part, memory: Memory) -> Part | None:
        """What was told, with its source, where somebody heard of another value."""
        heard = _heard_in(part.text)
        if heard is None:
            return None
        kind = next(n for n, units in enumerate(_UNITS) if heard["unit"] in units)
        counts, units = _COUNTS[kind].search, _UNITS[kind]
        found = ((one, self._saying(one, counts)) for one in self._told(memory))
        entry, told = next(((one, said) for one, said in found if said), ("", None))
        if told is None:
            return None
        figures = _ways(heard["figure"])
        same = _holding(tuple(f"{figure}{unit}" for figure in figures for unit in units))
        value = f"{heard['figure']}{heard['unit']}"
        more = "" if same(_closed(told.text)) else self._elsewhere(entry, value, same, memory)
        text = f"{told.text}\n{more}" if more else told.text
        return self._as_told(part, WRITTEN, replace(told, text=text), memory)

    def _elsewhere(
        self, entry: str, value: str, same: Callable[[str], bool], memory: Memory
    ) -> str:
        """What the other value may be of, by the same law."""
        lead = NO_SUCH.format(value)
        for other in self.skills.akin(entry, f"{memory.topic}{value}"):
            if said := self._saying(other, same):
                return lead + MAY_BE.format(value, said.text.partition("\n")[0])
        return lead

    def _as_told(self, part: Part, lead: str, told: Answer, memory: Memory) -> Part:
        meant = f"{memory.topic}{part.text}"
        if not memory.offered:
            answer = replace(told, text=f"{lead}\n{told.text}")
            return replace(part, answer=answer, taken_as=meant)
        about = told.about.rstrip("？?")
        text = f"您如果接着问的是“{about}”：\n{lead}\n{told.text}"
        offered = (Candidate(told.entry or "", told.about),)
        answer = replace(
            told, text=text, certainty=Certainty.UNSURE, entry=None, candidates=offered
        )
        return replace(part, answer=answer, taken_as=meant)


def _closed(text: str) -> str:
    return "".join(text.split())


def _ways(value: str) -> tuple[str, ...]:
    """A value as it may be written: 「一小时」, 「1小时」."""
    counted = _FIGURE.match(value)
    if counted is None:
        return (value,)
    return value, f"{figure_of(counted[0])}{value[counted.end() :]}"


def _holding(ways: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a text without spaces has a value in one of its spellings, whole."""
    return lambda text: any(_is_whole(text, way) for way in ways)


def _is_whole(text: str, way: str) -> bool:
    before, found, _ = text.partition(way)
    return bool(found) and (before[-1:] not in _DIGITS or before == "" or way[0] not in _DIGITS)


def _of_a_kind(one: str, other: str) -> bool:
    """Whether two values are of a kind: both counted, or with the same end (工作日, 自然日)."""
    counted = _COUNTED.match(one) is not None and _COUNTED.match(other) is not None
    within = one in other or other in one
    return not within and (counted or one[-1] == other[-1])


def _heard_in(text: str) -> re.Match[str] | None:
    """The other value somebody heard of, where it is doubted what was told."""
    clauses = [one for one in _CLAUSES.split(text.strip()) if one]
    if not clauses:
        return None
    doubts = [one for one in clauses if _DOUBTS.fullmatch(one)]
    rest = [one for one in clauses if one not in doubts]
    heard = _HEARD.fullmatch("".join(rest)) if rest else None
    if heard is None and not doubts and (begun := _DOUBTS.match(clauses[0])):
        heard = _HEARD.fullmatch(clauses[0][begun.end() :]) if len(clauses) == 1 else None
    return heard
