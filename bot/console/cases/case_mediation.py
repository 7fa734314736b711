"""What an officer notes of a mediation, and the case's number on the 12315 platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.work.casework import demand_own
from bot.complaints.work.mediations import Minutes, moment_of, platform_number_of, recovered_of
from bot.console.cases.case_actions import do_to_case
from bot.console.cases.case_page import actor_of
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Field, Number, Words
from bot.kit.errors import InvalidInput
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.CASE_WORK))]


class Noted(BaseModel):
    """The form of a mediation; ``recovered`` is a sum in yuan."""

    held_at: Field = ""
    place: Field = ""
    people: Field = ""
    agreement: Words = ""
    recovered: Field = ""


@router.post("/{number}/mediation")
async def mediation(
    request: Request,
    parts: Parts,
    cases: Cases,
    member: Worker,
    number: Number,
    form: Annotated[Noted, Form()],
) -> Response:
    """Keep what was mediated; the audit entry says that it was, and not what."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        minutes = Minutes(
            moment_of(form.held_at),
            form.place,
            form.people,
            form.agreement,
            recovered_of(form.recovered),
        )
        cases.mediations.note(session, case, actor_of(member), minutes, cases.clock())
        return {"what": "mediation"}

    said = {f"mediation:{name}": value for name, value in form.model_dump().items()}
    return await do_to_case(request, parts, cases, member, number, act, said=said)


@router.post("/{number}/platform-number")
async def platform_number(
    request: Request,
    parts: Parts,
    cases: Cases,
    member: Worker,
    number: Number,
    typed: Annotated[Field, Form(alias="platform_number")] = "",
) -> Response:
    """Keep the case's number on the 12315 platform, or take it away."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        demand_own(case, actor_of(member))
        if case.anonymous:
            # There it stands beside a name.
            raise InvalidInput("匿名的事项不记平台编号，凭它能查到是谁。")
        case.platform_number = platform_number_of(typed)
        return {"what": "platform_number"}

    return await do_to_case(request, parts, cases, member, number, act)
