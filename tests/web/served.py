"""An application served on a free port of the loopback, by a thread of the test's process."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from bot.app.web import create_app
from bot.console.kit.parts import ConsoleParts
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from tests.console.conftest import CHEAP, PASSWORD, add_member, with_cheap_hashes
from tests.content import small_content
from tests.migrated import with_tables
from tests.serving import in_thread


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the running application."""

    @asynccontextmanager
    async def lifespan(outer: FastAPI) -> AsyncIterator[None]:
        async with app.router.lifespan_context(app):
            yield

    outer = FastAPI(lifespan=lifespan, openapi_url=None)
    outer.mount("/", app)
    with in_thread(outer, proxy_headers=False) as address:
        yield address


@contextmanager
def console_of(
    role: Role,
    folder: Path,
    builder: SnapshotBuilder,
    fill: Callable[[SessionFactory], Awaitable[None]] | None = None,
) -> Iterator[str]:
    """The address of an application with the small content and one member, anne.

    Args:
        role: anne's.
        folder: for its data.
        builder: the tests' own.
        fill: adds to the content.
    """
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
    )
    with_tables(settings.effective_database_url)

    async def prepare() -> None:
        engine = create_engine(settings.effective_database_url)
        sessions = SessionFactory(engine)
        async with sessions.begin() as session:
            session.add_all(small_content())
        if fill is not None:
            await fill(sessions)
        staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
        await add_member(staff, "anne", role, name="某人")
        await sessions.dispose()
        await engine.dispose()

    asyncio.run(prepare())
    app = with_cheap_hashes(create_app(settings))
    app.state.services.knowledge._builder = builder
    with served(app) as where:
        yield where


def signed_in(browser: Browser, address: str) -> Page:
    """A page on which anne has signed in."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=address)
    page.goto("/console/")
    page.get_by_label("用户名").fill("anne")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    return page
