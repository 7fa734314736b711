"""All actions, and the runner that serves them to Rasa."""

from __future__ import annotations

from typing import Any

import structlog
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.complaint import case_actions
from actions.standards import (
    AskStandardNumber,
    Cancel,
    LookUpStandard,
    StandardNature,
    StandardStatus,
    ValidateStandardLookupForm,
)
from bot.complaints.intake.desk import CaseDesk
from bot.conversation.skills import Skills
from bot.web.services import ActionResult

log = structlog.get_logger()


def all_actions(skills: Skills, desk: CaseDesk) -> list[Action]:
    """One instance of every action."""
    return [
        AskStandardNumber(skills),
        LookUpStandard(skills),
        StandardStatus(skills),
        StandardNature(skills),
        Cancel(skills),
        ValidateStandardLookupForm(skills),
        *case_actions(desk),
    ]


class ActionServer:
    """Runs actions for Rasa with rasa-sdk's executor, inside the web process."""

    def __init__(self, actions: list[Action]) -> None:
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)

    async def run(self, call: dict[str, Any]) -> ActionResult:
        """Answer one call with the statuses Rasa 3.6 expects (400 rejection, 404 unknown)."""
        name = str(call.get("next_action"))
        try:
            result = await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            body = {"error": str(rejection), "action_name": rejection.action_name}
            return ActionResult(400, body)
        except ActionNotFoundException as missing:
            return ActionResult(404, {"error": str(missing), "action_name": missing.action_name})
        except Exception as error:
            log.exception("action.failed", action=name)
            return ActionResult(500, {"error": type(error).__name__, "action_name": name})
        if result is None:
            return ActionResult(400, {"error": "no action named", "action_name": name})
        return ActionResult(200, dict(result.model_dump()))
