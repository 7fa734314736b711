from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from sqlalchemy import func, select

from bot.app.house import word_list
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.intake.assigning import Assigning
from bot.complaints.office import build_case_office
from bot.console.faq.faq_found import figures
from bot.conversation.cases import CaseTalk
from bot.conversation.ledger import Ledger
from bot.conversation.models import Turn, UnansweredQuestion
from bot.conversation.open_turns import LEASE
from bot.conversation.service import Conversation, picked
from bot.conversation.skills import Skills
from bot.dialogue.client import DialogueClient
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, ReplyKind
from bot.settings import SEEDS, load_settings
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser


class FakeRasa:
    """Answers every parse with a set intent; counts calls, and keeps what it was sent."""

    def __init__(self) -> None:
        self.intent, self.confidence, self.calls, self.down = "ask_faq", 0.99, 0, False
        self.sent = ""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        self.sent += request.content.decode("unicode_escape")
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(
            200, json={"intent": {"name": self.intent, "confidence": self.confidence}}
        )


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


def make(sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa) -> Conversation:
    normaliser = load_normaliser()
    skills = Skills(
        Answerer(knowledge, normaliser, lambda: date(2026, 11, 23)), {"utter_greet": "您好。"}
    )
    http = httpx.AsyncClient(base_url="http://rasa", transport=httpx.MockTransport(rasa))
    dialogue = DialogueClient([http], 1.0)
    settings = load_settings()
    ledger = Ledger(sessions, clock.now, settings.keyring)
    evidence = EvidenceStore(sessions, settings.keyring, settings.data_dir, clock.now)
    office = build_case_office(
        settings,
        sessions,
        clock.now,
        talk=skills.talk,
        suggest=skills.suggest_standards,
        by_title=skills.standard_by_title,
        classify=Assigning.by_product(),
        evidence=evidence,
        scrypt_cost=2,
    )
    cases = CaseTalk(
        office.desk,
        office.counter,
        dialogue,
        ledger,
        clock.now,
        office.outbox,
        office.triage.danger,
    )
    return Conversation(ledger, dialogue, skills, normaliser, 3.0, cases, word_list(SEEDS))


@pytest.fixture
def talk(sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa) -> Conversation:
    return make(sessions, knowledge, rasa)


def said(text: str, key: str = "k1") -> IncomingMessage:
    return IncomingMessage("wechat", "citizen", text, key)


async def test_three_tries_of_one_message_are_answered_once(
    talk: Conversation, sessions: SessionFactory
) -> None:
    answers = await asyncio.gather(*(talk.receive(said("世界标准日是哪天")) for _ in range(3)))

    assert answers[0] == answers[1] == answers[2]
    assert "10 月 14 日" in answers[0][0].text
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 1


async def test_a_retry_at_another_process_gets_the_same_answer(
    talk: Conversation, sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    other = make(sessions, knowledge, FakeRasa())

    first, second = await asyncio.gather(
        talk.receive(said("世界标准日是哪天")), other.receive(said("世界标准日是哪天"))
    )
    third = await make(sessions, knowledge, rasa).receive(said("世界标准日是哪天"))

    assert first == second == third


async def test_a_retry_takes_over_the_turn_of_a_process_that_died(
    talk: Conversation, sessions: SessionFactory
) -> None:
    died = datetime.now(UTC) - LEASE - timedelta(seconds=1)
    dead = Ledger(sessions, lambda: died, load_settings().keyring)
    await dead.open_turns.open(said("世界标准日是哪天"))

    replies = await talk.receive(said("世界标准日是哪天"))

    assert "10 月 14 日" in replies[0].text
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 1


async def test_a_key_pushed_again_for_somebody_else_is_another_turn(
    talk: Conversation, sessions: SessionFactory
) -> None:
    first = await talk.receive(IncomingMessage("wechat", "anne", "世界标准日是哪天", "same"))
    other = await talk.receive(IncomingMessage("wechat", "ben", "你好啊朋友", "same"))
    again = await talk.receive(IncomingMessage("wechat", "anne", "世界标准日是哪天", "same"))

    assert "10 月 14 日" in first[0].text
    assert "10 月 14 日" not in other[0].text
    assert again == first
    async with sessions() as session:
        turns = list(await session.scalars(select(Turn).order_by(Turn.id)))
    assert [turn.conversation for turn in turns] == ["anne", "ben"]
    assert all("same" not in turn.key for turn in turns)


async def test_when_rasa_is_down_the_knowledge_base_still_answers(
    talk: Conversation, rasa: FakeRasa, sessions: SessionFactory
) -> None:
    rasa.down = True

    replies = await talk.receive(said("世界标准日是哪天"))
    await talk.receive(said("标准日是几月几号", "k2"))

    assert "10 月 14 日" in replies[0].text
    assert rasa.calls == 1  # it rests before it tries again
    async with sessions() as session:
        assert all((await session.scalars(select(Turn.degraded))).all())


async def test_a_greeting_gets_the_domains_text(talk: Conversation, rasa: FakeRasa) -> None:
    rasa.intent = "greet"

    assert (await talk.receive(said("你好")))[0].text == "您好。"


async def test_an_unknown_question_is_kept_for_staff_without_personal_data(
    talk: Conversation, sessions: SessionFactory
) -> None:
    replies = await talk.receive(said("我电话13812345678，明天下雨不"))

    assert replies[0].kind is ReplyKind.UNKNOWN
    async with sessions() as session:
        kept = (await session.scalars(select(UnansweredQuestion.question))).one()
        stored = (await session.scalars(select(Turn.question))).one()
    assert "138" not in kept + stored


async def test_a_choice_is_picked_by_its_number(
    talk: Conversation, sessions: SessionFactory
) -> None:
    ledger = Ledger(sessions, clock.now, load_settings().keyring)
    turn = (await ledger.open_turns.open(said("标准", "k0"))).id
    from bot.conversation.ledger import Outcome
    from bot.kit.messages import Reply

    offered = Reply("？", ReplyKind.CHOICES, choices=("faq:is-gbt-binding", "faq:standards-day"))
    await ledger.close(turn, said("标准", "k0"), Outcome((offered,)), 1)

    replies = await talk.receive(said("第二个", "k1"))

    assert "10 月 14 日" in replies[0].text
    assert "没有可以选" in (await talk.receive(said("3", "k2")))[0].text
    await talk.receive(said("世界标准日是哪天？", "k3"))
    told = await sessions.read(lambda session: figures(session, "standards-day", clock.now()))
    assert (told["asked"], told["chosen"]) == (2, 1)


CALM = "您有些着急"


async def test_abuse_is_answered_calmly_once_by_all_processes(
    talk: Conversation, sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa
) -> None:
    other = make(sessions, knowledge, FakeRasa())

    first = await talk.receive(said("傻 逼", "k1"))
    second = await other.receive(said("你这个废物机器人", "k2"))
    rasa.intent = "insult"
    third = await talk.receive(said("你好笨哦", "k3"))
    stranger = await talk.receive(IncomingMessage("wechat", "somebody", "滚蛋", "k4"))

    assert CALM in first[0].text
    assert [replies[0].text for replies in (second, third)] == [word_list(SEEDS).replies.again] * 2
    assert CALM in stranger[0].text
    assert await talk.receive(said("傻 逼", "k1")) == first


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("月饼", "insult", 0.97),
        ("窗帘？", "small_talk", 0.9),
        ("plush toys", "insult", 0.81),
        ("4806.11", "goodbye", 0.6),
    ],
)
async def test_what_the_model_has_to_guess_at_is_no_abuse_and_no_chat(
    talk: Conversation, rasa: FakeRasa, text: str, intent: str, confidence: float
) -> None:
    rasa.intent, rasa.confidence = intent, confidence

    (reply, *_) = await talk.receive(said(text, "k1"))

    assert reply.kind is not ReplyKind.TALK


async def test_half_an_hour_later_the_calm_words_may_come_again(
    talk: Conversation, sessions: SessionFactory
) -> None:
    await talk.receive(said("傻逼", "k1"))
    async with sessions.begin() as session:
        (turn,) = await session.scalars(select(Turn))
        turn.received_at -= timedelta(minutes=31)

    assert CALM in (await talk.receive(said("傻逼", "k2")))[0].text


async def test_a_question_that_swears_is_answered(talk: Conversation, rasa: FakeRasa) -> None:
    replies = await talk.receive(said("妈的，世界标准日是哪天"))

    assert "10 月 14 日" in replies[0].text


async def test_danger_outranks_the_guards(talk: Conversation) -> None:
    for n, text in enumerate(("妈的，家里煤气漏了", "傻逼！着火了，救命")):
        replies = await talk.receive(said(text, f"d{n}"))
        assert "注意安全" in replies[0].text
    long = await talk.receive(said("家里煤气漏了" + "啊" * 1000, "d9"))
    assert "注意安全" in long[0].text
    assert "太长" in long[1].text


async def test_advertising_is_declined_politely(talk: Conversation, rasa: FakeRasa) -> None:
    replies = await talk.receive(said("澳门新葡京上线啦，加我"))

    assert "不能提供帮助" in replies[0].text


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("２", 2), ("选3", 3), ("第二个", 2), ("12315", None), ("一个标准", None)],
)
def test_numbers_of_choices(text: str, number: int | None) -> None:
    assert picked(text) == number


@pytest.mark.parametrize(("text", "part"), [("", "没有收到"), ("啊" * 1001, "太长")])
async def test_bad_input_gets_a_clear_sentence(talk: Conversation, text: str, part: str) -> None:
    assert part in (await talk.receive(said(text)))[0].text


async def test_a_crowd_is_answered_without_a_locked_database(
    talk: Conversation, sessions: SessionFactory
) -> None:
    crowd = [
        IncomingMessage("web", f"citizen-{n}", "世界标准日是哪天", f"crowd-{n}") for n in range(400)
    ]

    answers = await asyncio.gather(*(talk.receive(message) for message in crowd))

    assert all("10 月 14 日" in replies[0].text for replies in answers)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == len(crowd)
