"""A conversation handed to a person and back, through the whole application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.console.kit.parts import ConsoleParts
from bot.handover.models import Handover
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, visitor_of
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY

URL = "/webhooks/rest/webhook"


@pytest.fixture
async def officer(app: FastAPI, staff: ConsoleParts) -> AsyncIterator[Visitor]:
    """Somebody of the staff; the office is always open."""
    services = app.state.services
    always = replace(services.people.hours, begin=time(0), end=time(23, 59, 59))
    class_of_days = type("Always", (), {"is_working": lambda self, day: True})
    people = replace(services.people, hours=always, calendar=lambda _: class_of_days())
    services.people = services.conversation._people = people
    for route in app.routes:
        console = getattr(getattr(route, "app", None), "_app", None)
        while console is not None and not isinstance(console, FastAPI):
            console = getattr(console, "_app", None)
        if console is not None:
            console.state.people = people
    await add_member(staff, "li.ban", Role.CASE_OFFICER)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("li.ban")
        yield visitor


async def asks(client: httpx.AsyncClient, text: str) -> list[dict[str, object]]:
    answer = await client.post(URL, json={"sender": "citizen", "message": text})
    assert answer.status_code == 200
    replies: list[dict[str, object]] = answer.json()
    return replies


async def news(client: httpx.AsyncClient, seen: int = 0) -> tuple[list[str], float, int]:
    told = (await client.post("/chat/news", json={"sender": "citizen", "seen": seen})).json()
    return [reply["text"] for reply in told["replies"]], told["seconds"], told["last"]


async def test_a_web_chat_is_taken_answered_and_given_back(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    await asks(client, "世界标准日是哪天？")
    (queued,) = await asks(client, "转人工")
    assert queued["metadata"] == {"kind": "handover"}
    assert "在等人接" in (await officer.get("/console/handover/")).text
    page = "/console/handover/1"
    async with sessions() as session:
        (row,) = await session.scalars(select(Handover))
    page = f"/console/handover/{row.id}"

    assert (await officer.fill_in(f"{page}/take", page=page)).status_code == 303
    assert await asks(client, "我的校服 <b>掉色</b>") == []
    shown = (await officer.get(page)).text
    assert "&lt;b&gt;掉色" in shown
    assert "世界标准日是哪天" in shown
    assert (await officer.fill_in(f"{page}/say", {"text": "请拍张照"}, page)).status_code == 303
    texts, seconds, last = await news(client)
    assert (texts, seconds) == (["请拍张照"], 3.0)
    danger = await asks(client, "家里煤气漏了")
    assert "燃气" in str(danger[0]["text"]) or "通风" in str(danger[0]["text"])
    assert (await officer.fill_in(f"{page}/end", page=page)).status_code == 303

    texts, _, last = await news(client, last)
    assert "还是我来回答" in texts[0]
    assert await news(client, last) == ([], 0, 0)
    assert "10 月 14 日" in str((await asks(client, "世界标准日是哪天？"))[0]["text"])
    again = await officer.fill_in(f"{page}/say", {"text": "还在吗"}, "/console/account")
    assert again.status_code == 409
    async with sessions() as session:
        actions = list(await session.scalars(select(AuditEntry.action)))
    assert "handover.taken" in actions
    assert "handover.ended" in actions


async def test_on_wechat_staff_speak_through_the_outbox(
    app: FastAPI, client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)

    async def says(text: str, number: int) -> str | None:
        push = pusher.text(text, number)
        answer = await client.post("/wechat", params=push.query, content=push.body)
        return None if answer.text == "success" else pusher.read(answer.text)

    assert "已经转给工作人员" in (await says("转人工", 1) or "")
    async with sessions() as session:
        (row,) = await session.scalars(select(Handover))
    page = f"/console/handover/{row.id}"
    await officer.fill_in(f"{page}/take", page=page)
    assert await says("在吗", 2) is None
    photo = pusher.other("image", "<MediaId>m</MediaId><PicUrl>p</PicUrl>")
    shown = await client.post("/wechat", params=photo.query, content=photo.body)
    # Without the account's secret no file can be fetched, whoever speaks.
    assert "打字" in (pusher.read(shown.text) or "")

    await officer.fill_in(f"{page}/say", {"text": "在的"}, page)

    async with sessions() as session:
        (message,) = await session.scalars(select(OutboxMessage))
    body = Body.opened(message.body_sealed, app.state.services.settings.keyring)
    assert (message.channel, body.text) == ("wechat", "工作人员：在的")


async def test_who_was_failed_twice_is_offered_a_person(
    client: httpx.AsyncClient, officer: Visitor
) -> None:
    (first,) = await asks(client, "解放碑哪家火锅好吃")
    (second,) = await asks(client, "南坪哪家小面好吃")

    assert "转人工" not in str(first["text"])
    assert "转人工" in str(second["text"])


async def test_only_those_who_may_take_conversations_see_them(
    app: FastAPI, staff: ConsoleParts, officer: Visitor
) -> None:
    await add_member(staff, "bianji", Role.FAQ_EDITOR)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("bianji")
        assert (await visitor.get("/console/handover/")).status_code == 403
        assert (await visitor.get("/console/handover/stream")).status_code == 403
    assert (await officer.get("/console/handover/4711")).status_code == 404
