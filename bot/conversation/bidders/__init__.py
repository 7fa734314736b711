"""Who may answer, one file each: ``bid(seen, hands)`` says how sure it is and why, or None.

Called by ``bot.conversation``. What protects people (danger, stop, a person speaking) and an open
case form do not bid: they come first, in the order of ``bot.conversation.service``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.conversation.cases import CaseTalk
from bot.conversation.guards import WordList
from bot.conversation.ledger import Ledger
from bot.conversation.skills import Skills
from bot.conversation.understanding.span_asked import SpanAsked
from bot.dialogue.client import DialogueClient
from bot.handover.people import People
from bot.kit.messages import IncomingMessage, Reply
from kb.list_check import Typed


class Said(Protocol):
    """What somebody else answers instead."""

    @property
    def replies(self) -> tuple[Reply, ...]:
        """In order."""

    @property
    def intent(self) -> str:
        """For the records."""


class Campaigns(Protocol):
    """Subscriptions, the question of the day, and quizzes."""

    async def stop(self, message: IncomingMessage) -> Said | None:
        """Unsubscribe, if that is what is said."""

    async def take(
        self, message: IncomingMessage, typed: str, choices: tuple[str, ...]
    ) -> Said | None:
        """Answer, if it concerns campaigns."""

    async def without_list(self, message: IncomingMessage) -> Said | None:
        """How to go on, for whom picks of a list that is gone; None if nothing of ours waits."""

    async def wish(self, message: IncomingMessage, intent: str) -> Said | None:
        """Do what an intent of the model wants of campaigns, if it may."""


class Watching(Protocol):
    """Standards somebody wants to be told of."""

    def concerns(self, typed: str, choices: tuple[str, ...]) -> bool:
        """Whether a message is about watching."""

    async def take(
        self, message: IncomingMessage, typed: str, choices: tuple[str, ...]
    ) -> Said | None:
        """Answer, if it concerns watching."""


class Lists(Protocol):
    """Checks lists of numbers."""

    def list_in(self, text: str) -> list[Typed]:
        """The numbers of a message that is a list of them."""

    async def answer(self, message: IncomingMessage, typed: list[Typed]) -> Said:
        """What the catalogue says of each."""


class Listed(Said, Protocol):
    """An answer that lists standards."""

    @property
    def listed(self) -> tuple[str, ...]:
        """References of the standards, in the order they were told."""


class NewStandards(Protocol):
    """Tells of new standards."""

    async def answer(self) -> Listed:
        """What was published lately and what takes effect soon."""

    async def of_span(self, asked: SpanAsked) -> Listed:
        """The standards of some time."""


@dataclass(frozen=True)
class Hands:
    """What bidders need to act.

    Args:
        skills: what the bot can say.
        cases: complaints and reports.
        ledger: what was said before.
        words: sensitive words.
        dialogue: Rasa, for dialogues with state.
        people: the staff who take conversations; None where nobody does.
        campaigns: what is subscribed to and played; None where there is nothing.
        watching: standards somebody wants to be told of; None where nobody can be told.
        lists: checks lists of numbers; None where nobody does.
        news: tells of new standards; None where nobody does.
    """

    skills: Skills
    cases: CaseTalk
    ledger: Ledger
    words: WordList
    dialogue: DialogueClient
    people: People | None = None
    campaigns: Campaigns | None = None
    watching: Watching | None = None
    lists: Lists | None = None
    news: NewStandards | None = None
