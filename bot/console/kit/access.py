"""Who may open a page: every route depends on a guard, and the console won't start without."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import Request

from bot.console.kit.cookies import carries_token, csrf_token, is_form, session_token
from bot.console.kit.parts import ConsoleParts, Section, console_parts
from bot.console.kit.waiting import Asking, Waiting, waiting_in
from bot.kit.errors import ServiceError
from bot.staff.models import StaffMember
from bot.staff.roles import Permission
from bot.staff.second_factor import must_enrol

LOGIN = "/console/login"
CODE = "/console/login/code"
PASSWORD = "/console/password"
ENROL = "/console/account/code"
START = "/console/"
KEPT = "/console/kept/"
KEPT_FIELD = "kept"
BY_ITSELF = "x-by-itself"  # a header
_SAFE = frozenset({"GET", "HEAD"})


class GoTo(Exception):
    """The browser has to go to another page first.

    Args:
        path: inside the console.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Forbidden(ServiceError):
    """The member's roles don't allow this."""

    status = 403
    for_citizen = "您的角色没有这项权限。如果工作需要，请联系系统管理员。"


class ForgedRequest(ServiceError):
    """A request that changes something came without the token of our own form."""

    status = 403
    for_citizen = "这一页已经过期，操作没有执行。请返回上一页，刷新后再试一次。"


@dataclass(frozen=True)
class Browser:
    """A signed-in browser, kept in ``request.state.browser`` for the templates.

    ``waits`` is true until the first password is changed and a second factor the roles need is set
    up: nothing else is open before. ``waiting`` is what waits for the member in each section, for
    the numbers in the menu. ``names`` are those of all staff, by user name.
    """

    member: StaffMember
    csrf: str
    waits: bool = False
    waiting: dict[str, list[Waiting]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guard:
    """Lets a signed-in member with a permission through, and gives the member.

    Args:
        permission: None asks only that somebody is signed in.
        with_first_password: also before the first password was changed.
        to_enrol: also before the second factor is set up that the roles need.
        most: how many things that wait are named, of each kind; else they are only counted.
    """

    permission: Permission | None = None
    with_first_password: bool = False
    to_enrol: bool = False
    most: int = 0

    async def __call__(self, request: Request) -> StaffMember:
        """The member.

        Raises:
            GoTo: nobody is signed in, or something has to be done first.
            ForgedRequest: a POST without the form's token.
            Forbidden: the permission is missing.
        """
        parts = console_parts(request)
        token = session_token(request, parts)
        by_itself = _asks_by_itself(request)
        found = await parts.signing_in.find(token, by_itself=by_itself) if token else None
        if found is None:
            raise GoTo(await _keep_form(request, parts, token) or _login_and_back(request))
        if found.awaiting_code:
            raise GoTo(CODE)
        member = found.member
        enrols = must_enrol(member, parts.totp_roles)
        waits = member.must_change_password or enrols
        request.state.browser = Browser(member, csrf_token(parts, token), waits)
        is_safe = request.method in _SAFE
        if not is_safe and not await carries_token(request, parts, token):
            raise ForgedRequest
        self._let_through(parts, member, enrols=enrols)
        if not is_safe and is_form(request):
            kept = (await request.form()).get(KEPT_FIELD)
            if isinstance(kept, str) and kept:  # it comes from the page that gave it back
                await parts.kept.erase(member.id, kept)
        request.state.browser.names.update(await parts.accounts.names())
        if is_safe and not waits and not by_itself:
            request.state.browser.waiting.update(await what_waits(request, member, self.most))
        return member

    def _let_through(self, parts: ConsoleParts, member: StaffMember, *, enrols: bool) -> None:
        """What has to be done first, and the permission."""
        if member.must_change_password and not self.with_first_password:
            raise GoTo(PASSWORD)
        if enrols and not (self.to_enrol or self.with_first_password):
            raise GoTo(ENROL)
        if self.permission is not None and not parts.may(member, self.permission):
            raise Forbidden


async def recognise(request: Request) -> None:
    """Note who is signed in, for the frame of a page that no guard has let through."""
    parts = console_parts(request)
    token = session_token(request, parts)
    found = await parts.signing_in.find(token, by_itself=True) if token else None
    if found is not None and not found.awaiting_code:
        enrols = must_enrol(found.member, parts.totp_roles)
        waits = found.member.must_change_password or enrols
        request.state.browser = Browser(found.member, csrf_token(parts, token), waits)


async def what_waits(request: Request, member: StaffMember, most: int) -> dict[str, list[Waiting]]:
    """What waits for a member, by the path of the section.

    Args:
        request: of the browser.
        member: for whom.
        most: how many things of each kind are named; 0 only counts.
    """
    sections: tuple[Section, ...] = request.app.state.sections
    return await console_parts(request).sessions.read(
        lambda session: waiting_in(Asking(request.app.state, member, session, most), sections)
    )


def _asks_by_itself(request: Request) -> bool:
    """Whether a script of the page keeps it up to date, while perhaps nobody is there."""
    is_stream = request.headers.get("accept") == "text/event-stream"
    return is_stream or BY_ITSELF in request.headers


@dataclass(frozen=True)
class OpenToAll:
    """Marks a route that strangers may call; it looks after its own tokens."""

    async def __call__(self) -> None:
        """Let everybody through."""


def signed_in(
    permission: Permission | None = None,
    *,
    with_first_password: bool = False,
    to_enrol: bool = False,
    most: int = 0,
) -> Guard:
    """The guard of a page: ``Annotated[StaffMember, Depends(signed_in(Permission.FAQ_READ))]``."""
    return Guard(permission, with_first_password, to_enrol, most)


def own_path(wanted: str) -> str:
    """Where to go after signing in: the page asked for if it is ours, else the start page."""
    ours = wanted.startswith(START) and wanted.isprintable() and "\\" not in wanted
    return wanted if ours else START


async def _keep_form(request: Request, parts: ConsoleParts, token: str) -> str:
    """Keep what was typed when the session had ended; where to go then, empty if nothing was kept.

    Scripts that post by themselves send no form of a page, and are left out.
    """
    by_script = request.headers.get("sec-fetch-mode", "navigate") != "navigate"
    if request.method in _SAFE or by_script or not is_form(request):
        return ""
    if not await carries_token(request, parts, token):
        return ""
    fields = [(k, v) for k, v in (await request.form()).multi_items() if isinstance(v, str)]
    name = await parts.kept.keep(token, request.url.path, fields)
    return f"{LOGIN}?next={KEPT}{name}" if name else ""


def _login_and_back(request: Request) -> str:
    if request.method not in _SAFE:
        return LOGIN
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return LOGIN if path == START else f"{LOGIN}?next={quote(path, safe='/')}"
