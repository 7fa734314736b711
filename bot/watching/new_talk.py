"""What is told of new standards in chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.messages import Reply, ReplyKind, Said
from kb.catalogue import Edition
from kb.new_standards import Span, new_standards, standards_of, told

_MOST_SHOWN = 6  # of each kind
_MOST_LISTED = 15  # of one
DAYS_AHEAD = 90
HEAD = "目录里记到的新标准（今天是 {today}）："
NOTHING = "我的目录里没有记到最近 30 天发布、实施，或者 90 天内就要实施的标准。"
NONE_OF_IT = "我的目录里没有记到{called}，不等于没有。"
SEARCH = (
    "目录不一定收全，实施日期以全国标准信息公共服务平台（std.samr.gov.cn）为准；站内查标准：{where}"
)
FOOT = (
    "看全部：{where}\n目录不一定收全，最新发布请到全国标准信息公共服务平台（std.samr.gov.cn）看。"
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

    async def of_span(self, span: Span, called: str) -> Said:
        """The standards of some time, or that the catalogue has none.

        Args:
            span: which.
            called: what is asked for, as the citizen hears it again (「2026 年起实施的」).
        """
        found = await self.sessions.run(lambda s: standards_of(s, span))
        where = SEARCH.format(where=f"{self.public_url.rstrip('/')}/standards")
        if not found:
            text = f"{NONE_OF_IT.format(called=called)}\n{where}"
            return Said((Reply(text, ReplyKind.UNKNOWN),), "new_standards")
        lines = _lines(
            f"目录里记到的{called}",
            found,
            lambda e: e.published_on if span.published else e.effective_on,
            _MOST_LISTED,
        )
        return Said((Reply("\n".join((*lines, where)), ReplyKind.ANSWER),), "new_standards")

    async def answer(self) -> Said:
        """What was published lately, what is in force since lately, and what will be."""
        today = self.clock().astimezone(CHONGQING).date()
        found = await self.sessions.run(lambda s: new_standards(s, today, ahead=DAYS_AHEAD))
        lines = [
            *_lines("最近 30 天发布", found.published, lambda e: e.published_on),
            *_lines("最近 30 天起实施", found.begun, lambda e: e.effective_on),
            *_lines("90 天内就要实施", found.coming, lambda e: e.effective_on),
        ]
        head = [HEAD.format(today=today), *lines] if lines else [NOTHING]
        foot = FOOT.format(where=f"{self.public_url.rstrip('/')}/new-standards")
        return Said((Reply("\n".join((*head, foot)), ReplyKind.ANSWER),), "new_standards")


def _lines(
    title: str,
    editions: Sequence[Edition],
    day: Callable[[Edition], date | None],
    most: int = _MOST_SHOWN,
) -> list[str]:
    if not editions:
        return []
    more = len(editions) - most
    lines = [f"· {told(edition, day)}" for edition in editions[:most]]
    return [f"{title}：", *lines, *([f"……还有 {more} 个"] if more > 0 else [])]
