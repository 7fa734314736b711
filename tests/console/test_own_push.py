"""Members switch notices in their browsers on and off themselves."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.staff.models import StaffPush
from bot.staff.pushing import new_key, public_key
from bot.staff.roles import Role
from tests.console.conftest import CHEAP, Visitor, add_member, hidden_fields, visitor_of
from tests.fakes.push_service import HOST, PushService

PAGE = "/console/account"
PUSH, OFF = f"{PAGE}/push", f"{PAGE}/push/off"
KEY = new_key()
BY_SCRIPT = {"accept": "application/json"}


@pytest.fixture
def service() -> PushService:
    return PushService()


@pytest.fixture
def pushing(parts: ConsoleParts) -> FastAPI:
    """The console where notices are switched on."""
    app = FastAPI()
    changed = {"staff_push_key": SecretStr(KEY), "staff_push_hosts": HOST}
    settings = parts.settings.model_copy(update=changed)
    made = ConsoleParts.build(settings, parts.sessions, {}, CHEAP, parts.clock)
    install_console(app, replace(parts, settings=settings, push=made.push))
    return app


@pytest.fixture
async def shen(pushing: FastAPI, parts: ConsoleParts) -> AsyncIterator[Visitor]:
    await add_member(parts, "shen", Role.REVIEWER)
    async with visitor_of(pushing) as visitor:
        await visitor.sign_in("shen")
        yield visitor


async def subscribe(visitor: Visitor, service: PushService, **changed: str) -> tuple[int, str]:
    """As the page's script does; status and what it was told."""
    made = service.subscribe(public_key(KEY)).subscription
    fields = {"endpoint": made.endpoint, "p256dh": made.p256dh, "auth": made.auth, **changed}
    hidden = hidden_fields((await visitor.get(PAGE)).text, OFF)
    answer = await visitor.post(PUSH, data={**hidden, **fields}, headers=BY_SCRIPT)
    told = answer.json()
    return answer.status_code, told.get("go_to") or told["error"]


async def left(parts: ConsoleParts) -> int:
    async with parts.sessions() as session:
        return len((await session.scalars(select(StaffPush))).all())


async def test_a_browser_is_switched_on_and_all_of_them_off(
    shen: Visitor, parts: ConsoleParts, service: PushService
) -> None:
    before = (await shen.get(PAGE)).text
    assert f'data-key="{public_key(KEY)}" data-names=""' in before
    assert "还没有打开" in before
    assert "在所有浏览器里关掉" not in before

    assert await subscribe(shen, service) == (200, f"{PAGE}?done=push_on")
    assert await subscribe(shen, service) == (200, f"{PAGE}?done=push_on")

    page = (await shen.get(f"{PAGE}?done=push_on")).text
    assert "在 2 个浏览器里打开了" in page
    names = [browser.subscription.name for browser in service.browsers.values()]
    assert all(name in page for name in names)
    hidden = hidden_fields(page, OFF)
    one = await shen.post(OFF, data={**hidden, "name": names[0]}, headers=BY_SCRIPT)
    assert one.json() == {"go_to": f"{PAGE}?done=push_off"}
    assert await left(parts) == 1
    done = await shen.fill_in(OFF, page=PAGE)
    assert done.headers["location"] == f"{PAGE}?done=push_off"
    assert await left(parts) == 0


async def test_what_is_no_push_service_of_the_settings_is_refused(
    shen: Visitor, parts: ConsoleParts, service: PushService
) -> None:
    inside = {"endpoint": "https://169.254.169.254/latest/meta-data"}

    status, told = await subscribe(shen, service, **inside)

    assert status == 400
    assert "不在允许的名单里" in told
    assert await left(parts) == 0


async def test_where_it_is_not_set_up_the_page_says_nothing_of_it_and_nothing_is_kept(
    visitor: Visitor, parts: ConsoleParts, service: PushService
) -> None:
    await add_member(parts, "shen", Role.REVIEWER)
    await visitor.sign_in("shen")

    assert "浏览器通知" not in (await visitor.get(PAGE)).text
    status, told = await subscribe(visitor, service)
    assert (status, told) == (400, "这里没有设置浏览器通知，没有打开。")
    assert await left(parts) == 0


async def test_a_disabled_account_is_told_nothing_any_more(
    shen: Visitor, parts: ConsoleParts, service: PushService
) -> None:
    await subscribe(shen, service)

    await parts.accounts.disable("shen", "admin1")

    assert await left(parts) == 0


def test_keys_are_drawn_anew() -> None:
    assert new_key() != new_key()
    assert len(base64.urlsafe_b64decode(f"{public_key(KEY)}=")) == 65
