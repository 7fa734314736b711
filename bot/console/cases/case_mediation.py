"""What an officer notes of a mediation, and the case's number on the 12315 platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.work.casework import demand_own
from bot.complaints.work.mediations import Minutes, moment_of, platform_number_of, recovered_of
from bot.console.cases.at_case import AtWork
from bot.console.kit.typed import Field, Words
from bot.kit.errors import InvalidInput

router = APIRouter()


class Noted(BaseModel):
    """The form of a mediation; ``recovered`` is a sum in yuan."""

    held_at: Field = ""
    place: Field = ""
    people: Field = ""
    agreement: Words = ""
    recovered: Field = ""


@router.post("/{number}/mediation")
async def mediation(at: AtWork, form: Annotated[Noted, Form()]) -> Response:
    """Keep what was mediated; the audit entry says that it was, and not what."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        minutes = Minutes(
            moment_of(form.held_at),
            form.place,
            form.people,
            form.agreement,
            recovered_of(form.recovered),
        )
        at.cases.mediations.note(session, case, at.actor, minutes, at.now)
        return {"what": "mediation"}

    said = {f"mediation:{name}": value for name, value in form.model_dump().items()}
    return await at.do(act, said=said)


@router.post("/{number}/platform-number")
async def platform_number(
    at: AtWork, typed: Annotated[Field, Form(alias="platform_number")] = ""
) -> Response:
    """Keep the case's number on the 12315 platform, or take it away."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        demand_own(case, at.actor)
        if case.anonymous:
            # There it stands beside a name.
            raise InvalidInput("匿名的事项不记平台编号，凭它能查到是谁。")
        case.platform_number = platform_number_of(typed)
        return {"what": "platform_number"}

    return await at.do(act)
