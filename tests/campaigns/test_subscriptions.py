from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.quiz.quiz import Quizzes
from bot.campaigns.talk import CampaignTalk
from bot.citizens import subscriptions
from bot.citizens.models import ConsentRecord, Subscriber, Subscription
from bot.citizens.subscriptions import Person, Subscribed
from bot.kit.messages import IncomingMessage, Said
from tests.campaigns.conftest import Office

DISTRICTS = {"万州区": "万州区", "万州": "万州区"}


@pytest.fixture
def talk(office: Office) -> CampaignTalk:
    return CampaignTalk(
        office.sessions,
        office.subscriptions,
        Quizzes(office.clock),
        office.calendar,
        DISTRICTS,
        "https://example.gov.cn",
        office.clock,
    )


class Chat:
    """One citizen's chat: remembers what was offered, as the conversation does."""

    def __init__(self, talk: CampaignTalk, channel: str = "wechat", name: str = "anne") -> None:
        self.talk = talk
        self.channel = channel
        self.name = name
        self.choices: tuple[str, ...] = ()

    async def say(self, text: str) -> str | None:
        message = IncomingMessage(self.channel, self.name, text, "k", address="openid-1")
        said: Said | None = await self.talk.stop(message)
        said = said or await self.talk.take(message, text, self.choices)
        if said is None:
            return None
        self.choices = tuple(ref for reply in said.replies for ref in reply.choices)
        return "\n".join(reply.text for reply in said.replies)


async def rows(office: Office, table: Any) -> list[Any]:
    async with office.sessions() as session:
        return list(await session.scalars(select(table).order_by(*table.__mapper__.primary_key)))


async def of(office: Office, name: str = "anne") -> Subscribed:
    return await office.sessions.run(lambda session: office.subscriptions.of(session, name))


async def test_a_citizen_subscribes_and_the_consent_keeps_its_words(
    talk: CampaignTalk, office: Office
) -> None:
    chat = Chat(talk)
    offer = await chat.say("我要订阅")
    assert "世界标准日" in (offer or "")
    assert "每月最多 4 条" in (offer or "")
    assert "订好了：消费者权益日" in (await chat.say("2") or "")
    assert await of(office) == Subscribed(("consumer_day",))
    record = (await rows(office, ConsentRecord))[0]
    assert record.given
    assert record.topics == ["consumer_day"]
    assert "每月最多 4 条" in record.wording
    row = (await rows(office, Subscriber))[0]
    assert "openid-1" not in row.address_sealed


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("帮我订阅世界标准日的消息", "standards_day"),
        ("我想收世界标准日的消息", "standards_day"),
        ("订阅315", "consumer_day"),
        ("我要订阅三一五", "consumer_day"),
    ],
)
async def test_a_topic_may_be_named_at_once(
    talk: CampaignTalk, office: Office, words: str, topic: str
) -> None:
    chat = Chat(talk)
    asked = await chat.say(words) or ""
    assert "每月最多 4 条" in asked
    assert await of(office) == Subscribed()  # nobody agreed yet
    assert "订好了" in (await chat.say("1") or "")
    assert (await of(office)).topics == (topic,)


@pytest.mark.parametrize(
    "words",
    ["订阅", "怎么订阅", "咋个订阅嘛", "如何订阅你们的消息", "有活动告诉我一声", "有活动通知我"],
)
async def test_who_names_no_topic_may_choose(talk: CampaignTalk, words: str) -> None:
    assert "想收哪一类" in (await Chat(talk).say(words) or "")


@pytest.mark.parametrize(
    "words",
    [
        "订阅报纸", "我想退货", "标准退订怎么规定", "3", "每日一题是什么规定", "怎么取消",
        "我要退订酒店商家不退款", "退订机票被拒怎么投诉", "订阅号和服务号有什么区别", "取消投诉",
        "怎么答题", "我不想收了", "不要发短信", "我想收到处理结果的通知",
    ],
)  # fmt: skip
async def test_what_is_not_ours_is_left_to_others(talk: CampaignTalk, words: str) -> None:
    assert await Chat(talk).say(words) is None


async def test_audience_and_district_are_added(talk: CampaignTalk, office: Office) -> None:
    chat = Chat(talk)
    await chat.say("订阅")
    await chat.say("1")
    assert "关心的方面：企业" in (await chat.say("1") or "")
    assert "没有找到" in (await chat.say("区县成都") or "")
    assert "万州区" in (await chat.say("区县万州") or "")
    assert await of(office) == Subscribed(("standards_day",), "enterprise", "万州区")
    assert "世界标准日" in (await chat.say("我的订阅") or "")


@pytest.mark.parametrize(
    "words",
    [
        "退订", "我要退订", "取消订阅", "不要再推送了", "TD", "退订。", "全部退订", "取消推送",
        "停止订阅", "不想再收到推送", "莫给我发消息了", "不想收到你们的消息了", "我不想收了",
        "莫给我发了", "莫再发了", "别发了",
    ],
)  # fmt: skip
async def test_stopping_forgets_everything_but_the_record(
    talk: CampaignTalk, office: Office, words: str
) -> None:
    chat = Chat(talk)
    await chat.say("订阅")
    await chat.say("4")  # all of them
    assert len((await of(office)).topics) == 3
    assert "已退订" in (await chat.say(words) or "")
    assert await rows(office, Subscriber) == []
    assert await rows(office, Subscription) == []
    records = await rows(office, ConsentRecord)
    assert [record.given for record in records] == [True, False]
    assert "没有订阅" in (await chat.say("退订") or "")


@pytest.mark.parametrize("words", ["退订三一五", "取消订阅消费者权益日的消息", "不想收315的推送"])
async def test_one_topic_can_be_left(talk: CampaignTalk, office: Office, words: str) -> None:
    chat = Chat(talk)
    assert "没有订阅" in (await chat.say(words) or "")
    await chat.say("订阅")
    await chat.say("4")
    assert "已退订“消费者权益日”" in (await chat.say(words) or "")
    assert (await of(office)).topics == ("daily_question", "standards_day")
    assert (await rows(office, ConsentRecord))[-1].wording == words


@pytest.mark.parametrize("words", ["怎么退订", "咋个退订哟", "怎么取消订阅"])
async def test_asking_how_to_leave_leaves_nothing(
    talk: CampaignTalk, office: Office, words: str
) -> None:
    chat = Chat(talk)
    await chat.say("订阅")
    await chat.say("1")
    assert "回复“退订”" in (await chat.say(words) or "")
    assert (await of(office)).topics == ("standards_day",)


@pytest.mark.parametrize(
    "words",
    [
        "不想收你们的东西了",
        "莫再给我发东西了",
        "别再骚扰我",
        "你们的消息好烦，别发了",
        "把我从名单里删了",
        "拒收你们的广告",
        "以后不要给我推送消息",
        "请不要再打扰我",
        "不想再看到你们的广告",
        "停止骚扰",
        "天天发烦死了别发了",
        "不要你们的消息了",
        "求你们别给我发这些了",
    ],
)
async def test_whoever_says_leave_me_alone_is_unsubscribed(
    talk: CampaignTalk, office: Office, words: str
) -> None:
    chat = Chat(talk)
    assert "没有订阅" in (await chat.say(words) or "")
    await chat.say("订阅")
    await chat.say("4")

    assert "已退订" in (await chat.say(words) or "")
    assert (await of(office)).topics == ()


@pytest.mark.parametrize(
    "words",
    [
        "不想要这个快递了",
        "商家天天发短信骚扰我",
        "我不想收货了",
        "不要退货",
        "东西太贵了",
        "别卖过期的",
    ],
)
async def test_what_is_said_of_others_is_no_wish_to_leave(talk: CampaignTalk, words: str) -> None:
    assert await Chat(talk).say(words) is None


async def test_in_a_form_only_what_is_clear_stops(talk: CampaignTalk) -> None:
    for text, clear in (("退订", True), ("不要再推送了", True), ("我不想收了", False)):
        stopped = await talk.stop(IncomingMessage("wechat", "anne", text, "k"))
        assert (stopped is not None) == clear


@pytest.mark.parametrize("words", ["我订了些啥子", "我订阅了什么", "查看我的订阅", "我的订阅"])
async def test_what_somebody_has_is_told(talk: CampaignTalk, words: str) -> None:
    assert "没有订阅" in (await Chat(talk).say(words) or "")


@pytest.mark.parametrize(
    "words", ["每日一题", "来道题", "今天的题目", "出道题考我嘛", "考考我", "再来一题"]
)
async def test_a_question_is_asked_for_in_many_ways(talk: CampaignTalk, words: str) -> None:
    assert "今天还没有题" in (await Chat(talk).say(words) or "")


@pytest.mark.parametrize(
    "words", ["答题", "开始答题", "我要参加知识竞赛", "有没得知识竞赛", "世界标准日答题"]
)
async def test_a_quiz_is_asked_for_in_many_ways(talk: CampaignTalk, words: str) -> None:
    assert "没有开放的知识问答" in (await Chat(talk).say(words) or "")


async def test_who_unfollows_is_named_nowhere(talk: CampaignTalk, office: Office) -> None:
    chat = Chat(talk)
    await chat.say("订阅")
    await chat.say("1")
    await office.sessions.run(
        lambda session: office.subscriptions.forget(session, "anne", office.clock())
    )
    assert await rows(office, Subscriber) == []
    records = await rows(office, ConsentRecord)
    assert {record.conversation for record in records} == {""}
    assert [record.given for record in records] == [True, False]


async def test_in_the_web_chat_the_page_is_named_instead(talk: CampaignTalk) -> None:
    said = await Chat(talk, channel="web").say("订阅")
    assert "https://example.gov.cn/subscriptions" in (said or "")


async def test_in_the_web_chat_leaving_leads_to_the_page_as_well(talk: CampaignTalk) -> None:
    said = await Chat(talk, channel="web").say("退订") or ""
    assert "没有订阅" not in said
    assert "https://example.gov.cn/subscriptions" in said


async def test_results_know_whom_a_consent_came_from(talk: CampaignTalk, office: Office) -> None:
    chat = Chat(talk)
    for text in ("订阅", "1", "1", "区县万州"):
        await chat.say(text)
    record = (await rows(office, ConsentRecord))[0]
    assert (record.audience, record.district) == ("enterprise", "万州区")


async def test_a_choice_that_is_gone_is_offered_anew(talk: CampaignTalk, office: Office) -> None:
    chat = Chat(talk)
    chat.choices = ("sub:no_such_topic",)
    assert "请重新选" in (await chat.say("1") or "")
    assert (await of(office)).topics == ()


@pytest.mark.parametrize(
    "text",
    [
        "我要" * 24 + "x", "退订" + "推送消息" * 20 + "x", "我要" * 19 + "x", "我要参加" * 9 + "x",
        "退订" + "推送消息" * 9 + "x", "不要推送" + "消息活动" * 8 + "x",
        "我订了" + "啥子啥" * 12 + "x", "看看发来" * 9 + "x", "海报有没有" * 7 + "x",
    ],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    """Run with a limit of its own, because a regular expression can't be interrupted."""
    code = (
        "import sys; from bot.campaigns import phrases as p; t = sys.argv[1]; "
        "[one.fullmatch(t) for one in vars(p).values() if isinstance(one, p.Phrase)]; "
        "p.leaving(t); p.subscribing(t); p.playing(t); p.picturing(t)"
    )
    subprocess.run([sys.executable, "-c", code, text], check=True, timeout=100)


async def test_a_second_click_that_overtakes_the_first_subscribes_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(session: Session) -> Subscribed:
        person = Person("web", "anne", via="page")
        return office.subscriptions.add(
            session, person, ["consumer_day"], "我同意。", office.clock()
        )

    found = subscriptions._row
    await office.sessions.run(add)
    # What the second one reads before the first has written.
    answers = iter([lambda *_: None])
    monkeypatch.setattr(subscriptions, "_row", lambda *now: next(answers, found)(*now))

    assert await office.sessions.run(add) == Subscribed(("consumer_day",))
    assert len(await rows(office, ConsentRecord)) == 1
