"""Accounts of staff, for administrators; auditors may look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from bot.console.kit.access import signed_in
from bot.console.kit.clashes import Clash, Seen, clashes
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.waiting import Asking, Item, Waiting
from bot.console.staff.own_account import demand_mail
from bot.kit.errors import ServiceError
from bot.kit.stamp import Overtaken, stamp_of
from bot.staff.models import StaffMember
from bot.staff.profile import Profile
from bot.staff.roles import Permission, Role, may, roles_of
from kb.models import Department, District

router = APIRouter(prefix="/staff")
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.STAFF_READ))]
Manager = Annotated[StaffMember, Depends(signed_in(Permission.STAFF_MANAGE))]
# What stands still without anybody: who reads it, and what for.
NEEDED = {
    Role.FAQ_EDITOR: "没有人写问答、答市民问住的问题",
    Role.REVIEWER: "写好的问答没有人能发布",
    Role.CASE_OFFICER: "登记的诉求没有人办",
    Role.SUPERVISOR: "要确认的决定没有人确认",
    Role.CAMPAIGN_EDITOR: "没有人准备宣传内容",
    Role.CAMPAIGN_PUBLISHER: "写好的宣传内容没有人能批准",
}


def _waiting(asking: Asking) -> Iterable[Waiting]:
    """The roles that nobody has: on a new installation all of them."""
    if not may(asking.member, Permission.STAFF_MANAGE):
        return
    found = asking.session.scalars(select(StaffMember).where(StaffMember.disabled.is_(False)))
    taken = {role for one in found for role in roles_of(one)}
    items = [
        Item(f"还没有{role.label}", "/console/staff/add", why, f"还没有{role.label}")
        for role, why in NEEDED.items()
        if role not in taken
    ]
    yield Waiting("还没有人的角色", len(items), "/console/staff/", tuple(items[: asking.most]))


SECTION = Section(
    "/console/staff/",
    "账号",
    "新增、停用工作人员账号，设置角色和办件范围。",
    Permission.STAFF_READ,
    router,
    MenuGroup.SETTINGS,
    _waiting,
)


_LABELS = {
    "display_name": "姓名", "roles": "角色", "districts": "区县", "departments": "部门",
    "categories": "类别",
}  # fmt: skip
_OF_MAIL = {"mail": "邮箱"}


@dataclass(frozen=True)
class Choice:
    """A box of the form."""

    value: str
    label: str


@router.get("/")
async def list_page(request: Request, parts: Parts, member: Reader) -> Response:
    """Every account."""
    members = await parts.accounts.all()
    shown = {
        "members": members,
        "role_names": {role.value: role.label for role in Role},
        "locked": await parts.accounts.locked(),
        "may_manage": may(member, Permission.STAFF_MANAGE),
    }
    return render(request, "staff_list.html", shown)


@router.get("/add")
async def add_page(request: Request, parts: Parts, member: Manager) -> Response:
    """The form for a new account."""
    return await _form(request, parts, Profile("", ()))


@router.post("/add")
async def add(
    request: Request, parts: Parts, member: Manager, username: Annotated[str, Form()] = ""
) -> Response:
    """Make an account; its first password is on this answer and nowhere else."""
    profile, username = await _posted(request), username.strip()
    try:
        password = await parts.accounts.add(username, profile, member.username)
    except ServiceError as problem:
        return await _form(request, parts, profile, username, problem)
    return _password_page(request, username, password)


@router.get("/accounts/{username}")
async def change_page(request: Request, parts: Parts, member: Reader, username: str) -> Response:
    """One account; with a form for those who may change it."""
    return await _account(request, parts, username)


@router.post("/accounts/{username}")
async def change(
    request: Request, parts: Parts, member: Manager, username: str, seen: Seen = ""
) -> Response:
    """Set name, roles and scope."""
    profile = await _posted(request)
    try:
        await parts.accounts.change(username, profile, member.username, seen)
    except Overtaken as overtaken:
        return await _account(request, parts, username, overtaken, profile, stale=True)
    except ServiceError as problem:
        return await _account(request, parts, username, problem, profile)
    return RedirectResponse("/console/staff/?done=saved", 303)


@router.post("/accounts/{username}/mail")
async def set_mail(
    request: Request,
    parts: Parts,
    member: Manager,
    username: str,
    mail: Annotated[str, Form()] = "",
    seen: Seen = "",
) -> Response:
    """Enter or correct where a member's mail of the day goes."""
    mail = mail.strip()
    try:
        demand_mail(parts)
        await parts.accounts.set_mail(username, mail, member.username, seen)
    except ServiceError as problem:
        is_late = isinstance(problem, Overtaken)
        return await _account(request, parts, username, problem, stale=is_late, mail=mail)
    return RedirectResponse(f"/console/staff/accounts/{username}?done=saved", 303)


@router.post("/accounts/{username}/disable")
async def disable(
    request: Request,
    parts: Parts,
    member: Manager,
    username: str,
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Let nobody sign in to an account."""
    try:
        await parts.accounts.disable(username, member.username, reason)
    except ServiceError as problem:
        return await _account(request, parts, username, problem)
    return RedirectResponse("/console/staff/?done=disabled", 303)


@router.post("/accounts/{username}/enable")
async def enable(parts: Parts, member: Manager, username: str) -> Response:
    """Let an account sign in again."""
    await parts.accounts.enable(username, member.username)
    return RedirectResponse("/console/staff/?done=enabled", 303)


@router.post("/accounts/{username}/reset-password")
async def reset_password(
    request: Request, parts: Parts, member: Manager, username: str
) -> Response:
    """Give an account a new first password, shown on this answer only."""
    try:
        password = await parts.accounts.reset_password(username, member.username)
    except ServiceError as problem:
        return await _account(request, parts, username, problem)
    return _password_page(request, username, password)


@router.post("/accounts/{username}/drop-code")
async def drop_code(
    request: Request,
    parts: Parts,
    member: Manager,
    username: str,
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Take the second factor off, when the phone is lost."""
    try:
        await parts.accounts.drop_totp(username, member.username, reason)
    except ServiceError as problem:
        return await _account(request, parts, username, problem)
    return RedirectResponse("/console/staff/?done=code_off", 303)


async def _posted(request: Request) -> Profile:
    """The profile as the form sends it; names of roles nobody knows fall out."""
    form = await request.form()

    def several(name: str) -> tuple[str, ...]:
        return tuple(str(value) for value in form.getlist(name))

    return Profile(
        display_name=str(form.get("display_name", "")).strip(),
        roles=_known(several("roles")),
        districts=several("districts"),
        departments=several("departments"),
        categories=several("categories"),
    )


def _known(names: Iterable[str]) -> tuple[Role, ...]:
    values = {role.value for role in Role}
    return tuple(Role(name) for name in names if name in values)


async def _account(
    request: Request,
    parts: ConsoleParts,
    username: str,
    problem: ServiceError | None = None,
    profile: Profile | None = None,
    *,
    stale: bool = False,
    mail: str | None = None,
) -> Response:
    account = await parts.accounts.get(username)
    kept = Profile.of(account)
    theirs = {**_named(parts, kept), "mail": account.mail}
    mine = {**_named(parts, profile or kept), "mail": mail or ""}
    labels = _LABELS if mail is None else _OF_MAIL
    found = clashes(labels, theirs, mine) if stale else []
    return await _form(
        request, parts, profile or kept, username, problem, account, found, mail=mail
    )


def _named(parts: ConsoleParts, profile: Profile) -> dict[str, object]:
    """A profile as colleagues read it."""
    return {
        "display_name": profile.display_name,
        "roles": sorted(role.label for role in profile.roles),
        "districts": sorted(profile.districts),
        "departments": sorted(profile.departments),
        "categories": sorted(parts.categories.get(one, one) for one in profile.categories),
    }


async def _form(
    request: Request,
    parts: ConsoleParts,
    profile: Profile,
    username: str = "",
    problem: ServiceError | None = None,
    account: StaffMember | None = None,
    found: Sequence[Clash] = (),
    mail: str | None = None,
) -> Response:
    reader = request.state.browser.member
    shown = {
        "account": account,
        "stamp": stamp_of(Profile.of(account).as_list()) if account else "",
        "clashes": found,
        "username": username,
        "profile": profile,
        "roles": [Choice(role.value, role.label) for role in Role],
        "scopes": await _scopes(parts, profile),
        "problem": problem.for_citizen if problem else "",
        "may_manage": may(reader, Permission.STAFF_MANAGE),
        "is_self": username == reader.username,
        "mail_at": parts.settings.staff_member_mail_at,
        "mail": mail if mail is not None or account is None else account.mail,
        "mail_stamp": stamp_of(account.mail) if account else "",
    }
    return render(request, "staff_form.html", shown, problem.status if problem else 200)


async def _scopes(
    parts: ConsoleParts, profile: Profile
) -> list[tuple[str, str, list[Choice], tuple[str, ...]]]:
    """Groups of boxes: field, heading, choices, chosen."""
    async with parts.sessions() as session:
        districts = (await session.scalars(select(District.name).order_by(District.name))).all()
        units = (await session.scalars(select(Department).order_by(Department.name))).all()
    named = [Choice(unit.slug, unit.name) for unit in units]
    codes = [Choice(code, label) for code, label in parts.categories.items()]
    return [
        ("districts", "区县", [Choice(name, name) for name in districts], profile.districts),
        ("departments", "部门", named, profile.departments),
        ("categories", "类别", codes, profile.categories),
    ]


def _password_page(request: Request, username: str, password: str) -> Response:
    return render(request, "staff_password.html", {"username": username, "password": password})
