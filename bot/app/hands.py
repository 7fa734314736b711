"""Rasa's actions, made when Rasa first asks for one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.complaints.intake.desk import CaseDesk
from bot.conversation.skills import Skills
from bot.web.services import ActionResult

if TYPE_CHECKING:
    from actions.catalogue import ActionServer


class Hands:
    """Runs actions; nothing is made before the first.

    rasa-sdk brings a web server of its own along, which takes half a second of a core to read: a
    web process answers citizens without it.

    Args:
        skills: what the bot can do.
        desk: takes cases.
    """

    def __init__(self, skills: Skills, desk: CaseDesk) -> None:
        self._skills = skills
        self._desk = desk
        self._server: ActionServer | None = None

    async def run(self, call: dict[str, Any]) -> ActionResult:
        """Answer one call of Rasa."""
        if self._server is None:
            self._server = await asyncio.to_thread(self._made)
        return await self._server.run(call)

    def _made(self) -> ActionServer:
        from actions.catalogue import ActionServer, all_actions

        return ActionServer(all_actions(self._skills, self._desk))


def read() -> None:
    """Read what actions are made of; a running process does it before Rasa asks."""
    import actions.catalogue  # noqa: F401
