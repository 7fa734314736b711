"""The whole application in process, on each database, with Rasa away."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot.app.web import create_app
from bot.complaints.case.draft import Draft
from bot.console.kit.parts import ConsoleParts
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from tests.complaints.made import SAID
from tests.console.conftest import CHEAP, Visitor, add_member, visitor_of, with_cheap_hashes
from tests.content import small_content

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=database_url,
        secret_key=SecretStr("s" * 32),
        action_token=SecretStr("action-token-of-tests"),
        data_keys=SecretStr(f"test:{base64.b64encode(b'k' * 32).decode()}"),
        rasa_url="http://127.0.0.1:9",
        wechat_token=SecretStr("wechat-token"),
        wechat_app_id="wx0123456789abcdef",
        wechat_encoding_aes_key=SecretStr(AES_KEY),
        wechat_mode="secure",
        messages_per_minute=20,
        read_labels=False,  # tests/labels reads some
    )


@pytest.fixture
async def app(
    settings: Settings, sessions: SessionFactory, builder: SnapshotBuilder
) -> AsyncIterator[FastAPI]:
    async with sessions.begin() as session:
        session.add_all(small_content())
    app = with_cheap_hashes(create_app(settings))
    app.state.services.knowledge._builder = builder
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def staff(settings: Settings, sessions: SessionFactory) -> ConsoleParts:
    """What the console works with."""
    return ConsoleParts.build(settings, sessions, {}, CHEAP)


@pytest.fixture
async def editor(app: FastAPI, staff: ConsoleParts) -> AsyncIterator[Visitor]:
    """The browser of ``bian``, who writes answers."""
    await add_member(staff, "bian", Role.FAQ_EDITOR)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("bian")
        yield visitor


@pytest.fixture
async def reviewer(app: FastAPI, staff: ConsoleParts) -> AsyncIterator[Visitor]:
    """The browser of ``shen``, who reviews them."""
    await add_member(staff, "shen", Role.REVIEWER)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("shen")
        yield visitor


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Asks for pages as people's browsers do."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    accept = {"accept": "text/html"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=accept
    ) as browser:
        yield browser


@dataclass(frozen=True)
class Registered:
    """A case and what opens it."""

    number: str
    code: str


@pytest.fixture
async def case(app: FastAPI, sessions: SessionFactory) -> Registered:
    registrar, now = app.state.services.office.registrar, clock.now()

    def register(session: Session) -> Registered:
        draft = Draft("chat-of-zhang", "web", now, now, kind="complaint", values=dict(SAID))
        made, code = registrar.register(session, draft, "openid-of-zhang", now)
        return Registered(made.number, code)

    return await sessions.run(register)
