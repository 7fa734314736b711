"""Changes to the region's content: tables to write in, and how a sheet comes to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.complaints.case.deadlines import DeadlineRules
from bot.editing.drafts import OPEN, WRITABLE, DraftState
from bot.editing.errors import NotFit, StepRefused
from bot.editing.region.applying import apply, in_use
from bot.editing.region.cells import read_row
from bot.editing.region.checks import problems
from bot.editing.region.folder import published
from bot.editing.region.models import RegionDraft, RegionVersion
from bot.editing.region.sheets import SHEETS, Row, Sheet, Table, sheet
from bot.editing.review import SHORTEST_REASON, Kind, Published, Step, demand
from bot.kit.clock import CHONGQING
from bot.kit.errors import NotFound
from bot.staff.actions import AuditAction

_EDITED, _PUBLISHED = AuditAction.CONTENT_EDITED, AuditAction.CONTENT_PUBLISHED
_OWN = "您写过这份修改，要由另一位审核人员来审。"
_WAITING = (DraftState.IN_REVIEW,)
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


class RegionDesk(Published[RegionDraft, RegionVersion]):
    """Everything that changes the region's content."""

    kind = Kind(
        RegionDraft,
        "region",
        missing=partial(NotFound, "没有这份修改。"),
        changed="打开页面以后内容又改过，请重新看一遍再发布。",
        steps={
            "write": Step(WRITABLE, DraftState.DRAFT, _EDITED),
            "drop": Step(WRITABLE, DraftState.DROPPED, _EDITED, {"dropped": True}),
            "restore": Step((DraftState.DROPPED,), DraftState.DRAFT, _EDITED, {"back": True}),
            "submit": Step(
                WRITABLE, DraftState.IN_REVIEW, _EDITED, {"submitted": True}, words="note"
            ),
            "take back": Step(_WAITING, DraftState.DRAFT, _EDITED, {"taken_back": True}),
            "reject": Step(
                _WAITING, DraftState.REJECTED, _EDITED, {"rejected": True}, _OWN, "退回",
                judge="reviewer", words="reason",
            ),
            "publish": Step(
                _WAITING, DraftState.PUBLISHED, _PUBLISHED, other=_OWN, judge="reviewer"
            ),
            "roll back": Step((), "", _PUBLISHED),
        },
        versions=RegionVersion,
        key="sheet",
        this="这项内容",
        here="这张表",
        no_version=partial(NotFound, "没有这个版本。"),
        first_author="随软件提供",
    )  # fmt: skip

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
        async with self.sessions() as session:
            return await session.run_sync(self.now_in, slug)

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

        await self.take(by, number, "submit", note, check=self._refuse_unchanged)

    async def publish(self, by: str, number: int, stamp: int | None = None) -> int:
        """Publish a reviewed change; every process reads it as soon as it knows of it.

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

        return await self.sessions.run(lambda session: self.publish_in(session, by, number, stamp))

    async def roll_back(self, by: str, slug: str, number: int, reason: str) -> int:
        """Publish an earlier version again, as a new one.

        Raises:
            NotFound: there is no such version.
            NotFit: without a reason, or it no longer holds together.
        """
        demand(reason, "回退")
        return await self.sessions.run(
            lambda session: self.roll_back_in(session, by, slug, number, reason, reason)
        )

    async def _change(self, by: str, number: int, stamp: int, table: str, change: Any) -> None:
        def work(session: Session) -> None:
            row = self.writable_in(session, number, stamp)
            one = sheet(row.sheet).table(table)
            rows = one.rows(row.content)
            change(one, rows)
            content = one.with_rows(row.content, rows)
            wrong = problems({**published(session), row.sheet: content}, row.sheet)
            if wrong:
                raise NotFit("".join(wrong))
            row.content, row.stamp = content, stamp + 1
            self.written(session, row, by, table=table)

        await self.sessions.run(work)

    def now_in(self, session: Session, key: str) -> Any:
        return published(session).get(key, sheet(key).shipped())

    def read(self, key: str, content: Any) -> Any:
        return sheet(key).current(content)

    def apply(self, session: Session, key: str, content: Any) -> None:
        now = published(session)
        wrong = [*problems(now, key), *in_use(session, key, content)]
        if wrong:
            raise NotFit("".join(wrong))
        rules = now.get("deadlines", SHEETS["deadlines"].shipped())
        today = self.clock().astimezone(CHONGQING).date()
        apply(session, key, content, DeadlineRules.of(rules), today)

    def _refuse_unchanged(self, session: Session, row: RegionDraft) -> None:
        if row.content == self.now_in(session, row.sheet):
            raise NotFit("内容和现在的一样，没有要审核的。")


def _says_nothing(value: object) -> bool:
    return value is None or value is False or value in ("", [])


def _row(rows: list[Row], place: int) -> Row:
    if not 0 <= place < len(rows):
        raise NotFound("没有这一行。")
    return rows[place]
