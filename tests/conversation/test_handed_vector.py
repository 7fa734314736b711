"""A question is embedded once: Rasa gets the vector the knowledge base is searched by."""

from __future__ import annotations

import base64
import json

import httpx
import numpy as np
import pytest

from bot.dialogue.client import DialogueClient, Parse
from kb.search.embedding import Vector


class ListeningRasa:
    """Keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.url.path, json.loads(request.content)))
        return httpx.Response(200, json={"intent": {"name": "ask_faq", "confidence": 0.9}})


class CountingEmbedder:
    """Keeps, or not, what it is asked for, and counts what it must make."""

    def __init__(self, *, kept: bool) -> None:
        self._kept = kept
        self.made_now: list[str] = []

    def made(self, text: str) -> Vector | None:
        return _vector() if self._kept else None

    def question(self, text: str) -> Vector:
        self.made_now.append(text)
        return _vector()


def _vector() -> Vector:
    return np.arange(384, dtype=np.float32)


def client_of(rasa: ListeningRasa) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url="http://rasa", transport=httpx.MockTransport(rasa))


@pytest.mark.parametrize("kept", [True, False])
async def test_the_vector_of_the_very_text_goes_along(kept: bool) -> None:
    rasa, embedder = ListeningRasa(), CountingEmbedder(kept=kept)
    client = DialogueClient([client_of(rasa)], 1.0, embedder=embedder)

    parse = await client.parse("/世界标准日是哪天")

    (path, body), *more = rasa.asked
    assert (parse, more) == (Parse("ask_faq", 0.9), [])
    assert path == "/webhooks/understanding/parse"
    assert body["text"] == "世界标准日是哪天"
    assert embedder.made_now == ([] if kept else ["世界标准日是哪天"])
    sent = np.frombuffer(base64.b64decode(body["vector"]), np.float32)
    assert np.array_equal(sent, np.arange(384))


async def test_without_an_embedder_only_the_text_goes() -> None:
    rasa = ListeningRasa()

    await DialogueClient([client_of(rasa)], 1.0).parse("世界标准日是哪天")

    assert rasa.asked == [("/webhooks/understanding/parse", {"text": "世界标准日是哪天"})]
