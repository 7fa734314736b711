"""Compares the records that answers rest on with the platforms: their lists and detail pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.official.cells import plain
from bot.official.detail import read_detail
from bot.official.fetching import Platform
from bot.official.guest import Guest, Unavailable
from bot.official.models import CheckOutcome, OfficialCheck
from bot.official.proposing import gone_with, keep, note, proposed_of, words
from bot.official.record import OfficialRecord, ShapeChanged
from bot.official.sets import apply_next
from bot.staff.audit import AuditLog
from kb.models import Checked, Faq, FaqStatus, Standard
from kb.standards.change_set import Proposed, finish_reading, open_set
from kb.standards.difference import Mark
from kb.standards.models import ChangeKind, SetState, StandardChange, StandardSet
from kb.text.standard_number import StandardNumber

KEY = "official:check"
NAME = "核对回答所依据的标准"
# What answers rest on is compared again after this; the rest when its check is old.
AGAIN_AFTER, OLD_AFTER = timedelta(days=30), timedelta(days=180)
_MOST_PAGES = 3  # of a search for one number
_AGAINST_DETAIL = "列表和详情页不一致，没有用：{words}"
_ONLY_COMPARED = {"checked", "checked_on", "source", "origin"}


@dataclass(frozen=True)
class Source:
    """A platform and who asks it."""

    platform: Platform
    guest: Guest


@dataclass(frozen=True)
class Found:
    """What a platform says of one number: its editions, and what their pages say otherwise."""

    records: tuple[OfficialRecord, ...]
    details: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Checking:
    """Compares records with the platforms.

    Args:
        sessions: the database.
        sources: by slug.
        audit: the log.
        now: the present moment.
    """

    sessions: SessionFactory
    sources: Mapping[str, Source]
    audit: AuditLog
    now: Clock

    async def run(self, most: int, made_by: str, rest_on: Sequence[str] = ()) -> Counter[str]:
        """Compare up to so many numbers; how many came to which outcome.

        Args:
            most: numbers.
            made_by: who asked for it.
            rest_on: numbers that answers rest on beside those of published entries.

        Raises:
            Unavailable: a platform does not answer; what was compared before is applied.
            ShapeChanged: one answers in another shape; nothing of this run is applied.
        """
        today = self._today()
        await self.sessions.run(lambda s: _finish_old(s, today))
        await self._apply_finished()
        set_id = await self.sessions.run(lambda s: _open(s, today, made_by))
        due = await self.sessions.run(lambda s: due_numbers(s, self.now(), most, rest_on))
        counts: Counter[str] = Counter()
        try:
            for number in due:
                counts[await self._one(set_id, number, today)] += 1
        except ShapeChanged as problem:
            sentence = problem.for_staff
            await self.sessions.run(lambda s: _refuse(s, set_id, sentence))
            raise
        except Unavailable:
            await self._apply(set_id)
            raise
        await self._apply(set_id)
        return counts

    async def _one(self, set_id: int, number: str, today: date) -> str:
        source = self.sources[platform_of(StandardNumber.parse(number))]
        try:
            found = await self._ask(source, number, today)
        except Unavailable:
            # Asked for last the next time: one bad page must not stop all others every night.
            await self.sessions.run(lambda s: self._note(s, set_id, number, CheckOutcome.NO_ANSWER))
            raise
        outcome = await self.sessions.run(lambda s: self._keep(s, set_id, source, number, found))
        return outcome.value

    async def _ask(self, source: Source, number: str, today: date) -> Found:
        records: dict[str, OfficialRecord] = {}
        rows = 0
        for count in range(1, _MOST_PAGES + 1):
            body = await source.guest.ask(source.platform.page(count, number))
            page = source.platform.read(body, today)
            rows += page.rows
            records |= {r.key: r for r in page.records if _undated(r.number) == number}
            if not page.rows or rows >= page.total:
                break
        known = await self.sessions.run(lambda s: _known(s, number))
        details = {}
        for record in records.values():
            if record.number in known:
                body = await source.guest.ask(source.platform.detail(record.key))
                details[record.number] = read_detail(body, today)
        return Found(tuple(records.values()), details)

    def _keep(
        self, session: Session, set_id: int, source: Source, number: str, found: Found
    ) -> CheckOutcome:
        rows = []
        platform = source.platform
        start = session.get_one(StandardSet, set_id).read
        for place, record in enumerate(found.records, start + 1):
            detail = found.details.get(record.number, {})
            against = differences(record, detail)
            note(session, set_id, record.number, "detail", against, platform.slug, self.now())
            row = proposed_of(place, record, platform.source)
            if against:
                said = "；".join(f"{list_} ≠ {page}" for _, page, list_ in against)
                told = {name: words(value) for name, value in detail.items()}
                raw = {**record.raw, "（详情页）": told}
                row = Proposed(place, raw, None, _AGAINST_DETAIL.format(words=said))
            rows.append(row)
        _, made = keep(session, set_id, rows, platform.slug, self.now())
        outcome = _outcome(rows, made)
        self._note(session, set_id, number, outcome)
        return outcome

    def _note(self, session: Session, set_id: int, number: str, outcome: CheckOutcome) -> None:
        session.merge(
            OfficialCheck(undated=number, asked_at=self.now(), outcome=outcome.value, set_id=set_id)
        )

    async def _apply(self, set_id: int) -> None:
        await self.sessions.run(lambda s: finish_reading(s, set_id))
        await self._apply_finished()

    async def _apply_finished(self) -> None:
        for set_id in await self.sessions.run(_finished):
            while await self.sessions.run(partial(apply_next, audit=self.audit, set_id=set_id)):
                pass

    def _today(self) -> date:
        return self.now().astimezone(CHONGQING).date()


def differences(record: OfficialRecord, detail: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Where the page about a standard says other than the list: field, page, list."""
    listed = {
        "status": record.status,
        "published_on": record.published_on,
        "effective_on": record.effective_on,
        "ended_on": record.ended_on,
    }
    return [
        (name, words(value), words(listed[name]))
        for name, value in detail.items()
        if listed[name] is not None and value != listed[name]
    ]


def platform_of(number: StandardNumber) -> str:
    """Which platform knows a number; empty for none (团体标准, 企业标准, 技术规范, ISO)."""
    prefix = number.prefix
    if prefix.startswith(("T/", "Q/", "TSG", "JJ", "ISO", "IEC", "YBB", "CECS")):
        return ""
    if prefix.startswith("DB"):
        return "local"
    return "national" if prefix.startswith("GB") else "industry"


def due_numbers(
    session: Session, at: datetime, most: int, rest_on: Iterable[str] = ()
) -> list[str]:
    """Undated numbers to compare now: first what answers rest on, the longest unasked first.

    Args:
        session: for reading.
        at: the present moment.
        most: how many at the most.
        rest_on: numbers that answers rest on beside those of published entries.
    """
    query = select(Faq.standards).where(Faq.status == FaqStatus.PUBLISHED).order_by(Faq.id)
    named = [number for numbers in session.scalars(query) for number in numbers]
    asked: dict[str, datetime] = {
        row.undated: row.asked_at
        for row in session.scalars(select(OfficialCheck).order_by(OfficialCheck.undated))
    }
    never = datetime.min.replace(tzinfo=at.tzinfo)
    first = dict.fromkeys(_undated(number) for number in (*named, *rest_on))
    due = [n for n in first if _is_asked_for(n) and asked.get(n, never) < at - AGAIN_AFTER]
    due.sort(key=lambda number: asked.get(number, never))
    if len(due) < most:
        taken = {*first, *(n for n, when in asked.items() if when > at - OLD_AFTER)}
        due += _old_ones(session, at.astimezone(CHONGQING).date(), most - len(due), taken)
    return due[:most]


def _old_ones(session: Session, today: date, most: int, taken: set[str]) -> list[str]:
    """Numbers whose records nobody compared for long, or never."""
    old = or_(Standard.checked_on.is_(None), Standard.checked_on < today - OLD_AFTER)
    query = select(Standard.undated).where(old).group_by(Standard.undated)
    oldest = func.coalesce(func.min(Standard.checked_on), date.min)
    found: list[str] = []
    for number in session.scalars(query.order_by(oldest, Standard.undated)).yield_per(500):
        if number not in taken and _is_asked_for(number):
            found.append(number)
        if len(found) >= most:
            break
    return found


def _is_asked_for(number: str) -> bool:
    try:
        return bool(platform_of(StandardNumber.parse(number)))
    except ValueError:
        return False


def _undated(number: str) -> str:
    try:
        return str(StandardNumber.parse(number).undated)
    except ValueError:
        return plain(number)


def _outcome(rows: Sequence[Proposed], made: Iterable[StandardChange]) -> CheckOutcome:
    changes = list(made)
    if not rows:
        return CheckOutcome.NOT_FOUND
    if any(c.kind is ChangeKind.CONTRADICTORY for c in changes) or any(r.problem for r in rows):
        return CheckOutcome.CONTRADICTS
    told = (c for c in changes if c.kind in (ChangeKind.NEW, ChangeKind.CHANGED))
    if any(not set(c.after or {}) <= _ONLY_COMPARED for c in told):
        return CheckOutcome.CHANGED
    return CheckOutcome.AGREES


def _known(session: Session, number: str) -> set[str]:
    return set(session.scalars(select(Standard.number).where(Standard.undated == number)))


def _open(session: Session, today: date, made_by: str) -> int:
    return open_set(session, KEY, NAME, made_by, Mark(Checked.OFFICIAL, today)).id


def _finish_old(session: Session, today: date) -> None:
    """What a killed run of an earlier day had compared counts for that day; a refused one not."""
    query = select(StandardSet).where(StandardSet.key == KEY, StandardSet.state == SetState.READING)
    for one in session.scalars(query.order_by(StandardSet.id)).all():
        if one.cursor.get("refused"):
            gone_with(session, one.id)
            session.delete(one)
        elif one.checked_on != today:
            finish_reading(session, one.id)


def _finished(session: Session) -> list[int]:
    states = (SetState.PROPOSED, SetState.APPLYING)
    query = select(StandardSet.id).where(StandardSet.key == KEY, StandardSet.state.in_(states))
    return list(session.scalars(query.order_by(StandardSet.id)))


def _refuse(session: Session, set_id: int, sentence: str) -> None:
    """Nothing of the run counts."""
    one = session.get_one(StandardSet, set_id)
    gone_with(session, set_id)
    one.cursor = {**one.cursor, "refused": sentence}
