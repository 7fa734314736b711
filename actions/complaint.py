"""Actions of the case form: every one asks the case desk, and speaks what it says."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Events, speak
from bot.complaints.intake.desk import CaseDesk
from bot.complaints.intake.turn import Step

KNOWN = "known"  # all a slot tells Rasa: that the desk knows the field


class ValidateCaseForm(Action):
    """Give the message to the desk; mark what is known and which field comes next."""

    def __init__(self, desk: CaseDesk) -> None:
        self.desk = desk

    def name(self) -> str:
        return "validate_case_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Take the message once, however often the form asks."""
        sealed = _sealed(tracker)
        step = await self.desk.handle_sealed(sealed)
        speak(dispatcher, step.replies)
        return [SlotSet("case_turn", sealed[-20:]), *self._slots(step)]

    def _slots(self, step: Step) -> Events:
        fields = self.desk.intake.script.fields
        marks = [SlotSet(f"case_{f}", KNOWN if f in step.filled else None) for f in fields]
        asked = f"case_{step.requested}" if step.requested else None
        return [*marks, SlotSet("requested_slot", asked)]


class AskCaseField(Action):
    """Ask the field the desk wants next.

    Args:
        field: name of the field, as in data/seeds/intake.yml.
    """

    def __init__(self, desk: CaseDesk, field: str) -> None:
        self.desk = desk
        self.field = field

    def name(self) -> str:
        return f"action_ask_case_form_case_{self.field}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Speak the question that the same message led to."""
        step = await self.desk.handle_sealed(_sealed(tracker))
        speak(dispatcher, [] if step.prompt is None else [step.prompt])
        return []


def case_actions(desk: CaseDesk) -> list[Action]:
    """All actions of the form."""
    asking = [AskCaseField(desk, field) for field in desk.intake.script.fields]
    return [ValidateCaseForm(desk), *asking]


def _sealed(tracker: Any) -> str:
    return str((tracker.latest_message.get("metadata") or {}).get("case", ""))
