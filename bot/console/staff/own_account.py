"""A member's own account: password, second factor, the day's mail, other browsers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.console.kit.access import LOGIN, START, signed_in
from bot.console.kit.clashes import Clash, Seen, clashes
from bot.console.kit.cookies import drop_session, session_token, set_session
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.kit.errors import InvalidInput
from bot.kit.stamp import Overtaken, stamp_of
from bot.staff.answering import answers
from bot.staff.models import StaffMember
from bot.staff.own_account import TotpOffer
from bot.staff.passwords import LONG_ENOUGH_FOR_WORDS, SHORTEST
from bot.staff.pushing import Subscription, public_key
from bot.staff.roles import roles_of
from bot.staff.second_factor import needs_totp

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Somebody = Annotated[StaffMember, Depends(signed_in())]
Enrolling = Annotated[StaffMember, Depends(signed_in(to_enrol=True))]
Anybody = Annotated[StaffMember, Depends(signed_in(with_first_password=True))]
_ACCOUNT = "/console/account"
_OF_MAIL = {"mail": "邮箱"}


@router.get("/password")
async def password_page(request: Request, member: Anybody) -> Response:
    """The form for a new password; the only page open with a first password."""
    return _password_form(request)


@router.post("/password")
async def change_password(
    request: Request,
    parts: Parts,
    member: Anybody,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Set a new password; the browser goes on under a new token."""
    if new != again:
        return _password_form(request, "两次输入的新密码不一样。", 400)
    first = member.must_change_password
    try:
        token = await parts.own_account.change_password(member, old, new)
    except InvalidInput as problem:
        return await _still_here(request, parts) or _password_form(
            request, problem.for_citizen, problem.status
        )
    response = RedirectResponse(START if first else f"{_ACCOUNT}?done=password", 303)
    set_session(response, parts, token)
    return response


@router.get("/account")
async def account_page(request: Request, parts: Parts, member: Somebody) -> Response:
    """Roles, scope and safety of the own account."""
    return await _account(request, parts, member.mail, is_wanted=member.wants_mail)


@router.post("/account/mail")
async def set_mail(
    request: Request,
    parts: Parts,
    member: Somebody,
    mail: Annotated[str, Form()] = "",
    wanted: Annotated[bool, Form()] = False,
    seen: Seen = "",
) -> Response:
    """Where the day's mail goes, and whether it is wanted."""
    mail = mail.strip()
    try:
        demand_mail(parts)
        await parts.own_account.set_mail(member, mail, is_wanted=wanted, seen=seen)
    except (InvalidInput, Overtaken) as problem:
        found = clashes(_OF_MAIL, {"mail": member.mail}, {"mail": mail})
        shown = found if isinstance(problem, Overtaken) else []
        return await _account(
            request, parts, mail, problem.for_citizen, problem.status, shown, is_wanted=wanted
        )
    return RedirectResponse(f"{_ACCOUNT}?done=saved", 303)


@router.post("/account/push")
async def push_here(
    parts: Parts,
    member: Somebody,
    endpoint: Annotated[str, Form()] = "",
    p256dh: Annotated[str, Form()] = "",
    auth: Annotated[str, Form()] = "",
) -> Response:
    """Tell the member in this browser from now on; for the page's script.

    Raises:
        InvalidInput: notices are not set up, or the browser's push service is none of ours.
    """
    if not parts.settings.pushes:
        raise InvalidInput("这里没有设置浏览器通知，没有打开。")
    await parts.push.add(member, Subscription(endpoint, p256dh, auth))
    return JSONResponse({"go_to": f"{_ACCOUNT}?done=push_on"})


@router.post("/account/push/off")
async def push_no_more(
    request: Request, parts: Parts, member: Somebody, name: Annotated[str, Form()] = ""
) -> Response:
    """Tell the member no more in one browser, or in none."""
    await parts.push.drop(member, name)
    done = f"{_ACCOUNT}?done=push_off"
    by_script = "text/html" not in request.headers.get("accept", "")
    return JSONResponse({"go_to": done}) if by_script else RedirectResponse(done, 303)


@router.post("/account/sign-out-everywhere")
async def sign_out_everywhere(parts: Parts, member: Somebody) -> Response:
    """End the sessions in all browsers, this one too."""
    await parts.signing_in.sign_out_everywhere(member)
    response = RedirectResponse(f"{LOGIN}?done=signed_out", 303)
    drop_session(response, parts)
    return response


@router.get("/account/code")
async def code_page(request: Request, parts: Parts, member: Enrolling) -> Response:
    """Set the second factor up, or switch it off."""
    offer = None if member.totp_sealed else parts.own_account.offer_totp(member)
    return _code_form(request, offer)


@router.post("/account/code")
async def switch_code_on(
    request: Request,
    parts: Parts,
    member: Enrolling,
    password: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    offer: Annotated[str, Form()] = "",
) -> Response:
    """Ask for a one-time code from now on."""
    shown = parts.own_account.repeat_offer(member, offer)
    try:
        await parts.own_account.switch_totp_on(member, password, offer, code)
    except InvalidInput as problem:
        return await _still_here(request, parts) or _code_form(
            request, shown, problem.for_citizen, problem.status
        )
    return RedirectResponse(f"{_ACCOUNT}?done=code_on", 303)


@router.post("/account/code/off")
async def switch_code_off(
    request: Request, parts: Parts, member: Somebody, password: Annotated[str, Form()] = ""
) -> Response:
    """Ask for the password alone from now on."""
    try:
        await parts.own_account.switch_totp_off(member, password)
    except InvalidInput as problem:
        return await _still_here(request, parts) or _code_form(
            request, None, problem.for_citizen, problem.status
        )
    return RedirectResponse(f"{_ACCOUNT}?done=code_off", 303)


def demand_mail(parts: ConsoleParts) -> None:
    """Refuse addresses and wishes where nothing would be sent.

    Raises:
        InvalidInput: the operator has not set the day's mail up.
    """
    if parts.settings.members_mail is None:
        raise InvalidInput(
            "这里没有打开每日待办邮件，没有保存；要用的话请系统管理员先在设置里打开。"
        )


async def _still_here(request: Request, parts: ConsoleParts) -> Response | None:
    """The way out, if too many wrong passwords have just ended the session."""
    if await parts.signing_in.find(session_token(request, parts)) is not None:
        return None
    response = RedirectResponse(LOGIN, 303)
    drop_session(response, parts)
    return response


async def _account(
    request: Request,
    parts: ConsoleParts,
    mail: str,
    problem: str = "",
    status: int = 200,
    found: Sequence[Clash] = (),
    *,
    is_wanted: bool,
) -> Response:
    settings, member = parts.settings, request.state.browser.member
    shown = {
        "roles": sorted(role.label for role in roles_of(member)),
        "mail_at": settings.staff_member_mail_at,
        "push_key": public_key(settings.staff_push_key.get_secret_value())
        if settings.pushes
        else "",
        "push_hour": settings.staff_digest_hour,
        "browsers": await parts.push.names(member) if settings.pushes else [],
        "answers": answers(member, parts.answering),
        "mail": mail,
        "stamp": stamp_of(member.mail),
        "is_wanted": is_wanted,
        "clashes": found,
        "problem": problem,
    }
    return render(request, "account.html", shown, status)


def _password_form(request: Request, problem: str = "", status: int = 200) -> Response:
    rules = {"shortest": SHORTEST, "for_words": LONG_ENOUGH_FOR_WORDS}
    return render(request, "password.html", {"problem": problem, **rules}, status)


def _code_form(
    request: Request, offer: TotpOffer | None, problem: str = "", status: int = 200
) -> Response:
    roles = console_parts(request).totp_roles
    needed = needs_totp(request.state.browser.member, roles)
    shown = {"offer": offer, "problem": problem, "needed": needed}
    return render(request, "account_code.html", shown, status)
