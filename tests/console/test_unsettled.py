"""Notices nobody knows the fate of: shown, and settled once by a supervisor of their cases."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, CaseEvent
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.staff.actions import AuditAction
from bot.staff.roles import Role
from tests.console.conftest import Visitor
from tests.console.test_cases import Office, office

__all__ = ["office"]


async def lost(office: Office, number: str) -> int:
    """Id of a notice about a case whose sending broke off."""

    def write(session: Session) -> int:
        event = select(CaseEvent.id).join(Case).where(Case.number == number).limit(1)
        row = OutboxMessage(
            purpose="case_notice", dedupe_key=f"case-event:{session.scalar(event)}",
            conversation="anne", channel="wechat", body_sealed="x", reason="断线",
            status=OutboxStatus.UNKNOWN.value,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id

    return await office.parts.sessions.run(write)


async def status(office: Office, notice: int) -> str:
    async with office.parts.sessions() as session:
        row = await session.get(OutboxMessage, notice)
        assert row is not None
        return row.status


async def settle(visitor: Visitor, notice: int, arrived: str) -> int:
    page = (await visitor.get("/console/alerts/")).text
    token = re.findall(r'name="csrf" value="(\w+)"', page)[0]
    data = {"csrf": token, "arrived": arrived}
    answer = await visitor.post(f"/console/alerts/notices/{notice}", data=data)
    return int(answer.status_code)


@pytest.mark.parametrize(("arrived", "then"), [("true", "sent"), ("false", "held")])
async def test_a_supervisor_settles_a_notice_once(office: Office, arrived: str, then: str) -> None:
    number = await office.make()
    notice = await lost(office, number)
    supervisor = await office.visitor(Role.SUPERVISOR, districts=("渝中区",))
    page = (await supervisor.get("/console/alerts/")).text
    assert "结果不明的通知（1 条）" in page
    assert f"/console/cases/{number}" in page

    assert await settle(supervisor, notice, arrived) == 303
    assert await settle(supervisor, notice, arrived) == 404

    assert await status(office, notice) == then
    assert "结果不明的通知" not in (await supervisor.get("/console/alerts/")).text
    (entry,) = await office.audit(AuditAction.CASE_CHANGED)
    assert entry.object_id == number


async def test_who_does_not_reach_the_case_neither_sees_nor_settles_it(office: Office) -> None:
    notice = await lost(office, await office.make())
    elsewhere = await office.visitor(Role.CASE_OFFICER, "elsewhere", districts=("万州区",))
    officer = await office.visitor(Role.CASE_OFFICER)

    assert "结果不明的通知" not in (await elsewhere.get("/console/alerts/")).text
    page = (await officer.get("/console/alerts/")).text
    assert "结果不明的通知（1 条）" in page
    assert "送到了</button>" not in page
    assert await settle(officer, notice, "true") == 403
    assert await status(office, notice) == "unknown"
