"""Actions of the FAQ and talk skills."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Events, SkillAction, latest_text, speak


class AnswerFaq(SkillAction):
    """Answer from the knowledge base."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer_faq"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Search and say the answer, the choices, or that it isn't known."""
        speak(dispatcher, [await asyncio.to_thread(self.skills.faq, latest_text(tracker))])
        return []


class OutOfScope(SkillAction):
    """Say that this is not our business."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_out_of_scope"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Say so."""
        speak(dispatcher, [self.skills.out_of_scope()])
        return []


class Handover(SkillAction):
    """A person was asked for."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_handover"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Name the telephone numbers where people answer."""
        speak(dispatcher, [self.skills.handover()])
        return []


class Cancel(SkillAction):
    """Leave the form."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_cancel"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Confirm it."""
        speak(dispatcher, [self.skills.cancel()])
        return []


class FeedbackWrong(SkillAction):
    """The last answer missed."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_feedback_wrong"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Apologise and name other ways."""
        speak(dispatcher, [self.skills.wrong()])
        return []
