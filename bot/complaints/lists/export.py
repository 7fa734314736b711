"""Cases as CSV or Excel files for staff, written while they are read.

Every export is something the caller writes an audit entry for, before the first line leaves.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, TYPE_CHECKING

from sqlalchemy import select

from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.models import Case
from bot.complaints.case.progress import CHANNEL_LABELS, KIND_LABELS
from bot.complaints.case.wanted import Wanted, matching
from bot.complaints.case.workflow import Workflow
from bot.kit.clock import CHONGQING
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.kit.spreadsheet import BOM, csv_line, harmless
from bot.staff.roles import CaseScope

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

BLOCK = 500  # cases read at once
HEADINGS = (
    "登记编号", "类别", "状态", "登记时间", "渠道", "区县", "地点", "分类", "承办部门", "办理人",
    "商家", "商品或服务", "标准", "发生日期", "诉求", "涉及金额（元）", "摘要",
    "下一期限", "受理时间", "办结时间", "办理结果", "转送单位", "满意度", "评价",
)  # fmt: skip
IDENTITY_HEADINGS = ("姓名", "电话", "通讯地址")
NOBODY = CaseScope()


@dataclass(frozen=True)
class CaseExport:
    """Writes lists of cases as files.

    Args:
        sessions: the database.
        keyring: opens identities where they are asked for.
        workflow: labels of statuses and outcomes.
        rules: the deadline table, for filters by clocks.
        categories, departments: slug to the name staff see.
    """

    sessions: SessionFactory
    keyring: Keyring
    workflow: Workflow
    rules: DeadlineRules
    categories: Mapping[str, str]
    departments: Mapping[str, str]

    async def csv(
        self, scope: CaseScope, wanted: Wanted, today: date, *, identities: CaseScope = NOBODY
    ) -> AsyncIterator[str]:
        """A CSV file in UTF-8 with byte order mark, piece by piece.

        Args:
            scope: the cases the reader may see.
            wanted: the filter.
            today: the Chongqing day.
            identities: the cases whose names, phones and addresses the caller has the right to
                give out; none by default, and then the columns are missing.
        """
        yield BOM + csv_line(self._headings(identities))
        async for block in self._blocks(scope, wanted, today):
            yield "".join(csv_line(self._cells(case, identities)) for case in block)

    async def xlsx(
        self, scope: CaseScope, wanted: Wanted, today: date, *, identities: CaseScope = NOBODY
    ) -> IO[bytes]:
        """An Excel workbook, as a temporary file at its beginning; the caller closes it.

        Args: as of :meth:`csv`.
        """
        # Read when the first workbook is written, not when the service starts.
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("诉求")
        sheet.freeze_panes = "B2"
        sheet.append(self._headings(identities))
        async for block in self._blocks(scope, wanted, today):
            await asyncio.to_thread(self._append, sheet, block, identities)
        return await asyncio.to_thread(_saved, book)

    async def _blocks(
        self, scope: CaseScope, wanted: Wanted, today: date
    ) -> AsyncIterator[Sequence[Case]]:
        where = matching(wanted, scope, self.rules, today)
        below: int | None = None
        while True:
            query = select(Case).where(*where).order_by(Case.id.desc()).limit(BLOCK)
            async with self.sessions() as session:
                further = query if below is None else query.where(Case.id < below)
                block = (await session.scalars(further)).all()
            if block:
                yield block
            if len(block) < BLOCK:
                return
            below = block[-1].id

    def _append(
        self, sheet: WriteOnlyWorksheet, block: Sequence[Case], identities: CaseScope
    ) -> None:
        for case in block:
            sheet.append([harmless(cell) for cell in self._cells(case, identities)])

    def _headings(self, identities: CaseScope) -> tuple[str, ...]:
        return HEADINGS if identities.nothing else (*HEADINGS, *IDENTITY_HEADINGS)

    def _cells(self, case: Case, identities: CaseScope) -> tuple[object, ...]:
        cells = (*self._facts(case), *self._ending(case))
        return cells if identities.nothing else (*cells, *self._identity(case, identities))

    def _facts(self, case: Case) -> tuple[object, ...]:
        return (
            case.number,
            KIND_LABELS[case.kind],
            self.workflow.label(case.status),
            _local(case.registered_at),
            CHANNEL_LABELS.get(case.channel, case.channel),
            case.district,
            case.place,
            self.categories.get(case.category, case.category),
            self.departments.get(case.department, case.department),
            case.officer,
            case.respondent,
            case.product,
            case.standard,
            _day(case.happened_on),
            case.wanted,
            None if case.amount_fen is None else case.amount_fen / 100,
            case.summary,
        )

    def _ending(self, case: Case) -> tuple[object, ...]:
        return (
            _day(case.next_due_on),
            _local(case.accepted_at),
            _local(case.closed_at),
            self.workflow.outcomes.get(case.outcome, case.outcome),
            case.referred_to,
            case.satisfaction,
            case.satisfaction_said,
        )

    def _identity(self, case: Case, identities: CaseScope) -> tuple[str, str, str]:
        if not identities.allows(case.district, case.department, case.category):
            return ("", "", "")
        return (
            self.keyring.open(case.name_sealed, "case.name"),
            self.keyring.open(case.phone_sealed, "case.phone"),
            self.keyring.open(case.address_sealed, "case.address"),
        )


def _saved(book: Workbook) -> IO[bytes]:
    # Up to a megabyte stays in memory; a larger file lies in the system's temporary folder and
    # has no name there.
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=2**20)  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _local(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(CHONGQING):%Y-%m-%d %H:%M}"


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
