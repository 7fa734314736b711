"""Disk full, read-only or damaged, clock wrong: the citizen hears so, and so does the operator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext, suppress
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import event, exc, insert
from sqlalchemy.orm import Session

from bot.app.web import create_app
from bot.channels.telegram.bot import TelegramBot
from bot.conversation.models import Turn
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.kit.errors import NothingKept
from bot.settings import Settings
from kb.knowledge import SnapshotBuilder
from tests.content import small_content
from tests.fakes.telegram_api import TOKEN, FakeTelegram, text_update
from tests.fakes.wechat_pusher import Pusher
from tests.migrated import with_tables
from tests.web.conftest import AES_KEY

SECRET = "secret-of-the-webhook"
SAID = NothingKept.for_citizen


@pytest.fixture(scope="session")
def database_url() -> str:
    """Each test damages a file of its own."""
    return ""


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    with_tables(f"sqlite:///{tmp_path / 'own.db'}")
    changed = {
        "database_url": f"sqlite:///{tmp_path / 'own.db'}",
        "telegram_token": SecretStr(TOKEN),
        "telegram_webhook_secret": SecretStr(SECRET),
    }
    return settings.model_copy(update=changed)


@pytest.fixture
async def app(settings: Settings, builder: SnapshotBuilder) -> AsyncIterator[FastAPI]:
    engine = create_engine(settings.database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    await sessions.dispose()
    await engine.dispose()
    app = create_app(settings)
    app.state.services.knowledge._builder = builder
    async with app.router.lifespan_context(app):
        yield app


def each_connection(app: FastAPI, pragma: str) -> None:
    sessions: SessionFactory = app.state.services.sessions
    for engine in (sessions._engine.sync_engine, sessions._engine_here()):

        @event.listens_for(engine, "checkout")
        def set_pragma(connection: object, *_: object) -> None:
            connection.execute(pragma)  # type: ignore[attr-defined]


def full(app: FastAPI, path: Path) -> None:
    """No page more, and those there are full."""
    each_connection(app, "PRAGMA max_page_count=1")
    numbers = iter(range(10**6))

    def fill(session: Session, size: int) -> None:
        number = next(numbers)
        values = {"question": "x" * size, "channel": "web", "conversation": f"fill-{number}"}
        now = clock.now()
        session.execute(
            insert(Turn).values(**values, key=f"fill-{number}", received_at=now, leased_until=now)
        )

    def fill_with(size: int) -> None:
        while True:
            app.state.services.sessions.run_here(lambda session: fill(session, size))

    for size in (20_000, 2000, 500, 100, 1):
        with pytest.raises(exc.OperationalError, match="full"):
            fill_with(size)


def read_only(app: FastAPI, path: Path) -> None:
    each_connection(app, "PRAGMA query_only=ON")


def damaged(app: FastAPI, path: Path) -> None:
    """A fault of the disk behind SQLite's back; what is held in memory is dropped."""
    sessions: SessionFactory = app.state.services.sessions
    sessions._engine_here().dispose()
    log = path.with_name(f"{path.name}-wal")
    for file, begin in ((path, 4096), (log, 32)):
        # The last connection to close takes the log with it.
        with suppress(FileNotFoundError) if file is log else nullcontext():
            size = file.stat().st_size
            with file.open("r+b") as stream:
                stream.seek(begin)
                stream.write(b"\xff" * (size - begin))


BREAKS = {"full": full, "read_only": read_only, "corrupt": damaged}


@pytest.fixture(params=list(BREAKS))
async def fault(request: pytest.FixtureRequest, app: FastAPI, tmp_path: Path) -> str:
    breaks: Callable[[FastAPI, Path], None] = BREAKS[request.param]
    await app.state.services.engine.dispose()
    breaks(app, tmp_path / "own.db")
    name: str = request.param
    return name


async def test_every_channel_says_one_sentence_and_readyz_what_to_do(
    app: FastAPI, client: httpx.AsyncClient, fault: str
) -> None:
    telegram = FakeTelegram()
    app.state.services.telegram = TelegramBot(TOKEN, "http://telegram", telegram.transport())
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)

    push = pusher.text("世界标准日是哪天？", 1)
    wechat = await client.post("/wechat", params=push.query, content=push.body)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    await client.post("/telegram", json=text_update(1, "世界标准日是哪天？"), headers=headers)
    body = {"sender": "s", "message": "世界标准日是哪天？"}
    chat = await client.post("/webhooks/rest/webhook", json=body)
    ready = await client.get("/readyz")

    assert pusher.read(wechat.text) == SAID
    assert telegram.texts == [SAID]
    assert (chat.status_code, chat.json()) == (503, {"error": SAID})
    assert (ready.status_code, ready.json()["database"]) == (503, fault)
    (problem,) = ready.json()["problems"]
    assert "请" in problem
    # Which backup there is, or that there is none.
    assert ("BACKUP_DIR" in problem) is (fault == "corrupt")


async def test_with_the_clock_wrong_pushes_are_told_so_and_readyz_too(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    """Eleven minutes: WeChat's third try of the first message is told already."""
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    tries = []
    for _ in range(3):
        push = pusher.text("世界标准日是哪天？", 1, age=660)
        tries.append(await client.post("/wechat", params=push.query, content=push.body))
    ready = (await client.get("/readyz")).json()

    assert [answer.status_code for answer in tries] == [403, 403, 200]
    assert pusher.read(tries[2].text) == SAID
    assert "时钟" in ready["problems"][0]
    assert ready["clock"].startswith("off by 66")


async def test_a_replayed_push_alone_is_refused(client: httpx.AsyncClient) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    for age in (660, 0, 660, 660):
        push = pusher.text("你好", 1, age=age)
        answer = await client.post("/wechat", params=push.query, content=push.body)
        assert answer.status_code == (200 if age == 0 else 403)
    assert (await client.get("/readyz")).json()["clock"] == "ok"
