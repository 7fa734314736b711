"""What is asked on behind an offer, a cry for help, or an answer to several questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.complaints.understanding.grievance import GrievanceSense
from bot.complaints.understanding.hearing import Ear
from bot.conversation.cases import is_against_us
from bot.conversation.memory import Memory
from bot.conversation.offering import MORE
from bot.conversation.understanding.remembering import remembered, remembered_of
from bot.kit.db import SessionFactory
from kb.answer import Certainty
from kb.knowledge import LiveKnowledge
from kb.search.embedding import Embedder
from tests.conversation.test_case_turns import Chat
from tests.conversation.test_conversation import FakeRasa, make
from tests.conversation.test_stories import OFFER, STORY, hearing


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge, embedder: Embedder) -> Chat:
    rasa = FakeRasa()
    conversation = make(sessions, knowledge, rasa)
    hearing(conversation, Ear(GrievanceSense.load(), embedder.question))
    return Chat(conversation, rasa)


@pytest.mark.parametrize(
    "words", ["第几条", "消法第几条", "条号", "剩的菜倒不倒", "这个是强制的还是推荐的"]
)
async def test_a_question_behind_an_offer_is_not_told_on(chat: Chat, words: str) -> None:
    await chat.say(STORY)

    assert MORE not in await chat.say(words)


@pytest.mark.parametrize("words", ["就在观音桥那家", "他还是不退", "包装还在"])
async def test_what_is_told_on_behind_an_offer_is_noted(chat: Chat, words: str) -> None:
    await chat.say(STORY)

    assert MORE in await chat.say(words)


async def test_what_was_said_beside_an_offer_is_what_the_talk_goes_on_about(chat: Chat) -> None:
    offered = await chat.say(
        "昨天在蛋糕店买的面包添加剂超标，吃了不舒服，店家不退钱，这添加剂超标算哪样嘛？"
    )
    told = await chat.say("它什么时候实施")

    assert OFFER in offered
    assert "食品添加剂看哪个标准" in offered
    assert "2025" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("那归谁管嘛", "12315"),
        ("这下该找哪个部门", "12315"),
        ("剩的菜倒不倒", "剩下的东西、包装、小票和病历留好"),
        ("要留啥子证据", "留好"),
    ],
)
async def test_after_advice_whoever_asks_where_to_turn_or_what_to_keep_is_told(
    chat: Chat, words: str, told: str
) -> None:
    await chat.say("一桌客人吃了四季豆全在吐，有个妹儿喊不答应了")

    said = await chat.say(words)

    assert told in said
    assert "先注意安全" not in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("同行举报我 你们几天内要来核查", True),
        ("被顾客投诉了怎么应对", True),
        ("我要投诉我买的手机", False),
        ("举报我家楼下的店", False),
        ("商家骗我我要举报", False),
    ],
)
async def test_whoever_is_complained_about_gets_no_form(chat: Chat, text: str, told: bool) -> None:
    assert is_against_us(text) == told

    said = await chat.say(text, "file_report")

    assert ("我来帮您登记" in said) == (not told)


def test_an_earlier_part_is_remembered_where_the_last_says_nothing(
    chat: Chat, embedder: Embedder
) -> None:
    skills = chat.conversation.skills
    first = chat.conversation._understander._part("食品添加剂看哪个标准", Memory())
    nothing = replace(first.answer, certainty=Certainty.UNKNOWN, entry=None, candidates=())
    last = replace(first, text="隔壁的狗叫什么", answer=nothing)

    kept = remembered_of(skills, (first, last), nothing, "两件事", Memory())

    assert kept == remembered(skills, first.answer, first.text, Memory())
    assert kept.entry == "faq:additives"
