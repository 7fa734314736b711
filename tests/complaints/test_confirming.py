"""Weighty steps need a second person, and an officer acts only on the own cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.workflow import StepRefused
from bot.complaints.work.casefile import CaseFile, CaseFiles
from bot.complaints.work.casework import CITIZEN, Actor
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput
from bot.outbox.models import OutboxMessage
from tests.complaints.made import EVERYTHING, NOW, SUPERVISOR, Bureau, bureau, made

LI, WANG = Actor("officer", "li"), Actor("officer", "wang")
DECLINE = {"ground": "three_years", "reason": "2021 年就知道了"}
TOLD = {"told_by": "张三本人", "told_at": "11 月 24 日上午", "told_how": "13812345678 来电，有录音"}


class Room:
    """The office with one case, given to li.

    Args:
        sessions: the database.
        office: works on it.
    """

    def __init__(self, sessions: SessionFactory, office: Bureau) -> None:
        self.sessions, self.office = sessions, office

    async def make(self, **case: Any) -> None:
        await self.sessions.run(lambda s: made(self.office, s, officer="li", **case))

    async def on_case(self, act: Callable[[Session, Case], Any]) -> Any:
        def work(session: Session) -> Any:
            return act(session, session.scalars(select(Case)).one())

        return await self.sessions.run(work)

    async def take(self, step: str, actor: Actor = LI, **given: str) -> CaseEvent:
        event: CaseEvent = await self.on_case(
            lambda s, case: self.office.casework.take_step(s, case, step, actor, NOW, given)
        )
        return event

    async def confirm(self, actor: Actor = SUPERVISOR) -> CaseEvent:
        event: CaseEvent = await self.on_case(
            lambda s, case: self.office.casework.confirm(s, case, actor, NOW)
        )
        return event

    async def send_back(self, actor: Actor, why: str) -> None:
        await self.on_case(lambda s, case: self.office.casework.send_back(s, case, actor, why, NOW))

    async def case(self) -> Case:
        found: Case = await self.on_case(lambda s, case: case)
        return found

    async def actions(self) -> list[tuple[str, str, bool]]:
        async with self.sessions() as session:
            events = await session.scalars(select(CaseEvent).order_by(CaseEvent.id))
            return [(e.action, e.actor, e.public) for e in events if e.action != "register"]

    async def notices(self) -> int:
        async with self.sessions() as session:
            return len(list(await session.scalars(select(OutboxMessage))))

    async def file(self) -> CaseFile:
        work, today = self.office.casework, NOW.date()
        files = CaseFiles(work.workflow, work.clocks, work.keyring)
        found: CaseFile = await self.on_case(lambda s, c: files.read(s, c, EVERYTHING, today))
        return found


@pytest.fixture
async def room(sessions: SessionFactory) -> Room:
    return Room(sessions, bureau())


async def test_a_weighty_step_counts_and_is_told_only_when_a_second_person_agrees(
    room: Room,
) -> None:
    await room.make()
    proposed = await room.take("decline", **DECLINE)

    case = await room.case()
    assert (case.status, case.proposed_step, case.closed_at) == ("registered", "decline", None)
    assert (proposed.public, proposed.message, await room.notices()) == (False, "", 0)

    taken = await room.confirm()

    case = await room.case()
    assert (case.status, case.proposed_step, case.proposal_event) == ("declined", "", None)
    assert "令第121号第十六条第四项" in taken.message
    assert "超过三年" in taken.message
    assert taken.article == "令第121号第十六条第四项"
    assert await room.notices() == 1
    assert await room.actions() == [
        ("propose", "li", False), ("confirm", "zhu", False), ("decline", "li", True),
    ]  # fmt: skip


async def test_the_decision_is_taken_when_it_is_confirmed_not_when_it_is_proposed(
    room: Room,
) -> None:
    await room.make()
    await room.take("decline", **DECLINE)

    (clock,) = await room.on_case(lambda s, c: room.office.clocks.of(s, c))
    assert (clock.met_at, clock.met_by) == (None, "")
    await room.confirm()
    (clock,) = await room.on_case(lambda s, c: room.office.clocks.of(s, c))
    assert (clock.met_at, clock.met_by) == (NOW, "declined")


@pytest.mark.parametrize("actor", [LI, WANG, Actor("supervisor", "li"), CITIZEN])
async def test_neither_the_proposer_nor_another_officer_confirms(room: Room, actor: Actor) -> None:
    await room.make()
    await room.take("decline", **DECLINE)

    with pytest.raises(StepRefused, match="另一位主管"):
        await room.confirm(actor)

    assert (await room.case()).status == "registered"


async def test_a_supervisor_needs_a_second_person_as_well(room: Room) -> None:
    await room.make()
    await room.take("decline", SUPERVISOR, **DECLINE)

    with pytest.raises(StepRefused, match="另一位主管"):
        await room.confirm(SUPERVISOR)
    await room.confirm(Actor("supervisor", "chen"))

    assert (await room.case()).status == "declined"


async def test_what_is_sent_back_changes_nothing_and_says_why(room: Room) -> None:
    await room.make()
    await room.take("decline", **DECLINE)

    with pytest.raises(InvalidInput, match="理由"):
        await room.send_back(SUPERVISOR, " ")
    await room.send_back(SUPERVISOR, "三年没有到")

    case = await room.case()
    assert (case.status, case.proposed_step, await room.notices()) == ("registered", "", 0)
    last = (await room.file()).story[-1]
    assert (last.title, last.reason) == ("退回", "不予受理：三年没有到")
    with pytest.raises(StepRefused, match="没有等确认的步骤"):
        await room.confirm()
    await room.take("accept")
    assert (await room.case()).status == "accepted"


async def test_who_proposed_takes_it_back_and_nobody_else_below_a_supervisor(room: Room) -> None:
    await room.make()
    await room.take("decline", **DECLINE)

    with pytest.raises(StepRefused, match="只有主管能退回"):
        await room.send_back(WANG, "我觉得不对")
    await room.send_back(LI, "选错了")

    assert (await room.actions())[-1] == ("take_back", "li", False)


async def test_nothing_else_is_done_while_a_step_waits_but_the_citizen_may_withdraw(
    room: Room,
) -> None:
    await room.make()
    await room.take("decline", **DECLINE)

    with pytest.raises(StepRefused, match="正在等主管确认"):
        await room.take("accept")
    await room.take("withdraw", CITIZEN)

    case = await room.case()
    assert (case.status, case.proposed_step) == ("withdrawn", "")
    assert (await room.actions())[-1] == ("dropped", "", False)
    with pytest.raises(StepRefused, match="没有等确认的步骤"):
        await room.confirm()


async def test_who_confirms_sees_the_ground_the_reason_and_the_evidence(room: Room) -> None:
    await room.make()
    await room.take("withdraw_told", **TOLD)

    waiting = (await room.file()).waiting
    assert waiting is not None
    assert (waiting.label, waiting.by) == ("登记市民撤回", "li")
    assert "张三本人" in waiting.evidence
    assert "有录音" in waiting.evidence
    async with room.sessions() as session:
        (event,) = await session.scalars(select(CaseEvent).where(CaseEvent.action == "propose"))
    assert "张三本人" not in event.note_sealed + event.reason + event.message


async def test_a_withdrawal_told_to_staff_keeps_by_whom_when_and_how_and_a_second_person_agrees(
    room: Room,
) -> None:
    await room.make()
    for lacking in TOLD:
        with pytest.raises(StepRefused, match="必须填写"):
            await room.take("withdraw_told", **{**TOLD, lacking: " "})
    await room.take("withdraw_told", **TOLD)
    assert (await room.case()).status == "registered"

    await room.confirm()

    assert (await room.case()).status == "withdrawn"
    line = (await room.file()).story[-1]
    assert "11 月 24 日上午" in line.words


@pytest.mark.parametrize("officer", ["", "wang"])
async def test_an_officer_does_nothing_to_a_case_that_is_not_theirs(
    room: Room, officer: str
) -> None:
    await room.sessions.run(lambda s: made(room.office, s, officer=officer))

    with pytest.raises(StepRefused, match="只有办理人和主管"):
        await room.take("accept")
    with pytest.raises(StepRefused, match="只有办理人和主管"):
        await room.on_case(lambda s, c: room.office.casework.say(s, c, LI, "您好", NOW))
    await room.take("accept", SUPERVISOR)

    assert (await room.case()).status == "accepted"


async def test_the_result_of_a_report_follows_the_ground(room: Room) -> None:
    await room.make(kind="report")
    await room.take("verify")
    await room.take("file_case", ground="conditions_met", evidence="立案审批表 12 号")
    assert (await room.case()).status == "verifying"
    await room.confirm()
    case = await room.case()
    assert (case.status, str(case.next_due_on)) == ("filed", "2027-02-22")
    await room.take("decide", ground="no_breach", reason="检验合格")
    closed = await room.confirm()

    case = await room.case()
    assert (case.status, case.outcome) == ("closed", "no_breach")
    assert "违法事实不能成立" in closed.message
    clocks = await room.on_case(lambda s, c: room.office.clocks.of(s, c))
    assert [(one.rule, one.met_by) for one in clocks] == [
        ("verify_report", "verified"), ("decide_case", "decided"),
    ]  # fmt: skip


async def test_the_end_of_mediation_is_told_within_its_own_period(room: Room) -> None:
    await room.make()
    await room.take("accept")
    await room.take("end_mediation", ground="withdrawn_or_reconciled", reason="双方自己谈好了")
    await room.confirm()
    case = await room.case()
    assert (case.status, str(case.next_due_on)) == ("unsettled", "2026-12-03")

    told = await room.take("close", reason="已电话告知双方", evidence="通话记录 3 号")

    case = await room.case()
    assert (case.status, case.outcome) == ("closed", "reconciled")
    assert "双方自行和解" in told.message
