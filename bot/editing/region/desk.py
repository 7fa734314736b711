"""Changes to the region's content: draft, review by another person, publication, versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.complaints.case.deadlines import DeadlineRules
from bot.editing.faq.errors import NotFit, StepRefused
from bot.editing.faq.models import OPEN, DraftState
from bot.editing.region.applying import apply, in_use
from bot.editing.region.cells import read_row
from bot.editing.region.checks import problems
from bot.editing.region.folder import published
from bot.editing.region.models import RegionDraft, RegionVersion
from bot.editing.region.sheets import SHEETS, Row, Sheet, Table, sheet
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.kit.stamp import Overtaken
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.repository import touch_in

FIRST_AUTHOR = "随软件提供"
DROPPED_KEPT = timedelta(days=30)
SHORTEST_REASON = 4  # characters
MOST_ROWS = 2000


@dataclass(frozen=True)
class Overview:
    """One sheet in the list.

    Args:
        version: the last one published; None for what came with the software.
        draft: the open change.
    """

    sheet: Sheet
    version: RegionVersion | None
    draft: RegionDraft | None


@dataclass(frozen=True)
class RegionDesk:
    """Everything that changes the region's content, each step with its audit entry.

    Args:
        sessions: the database.
        audit: the log.
        clock: the present moment.
    """

    sessions: SessionFactory
    audit: AuditLog
    clock: Clock

    async def overview(self) -> list[Overview]:
        """All sheets."""

        def read(session: Session) -> list[Overview]:
            last = select(func.max(RegionVersion.id)).group_by(RegionVersion.sheet)
            versions = session.scalars(select(RegionVersion).where(RegionVersion.id.in_(last)))
            newest = {row.sheet: row for row in versions}
            drafts = session.scalars(select(RegionDraft).where(RegionDraft.state.in_(OPEN)))
            opened = {row.sheet: row for row in drafts}
            return [
                Overview(one, newest.get(slug), opened.get(slug)) for slug, one in SHEETS.items()
            ]

        async with self.sessions() as session:
            return await session.run_sync(read)

    async def content(self, slug: str) -> Any:
        """A sheet as it counts now."""
        one = sheet(slug)
        async with self.sessions() as session:
            contents = await session.run_sync(published)
        return contents.get(slug, one.shipped())

    async def begin(self, by: str, slug: str) -> int:
        """The open change of a sheet, begun from its present state if there is none."""
        one = sheet(slug)

        def work(session: Session) -> int:
            found = _open(session, slug)
            if found is not None:
                return found.id
            now = self.clock()
            content = published(session).get(slug, one.shipped())
            row = RegionDraft(
                sheet=slug, content=content, author=by, hands=[], base=_newest(session, slug),
                made_at=now, changed_at=now,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

        return await self.sessions.run(work)

    async def draft(self, number: int) -> RegionDraft:
        """A change.

        Raises:
            NotFound: there is none.
        """
        async with self.sessions() as session:
            return await session.run_sync(lambda blocking: _draft(blocking, number))

    async def write(
        self,
        by: str,
        number: int,
        stamp: int,
        table: str,
        place: int | None,
        given: Mapping[str, str],
    ) -> None:
        """Change a row of a draft, or add one.

        Args:
            number: of the draft.
            stamp: of the draft as the writer saw it.
            table: slug of the table.
            place: of the row, from 0; None adds one at the end.
            given: texts by column.

        Raises:
            StepRefused: it is being reviewed.
            Overtaken: somebody else changed it meanwhile.
            InvalidInput: a cell is wrong.
            NotFit: the content would no longer hold together.
        """

        def change(one: Table, rows: list[Row]) -> None:
            values = read_row(one.columns, given)
            if place is None:
                if one.fixed or one.shape != "rows" or len(rows) >= MOST_ROWS:
                    raise StepRefused("这张表不能加行。")
                rows.append({k: v for k, v in values.items() if not _says_nothing(v)})
                return
            old = _row(rows, place)
            filled = {k: v for k, v in values.items() if k in old or not _says_nothing(v)}
            rows[place] = {**old, **filled}

        await self._change(by, number, stamp, table, change)

    async def remove(self, by: str, number: int, stamp: int, table: str, place: int) -> None:
        """Remove a row of a draft.

        Raises:
            StepRefused: rows of this table can't be removed, or the draft can't be changed.
            NotFit: the content would no longer hold together.
        """

        def change(one: Table, rows: list[Row]) -> None:
            if one.fixed or one.shape != "rows":
                raise StepRefused("这张表不能删行。")
            _row(rows, place)
            del rows[place]

        await self._change(by, number, stamp, table, change)

    async def submit(self, by: str, number: int, note: str) -> None:
        """Ask for a review.

        Raises:
            NotFit: nothing was changed, or it isn't said why.
            StepRefused: it isn't a draft.
        """
        if len(note.strip()) < SHORTEST_REASON:
            raise NotFit(f"请写明为什么改、依据是什么，至少 {SHORTEST_REASON} 个字。")

        def work(session: Session) -> None:
            row = _draft(session, number, (DraftState.DRAFT, DraftState.REJECTED))
            if row.content == published(session).get(row.sheet, sheet(row.sheet).shipped()):
                raise NotFit("内容和现在的一样，没有要审核的。")
            row.state, row.note = DraftState.IN_REVIEW.value, note.strip()
            self._note(session, by, AuditAction.CONTENT_EDITED, row, note, submitted=True)

        await self.sessions.run(work)

    async def take_back(self, by: str, number: int) -> None:
        """Go on writing on a change that waits for review."""

        def work(session: Session) -> None:
            row = _draft(session, number, (DraftState.IN_REVIEW,))
            row.state = DraftState.DRAFT.value
            self._note(session, by, AuditAction.CONTENT_EDITED, row, taken_back=True)

        await self.sessions.run(work)

    async def restore(self, by: str, number: int) -> None:
        """Go on with a change that was given up.

        Raises:
            StepRefused: that is too long ago, or another change of the sheet was begun since.
        """

        def work(session: Session) -> None:
            row = _draft(session, number, (DraftState.DROPPED,))
            if row.changed_at < self.clock() - DROPPED_KEPT:
                raise StepRefused(f"放弃超过 {DROPPED_KEPT.days} 天了，不能再恢复。")
            if _open(session, row.sheet) is not None:
                raise StepRefused("这张表已经另有一份修改，请在那一份上改。")
            row.state = DraftState.DRAFT.value
            self._note(session, by, AuditAction.CONTENT_EDITED, row, back=True)

        await self.sessions.run(work)

    async def drop(self, by: str, number: int) -> None:
        """Give a change up; for a while it can be taken up again, see :meth:`restore`."""

        def work(session: Session) -> None:
            row = _draft(session, number, (DraftState.DRAFT, DraftState.REJECTED))
            row.state = DraftState.DROPPED.value
            self._note(session, by, AuditAction.CONTENT_EDITED, row, dropped=True)

        await self.sessions.run(work)

    async def reject(self, by: str, number: int, reason: str) -> None:
        """Send a change back.

        Raises:
            NotFit: without a reason.
            StepRefused: it doesn't wait for review, or the reviewer wrote on it.
        """
        _demand(reason, "退回")

        def work(session: Session) -> None:
            row = _draft(session, number, (DraftState.IN_REVIEW,))
            _refuse_own(row, by)
            row.state, row.reviewer, row.reason = DraftState.REJECTED.value, by, reason.strip()
            self._note(session, by, AuditAction.CONTENT_EDITED, row, reason, rejected=True)

        await self.sessions.run(work)

    async def publish(self, by: str, number: int, stamp: int | None = None) -> int:
        """Publish a reviewed change; every process reads it within two seconds.

        Args:
            by: the reviewer.
            number: of the draft.
            stamp: of the draft as the reviewer saw it; None where nobody looks at a page.

        Returns:
            The number of the new version.

        Raises:
            StepRefused: it doesn't wait for review, the reviewer wrote on it, or the sheet was
                changed since it was begun.
            NotFit: it no longer holds together with the other sheets, or cases need what it drops.
        """

        def work(session: Session) -> int:
            row = _draft(session, number, (DraftState.IN_REVIEW,))
            _refuse_own(row, by)
            if stamp is not None and row.stamp != stamp:
                raise StepRefused("打开页面以后内容又改过，请重新看一遍再发布。")
            if row.base != _newest(session, row.sheet):
                raise StepRefused("这项内容在此期间已经发布了新版本，请退回后在新版本上修改。")
            row.state, row.reviewer = DraftState.PUBLISHED.value, by
            made = self._write(session, row.sheet, row.content, row.author, by, row.note)
            self._note(session, by, AuditAction.CONTENT_PUBLISHED, row, row.note, version=made)
            return made

        return await self.sessions.run(work)

    async def roll_back(self, by: str, slug: str, number: int, reason: str) -> int:
        """Publish an earlier version again, as a new one.

        Raises:
            NotFound: there is no such version.
            NotFit: without a reason, or it no longer holds together.
        """
        _demand(reason, "回退")

        def work(session: Session) -> int:
            old = _version(session, slug, number)
            note = f"回退到第 {number} 版：{reason.strip()}"
            made = self._write(session, slug, old.content, by, by, note)
            session.flush()
            self.audit.add(
                session, by, AuditAction.CONTENT_PUBLISHED, object_type="region", object_id=slug,
                reason=reason.strip(), details={"version": made, "to": number},
            )  # fmt: skip
            return made

        return await self.sessions.run(work)

    async def versions(self, slug: str) -> Sequence[RegionVersion]:
        """Everything published of a sheet, the newest first."""
        query = select(RegionVersion).where(RegionVersion.sheet == slug)
        async with self.sessions() as session:
            return (await session.scalars(query.order_by(RegionVersion.number.desc()))).all()

    async def version(self, slug: str, number: int) -> RegionVersion:
        """One version.

        Raises:
            NotFound: there is none.
        """
        async with self.sessions() as session:
            return await session.run_sync(lambda blocking: _version(blocking, slug, number))

    async def _change(self, by: str, number: int, stamp: int, table: str, change: Any) -> None:
        def work(session: Session) -> None:
            row = _draft(session, number, (DraftState.DRAFT, DraftState.REJECTED))
            if row.stamp != stamp:
                raise Overtaken
            one = sheet(row.sheet).table(table)
            rows = one.rows(row.content)
            change(one, rows)
            content = one.with_rows(row.content, rows)
            wrong = problems({**published(session), row.sheet: content}, row.sheet)
            if wrong:
                raise NotFit("".join(wrong))
            row.content, row.stamp, row.state = content, stamp + 1, DraftState.DRAFT.value
            row.hands = sorted({*row.hands, by})
            self._note(session, by, AuditAction.CONTENT_EDITED, row, table=table)

        await self.sessions.run(work)

    def _write(
        self, session: Session, slug: str, content: Any, author: str, reviewer: str, note: str
    ) -> int:
        one, number = sheet(slug), _newest(session, slug)
        content = one.current(content)
        wrong = problems({**published(session), slug: content}, slug)
        wrong += in_use(session, slug, content)
        if wrong:
            raise NotFit("".join(wrong))
        now = self.clock()
        if not number:
            # What the files brought becomes the first version, so that it can be gone back to.
            number = 1
            first = RegionVersion(
                sheet=slug, number=1, content=one.shipped(), author=FIRST_AUTHOR, published_at=now
            )
            session.add(first)
            session.flush()
        made = RegionVersion(
            sheet=slug, number=number + 1, content=content, author=author, reviewer=reviewer,
            note=note, published_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        rules = published(session).get("deadlines", SHEETS["deadlines"].shipped())
        today = self.clock().astimezone(CHONGQING).date()
        apply(session, slug, content, DeadlineRules.of(rules), today)
        touch_in(session)
        return number + 1

    def _note(
        self,
        session: Session,
        by: str,
        action: AuditAction,
        row: RegionDraft,
        reason: str = "",
        **details: Any,
    ) -> None:
        row.changed_at = self.clock()
        session.flush()
        self.audit.add(
            session, by, action, object_type="region", object_id=row.sheet,
            reason=reason.strip(), details={"draft": row.id, **details},
        )  # fmt: skip


def _says_nothing(value: object) -> bool:
    return value is None or value is False or value in ("", [])


def _demand(reason: str, what: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotFit(f"{what}要写明理由，至少 {SHORTEST_REASON} 个字。")


def _refuse_own(row: RegionDraft, by: str) -> None:
    if by in row.hands:
        raise StepRefused("您写过这份修改，要由另一位审核人员来审。")


def _row(rows: list[Row], place: int) -> Row:
    if not 0 <= place < len(rows):
        raise NotFound("没有这一行。")
    return rows[place]


def _open(session: Session, slug: str) -> RegionDraft | None:
    query = select(RegionDraft).where(RegionDraft.sheet == slug, RegionDraft.state.in_(OPEN))
    return session.scalars(query.order_by(RegionDraft.id)).first()


def _draft(
    session: Session, number: int, states: Sequence[DraftState] = tuple(DraftState)
) -> RegionDraft:
    query = select(RegionDraft).where(RegionDraft.id == number).with_for_update()
    row: RegionDraft | None = session.scalar(query)
    if row is None:
        raise NotFound("没有这份修改。")
    if row.state not in states:
        raise StepRefused
    return row


def _newest(session: Session, slug: str) -> int:
    query = select(func.max(RegionVersion.number)).where(RegionVersion.sheet == slug)
    return session.scalar(query) or 0


def _version(session: Session, slug: str, number: int) -> RegionVersion:
    query = select(RegionVersion).where(RegionVersion.sheet == slug, RegionVersion.number == number)
    found: RegionVersion | None = session.scalar(query)
    if found is None:
        raise NotFound("没有这个版本。")
    return found
