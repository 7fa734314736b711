"""Who plays: a random cookie of this browser, and nothing about the person."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import Response

from bot.kit.errors import InvalidInput
from bot.kit.private import pseudonym
from bot.web.services import Services, services

OLD_FORM = "页面放得太久了，或者浏览器没有允许本站的 Cookie。请重新开始。"
_PLAYED_FOR = 30 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Visitor:
    """A browser that plays.

    Args:
        cookie: its random value.
        player: the pseudonym its answers are kept under.
        token: what its forms carry, which another site can't read.
    """

    cookie: str
    player: str
    token: str

    def check(self, token: str) -> None:
        """Refuse a form that this browser was not given.

        Raises:
            InvalidInput: the token is not this visitor's.
        """
        if not hmac.compare_digest(self.token.encode(), token.encode()):
            raise InvalidInput(OLD_FORM)

    def remember(self, response: Response, parts: Services) -> None:
        """Let the browser keep its cookie for another while."""
        response.set_cookie(
            _name(parts),
            self.cookie,
            max_age=_PLAYED_FOR,
            secure=_secure(parts),
            httponly=True,
            samesite="strict",
        )


def visitor_of(request: Request, parts: Annotated[Services, Depends(services)]) -> Visitor:
    """The browser's cookie, or a new one."""
    cookie = request.cookies.get(_name(parts), "") or secrets.token_urlsafe(24)
    secret = parts.settings.secret_key.get_secret_value()
    token = hmac.new(secret.encode(), b"quiz-csrf\0" + cookie.encode(), hashlib.sha256)
    return Visitor(cookie, pseudonym(secret, "quiz", cookie), token.hexdigest())


Player = Annotated[Visitor, Depends(visitor_of)]
Token = Annotated[str, Form(max_length=200)]


def _name(parts: Services) -> str:
    return "__Host-yubiao_quiz" if _secure(parts) else "yubiao_quiz"


def _secure(parts: Services) -> bool:
    return parts.settings.environment == "production"
