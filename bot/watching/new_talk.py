"""What is told of new standards in chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.understanding.span_asked import SpanAsked
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.messages import Reply, ReplyKind, Said
from kb.answer import standard_reference
from kb.catalogue import Edition
from kb.models import Checked
from kb.new_standards import new_standards, standards_of

_MOST_SHOWN = 6  # of each kind
_MOST_LISTED = 15  # of one
DAYS_AHEAD = 180  # as the page
HEAD = "目录里记到的新标准（今天是 {today}）："
NOTHING = "我的目录里没有记到最近 30 天发布、实施，或者半年内就要实施的标准。"
NO_SUCH_TIME = "没有“{time}”这个时间。您可以说年份或者月份，比如“2027 年要实施的标准有哪些”。"
INTENT = "new_standards"
FOOT = (
    "看全部：{where}\n写着“未核对”的，尚未与官方平台核对。目录不一定收全，"
    "最新发布请到全国标准信息公共服务平台（std.samr.gov.cn）看。"
)


@dataclass(frozen=True)
class _Words:
    """What a list is told with, in one language."""

    head: str
    none: str
    search: str
    unchecked: str
    more: str
    colon: str


CHINESE = _Words(
    "目录里记到的{called}",
    "我的目录里没有记到{called}，不等于没有。",
    "写着“未核对”的，尚未与官方平台核对。目录不一定收全，"
    "日期以全国标准信息公共服务平台（std.samr.gov.cn）为准；站内查标准：{where}",
    "（未核对）",
    "……还有 {more} 个",
    "：",
)
ENGLISH = _Words(
    "In my catalogue, {called}",
    "My catalogue holds no {called}, which does not mean that there are none.",
    "The catalogue is not complete; the dates that count are at std.samr.gov.cn. "
    "Search our catalogue: {where}",
    " (not checked yet)",
    "... and {more} more",
    ":",
)


@dataclass(frozen=True)
class NewTalk:
    """Tells what is new.

    Args:
        sessions: the database.
        public_url: where citizens' pages are.
        clock: the present moment.
    """

    sessions: SessionFactory
    public_url: str
    clock: Clock

    async def of_span(self, asked: SpanAsked) -> Said:
        """The standards of some time, or that the catalogue has none."""
        if (span := asked.span) is None:
            text = NO_SUCH_TIME.format(time=asked.called.strip())
            return Said((Reply(text, ReplyKind.UNKNOWN),), INTENT)
        found = await self.sessions.run(lambda s: standards_of(s, span))
        words = ENGLISH if asked.in_english else CHINESE
        where = words.search.format(where=f"{self.public_url.rstrip('/')}/standards")
        if not found:
            text = f"{words.none.format(called=asked.called)}\n{where}"
            return Said((Reply(text, ReplyKind.UNKNOWN),), INTENT)
        shown = _Shown(words)
        lines = shown.lines(words.head.format(called=asked.called), found, span.day, _MOST_LISTED)
        return shown.said("\n".join((*lines, where)))

    async def answer(self) -> Said:
        """What was published lately, what is in force since lately, and what will be."""
        today = self.clock().astimezone(CHONGQING).date()
        found = await self.sessions.run(lambda s: new_standards(s, today, ahead=DAYS_AHEAD))
        shown = _Shown(CHINESE)
        lines = [
            *shown.lines("最近 30 天发布", found.published, lambda e: e.published_on),
            *shown.lines("最近 30 天起实施", found.begun, lambda e: e.effective_on),
            *shown.lines("半年内就要实施", found.coming, lambda e: e.effective_on),
        ]
        head = [HEAD.format(today=today), *lines] if lines else [NOTHING]
        foot = FOOT.format(where=f"{self.public_url.rstrip('/')}/new-standards")
        return shown.said("\n".join((*head, foot)))


class _Shown:
    """The lists of one reply, numbered on, with what they show."""

    def __init__(self, words: _Words) -> None:
        self._words = words
        self._numbers: list[str] = []

    def lines(
        self,
        title: str,
        editions: Sequence[Edition],
        day: Callable[[Edition], date | None],
        most: int = _MOST_SHOWN,
    ) -> list[str]:
        """A heading and a line for each of the first; nothing for none."""
        if not editions:
            return []
        lines = [f"{title}{self._words.colon}"]
        for edition in editions[:most]:
            self._numbers.append(edition.number)
            doubt = self._words.unchecked if edition.checked is Checked.UNCHECKED else ""
            named = f"{edition.number}《{edition.title}》{doubt}"
            lines.append(f"{len(self._numbers)}. {day(edition)} {named}")
        more = len(editions) - most
        return [*lines, *([self._words.more.format(more=more)] if more > 0 else [])]

    def said(self, text: str) -> Said:
        """The reply."""
        listed = tuple(map(standard_reference, self._numbers))
        return Said((Reply(text, ReplyKind.ANSWER),), INTENT, listed)
