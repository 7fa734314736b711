from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from bot.complaints.case.wanted import Wanted
from bot.complaints.case.workflow import Workflow
from bot.complaints.lists import export
from bot.complaints.lists.export import HEADINGS, CaseExport
from bot.kit.db import SessionFactory
from bot.staff.roles import CaseScope
from tests.complaints.made import EVERYTHING, bureau, made

TODAY = date(2026, 11, 24)
SECRETS = ("张三丰", "13812345678", "中山四路")


class Office:
    """Makes cases and exports them.

    Args:
        sessions: the database.
    """

    def __init__(self, sessions: SessionFactory) -> None:
        self.bureau, self.sessions = bureau(), sessions
        self.export = CaseExport(
            sessions,
            self.bureau.keyring,
            Workflow.load(),
            self.bureau.clocks.rules,
            {"ebike": "电动自行车"},
            {"market": "市场监管局"},
        )

    async def make(self, **case: Any) -> None:
        def work(session: Session) -> None:
            made(self.bureau, session, **case)

        await self.sessions.run(work)

    async def csv(self, scope: CaseScope = EVERYTHING, **how: Any) -> list[dict[str, str]]:
        csv.field_size_limit(1_000_000)  # of the whole process; reading lists makes it small
        return list(csv.DictReader(io.StringIO((await self.raw(scope, **how)).lstrip("\ufeff"))))

    async def raw(self, scope: CaseScope = EVERYTHING, **how: Any) -> str:
        wanted = how.pop("wanted", Wanted())
        parts = [part async for part in self.export.csv(scope, wanted, TODAY, **how)]
        return "".join(parts)

    async def xlsx(self, **how: Any) -> list[tuple[Any, ...]]:
        with await self.export.xlsx(EVERYTHING, Wanted(), TODAY, **how) as file:
            return list(load_workbook(io.BytesIO(file.read())).active.iter_rows(values_only=True))


@pytest.fixture
def office(sessions: SessionFactory) -> Office:
    return Office(sessions)


async def test_a_csv_opens_in_chinese_and_speaks_chinese(office: Office) -> None:
    await office.make()

    assert (await office.raw()).startswith("\ufeff登记编号,")
    (row,) = await office.csv()
    assert (row["类别"], row["状态"], row["分类"]) == ("投诉", "已登记", "电动自行车")
    assert (row["登记时间"], row["涉及金额（元）"]) == ("2026-11-24 10:00", "2999.0")


async def test_no_identity_leaves_without_the_right_to_it(office: Office) -> None:
    await office.make()

    text = await office.raw() + str(await office.xlsx())
    assert all(secret not in text for secret in (*SECRETS, "姓名"))


async def test_identities_leave_only_for_the_cases_allowed(office: Office) -> None:
    await office.make(district="渝中区")
    await office.make(district="万州区")

    allowed = CaseScope(districts=frozenset({"渝中区"}))
    rows = {row["区县"]: row for row in await office.csv(identities=allowed)}
    assert (rows["渝中区"]["姓名"], rows["渝中区"]["电话"]) == ("张三丰", "13812345678")
    assert rows["万州区"]["姓名"] == rows["万州区"]["电话"] == rows["万州区"]["通讯地址"] == ""


@pytest.mark.parametrize(
    "evil", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1+1", "　=1"]
)
async def test_no_cell_is_taken_for_a_formula(office: Office, evil: str) -> None:
    await office.make(respondent=evil, satisfaction_said=evil, satisfaction=1)

    (row,) = await office.csv()
    assert row["商家"].startswith("'")
    assert row["评价"].startswith("'")
    sheet = await office.xlsx()
    assert sheet[1][HEADINGS.index("商家")].startswith("'")


async def test_a_workbook_holds_no_formula(office: Office) -> None:
    await office.make(product='=HYPERLINK("http://evil.example","点我")')

    with await office.export.xlsx(EVERYTHING, Wanted(), TODAY) as file:
        sheet = load_workbook(io.BytesIO(file.read())).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize("odd", ["线索\x00\x0b", "🔥𠮷", '引号"逗号,换\n行', "长" * 40_000])
async def test_odd_texts_do_not_break_a_file(office: Office, odd: str) -> None:
    if "\x00" in odd and office.sessions._engine.dialect.name == "postgresql":
        odd = odd.replace("\x00", "")
    await office.make(summary=odd)

    (row,) = await office.csv()
    expected = odd.replace("\x00", "").replace("\x0b", "")[:32_000]
    assert row["摘要"] == expected
    sheet = await office.xlsx()
    assert sheet[1][HEADINGS.index("摘要")] == expected


async def test_an_export_is_narrowed_like_a_list(office: Office) -> None:
    await office.make(status="accepted")
    await office.make(status="registered")

    rows = await office.csv(wanted=Wanted(statuses=("accepted",)))
    assert [row["状态"] for row in rows] == ["已受理"]
    assert await office.csv(CaseScope(districts=frozenset({"万州区"}))) == []


async def test_all_blocks_arrive_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BLOCK", 2)
    for _ in range(5):
        await office.make()

    numbers = [row["登记编号"] for row in await office.csv()]
    assert len(numbers) == len(set(numbers)) == 5
    assert [row[0] for row in (await office.xlsx())[1:]] == numbers
