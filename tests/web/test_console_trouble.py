"""The console under odd input, two people at once, and eyes a conversation isn't for."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.complaints.case.models import Case
from bot.console.kit.parts import ConsoleParts
from bot.handover.models import Handover
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from kb.models import Department, District
from tests.console.conftest import CHEAP, Visitor, add_member, visitor_of

FILED = {
    "channel": "window", "kind": "feedback", "identity": "anonymous", "what": "灯不亮了，建议修",
    "district": "渝中区", "where": "解放碑",
}  # fmt: skip


@pytest.fixture
async def staff(settings: Settings, sessions: SessionFactory) -> ConsoleParts:
    async with sessions.begin() as session:
        session.add_all([District(name=name, kind="区") for name in ("渝中区", "江北区")])
        session.add(Department(slug="market", name="市场监管局", source="测试"))
    return ConsoleParts.build(settings, sessions, {}, CHEAP)


@pytest.fixture
async def everything(app: FastAPI, staff: ConsoleParts) -> AsyncIterator[Visitor]:
    """A browser with a member who may do all."""
    await add_member(staff, "all", *Role)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("all")
        yield visitor


async def token(visitor: Visitor) -> str:
    page = (await visitor.get("/console/account")).text
    return re.findall(r'name="csrf" value="(\w+)"', page)[0]


async def filed(visitor: Visitor) -> str:
    """The number of a case filed at the window."""
    data = {"csrf": await token(visitor), "token": secrets.token_hex(16), **FILED}
    page = (await visitor.post("/console/cases/new", data=data)).text
    return re.findall(r"CQ\d{8}-\d{6}-\d", page)[0]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("audit/?until=9999-12-31", 400), ("audit/?since=0001-01-01", 400),
        ("cases/?until=9999-12-31", 400), ("cases/?since=0001-01-01", 400),
        ("dashboard/?last=9999-12-31", 400), ("dashboard/?last=0001-01-05", 400),
        ("statistics/?last=0001-01", 400), ("statistics/?first=9999-12&last=9999-12", 400),
        ("audit/?what=%00", 200), ("audit/?actor=a%00b", 200), ("log/?q=%00", 200),
        ("log/?entry=%00&channel=%00", 200), ("inbox/?q=%00&channel=%00", 200),
        ("faq/entries/a%00b", 404), ("staff/accounts/a%00b", 404),
        ("faq/entries/standards-day/versions/3000000000", 400),
        ("faq/entries/standards-day/versions/99999999999999999999999", 400),
    ],
)  # fmt: skip
async def test_odd_addresses_are_told_off_and_break_nothing(
    everything: Visitor, path: str, status: int
) -> None:
    assert (await everything.get(f"/console/{path}")).status_code == status


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("staff/accounts/all/disable", {"reason": "a\x00b"}),
        ("faq/entries/standards-day/roll-back", {"number": "3000000000", "reason": "理由理由"}),
        ("audit/export", {"until": "9999-12-31"}),
        ("audit/export", {"what": "\x00"}),
        ("cases/export", {"until": "9999-12-31"}),
    ],
)
async def test_odd_forms_are_told_off_and_break_nothing(
    everything: Visitor, path: str, data: dict[str, str]
) -> None:
    data = {"csrf": await token(everything), **data}
    assert (await everything.post(f"/console/{path}", data=data)).status_code < 500


async def test_a_nul_in_the_name_is_no_error_of_ours(app: FastAPI, staff: ConsoleParts) -> None:
    async with visitor_of(app) as visitor:
        answer = await visitor.sign_in("a\x00b", "x")
    assert answer.status_code in (400, 401, 403)


async def test_cases_are_given_out_while_colleagues_write_notes(
    app: FastAPI, staff: ConsoleParts, everything: Visitor, sessions: SessionFactory
) -> None:
    await add_member(staff, "li.ban", Role.CASE_OFFICER)
    numbers = [await filed(everything) for _ in range(8)]
    given, noted = [], []
    async with visitor_of(app) as officer:
        await officer.sign_in("li.ban")
        mine, theirs = await token(everything), await token(officer)

        async def assign() -> None:
            for _ in range(3):
                data = {"csrf": mine, "number": numbers, "act": "give", "officer": "li.ban"}
                answer = await everything.post("/console/cases/bulk", data=data)
                given.append(answer.status_code)

        async def notes() -> None:
            for number in reversed(numbers):
                data = {"csrf": theirs, "words": "备注"}
                answer = await officer.post(f"/console/cases/{number}/note", data=data)
                noted.append(answer.status_code)

        await asyncio.gather(assign(), notes(), notes())
    assert (set(given), set(noted)) == ({200}, {303})
    async with sessions() as session:
        assert set(await session.scalars(select(Case.officer))) == {"li.ban"}


async def test_a_wrong_district_can_be_put_right(
    everything: Visitor, sessions: SessionFactory
) -> None:
    number = await filed(everything)
    page = (await everything.get(f"/console/cases/{number}")).text
    category = re.findall(r'<option value="(\w+)"', page[page.index('id="category"') :])[0]
    data = {
        "csrf": await token(everything), "category": category, "department": "market",
        "district": "江北区",
    }  # fmt: skip
    answer = await everything.post(f"/console/cases/{number}/reclassify", data=data)
    assert answer.status_code == 303, answer.text
    async with sessions() as session:
        assert (await session.scalars(select(Case.district))).one() == "江北区"
    wrong = {**data, "district": "成都"}
    answer = await everything.post(f"/console/cases/{number}/reclassify", data=wrong)
    assert answer.status_code == 400


async def test_a_colleagues_conversation_is_for_who_supervises_and_written_down(
    app: FastAPI, staff: ConsoleParts, everything: Visitor, sessions: SessionFactory
) -> None:
    for name in ("li.ban", "wang.ban"):
        await add_member(staff, name, Role.CASE_OFFICER)
    for text in ("转人工", "我叫张三，商家不退钱"):
        sent = {"sender": "citizen", "message": text}
        await everything.post("/webhooks/rest/webhook", json=sent)
    async with sessions() as session:
        number = (await session.scalars(select(Handover.id))).one()
    page = f"/console/handover/{number}"
    async with visitor_of(app) as mine, visitor_of(app) as other:
        await mine.sign_in("li.ban")
        await other.sign_in("wang.ban")
        await mine.fill_in(f"{page}/take", page=page)
        assert "转人工" in (await mine.get(page)).text
        hidden = (await other.get(page)).text
    assert "转人工" not in hidden
    assert "只有接的人和主管能看" in hidden
    for _ in range(2):
        assert "转人工" in (await everything.get(page)).text
    async with sessions() as session:
        read = select(AuditEntry.actor).where(AuditEntry.action == "handover.read")
        assert list(await session.scalars(read)) == ["all"]
