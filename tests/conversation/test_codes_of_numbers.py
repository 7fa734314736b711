"""What a code stands for is a question, no wish to look a standard up."""

from __future__ import annotations

import pytest

from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from kb.knowledge import LiveKnowledge
from tests.conversation.test_conversation import make
from tests.conversation.test_plain_words import ListeningRasa


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("JGJ是什么标准", "建筑工程"),
        ("DB51是什么标准", "四川"),
        ("JTG是什么标准", "没有核实过"),
    ],
)
async def test_a_code_alone_opens_no_form(
    sessions: SessionFactory, knowledge: LiveKnowledge, question: str, said: str
) -> None:
    rasa = ListeningRasa()
    rasa.intent = "look_up_standard"

    replies = await make(sessions, knowledge, rasa).receive(
        IncomingMessage("web", "somebody", question, "1")
    )

    assert said in replies[0].text
    assert not any("sender" in body for body in rasa.bodies)


async def test_a_wish_without_a_number_still_opens_it(
    sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    rasa = ListeningRasa()
    rasa.intent = "look_up_standard"

    replies = await make(sessions, knowledge, rasa).receive(
        IncomingMessage("web", "somebody", "帮我查个标准号", "1")
    )

    assert replies[0].text == "哪个标准？"
