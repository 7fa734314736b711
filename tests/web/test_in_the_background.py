"""What a web process does beside answering, from its start on."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
import structlog
from fastapi import FastAPI

from bot.app import lifespan
from bot.app.web import create_app
from bot.kit.db import SessionFactory
from bot.settings import ROOT, Settings
from kb.law_search import load_law_search
from tests.waiting import until

READS = """
import sys
import bot.app.lifespan as lifespan
assert not {"rasa_sdk", "psycopg"} & set(sys.modules)
lifespan.hands.read()
assert "rasa_sdk" in sys.modules
"""


async def test_actions_are_read_before_rasa_asks(
    settings: Settings, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = asyncio.Event()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(lifespan, "SECONDS_BEFORE_ACTIONS", 0.0)
    monkeypatch.setattr(lifespan.hands, "read", lambda: loop.call_soon_threadsafe(read.set))
    app = create_app(settings)

    async with app.router.lifespan_context(app):
        await until(read.is_set)


async def test_who_asks_about_law_first_need_not_wait_for_the_articles(
    settings: Settings, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifespan, "SECONDS_BEFORE_ACTIONS", 0.0)
    load_law_search.cache_clear()

    app = create_app(settings)
    async with app.router.lifespan_context(app):
        await until(lambda: load_law_search.cache_info().currsize == 1)


def test_rasas_own_package_is_what_is_read_then() -> None:
    subprocess.run([sys.executable, "-c", READS], cwd=ROOT, check=True)


async def test_what_fails_again_and_again_is_told_once(
    settings: Settings, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails, tried = [OSError("away"), OSError("away"), OSError("away")], asyncio.Event()

    async def follow(app: FastAPI, worked: lifespan.Worked) -> None:
        if fails:
            raise fails.pop()
        worked()
        tried.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(lifespan, "_rescue", follow)
    monkeypatch.setattr(lifespan, "SECONDS_BETWEEN_LOOKS", 0.001)
    app = create_app(settings)
    with structlog.testing.capture_logs() as logs:
        async with app.router.lifespan_context(app):
            await until(tried.is_set)

    told = [one for one in logs if "turns.rescue_failed" in (one["event"], one.get("failed"))]
    assert [one["event"] for one in told] == ["turns.rescue_failed", "works_again"]
