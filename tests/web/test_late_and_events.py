"""Answers that come late, and WeChat's events."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.conversation.ledger import Outcome
from bot.conversation.models import Turn
from bot.kit.db import SessionFactory
from bot.messages import IncomingMessage
from bot.outbox.models import OutboxMessage
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY


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


async def test_silence_while_a_person_speaks_is_not_delivered_late(
    app: FastAPI, sessions: SessionFactory
) -> None:
    """The process died after the bot had decided to say nothing."""
    services = app.state.services
    message = IncomingMessage("wechat", "c", "在吗", "k", address="o1")
    opened = await services.patient._ledger.open(message)
    await services.patient._ledger.close(opened.id, message, Outcome((), private=True), 1)
    async with sessions.begin() as session:
        turn = (await session.scalars(select(Turn))).one()
        turn.received_at -= timedelta(minutes=2)

    await sessions.run(services.patient._late.rescue)

    async with sessions() as session:
        assert (await session.scalars(select(OutboxMessage))).first() is None


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
