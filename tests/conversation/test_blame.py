"""An answer that is blamed in plain and rough words, whatever the model makes of them."""

from __future__ import annotations

import pytest

from bot.conversation.bidders.again import is_blame
from bot.conversation.service import Conversation
from bot.conversation.skills import WRONG, WRONG_OF_NOTHING
from bot.kit.db import SessionFactory
from kb.knowledge import LiveKnowledge
from tests.conversation.test_conversation import FakeRasa, make, said


@pytest.fixture
def talk(sessions: SessionFactory, knowledge: LiveKnowledge) -> Conversation:
    return make(sessions, knowledge, FakeRasa())


@pytest.mark.parametrize(
    "text",
    [
        "你这个回答有个锤子用",
        "你答得牛头不对马嘴!!",
        "说了等于没说",
        "答非所问嘛",
        "你说的都不对",
        "你讲的什么玩意儿",
        "回答没得用",
        "这答案有什么用哦",
        "你完全没答到点子上",
        "你们答复都是敷衍",
        "你懂个铲铲",
        "问了等于白问",
    ],
)
def test_blame_is_known_by_its_words(text: str) -> None:
    assert is_blame(text)


@pytest.mark.parametrize(
    "text",
    [
        "你说的有用",
        "商家说的不对怎么办",
        "你说的标准在哪里看",
        "老板乱说",
        "没有用过的东西能退吗",
        "回答问题有奖品吗",
        "调解没用怎么办",
        "这个标准没用了吗",
    ],
)
def test_what_is_not_about_our_answer_is_no_blame(text: str) -> None:
    assert not is_blame(text)


async def test_blame_is_noted_only_where_something_was_asked(talk: Conversation) -> None:
    first = await talk.receive(said("你答得牛头不对马嘴", "k1"))
    await talk.receive(said("世界标准日是哪天", "k2"))
    then = await talk.receive(said("你这个回答有个锤子用", "k3"))

    assert first[0].text == WRONG_OF_NOTHING
    assert then[0].text == WRONG
