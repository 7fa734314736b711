"""A supplement that was asked for has an end."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.tasks import cases
from bot.complaints.case.models import Case
from bot.complaints.work.casefile import CaseFiles
from bot.complaints.work.casework import CITIZEN, Actor
from bot.complaints.work.supplements import Supplements, Swept
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.settings import Settings
from tests.complaints.made import EVERYTHING, NOW, Bureau, bureau, made

LI = Actor("officer", "li")


class Wait:
    """A case whose citizen was asked on Tuesday, 24 November 2026."""

    def __init__(self, sessions: SessionFactory, office: Bureau) -> None:
        self.sessions, self.office = sessions, office

    async def begin(self, registered: datetime = NOW, **case: str) -> str:
        def work(session: Session) -> str:
            one = made(self.office, session, registered, officer="li", **case)
            given = {"reason": "请补充购买凭证"}
            take = self.office.casework.take_step
            return take(session, one, "ask_supplement", LI, NOW, given).message

        return await self.sessions.run(work)

    async def sweep(self, days: int) -> Swept:
        job = Supplements(self.office.casework)
        return await self.sessions.run(lambda s: job.run(s, NOW + timedelta(days=days)))

    async def case(self) -> Case:
        async with self.sessions() as session:
            return (await session.scalars(select(Case))).one()

    async def texts(self) -> list[str]:
        async with self.sessions() as session:
            rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
            return [Body.opened(row.body_sealed, self.office.keyring).text for row in rows]

    async def missed(self) -> str:
        casework = self.office.casework
        files = CaseFiles(casework.workflow, casework.clocks, casework.keyring)

        def read(session: Session) -> str:
            case = session.scalars(select(Case)).one()
            return files.read(session, case, EVERYTHING, NOW.date()).missed

        return await self.sessions.run(read)


@pytest.fixture
def wait(sessions: SessionFactory) -> Wait:
    return Wait(sessions, bureau())


async def test_the_citizen_is_told_until_when_and_reminded_once(wait: Wait) -> None:
    asked = await wait.begin()
    assert "请在 2026-11-27 前补充" in asked

    assert await wait.sweep(1) == Swept(0, 0)
    assert await wait.sweep(2) == Swept(1, 0)
    assert await wait.sweep(3) == Swept(0, 0)

    assert "提醒您：请在 2026-11-27 前补充材料" in (await wait.texts())[-1]
    assert (await wait.case()).status == "waiting"


async def test_what_nobody_answered_goes_back_and_the_lawful_step_is_offered(wait: Wait) -> None:
    await wait.begin()

    assert await wait.sweep(4) == Swept(0, 1)
    assert await wait.sweep(5) == Swept(0, 0)

    case = await wait.case()
    assert (case.status, case.supplement_due_on, case.waiting_from) == ("registered", None, "")
    assert str(case.next_due_on) == "2026-12-03"
    assert "按现有材料继续办理" in (await wait.texts())[-1]
    assert "第十六条第五项" in await wait.missed()


async def test_it_ends_early_enough_to_decide_in_time(wait: Wait) -> None:
    # Registered on 16 November: the decision is due on the 25th, tomorrow.
    asked = await wait.begin(NOW - timedelta(days=8))

    assert "请在 2026-11-24 前补充" in asked
    assert await wait.sweep(1) == Swept(0, 1)
    case = await wait.case()
    assert (case.status, str(case.next_due_on)) == ("registered", "2026-11-25")


async def test_an_answer_or_the_officer_ends_the_wait_as_well(wait: Wait) -> None:
    await wait.begin(kind="report")

    def work(session: Session) -> None:
        case, take = session.scalars(select(Case)).one(), wait.office.casework.take_step
        take(session, case, "supplement", CITIZEN, NOW)
        take(session, case, "verify", LI, NOW)
        take(session, case, "ask_supplement", LI, NOW, {"reason": "请补充照片"})
        take(session, case, "go_on", LI, NOW, {"reason": "照片不影响核查"})

    await wait.sessions.run(work)
    case = await wait.case()
    assert (case.status, case.supplement_due_on) == ("verifying", None)
    assert await wait.missed() == ""


async def test_a_case_that_waits_since_before_there_was_an_end_gets_a_whole_period(
    wait: Wait,
) -> None:
    await wait.begin()
    async with wait.sessions.begin() as session:
        (await session.scalars(select(Case))).one().supplement_due_on = None

    assert await wait.sweep(30) == Swept(0, 0)
    assert await wait.sweep(40) == Swept(0, 1)


async def test_the_hourly_chore_looks_after_supplements_and_clocks(
    wait: Wait, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wait.begin(NOW - timedelta(days=6))
    monkeypatch.setattr(cases.clock, "now", lambda: NOW + timedelta(days=14))
    same_key = SecretStr(f"t:{base64.b64encode(b'k' * 32).decode()}")

    done = await cases.escalate(settings.model_copy(update={"data_keys": same_key}), wait.sessions)

    assert done == {"due_soon": 0, "overdue": 1, "reminded": 0, "returned": 1}
    assert (await wait.case()).status == "registered"
