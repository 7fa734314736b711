"""The console of a real process is made when somebody first asks for it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from bot.app.late_console import LateConsole
from bot.app.web import create_app
from bot.kit.db import SessionFactory
from bot.settings import ROOT, Settings
from tests.content import small_content

WITHOUT = """
import sys
import server
server.app()
read = [name for name in sys.modules if name.startswith(("bot.console", "bot.app.console"))]
assert not read, read
"""


@pytest.fixture
async def client(
    settings: Settings, sessions: SessionFactory
) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    async with sessions.begin() as session:
        session.add_all(small_content())
    app = create_app(settings, console_later=True)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield app, client


async def test_it_is_made_once_for_all_who_ask_first(
    client: tuple[FastAPI, httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, asking = client
    make, made = LateConsole._make, list[ASGIApp]()

    def counted(late: LateConsole) -> ASGIApp:
        made.append(make(late))
        return made[-1]

    monkeypatch.setattr(LateConsole, "_make", counted)
    assert (await asking.get("/healthz")).status_code == 200
    assert not hasattr(app.state, "console")

    pages = await asyncio.gather(*(asking.get("/console/login") for _ in range(3)))

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "密码" in pages[0].text
    assert len(made) == 1
    assert (await asking.get("/console/cases/")).status_code in (303, 401)
    assert (await asking.get("/console/no-such-page")).status_code == 404


async def test_content_published_before_or_after_reaches_its_pages(
    client: tuple[FastAPI, httpx.AsyncClient],
) -> None:
    app, asking = client
    app.state.late_console.arrange()  # nobody has asked for it: there is nothing to arrange
    assert not hasattr(app.state, "console")

    await asking.get("/console/login")
    before = app.state.console.state.cases
    app.state.late_console.arrange()

    assert app.state.console.state.cases is not before


def test_a_process_that_starts_reads_none_of_it(tmp_path: Path) -> None:
    env = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    subprocess.run([sys.executable, "-c", WITHOUT], cwd=ROOT, env=env, check=True)
