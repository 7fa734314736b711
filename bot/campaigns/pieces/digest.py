"""The month's digest of new standards: a draft for staff, who check, approve and send it or not."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.models import Piece, PieceKind
from bot.campaigns.pieces.content import PieceContent, Version
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.catalogue import Edition
from kb.new_standards import NewStandards, new_standards, told

ACTOR = "月初任务"
MADE_WITHIN = 7  # days: a worker that was away on the first makes it up, nobody later
_MOST_READ, _MOST_SHOWN = 1000, 40  # of each kind
_FOOT = (
    "写着“（未核对）”的，本站还没有和官方平台核对过。目录不一定收全，最新发布和状态以全国标准信息"
    "公共服务平台（std.samr.gov.cn）显示为准。"
)
# Titles are data: none may become a link, a heading or a table.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|!~])")


@dataclass(frozen=True)
class Part:
    """One heading with what stands below it."""

    title: str
    day: Callable[[Edition], date | None]
    editions: Sequence[Edition]


@dataclass(frozen=True)
class Digests:
    """Makes each month's draft once.

    Args:
        topic: under which it is published.
        public_url: where citizens' pages are.
        audit: the log.
    """

    topic: str
    public_url: str
    audit: AuditLog

    def run(self, session: Session, today: date, now: datetime) -> int | None:
        """The number of the month's piece if it was made now.

        None later in the month, where it was made before, or where the catalogue knows of nothing.
        """
        first = today.replace(day=1)
        slug = f"digest-{first:%Y-%m}"
        if not self.topic or today.day > MADE_WITHIN or _is_made(session, slug):
            return None
        before = (first - timedelta(1)).replace(day=1)
        ahead = (_last(_last(first) + timedelta(1)) - first).days
        found = new_standards(session, first, (first - before).days, ahead, _MOST_READ)
        parts = parts_of(found, first)
        if not any(part.editions for part in parts):
            return None
        content = content_of(parts, first, slug, self.public_url)
        row = Piece(
            kind=PieceKind.ARTICLE.value,
            topic=self.topic,
            title=content.base.title,
            content=content.to_json(),
            made_at=now,
            changed_at=now,
        )
        session.add(row)
        session.flush()
        self.audit.add(
            session,
            ACTOR,
            AuditAction.CAMPAIGN_EDITED,
            object_type="piece",
            object_id=str(row.id),
            details={"added": row.kind},
        )
        return row.id


def parts_of(found: NewStandards, first: date) -> list[Part]:
    """What is new, by months; each standard once under each heading it belongs to.

    Args:
        found: what is new from the beginning of the month before to the end of the next.
        first: the first day of the month.
    """
    last = _last(first)
    published = [e for e in found.published if e.published_on and e.published_on < first]
    # What takes effect on the first itself has begun already.
    begun = [e for e in found.begun if e.effective_on == first]
    coming = [(e, e.effective_on) for e in found.coming if e.effective_on]
    return [
        Part("上月发布", lambda e: e.published_on, published),
        Part(
            "本月起实施",
            lambda e: e.effective_on,
            [*begun, *(e for e, on in coming if on <= last)],
        ),
        Part("下月起实施", lambda e: e.effective_on, [e for e, on in coming if on > last]),
    ]


def content_of(parts: Sequence[Part], first: date, slug: str, public_url: str) -> PieceContent:
    """The piece as staff find it."""
    shown = [part for part in parts if part.editions]
    counts = "，".join(f"{part.title} {len(part.editions)} 个" for part in shown)
    blocks = [f"标准目录里记到的（{first}）：{counts}。"]
    for part in shown:
        lines = [f"- {_plain(told(one, part.day))}" for one in part.editions[:_MOST_SHOWN]]
        if (more := len(part.editions) - _MOST_SHOWN) > 0:
            lines.append(f"- 还有 {more} 个，见 {public_url.rstrip('/')}/new-standards")
        blocks += [f"## {part.title}", "\n".join(lines)]
    title = f"{first.year} 年 {first.month} 月标准新动态"
    version = Version(title, f"{counts}；没有核对过的逐项写明。", "\n\n".join((*blocks, _FOOT)))
    numbers = dict.fromkeys(one.number for part in shown for one in part.editions[:_MOST_SHOWN])
    source = f"本站标准目录（{first}），核对情况逐项写明"
    return PieceContent(version, sources=(source,), standards=tuple(numbers), slug=slug)


def _is_made(session: Session, slug: str) -> bool:
    query = select(Piece.id).where(Piece.content["slug"].as_string() == slug).limit(1)
    return session.scalar(query) is not None


def _last(first: date) -> date:
    return first.replace(day=months.monthrange(first.year, first.month)[1])


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
