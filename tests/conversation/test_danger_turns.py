"""Danger comes first in every conversation, and nothing behind it sends the citizen away."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from bot.conversation.models import UnansweredQuestion
from bot.handover.models import Handover
from bot.handover.people import People
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.sender import Body
from bot.outbox.service import NewMessage, Outbox
from bot.settings import load_settings
from kb.knowledge import LiveKnowledge
from tests.conversation.test_case_turns import Chat, rasa
from tests.conversation.test_conversation import FakeRasa, make
from tests.conversation.test_person_turns import people

__all__ = ["people", "rasa"]
REFUSALS = ("没有可靠", "不归", "不在我", "答不上", "交给工作人员补充", "您是不是想问", "再见")


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa) -> Chat:
    return Chat(make(sessions, knowledge, rasa), rasa)


@pytest.mark.parametrize(
    ("text", "intent", "number"),
    [
        ("我娃把84喝了", "ask_out_of_scope", "120"),
        ("高压锅刚刚爆了我脸上全是血", "ask_out_of_scope", "120"),
        ("娃儿吞了磁力珠", "ask_out_of_scope", "120"),
        ("孩子误吞了纽扣电池", "ask_faq", "120"),
        ("孩子卡在扶梯里了", "ask_faq", "119"),
        ("喝了假酒眼睛看不清了", "ask_faq", "120"),
        ("家里闻到燃 气味", "ask_faq", "119"),
        ("[大哭]煤 气 漏 了😭", "greet", "119"),
        ("不想活了，再见", "goodbye", "12356"),
        ("煤气漏了煤气漏了煤气漏了", "complain_about_answer", "119"),
        ("有人打我，打我", "insult", "110"),
    ],
)
async def test_advice_comes_first_and_nothing_refuses(
    chat: Chat, sessions: SessionFactory, text: str, intent: str, number: str
) -> None:
    told = await chat.say(text, intent)

    assert told.startswith("先注意安全")
    assert number in told
    assert not any(refusal in told for refusal in REFUSALS)
    assert told.count("我要投诉") <= 1
    async with sessions() as session:
        assert not await session.scalar(select(func.count()).select_from(UnansweredQuestion))


async def test_what_is_asked_next_and_not_known_gets_the_advice_again(chat: Chat) -> None:
    await chat.say("孩子误吞了纽扣电池", "ask_faq")

    told = await chat.say("现在看起没得啥反应，先等等行不", "ask_faq")
    known = await chat.say("世界标准日是哪天？", "ask_faq")
    after = await chat.say("隔壁老王家的狗叫啥子", "ask_faq")

    assert "120" in told
    assert not any(refusal in told for refusal in REFUSALS)
    assert "10 月 14 日" in known
    assert "120" not in after


async def test_whether_it_can_wait_is_no_goodbye(chat: Chat) -> None:
    await chat.say("孩子误吞了纽扣电池", "ask_faq")

    assert "120" in await chat.say("看着好好的 明天再去行吗", "goodbye")


async def test_what_is_not_over_gets_the_advice_again(chat: Chat) -> None:
    await chat.say("隔壁老头烧煤炉门窗关起的，现在喊他不答应", "ask_faq")

    assert "120" in await chat.say("窗子开了，还是没反应", "tell_story")


async def test_a_real_answer_may_follow_advice_except_in_despair(chat: Chat) -> None:
    told = await chat.say("世界标准日是哪天？我家着火了救命")
    assert told.startswith("先注意安全")
    lost = await chat.say("世界标准日是哪天，我不想活了")
    assert "10 月 14 日" not in lost


async def test_danger_told_inside_a_form_is_heard_and_the_form_stays(chat: Chat) -> None:
    await chat.say("我要投诉", "file_complaint")

    told = await chat.say("娃儿吞了磁力珠，喊都喊不答应")
    assert told.startswith("先注意安全")
    assert "120" in told
    assert "还差：店名" in told
    assert "刚才填的内容已经删除" in await chat.say("取消")


async def test_a_complaint_of_somebody_in_danger_is_not_sent_elsewhere(chat: Chat) -> None:
    told = await chat.say("物业的人现在在打我，我要投诉", "file_complaint")

    assert told.startswith("先注意安全")
    assert "110" in told
    assert "不归市场监管部门" not in told


async def test_danger_is_heard_while_a_person_speaks(
    chat: Chat, people: People, sessions: SessionFactory
) -> None:
    chat.conversation._people = people
    await chat.say("转人工")
    async with sessions() as session:
        number = (await session.scalars(select(Handover.id))).one()
    await sessions.run(lambda s: people.take(s, "li", number))

    assert (await chat.say("[流泪]我 娃 把 84 喝 了")).startswith("先注意安全")
    assert await chat.say("今天天气好") == ""


@pytest.mark.parametrize(
    ("text", "begins"),
    [("孩子误吞了纽扣电池", "先注意安全"), ("世界标准日是哪天？", "【进展通知】您的投诉已受理")],
)
async def test_held_news_come_first_but_not_before_advice(
    chat: Chat, sessions: SessionFactory, text: str, begins: str
) -> None:
    news = NewMessage.seal(
        load_settings().keyring,
        purpose="case_notice",
        dedupe_key="case:1",
        conversation="pseudonym-1",
        channel="wechat",
        address="oSECRETopenid",
        body=Body("您的投诉已受理"),
    )
    async with sessions.begin() as session:
        await Outbox().put(session, news)
        await session.execute(update(OutboxMessage).values(status=OutboxStatus.HELD.value))

    told = await chat.say(text)

    assert told.startswith(begins)
    assert told.count("【进展通知】您的投诉已受理") == 1


@pytest.mark.parametrize("text", ["[微笑]", "😀😀😀", "/::)/::)"])
async def test_faces_alone_get_a_friendly_sentence(chat: Chat, text: str) -> None:
    assert "表情" in await chat.say(text)


@pytest.mark.parametrize(
    "text",
    [
        "[微笑]世界标准日是哪天[玫瑰]",
        "世界标准日是 哪天",
        "世界 标准 日是 哪天",
        "世 界 标 准 日 是 哪 天",
        "世界标准日是哪天？" * 7,
        "世界标准日\x1d是哪天",
        "🎉世界标准日是哪天🎉",
    ],
)
async def test_noise_is_taken_out_at_the_door(chat: Chat, text: str) -> None:
    assert "10 月 14 日" in await chat.say(text)


async def test_commands_and_wishes_are_heard_through_noise(chat: Chat) -> None:
    assert "还差：店名" in await chat.say("我 要 投 诉[流泪]")
    assert "取消" in await chat.say("取 消😀")


@pytest.mark.parametrize(
    "said",
    [
        "我要去死",
        "我不想活了",
        "活着没意思了 不想活了",
        "真的想死了算了",
        "我去跳楼算了",
        "想自杀",
        "不如死了算了",
        "我还不如死了算了，钱也要不回来",
    ],
)
async def test_who_despairs_inside_a_form_is_asked_for_no_shop(chat: Chat, said: str) -> None:
    await chat.say("我要投诉", "file_complaint")

    told = await chat.say(said)

    assert told.startswith("先注意安全")
    assert "12356" in told
    assert "还差" not in told
    assert "记下了" not in told
    # The form waits, and has nothing of it.
    later = await chat.say("在南坪百惠超市买的牛奶过期了")
    assert "百惠超市" in later
    assert said not in later


async def test_who_threatens_gets_calm_words_and_no_form(chat: Chat) -> None:
    told = await chat.say("我要去店里打他", "file_complaint")

    assert told.startswith("先注意安全")
    assert "12356" in told
    assert "还差" not in told


async def test_a_side_word_after_despair_gets_no_question_of_the_form(chat: Chat) -> None:
    await chat.say("我要投诉", "file_complaint")
    await chat.say("我不想活了")

    told = await chat.say("等一下")

    assert "还差" not in told
    assert "先顾好自己" in told


async def test_a_story_told_with_despair_is_kept(chat: Chat) -> None:
    await chat.say("我要投诉", "file_complaint")

    told = await chat.say("在南坪百惠超市买的奶粉是过期的，娃儿拉肚子，老板还骂人，我不想活了")

    assert told.startswith("先注意安全")
    assert "12356" in told
    assert "百惠超市" in told


@pytest.mark.parametrize("name", ["着火的石头", "着火的石头烤肉店", "爆炸螺蛳粉"])
async def test_a_shops_name_told_to_the_form_is_no_danger(chat: Chat, name: str) -> None:
    await chat.say("我要投诉", "file_complaint")

    assert "先注意安全" not in await chat.say(name, "ask_faq")
    assert "先注意安全" in await chat.say("隔壁着火了", "ask_faq")


async def test_in_english_too_what_goes_on_is_still_a_danger(chat: Chat) -> None:
    await chat.say("there is smoke coming from our rice cooker", "ask_faq")

    assert "119" in await chat.say("the firemen are here, it is still burning", "ask_faq")
