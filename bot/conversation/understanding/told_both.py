"""What is asked of both of two rules told in different turns: 「这两种最低分别是多少」."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Candidate, Certainty, is_record

_BOTH = re.compile(
    r"(?:[\u4e00-\u9fff]{0,10}[,，\s]{1,2})?(?:那么?|所以|就是|也就是说)?(?:这|那|前面|刚才|上面)?(?:说的|讲的)?"
    r"(?:两(?:种|个|样|条|项|边|者|回事)|俩)(?:情况|规定|赔偿|期限|说法|罚款?)?的?(?P<asked>[\u4e00-\u9fff]{2,14})"
)
_EACH = re.compile(r"分别|各自?|都")
# What is asked, and how an entry tells it.
_WAYS = (
    (re.compile(r"最低|最少|起码|至少"), re.compile(r"(?:不足|最低|至少|不少于|不低于) ?\d")),
    (
        re.compile(r"最高|最多|顶多|封顶"),
        re.compile(r"(?:最高|最多|上限|不超过|至多) ?\d|\d ?[万倍]?元?以下"),
    ),
    (re.compile(r"多久|几天|多少天|好多天|期限|好久"), re.compile(r"\d ?(?:个工作日|日|天|个月)")),
    (re.compile(r"罚|赔|多少钱|好多钱"), re.compile(r"\d ?万?元|[\d一二三十两]倍")),
)
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_FIGURES = re.compile(r"\d{1,7}|[一二三十两](?=倍)")
_TWO = 2
_MOST = 2  # sentences of each


@dataclass(frozen=True)
class ToldBoth:
    """Reads what is asked of both of two rules.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def read(self, part: Part, memory: Memory) -> Part | None:
        """The part answered by the last two entries that tell it; None where there aren't two."""
        said = _BOTH.fullmatch(part.text.strip(" ,，。?？!！"))
        if said is None or part.numbers or part.facet or not _EACH.search(said["asked"]):
            return None
        holds = next((told for asked, told in _WAYS if asked.search(said["asked"])), None)
        found = self._telling(holds, memory) if holds else {}
        if len(found) < _TWO:
            return None
        return replace(part, answer=self._said(found, memory))

    def _telling(self, holds: re.Pattern[str], memory: Memory) -> dict[str, str]:
        """The last two entries told that hold what is asked, each with figures of its own."""
        found: dict[str, str] = {}
        known: set[str] = set()
        listed = memory.listed if memory.offered else ()
        for entry in (memory.entry, *(one.entry for one in reversed(memory.trail)), *listed):
            said = "" if is_record(entry) or entry in found else self._sentences(entry, holds)
            figures = set(_FIGURES.findall(said))
            if said and not figures <= known and len(found) < _TWO:
                found[entry], known = said, known | figures
        return found

    def _sentences(self, entry: str, holds: re.Pattern[str]) -> str:
        given = self.skills.of_listed(entry, "", None) if entry else None
        body = given.text.partition("\n来源：")[0] if given else ""
        kept = [one.strip() for one in _SENTENCE.findall(body) if holds.search(one)]
        return "".join(kept[:_MOST])

    def _said(self, found: dict[str, str], memory: Memory) -> Answer:
        names = {entry: self.skills.name_of(entry) for entry in found}
        lines = [f"“{names[entry].rstrip('？?')}”：{said}" for entry, said in found.items()]
        sources = dict.fromkeys(one for entry in found for one in self.skills.sources_of(entry))
        text = "\n".join((*reversed(lines), f"来源：{'；'.join(sources)}"))
        first, offered = next(iter(found)), memory.offered
        if offered or any(one.offered for one in memory.trail if one.entry in found):
            choices = tuple(Candidate(entry, name) for entry, name in names.items())
            return Answer(Certainty.UNSURE, text, tuple(sources), 1.0, candidates=choices)
        return Answer(Certainty.SURE, text, tuple(sources), 1.0, first, about=names[first])
