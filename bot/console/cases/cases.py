"""The desk of case officers: lists with filters, search and pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.complaints.case.deadlines import DeadlineState
from bot.complaints.case.progress import KIND_LABELS
from bot.console.cases import (
    case_actions,
    case_bulk,
    case_bulk_filled,
    case_documents,
    case_filing,
    case_mediation,
    case_merchant,
    case_page,
    case_transfer,
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
)
from bot.console.cases.case_waiting import waiting
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import MenuGroup, Section
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, Role, case_scope, may, roles_of

router = APIRouter(prefix="/cases", max_body_size=evidence_upload.LARGEST_UPLOAD)
Cases = Annotated[CaseParts, Depends(case_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CASE_READ))]
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
            "left": cases.left(session),
        }

    shown = await cases.sessions.read(read)
    return render(request, "cases.html", {**shown, **_words(cases, member, wished)})


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
        "may_assign": may(member, Permission.CASE_ASSIGN),
        "bulk_steps": case_bulk.steps_for_many(cases.workflow),
        "filled_steps": case_bulk_filled.steps_filled_once(cases.workflow),
        "phrases": cases.phrases,
        "may_work": may(member, Permission.CASE_WORK),
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
    case_bulk,
    case_bulk_filled,
    case_transfer,
    case_documents,
    case_mediation,
    case_merchant,
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
