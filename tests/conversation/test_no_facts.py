"""Of a subject there are no facts of that is said, whatever was talked about before."""

from __future__ import annotations

import pytest

from bot.kit.db import SessionFactory
from kb.knowledge import LiveKnowledge
from tests.conversation.test_case_turns import Chat
from tests.conversation.test_conversation import FakeRasa, make


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge) -> Chat:
    rasa = FakeRasa()
    return Chat(make(sessions, knowledge, rasa), rasa)


@pytest.mark.parametrize("before", [(), ("GB 17761 是强制的吗",)], ids=["first", "later"])
@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("那商标呢", "12315"),
        ("商标注册要多少钱", "12315"),  # no price, of which there is no market
        ("专利", "12315"),
        ("CMA 呢", "12315"),
        ("个体户怎么注销", "窗口"),
    ],
)
async def test_it_is_told_with_whom_to_ask(
    chat: Chat, before: tuple[str, ...], words: str, whom: str
) -> None:
    for one in before:
        await chat.say(one)

    told = await chat.say(words)

    assert "我没有核实过资料" in told
    assert whom in told


async def test_it_is_not_called_none_of_our_business(chat: Chat) -> None:
    told = await chat.say("怎么申请专利", "ask_out_of_scope")
    other = await chat.say("怎么申请签证", "ask_out_of_scope")

    assert "我没有核实过资料" in told
    assert "不归我管" in other
