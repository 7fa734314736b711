"""Pages that a number and a code open: a form bound to its browser, counted, kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from bot.kit.errors import TooManyRequests
from bot.web.pages.rendering import HEADERS, address_of, page
from bot.web.services import Services

# Hashing a code costs about 50 ms, so a look-up counts as much as so many pages or messages:
# with the default settings 60 a minute for an address and 10 for a browser.
COST_FOR_ADDRESS = 10
COST_FOR_VISIT = 3
TOO_MANY = "您查的次数太多了，请过几分钟再试，或者打 12315 查询。"
OLD_FORM = "页面放得太久了，或者浏览器没有允许本站的 Cookie。请再填一次。"
_NOT_KEPT = {**HEADERS, "Cache-Control": "no-store"}


def visit_of(request: Request, parts: Services, token: str) -> str | None:
    """The visit a form was sent from; None if the form is not one of ours, or too old."""
    visit = request.cookies.get(_cookie(parts), "")
    is_ours = visit and hmac.compare_digest(token.encode(), _token(parts, visit).encode())
    return visit if is_ours else None


def mark_of(visit: str) -> str:
    """What stands for a visit elsewhere."""
    return hashlib.sha256(visit.encode()).hexdigest()


def count(request: Request, parts: Services, visit: str) -> None:
    """Count a look-up.

    Raises:
        TooManyRequests: too many of this browser or address.
    """
    by_visit = parts.per_conversation.allows(f"progress:{mark_of(visit)}", COST_FOR_VISIT)
    address = f"progress:{address_of(request)}"
    if not by_visit or not parts.per_address.allows(address, COST_FOR_ADDRESS):
        raise TooManyRequests(TOO_MANY)


def shown(
    request: Request,
    parts: Services,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> Response:
    """The page with a token bound to the browser's cookie, which another site can't read."""
    visit = request.cookies.get(_cookie(parts), "") or secrets.token_urlsafe(32)
    values = {"token": _token(parts, visit), **(values or {})}
    response = page(request, template, values, status=status, headers=_NOT_KEPT)
    response.set_cookie(
        _cookie(parts), visit, secure=_secure(parts), httponly=True, samesite="strict"
    )
    return response


def _token(parts: Services, visit: str) -> str:
    key = parts.settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"progress-csrf\0" + visit.encode(), hashlib.sha256).hexdigest()


def _cookie(parts: Services) -> str:
    # A browser takes "__Host-" only over HTTPS and for this host, so no sub-domain can plant one.
    return "__Host-yubiao_visit" if _secure(parts) else "yubiao_visit"


def _secure(parts: Services) -> bool:
    return parts.settings.environment == "production"
