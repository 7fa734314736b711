"""A Chinese sentence where the framework's limit on request bodies answers in English."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413
# What Starlette sends itself, past every error handler; an application's own 413 has other words.
_ENGLISH = b"Content Too Large"


class TooLargeInChinese:
    """Replaces that answer.

    Args:
        app: what is limited.
        answer: sends what is said instead.
    """

    def __init__(self, app: ASGIApp, answer: ASGIApp) -> None:
        self._app, self._answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        held: Message | None = None

        async def send_replaced(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and message["status"] == TOO_LARGE:
                held = message
            elif held is None:
                await send(message)
            elif message.get("body") == _ENGLISH:
                await self._answer(scope, receive, send)
            else:
                await send(held)
                await send(message)
                held = None

        await self._app(scope, receive, send_replaced)
