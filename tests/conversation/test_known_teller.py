"""Who tells is remembered for the next case of the chat, if they agree; never anonymously."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.app.keeping import personal_data
from bot.complaints.case.models import Case, CaseDraft, KnownTeller
from bot.complaints.intake.known_teller import KEPT, sweep_tellers, wants_remembering
from bot.complaints.keeping.retention import Retention, RetentionRules
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import load_settings
from kb.knowledge import LiveKnowledge
from tests.conversation.test_case_turns import COMPLAINT, REPORT, Chat, file
from tests.conversation.test_conversation import FakeRasa, make

OFFER = "记住我的联系方式"
NAME, PHONE, HOME = "张三", "13812345678", "中山四路"
SECOND = "我要投诉，昨天在南岸区南坪好又来超市买的牛奶是过期的，花了60元，要求退款"


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge) -> Chat:
    rasa = FakeRasa()
    return Chat(make(sessions, knowledge, rasa), rasa)


async def remembered(sessions: SessionFactory) -> list[KnownTeller]:
    async with sessions() as session:
        return list(await session.scalars(select(KnownTeller)))


async def test_a_second_case_needs_no_name_telephone_address_nor_consent(
    chat: Chat, sessions: SessionFactory
) -> None:
    assert OFFER in await file(chat, COMPLAINT, "file_complaint")
    assert "90 天" in await chat.say(OFFER)

    card = await chat.say(SECOND, "file_complaint")
    assert "还差" not in card
    assert "按您让我记住的填好" in card
    assert "138****5678" in card
    told = await chat.say("确认")

    assert "登记编号：CQ" in told
    assert OFFER not in told  # asked once
    keyring = load_settings().keyring
    async with sessions() as session:
        first, second = await session.scalars(select(Case).order_by(Case.id))
    for field in ("name", "phone", "address"):
        sealed = [getattr(case, f"{field}_sealed") for case in (first, second)]
        assert len({keyring.open(one, f"case.{field}") for one in sealed}) == 1
    assert second.consented_at is not None


async def test_nothing_is_remembered_unless_agreed(chat: Chat, sessions: SessionFactory) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say("谢谢")

    assert await remembered(sessions) == []
    assert "姓名" in (await chat.say(SECOND, "file_complaint")).partition("还差")[2]


async def test_an_anonymous_report_takes_nothing_and_leaves_no_moment(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say(OFFER)
    (before,) = await remembered(sessions)

    told = await file(chat, REPORT, "file_report")

    assert "匿名举报" in told
    assert OFFER not in told
    async with sessions() as session:
        report = (await session.scalars(select(Case).where(Case.anonymous))).one()
        assert list(await session.scalars(select(CaseDraft))) == []
    assert (report.name_sealed, report.phone_sealed, report.address_sealed) == ("", "", "")
    assert (await remembered(sessions))[0].used_at == before.used_at


async def test_after_an_anonymous_report_there_is_nothing_to_remember(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, REPORT, "file_report")

    assert "没有可以记的" in await chat.say(OFFER)
    assert await remembered(sessions) == []


@pytest.mark.parametrize("words", ["删除我的个人信息", "撤回同意"])
async def test_who_wants_their_data_erased_is_remembered_no_more(
    chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say(OFFER)
    assert "让我记住" in await chat.say("你们存了我的哪些信息")

    await chat.say(words)

    assert await remembered(sessions) == []


async def test_it_is_sealed_exported_and_erased_with_the_person(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say(OFFER)
    (row,) = await remembered(sessions)
    assert not any(own in row.sealed for own in (NAME, PHONE, HOME))

    person = personal_data.Person("pseudonym-1", ())
    keyring = load_settings().keyring
    told = await sessions.run(lambda session: personal_data.export(session, keyring, person))

    assert PHONE in told["known_teller"][0]["sealed"]
    retention = Retention(RetentionRules.load(), chat.conversation._cases.desk.evidence)
    await sessions.run(lambda session: personal_data.erase(session, retention, person, clock.now()))
    assert await remembered(sessions) == []


@pytest.mark.parametrize("words", ["撤回同意", "我要撤回对处理个人信息的同意"])
async def test_a_consent_taken_back_in_a_form_goes_out_of_it(
    chat: Chat, sessions: SessionFactory, words: str
) -> None:
    """It was taken for a shop's name, or for no answer, and the case was filed with the consent."""
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say(OFFER)
    await chat.say(SECOND, "file_complaint")

    told = await chat.say(words)

    assert "不再给您发通知" in told
    assert "是否同意" in told
    assert await remembered(sessions) == []
    assert "登记编号" not in await chat.say("确认")


async def test_who_wants_their_data_erased_in_a_form_is_no_shop(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say(OFFER)
    await chat.say("我要投诉", "file_complaint")

    told = await chat.say("删除我的个人信息")

    assert "已经删除" in told
    assert await remembered(sessions) == []
    async with sessions() as session:
        assert list(await session.scalars(select(CaseDraft))) == []


async def test_the_offer_taken_in_a_form_is_no_shop(chat: Chat, sessions: SessionFactory) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say("我要投诉", "file_complaint")

    told = await chat.say(OFFER)

    assert "90 天" in told
    assert f"：{OFFER}" not in told
    assert len(await remembered(sessions)) == 1


async def test_somebody_else_is_not_given_what_is_remembered(chat: Chat) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say(OFFER)

    card = await chat.say(
        f"{SECOND}，我叫李四，电话13900002222，住渝北区龙溪街道花卉园5号", "file_complaint"
    )

    assert "按您让我记住的" not in card
    assert HOME not in card
    assert "是否同意" in card


async def test_a_correction_is_remembered_too(chat: Chat) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say(OFFER)
    await chat.say(SECOND, "file_complaint")
    await chat.say("电话改成13900002222")
    await chat.say("确认")

    assert "139****2222" in await chat.say(SECOND, "file_complaint")


@pytest.mark.parametrize("words", ["别记住我的电话了", "忘了我的联系方式", "不要再自动填我的电话"])
async def test_who_wants_to_be_filled_in_no_more_is_not(
    chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say("要得，记住我的联系方式")
    assert len(await remembered(sessions)) == 1

    assert "重新填" in await chat.say(words)

    assert await remembered(sessions) == []


async def test_after_ninety_days_it_is_gone(chat: Chat, sessions: SessionFactory) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    await chat.say(OFFER)
    late = clock.now() - KEPT - timedelta(minutes=1)
    async with sessions.begin() as session:
        await session.execute(update(KnownTeller).values(used_at=late))

    assert "姓名" in (await chat.say(SECOND, "file_complaint")).partition("还差")[2]
    assert await sessions.run(lambda session: sweep_tellers(session, clock.now())) == 1
    assert await remembered(sessions) == []


@pytest.mark.parametrize(
    "text", ["店家记住我的电话天天打", "怎么让你记住我的联系方式", "记住我的联系方式的商家是哪个"]
)
def test_other_words_about_remembering_are_no_wish(text: str) -> None:
    assert not wants_remembering(text)
