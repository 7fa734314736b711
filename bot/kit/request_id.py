"""One request's number, in every line of the log it causes: web, Rasa, actions, what follows it.

Only our own processes may say which; what a citizen's browser calls itself is not taken. It is
drawn anew for each request, kept in no table, and leads to nobody.
"""

from __future__ import annotations

import re
import secrets
from contextlib import AbstractContextManager

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars, get_contextvars

HEADER = "X-Request-ID"
FIELD = "request_id"  # in the log, and in the metadata Rasa hands on to its actions
_FORM = re.compile(r"[0-9a-f]{16}")


def request_id() -> str:
    """The number of the request at work; empty outside of one."""
    return str(get_contextvars().get(FIELD, ""))


def part_of(number: object) -> AbstractContextManager[None]:
    """Log what follows under the number of the request that caused it.

    Args:
        number: as another of our processes gave it; anything else changes nothing.
    """
    is_one = isinstance(number, str) and _FORM.fullmatch(number) is not None
    return bound_contextvars(**({FIELD: number} if is_one else {}))


class RequestIds:
    """Gives every request a number and tells it in the answer's header.

    Args:
        app: the service.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = secrets.token_hex(8)

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        with part_of(number):
            await self._app(scope, receive, send_named)
