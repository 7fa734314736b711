"""A Chinese sentence where FastAPI's limit on request bodies answers in English."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413
_WORDS = "提交的内容太大，操作没有执行。请返回上一页，减少内容后再试。"


class TooLargeInChinese:
    """Replaces the answer 413, which no error handler of the application sees.

    Args:
        app: the console.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        replaced = False

        async def send_replaced(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == TOO_LARGE:
                replaced = True
                await PlainTextResponse(_WORDS, TOO_LARGE)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, send_replaced)
