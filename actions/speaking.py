"""The base of all actions: replies leave as Rasa's custom payload, whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from bot.conversation.skills import Skills
from bot.kit.messages import Reply

Events = list[dict[str, Any]]


class SkillAction(Action):
    """An action that calls a skill.

    Args:
        skills: what the bot can do, shared with the direct way.
    """

    def __init__(self, skills: Skills) -> None:
        self.skills = skills


def speak(dispatcher: CollectingDispatcher, replies: Iterable[Reply]) -> None:
    """Say the replies."""
    for reply in replies:
        dispatcher.utter_message(json_message={"reply": reply.to_json()})


def latest_text(tracker: Any) -> str:
    """What the citizen typed last, normalised."""
    return str(tracker.latest_message.get("text") or "")
