"""What nobody has checked, or not for long: the list for staff, most asked first, and the check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import raiseload

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
class Due:
    """A content that somebody should look at, without its words.

    Args:
        kind, key: which, as in :data:`KINDS`.
        asked: how often it was given in the last 90 days.
        changed: what it depends on that has changed since.
        whose, name: username and name of the member of staff whose task it is, where something
            has changed.
    """

    kind: str
    key: str
    asked: int
    changed: tuple[Change, ...] = ()
    whose: str = ""
    name: str = ""


@dataclass(frozen=True)
class Unchecked:
    """The same with what it says.

    Args:
        due: which and why.
        title: what it is called.
        text: what it says.
        sources: where it comes from.
        check: how it is known, in words.
        stamp: tells whether it is still what somebody saw.
    """

    due: Due
    title: str
    text: str
    sources: str
    check: str
    stamp: str


@dataclass(frozen=True)
class _Content:
    """What waits of a revision, but for how often it is asked; thousands of rows were read for it.

    Args:
        revision, day: of what, and when.
        waits: kind and key of all that is due or rests on what has changed, in order.
        rests: slug of each entry and the standards it rests on.
        known: the standards entries rest on.
        changed: what has changed of what an entry rests on, by slug.
    """

    revision: int
    day: date
    waits: tuple[tuple[str, str], ...]
    rests: tuple[tuple[str, tuple[str, ...]], ...]
    known: frozenset[str]
    changed: Mapping[str, tuple[Change, ...]]


@dataclass
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
    _kept: _Content | None = None

    @property
    def today(self) -> date:
        """The day in Chongqing."""
        return self.clock().astimezone(CHONGQING).date()

    async def waiting(self) -> list[Due]:
        """What waits: first entries whose standards changed, then what is asked most."""
        since = self.today - HOLDS_FOR
        async with self.sessions() as session:
            asked = await self._asked(session)
            content = await self._content(session, since)
            given = {e.removeprefix("standard:") for e in asked if e.startswith("standard:")}
            more = await _standards(session, sorted(given - content.known))
            tasks = await session.run_sync(whose, content.changed)
        for slug, numbers in content.rests:
            # A standard is asked as often as the answers that rest on it.
            if count := asked[f"faq:{slug}"]:
                for number in numbers:
                    asked[f"standard:{number}"] += count
        due = []
        for kind, key in (*content.waits, *_due(more, since)):
            why = content.changed.get(key, ()) if kind == "faq" else ()
            task = tasks.get(key) if why else None
            named = (task.username, task.display_name) if task else ("", "")
            due.append(Due(kind, key, asked[f"{kind}:{key}"], why, *named))
        return sorted(due, key=lambda one: (not one.changed, -one.asked, one.kind, one.key))

    async def _content(self, session: AsyncSession, since: date) -> _Content:
        """What waits of the content as it is; read again once anything of it was changed."""
        revision = await KnowledgeRepository(session).revision()
        kept, day = self._kept, self.today
        if kept is not None and (kept.revision, kept.day) == (revision, day):
            return kept
        faqs = (await session.execute(_FAQS)).all()
        rests = tuple((faq.slug, tuple(faq.standards)) for faq in faqs if faq.standards)
        known = frozenset(number for _, numbers in rests for number in numbers)
        depending: list[Any] = [*await session.execute(_DEPENDING)]
        changes = await changes_of(session, depending, day)
        changed = {slug: told for slug, told in changes.items() if told}
        aged = {("faq", slug) for slug in changed}
        waits = aged.union(
            _due((("faq", row.slug, row.checked, row.checked_on) for row in faqs), since),
            _due(await _others(session), since),
            _due(await _standards(session, sorted(known)), since),
        )
        self._kept = _Content(revision, day, tuple(sorted(waits)), rests, known, changed)
        return self._kept

    async def shown(self, due: Sequence[Due]) -> list[Unchecked]:
        """Some of what waits with its words; what has gone meanwhile is left out."""
        async with self.sessions() as session:
            rows = {}
            for kind, (table, name) in _ROWS.items():
                column = getattr(table, name)
                keys = [one.key for one in due if one.kind == kind]
                query = select(table).where(column.in_(keys))
                if kind == "faq":
                    query = query.options(raiseload(Faq.phrasings))
                if keys:
                    found = await session.scalars(query)
                    rows.update({(kind, getattr(row, name)): row for row in found})
        pairs = ((one, rows.get((one.kind, one.key))) for one in due)
        return [_shown(one, row) for one, row in pairs if row is not None]

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


# Thousands of entries wait at once: no words and no rows of phrasings are read of them.
_PUBLISHED = Faq.status == FaqStatus.PUBLISHED
_FAQS = select(Faq.slug, Faq.standards, Faq.checked, Faq.checked_on).where(_PUBLISHED)
_DEPENDING = select(Faq.slug, Faq.sources, Faq.basis).where(_PUBLISHED, Faq.basis.is_not(None))


async def _standards(session: AsyncSession, numbers: Sequence[str]) -> list[Any]:
    """Kind, key and check of some standards."""
    query = select(literal("standard"), Standard.number, Standard.checked, Standard.checked_on)
    found: list[Any] = []
    for start in range(0, len(numbers), 500):
        some = Standard.number.in_(numbers[start : start + 500])
        found += await session.execute(query.where(some))
    return found


async def _others(session: AsyncSession) -> list[Any]:
    """Kind, key and check of all that is no entry and no standard."""
    found: list[Any] = []
    for kind in ("term", "sector", "department", "district"):
        table, name = _ROWS[kind]
        query = select(literal(kind), getattr(table, name), table.checked, table.checked_on)
        found += await session.execute(query)
    return found


def _due(rows: Iterable[Any], since: date) -> Iterator[tuple[str, str]]:
    return ((kind, key) for kind, key, checked, on in rows if _is_due(checked, on, since))


def _shown(due: Due, row: Any) -> Unchecked:
    stamp = stamp_of(*_state(due.kind, row))
    return Unchecked(due, *_said(due.kind, row), told(row.checked, row.checked_on), stamp)


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


def of_kind(found: Iterable[Due], kind: str, username: str) -> Iterator[Due]:
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


def how_many(found: Sequence[Due], username: str) -> Counter[str]:
    """The same counted, of each kind."""
    counts = Counter(one.kind for one in found)
    counts[""] = len(found)
    # What has changed comes first.
    for one in takewhile(lambda one: one.changed, found):
        counts["changed"] += 1
        counts["mine"] += one.whose == username
    return counts
