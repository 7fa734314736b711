"""Inside the number look-up everything but the number is answered by whoever it belongs to."""

from __future__ import annotations

import json

import httpx
import pytest
from sqlalchemy import select

from bot.conversation.models import ConversationState, UnansweredQuestion
from bot.conversation.skills import ASK_NUMBER, WRONG
from bot.kit.db import SessionFactory
from bot.kit.messages import Reply, ReplyKind
from kb.knowledge import LiveKnowledge
from tests.complaints.conftest import COMPLAINT
from tests.conversation.test_case_turns import Chat
from tests.conversation.test_conversation import FakeRasa, make


class RasaInItsForm(FakeRasa):
    """Its dialogue asks for the number, whatever it is told; it keeps what that was."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/webhooks/rest/webhook":
            return super().__call__(request)
        said = json.loads(request.content)["message"]
        if said.startswith("/"):
            return httpx.Response(200, json=[])  # the case desk goes on alone
        self.told.append(said)
        asked = Reply(ASK_NUMBER, ReplyKind.FORM)
        return httpx.Response(200, json=[{"custom": {"reply": asked.to_json()}}])


@pytest.fixture
def rasa() -> RasaInItsForm:
    return RasaInItsForm()


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge, rasa: RasaInItsForm) -> Chat:
    return Chat(make(sessions, knowledge, rasa), rasa)


async def is_in_form(sessions: SessionFactory) -> bool:
    async with sessions() as session:
        return (await session.scalars(select(ConversationState))).one().in_form


async def test_a_wrong_answer_is_noted_as_it_says(
    chat: Chat, rasa: RasaInItsForm, sessions: SessionFactory
) -> None:
    await chat.say("玩具的标准号在哪里看")
    await chat.say("帮我查个标准", "look_up_standard")

    told = await chat.say("你答得不对", "complain_about_answer")

    assert told.startswith(WRONG)
    async with sessions() as session:
        kept = list(
            await session.scalars(select(UnansweredQuestion).order_by(UnansweredQuestion.id))
        )
    assert kept[-1].reason == "wrong"
    assert told.endswith(ASK_NUMBER)
    assert await is_in_form(sessions)
    assert rasa.told == ["帮我查个标准"]


@pytest.mark.parametrize("words", ["我的投诉到哪一步了", "我上回说的那件事办得怎么样了"])
async def test_how_a_complaint_stands_is_told(chat: Chat, rasa: RasaInItsForm, words: str) -> None:
    for said in COMPLAINT:
        told = await chat.say(said, "file_complaint")
    number = told.partition("登记编号：")[2][:19].strip()
    assert number.startswith("CQ")
    await chat.say("帮我查个标准", "look_up_standard")

    told = await chat.say(words, "ask_case_progress")

    assert number in told
    assert rasa.told == ["帮我查个标准"]


@pytest.mark.parametrize(
    ("words", "intent"),
    [("世界标准日是哪天", "ask_faq"), ("你好", "greet"), ("明天会下雨吗", "ask_out_of_scope")],
)
async def test_the_number_is_asked_for_again_behind_another_answer(
    chat: Chat, rasa: RasaInItsForm, sessions: SessionFactory, words: str, intent: str
) -> None:
    await chat.say("帮我查个标准", "look_up_standard")

    told = await chat.say(words, intent)

    assert told.endswith(ASK_NUMBER)
    assert told != ASK_NUMBER
    assert await is_in_form(sessions)
    assert rasa.told == ["帮我查个标准"]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("GB 17761", "ask_faq"),
        ("算了", "cancel"),
        ("没得", "deny"),
        ("帮我查嘛", "look_up_standard"),
    ],
)
async def test_what_belongs_to_the_form_goes_to_it(
    chat: Chat, rasa: RasaInItsForm, words: str, intent: str
) -> None:
    await chat.say("帮我查个标准", "look_up_standard")

    await chat.say(words, intent)

    assert len(rasa.told) == 2


async def test_a_number_without_its_letters_is_given_to_the_form_with_them(
    chat: Chat, rasa: RasaInItsForm
) -> None:
    await chat.say("电动自行车的标准号是多少")
    await chat.say("帮我查个标准", "look_up_standard")

    await chat.say("31888", "ask_faq")

    assert rasa.told[1:] == ["GB/T 31888"]


async def test_the_talk_goes_on_about_what_was_looked_up(chat: Chat) -> None:
    await chat.say("电动自行车的标准号是多少")
    await chat.say("帮我查个标准", "look_up_standard")
    await chat.say("GB/T 31888", "ask_faq")

    assert "31888" in await chat.say("那它什么时候实施的", "ask_faq")


async def test_whoever_tells_a_story_is_not_asked_for_a_number(
    chat: Chat, sessions: SessionFactory
) -> None:
    await chat.say("帮我查个标准", "look_up_standard")

    told = await chat.say("我要投诉", "file_complaint")

    assert ASK_NUMBER not in told
    assert not await is_in_form(sessions)


class RasaWithMemory(RasaInItsForm):
    """Knows of its form what was said to it since it was started."""

    def __init__(self) -> None:
        super().__init__()
        self.asks = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/webhooks/rest/webhook":
            return super().__call__(request)
        said = json.loads(request.content)["message"]
        if "查" in said or said == "/look_up_standard":
            self.asks = True
            asked = Reply(ASK_NUMBER, ReplyKind.FORM)
            return httpx.Response(200, json=[{"custom": {"reply": asked.to_json()}}])
        known, self.asks = self.asks, False
        return httpx.Response(200, json=[{"text": "好的，不查了。"}] if known else [])


@pytest.mark.parametrize(
    ("words", "intent"), [("算了", "cancel"), ("没得", "deny"), ("拜拜", "goodbye")]
)
async def test_a_rasa_that_lost_the_form_begins_it_anew(
    sessions: SessionFactory, knowledge: LiveKnowledge, words: str, intent: str
) -> None:
    """Killed, replaced, or another of several: no 「取消」 is answered by asking again."""
    rasa = RasaWithMemory()
    chat = Chat(make(sessions, knowledge, rasa), rasa)
    await chat.say("帮我查个标准", "look_up_standard")
    rasa.asks = False

    assert await chat.say(words, intent) == "好的，不查了。"
