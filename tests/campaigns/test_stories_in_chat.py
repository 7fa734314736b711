"""Little stories told in the chat, and where campaigns are."""

from __future__ import annotations

import pytest

from bot.campaigns.quiz.quiz import Quizzes
from bot.campaigns.talk import CampaignTalk
from bot.kit.messages import IncomingMessage
from kb.categories import STORIES
from tests.campaigns.conftest import Office
from tests.campaigns.test_subscriptions import Chat
from tests.content import faq

SITE = "https://example.gov.cn"


@pytest.fixture
def chat(office: Office) -> Chat:
    quizzes = Quizzes(office.clock)
    return Chat(
        CampaignTalk(
            office.sessions, office.subscriptions, quizzes, office.calendar, {}, SITE, office.clock
        )
    )


@pytest.fixture
async def stories(office: Office) -> None:
    async with office.sessions.begin() as session:
        for slug in ("sto-a", "sto-b", "sto-c"):
            row = faq(slug, f"{slug} 为什么？", f"{slug} 约好了。")
            row.category = STORIES
            session.add(row)
        session.add(faq("other", "别的？", "别的。"))


@pytest.mark.parametrize(
    "words",
    [
        "小故事", "讲故事", "讲个标准小故事", "有没有标准的故事", "标准故事", "标准小故事",
        "给我讲个故事", "我想听标准化的小故事", "来一则小故事嘛", "听故事",
    ],
)  # fmt: skip
async def test_a_story_is_told_with_the_page_of_all(chat: Chat, stories: None, words: str) -> None:
    said = await chat.say(words) or ""
    assert "约好了" in said
    assert "来源：《sto-" in said
    assert f"{SITE}/learn/stories" in said


@pytest.mark.parametrize("words", ["再来一个", "再讲一个", "换一个", "还有吗", "1", "讲故事"])
async def test_another_one_follows_until_all_are_told(
    chat: Chat, stories: None, words: str
) -> None:
    told = [await chat.say("讲故事") or ""]
    told += [await chat.say(words) or "" for _ in range(3)]
    assert len(set(told[:3])) == 3
    assert told[3] == told[0]


async def test_another_one_is_of_stories_only_behind_one(chat: Chat, stories: None) -> None:
    assert await chat.say("再来一个") is None


async def test_without_stories_this_is_said(chat: Chat) -> None:
    assert "还没有发布的小故事" in (await chat.say("讲故事") or "")


@pytest.mark.parametrize("words", ["标准小故事在哪里", "学一学"])
async def test_the_page_is_still_told(chat: Chat, stories: None, words: str) -> None:
    assert f"{SITE}/learn\n" in (await chat.say(words) or "")


@pytest.mark.parametrize("words", ["出了事故", "讲故事机有国标吗", "商家给我讲故事骗我钱"])
async def test_other_stories_are_none_of_ours(chat: Chat, stories: None, words: str) -> None:
    assert await chat.say(words) is None


@pytest.mark.parametrize("words", ["活动", "看活动", "宣传活动", "活动页面", "你们的活动"])
async def test_campaigns_alone_lead_to_their_page(chat: Chat, words: str) -> None:
    said = await chat.talk.take(IncomingMessage("web", "anne", words, "k"), words, ())

    assert said is not None
    assert f"{SITE}/campaigns" in said.replies[0].text
    assert said.intent == "campaign_events"  # no picture was asked for


@pytest.mark.parametrize("words", ["促销活动骗人", "活动房标准", "世界标准日有什么活动"])
async def test_other_campaigns_are_left_to_the_answers(chat: Chat, words: str) -> None:
    assert await chat.say(words) is None
