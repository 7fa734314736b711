"""A small application with nothing but the console, on each database, and browsers for it."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.passwords import Passwords
from bot.staff.profile import Profile
from bot.staff.roles import Role
from kb.models import Department, District
from tests.staff.conftest import Hands

PASSWORD = "Chao-Tian-Men-8"
SAFE = frozenset({"GET", "HEAD"})


def hidden_fields(page: str, path: str) -> dict[str, object]:
    """What the page's form for an address would send by itself; else any form's token."""
    forms = re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL)
    ours = [one for one in forms if f'action="{path}"' in one] or forms
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', "".join(ours[:1]))
    return dict(fields)


CHEAP = Passwords(time_cost=1, memory_kib=8)


def with_cheap_hashes(app: FastAPI) -> FastAPI:
    """The whole application, whose every sign-in would take two hashes of production's cost."""
    console = app.state.console
    made: ConsoleParts = console.state.console
    console.state.console = ConsoleParts.build(made.settings, made.sessions, made.categories, CHEAP)
    return app


class Visitor(httpx.AsyncClient):
    """A browser: keeps cookies, and sends the token of the last page with each form."""

    async def fill_in(
        self, path: str, data: dict[str, object] | None = None, page: str | None = None
    ) -> httpx.Response:
        """Open the page with the form, then send the form."""
        shown = await self.get(page or path)
        hidden = hidden_fields(shown.text, path)
        assert hidden.get("csrf"), shown.text
        return await self.post(path, data={**hidden, **(data or {})})

    async def sign_in(self, username: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        """Through the form."""
        data = {"username": username, "password": password, **more}
        return await self.fill_in("/console/login", data)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    keys = f"test:{base64.b64encode(os.urandom(32)).decode()}"
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=database_url,
        secret_key=SecretStr("s" * 32),
        action_token=SecretStr("a" * 32),
        data_keys=SecretStr(keys),
    )


@pytest.fixture
def parts(settings: Settings, sessions: SessionFactory, clock: Hands) -> ConsoleParts:
    return ConsoleParts.build(settings, sessions, {"ebike": "电动自行车"}, CHEAP, clock)


@pytest.fixture
async def app(parts: ConsoleParts) -> FastAPI:
    async with parts.sessions.begin() as session:
        session.add_all(
            [
                District(name="渝中区", kind="区"),
                District(name="江北区", kind="区"),
                Department(slug="market", name="市场监管局", source="测试"),
            ]
        )
    app = FastAPI()
    install_console(app, parts)
    return app


def visitor_of(app: FastAPI, address: str = "10.0.0.1", scheme: str = "http") -> Visitor:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
    accept = {"accept": "text/html"}
    return Visitor(transport=transport, base_url=f"{scheme}://test", headers=accept)


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Visitor]:
    """A browser that isn't signed in."""
    async with visitor_of(app) as visitor:
        yield visitor


async def add_member(
    parts: ConsoleParts, username: str, *roles: Role, name: str = "某人", ready: bool = True
) -> str:
    """An account; its password is PASSWORD unless it isn't ``ready``."""
    districts = ("渝中区",) if Role.CASE_OFFICER in roles else ()
    first = await parts.accounts.add(username, Profile(name, roles, districts), "命令行")
    if not ready:
        return first
    member = await parts.accounts.get(username)
    await parts.own_account.change_password(member, first, PASSWORD)
    return PASSWORD


@pytest.fixture
async def administrator(parts: ConsoleParts, visitor: Visitor) -> Visitor:
    """A browser with an administrator, ``admin1``."""
    await add_member(parts, "admin1", Role.ADMINISTRATOR)
    await visitor.sign_in("admin1")
    return visitor


@pytest.fixture
async def auditor(parts: ConsoleParts, visitor: Visitor) -> Visitor:
    """A browser with an auditor, ``shen``."""
    await add_member(parts, "shen", Role.AUDITOR)
    await visitor.sign_in("shen")
    return visitor
