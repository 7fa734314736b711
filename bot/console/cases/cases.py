"""The desk of case officers: lists with filters, search and pages; cases given out in bulk."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from bot.complaints.case.deadlines import DeadlineState
from bot.complaints.case.models import Case
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.work.casework import Actor, CaseNotFound
from bot.console.cases import (
    case_actions,
    case_documents,
    case_filing,
    case_mediation,
    case_page,
    evidence_page,
    evidence_upload,
    exports,
    respondent_codes,
)
from bot.console.cases.case_filter import SORTS, VIEWS, Asked, asked
from bot.console.cases.case_parts import (
    CaseParts,
    case_parts,
    everyone_who_works,
    officers_for,
)
from bot.console.cases.case_waiting import waiting
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.typed import Field, PlainText
from bot.kit.errors import InvalidInput
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, Role, case_scope, may, roles_of

router = APIRouter(prefix="/cases", max_body_size=evidence_upload.LARGEST_UPLOAD)
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CASE_READ))]
Assigner = Annotated[StaffMember, Depends(signed_in(Permission.CASE_ASSIGN))]
MOST_AT_ONCE = 200
COLOURS = {
    DeadlineState.OVERDUE: "overdue",
    DeadlineState.DUE_SOON: "soon",
    DeadlineState.RUNNING: "running",
}


@router.get("/")
async def list_page(
    request: Request, cases: Cases, member: Reader, wished: Annotated[Asked, Depends(asked)]
) -> Response:
    wanted, scope = wished.wanted(member.username), case_scope(member)

    def read(session: Session) -> dict[str, Any]:
        today, queries = cases.today(), cases.queries
        return {
            "found": queries.page(
                session, scope, wanted, today, sort=wished.order(), page=wished.page
            ),
            "counts": queries.counts(session, scope, today),
            "names": cases.names(session),
            "officers": everyone_who_works(session),
        }

    async with cases.sessions() as session:
        shown = await session.run_sync(read)
    return render(request, "cases.html", {**shown, **_words(cases, member, wished)})


@router.post("/assign")
async def assign(
    parts: Parts,
    cases: Cases,
    member: Assigner,
    number: Annotated[list[PlainText] | None, Form()] = None,
    officer: Field = "",
) -> Response:
    """Give the ticked cases to an officer; all of them or none."""
    if not number or len(number) > MOST_AT_ONCE:
        raise InvalidInput(f"请先勾选要分派的事项，一次最多 {MOST_AT_ONCE} 件。")

    def work(session: Session) -> None:
        # In one order for everybody, so that two who assign at once don't block each other.
        numbers = sorted(set(number))
        for one in numbers:
            _give(session, cases, member, one, officer)
        # The log is one for all: who holds it must not wait for a case that a colleague holds.
        for one in numbers:
            parts.audit.add(
                session, member.username, AuditAction.CASE_ASSIGNED,
                object_type="case", object_id=one, details={"officer": officer},
            )  # fmt: skip

    await cases.sessions.run(work)
    return RedirectResponse("/console/cases/?done=saved", 303)


def _give(
    session: Session, cases: CaseParts, member: StaffMember, number: str, officer: str
) -> None:
    case = cases.casework.get(session, number)
    if not case_scope(member, Permission.CASE_ASSIGN).allows(*place_of(case)):
        raise CaseNotFound
    if officer not in {m.username for m in officers_for(session, *place_of(case))}:
        raise InvalidInput(f"{case.number} 不在这位工作人员的办件范围内，没有分派任何事项。")
    cases.casework.assign(session, case, Actor("supervisor", member.username), officer)


def place_of(case: Case) -> tuple[str, str, str]:
    """District, department and category: what scopes are about."""
    return case.district, case.department, case.category


def _words(cases: CaseParts, member: StaffMember, wished: Asked) -> dict[str, Any]:
    return {
        "asked": wished,
        "views": VIEWS,
        "sorts": SORTS,
        "kinds": KIND_LABELS,
        "statuses": {s.value: label for s, label in cases.workflow.statuses.items()},
        "steps": {slug: step.label for slug, step in cases.workflow.steps.items()},
        "rules": {rule.slug: rule.label for rule in cases.clocks.rules},
        "colours": COLOURS,
        "today": cases.today(),
        "may_assign": may(member, Permission.CASE_ASSIGN),
        "may_file": may(member, Permission.CASE_WORK),
        "may_export": may(member, Permission.CASE_EXPORT),
        "may_export_identities": may(member, Permission.IDENTITY_VIEW),
        "is_supervisor": Role.SUPERVISOR in roles_of(member),
    }


# case_filing first: its "/new" would else be taken for a number.
for _pages in (
    case_filing,
    exports,
    case_page,
    case_actions,
    case_documents,
    case_mediation,
    evidence_page,
    evidence_upload,
    respondent_codes,
):
    router.include_router(_pages.router)
SECTION = Section(
    "/console/cases/",
    "诉求办理",
    "查看、办理投诉、举报和意见建议，看哪些快到期、哪些超期。",
    Permission.CASE_READ,
    router,
    MenuGroup.CASES,
    waiting,
)
