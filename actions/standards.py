"""Actions of the look-up form: ask for a number, look it up, say status or nature, leave."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import FormValidationAction
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Events, SkillAction, latest_text, speak
from bot.conversation.skills import BAD_NUMBER, Skills
from bot.kit.messages import Reply, ReplyKind


class AskStandardNumber(SkillAction):
    """Ask which standard is meant."""

    def name(self) -> str:
        return "action_ask_standard_number"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Say the question."""
        speak(dispatcher, [self.skills.ask_number()])
        return []


class _AboutStandard(SkillAction):
    intent = ""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Look the number up and say what the intent asked for."""
        number = str(tracker.get_slot("standard_number") or latest_text(tracker))
        reply = await asyncio.to_thread(self.skills.standard, number, self.intent)
        speak(dispatcher, [reply])
        return [SlotSet("standard_number", None)]


class LookUpStandard(_AboutStandard):
    """Show the catalogue's card."""

    intent = "look_up_standard"

    def name(self) -> str:
        return "action_look_up_standard"


class StandardStatus(_AboutStandard):
    """Say whether the standard is in force."""

    intent = "ask_standard_status"

    def name(self) -> str:
        return "action_standard_status"


class StandardNature(_AboutStandard):
    """Say whether the standard is mandatory."""

    intent = "ask_standard_nature"

    def name(self) -> str:
        return "action_standard_nature"


class Cancel(SkillAction):
    """Leave the form."""

    def name(self) -> str:
        return "action_cancel"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Confirm it."""
        speak(dispatcher, [self.skills.cancel()])
        return []


class ValidateStandardLookupForm(FormValidationAction):
    """Accept what holds a standard number; tell what is wrong with anything else."""

    def __init__(self, skills: Skills) -> None:
        self.skills = skills

    def name(self) -> str:
        return "validate_standard_lookup_form"

    async def validate_standard_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Any, domain: Any
    ) -> dict[str, Any]:
        """Keep the canonical number."""
        number = self.skills.number_in(str(value)) or self.skills.number_in(latest_text(tracker))
        if number is None:
            # Who says once more that they want one looked up has typed no number wrongly.
            if any(character.isdigit() for character in latest_text(tracker)):
                speak(dispatcher, [Reply(BAD_NUMBER, ReplyKind.FORM)])
            return {"standard_number": None}
        return {"standard_number": str(number)}
