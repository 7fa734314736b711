"""Whoever is sent messages and wants no more is heard, however they say it (PIPL art. 15)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.campaigns import phrases
from bot.campaigns.quiz.quiz import Quizzes
from bot.campaigns.talk import (
    ENOUGH,
    NO_QUESTION,
    NO_QUIZ,
    NOTHING,
    STOPPED,
    CampaignTalk,
)
from bot.complaints.understanding.hearing import Heard
from bot.conversation.bidders import campaign_wishes
from bot.conversation.bidders.campaign_wishes import is_wished
from bot.conversation.deciding import Bid
from bot.conversation.memory import Memory
from bot.conversation.state import State
from bot.conversation.understanding.message import Understanding
from bot.dialogue.client import Parse
from bot.kit.messages import IncomingMessage
from bot.settings import ROOT
from kb.knowledge import load_normaliser
from kb.yaml_file import read_yaml
from tests.campaigns.conftest import Office
from tests.campaigns.test_subscriptions import DISTRICTS, Chat, of

TABLE = read_yaml(ROOT / "tests/campaigns/withdrawing.yml")


def heard(text: str) -> bool:
    plain = phrases.STOP.fullmatch(text) or phrases.STOP_OURS.fullmatch(text)
    return bool(plain) or phrases.withdraws(text)


def test_the_table_is_long_enough_and_says_nothing_twice() -> None:
    said = [*TABLE["withdraws"], *TABLE["another"]]

    assert (len(TABLE["withdraws"]) >= 60, len(TABLE["another"]) >= 40) == (True, True)
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("text", TABLE["withdraws"])
def test_no_more_is_heard_without_the_language_model(text: str) -> None:
    assert heard(text)


@pytest.mark.parametrize("text", TABLE["another"])
def test_what_wants_something_else_takes_no_consent_back(text: str) -> None:
    assert not heard(text)


@pytest.fixture
def talk(office: Office) -> CampaignTalk:
    return CampaignTalk(
        office.sessions, office.subscriptions, Quizzes(office.clock), office.calendar, DISTRICTS,
        "https://example.gov.cn", office.clock,
    )  # fmt: skip


def understood(text: str, parse: Parse | None, heard: Heard = Heard.NOTHING) -> Understanding:
    message = IncomingMessage("wechat", "anne", text, "k", address="openid-1")
    return Understanding(1, message, text, text, text, (), parse, State(), Memory(), heard=heard)


def bid_on(seen: Understanding, talk: Any) -> Bid | None:
    return campaign_wishes.bid(seen, SimpleNamespace(campaigns=talk))  # type: ignore[arg-type]


async def said(text: str, intent: str, talk: CampaignTalk, confidence: float = 0.6) -> str | None:
    made = bid_on(understood(text, Parse(intent, confidence)), talk)
    outcome = await made.act() if made is not None else None
    return outcome.replies[0].text if outcome is not None else None


async def test_the_model_hears_who_takes_a_consent_back(talk: CampaignTalk, office: Office) -> None:
    words = "你们发的我都不感兴趣"
    assert not heard(words)
    assert await said(words, "unsubscribe", talk) is None  # was never sent anything
    chat = Chat(talk)
    await chat.say("订阅")
    await chat.say("4")

    assert await said(words, "unsubscribe", talk, 0.3) is None
    assert await said("我要取消订单", "unsubscribe", talk, 0.9) is None
    assert await said(words, "unsubscribe", talk, 0.5) == ENOUGH.text
    assert (await of(office)).topics  # a guess takes nothing back
    assert await chat.say(ENOUGH.buttons[0].payload) == STOPPED
    assert not (await of(office)).topics


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("以后质量月有活动记得喊我一声", "subscribe", "想收哪一类"),
        ("我现在收哪几类消息", "ask_subscriptions", NOTHING),
        ("今天考我什么", "daily_question", NO_QUESTION),
        ("我想参加竞赛", "take_quiz", NO_QUIZ),
    ],
)
async def test_the_model_s_other_wishes_are_done(
    talk: CampaignTalk, text: str, intent: str, told: str
) -> None:
    assert (await said(text, intent, talk) or "").startswith(told)


@pytest.mark.parametrize(
    "intent", ["subscribe", "ask_subscriptions", "daily_question", "take_quiz"]
)
def test_on_a_guess_of_the_model_a_question_is_no_wish(talk: CampaignTalk, intent: str) -> None:
    words = "上高速要装儿童座椅 标准号发我一个"
    assert bid_on(understood(words, Parse(intent, 0.75)), talk) is None
    assert bid_on(understood("有新的推送给我", Parse(intent, 0.4)), talk) is not None
    assert bid_on(understood("以后有新的记得喊我", Parse(intent, 0.9)), talk) is not None


@pytest.mark.parametrize(
    "intent", ["subscribe", "ask_subscriptions", "daily_question", "take_quiz"]
)
@pytest.mark.parametrize(
    "words",
    [
        "那我现在买要看什么", "发布以后实施以前 我按哪版做", "我要出个黑板报,质量月是几月份知道不",
        "规划讲宣传的那段点了哪几个日子搞活动", "since when",
        "我是做小家电的,安全要求最新版编号发我",
    ],
)  # fmt: skip
def test_what_names_no_wish_is_none_however_sure_the_model_is(
    talk: CampaignTalk, words: str, intent: str
) -> None:
    assert bid_on(understood(words, Parse(intent, 0.99)), talk) is None


@pytest.mark.parametrize(
    "text",
    [
        "remove me from your list please",
        "标准的消息我看够了",
        "把我从名单上划掉",
        "新国标那些消息让我清静哈",
        "opt out",
    ],
)
def test_consent_is_taken_back_in_whatever_words_the_model_hears_it(
    talk: CampaignTalk, text: str
) -> None:
    assert bid_on(understood(text, Parse("unsubscribe", 0.6)), talk) is not None


@pytest.mark.parametrize(
    "text",
    ["那我这批袋子印的老版 现在卖没得问题嘛", "楼下超市有问题归哪个局管", "质量月的主题是什么"],
)
def test_a_problem_or_a_theme_is_no_question_to_play(text: str) -> None:
    assert not is_wished(text)


def test_every_wish_the_model_learns_says_so() -> None:
    normaliser, learnt = load_normaliser(), list[str]()
    for name in ("subscribe", "ask_subscriptions", "daily_question", "take_quiz"):
        taught = read_yaml(ROOT / f"data/nlu/campaigns/{name}.yml")
        learnt += taught["nlu"][0]["examples"].replace("- ", "").split("\n")

    assert [text for text in learnt if text and not is_wished(normaliser(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "收到调解通知我懒得去会怎样", "接到市监局的通知", "听证通知上写的啥",
        "麻烦告诉我标准分哪几类", "请你告诉我团标和企标有啥区别",
    ],
)  # fmt: skip
def test_a_notice_that_came_is_no_wish_for_one(text: str) -> None:
    assert not is_wished(text)
    assert is_wished("有活动通知我一声")


def test_nobody_bids_while_rasa_is_away_or_on_a_story(talk: CampaignTalk) -> None:
    assert bid_on(understood("不想收你们的东西了", None), talk) is None
    story = understood("商家天天给我发短信", Parse("unsubscribe", 0.9), Heard.STORY)
    assert bid_on(story, talk) is None


@pytest.mark.parametrize(
    "text",
    [
        "我舅舅中秋收到两盒月饼。盒子一层套一层,里头还塞了酒,饼子只有四个小的。这种包装国家管不管",
        "物业要出一期黑板报,左边写安全月的口号,右边空起的。主任喊我莫写错字。麻烦把正确的两句发我一下",
        "厂里收到一箱样品,老板喊我查清楚再告诉他。这种标签上没写执行标准的,到底算不算合格,我心头没得底",
    ],
)
def test_a_story_in_which_something_came_or_is_to_be_told_is_no_wish(text: str) -> None:
    assert not is_wished(text)


def test_a_wish_at_the_end_of_a_story_is_one() -> None:
    said = "我天天上班忙得很,记性又差,去年九月的那些展览一场都没赶上。今年质量月有活动记得喊我一声"
    assert is_wished(said)
