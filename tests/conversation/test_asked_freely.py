"""What is asked of what was just told in words that no rule knows."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.classify import digest_of
from bot.conversation.understanding.follow_sense import OTHER, FollowSense
from bot.kit.db import SessionFactory
from kb.knowledge import LiveKnowledge
from scripts.train_follows import written
from tests.conversation.test_case_turns import Chat
from tests.conversation.test_conversation import FakeRasa, make

VEHICLE = "电动自行车的强制国标是哪个"
IN_ENGLISH = "which standard is for e-bikes"
GUESSED = "不太确定"


@pytest.fixture
def chat(sessions: SessionFactory, all_content: LiveKnowledge) -> Chat:
    rasa = FakeRasa()
    return Chat(make(sessions, all_content, rasa), rasa)


def test_the_sense_was_made_from_its_sentences() -> None:
    made_from = digest_of([(text, kind) for _, kind, text in written()])

    assert FollowSense.load().made_from == made_from


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("落款那个日子是好久", "2024 年 12 月 31 日"),
        ("批下来是哪年哪月的事", "2024 年 12 月 31 日"),
        ("它顶了哪个的位置", "17761-2018"),
        ("后头又动过没得", "没有比"),
        ("合同上空起一格，号写啥子", "GB 17761-2024"),
        ("也就是说不照做不得行咯", "强制性标准"),
        ("哪点翻得到原文嘛", "openstd.samr.gov.cn"),
    ],
)
async def test_a_standard_told_is_asked_on_in_unusual_words(
    chat: Chat, words: str, told: str
) -> None:
    await chat.say(VEHICLE)

    answer = await chat.say(words)

    assert told in answer
    assert GUESSED not in answer


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("what got scrapped because of that one", "GB 17761-2018"),
        ("any successor in the pipeline", "no newer edition"),
        ("what did they alter compared with before", "foreword"),
        ("pls tell me where the full text is online", "openstd.samr.gov.cn"),
    ],
)
async def test_it_is_asked_on_in_english_as_well(chat: Chat, words: str, told: str) -> None:
    await chat.say(IN_ENGLISH)

    answer = await chat.say(words)

    assert told in answer
    assert "电动自行车:" not in answer


async def test_what_only_concerns_a_standard_to_come_is_told_of_that(chat: Chat) -> None:
    await chat.say("充电宝新国标什么时候实施")

    told = await chat.say("那就是说现在还没管起走")

    assert "47372" in told
    assert "2027 年 4 月 1 日" in told
    assert GUESSED not in told


@pytest.mark.parametrize(
    "words", ["前头那个强制的哪天开始", "头盔那个落款是好久", "两个哪个先出来"]
)
async def test_what_points_at_another_thing_is_left_to_those_who_know_it(
    chat: Chat, words: str
) -> None:
    await chat.say(VEHICLE)

    assert "2024 年 12 月 31 日" not in await chat.say(words)


async def test_nothing_is_read_into_words_behind_nothing(chat: Chat) -> None:
    assert "17761" not in await chat.say("落款那个日子是好久")


async def test_what_the_talk_was_not_about_is_not_told_of_it_in_english(chat: Chat) -> None:
    await chat.say("how much compensation for fake goods")

    told = await chat.say("is it in force now")

    assert "7718" not in told
    assert "three times" in told


def test_what_is_a_question_of_its_own_asks_nothing_of_what_was_told(
    all_content: LiveKnowledge,
) -> None:
    sense, index = FollowSense.load(), all_content.snapshot.index
    texts = ("校服看什么标准", "世界标准日是哪天", "谢谢你", "我要投诉一家火锅店", "那书包呢")

    kinds = [sense.of(text, index.vector(text))[0] for text in texts]

    assert kinds == [OTHER] * len(texts)
