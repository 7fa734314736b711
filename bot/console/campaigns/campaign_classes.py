"""Rounds that organisers opened for their classes: looked through, erased where they must be."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from bot.campaigns.models import ClassRound
from bot.campaigns.quiz.classes import ClassStanding
from bot.console.campaigns.campaign_typed import Number, Parts, Publisher, Reader
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.staff.actions import AuditAction
from bot.staff.roles import Permission, may

router = APIRouter(prefix="/classes")


@router.get("/")
async def list_page(request: Request, parts: Parts, member: Reader) -> Response:
    """What is open: names, how many played; the codes and the organisers' keys are not shown."""
    classes = parts.office.classes

    def read(session: Session) -> list[tuple[ClassRound, str, list[ClassStanding]]]:
        return [
            (row, classes.title_of(session, row.task), standings)
            for row, standings in classes.all_rounds(session)
        ]

    rows = await parts.sessions.read(read)
    shown = {"rows": rows, "may_publish": may(member, Permission.CAMPAIGN_PUBLISH)}
    return render(request, "campaign_classes.html", shown)


@router.post("/{number}/end")
async def end(
    parts: Parts,
    console: Annotated[ConsoleParts, Depends(console_parts)],
    member: Publisher,
    number: Number,
) -> Response:
    """Erase a round whose names nobody should read."""

    def work(session: Session) -> None:
        parts.office.classes.end(session, number)
        console.audit.add(
            session,
            member.username,
            AuditAction.CAMPAIGN_STOPPED,
            object_type="classes",
            object_id=str(number),
        )

    await parts.sessions.run(work)
    return RedirectResponse("/console/campaigns/classes/?done=saved", 303)
