"""A step that asks for a reason or a ground, for many cases: filled in once, taken by each.

What can't take it is named before anything is written; each case is taken as the page showed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel
from pydantic import Field as Limits
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, CaseEvent, CaseKind
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.case.workflow import NEED_LABELS, Step, StepRefused, Workflow
from bot.complaints.work.casework import CaseNotFound
from bot.console.cases.at_case import done_to_case
from bot.console.cases.case_bulk import MOST_AT_ONCE, Result
from bot.console.cases.case_page import actor_of
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Field, PlainText, Words
from bot.kit.errors import InvalidInput, ServiceError
from bot.kit.stamp import stamp_of
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.CASE_WORK))]
# Said once they hold for all; what is each case's own (evidence, who said it) is written there.
SAID_ONCE = frozenset({"reason", "referred_to"})
CHANGED = "打开那一页以后这件事变了（现在是“{now}”），没有办；请打开看过再办。"


class Ticked(BaseModel):
    """The form of the list."""

    number: list[Annotated[PlainText, Limits(max_length=40)]] = Limits([], max_length=MOST_AT_ONCE)
    filled_step: Field = ""


class Given(BaseModel):
    """The form that is filled in once.

    ``one`` holds the numbers of the cases, each with the stamp of what its page showed behind a
    colon; a ground is chosen for each kind of case among them.
    """

    one: list[Annotated[PlainText, Limits(max_length=80)]] = Limits([], max_length=MOST_AT_ONCE)
    step: Field = ""
    reason: Words = ""
    referred_to: Field = ""
    ground_complaint: Field = ""
    ground_report: Field = ""
    ground_feedback: Field = ""

    def for_kind(self, kind: str) -> dict[str, str]:
        """What the step is given for a case of a kind."""
        ground = getattr(self, f"ground_{CaseKind(kind).value}")
        return {"reason": self.reason, "referred_to": self.referred_to, "ground": ground}


@dataclass(frozen=True)
class Line:
    """A case that was ticked.

    Args:
        number: its own.
        kind: of case; empty where the member may not see it.
        about: its business or product.
        stamp: how it stands.
        problem: why it can't take the step; empty if it can.
    """

    number: str
    kind: str = ""
    about: str = ""
    stamp: str = ""
    problem: str = ""


def steps_filled_once(workflow: Workflow) -> list[Step]:
    """The steps that ask for words or a ground which may be the same for many cases."""
    return [
        step
        for step in workflow.steps.values()
        if "officer" in step.actors
        and (step.needs or step.grounds)
        and SAID_ONCE.issuperset(step.needs)
    ]


@router.post("/bulk/fill")
async def fill(
    request: Request, cases: Cases, member: Worker, ticked: Annotated[Ticked, Form()]
) -> Response:
    """The form for what was ticked, with what can't take the step and why.

    Raises:
        InvalidInput: nothing was ticked, or no step was chosen.
    """
    numbers = sorted(set(ticked.number))
    if not numbers:
        raise InvalidInput("没有选。请先在列表里勾选事项。")
    step = _step(cases, ticked.filled_step)
    lines = await _lines(cases, member, step, dict.fromkeys(numbers, ""))
    return _form(request, cases, step, lines, Given())


@router.post("/bulk/filled")
async def filled(
    request: Request,
    parts: Parts,
    cases: Cases,
    member: Worker,
    given: Annotated[Given, Form()],
) -> Response:
    """Take the step, or propose it, with each case as the page showed it; what became of each.

    Raises:
        InvalidInput: there is no case, or no step was chosen.
    """
    step, seen = _step(cases, given.step), _seen(given.one)
    if not seen:
        raise InvalidInput("没有可以办这一步的事项，请回到列表重新勾选。")
    lines = await _lines(cases, member, step, seen)
    try:
        for kind in _kinds(lines):
            cases.workflow.demand_filled(step, kind, given.for_kind(kind))
    except StepRefused as lacking:
        return _form(request, cases, step, lines, given, lacking.for_citizen)
    results = [await _taken(parts, cases, member, step, line, given) for line in lines]
    done = sum(not one.problem for one in results)
    results.sort(key=lambda one: not one.problem)
    told = f"“{step.label}”已提交主管确认" if step.confirm else f"已办“{step.label}”"
    return render(request, "cases_bulk.html", {"results": results, "done": done, "told": told})


def _step(cases: CaseParts, slug: str) -> Step:
    found = next((one for one in steps_filled_once(cases.workflow) if one.slug == slug), None)
    if found is None:
        raise InvalidInput("请选择要办的一步。")
    return found


def _seen(ones: Iterable[str]) -> dict[str, str]:
    """The stamp of each case, in the order of their numbers."""
    parted = (one.partition(":") for one in sorted(ones))
    return {number: stamp for number, _, stamp in parted}


def _kinds(lines: Iterable[Line]) -> list[str]:
    """The kinds of those that can take the step."""
    return sorted({one.kind for one in lines if not one.problem})


async def _lines(
    cases: CaseParts, member: StaffMember, step: Step, seen: Mapping[str, str]
) -> list[Line]:
    """How cases stand now, with the stamps that were seen, if they were."""
    scope, actor = case_scope(member, Permission.CASE_WORK), actor_of(member)

    def line(session: Session, number: str) -> Line:
        try:
            case = cases.queries.one(session, scope, number)
        except CaseNotFound as unseen:
            return Line(number, stamp=seen[number], problem=unseen.for_citizen)
        about, problem = case.respondent or case.product, ""
        try:
            cases.casework.demand_startable(case, step.slug, actor)
        except StepRefused as refused:
            problem = refused.for_citizen
        return Line(number, case.kind, about, seen[number] or _stamp(session, case), problem)

    return await cases.sessions.read(lambda s: [line(s, number) for number in seen])


def _stamp(session: Session, case: Case) -> str:
    """How a case stands; whatever is done to it, or said, leaves an event."""
    last = session.scalar(select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case.id))
    return stamp_of(case.status, case.officer, case.proposed_step, last)


async def _taken(
    parts: ConsoleParts,
    cases: CaseParts,
    member: StaffMember,
    step: Step,
    line: Line,
    given: Given,
) -> Result:
    def act(session: Session, case: Case) -> Mapping[str, Any]:
        if line.stamp != _stamp(session, case):
            raise StepRefused(CHANGED.format(now=_now(cases, case)))
        before, said = case.status, given.for_kind(case.kind)
        cases.casework.take_step(session, case, step.slug, actor_of(member), cases.clock(), said)
        if case.proposed_step:
            return {"step": step.slug, "what": "propose"}
        return {"step": step.slug, "from": before, "to": case.status}

    def work(session: Session) -> None:
        done_to_case(session, parts, cases, member, line.number, act, AuditAction.CASE_CHANGED)

    try:
        await cases.sessions.run(work)
    except ServiceError as problem:
        return Result(line.number, line.about, problem.for_citizen)
    return Result(line.number, line.about, "")


def _now(cases: CaseParts, case: Case) -> str:
    if case.proposed_step:
        return f"{cases.workflow.steps[case.proposed_step].label}，等主管确认"
    return cases.workflow.label(case.status)


def _form(
    request: Request,
    cases: CaseParts,
    step: Step,
    lines: Sequence[Line],
    given: Given,
    problem: str = "",
) -> Response:
    shown = {
        "step": step,
        "able": [one for one in lines if not one.problem],
        "unable": [one for one in lines if one.problem],
        "grounds": {kind: cases.workflow.grounds_of(step, kind) for kind in _kinds(lines)},
        "kinds": KIND_LABELS,
        "needs": NEED_LABELS,
        "given": given,
        "problem": problem,
    }
    return render(request, "cases_bulk_fill.html", shown, 400 if problem else 200)
