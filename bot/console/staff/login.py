"""Sign in, enter the one-time code, sign out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.console.kit.access import (
    CODE,
    KEPT,
    LOGIN,
    ForgedRequest,
    OpenToAll,
    own_path,
    signed_in,
)
from bot.console.kit.cookies import (
    carries_token,
    csrf_token,
    device_token,
    drop_session,
    new_visit,
    session_token,
    set_device,
    set_session,
    set_visit,
    visit_token,
)
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.kit.errors import TooManyRequests
from bot.staff.errors import LoginRefused
from bot.staff.lockout import Origin
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
    name, origin = username.strip().lower(), _origin(request, parts)
    give_back = await _take_attempt(parts, name, origin, device_token(request, parts))
    old = session_token(request, parts)
    try:
        token = await parts.signing_in.sign_in(name, password, old, origin)
    except LoginRefused as refused:
        told = refused.for_citizen
        return _login_form(request, parts, own_path(next), told, username, refused.status)
    give_back()
    found = await parts.signing_in.find(token)
    if found is not None and found.awaiting_code:
        response = RedirectResponse(f"{CODE}?next={quote(own_path(next), safe='/')}", 303)
        set_session(response, parts, token)
        return response
    return _opened(parts, own_path(next), token, origin)


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
    origin = _origin(request, parts)
    name = await _half_name(parts, half)
    give_back = await _take_attempt(parts, name, origin, device_token(request, parts))
    try:
        token = await parts.signing_in.enter_code(half, code, origin)
    except LoginRefused as refused:
        if not await _is_half(request, parts):
            return _login_form(request, parts, own_path(next), refused.for_citizen, status=401)
        return _code_form(request, parts, own_path(next), refused.for_citizen, refused.status)
    give_back()
    return _opened(parts, own_path(next), token, origin)


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
    kept = next_path.startswith(KEPT)
    shown = {"next": next_path, "problem": problem, "username": username, "kept": kept}
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


def _origin(request: Request, parts: ConsoleParts) -> Origin:
    """Where an attempt comes from; a browser nobody knows yet gets the name it may be known by."""
    network = network_of(request.client.host if request.client else "unknown")
    return Origin(network, device_token(request, parts) or new_visit())


async def _take_attempt(
    parts: ConsoleParts, username: str, origin: Origin, device: str
) -> Callable[[], None]:
    """Count an attempt; gives what to call when it was a good one."""
    if parts.failures.take(origin.network):
        return lambda: parts.failures.give_back(origin.network)
    # A stranger behind the same address must not keep out who is at home in this browser.
    if await parts.signing_in.knows(username, device):
        return lambda: None
    raise TooManyRequests(_TOO_MANY)


def _opened(parts: ConsoleParts, path: str, token: str, origin: Origin) -> Response:
    response = RedirectResponse(path, 303)
    set_session(response, parts, token)
    set_device(response, parts, origin.device)
    return response


async def _half_name(parts: ConsoleParts, token: str) -> str:
    found = await parts.signing_in.find(token)
    return found.member.username if found is not None else ""


async def _is_half(request: Request, parts: ConsoleParts) -> bool:
    found = await parts.signing_in.find(session_token(request, parts))
    return found is not None and found.awaiting_code
