"""The console's page for lists of standards: two steps, a way back, and everything in the log."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.console.kit.parts import ConsoleParts
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.job_lease import alone
from bot.official.list_desk import JOB
from bot.settings import Settings
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from kb.models import Checked, Standard, StandardStatus
from kb.standards.models import StandardSet
from tests.console.conftest import CHEAP, Visitor, add_member, hidden_fields, visitor_of

HOME = "/console/standards/"
LIST = """某处整理的清单,,
标准编号,标准名称,状态,实施日期
GB 90001-2020,第一种产品<b>,现行,2021-01-01
GB 90002-2020,第二种产品,现行,
看不懂的编号,第三种产品,现行,2021-01-01
GB 90001-2020,第一种产品<b>,现行,2021-01-01
GB 2760-2024,另一个名称,现行,2025-02-08
"""


@pytest.fixture
async def editor(
    app: FastAPI, settings: Settings, sessions: SessionFactory
) -> AsyncIterator[Visitor]:
    staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
    for name in ("anne", "ben"):
        await add_member(staff, name, Role.FAQ_EDITOR)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("anne")
        yield visitor


async def upload(
    visitor: Visitor, data: bytes = LIST.encode(), name: str = "清单.xls", **more: str
) -> httpx.Response:
    hidden = hidden_fields((await visitor.get(HOME)).text, f"{HOME}upload")
    return await visitor.post(
        f"{HOME}upload", data={**hidden, **more}, files={"file": (name, data)}
    )


async def known(sessions: SessionFactory) -> dict[str, Standard]:
    async with sessions() as session:
        rows = await session.scalars(select(Standard).where(Standard.number.like("GB 9000%")))
        return {row.number: row for row in rows}


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


async def test_a_list_is_compared_written_and_taken_back(
    editor: Visitor, sessions: SessionFactory
) -> None:
    made = await upload(editor)
    assert made.status_code == 303, made.text
    page = made.headers["location"]

    first = (await editor.get(page)).text
    assert "清单.csv" in first  # what it is, not what it is called
    told = plain(first)
    assert "不能用 1" in told
    assert "5 — 看不懂编号“看不懂的编号”" in told
    assert "编号 ← 标准编号" in told
    added = (await editor.get(f"{page}?kind=new")).text
    assert "第一种产品&lt;b&gt;；现行；2021-01-01" in added
    assert "没有实施日期，“现行”记为“待核对”" in added
    assert await known(sessions) == {}

    assert (await editor.fill_in(f"{page}/apply", page=page)).status_code == 303
    rows = await known(sessions)
    assert sorted(rows) == ["GB 90001-2020", "GB 90002-2020"]
    assert {row.checked for row in rows.values()} == {Checked.UNCHECKED}
    assert (await editor.fill_in(f"{page}/undo", page=page)).status_code == 303
    assert await known(sessions) == {}
    assert "已撤销" in (await editor.get(page)).text

    async with sessions() as session:
        entries = list(
            await session.scalars(
                select(AuditEntry)
                .where(AuditEntry.object_type == "standard_set")
                .order_by(AuditEntry.id)
            )
        )
    assert [(e.actor, e.action) for e in entries] == [
        ("anne", "standards.imported"), ("anne", "standards.undone"),
    ]  # fmt: skip
    assert entries[0].details["不能用"] == 1


async def test_who_says_so_has_compared_it(editor: Visitor, sessions: SessionFactory) -> None:
    page = (await upload(editor, compared="true")).headers["location"]
    assert "说当天和官方平台核对过" in (await editor.get(page)).text

    await editor.fill_in(f"{page}/apply", page=page)

    row = (await known(sessions))["GB 90001-2020"]
    assert (row.checked, row.checked_on) == (Checked.STAFF, clock.today())


async def test_what_was_thrown_away_is_not_written_by_a_page_left_open(
    app: FastAPI, editor: Visitor, sessions: SessionFactory
) -> None:
    page = (await upload(editor)).headers["location"]
    async with visitor_of(app) as ben:
        await ben.sign_in("ben")
        seen = hidden_fields((await ben.get(page)).text, f"{page}/apply")
        assert (await editor.fill_in(f"{page}/throw-away", page=page)).status_code == 303
        gone = await ben.post(f"{page}/apply", data=seen)
        assert (gone.status_code, "可能已经丢掉了" in gone.text) == (404, True)
        # SQLite gives the number again.
        other = (await upload(editor, LIST.replace("9000", "9009").encode())).headers["location"]
        if other == page:
            refused = await ben.post(f"{page}/apply", data=seen)
            assert (refused.status_code, "没有覆盖" in refused.text) == (409, True)
    assert await known(sessions) == {}


async def test_one_list_at_a_time(editor: Visitor, sessions: SessionFactory) -> None:
    async def while_busy() -> httpx.Response:
        return await upload(editor)

    busy = await alone(JOB, sessions, while_busy, clock.now)

    assert busy is not None
    assert (busy.status_code, "请等它做完" in busy.text) == (409, True)
    async with sessions() as session:
        assert list(await session.scalars(select(StandardSet.id))) == []
    # The same file again is the same list, not another one.
    assert (await upload(editor)).headers["location"] == (await upload(editor)).headers["location"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "请选择一个文件"), (b"PK\x03\x04broken", "打不开"),
        (b"\x89PNG\r\n\x1a\n\0\xff", "不是"), ("甲,乙\n一,二".encode(), "没有找到表头"),
    ],
)  # fmt: skip
async def test_what_is_no_list_is_refused_on_the_page(
    editor: Visitor, data: bytes, told: str
) -> None:
    refused = await upload(editor, data)

    assert (refused.status_code, told in refused.text) == (400, True)


async def test_one_record_is_corrected_by_hand_after_a_look_at_the_difference(
    editor: Visitor, sessions: SessionFactory
) -> None:
    await editor.fill_in(f"{(made := (await upload(editor)).headers['location'])}/apply", page=made)
    page = f"{HOME}?number=GB+90002-2020"
    shown = (await editor.get(page)).text
    assert 'value="第二种产品"' in shown
    said = {"number": "GB 90002-2020", "title": "第二种产品", "status": "现行"}

    kept = await editor.fill_in(
        f"{HOME}correct", {**said, "effective_on": "2021-03-01", "compared": "true"}, page=page
    )
    assert kept.status_code == 303, kept.text
    one = kept.headers["location"]
    assert "2021-03-01" in plain((await editor.get(one)).text)
    assert (await known(sessions))["GB 90002-2020"].effective_on is None
    await editor.fill_in(f"{one}/apply", page=one)

    row = (await known(sessions))["GB 90002-2020"]
    assert (row.status, str(row.effective_on)) == (StandardStatus.IN_FORCE, "2021-03-01")
    assert (row.checked, row.source) == (Checked.STAFF, "工作人员更正（anne）")
    # What was compared is not changed by somebody who compared nothing.
    again = await editor.fill_in(f"{HOME}correct", {**said, "title": "另一个"}, page=page)
    assert "和核对过的记录不一致 1" in plain((await editor.get(again.headers["location"])).text)


async def test_a_record_that_cannot_be_is_refused_on_the_page(editor: Visitor) -> None:
    bad = {"number": "看不懂", "title": "甲"}
    refused = await editor.fill_in(f"{HOME}correct", bad, page=HOME)

    assert refused.status_code == 303
    assert "看不懂编号" in (await editor.get(refused.headers["location"])).text
