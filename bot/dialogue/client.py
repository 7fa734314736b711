"""The client of the Rasa processes: parse a message, or take a whole turn of dialogue."""

from __future__ import annotations

import asyncio
import base64
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

import httpx

from bot.dialogue.servers import AllAway, RasaServers
from bot.kit.messages import Button, Reply, ReplyKind
from bot.kit.request_id import FIELD, request_id
from bot.kit.stages import stage
from kb.search.embedding import Vector
from kb.text.normalise import normalise

PARSES_KEPT = 4096
COMMAND = "/"
NO_WORDS = "?"  # what is left of a message of slashes


class DialogueUnavailable(Exception):
    """Rasa did not answer in time; the knowledge base answers alone (降级)."""


@dataclass(frozen=True)
class Parse:
    """What Rasa makes of a message.

    Args:
        intent: the best intent's name.
        confidence: of that intent, 0 to 1.
    """

    intent: str
    confidence: float


class Embeds(Protocol):
    """Makes vectors of texts, and keeps those it made last."""

    def made(self, text: str) -> Vector | None:
        """The vector of a text if it is kept."""

    def question(self, text: str) -> Vector:
        """The vector of a text; making it takes milliseconds."""


class DialogueClient:
    """Talks to Rasa.

    Args:
        clients: one for each Rasa process, whose base address it is.
        seconds: how long one parse may take.
        clock: monotonic seconds.
        embedder: makes the vector of a text; Rasa's model reads the same and need not make it
            again. Without it Rasa makes its own.
    """

    def __init__(
        self,
        clients: Sequence[httpx.AsyncClient],
        seconds: float,
        clock: Callable[[], float] = monotonic,
        embedder: Embeds | None = None,
    ) -> None:
        self._servers = RasaServers(clients, clock)
        self._seconds = seconds
        self._embedder = embedder
        self._parses: OrderedDict[str, Parse] = OrderedDict()

    async def parse(self, text: str) -> Parse:
        """Intent of what somebody typed; the most recent ones are remembered.

        Raises:
            DialogueUnavailable: no answer in time.
        """
        text = as_words(text)
        if (known := self._parses.get(text)) is not None:
            self._parses.move_to_end(text)
            return known
        payload = {"text": text} | await self._vector(text)
        data = await self._post("/webhooks/understanding/parse", payload, self._seconds)
        try:
            intent = data["intent"]
            parse = Parse(str(intent["name"] or ""), float(intent["confidence"]))
        except (KeyError, TypeError, ValueError) as error:
            raise DialogueUnavailable from error
        self._parses[text] = parse
        if len(self._parses) > PARSES_KEPT:
            self._parses.popitem(last=False)
        return parse

    async def _vector(self, text: str) -> dict[str, str]:
        if self._embedder is None:
            return {}
        # Whoever looked for danger has mostly made it.
        vector = self._embedder.made(text)
        if vector is None:
            vector = await asyncio.to_thread(self._embedder.question, text)
        return {"vector": base64.b64encode(vector.tobytes()).decode()}

    async def take_turn(self, conversation: str, text: str) -> list[Reply]:
        """Replies of a whole turn through Rasa's dialogue (forms, rules).

        Args:
            conversation: Rasa's sender id.
            text: what somebody typed.

        Raises:
            DialogueUnavailable: no answer in time.
        """
        return await self._turn({"sender": conversation, "message": as_words(text), "metadata": {}})

    async def trigger(
        self, conversation: str, intent: str, metadata: dict[str, str]
    ) -> list[Reply]:
        """As :meth:`take_turn`, with an intent that this service has decided on.

        Args:
            conversation: Rasa's sender id.
            intent: its name.
            metadata: what the actions need besides; Rasa keeps it in memory with the message.

        Raises:
            DialogueUnavailable: no answer in time.
        """
        message = f"{COMMAND}{intent}"
        return await self._turn({"sender": conversation, "message": message, "metadata": metadata})

    async def _turn(self, payload: dict[str, Any]) -> list[Reply]:
        if number := request_id():
            payload["metadata"] = {**payload["metadata"], FIELD: number}
        data = await self._post(
            "/webhooks/rest/webhook", payload, 4 * self._seconds, of=payload["sender"]
        )
        if not isinstance(data, list):
            raise DialogueUnavailable
        return [_reply(item) for item in data if item]

    async def erase(self, conversation: str) -> None:
        """Let Rasa forget a conversation; what it keeps in its memory names times and words.

        Its memory ends with its process; while it is away nothing is asked of it.
        """
        await self._servers.erase(conversation, 4 * self._seconds)

    async def away(self) -> int:
        """How many Rasa processes have no model loaded, or don't answer."""
        return await self._servers.away()

    @property
    def processes(self) -> int:
        """How many Rasa processes there should be."""
        return len(self._servers)

    def forget(self) -> None:
        """Forget the parses kept: another model may see other intents."""
        self._parses.clear()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._servers.aclose()

    async def _post(self, path: str, payload: dict[str, Any], seconds: float, of: str = "") -> Any:
        try:
            with stage("rasa"):
                return await self._servers.post(path, payload, seconds, of)
        except AllAway as problem:
            raise DialogueUnavailable from problem


def as_words(text: str) -> str:
    """What somebody typed as nothing but words.

    Rasa takes a text that begins with a slash for a command that names the intent, and logs it.
    Its own normaliser would turn a full-width slash into one.
    """
    return normalise(text).lstrip(f"{COMMAND} ") or NO_WORDS


def _reply(item: dict[str, Any]) -> Reply:
    custom = item.get("custom")
    if isinstance(custom, dict) and "reply" in custom:
        return Reply.from_json(custom["reply"])
    buttons = tuple(Button(b["title"], b["payload"]) for b in item.get("buttons") or ())
    return Reply(str(item.get("text") or ""), ReplyKind.TALK, buttons)
