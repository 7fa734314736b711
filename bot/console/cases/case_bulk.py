"""One act for many cases of a list: each has its own transaction, and its own result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from pydantic import Field as Limits
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.case.workflow import Step, Workflow
from bot.console.cases.at_case import done_to_case
from bot.console.cases.case_actions import give
from bot.console.cases.case_page import actor_of
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.cases.case_transfer import Handing, hand_over
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Field, PlainText, Words
from bot.kit.errors import InvalidInput, ServiceError
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.CASE_WORK))]
MOST_AT_ONCE = 200
Act = Literal["take", "give", "transfer", "step", "message", "note"]
TOLD: Mapping[Act, str] = {
    "take": "由我来办",
    "give": "已分派",
    "transfer": "已转交",
    "step": "已办",
    "message": "已留言",
    "note": "已记下备注",
}


class Chosen(Handing):
    """The form: which cases were ticked, what to do, and what each act asks."""

    number: list[Annotated[PlainText, Limits(max_length=40)]] = Limits([], max_length=MOST_AT_ONCE)
    act: Act
    officer: Field = ""
    step: Field = ""
    message: Words = ""
    note: Words = ""


@dataclass(frozen=True)
class Result:
    """What became of one.

    Args:
        number: of the case.
        about: its business or product; empty where the member may not see it.
        problem: why it wasn't done; empty if it was.
    """

    number: str
    about: str
    problem: str


def steps_for_many(workflow: Workflow) -> list[Step]:
    """The steps that ask nothing of who takes them, so that many cases may take them at once."""
    return [
        step
        for step in workflow.steps.values()
        if "officer" in step.actors and not (step.needs or step.grounds or step.confirm)
    ]


@router.post("/bulk")
async def bulk(
    request: Request,
    parts: Parts,
    cases: Cases,
    member: Worker,
    chosen: Annotated[Chosen, Form()],
) -> Response:
    """Do it to each that was ticked, and tell what became of each.

    Raises:
        InvalidInput: nothing was ticked.
    """
    numbers = sorted(set(chosen.number))
    if not numbers:
        raise InvalidInput("没有选。请先在列表里勾选事项。")
    results = [await _one(parts, cases, member, number, chosen) for number in numbers]
    done = sum(not one.problem for one in results)
    told = TOLD[chosen.act]
    if chosen.act == "step" and chosen.step in cases.workflow.steps:
        told = f"已办“{cases.workflow.steps[chosen.step].label}”"
    # What didn't go first: it is what is left to do.
    results.sort(key=lambda one: not one.problem)
    shown = {"results": results, "done": done, "told": told}
    return render(request, "cases_bulk.html", shown)


async def _one(
    parts: ConsoleParts, cases: CaseParts, member: StaffMember, number: str, chosen: Chosen
) -> Result:
    about = ""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        nonlocal about
        about = case.respondent or case.product
        return _ACTS[chosen.act](session, cases, member, case, chosen)

    is_given = chosen.act in ("take", "give", "transfer")
    action = AuditAction.CASE_ASSIGNED if is_given else AuditAction.CASE_CHANGED

    def work(session: Session) -> None:
        done_to_case(session, parts, cases, member, number, act, action)

    try:
        await cases.sessions.run(work)
    except ServiceError as problem:
        return Result(number, about, problem.for_citizen)
    return Result(number, about, "")


def _take(
    session: Session, cases: CaseParts, member: StaffMember, case: Case, chosen: Chosen
) -> Mapping[str, Any]:
    if case.officer == member.username:
        raise InvalidInput("已经由您在办。")
    return give(session, cases, member, case, member.username)


def _give(
    session: Session, cases: CaseParts, member: StaffMember, case: Case, chosen: Chosen
) -> Mapping[str, Any]:
    if not chosen.officer:
        raise InvalidInput("请选择分派给谁。")
    return give(session, cases, member, case, chosen.officer)


def _transfer(
    session: Session, cases: CaseParts, member: StaffMember, case: Case, chosen: Chosen
) -> Mapping[str, Any]:
    return hand_over(session, cases, member, case, chosen)


def _step(
    session: Session, cases: CaseParts, member: StaffMember, case: Case, chosen: Chosen
) -> Mapping[str, Any]:
    if chosen.step not in {step.slug for step in steps_for_many(cases.workflow)}:
        raise InvalidInput("请选择要办的一步。")
    before = case.status
    cases.casework.take_step(session, case, chosen.step, actor_of(member), cases.clock())
    return {"step": chosen.step, "from": before, "to": case.status}


def _message(
    session: Session, cases: CaseParts, member: StaffMember, case: Case, chosen: Chosen
) -> Mapping[str, Any]:
    cases.casework.say(session, case, actor_of(member), chosen.message, cases.clock())
    return {"what": "message"}


def _note(
    session: Session, cases: CaseParts, member: StaffMember, case: Case, chosen: Chosen
) -> Mapping[str, Any]:
    cases.casework.note(session, case, actor_of(member), chosen.note, cases.clock())
    return {"what": "note"}


_ACTS = {
    "take": _take,
    "give": _give,
    "transfer": _transfer,
    "step": _step,
    "message": _message,
    "note": _note,
}
