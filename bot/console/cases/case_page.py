"""The page of one case, and the identity behind it for those who give a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.case.workflow import NEED_LABELS, NOTED
from bot.complaints.follow.respondents import code_of
from bot.complaints.work.casefile import CaseFile, Identity
from bot.complaints.work.casework import Actor
from bot.complaints.work.merchants import LABELS
from bot.console.cases.case_conversation import said_around
from bot.console.cases.case_parts import CaseParts, case_parts, everyone_who_works, officers_for
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Number, Reason
from bot.kit.errors import InvalidInput
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import CaseScope, Permission, Role, case_scope, may, may_see_case, roles_of

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CASE_READ))]
Unmasker = Annotated[StaffMember, Depends(signed_in(Permission.IDENTITY_VIEW))]
SHORTEST_REASON = 4  # characters
CLOCK_STATES = {
    "running": "进行中",
    "paused": "已暂停",
    "due_soon": "即将到期",
    "overdue": "已超期",
    "met": "已完成",
}


@router.get("/{number}")
async def page(request: Request, cases: Cases, member: Reader, number: Number) -> Response:
    return await show_case(request, cases, member, number)


@router.post("/{number}/identity")
async def identity(
    request: Request,
    parts: Parts,
    cases: Cases,
    member: Unmasker,
    number: Number,
    reason: Reason = "",
) -> Response:
    """Who filed the case, on this answer only; the reason stays in the audit log."""
    if len(reason.strip()) < SHORTEST_REASON:
        problem = f"请写明查看身份信息的理由，至少 {SHORTEST_REASON} 个字。"
        return await show_case(request, cases, member, number, InvalidInput(problem))

    def work(session: Session) -> tuple[Case, Identity]:
        scope = case_scope(member, Permission.IDENTITY_VIEW)
        case = cases.queries.one(session, scope, number)
        parts.audit.add(
            session, member.username, AuditAction.IDENTITY_VIEWED,
            object_type="case", object_id=number, reason=reason.strip(),
        )  # fmt: skip
        return case, cases.files.identity(session, case)

    case, shown = await cases.sessions.run(work)
    return render(request, "case_identity.html", {"case": case, "identity": shown})


async def show_case(
    request: Request,
    cases: CaseParts,
    member: StaffMember,
    number: str,
    problem: Exception | None = None,
    said: Mapping[str, str] | None = None,
) -> Response:
    """The page; with what was wrong and what had been typed, if a form was refused.

    Raises:
        CaseNotFound: there is no such case, or the member may not see it.
    """
    scope = case_scope(member)

    def read(session: Session) -> dict[str, Any]:
        case = cases.queries.one(session, scope, number)
        return {
            "file": cases.files.read(session, case, scope, cases.today()),
            "names": cases.names(session),
            "phrases": cases.phrases,
            "chat": said_around(session, case),
            "pausable": cases.clocks.pausable(session, case, cases.clock()),
            "is_paused": bool(cases.clocks.paused(session, case)),
            "respondent_code": code_of(session, case, cases.clock()),
            "mediations": cases.mediations.masked_of(session, case),
            "documents": cases.documents.offered(session, case),
            **_merchant(session, cases, case, scope),
            "everyone": [m for m in everyone_who_works(session) if m.username != case.officer],
            "left": cases.left(session),
            "officers": officers_for(session, case.district, case.department, case.category),
        }

    shown = await cases.sessions.read(read)
    words = _words(cases, member, shown)
    failed_step = next(iter(said), "").partition(":")[0] if said else ""
    refused = {"problem": problem, "said": said or {}, "failed_step": failed_step}
    context = {**shown, **words, **refused}
    return render(request, "case.html", context, getattr(problem, "status", 200))


def _merchant(session: Session, cases: CaseParts, case: Case, scope: CaseScope) -> dict[str, Any]:
    """The file of the case's merchant, or those of merchants of that name."""
    merchant = cases.merchants.of(session, case)
    if merchant is None:
        return {"merchant": None, "merchants_like": cases.merchants.like(session, case)}
    history = cases.merchants.history(session, scope, merchant.id)
    others = sum(one.number != case.number for one in history)
    return {"merchant": merchant, "merchants_like": [], "merchant_others": others}


def actor_of(member: StaffMember) -> Actor:
    """A member as who works a case: a supervisor any, an officer the own ones."""
    is_supervisor = Role.SUPERVISOR in roles_of(member)
    return Actor("supervisor" if is_supervisor else "officer", member.username)


def _words(cases: CaseParts, member: StaffMember, shown: Mapping[str, Any]) -> dict[str, Any]:
    file: CaseFile = shown["file"]
    case, workflow = file.case, cases.workflow
    place, actor = (case.district, case.department, case.category), actor_of(member)
    is_own = actor.kind == "supervisor" or case.officer == member.username
    may_work = may_see_case(member, *place, Permission.CASE_WORK)
    may_see_identity = may_see_case(member, *place, Permission.IDENTITY_VIEW)
    steps = [
        step
        for step in workflow.steps.values()
        if step in workflow.possible(case.kind, case.status, actor.kind)
        and (step.clock != "pause" or shown["pausable"])
        and (step.clock != "resume" or shown["is_paused"])
    ]
    return {
        "kinds": KIND_LABELS,
        "statuses": {s.value: label for s, label in workflow.statuses.items()},
        "outcomes": workflow.outcomes,
        "pauses": workflow.pauses,
        "needs": NEED_LABELS,
        "noted": NOTED,
        "clock_states": CLOCK_STATES,
        "merchant_labels": LABELS,
        "grounds": {step.slug: workflow.grounds_of(step, case.kind) for step in steps},
        "steps": steps if may_work and is_own and not case.proposed_step else [],
        "is_own": is_own,
        "may_confirm": actor.kind == "supervisor" and case.proposed_by != member.username,
        "may_take_back": case.proposed_by == member.username,
        "may_work": may_work,
        "may_assign": may(member, Permission.CASE_ASSIGN),
        "may_view_files": may_see_identity,
        "may_unmask": may_see_identity and case.purged_at is None,
    }
