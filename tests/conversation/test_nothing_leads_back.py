"""An anonymous report told with name, phone and home: afterwards no row of any table has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.keeping.sealed_columns import SEALED
from bot.app.tasks import keeping
from bot.complaints.intake.filing_replies import FIELD as FILED_FIELD
from bot.conversation.forgetting import FORGOTTEN_BEFORE, forget_turns
from bot.conversation.ledger import _SEALED as REPLIES_FIELD
from bot.conversation.models import Turn
from bot.conversation.service import Conversation
from bot.conversation.state import IN_HAND_FIELD
from bot.handover.models import TEXT_FIELD, Handover, HandoverMessage, HandoverState
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from bot.kit.sealing import Keyring, SealBroken
from bot.outbox.models import ANSWER, OutboxMessage, OutboxStatus
from bot.outbox.sender import BODY_FIELD
from bot.settings import load_settings
from kb.knowledge import LiveKnowledge
from kb.models import Base
from tests.conversation.test_conversation import FakeRasa, make

CHAT = "pseudonym-of-the-teller"
OWN = ("欧阳慕雪", "13987650001", "南坪西路88号", "3栋2-1")
STORY = (
    "我要匿名举报，老陈火锅店用地沟油，店里电话023-63711234。我是楼上住户欧阳慕雪，"
    "住南岸区南坪西路88号3栋2-1，有事打我电话13987650001"
)
TOLD = (
    "您好，我叫欧阳慕雪",
    "世界标准日是哪天",
    STORY,
    "火锅",
    "昨天",
    "南岸区",
    "去掉",
    "确认",
    "谢谢",
)
_FIELDS = {name for _, name in SEALED} | {FILED_FIELD, REPLIES_FIELD, IN_HAND_FIELD}
_OF_THE_REPORT = ("case", "case_event", "case_deadline", "attachment", "filing_reply")


@dataclass
class Kept:
    """All rows of a database, what is sealed in them opened."""

    sessions: SessionFactory
    keyring: Keyring = field(default_factory=lambda: load_settings().keyring)

    async def rows(self) -> list[tuple[str, dict[str, Any]]]:
        async with self.sessions() as session:
            return [
                (table.name, dict(row))
                for table in Base.metadata.sorted_tables
                for row in (await session.execute(select(table))).mappings()
            ]

    async def texts(self) -> list[tuple[str, str, str]]:
        """Table, column, and each text that stands or is sealed there."""
        return [
            (table, column, text)
            for table, row in await self.rows()
            for column, value in row.items()
            for text in self._opened(value)
        ]

    def _opened(self, value: object) -> Iterator[str]:
        plain = (
            value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
        )
        yield plain
        sealed = value[0].get("sealed", "") if _is_sealed_list(value) else plain
        for name in _FIELDS:
            try:
                yield self.keyring.open(sealed, name)
                yield json.dumps(json.loads(self.keyring.open(sealed, name)), ensure_ascii=False)
            except (SealBroken, ValueError):
                continue


def _is_sealed_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


@pytest.fixture
def conversation(sessions: SessionFactory, knowledge: LiveKnowledge) -> Conversation:
    return make(sessions, knowledge, FakeRasa())


async def tell(conversation: Conversation, sessions: SessionFactory) -> str:
    """Tell the report, with what else happens meanwhile; the answer that names its number."""
    said = []
    for number, text in enumerate(TOLD):
        if text == "火锅":
            await sessions.run(_meanwhile)
        message = IncomingMessage("web", CHAT, text, f"key-{number}")
        said.append("\n".join(r.text for r in await conversation.receive(message)))
    assert "匿名举报" in said[TOLD.index("确认")]
    return said[TOLD.index("确认")]


def _meanwhile(session: Session) -> None:
    """A person was spoken to, and an answer of the form left by the outbox."""
    now, keyring = clock.now(), load_settings().keyring
    row = Handover(
        conversation=CHAT, channel="web", address_sealed="", state=HandoverState.ENDED.value,
        asked_at=now, changed_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    sealed = keyring.seal(STORY, TEXT_FIELD)
    session.add(HandoverMessage(handover_id=row.id, who="citizen", text_sealed=sealed, at=now))
    session.add(
        OutboxMessage(
            purpose=ANSWER, dedupe_key="file:1", conversation=CHAT, channel="web",
            body_sealed=keyring.seal(f"收到 1 个材料。{STORY}", BODY_FIELD),
            status=OutboxStatus.SENT.value,
        )
    )  # fmt: skip


async def test_no_row_holds_who_told_it_the_moment_it_is_filed(
    conversation: Conversation, sessions: SessionFactory
) -> None:
    await tell(conversation, sessions)

    texts = await Kept(sessions).texts()
    assert any("用地沟油，店里电话023-63711234" in text for _, _, text in texts)
    assert [row for row in texts if any(own in row[2] for own in OWN)] == []


async def test_no_row_of_the_report_has_a_moment_or_names_the_chat(
    conversation: Conversation, sessions: SessionFactory
) -> None:
    await tell(conversation, sessions)

    rows = await Kept(sessions).rows()
    ours = [(table, row) for table, row in rows if _is_the_reports(table, row)]
    moments = [m for _, row in ours for m in row.values() if isinstance(m, datetime)]
    assert len(moments) > 10
    assert {(m.minute, m.second, m.microsecond) for m in moments} == {(0, 0, 0)}
    assert not any(CHAT in str(row.values()) for _, row in ours)
    states = [row for table, row in rows if table == "conversation_state"]
    assert [(any(row["memory"].values()), row["told_sealed"]) for row in states] == [(False, "")]


def _is_the_reports(table: str, row: dict[str, Any]) -> bool:
    return table in _OF_THE_REPORT or (table == "turn" and row["conversation"] == "")


async def test_after_the_sweeps_not_even_the_key_of_a_message_leads_to_its_turn(
    conversation: Conversation, sessions: SessionFactory
) -> None:
    await tell(conversation, sessions)
    async with sessions() as session:
        before = set(await session.scalars(select(Turn.key).where(Turn.conversation == "")))

    for _ in range(2):
        await keeping.sweep(load_settings(), sessions)

    async with sessions() as session:
        after = set(await session.scalars(select(Turn.key).where(Turn.conversation == "")))
    assert len(after) == len(before) > 4
    assert not after & before


async def test_of_an_answer_that_leaves_later_the_moment_goes_when_it_has_left(
    conversation: Conversation, sessions: SessionFactory
) -> None:
    for number, text in enumerate(TOLD[2:-1]):
        message = IncomingMessage("wechat", CHAT, text, f"k{number}", address="oSECRET")
        found = await conversation.turns.receive(message, 30.0, finish=True)
        if text != "确认":
            await conversation.turns.settle(found.turn)

    async def moment() -> datetime:
        async with sessions() as session:
            return (await session.get_one(Turn, found.turn)).received_at

    assert await moment() > clock.now() - timedelta(minutes=5)
    await conversation.turns.settle(found.turn)
    assert await moment() == clock.hour_of(await moment())


async def test_of_the_outbox_what_is_being_sent_and_the_last_answer_stay(
    sessions: SessionFactory,
) -> None:
    now, last = clock.now(), 7
    opened, minute = now - timedelta(minutes=10), timedelta(minutes=1)
    rows = {
        "file:1": (CHAT, OutboxStatus.SENT, now),
        "late-answer:6": (CHAT, OutboxStatus.QUEUED, now),
        "file:2": (CHAT, OutboxStatus.SENT, opened - FORGOTTEN_BEFORE + minute),
        "file:3": (CHAT, OutboxStatus.SENDING, now),
        f"late-answer:{last}": (CHAT, OutboxStatus.QUEUED, now),
        "file:4": ("pseudonym-of-another", OutboxStatus.SENT, now),
        "file:5": (CHAT, OutboxStatus.SENT, opened - FORGOTTEN_BEFORE - minute),
    }
    async with sessions.begin() as session:
        for key, (chat, status, at) in rows.items():
            session.add(
                OutboxMessage(
                    purpose=ANSWER, dedupe_key=key, conversation=chat, channel="web",
                    body_sealed="", status=status.value, created_at=at,
                )
            )  # fmt: skip

    await sessions.run(lambda session: forget_turns(session, CHAT, opened, last, on_its_way=True))

    async with sessions() as session:
        left = set(await session.scalars(select(OutboxMessage.dedupe_key)))
    assert left == {"file:3", f"late-answer:{last}", "file:4", "file:5"}
