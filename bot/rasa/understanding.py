"""The way the web process asks for intents: a text, and its vector where that is known already."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import numpy as np
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from structlog.contextvars import bind_contextvars, clear_contextvars

from bot.rasa.components.e5_featurizer import HANDED, Handed


class _Routes(Blueprint):
    """Its routes; and every request of this process is logged under the number it came with."""

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """See Sanic; also what comes in by Rasa's own channels has a number."""
        super().register(app, options)
        app.register_middleware(_number, "request")


def _number(request: Request) -> None:
    clear_contextvars()
    bind_contextvars(request_id=request.headers.get("x-request-id", ""))


class UnderstandingChannel(InputChannel):
    """``POST /webhooks/understanding/parse``, beside Rasa's own ``/model/parse``.

    A body is ``{"text": ..., "vector": ...}``; the vector, float32 in base64, may be missing. Told
    is the best intent and how sure it is: who asks reads nothing else of what Rasa finds.
    """

    @classmethod
    def name(cls) -> str:
        """Part of the address."""
        return "understanding"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """See Rasa; nothing that comes this way is a turn of a dialogue."""
        routes = _Routes("understanding", __name__)

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return response.empty(HTTPStatus.SERVICE_UNAVAILABLE)
            return response.json(await intent_of(agent, request.json))

        return routes


async def intent_of(agent: Agent, asked: dict[str, str]) -> dict[str, Any]:
    """The best intent of a text and its confidence."""
    text, vector = asked["text"], asked.get("vector")
    handed = None if vector is None else Handed(text, _read(vector))
    token = HANDED.set(handed)
    try:
        found = (await agent.parse_message(text))["intent"]
    finally:
        HANDED.reset(token)
    return {"intent": {"name": found["name"], "confidence": found["confidence"]}}


def _read(vector: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(vector), np.float32)
