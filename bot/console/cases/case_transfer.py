"""A case handed to another officer or another district (转交), and that its receiver saw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.work.casework import Receiver
from bot.console.cases.at_case import AtWork
from bot.console.cases.case_page import actor_of
from bot.console.cases.case_parts import CaseParts, officers_for
from bot.console.kit.typed import Field, Words
from bot.kit.errors import InvalidInput
from bot.kit.private import redact
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember

router = APIRouter()


class Handing(BaseModel):
    """The form: to whom, to which district (empty for the same), and why."""

    to: Field = ""
    to_district: Field = ""
    why: Words = ""


@router.post("/{number}/transfer")
async def transfer(at: AtWork, form: Annotated[Handing, Form()]) -> Response:
    """Hand the case over; it may leave the member's reach by that."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        return hand_over(session, at.cases, at.member, case, form)

    said = {f"transfer:{name}": value for name, value in form.model_dump().items()}
    return await at.do(act, AuditAction.CASE_ASSIGNED, said=said, leave=True)


@router.post("/{number}/received")
async def received(at: AtWork) -> Response:
    """The officer has seen that the case was given to them; anything else they do says so too."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        if case.officer != at.member.username:
            raise InvalidInput("只有办理人能点“收到了”。")
        return {"what": "received"}

    return await at.do(act)


def hand_over(
    session: Session, cases: CaseParts, member: StaffMember, case: Case, form: Handing
) -> Mapping[str, Any]:
    """Hand a case over as the form says; the details for the audit log.

    Raises:
        InvalidInput: the district or the officer is none of this case's.
        StepRefused: the case can't be handed over now, or not by this member.
    """
    names = cases.names(session)
    district = form.to_district or case.district
    if district != case.district and district not in names.districts:
        raise InvalidInput("请从列表里选择区县。")
    if not form.to and district == case.district:
        raise InvalidInput("请选择转交给谁，或者转交到哪个区县。")
    able = {one.username for one in officers_for(session, district, case.department, case.category)}
    if form.to and form.to not in able:
        raise InvalidInput(f"{district or '区县不明'}的这类事项不在这位工作人员的办件范围内。")

    def words(officer: str, place: str) -> str:
        return f"{place or '区县不明'} {names.staff.get(officer, officer) or '由那边安排人'}"

    before, after = words(case.officer, case.district), words(form.to, district)
    to = Receiver(form.to, district, before, after)
    cases.casework.transfer(session, case, actor_of(member), to, form.why, cases.clock())
    why = redact(form.why.strip(), places=False)
    return {"what": "transfer", "officer": form.to, "district": district, "why": why}
