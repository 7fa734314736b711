"""One request's number: in its answer, on its way to Rasa and its actions, in every log line."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from structlog.contextvars import get_contextvars

from bot.dialogue.client import DialogueClient
from bot.kit.request_id import FIELD, HEADER, part_of, request_id

NUMBER = "0123456789abcdef"


async def test_every_request_has_its_own_number_and_nobody_outside_chooses_it(
    client: httpx.AsyncClient,
) -> None:
    given = [
        (await client.get(path, headers=headers)).headers[HEADER]
        for path in ("/healthz", "/nothing", "/console/")
        for headers in ({}, {HEADER: NUMBER})
    ]

    assert len({*given}) == len(given)
    assert NUMBER not in given
    assert request_id() == ""


class ListeningRasa:
    """Keeps what it was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        metadata = json.loads(request.content).get("metadata")
        self.sent.append((request.headers[HEADER], metadata))
        return httpx.Response(200, json=[])


async def test_rasa_gets_the_number_and_hands_it_to_its_actions() -> None:
    rasa = ListeningRasa()
    http = httpx.AsyncClient(base_url="http://rasa", transport=httpx.MockTransport(rasa))
    dialogue = DialogueClient([http], 1.0)

    with part_of(NUMBER):
        await dialogue.take_turn("chat", "你好")
        await dialogue.trigger("chat", "file_complaint", {"sealed": "x"})
    await dialogue.take_turn("chat", "你好")

    assert rasa.sent == [
        (NUMBER, {FIELD: NUMBER}),
        (NUMBER, {"sealed": "x", FIELD: NUMBER}),
        ("", {}),
    ]


@pytest.mark.parametrize(
    ("metadata", "is_taken"),
    [
        ({FIELD: NUMBER}, True),
        ({FIELD: "../../" + NUMBER}, False),
        ({FIELD: ["x"]}, False),
        ({}, False),
        (None, False),
    ],
)
async def test_an_action_is_logged_under_the_request_that_caused_it(
    app: FastAPI, client: httpx.AsyncClient, metadata: object, is_taken: bool
) -> None:
    services = app.state.services
    seen: list[object] = []

    async def run(call: dict[str, object]) -> object:
        seen.append(get_contextvars().get(FIELD))
        return await services.run_action(call)

    app.state.services = replace(services, run_action=run)
    token = services.settings.action_token.get_secret_value()
    call = {"next_action": "no_such", "tracker": {"latest_message": {"metadata": metadata}}}

    answer = await client.post(f"/rasa/actions?token={token}", json=call)
    app.state.services = services

    assert answer.status_code == 404
    assert (seen == [NUMBER], seen == [answer.headers[HEADER]]) == (is_taken, not is_taken)
