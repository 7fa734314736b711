"""After an article of a law was quoted: the next one, another one, what breaking it costs."""

from __future__ import annotations

import pytest

from bot.conversation.service import Conversation
from bot.kit.db import SessionFactory
from kb.after_article import asks_penalty, other_article
from kb.knowledge import LiveKnowledge
from tests.conversation.test_conversation import FakeRasa, make
from tests.conversation.test_memory_turns import texts


@pytest.fixture
def talk(sessions: SessionFactory, knowledge: LiveKnowledge) -> Conversation:
    return make(sessions, knowledge, FakeRasa())


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("标准化法三十五条", "下一条呢", "《中华人民共和国标准化法》第三十六条的原文"),
        ("标准化法第36条说什么", "上一条讲的什么", "《中华人民共和国标准化法》第三十五条的原文"),
        ("产品质量法四十条", "那四十一条呢", "《中华人民共和国产品质量法》第四十一条的原文"),
        ("食品安全法第三十三条", "违反了怎么罚", "没有核实到"),
        ("价格法第四十二条", "违反了怎么罚", "五千元以下的罚款"),
        ("标准化法第九条", "不遵守罚多少", "没有核实到"),
    ],
)
async def test_what_is_asked_on_is_asked_of_the_article(
    talk: Conversation, first: str, then: str, told: str
) -> None:
    assert told in (await texts(talk, first, then))[1]


@pytest.mark.parametrize(
    "text", ["违反了怎么罚", "不遵守罚多少", "要是没做到会罚多少", "商家违反了会罚多少", "罚多少"]
)
def test_breaking_what_was_told_is_no_matter_of_its_own(text: str) -> None:
    assert asks_penalty(text)


@pytest.mark.parametrize("text", ["卖假货罚多少", "电动车违法改装罚多少", "为什么", "能退吗"])
def test_a_matter_of_its_own_is_none_of_the_article(text: str) -> None:
    assert not asks_penalty(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("第37条呢", 37), ("那三十六条呢", 36), ("下一条", 36), ("上一条呢", 34), ("还有几条", 0)],
)
def test_another_article(text: str, number: int) -> None:
    assert other_article(text, 35) == number
