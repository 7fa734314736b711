"""A conversation's messages in their order, each answered once, whichever process dies."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.complaints.case.models import Case, CaseDraft
from bot.conversation.ledger import Ledger, Outcome, TakenOver
from bot.conversation.models import OpenTurn, Turn
from bot.conversation.open_turns import LEASE, Opened
from bot.conversation.service import Conversation
from bot.conversation.state import State
from bot.conversation.turns import ATTEMPTS, FAILED
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, Reply
from bot.settings import load_settings
from kb.knowledge import LiveKnowledge
from tests.complaints.conftest import COMPLAINT
from tests.conversation.test_conversation import FakeRasa, make

QUESTION = "世界标准日是哪天"


def said(text: str, key: str) -> IncomingMessage:
    return IncomingMessage("wechat", "citizen", text, key, address="oSECRETopenid")


@pytest.fixture
def talk(sessions: SessionFactory, knowledge: LiveKnowledge) -> Conversation:
    rasa = FakeRasa()
    rasa.down = True
    return make(sessions, knowledge, rasa)


@pytest.fixture
def other(sessions: SessionFactory, knowledge: LiveKnowledge) -> Conversation:
    rasa = FakeRasa()
    rasa.down = True
    return make(sessions, knowledge, rasa)


async def killed(sessions: SessionFactory, *messages: IncomingMessage) -> None:
    """A process opened turns, and was killed before it answered."""
    then = clock.now() - LEASE - timedelta(seconds=1)
    dead = Ledger(sessions, lambda: then, load_settings().keyring)
    for message in messages:
        await dead.open_turns.open(message)


def tell_when_open(process: Conversation, arrived: asyncio.Event) -> None:
    """Set the event as soon as the process has opened a turn."""
    turns = process.turns._open
    really = turns.open

    async def open_and_tell(message: IncomingMessage) -> Opened:
        opened = await really(message)
        arrived.set()
        return opened

    turns.open = open_and_tell


async def test_a_form_filled_in_faster_than_it_is_answered_loses_nothing(
    talk: Conversation, other: Conversation, sessions: SessionFactory
) -> None:
    """Every message reaches another process while the one before is still being answered."""
    messages = [said(text, f"k{n}") for n, text in enumerate(COMPLAINT)]
    arrived = asyncio.Event()
    for process in (talk, other):
        tell_when_open(process, arrived)
    tasks = []
    for number, message in enumerate(messages):
        arrived.clear()
        tasks.append(asyncio.create_task((talk, other)[number % 2].receive(message)))
        await arrived.wait()
    answers = await asyncio.gather(*tasks)

    assert "已登记，登记编号：CQ" in "".join(reply.text for reply in answers[-1])
    async with sessions() as session:
        assert (await session.scalars(select(Case))).one().respondent == "雅迪电动车专卖店"


async def test_who_comes_after_a_killed_process_finds_the_message_before_answered(
    talk: Conversation, sessions: SessionFactory
) -> None:
    await killed(sessions, said(COMPLAINT[0], "k0"))

    await talk.receive(said(COMPLAINT[1], "k1"))

    async with sessions() as session:
        turns = list(await session.scalars(select(Turn).order_by(Turn.id)))
        assert all(turn.replies is not None for turn in turns)
        assert (await session.scalars(select(CaseDraft))).one_or_none() is not None
    assert [turn.private for turn in turns] == [True, True]


async def test_what_a_killed_process_left_is_answered_once(
    talk: Conversation, other: Conversation, sessions: SessionFactory
) -> None:
    await killed(sessions, said(QUESTION, "k0"), said("你好", "k1"))

    await asyncio.gather(talk.turns.rescue_all(), other.turns.rescue_all())

    replies = (await talk.receive(said(QUESTION, "k0")))[0].text
    assert "10 月 14 日" in replies
    async with sessions() as session:
        rows = list(await session.scalars(select(OpenTurn)))
    assert [row.attempts for row in rows] == [2, 2]


async def test_a_process_taken_for_dead_does_not_keep_a_second_answer(
    talk: Conversation, sessions: SessionFactory
) -> None:
    late = Ledger(
        sessions, lambda: clock.now() - LEASE - timedelta(seconds=1), load_settings().keyring
    )
    opened = await late.open_turns.open(said(QUESTION, "k0"))
    first = await talk.receive(said(QUESTION, "k0"))

    with pytest.raises(TakenOver):
        await late.close(opened.id, said(QUESTION, "k0"), Outcome((Reply("another"),)), 1)

    assert await talk.receive(said(QUESTION, "k0")) == first


async def test_a_lease_that_is_renewed_is_not_taken_over(
    talk: Conversation, sessions: SessionFactory
) -> None:
    then = clock.now() - LEASE
    owner = Ledger(sessions, lambda: then, load_settings().keyring).open_turns
    opened = await owner.open(said(QUESTION, "k0"))
    owner._clock = clock.now
    await owner.renew([opened.id])

    assert await talk.turns.rescue_all() == 0
    assert (await talk.turns.receive(said(QUESTION, "k0"), 0.3)).replies is None


async def test_a_message_that_kills_every_process_ends_in_an_apology(
    talk: Conversation, sessions: SessionFactory
) -> None:
    await killed(sessions, said(QUESTION, "k0"))
    async with sessions.begin() as session:
        (await session.scalars(select(OpenTurn))).one().attempts = ATTEMPTS

    assert await talk.receive(said(QUESTION, "k0")) == [FAILED]


async def test_a_message_that_cannot_be_answered_holds_nothing_up(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = talk.answer

    async def broken(turn: int, message: IncomingMessage, state: State) -> list[Reply]:
        if message.text == "broken":
            raise RuntimeError("broken")
        return await answer(turn, message, state)

    monkeypatch.setattr(talk, "answer", broken)

    first, second = await asyncio.gather(
        talk.receive(said("broken", "k0")), talk.receive(said(QUESTION, "k1"))
    )

    assert first == [FAILED]
    assert "10 月 14 日" in second[0].text


async def test_an_answer_leaves_one_way_and_only_the_passive_reply_is_given_again(
    sessions: SessionFactory,
) -> None:
    ledger = Ledger(sessions, clock.now, load_settings().keyring)

    async def left(key: str, *ways: str) -> list[bool]:
        turn = (await ledger.open_turns.open(said(QUESTION, key))).id
        return [await ledger.claim(turn, way) for way in ways]

    assert await left("first", "passive", "passive", "late") == [True, True, False]
    assert await left("second", "late", "late", "passive") == [True, False, False]
