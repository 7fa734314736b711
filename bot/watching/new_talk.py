"""What is told of new standards in chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.messages import Reply, ReplyKind, Said
from kb.catalogue import Edition
from kb.new_standards import new_standards, told

_MOST_SHOWN = 6  # of each kind
DAYS_AHEAD = 90
HEAD = "目录里记到的新标准（今天是 {today}）："
NOTHING = "我的目录里没有记到最近 30 天发布、实施，或者 90 天内就要实施的标准。"
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
    title: str, editions: Sequence[Edition], day: Callable[[Edition], date | None]
) -> list[str]:
    if not editions:
        return []
    more = len(editions) - _MOST_SHOWN
    lines = [f"· {told(edition, day)}" for edition in editions[:_MOST_SHOWN]]
    return [f"{title}：", *lines, *([f"……还有 {more} 个"] if more > 0 else [])]
