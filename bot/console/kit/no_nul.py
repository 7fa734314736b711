"""NUL characters taken out of addresses and forms: PostgreSQL keeps none, no keyboard types one."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FORM = b"application/x-www-form-urlencoded"


class NoNul:
    """Gives the application requests without NULs; uploads are checked where they are read.

    Args:
        app: the console.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].replace(b"%00", b"")
        cleaned = {**scope, "path": scope["path"].replace("\x00", ""), "query_string": query}
        kind = dict(scope["headers"]).get(b"content-type", b"")
        if not kind.startswith(_FORM):
            await self._app(cleaned, receive, send)
            return
        await self._app(cleaned, _Form(receive), send)


class _Form:
    """A form's body without NULs, also where one is cut between two pieces."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept = b""

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        body = (self._kept + message.get("body", b"")).replace(b"\x00", b"").replace(b"%00", b"")
        self._kept = b""
        if message.get("more_body"):
            cut = next((n for n in (2, 1) if body.endswith(b"%00"[:n])), 0)
            if cut:
                body, self._kept = body[:-cut], body[-cut:]
        return {**message, "body": body}
