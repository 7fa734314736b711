"""The article, the penalty, the number, another standard of what was talked about."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.bidders import standards
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.state import State
from bot.conversation.understanding.completing import Completer
from bot.conversation.understanding.leaning import leaning_of
from bot.conversation.understanding.message import Understanding
from bot.conversation.understanding.part import Part
from bot.dialogue.client import Parse
from bot.kit.messages import IncomingMessage
from kb.answer import Answer, Certainty
from kb.answering import Answerer
from kb.asked import asked_in
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.text.facet import facet_of
from kb.wanted import Kin, Want, kin_in, wanted_in


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("第几条", Want.ARTICLE),
        ("哪个办法写的", Want.ARTICLE),
        ("条号", Want.ARTICLE),
        ("依据哪条", Want.ARTICLE),
        ("which article", Want.ARTICLE),
        ("最多罚多少", Want.PENALTY),
        ("打招呼不听的,罚多少", Want.PENALTY),
        ("要被罚款不", Want.PENALTY),
        ("标准号给我", Want.NUMBER),
        ("对应国标编号", Want.NUMBER),
        ("which standard says so", Want.NUMBER),
        ("哪个标准写的", Want.NUMBER),
        ("这是哪个国标规定的", Want.NUMBER),
        ("什么标准里头说的嘛", Want.NUMBER),
    ],
)
def test_what_a_few_words_want(text: str, want: Want) -> None:
    found = wanted_in(text)

    assert found is not None
    assert found[0] is want


@pytest.mark.parametrize("text", ["世界标准日是哪天", "那归谁管", "怎么投诉", "它什么时候实施"])
def test_other_questions_want_none_of_it(text: str) -> None:
    assert wanted_in(text) is None


@pytest.mark.parametrize(
    ("text", "kin"),
    [
        ("国家的那个呢", Kin.NATIONAL),
        ("那管安全的强制那本是哪个", Kin.MANDATORY),
        ("推荐性的那个是哪个", Kin.RECOMMENDED),
        ("重庆自己的呢", Kin.LOCAL),
        ("推荐性标准必须执行吗", None),
        ("它是强制的吗", None),
    ],
)
def test_which_other_standard_is_meant(text: str, kin: Kin | None) -> None:
    assert kin_in(text) is kin


@pytest.fixture
def skills(knowledge: LiveKnowledge) -> Skills:
    return Skills(Answerer(knowledge, load_normaliser(), lambda: date(2026, 11, 23)), {})


def asked_on(skills: Skills, text: str, memory: Memory) -> Part:
    part = Part(text, asked_in(text), facet_of(text), (), leaning_of(text), skills.answer(text))
    return Completer(skills).complete(part, memory)


def test_the_number_is_that_of_what_was_told(skills: Skills) -> None:
    memory = Memory(entry="faq:additives", about="食品添加剂看哪个标准", topic="食品添加剂")

    told = asked_on(skills, "标准号给我", memory).answer

    assert told.certainty is Certainty.SURE
    assert "GB 2760-2024" in told.text
    assert "《additives》" in told.text  # where it stands


@pytest.mark.parametrize("text", ["第几条", "最多罚多少"])
def test_what_nobody_has_checked_is_said_to_be_so(skills: Skills, text: str) -> None:
    memory = Memory(entry="faq:standards-day", about="世界标准日是哪天", topic="世界标准日")

    told = asked_on(skills, text, memory).answer

    assert told.certainty is Certainty.UNKNOWN
    assert "世界标准日" in told.text
    assert "没有核实到" in told.text


def test_who_asks_for_no_article_is_told_where_the_answer_stands(skills: Skills) -> None:
    memory = Memory(entry="faq:standards-day", about="世界标准日是哪天", topic="世界标准日")

    told = asked_on(skills, "那看哪个文件", memory).answer

    assert told.certainty is Certainty.SURE
    assert "《standards-day》" in told.text


def test_after_choices_nothing_of_them_is_asserted(skills: Skills) -> None:
    memory = Memory(
        entry="faq:additives",
        about="食品添加剂看哪个标准",
        topic="食品添加剂",
        offered=True,
        listed=("faq:additives", "standard:GB/T 31888-2015"),
    )

    told = asked_on(skills, "标准号给我", memory).answer

    assert told.certainty is Certainty.UNSURE
    assert "GB 2760-2024" in told.text
    assert "GB/T 31888-2015" in told.text


def test_what_replaces_a_standard_is_meant_by_that_which_replaces_it(skills: Skills) -> None:
    memory = Memory(
        entry="standard:GB 7718-2011",
        standard="GB 7718-2011",
        about="GB 7718-2011《预包装食品标签通则》",
        topic="GB 7718-2011",
    )

    told = asked_on(skills, "代替它的那个什么时候实施", memory).answer

    assert "2027 年 3 月 16 日" in told.text


@pytest.mark.parametrize(("taken_as", "asked_for"), [("", True), ("灭火器标准号给我", False)])
def test_no_number_is_asked_for_where_it_is_that_of_what_was_told(
    taken_as: str, asked_for: bool
) -> None:
    text, answer = "标准号给我", Answer(Certainty.UNSURE, "灭火器")
    part = Part(text, asked_in(text), None, (), leaning_of(text), answer, taken_as)
    message = IncomingMessage("web", "anne", text, "k")
    parse = Parse("look_up_standard", 0.99)
    seen = Understanding(1, message, text, text, text, (part,), parse, State(), Memory())

    assert (standards.bid(seen, None) is not None) == asked_for  # type: ignore[arg-type]


def test_a_question_of_its_own_is_answered_of_itself(skills: Skills) -> None:
    memory = Memory(entry="faq:standards-day", about="世界标准日是哪天", topic="世界标准日")

    told = asked_on(skills, "食品添加剂标准号多少", memory).answer

    assert "没有核实到" not in told.text
    assert "GB 2760" in told.text
