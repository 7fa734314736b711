"""The merchant's file (商家档案): written from a case, read with all the merchant's cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.work.merchants import LABELS, ChangedMeanwhile, Known
from bot.console.cases.at_case import AtWork
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.clashes import Seen
from bot.console.kit.pages import render
from bot.console.kit.typed import LARGEST_NUMBER, Field
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope, may

router = APIRouter()
Cases = Annotated[CaseParts, Depends(case_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.CASE_READ))]
MerchantNumber = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]


class Typed(BaseModel):
    """The form of the file; ``stamp`` says which state of it the writer saw."""

    name: Field = ""
    credit_code: Field = ""
    address: Field = ""
    contact: Field = ""
    phone: Field = ""
    agent: Field = ""
    agent_phone: Field = ""
    stamp: Seen = ""


class Chosen(BaseModel):
    """The form that names a file there is."""

    merchant: Annotated[int, Form(ge=1, le=LARGEST_NUMBER)]


@router.get("/merchants/{merchant}")
async def page(
    request: Request, cases: Cases, member: Reader, merchant: MerchantNumber
) -> Response:
    """The file with those of the merchant's cases that the member may see."""
    scope = case_scope(member)

    def read(session: Session) -> dict[str, Any]:
        file = cases.merchants.read(session, scope, merchant)
        return {
            "file": file,
            "history": cases.merchants.history(session, scope, merchant),
            "unlinked": cases.merchants.unlinked(session, scope, file),
            "names": cases.names(session),
        }

    shown = await cases.sessions.read(read)
    words = {
        "labels": LABELS,
        "kinds": KIND_LABELS,
        "statuses": {s.value: label for s, label in cases.workflow.statuses.items()},
        "outcomes": cases.workflow.outcomes,
        # People and their numbers are for who works with them.
        "may_see_people": may(member, Permission.CASE_WORK),
    }
    return render(request, "merchant.html", {**shown, **words})


@router.post("/{number}/merchant")
async def save(at: AtWork, form: Annotated[Typed, Form()]) -> Response:
    """Write the file of the case's merchant."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        known = Known(**form.model_dump(exclude={"stamp"}))
        at.cases.merchants.save(session, case, at.actor, known, form.stamp, at.now)
        return {"what": "merchant"}

    said = {f"merchant:{name}": value for name, value in form.model_dump().items()}
    try:
        try:
            return await at.do(act, said=said)
        except IntegrityError:
            # A colleague wrote the same credit code at the same moment: now its file is found.
            return await at.do(act, said=said)
    except ChangedMeanwhile as changed:
        return await at.page(changed, said)


@router.post("/{number}/merchant/link")
async def link(at: AtWork, form: Annotated[Chosen, Form()]) -> Response:
    """The case is about a merchant whose file there is."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        at.cases.merchants.link(session, case, at.actor, form.merchant, at.now)
        return {"what": "merchant"}

    return await at.do(act)


@router.post("/{number}/merchant/unlink")
async def unlink(at: AtWork) -> Response:
    """The case is not about that merchant."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        at.cases.merchants.unlink(session, case, at.actor, at.now)
        return {"what": "merchant_off"}

    return await at.do(act)
