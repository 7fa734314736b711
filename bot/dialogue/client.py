"""The client of the Rasa process: parse a message, or take a whole turn of dialogue."""

from __future__ import annotations

import asyncio
import base64
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpx
import structlog

from bot.kit.messages import Button, Reply, ReplyKind
from bot.kit.request_id import FIELD, HEADER, request_id
from bot.kit.stages import stage
from kb.search.embedding import Vector
from kb.text.normalise import normalise

log = structlog.get_logger()

PARSES_KEPT = 4096
REST_SECONDS = 5.0
COMMAND = "/"
NO_WORDS = "?"  # what is left of a message of slashes
# One slow answer under load is no outage; this many in a row are.
TIMEOUTS_TO_REST = 3


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


class DialogueClient:
    """Talks to Rasa over loopback; after a failure it rests a few seconds before it tries again.

    Args:
        http: shared client whose base address is the Rasa process.
        seconds: how long one parse may take.
        clock: monotonic seconds.
        embed: the vector of a text; Rasa's model reads the same and need not make it again. Without
            it Rasa makes its own.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        seconds: float,
        clock: Callable[[], float] = monotonic,
        embed: Callable[[str], Vector] | None = None,
    ) -> None:
        self._http = http
        self._seconds = seconds
        self._clock = clock
        self._embed = embed
        self._rest_until = 0.0
        self._timeouts = 0
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
        if self._embed is None:
            return {}
        vector = await asyncio.to_thread(self._embed, text)
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
        data = await self._post("/webhooks/rest/webhook", payload, 4 * self._seconds)
        if not isinstance(data, list):
            raise DialogueUnavailable
        return [_reply(item) for item in data if item]

    async def erase(self, conversation: str) -> None:
        """Let Rasa forget a conversation; what it keeps in its memory names times and words.

        Its memory ends with its process; while it is away nothing is asked of it.
        """
        path = f"/conversations/{conversation}/tracker/events"
        try:
            answer = await self._http.put(
                path, json=[{"event": "restart"}], timeout=4 * self._seconds
            )
            answer.raise_for_status()
        except httpx.HTTPError as error:
            log.warning("rasa.not_erased", error=type(error).__name__)

    async def alive(self) -> bool:
        """Whether Rasa has a model loaded."""
        try:
            answer = await self._http.get("/status", timeout=1.0)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK and bool(answer.json().get("model_file"))

    def forget(self) -> None:
        """Forget the parses kept: another model may see other intents."""
        self._parses.clear()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _post(self, path: str, payload: dict[str, Any], seconds: float) -> Any:
        if self._clock() < self._rest_until:
            raise DialogueUnavailable
        try:
            with stage("rasa"):
                answer = await self._http.post(
                    path, json=payload, timeout=seconds, headers={HEADER: request_id()}
                )
            answer.raise_for_status()
            data = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            self._note_failure(error)
            raise DialogueUnavailable from error
        self._timeouts = 0
        return data

    def _note_failure(self, error: Exception) -> None:
        slow = isinstance(error, httpx.TimeoutException)
        self._timeouts = self._timeouts + 1 if slow else 0
        if not slow or self._timeouts >= TIMEOUTS_TO_REST:
            self._rest_until = self._clock() + REST_SECONDS
        log.warning("rasa.unavailable", error=type(error).__name__)


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
