"""Sign in, enter the one-time code, sign out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.console.access import (
    CODE,
    LOGIN,
    ForgedRequest,
    OpenToAll,
    own_path,
    signed_in,
)
from bot.console.cookies import (
    carries_token,
    csrf_token,
    drop_session,
    new_visit,
    session_token,
    set_session,
    set_visit,
    visit_token,
)
from bot.console.pages import render
from bot.console.parts import ConsoleParts, console_parts
from bot.kit.errors import TooManyRequests
from bot.staff.errors import LoginRefused
from bot.staff.models import StaffMember
from bot.staff.throttle import network_of

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
_TOO_MANY = "这个网络地址登录失败的次数太多，请 15 分钟后再试。"


@router.get("/login", dependencies=[Depends(OpenToAll())])
async def login_page(request: Request, parts: Parts, next: str = "") -> Response:
    """The form for name and password."""
    return _login_form(request, parts, own_path(next))


@router.post("/login", dependencies=[Depends(OpenToAll())])
async def login(
    request: Request,
    parts: Parts,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Check name and password."""
    await _check_visit(request, parts)
    address = _take_attempt(request, parts)
    old = session_token(request, parts)
    try:
        token = await parts.signing_in.sign_in(username.strip().lower(), password, old)
    except LoginRefused as refused:
        told = refused.for_citizen
        return _login_form(request, parts, own_path(next), told, username, refused.status)
    parts.failures.give_back(address)
    found = await parts.signing_in.find(token)
    half = found is not None and found.awaiting_code
    target = f"{CODE}?next={quote(own_path(next), safe='/')}" if half else own_path(next)
    response = RedirectResponse(target, 303)
    set_session(response, parts, token)
    return response


@router.get("/login/code", dependencies=[Depends(OpenToAll())])
async def code_page(request: Request, parts: Parts, next: str = "") -> Response:
    """The form for the one-time code, for a browser whose password was right."""
    if not await _is_half(request, parts):
        return RedirectResponse(LOGIN, 303)
    return _code_form(request, parts, own_path(next))


@router.post("/login/code", dependencies=[Depends(OpenToAll())])
async def code(
    request: Request,
    parts: Parts,
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Check the one-time code."""
    half = session_token(request, parts)
    if not await _is_half(request, parts):
        return RedirectResponse(LOGIN, 303)
    if not await carries_token(request, parts, half):
        raise ForgedRequest
    address = _take_attempt(request, parts)
    try:
        token = await parts.signing_in.enter_code(half, code)
    except LoginRefused as refused:
        if not await _is_half(request, parts):
            return _login_form(request, parts, own_path(next), refused.for_citizen, status=401)
        return _code_form(request, parts, own_path(next), refused.for_citizen, refused.status)
    parts.failures.give_back(address)
    response = RedirectResponse(own_path(next), 303)
    set_session(response, parts, token)
    return response


@router.post("/logout")
async def logout(
    request: Request,
    parts: Parts,
    member: Annotated[StaffMember, Depends(signed_in(with_first_password=True))],
) -> Response:
    """End this browser's session."""
    await parts.signing_in.sign_out(session_token(request, parts))
    response = RedirectResponse(f"{LOGIN}?done=signed_out", 303)
    drop_session(response, parts)
    return response


def _login_form(
    request: Request,
    parts: ConsoleParts,
    next_path: str,
    problem: str = "",
    username: str = "",
    status: int = 200,
) -> Response:
    visit = visit_token(request, parts) or new_visit()
    shown = {"next": next_path, "problem": problem, "username": username}
    page = render(request, "login.html", {**shown, "csrf": csrf_token(parts, visit)}, status)
    set_visit(page, parts, visit)
    return page


def _code_form(
    request: Request, parts: ConsoleParts, next_path: str, problem: str = "", status: int = 200
) -> Response:
    csrf = csrf_token(parts, session_token(request, parts))
    shown = {"next": next_path, "problem": problem, "csrf": csrf}
    return render(request, "login_code.html", shown, status)


async def _check_visit(request: Request, parts: ConsoleParts) -> None:
    # A stranger's site must not sign somebody in to the stranger's account either.
    if not await carries_token(request, parts, visit_token(request, parts)):
        raise ForgedRequest


def _take_attempt(request: Request, parts: ConsoleParts) -> str:
    address = network_of(request.client.host if request.client else "unknown")
    if not parts.failures.take(address):
        raise TooManyRequests(_TOO_MANY)
    return address


async def _is_half(request: Request, parts: ConsoleParts) -> bool:
    found = await parts.signing_in.find(session_token(request, parts))
    return found is not None and found.awaiting_code
