"""In the chat itself: withdrawing with a question between, and what is erased at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.complaints.case.models import Case, CaseDraft, CaseEvent
from bot.conversation.models import Turn
from bot.kit.db import SessionFactory
from kb.knowledge import LiveKnowledge
from tests.complaints.conftest import COMPLAINT
from tests.conversation.test_case_turns import Chat, file
from tests.conversation.test_conversation import FakeRasa, make


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa) -> Chat:
    return Chat(make(sessions, knowledge, rasa), rasa)


async def test_a_case_is_withdrawn_by_two_messages_and_restored_by_a_third(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say("谢谢", "thank")

    assert "确定撤回" in await chat.say("我要撤回投诉", "cancel")
    assert "一小时后生效" in await chat.say("确定撤回", "affirm")
    async with sessions() as session:
        assert (await session.scalars(select(Case))).one().withdrawing_since is not None
    assert "已经恢复" in await chat.say("恢复", "affirm")
    async with sessions() as session:
        assert (await session.scalars(select(Case))).one().withdrawing_since is None


async def test_who_wants_to_be_forgotten_leaves_no_turn_and_no_draft(
    chat: Chat, sessions: SessionFactory
) -> None:
    await chat.say("世界标准日是哪天")
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say("谢谢", "thank")
    await chat.say("我要投诉", "file_complaint")
    await chat.say("取消", "cancel")

    told = await chat.say("把我的个人信息都删了")

    assert "已经删除" in told
    async with sessions() as session:
        turns = list(await session.scalars(select(Turn).where(Turn.conversation != "")))
        assert turns == []
        assert list(await session.scalars(select(CaseDraft))) == []
        case = (await session.scalars(select(Case))).one()
        asked = select(CaseEvent).where(CaseEvent.action == "data_request")
        assert (await session.scalars(asked)).one().case_id == case.id
    assert case.number in told
    assert case.rights_due_on is not None


async def test_a_question_about_erasing_erases_nothing(
    chat: Chat, sessions: SessionFactory
) -> None:
    await chat.say("世界标准日是哪天")

    await chat.say("可以要求查看或者删除我的个人信息吗？")

    async with sessions() as session:
        turns = list(await session.scalars(select(Turn).where(Turn.conversation != "")))
    assert len(turns) == 2
