"""Actions of the complaint skill: what complaint and report are, and where they are filed."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Events, SkillAction, speak


class StartComplaint(SkillAction):
    """Tell complaint and report apart."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_start_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Explain, with the legal channels."""
        speak(dispatcher, [self.skills.start_complaint()])
        return []


class CaseProgress(SkillAction):
    """Where progress can be seen."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_case_progress"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> Events:
        """Name the platform."""
        speak(dispatcher, [self.skills.case_progress()])
        return []
