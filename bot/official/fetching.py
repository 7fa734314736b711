"""Reads a platform's list page by page into a change set; killed anywhere, it goes on there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.official.guest import Guest, Unavailable
from bot.official.proposing import gone_with, keep, proposed_of
from bot.official.record import Asked, Page, ShapeChanged
from kb.models import Checked
from kb.standards.change_set import Proposed, finish_reading, open_set
from kb.standards.difference import Mark
from kb.standards.models import ChangeKind, SetState, StandardChange, StandardSet

# An older unfinished run would be applied with a day long past.
_TAKEN_UP_WITHIN = timedelta(days=7)
_MOST_PAGES = 20_000
_ONLY_COMPARED = {"checked_on", "source", "origin"}


class Platform(Protocol):
    """One platform's adapter."""

    @property
    def slug(self) -> str:
        """Ours."""

    @property
    def title(self) -> str:
        """What staff call it."""

    @property
    def source(self) -> str:
        """What a record names as its source."""

    def page(self, number: int, words: str = "") -> Asked:
        """A page of the list; empty words mean everything."""

    def detail(self, key: str) -> Asked:
        """The page about one standard."""

    def read(self, body: bytes, today: date) -> Page:
        """What a page of the list says.

        Raises:
            ShapeChanged: it isn't such a page.
        """


@dataclass(frozen=True)
class Wanted:
    """What a run shall read.

    Args:
        scope: what tells runs apart: ``national``, ``industry``, ``local:重庆``.
        since: only what was issued from this day; None for all.
        everything: go on behind records that are known already.
        nightly: of the nightly job, which takes up only what it left itself.
    """

    scope: str
    since: date | None = None
    everything: bool = False
    nightly: bool = False

    @property
    def key(self) -> str:
        """Of the change set; what an operator only looked at waits for their word."""
        return f"official:{self.scope}:nightly" if self.nightly else f"official:{self.scope}"


@dataclass(frozen=True)
class Fetching:
    """Reads one platform.

    Args:
        sessions: the database.
        guest: asks the platform.
        platform: its adapter.
        now: the present moment.
    """

    sessions: SessionFactory
    guest: Guest
    platform: Platform
    now: Clock

    async def run(self, wanted: Wanted, made_by: str) -> int:
        """Read until there is no more, or all is known; the set's number.

        Raises:
            Unavailable: the platform does not answer; the next run goes on where this one stopped.
            ShapeChanged: it answers in another shape; nothing of the run will be applied.
        """
        set_id, is_read = await self.sessions.run(lambda s: self._open(s, wanted, made_by))
        try:
            while not is_read:
                is_read = await self._next(set_id, wanted)
        except ShapeChanged as problem:
            sentence = problem.for_staff
            await self.sessions.run(lambda s: _refuse(s, set_id, sentence))
            raise
        except Unavailable as problem:
            sentence = problem.for_staff
            await self.sessions.run(lambda s: _note(s, set_id, stopped=sentence))
            raise
        return set_id

    async def _next(self, set_id: int, wanted: Wanted) -> bool:
        cursor = await self.sessions.run(lambda s: _set(s, set_id).cursor)
        body = await self.guest.ask(self.platform.page(cursor["page"]))
        page = self.platform.read(body, self._today())
        return await self.sessions.run(lambda s: self._keep(s, set_id, wanted, page))

    def _today(self) -> date:
        return self.now().astimezone(CHONGQING).date()

    def _open(self, session: Session, wanted: Wanted, made_by: str) -> tuple[int, bool]:
        today = self._today()
        asked = {"since": str(wanted.since or ""), "everything": wanted.everything}
        unfinished = (SetState.READING, SetState.PROPOSED, SetState.APPLYING)
        query = select(StandardSet).where(
            StandardSet.key == wanted.key, StandardSet.state.in_(unfinished)
        )
        for found in session.scalars(query.order_by(StandardSet.id)).all():
            cursor = found.cursor
            fits = wanted.nightly or all(cursor.get(n) == v for n, v in asked.items())
            fresh = found.checked_on is not None and found.checked_on >= today - _TAKEN_UP_WITHIN
            if found.state is SetState.APPLYING or (fits and fresh and not cursor.get("refused")):
                return found.id, found.state is not SetState.READING
            gone_with(session, found.id)
            session.delete(found)
        session.flush()
        mark = Mark(Checked.OFFICIAL, today)
        made = open_set(session, wanted.key, self.platform.title, made_by, mark)
        made.cursor = {**asked, "page": 1, "newest_first": True}
        session.flush()
        return made.id, False

    def _keep(self, session: Session, set_id: int, wanted: Wanted, page: Page) -> bool:
        """Keep a page's rows together with where the next one is; whether that was the last."""
        cursor = dict(_set(session, set_id).cursor)
        seen = cursor.get("rows", 0)
        mark = _mark(page)
        repeats = bool(page.rows) and mark == cursor.get("mark")
        if page.rows == 0 or (repeats and seen >= page.total):
            self._end(session, set_id, cursor, page.total)
            return True
        if repeats or cursor["page"] >= _MOST_PAGES:
            raise ShapeChanged(self.platform.title, "翻到下一页还是同样的内容")
        rows = [
            proposed_of(seen + place, record, self.platform.source)
            for place, record in enumerate(page.records, 1)
        ]
        rows += [
            Proposed(seen + len(rows) + place, {}, None, problem)
            for place, problem in enumerate(page.unreadable, 1)
        ]
        _order(cursor, page)
        doubled, made = keep(session, set_id, rows, self.platform.slug, self.now())
        _add(cursor, rows=page.rows, skipped=page.skipped, unreadable=len(page.unreadable))
        _add(cursor, doubled=doubled, page=1)
        cursor |= {"total": page.total, "mark": mark}
        is_whole = cursor["rows"] - cursor["doubled"] >= page.total
        if is_whole or self._is_enough(wanted, cursor, page, made):
            self._end(session, set_id, cursor, page.total if is_whole else 0)
            return True
        _set(session, set_id).cursor = cursor
        return False

    def _is_enough(
        self, wanted: Wanted, cursor: dict[str, Any], page: Page, made: list[StandardChange]
    ) -> bool:
        # Only a list that was the newest first so far has nothing newer behind this page.
        if not cursor["newest_first"] or not page.records or wanted.everything:
            return False
        days = [record.published_on for record in page.records]
        if wanted.since is not None:
            return all(day is not None and day < wanted.since for day in days)
        return bool(made) and all(map(_is_known, made))

    def _end(self, session: Session, set_id: int, cursor: dict[str, Any], total: int) -> None:
        if 0 < cursor.get("rows", 0) == cursor["skipped"]:
            raise ShapeChanged(self.platform.title, "没有一行写着编号")
        cursor["missing"] = max(0, total - cursor.get("rows", 0) + cursor.get("doubled", 0))
        cursor.pop("stopped", None)
        _set(session, set_id).cursor = cursor
        finish_reading(session, set_id)


def _is_known(change: StandardChange) -> bool:
    """Whether the platform had said just this before."""
    if change.kind is ChangeKind.UNCHANGED:
        return True
    if change.kind is ChangeKind.CONTRADICTORY:
        return True  # it stands on staff's list
    return change.kind is ChangeKind.CHANGED and set(change.after or {}) <= _ONLY_COMPARED


def _order(cursor: dict[str, Any], page: Page) -> None:
    days = [str(record.published_on) for record in page.records if record.published_on]
    told = [*([cursor["last_day"]] if cursor.get("last_day") else []), *days]
    if told != sorted(told, reverse=True):
        cursor["newest_first"] = False
    if days:
        cursor["last_day"] = days[-1]


def _add(cursor: dict[str, Any], **counts: int) -> None:
    for name, count in counts.items():
        cursor[name] = cursor.get(name, 0) + count


def _mark(page: Page) -> str:
    """Tells a page from the one before it."""
    keys = " ".join(record.key for record in page.records)
    return sha256(f"{page.rows} {page.skipped} {keys}".encode()).hexdigest()


def _set(session: Session, set_id: int) -> StandardSet:
    found = session.get(StandardSet, set_id)
    if found is None:
        raise LookupError(f"no change set {set_id}")
    return found


def _refuse(session: Session, set_id: int, sentence: str) -> None:
    _note(session, set_id, refused=sentence)
    gone_with(session, set_id)


def _note(session: Session, set_id: int, **said: str) -> None:
    one = _set(session, set_id)
    one.cursor = {**one.cursor, **said}
