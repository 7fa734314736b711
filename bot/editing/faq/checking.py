"""What nobody has checked, or not for long: the list for staff, most asked first, and the check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import Turn
from bot.editing.faq.errors import FaqNotFound
from bot.editing.faq.whose import whose
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.stamp import demand_unchanged, stamp_of
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.basis import Change, changes_of, settle
from kb.models import (
    Checked,
    Department,
    District,
    Faq,
    FaqStatus,
    SectorCode,
    Standard,
    Term,
)
from kb.repository import KnowledgeRepository
from kb.truth import told

HOLDS_FOR = timedelta(days=180)
COUNTED = timedelta(days=90)
KINDS = {
    "faq": "问答", "standard": "标准", "term": "术语", "sector": "行业代号", "department": "部门",
    "district": "区县",
}  # fmt: skip
_ROWS: Mapping[str, tuple[type[Any], str]] = {
    "faq": (Faq, "slug"),
    "standard": (Standard, "number"),
    "term": (Term, "term"),
    "sector": (SectorCode, "code"),
    "department": (Department, "slug"),
    "district": (District, "name"),
}


@dataclass(frozen=True)
class Unchecked:
    """One content that somebody should look at.

    Args:
        kind, key: which, as in :data:`KINDS`.
        title: what it is called.
        text: what it says.
        sources: where it comes from.
        check: how it is known, in words.
        asked: how often it was given in the last 90 days.
        changed: what it depends on that has changed since.
        stamp: tells whether it is still what somebody saw.
        whose, name: username and name of the member of staff whose task it is, where something
            has changed.
    """

    kind: str
    key: str
    title: str
    text: str
    sources: str
    check: str
    asked: int
    changed: tuple[Change, ...]
    stamp: str
    whose: str = ""
    name: str = ""


@dataclass(frozen=True)
class Checking:
    """Reads the list and takes the check of a member of staff.

    Args:
        sessions: the database.
        audit: the log.
        clock: the present moment.
    """

    sessions: SessionFactory
    audit: AuditLog
    clock: Clock

    @property
    def today(self) -> date:
        """The day in Chongqing."""
        return self.clock().astimezone(CHONGQING).date()

    async def waiting(self) -> list[Unchecked]:
        """What waits: first entries whose standards changed, then what is asked most."""
        async with self.sessions() as session:
            asked = await self._asked(session)
            rows = [pair async for pair in _candidates(session, asked)]
            faqs = [row for kind, row in rows if kind == "faq"]
            changed = await changes_of(session, faqs, self.today)
            tasks = await session.run_sync(whose, changed)
        found = [
            _shown(kind, row, asked, changed.get(row.slug, ()) if kind == "faq" else ())
            for kind, row in rows
        ]
        since = self.today - HOLDS_FOR
        due = [
            one
            for one, (_, row) in zip(found, rows, strict=True)
            if one.changed or _is_due(row.checked, row.checked_on, since)
        ]
        due = [
            replace(one, whose=member.username, name=member.display_name)
            if one.changed and (member := tasks.get(one.key)) is not None
            else one
            for one in due
        ]
        return sorted(due, key=lambda one: (not one.changed, -one.asked, one.kind, one.key))

    async def confirm(self, by: str, kind: str, key: str, seen: str) -> None:
        """Note that a member of staff checked a content and it is right.

        Args:
            kind, key: which content.
            seen: stamp of what they had before them.

        Raises:
            FaqNotFound: there is no such content.
            Overtaken: it was changed since the page was made.
        """
        if kind not in _ROWS:
            raise FaqNotFound
        table, name = _ROWS[kind]
        async with self.sessions.begin() as session:
            query = select(table).where(getattr(table, name) == key).with_for_update()
            row = await session.scalar(query)
            if row is None:
                raise FaqNotFound
            demand_unchanged(seen, *_state(kind, row))
            before = told(row.checked, row.checked_on)
            row.checked, row.checked_on = Checked.STAFF, self.today
            if kind == "faq":
                await settle(session, [row], self.today)
            await session.flush()
            await session.run_sync(
                lambda blocking: self.audit.add(
                    blocking,
                    by,
                    AuditAction.CONTENT_CHECKED,
                    object_type=kind,
                    object_id=key,
                    details={"before": before, "after": told(row.checked, row.checked_on)},
                )
            )
            await KnowledgeRepository(session).touch()

    async def _asked(self, session: AsyncSession) -> Counter[str]:
        """How often each entry was given lately."""
        query = (
            select(Turn.entry, func.count())
            .where(Turn.received_at >= self.clock() - COUNTED, Turn.entry != "")
            .group_by(Turn.entry)
        )
        return Counter({entry: count for entry, count in await session.execute(query)})


async def _candidates(session: AsyncSession, asked: Counter[str]) -> Any:
    """Every content citizens may be told; of the catalogue what answers rest on or are asked."""
    query = select(Faq).where(Faq.status == FaqStatus.PUBLISHED).order_by(Faq.id)
    faqs = (await session.scalars(query)).all()
    for faq in faqs:
        yield "faq", faq
    for row in await _standards(session, faqs, asked):
        yield "standard", row
    for kind in ("term", "sector", "department", "district"):
        table, name = _ROWS[kind]
        for row in (await session.scalars(select(table).order_by(getattr(table, name)))).all():
            yield kind, row


async def _standards(
    session: AsyncSession, faqs: Sequence[Faq], asked: Counter[str]
) -> list[Standard]:
    rests: Counter[str] = Counter()
    for faq in faqs:
        for number in faq.standards:
            rests[number] += asked[f"faq:{faq.slug}"]
    given = {entry.removeprefix("standard:") for entry in asked if entry.startswith("standard:")}
    for number, count in rests.items():
        asked[f"standard:{number}"] += count
    wanted, found = sorted({*rests, *given}), list[Standard]()
    for start in range(0, len(wanted), 500):
        query = select(Standard).where(Standard.number.in_(wanted[start : start + 500]))
        found += (await session.scalars(query.order_by(Standard.number))).all()
    return found


def _shown(kind: str, row: Any, asked: Counter[str], changed: tuple[Change, ...]) -> Unchecked:
    title, text, sources = _said(kind, row)
    key = getattr(row, _ROWS[kind][1])
    return Unchecked(
        kind,
        key,
        title,
        text,
        sources,
        told(row.checked, row.checked_on),
        asked[f"{kind}:{key}"],
        changed,
        stamp_of(*_state(kind, row)),
    )


def _said(kind: str, row: Any) -> tuple[str, str, str]:
    """Title, words and source of a content."""
    if kind == "faq":
        return row.question, row.answer, "；".join(row.sources)
    if kind == "standard":
        days = ((row.published_on, "发布"), (row.effective_on, "实施"), (row.ended_on, "失效"))
        known = [f"{day} {what}" for day, what in days if day]
        after = [f"由 {'、'.join(row.superseded_by)} 代替"] if row.superseded_by else []
        text = "，".join([row.status.value, *known, *after])
        return f"{row.number}《{row.title}》", f"{text}。{row.note}", row.source
    if kind == "term":
        return row.term, row.explanation, row.source
    if kind == "sector":
        return row.code, f"{row.industry}；主管部门：{row.authority or '（空）'}", row.source
    if kind == "department":
        return row.name, f"管：{'、'.join(row.handles)}；电话：{row.phone or '（空）'}", row.source
    return row.name, f"{row.kind}；别名：{'、'.join(row.aliases) or '（空）'}。{row.note}", "区划表"


def _state(kind: str, row: Any) -> tuple[Any, ...]:
    """What is confirmed; how it was checked before is not a part of it."""
    more = (row.standards,) if kind == "faq" else ()
    return (*_said(kind, row), *more)


def _is_due(checked: Checked, on: date | None, since: date) -> bool:
    """Whether nobody checked it, or not for long; a text that says it doesn't age by itself."""
    if checked is Checked.TEXT:
        return False
    return checked is Checked.UNCHECKED or on is None or on < since


def of_kind(found: Iterable[Unchecked], kind: str, username: str) -> Iterator[Unchecked]:
    """Those of a kind; all for the empty one.

    Args:
        found: what waits.
        kind: as in :data:`KINDS`, or ``changed`` for those whose standards changed, ``mine`` for
            those of them that are somebody's task.
        username: whose.
    """
    for one in found:
        is_mine = kind == "mine" and one.whose == username
        if kind in ("", one.kind) or (kind == "changed" and one.changed) or is_mine:
            yield one
