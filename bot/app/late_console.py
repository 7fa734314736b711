"""The console, read and made when somebody first asks for a page of it.

Its pages are a fifth of what a start takes, and citizens are answered without them.
"""

from __future__ import annotations

import asyncio

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.kit.long_lived import is_set_aside, set_aside


class LateConsole:
    """Stands where the console is mounted.

    Args:
        app: the service's application.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._made: ASGIApp | None = None
        self._one_makes = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, the first of them after a second or two."""
        await (self._made or await self._first())(scope, receive, send)

    def make(self) -> None:
        """Make it now."""
        self._take(self._make())

    def arrange(self) -> None:
        """Give its pages the present parts; one that is made later gets those there are then."""
        if self._made is not None:
            from bot.app.console import arrange

            arrange(self._app)

    async def _first(self) -> ASGIApp:
        async with self._one_makes:
            # Citizens go on being answered meanwhile.
            if self._made is not None:
                return self._made
            made = self._take(await asyncio.to_thread(self._make))
        if is_set_aside():
            set_aside(clear=False)
        return made

    def _make(self) -> ASGIApp:
        from bot.app.console import make_console

        return make_console(self._app)

    def _take(self, made: ASGIApp) -> ASGIApp:
        self._made = made
        self.arrange()
        return made
