"""Correcting a term or the code of a sector: the form, what differs, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from bot.console.kit.access import signed_in
from bot.console.kit.clashes import clashes
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import PlainText, Words
from bot.editing.faq.checking import KINDS
from bot.editing.faq.correcting import LABELS, Correcting
from bot.kit.errors import ServiceError
from bot.kit.stamp import Overtaken
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

router = APIRouter()
Kind = Literal["term", "sector"]


def correcting(console: Annotated[ConsoleParts, Depends(console_parts)]) -> Correcting:
    """The desk of this process."""
    return Correcting(console.sessions, console.audit, console.clock)


def address(kind: str, key: str, **more: str) -> str:
    """Where a record is corrected."""
    return "/console/checking/correct?" + urlencode({"kind": kind, "key": key, **more})


Desk = Annotated[Correcting, Depends(correcting)]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.CONTENT_EDIT))]


class Corrected(BaseModel):
    """What a record should say; a step at a time."""

    kind: Kind
    key: Annotated[PlainText, Form(max_length=80)]
    stamp: Annotated[str, Form(max_length=64)] = ""
    act: Literal["look", "edit", "write", "undo"] = "look"
    explanation: Words = ""
    aliases: Words = ""
    industry: Words = ""
    authority: Words = ""
    source: Words = ""

    def texts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in LABELS}


@router.get("/correct")
async def correct_page(
    request: Request,
    desk: Desk,
    member: Editor,
    kind: Kind,
    key: Annotated[PlainText, Query(max_length=80)],
) -> Response:
    """The form, with what the record says now."""
    return await _page(request, desk, kind, key.strip())


@router.post("/correct")
async def correct(
    request: Request, desk: Desk, member: Editor, form: Annotated[Corrected, Form()]
) -> Response:
    """Look at what differs, write it, or undo what was written."""
    kind, key, by, texts = form.kind, form.key, member.username, form.texts()
    try:
        if form.act == "edit":
            return await _page(request, desk, kind, key, texts, form.stamp)
        if form.act == "look":
            await desk.look(kind, key, texts)
            return await _page(request, desk, kind, key, texts, form.stamp, looking=True)
        if form.act == "write":
            await desk.write(by, kind, key, texts, form.stamp)
        else:
            await desk.undo(by, kind, key, form.stamp)
    except Overtaken as overtaken:
        typed = texts if form.act == "write" else None
        return await _page(request, desk, kind, key, typed, problem=overtaken)
    except ServiceError as problem:
        typed = texts if form.act != "undo" else None
        return await _page(request, desk, kind, key, typed, form.stamp, problem)
    done = "put_back" if form.act == "undo" else "corrected"
    return RedirectResponse(address(kind, key, done=done), 303)


async def _page(
    request: Request,
    desk: Correcting,
    kind: str,
    key: str,
    typed: Mapping[str, str] | None = None,
    stamp: str = "",
    problem: ServiceError | None = None,
    *,
    looking: bool = False,
) -> Response:
    now = await desk.present(kind, key)
    labels = {name: LABELS[name] for name in now.texts}
    texts = now.texts if typed is None else typed
    shown = {
        "now": now,
        "kinds": KINDS,
        "labels": labels,
        "texts": texts,
        "stamp": stamp or now.stamp,
        "differences": clashes(labels, now.texts, texts),
        "looking": looking,
        "overtaken": isinstance(problem, Overtaken),
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "correcting.html", shown, problem.status if problem else 200)
