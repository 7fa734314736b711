"""A second opinion: polling a Bot API that somebody else wrote, npm's telegram-test-api."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.app.cli.telegram import forward
from bot.channels.telegram.bot import TelegramBot
from bot.settings import Settings
from tests.fakes.telegram_api import TOKEN
from tests.npm_package import installed
from tests.ports import free_port

NPM = Path(__file__).parent.parent / "channels" / "telegram" / "npm"
CHAT = 77


@pytest.fixture(scope="module")
def peer(request: pytest.FixtureRequest) -> Iterator[str]:
    folder = installed(request, NPM, "telegram-test-api")
    port = free_port()
    command = ["node", "server.js", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield f"http://127.0.0.1:{port}"
        process.kill()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    secret = {"telegram_token": SecretStr(TOKEN), "telegram_webhook_secret": SecretStr("s" * 20)}
    return settings.model_copy(update=secret)


def sent_by_citizen(**what: Any) -> dict[str, Any]:
    person = {"id": CHAT, "first_name": "民", "is_bot": False}
    chat = {"id": CHAT, "first_name": "民", "type": "private"}
    return {"botToken": TOKEN, "from": person, "chat": chat, "date": 1_790_000_000, **what}


async def test_a_question_and_a_tap_are_answered_there_too(
    peer: str, app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = httpx.ASGITransport(app)
    real = httpx.AsyncClient

    def client(**kwargs: Any) -> httpx.AsyncClient:
        return real(transport=inside) if set(kwargs) == {"trust_env", "timeout"} else real(**kwargs)

    monkeypatch.setattr("bot.app.cli.telegram.httpx.AsyncClient", client)
    app.state.services.telegram = TelegramBot(TOKEN, peer)
    async with real(base_url=peer, trust_env=False) as citizen:
        await citizen.post("/sendMessage", json=sent_by_citizen(text="世界标准日是哪天？"))
        message = sent_by_citizen(text="x", message_id=1)
        tap = sent_by_citizen(data="我要投诉", message=message)
        await citizen.post("/sendCallback", json=tap)

        await forward(settings, TelegramBot(TOKEN, peer), rounds=1)

        told = await citizen.post("/getUpdates", json={"token": TOKEN, "chatId": CHAT})
        said = [one["message"] for one in told.json()["result"]]
        again = await forward(settings, TelegramBot(TOKEN, peer), rounds=1)
    await app.state.services.telegram.close()
    app.state.services.telegram = None

    assert "10 月 14 日" in said[0]["text"]
    assert "投诉" in said[1]["text"]
    assert len(said) == 2
    assert again == 0
