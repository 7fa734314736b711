"""WeChat's five seconds in real time: two processes, three tries, one answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.conversation.ledger import State
from bot.conversation.models import Turn
from bot.kit.db import SessionFactory
from bot.messages import IncomingMessage, Reply
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.settings import Settings
from server import create_app
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY

CUT, TRIES = 5.0, 3
QUESTION = "世界标准日是哪天？用{seconds}秒"


def slowed(app: FastAPI) -> None:
    """Answers take as long as the question says."""
    conversation = app.state.services.conversation
    quick: Callable[[int, IncomingMessage, State], Awaitable[list[Reply]]] = conversation.answer

    async def slow(turn: int, message: IncomingMessage, state: State) -> list[Reply]:
        found = re.search(r"用(\d+)秒", message.text)
        await asyncio.sleep(int(found[1]) if found else 0)
        return await quick(turn, message, state)

    conversation.answer = slow


@pytest.fixture
async def two(
    app: FastAPI, settings: Settings
) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    other = create_app(settings)
    other.state.services.knowledge._builder = app.state.services.knowledge._builder
    async with other.router.lifespan_context(other):
        slowed(app)
        slowed(other)
        clients = [
            httpx.AsyncClient(transport=httpx.ASGITransport(a), base_url="http://test")
            for a in (app, other)
        ]
        yield clients[0], clients[1]
        for client in clients:
            await client.aclose()


class WeChat:
    """The platform: cuts after five seconds, delivers three times, shows the first reply."""

    def __init__(self, clients: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> None:
        self.clients = clients
        self.pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)

    async def deliver(self, text: str, message_id: int) -> str | None:
        for attempt in range(TRIES):
            push = self.pusher.text(text, message_id)
            client = self.clients[attempt % 2]
            request = client.post("/wechat", params=push.query, content=push.body)
            try:
                # Shielded: a cut connection doesn't stop the server's work.
                answer = await asyncio.wait_for(asyncio.shield(request), CUT)
            except TimeoutError:
                continue
            return self.pusher.read(answer.text)
        return None


async def test_one_answer_however_long_it_takes(
    two: tuple[httpx.AsyncClient, httpx.AsyncClient], sessions: SessionFactory, settings: Settings
) -> None:
    wechat = WeChat(two)

    async def ask(seconds: int) -> str | None:
        wechat.pusher.openid = "oCitizen_0001"
        return await wechat.deliver(QUESTION.format(seconds=seconds), 9000 + seconds)

    at_once, second_try, third_try, late = await asyncio.gather(*map(ask, (1, 6, 12, 20)))
    await asyncio.sleep(7)

    for answer in (at_once, second_try, third_try):
        assert answer is not None
        assert "10 月 14 日" in answer
    assert late is None
    async with sessions() as session:
        turns = list(await session.scalars(select(Turn).order_by(Turn.key)))
        rows = list(await session.scalars(select(OutboxMessage)))
    assert [turn.delivered for turn in turns] == ["passive", "passive", "passive", "late"]
    assert len(rows) == 1
    body = Body.opened(rows[0].body_sealed, settings.keyring).text
    assert body.startswith("您刚才问“世界标准日是哪天？用20秒”")
    assert "10 月 14 日" in body


async def test_an_answer_whose_process_died_waits_for_the_next_message(
    app: FastAPI, client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text("世界标准日是哪天？", 1)
    await client.post("/wechat", params=push.query, content=push.body)
    async with sessions.begin() as session:
        turn = (await session.scalars(select(Turn))).one()
        turn.delivered, turn.received_at = "", turn.received_at - timedelta(minutes=2)

    late = app.state.services.patient._late
    rescued = await sessions.run(late.rescue)
    again = await sessions.run(late.rescue)

    assert (rescued, again) == (1, 0)
    async with sessions() as session:
        assert (await session.scalars(select(OutboxMessage))).one().address_sealed == ""


async def test_a_menu_click_is_answered_like_a_question(
    client: httpx.AsyncClient,
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.event("CLICK", "say:世界标准日是哪天")

    answer = await client.post("/wechat", params=push.query, content=push.body)

    assert "10 月 14 日" in (pusher.read(answer.text) or "")


async def test_who_unfollows_is_forgotten(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    for push in (pusher.text("我要投诉", 5), pusher.event("unsubscribe")):
        answer = await client.post("/wechat", params=push.query, content=push.body)
        assert answer.status_code == 200

    from bot.complaints.models import CaseDraft
    from bot.conversation.models import ConversationState

    async with sessions() as session:
        for table in (CaseDraft, ConversationState):
            assert (await session.scalars(select(table))).first() is None


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("MASSSENDJOBFINISH", "<MsgID>1</MsgID><Status><![CDATA[send success]]></Status>"),
        ("TEMPLATESENDJOBFINISH", "<MsgID>1</MsgID><Status><![CDATA[failed:user block]]></Status>"),
        (
            "subscribe_msg_popup_event",
            "<SubscribeMsgPopupEvent><List><TemplateId>t</TemplateId>"
            "<SubscribeStatusString>accept</SubscribeStatusString></List></SubscribeMsgPopupEvent>",
        ),
        (
            "subscribe_msg_change_event",
            "<SubscribeMsgChangeEvent><List><TemplateId>t</TemplateId>"
            "<SubscribeStatusString>reject</SubscribeStatusString></List>"
            "<List><TemplateId>u</TemplateId><SubscribeStatusString>reject"
            "</SubscribeStatusString></List></SubscribeMsgChangeEvent>",
        ),
        (
            "subscribe_msg_sent_event",
            "<SubscribeMsgSentEvent><List><TemplateId>t</TemplateId><MsgID>5</MsgID>"
            "<ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List>"
            "</SubscribeMsgSentEvent>",
        ),
        (
            "PUBLISHJOBFINISH",
            "<PublishEventInfo><publish_id>1</publish_id><publish_status>0</publish_status>"
            "</PublishEventInfo>",
        ),
        ("SCAN", "<EventKey>s</EventKey>"),
        ("VIEW", "<EventKey>https://example.com</EventKey>"),
        ("LOCATION", "<Latitude>29</Latitude>"),
        ("something_new", ""),
    ],
)
async def test_every_event_is_taken_without_an_error(
    client: httpx.AsyncClient, event: str, fields: str
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.other("event", f"<Event><![CDATA[{event}]]></Event>{fields}")

    answer = await client.post("/wechat", params=push.query, content=push.body)

    assert answer.status_code == 200
    assert (pusher.read(answer.text) is not None) == (event == "SCAN")
