"""The console's cookies, and the tokens against forged requests (CSRF) bound to them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from fastapi import Request, Response

from bot.console.kit.parts import ConsoleParts
from bot.staff.lockout import KNOWN_FOR

_SIGNED_IN = "yubiao_console"
_BEFORE = "yubiao_console_login"
_DEVICE = "yubiao_console_device"


def session_token(request: Request, parts: ConsoleParts) -> str:
    """The session's token in the browser's cookie, or an empty text."""
    return request.cookies.get(_name(parts, _SIGNED_IN), "")


def set_session(response: Response, parts: ConsoleParts, token: str) -> None:
    """Put a session's token into the browser; how long it is good is the server's to say."""
    _set(response, parts, _SIGNED_IN, token)


def drop_session(response: Response, parts: ConsoleParts) -> None:
    """Take the token out of the browser."""
    response.delete_cookie(
        _name(parts, _SIGNED_IN), secure=_secure(parts), httponly=True, samesite="lax"
    )


def visit_token(request: Request, parts: ConsoleParts) -> str:
    """What tells browsers apart that aren't signed in, or an empty text."""
    return request.cookies.get(_name(parts, _BEFORE), "")


def set_visit(response: Response, parts: ConsoleParts, token: str) -> None:
    """Mark a browser that is about to sign in."""
    _set(response, parts, _BEFORE, token)


def new_visit() -> str:
    """A mark for a browser without one."""
    return secrets.token_urlsafe(32)


def device_token(request: Request, parts: ConsoleParts) -> str:
    """What a browser is known by that was signed in before, or an empty text."""
    return request.cookies.get(_name(parts, _DEVICE), "")


def set_device(response: Response, parts: ConsoleParts, token: str) -> None:
    """Let a browser be known again; this alone opens nothing."""
    _set(response, parts, _DEVICE, token, int(KNOWN_FOR.total_seconds()))


def csrf_token(parts: ConsoleParts, bound_to: str) -> str:
    """The token a form must carry; another site can't know it, as it can't read the cookie."""
    key = parts.settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"console-csrf\0" + bound_to.encode(), hashlib.sha256).hexdigest()


async def carries_token(request: Request, parts: ConsoleParts, bound_to: str) -> bool:
    """Whether a request has the right token, in the form's ``csrf`` or in ``X-CSRF-Token``."""
    given = request.headers.get("x-csrf-token", "")
    if not given and is_form(request):
        field = (await request.form()).get("csrf", "")
        given = field if isinstance(field, str) else ""
    right = csrf_token(parts, bound_to)
    return bool(bound_to) and hmac.compare_digest(given.encode(), right.encode())


def is_form(request: Request) -> bool:
    """Whether a request carries a form of a page."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in {"application/x-www-form-urlencoded", "multipart/form-data"}


def _set(
    response: Response, parts: ConsoleParts, name: str, value: str, seconds: int | None = None
) -> None:
    # Lax lets a link in a colleague's message open the page; everything that changes is a POST.
    response.set_cookie(
        _name(parts, name),
        value,
        max_age=seconds,
        secure=_secure(parts),
        httponly=True,
        samesite="lax",
    )


def _name(parts: ConsoleParts, name: str) -> str:
    # A browser takes "__Host-" only over HTTPS and for this host, so no sub-domain can plant one.
    return f"__Host-{name}" if _secure(parts) else name


def _secure(parts: ConsoleParts) -> bool:
    return parts.settings.environment == "production"
