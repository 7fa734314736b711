"""What a chat remembers of an anonymous report: nothing, and adding to it works with the code."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.app.tasks import keeping
from bot.complaints.case.models import Case, CaseDraft, CaseEvent, FilingReply
from bot.conversation.models import ConversationState, Turn
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from bot.settings import Settings, load_settings
from kb.knowledge import LiveKnowledge
from tests.complaints.conftest import COMPLAINT, REPORT
from tests.conversation.test_case_turns import Chat, file
from tests.conversation.test_conversation import FakeRasa, make


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa) -> Chat:
    return Chat(make(sessions, knowledge, rasa), rasa)


async def reported(chat: Chat) -> tuple[str, str]:
    """An anonymous report: its number and its code."""
    told = await file(chat, REPORT, "file_report")
    number, code = re.search(r"CQ[\d-]+\d", told), re.search(r"查询码：(\S{19})", told)
    assert number is not None
    assert code is not None
    return number[0], code[1]


async def test_the_draft_goes_with_the_filing(chat: Chat, sessions: SessionFactory) -> None:
    await reported(chat)

    async with sessions() as session:
        assert list(await session.scalars(select(CaseDraft))) == []
        state = (await session.scalars(select(ConversationState))).one()
    assert (state.case_open, state.last_replies, state.case_in_hand) == (False, [], "")


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("世界标准日是哪天", "ask_faq"),
        ("再说一遍", "repeat"),
        ("我的举报到哪一步了", "ask_case_progress"),
        ("继续填", "affirm"),
        ("谢谢", "thank"),
        ("撤回举报", "cancel"),
        ("补充：还有过期的", "ask_faq"),
    ],
)
async def test_nothing_said_afterwards_brings_number_or_code_back(
    chat: Chat, words: str, intent: str
) -> None:
    number, code = await reported(chat)

    for _ in range(2):
        told = await chat.say(words, intent)
        assert number not in told
        assert code not in told


async def test_the_last_message_delivered_again_still_gets_its_answer(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, REPORT[:-1], "file_report")
    first = await chat.say(REPORT[-1], key="again")

    assert await chat.say(REPORT[-1], key="again") == first
    async with sessions() as session:
        kept = (await session.scalars(select(FilingReply))).one()
    assert "CQ20" not in f"{kept.key}{kept.sealed}"


async def test_a_filing_whose_answer_was_never_closed_is_answered_by_the_retry(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, REPORT[:-1], "file_report")
    first = await chat.say(REPORT[-1], key="again")
    async with sessions.begin() as session:
        # As if the process had died between the filing and the closing of its turn.
        newest = (await session.scalars(select(Turn).order_by(Turn.id.desc()))).first()
        assert newest is not None
        newest.replies, newest.conversation = None, "pseudonym-1"
        newest.leased_until -= timedelta(hours=2)
        (await session.scalars(select(ConversationState))).one().case_open = True

    assert await chat.say(REPORT[-1], key="again") == first
    async with sessions() as session:
        assert len(list(await session.scalars(select(Case)))) == 1


async def test_the_second_sweep_leaves_nothing_of_the_answer(
    chat: Chat, sessions: SessionFactory
) -> None:
    settings: Settings = load_settings()
    await chat.say("世界标准日是哪天")
    await reported(chat)
    async with sessions() as session:
        before = {turn.id for turn in await session.scalars(select(Turn)) if not turn.conversation}

    await keeping.sweep(settings, sessions)
    async with sessions() as session:
        assert len(list(await session.scalars(select(FilingReply)))) == 1
    await keeping.sweep(settings, sessions)

    async with sessions() as session:
        assert list(await session.scalars(select(FilingReply))) == []
        turns = list(await session.scalars(select(Turn)))
    untied = [turn for turn in turns if not turn.conversation]
    assert len(untied) == len(REPORT)
    assert all(turn.replies == [] and turn.kind == "erased" for turn in untied)
    assert not before & {turn.id for turn in untied}  # their old places say nothing either


async def test_every_moment_of_a_report_is_kept_to_the_hour(
    chat: Chat, sessions: SessionFactory
) -> None:
    number, code = await reported(chat)
    await chat.say(f"{number} {code} 补充：昨天又在卖")
    for _ in range(2):
        await keeping.sweep(load_settings(), sessions)

    async with sessions() as session:
        moments = [
            moment
            for turn in await session.scalars(select(Turn))
            for moment in (turn.received_at, turn.leased_until)
        ]
        moments += [event.at for event in await session.scalars(select(CaseEvent))]
        case = (await session.scalars(select(Case))).one()
        moments += [case.registered_at, case.updated_at]
    assert len(moments) > 20
    assert {(m.minute, m.second, m.microsecond) for m in moments} == {(0, 0, 0)}


async def said_to(sessions: SessionFactory, number: str) -> list[str]:
    keyring = load_settings().keyring
    async with sessions() as session:
        rows = await session.execute(
            select(CaseEvent.note_sealed)
            .join(Case, Case.id == CaseEvent.case_id)
            .where(Case.number == number, CaseEvent.note_sealed != "")
            .order_by(CaseEvent.id)
        )
        return [keyring.open(sealed, "case_event.note") for (sealed,) in rows]


@pytest.mark.parametrize(
    "texts",
    [
        ("{number} 查询码 {code} 补充：昨天又在卖",),
        ("登记编号：{number}，查询码：{code}。补充：昨天又在卖",),
        ("补充：昨天又在卖，受理编号 {number}，查询码 {code}",),
        ("{number} {code}", "补充：昨天又在卖"),
        ("{code}", "补充一下昨天又在卖"),
        ("{number} {code}", "我要补充", "补充：昨天又在卖"),
    ],
)
async def test_words_are_added_in_one_message_or_after_number_and_code(
    chat: Chat, sessions: SessionFactory, texts: tuple[str, ...]
) -> None:
    number, code = await reported(chat)

    for text in texts:
        told = await chat.say(text.format(number=number, code=code))

    assert "交给办案人员" in told
    (kept,) = await said_to(sessions, number)
    assert kept.startswith("昨天又在卖")


async def test_words_for_a_case_opened_by_its_code_do_not_go_to_the_chats_own(
    chat: Chat, sessions: SessionFactory
) -> None:
    number, code = await reported(chat)
    await file(chat, COMPLAINT, "file_complaint")

    await chat.say(f"{number} {code}")
    await chat.say("补充：昨天又在卖")

    assert await said_to(sessions, number) == ["昨天又在卖"]


async def test_a_case_in_hand_is_forgotten_by_the_next_message_and_by_time(
    chat: Chat, sessions: SessionFactory
) -> None:
    number, code = await reported(chat)
    await chat.say(f"{number} {code}")
    await chat.say("世界标准日是哪天")
    assert "要补充哪一件" in await chat.say("补充：一")

    await chat.say(f"{number} {code}")
    async with sessions.begin() as session:
        state = (await session.scalars(select(ConversationState))).one()
        older = state.updated_at - timedelta(minutes=11)
        await session.execute(update(ConversationState).values(updated_at=older))
    await keeping.sweep(load_settings(), sessions)
    async with sessions() as session:
        assert (await session.scalars(select(ConversationState))).one().case_in_hand == ""
    assert "要补充哪一件" in await chat.say("补充：二")
    assert await said_to(sessions, number) == []


async def test_who_writes_themselves_into_a_report_hears_what_was_left_out(
    chat: Chat, sessions: SessionFactory
) -> None:
    opening = "我要举报，没有执照，卖三无豆腐干，我是住户欧阳慕雪，打我电话13987650001"
    texts = [opening, *(text for text in REPORT[1:] if "三无" not in text)]
    said = [await chat.say(texts[0], "file_report"), *[await chat.say(text) for text in texts[1:]]]

    assert "您写的内容里有\n1. 姓名“欧阳慕雪”\n2. 手机号“13987650001”\n，要去掉吗" in said[-2]
    assert "姓名、手机号已经去掉" in said[-1]
    said.append(await chat.say("确认"))
    number = re.search(r"CQ[\d-]+\d", said[-1])
    code = re.search(r"查询码：(\S{19})", said[-1])
    assert number is not None
    assert code is not None
    told = await chat.say(f"{number[0]} {code[1]} 补充：我家住渝中区中山四路36号")
    assert "您写的地址已经去掉" in told

    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
    kept = load_settings().keyring.open(case.narrative_sealed, "case.narrative")
    assert "三无" in kept
    assert "欧阳慕雪" not in kept
    assert "13987650001" not in kept
    assert await said_to(sessions, number[0]) == ["我家住［地址］"]


async def test_another_chat_with_the_same_message_gets_nothing(chat: Chat) -> None:
    await file(chat, REPORT[:-1], "file_report")
    await chat.say(REPORT[-1], key="same")

    other = IncomingMessage("wechat", "pseudonym-2", REPORT[-1], "same")
    told = "".join(reply.text for reply in await chat.conversation.receive(other))
    assert "CQ" not in told
