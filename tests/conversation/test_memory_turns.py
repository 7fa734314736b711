"""Turns that lean on the turn before, ask several things, or say why they were answered so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.conversation import bidders
from bot.conversation.deciding import Arbiter, everyone
from bot.conversation.memory import KEPT_FOR, Memory
from bot.conversation.models import ConversationState, Turn
from bot.conversation.service import STILL_THINKING, Conversation
from bot.conversation.turns import FAILED
from bot.conversation.understanding.completing import Completer
from bot.conversation.understanding.courtesy import without_courtesy
from bot.conversation.understanding.leaning import leaning_of
from bot.conversation.understanding.remembering import remembered
from bot.conversation.understanding.resolving import corrected_number, full_questions, year_in
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import Reply, ReplyKind, Said
from kb.answer import Answer, Certainty
from kb.knowledge import LiveKnowledge
from tests.conversation.test_conversation import FakeRasa, make, said


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def talk(sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa) -> Conversation:
    return make(sessions, knowledge, rasa)


async def texts(talk: Conversation, *words: str) -> list[str]:
    return [
        "\n".join(reply.text for reply in await talk.receive(said(text, f"k{number}")))
        for number, text in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("GB 2760-2024 是什么标准", "它什么时候实施", "2025 年 2 月 8 日起实施"),
        ("GB 2760-2024 是什么标准", "强制不", "是强制性标准"),
        ("GB 2760-2024 是什么标准", "老的那本呢", "GB 2760-2014"),
        ("GB 7718-2011 还有效吗", "有没有新版", "GB 7718-2025"),
        ("GB 7718-2011 还有效吗", "新版哪天实施", "2027 年 3 月 16 日起实施，现在还没有生效"),
        ("GB 7718-2025 查一下", "打错了，年份是2011", "GB 7718-2011"),
        ("GB 2760-2024 是什么标准", "说错了，尾巴是19", "GB 2719"),
        ("世界标准日是哪天", "不是，我问的是投诉和举报有什么不同", "投诉解决消费争议"),
        ("GB 7718-2011 还有效吗", "说错了，应该是2760", "GB 2760-2024"),
        ("世界标准日是哪天", "你搞错了噻 我问的是投诉和举报有什么不同", "投诉解决消费争议"),
        # Of several things asked at once each can be asked on about.
        ("GB 2760和GB 7718-2025各是管什么的", "第二个哪天开始实施的", "2027 年 3 月 16 日"),
        ("GB 2760和GB 7718-2025各是管什么的", "标签那本什么时候实施的", "2027 年 3 月 16 日"),
        ("GB 2760和GB 7718-2025各是管什么的", "添加剂那个是从好久起实施的", "2025 年 2 月 8 日"),
        ("食品添加剂看哪个标准？世界标准日是哪天", "第一个的标准哪天实施的", "2025 年 2 月 8 日"),
    ],
)
async def test_a_short_question_is_about_what_was_said_before(
    talk: Conversation, first: str, then: str, told: str
) -> None:
    assert told in (await texts(talk, first, then))[1]


@pytest.mark.parametrize("first", ["世界标准日是哪天", "标准的种类", "世界标准日的活动"])
@pytest.mark.parametrize("words", ["最后一个怎么弄", "最后那个找谁"])
async def test_the_last_of_what_has_no_heads_breaks_no_turn(
    talk: Conversation, first: str, words: str
) -> None:
    await texts(talk, first)

    told = await talk.receive(said(words, "last"))
    assert told
    assert FAILED not in told
    assert STILL_THINKING not in told


@pytest.mark.parametrize("words", ["白天嘞", "最后完成了没"])
async def test_a_few_words_behind_an_answer_are_no_small_talk(
    talk: Conversation, rasa: FakeRasa, words: str
) -> None:
    rasa.intent, rasa.confidence = "goodbye", 0.9
    told = (await texts(talk, "GB 2760-2024 是什么标准", words))[1]

    assert "再见" not in told


def test_thanks_before_a_question_are_courtesy() -> None:
    assert without_courtesy("感谢感谢 那它可以治病吗") == "那它可以治病吗"
    assert without_courtesy("谢谢你哈") == "谢谢你哈"


def test_who_presents_themselves_first_is_polite() -> None:
    said_so = "本人年近七旬,眼神不大好,恳请告知哪里看强制性国家标准的全文,不胜感激"

    assert without_courtesy(said_so) == "哪里看强制性国家标准的全文"


def test_only_the_end_or_the_year_of_a_number_is_put_right() -> None:
    assert corrected_number("尾巴是84", "GB 18583-2008") == "GB 18584"
    assert corrected_number("2018", "GB 17761-2024") == "GB 17761-2018"
    assert corrected_number("童车", "GB 17761-2024") == ""
    assert corrected_number("尾巴是84", "") == ""


async def test_a_question_that_stands_alone_is_a_new_topic(talk: Conversation) -> None:
    _, then = await texts(talk, "GB 2760-2024 是什么标准", "世界标准日是哪天")

    assert "10 月 14 日" in then
    assert "2760" not in then


async def test_after_half_an_hour_nothing_is_remembered(
    talk: Conversation, sessions: SessionFactory
) -> None:
    await talk.receive(said("GB 2760-2024 是什么标准"))
    async with sessions.begin() as session:
        long_ago = clock.now() - KEPT_FOR - timedelta(minutes=1)
        await session.execute(update(ConversationState).values(remembered_at=long_ago))

    replies = await talk.receive(said("它什么时候实施", "k2"))

    assert "2760" not in replies[0].text


async def test_the_memory_holds_no_word_of_the_citizen(
    talk: Conversation, sessions: SessionFactory
) -> None:
    await talk.receive(said("世界标准日是哪天，我电话13812345678"))

    async with sessions() as session:
        memory = await session.scalar(select(ConversationState.memory))
    assert memory is not None
    assert memory["entry"] == "faq:standards-day"
    assert "138" not in str(memory)


async def test_two_questions_of_a_message_are_answered_in_their_order(talk: Conversation) -> None:
    (told,) = await texts(talk, "世界标准日是哪天？投诉和举报有什么区别？")

    assert told.index("10 月 14 日") < told.index("投诉解决消费争议")


async def test_a_turn_keeps_who_answered_and_why(
    talk: Conversation, sessions: SessionFactory
) -> None:
    await talk.receive(said("世界标准日是哪天"))

    async with sessions() as session:
        reasons = await session.scalar(select(Turn.reasons))
    assert reasons is not None
    assert (reasons[0]["who"], reasons[0]["spoke"]) == ("answers", True)
    assert "有把握" in reasons[0]["why"]


async def test_when_the_surest_bid_has_nothing_to_say_the_next_one_speaks(
    talk: Conversation, rasa: FakeRasa, sessions: SessionFactory
) -> None:
    """Campaigns bid on everything and answer only what is theirs."""

    class Silent:
        async def stop(self, message: object) -> None:
            return None

        async def take(self, *words: object) -> None:
            return None

    hands = talk._arbiter._hands
    talk._arbiter = Arbiter(
        bidders.Hands(
            hands.skills,
            hands.cases,
            hands.ledger,
            hands.words,
            hands.dialogue,
            campaigns=Silent(),
        )
    )

    replies = await talk.receive(said("世界标准日是哪天"))

    assert "10 月 14 日" in replies[0].text


@pytest.mark.parametrize("typed", ["1", "①", "第一个", "选１"])
async def test_a_pick_without_a_list_goes_on_with_what_waits(
    talk: Conversation, typed: str
) -> None:
    class Waiting:
        async def stop(self, message: object) -> None:
            return None

        async def take(self, *words: object) -> None:
            return None

        async def without_list(self, message: object) -> Said:
            return Said((Reply("一套题没有答完"),), "take_quiz")

    hands = replace(talk._arbiter._hands, campaigns=Waiting())
    talk._arbiter = Arbiter(hands)

    replies = await talk.receive(said(typed))

    assert replies[0].text == "一套题没有答完"


def test_every_bidder_can_bid() -> None:
    assert {"answers", "cases", "standards", "talk"} <= everyone().keys()
    assert all(callable(module.bid) and module.TITLE for module in everyone().values())


async def test_when_unsure_the_likeliest_answers_are_said_in_short(talk: Conversation) -> None:
    answer = talk._skills.nearest("投诉和举报有什么区别")

    assert answer.certainty is Certainty.UNSURE
    assert "最接近的是" in answer.text
    assert "投诉解决消费争议，举报反映违法线索。" in answer.text
    assert answer.candidates[0].reference == "faq:complaint-or-report"


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("贴木地板用的胶水标准号是多少", "胶水"),
        ("冰箱旁边放的，玩具执行哪个标准", "玩具"),
        ("电瓶车短路了，哪个标准管", "电瓶车"),
        ("买的玩具坏了，怎么办", "玩具"),
        # The thing named in full before is the one asked about.
        ("电动车充电器冒火花，充电器有国标没有", "电动车充电器"),
        # A thing of a thing is not the whole.
        ("电动车的充电器看哪个标准", "电动车充电器"),
        ("电瓶车用的充电器国标", "电瓶车充电器"),
        ("手机的充电器执行什么标准", "手机充电器"),
        ("书包里的充电器看哪个标准", "充电器"),
        # What is pointed at by the name of its kind was named before.
        ("羽绒服钻绒 这个衣服该按哪个标准", "羽绒服"),
        ("面包有虫，这个食品按哪个标准", "面包"),
        ("羽绒服和衣服按哪个标准", "衣服"),
        # A standard before a thing says which of it is meant.
        ("新国标电动车标准开始执行了没", "电动车"),
        ("国标的插座安不安全", "插座"),
        # What is denied is not asked about.
        ("我说的是手机，不是充电宝", "手机"),
        ("不是说充电宝要3C吗，看哪个标准", "充电宝"),
        # The asking clause speaks of something we have no word for.
        ("水龙头坏了，那个圈圈的标准是哪个", ""),
    ],
)
def test_the_product_asked_about_is_the_one_nearest_to_the_question(
    talk: Conversation, text: str, product: str
) -> None:
    assert talk._skills.product_of(text) == product


@pytest.mark.parametrize(
    "text",
    [
        "asdfgh123",
        "qwertyuiop",
        "。。。。。。",
        "zxcvbn",
        "xkjdf 啊啊",
        "嗯嗯 5555",
        "哈哈哈 sdkfj",
    ],
)
async def test_noise_is_no_question_for_staff(
    talk: Conversation, sessions: SessionFactory, text: str
) -> None:
    replies = await talk.receive(said(text))

    assert replies[0].kind is not ReplyKind.UNKNOWN


@pytest.mark.parametrize("then", ["怎么举报呢", "怎么投诉", "要准备些什么"])
async def test_words_that_do_not_fit_what_was_talked_about_are_not_answered_from_it(
    talk: Conversation, then: str
) -> None:
    replies = await texts(talk, "GB 2760-2024 是什么标准", then)

    assert "您接着问的是：GB 2760" not in replies[1]


async def test_what_else_there_is_never_repeats_the_entry_given(talk: Conversation) -> None:
    first = await talk.receive(said("世界标准日是哪天"))
    then = await talk.receive(said("还有吗", "k2"))

    assert first[0].entry is not None
    assert first[0].entry not in then[0].choices
    assert then[0].kind is not ReplyKind.ANSWER


async def test_what_was_only_offered_is_a_lead_and_never_asserted(
    talk: Conversation,
) -> None:
    offered = talk._skills.nearest("投诉和举报有什么区别")
    memory = remembered(talk._skills, offered, "投诉和举报有什么区别", Memory())

    assert memory.offered
    assert memory.entry == offered.candidates[0].reference


def test_a_year_may_be_said_by_the_year_talked_about() -> None:
    year = clock.today().year

    assert year_in("上一年呢", 2026) == 2025
    assert year_in("24年呢", 2026) == 2024
    assert year_in("那今年的", 2024) == year
    assert year_in("上一年呢", 0) == 0


def test_another_places_question_is_completed_with_that_place() -> None:
    memory = Memory(entry="faq:law-cq", about="重庆市标准化条例哪年施行", topic="重庆市标准化条例")
    leaning = leaning_of("贵州的什么时候")

    assert leaning is not None
    assert all("重庆" not in text for text in full_questions(leaning, memory, "贵州"))


async def test_an_aspect_common_to_all_food_is_not_answered_by_the_food_s_own_standard(
    talk: Conversation,
) -> None:
    found = talk._skills.standards_of("卤味", "卤味店加色素，加多少算过头，看哪个标准")

    assert found is not None
    assert "GB 2760-2024" in found.text.split("\n")[0]
    assert "GB 2726" not in found.text


async def test_where_an_entry_surely_tells_other_standards_both_are_offered(
    talk: Conversation,
) -> None:
    skills, words = talk._skills, "电瓶车充电起火用了添加剂看什么标准"
    found, near = skills.standards_of("电瓶车", words), skills.answer("食品添加剂看哪个标准")
    assert found is not None

    both = skills.both(found, near)

    assert skills.disagree(found, near, "电瓶车", words)
    assert not skills.disagree(found, near, "电瓶车", "电瓶车执行什么标准")
    assert both.certainty is Certainty.UNSURE
    assert "GB 17761-2024" in both.text
    assert "食品添加剂看 GB 2760" in both.text
    assert [one.reference for one in both.candidates] == [found.entry, "faq:additives"]


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("世界标准日是哪天", True),
        # Neither a year nor what isn't in it is answered by telling it again.
        ("世界标准日是哪年定的", False),
        ("世界标准日哪些店打折", False),
    ],
)
async def test_an_entry_is_told_again_only_for_what_it_holds(
    talk: Conversation, said: str, fits: bool
) -> None:
    text = "世界标准日是每年的 10 月 14 日。\n来源：《标准化》（1969 年）"
    answer = Answer(Certainty.SURE, text, score=0.9, entry="faq:standards-day", about="世界标准日")
    memory = Memory(entry="faq:standards-day", about="世界标准日是哪天", topic="世界标准日")
    leaning = leaning_of(f"那{said}")
    assert leaning is not None

    assert Completer(talk._skills)._fits_well(answer, said, leaning, memory) is fits


async def test_the_number_that_was_explained_is_what_the_talk_goes_on_about(
    talk: Conversation,
) -> None:
    entry = talk._skills.answer("世界标准日是哪天")
    kept = remembered(talk._skills, entry, "GB 7718-2025 末尾四位是什么", Memory())

    assert kept.standard == "GB 7718-2025"
