"""Answers that come late, and WeChat's events."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.app import lifespan
from bot.conversation.late import LateAnswers
from bot.conversation.ledger import Outcome
from bot.conversation.models import OpenTurn, Turn
from bot.conversation.open_turns import OpenTurns
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, Reply
from bot.outbox.delivery import Deliverer
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import ADDRESS_FIELD, Body, Outgoing, Plan
from bot.outbox.service import Outbox
from bot.settings import Settings
from tests.fakes.wechat_pusher import Pusher
from tests.waiting import until
from tests.web.conftest import AES_KEY


@pytest.fixture(autouse=True)
def only_the_test_rescues(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's own loop would take what a test has left behind before the test does."""

    async def never(app: FastAPI) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(lifespan, "_rescue", never)


class Recorder:
    """A sender that keeps what it was given."""

    seconds_between = 0.0

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def plan(self, message: Outgoing, route: str) -> Plan | None:
        return Plan("custom")

    def repeatable(self, route: str) -> bool:
        return False

    async def send(self, message: Outgoing, route: str) -> str:
        self.sent.append((message.address, message.body.text))
        return ""


class DeadProcess(OpenTurns):
    """Opened a turn a while ago and was killed."""

    def __init__(self, app: FastAPI, ago: timedelta) -> None:
        parts = app.state.services
        then = clock.now() - ago
        super().__init__(parts.sessions, lambda: then, parts.settings.keyring)


def asked(text: str, key: str = "k") -> IncomingMessage:
    return IncomingMessage("wechat", "citizen", text, key, address="oCitizen_0001")


async def outbox_row(sessions: SessionFactory) -> OutboxMessage | None:
    async with sessions() as session:
        return (await session.scalars(select(OutboxMessage))).one_or_none()


async def open_turns(sessions: SessionFactory) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(OpenTurn)) or 0


async def test_an_answer_that_has_left_leaves_nothing_behind(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text("世界标准日是哪天？", 1)
    await client.post("/wechat", params=push.query, content=push.body)

    # The row goes once the reply is out, which the platform doesn't wait for.
    async def none_left() -> bool:
        return await open_turns(sessions) == 0

    await until(none_left)


@pytest.mark.parametrize("text", ["世界标准日是哪天？", "我要投诉"])
async def test_what_a_killed_process_left_is_answered_and_sent(
    app: FastAPI, sessions: SessionFactory, text: str
) -> None:
    """Also where the words belong to a case: their answer needs the address as well."""
    parts = app.state.services
    await DeadProcess(app, timedelta(seconds=40)).open(asked(text))

    await parts.conversation.turns.rescue_all()

    async def rescued() -> OutboxMessage | None:
        await sessions.run(parts.late.rescue)
        return await outbox_row(sessions)

    row = await until(rescued)  # the answer is made in the background
    assert row is not None
    assert row.routes == ["direct"]
    keyring = parts.settings.keyring
    assert keyring.open(row.address_sealed, ADDRESS_FIELD) == "oCitizen_0001"
    said = Body.opened(row.body_sealed, keyring).text
    assert ("10 月 14 日" in said) == (text != "我要投诉")
    assert ("您刚才问" in said) == (text != "我要投诉")
    assert await open_turns(sessions) == 0


async def test_an_answer_whose_process_died_before_it_left_is_sent(
    app: FastAPI, sessions: SessionFactory
) -> None:
    parts = app.state.services
    message = asked("世界标准日是哪天？")
    found = await parts.patient.passive(message)
    assert found is not None  # and then the process was killed
    async with sessions.begin() as session:
        (await session.scalars(select(Turn))).one().received_at -= timedelta(seconds=40)

    rescued = [await sessions.run(parts.late.rescue) for _ in range(2)]

    assert rescued == [1, 0]
    assert await outbox_row(sessions) is not None


async def test_a_reply_nobody_hears_is_kept_for_the_next_try(app: FastAPI) -> None:
    async def gone() -> bool:
        return True

    patient = app.state.services.patient
    assert await patient.passive(asked("世界标准日是哪天？"), gone) is None
    again = await patient.passive(asked("世界标准日是哪天？"))
    assert "10 月 14 日" in again.replies[0].text


async def test_where_no_process_is_left_the_worker_says_so(
    app: FastAPI, settings: Settings, sessions: SessionFactory
) -> None:
    await DeadProcess(app, timedelta(seconds=90)).open(asked("世界标准日是哪天？"))
    late = LateAnswers(Outbox(), settings.keyring, clock.now)

    assert [await sessions.run(late.apologise) for _ in range(2)] == [1, 0]

    row = await outbox_row(sessions)
    assert row is not None
    assert "没有答上来" in Body.opened(row.body_sealed, settings.keyring).text


async def test_the_receipt_of_an_anonymous_report_leaves_no_trace(
    app: FastAPI, settings: Settings, sessions: SessionFactory
) -> None:
    """Its process died before it was shown: it leaves by the outbox, which forgets it at once."""
    parts = app.state.services
    opened = await parts.conversation.turns._open.open(asked("是"))
    since = clock.now() - timedelta(minutes=5)
    outcome = Outcome((Reply("查询码：ABCD"),), private=True, forget_since=since)
    await parts.conversation._ledger.close(opened.id, asked("是"), outcome, 1)
    async with sessions.begin() as session:
        (await session.scalars(select(Turn))).one().received_at -= timedelta(minutes=2)
    await sessions.run(parts.late.rescue)
    sender = Recorder()

    deliverer = Deliverer(sessions, parts.quota, settings.keyring, {"wechat": sender})
    await deliverer.run_once()

    assert sender.sent == [("oCitizen_0001", "刚才那条消息的答复：\n查询码：ABCD")]
    row = await outbox_row(sessions)
    assert row is not None
    assert (row.conversation, row.address_sealed, row.body_sealed) == ("", "", "")


async def test_silence_while_a_person_speaks_is_not_delivered_late(
    app: FastAPI, sessions: SessionFactory
) -> None:
    """The process died after the bot had decided to say nothing."""
    parts = app.state.services
    opened = await parts.conversation.turns._open.open(asked("在吗"))
    await parts.conversation._ledger.close(opened.id, asked("在吗"), Outcome((), private=True), 1)
    async with sessions.begin() as session:
        (await session.scalars(select(Turn))).one().received_at -= timedelta(minutes=2)

    assert await sessions.run(parts.late.rescue) == 1

    assert await outbox_row(sessions) is None


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

    from bot.complaints.case.models import CaseDraft
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
