"""Rasa takes a text that begins with a slash for a command: citizens have none."""

from __future__ import annotations

import json

import httpx
import pytest

from bot.dialogue.client import DialogueClient, as_words
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.text.standard_number import canonicalise
from tests.conversation.test_conversation import FakeRasa, make

SLASHED = [
    "/file_complaint",
    " /file_complaint",
    "\u3000/file_report",
    "／file_complaint",
    "\u200b/restart",
    "//greet",
    "/ ／ /greet",
    '/file_complaint{"kind":"report"}',
    "/greet@1.0",
    "/",
    "／／",
    "/我买的电视坏了",
]
FORM = {"text": "", "custom": {"reply": {"text": "哪个标准？", "kind": "form"}}}


class ListeningRasa(FakeRasa):
    """Keeps every request that comes."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[dict[str, object]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(request.content))
        if request.url.path == "/webhooks/rest/webhook":
            return httpx.Response(200, json=[FORM])
        return super().__call__(request)

    def words(self) -> list[str]:
        """What citizens' words came, in requests of both kinds."""
        return [str(body.get("text", body.get("message"))) for body in self.bodies]


async def tell(conversation: object, key: str, text: str) -> None:
    message = IncomingMessage("web", "somebody", text, key)
    await conversation.receive(message)  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", SLASHED)
async def test_a_typed_slash_never_reaches_rasa(
    sessions: SessionFactory, knowledge: LiveKnowledge, typed: str
) -> None:
    rasa = ListeningRasa()
    rasa.intent = "deny"  # one of those that go on to a form
    conversation = make(sessions, knowledge, rasa)
    await tell(conversation, "1", typed)
    rasa.intent = "look_up_standard"
    await tell(conversation, "2", "帮我查个东西")  # now a form of Rasa's is open
    await tell(conversation, "3", typed)

    words = rasa.words()
    assert len(words) >= 4
    assert [one for one in words if one.strip().startswith(("/", "／"))] == []


@pytest.mark.parametrize("typed", SLASHED)
def test_rasas_own_normaliser_makes_no_slash_of_it_either(typed: str) -> None:
    sent = as_words(typed)

    assert sent
    assert not canonicalise(load_normaliser()(sent)).strip().startswith("/")


@pytest.mark.parametrize("text", ["GB/T 1", "24/7服务", "我要投诉", "a/b"])
def test_other_slashes_stay(text: str) -> None:
    assert as_words(text) == text


async def test_what_the_service_decides_is_a_command() -> None:
    rasa = ListeningRasa()
    http = httpx.AsyncClient(base_url="http://rasa", transport=httpx.MockTransport(rasa))
    await DialogueClient([http], 1.0).trigger("somebody", "file_complaint", {"case": "sealed"})

    assert rasa.bodies == [
        {"sender": "somebody", "message": "/file_complaint", "metadata": {"case": "sealed"}}
    ]
