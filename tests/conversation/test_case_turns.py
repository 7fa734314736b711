from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app.tasks import keeping
from bot.complaints.case.draft import Drafts
from bot.complaints.case.models import Case, CaseDraft
from bot.conversation.models import ConversationState, Turn
from bot.conversation.service import Conversation
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from bot.settings import load_settings
from kb.knowledge import LiveKnowledge
from tests.complaints.conftest import COMPLAINT, REPORT
from tests.conversation.test_conversation import FakeRasa, make


class Chat:
    """One citizen's chat, answered while Rasa's dialogue is away."""

    def __init__(self, conversation: Conversation, rasa: FakeRasa) -> None:
        self.conversation, self.rasa, self.count = conversation, rasa, 0

    async def say(self, text: str, intent: str = "ask_faq", key: str = "") -> str:
        self.count += 1
        self.rasa.intent = intent
        message = IncomingMessage(
            "wechat", "pseudonym-1", text, key or f"m{self.count}", address="oSECRETopenid"
        )
        return "\n".join(reply.text for reply in await self.conversation.receive(message))


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge, rasa: FakeRasa) -> Chat:
    return Chat(make(sessions, knowledge, rasa), rasa)


async def file(chat: Chat, texts: tuple[str, ...], intent: str) -> str:
    told = await chat.say(texts[0], intent)
    for text in texts[1:]:
        told = await chat.say(text)
    return told


async def test_a_complaint_is_taken_while_rasa_is_away(
    chat: Chat, sessions: SessionFactory
) -> None:
    told = await file(chat, COMPLAINT, "file_complaint")

    assert "已登记，登记编号：CQ" in told
    async with sessions() as session:
        assert (await session.scalars(select(Case))).one().respondent == "雅迪电动车专卖店"


async def test_what_is_said_in_a_form_is_not_readable_in_the_ledger(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, COMPLAINT, "file_complaint")

    async with sessions() as session:
        turns = list(await session.scalars(select(Turn)))
        state = (await session.scalars(select(ConversationState))).one()
    kept = " ".join(f"{turn.question} {turn.replies}" for turn in turns) + str(state.last_replies)
    for said in ("张三", "13812345678", "中山四路", "冒烟", "查询码"):
        assert said not in kept
    assert all(turn.private for turn in turns)


async def test_a_repeated_delivery_in_a_form_gets_the_same_words(chat: Chat) -> None:
    await chat.say("我要投诉", "file_complaint")

    first = await chat.say("雅迪电动车专卖店", key="again")
    second = await chat.say("雅迪电动车专卖店", key="again")

    assert first == second
    assert "还差：买的什么" in first


async def test_a_case_reply_is_never_given_to_somebody_else_with_the_same_key(
    chat: Chat,
) -> None:
    await file(chat, COMPLAINT[:-1], "file_complaint")
    mine = await chat.say(COMPLAINT[-1], key="same")
    chat.rasa.intent = "greet"
    other = await chat.conversation.receive(IncomingMessage("wechat", "other", "您好", "same"))

    assert "查询码" in mine
    assert "CQ" not in "".join(reply.text for reply in other)
    assert await chat.say(COMPLAINT[-1], key="same") == mine


async def test_the_last_message_of_an_anonymous_report_repeated_gets_the_same_words(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, REPORT[:-1], "file_report")
    first = await chat.say(REPORT[-1], key="again")
    assert "匿名举报" in first

    assert await chat.say(REPORT[-1], key="again") == first
    async with sessions() as session:
        assert len(list(await session.scalars(select(Case)))) == 1


async def test_an_anonymous_report_leaves_turns_that_belong_to_nobody(
    chat: Chat, sessions: SessionFactory
) -> None:
    await chat.say("世界标准日是哪天")
    told = await file(chat, REPORT, "file_report")
    assert "匿名举报" in told

    async with sessions() as session:
        turns = list(await session.scalars(select(Turn).order_by(Turn.id)))
    assert [turn.conversation for turn in turns] == ["pseudonym-1"] + [""] * len(REPORT)


async def test_a_turn_whose_process_died_long_before_loses_its_tie_too(
    chat: Chat, sessions: SessionFactory
) -> None:
    await chat.say(REPORT[0], "file_report")
    async with sessions.begin() as session:
        now = (await session.scalars(select(Turn))).one().received_at
        session.add(
            Turn(
                channel="wechat",
                key="died",
                conversation="pseudonym-1",
                question="",
                received_at=now - timedelta(minutes=5),
                leased_until=now,
            )
        )
    for text in REPORT[1:]:
        await chat.say(text)

    async with sessions() as session:
        assert {turn.conversation for turn in await session.scalars(select(Turn))} == {""}


async def test_the_receipt_code_is_shown_once_more_with_the_next_message(chat: Chat) -> None:
    told = await file(chat, COMPLAINT, "file_complaint")
    code = re.search(r"查询码：(\S{19})", told)
    assert code is not None

    assert code[1] in await chat.say("世界标准日是哪天")
    assert code[1] not in await chat.say("世界标准日是哪天")


async def test_a_form_takes_quoted_abuse_as_it_is(chat: Chat, sessions: SessionFactory) -> None:
    texts = list(COMPLAINT)
    at = next(n for n, text in enumerate(texts) if "冒烟" in text)
    texts[at] += "，老板骂我傻逼，叫我滚蛋"

    told = await file(chat, tuple(texts), "file_complaint")

    assert "已登记" in told
    assert "您有些着急" not in told
    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
    kept = load_settings().keyring.open(case.narrative_sealed, "case.narrative")
    assert "老板骂我傻逼，叫我滚蛋" in kept


async def test_a_complaint_that_begins_with_abuse_is_taken_whole(chat: Chat) -> None:
    told = await chat.say("傻逼商家，我要投诉", "insult")

    assert "您有些着急" not in told
    assert "投诉" in told


@pytest.mark.parametrize(("text", "part"), [("长" * 1001, "太长"), (" ", "没有收到")])
async def test_a_message_of_no_use_does_not_leave_the_form(
    chat: Chat, sessions: SessionFactory, text: str, part: str
) -> None:
    await chat.say("我要投诉", "file_complaint")

    assert part in await chat.say(text)
    told = await chat.say("雅迪电动车专卖店")

    assert "还差：买的什么" in told
    async with sessions() as session:
        turns = list(await session.scalars(select(Turn)))
    assert all(turn.private and not turn.question for turn in turns)


async def test_danger_comes_first(chat: Chat) -> None:
    told = await chat.say("我买的电瓶车充电冒烟了要投诉", "file_complaint")

    assert told.index("119") < told.index("我来帮您登记投诉")


async def test_guessing_codes_is_stopped(chat: Chat) -> None:
    answers = [await chat.say("CQ20261123-000147-7 ABCD-EFGH-JKMN-PQRS") for _ in range(10)]

    assert answers[0].startswith("没有查到")
    assert "次数太多" in answers[-1]


async def test_a_question_beside_a_form_left_alone_is_answered_and_the_form_offered(
    chat: Chat, sessions: SessionFactory
) -> None:
    await file(chat, COMPLAINT[:4], "file_complaint")
    await sessions.run(lambda s: _make_older(s))

    told = await chat.say("世界标准日是哪天")

    assert "10 月 14 日" in told
    assert "继续填" in told
    assert "还差：哪天的事" in await chat.say("继续填")


def _make_older(session: object) -> None:
    from bot.complaints.case.models import CaseDraft

    draft = session.scalars(select(CaseDraft)).one()  # type: ignore[attr-defined]
    draft.updated_at -= timedelta(hours=2)


async def test_replies_of_a_case_are_erased_after_an_hour(
    chat: Chat, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    await file(chat, COMPLAINT, "file_complaint")
    monkeypatch.setattr(keeping, "PRIVATE_REPLIES_KEPT", timedelta(seconds=-1))

    counts = await keeping.sweep(load_settings(), sessions)

    assert counts["replies"] == len(COMPLAINT)
    async with sessions() as session:
        assert all(turn.replies == [] for turn in await session.scalars(select(Turn)))


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉",
        "我要举报他们",
        "投诉",
        "帮我登记一下嘛",
        "老板",
        "500元",
        "我要退款",
        "好的",
        "不告诉你",
        "你们什么时候处理我这个啊",
        "我不想投诉商家，只想知道校服标准",
        "娃儿吞了磁力珠",
    ],
)
async def test_what_names_no_business_is_not_written_down_as_one(
    chat: Chat, sessions: SessionFactory, text: str
) -> None:
    await chat.say("我要投诉", "file_complaint")

    await chat.say(text)

    drafts = Drafts(load_settings().keyring)
    draft = await sessions.run(lambda s: drafts.load(s, "pseudonym-1", clock.now()))
    assert draft is not None
    assert "respondent" not in draft.values


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我不想投诉", "file_complaint"),
        ("没必要投诉吧", "file_complaint"),
        ("我不想投诉了谢谢", "file_complaint"),
        ("不想举报了", "file_report"),
        ("我不想投诉商家，只想知道校服标准", "file_complaint"),
        ("我不是要举报，我想问怎么查标准", "file_report"),
    ],
)
async def test_who_refuses_gets_no_form(
    chat: Chat, sessions: SessionFactory, text: str, intent: str
) -> None:
    told = await chat.say(text, intent)

    assert "还差：" not in told
    async with sessions() as session:
        assert (await session.scalars(select(CaseDraft))).first() is None


@pytest.mark.parametrize(
    "text", ["我不是要举报，我想问怎么查标准", "没想投诉，麻烦问一下怎么查标准呀谢谢"]
)
async def test_what_follows_a_refusal_is_answered_as_if_asked_alone(chat: Chat, text: str) -> None:
    assert await chat.say(text) == await chat.say("怎么查标准")


async def test_a_refusal_inside_a_form_ends_it(chat: Chat) -> None:
    await chat.say("我要投诉", "file_complaint")
    assert "刚才填的内容已经删除" in await chat.say("我不想投诉了谢谢")


@pytest.mark.parametrize(
    "story",
    [
        "上周五在江北区观音桥买的电饭煲，煮饭漏电，要退款",
        "前天渝北两路买的毛衣，洗了掉色，喊他退",
        "昨天在大足龙岗买的羽绒服，针脚开了，我要换",
    ],
)
async def test_what_went_wrong_is_no_shop(chat: Chat, story: str) -> None:
    await chat.say("我要投诉", "file_complaint")
    assert "还差：店名" in await chat.say(story)


async def test_in_a_list_an_odd_name_is_the_shop(chat: Chat) -> None:
    await chat.say("我要投诉", "file_complaint")
    told = await chat.say("没得空，电饭煲，用了两天就坏了不给退，昨天，江北区观音桥，退款")
    assert "商家（被投诉举报方）：没得空" in told


@pytest.mark.parametrize(
    ("late", "name"),
    [("想起来了，在宝岛电器行买的", "宝岛电器行"), ("王晓明 13800001111 店名叫再等等", "再等等")],
)
async def test_a_name_that_was_unknown_is_taken_where_contact_data_are_asked(
    chat: Chat, late: str, name: str
) -> None:
    await chat.say("我要投诉", "file_complaint")
    await chat.say("上周五在江北区观音桥买的电饭煲，煮饭漏电，要退款")
    await chat.say("不知道")
    assert "商家（被投诉举报方）：不详" in await chat.say("不详")
    assert f"商家（被投诉举报方）：{name}" in await chat.say(late)


SAID = ("我要投诉", "小李手机店", "手机壳")


@pytest.mark.parametrize(
    ("before", "text", "name", "kept"),
    [
        (SAID[:1], "雅迪电动车专卖店", "product", ""),
        (SAID[:1], "潼南区阿强烟酒", "respondent", "潼南区阿强烟酒"),
        (SAID[:1], "巴南区鲜果时光水果店", "what", ""),
        (SAID, "用亚硝酸盐腌肉，颜色红得吓人", "what", "用亚硝酸盐腌肉，颜色红得吓人"),
        (SAID, "没有生产日期", "what", "没有生产日期"),
        (SAID, "收到是坏的", "what", "收到是坏的"),
        (SAID, "卖的钢筋直径不够，是瘦身钢筋", "what", "卖的钢筋直径不够，是瘦身钢筋"),
        (SAID, "换一件或者退款", "wanted", "换一件或者退款"),
        (SAID, "昨天", "what", ""),
    ],
)
async def test_one_answer_among_several_missing_is_kept_as_what_it_is(
    chat: Chat, sessions: SessionFactory, before: tuple[str, ...], text: str, name: str, kept: str
) -> None:
    await file(chat, (*before, text), "file_complaint")

    drafts = Drafts(load_settings().keyring)
    draft = await sessions.run(lambda s: drafts.load(s, "pseudonym-1", clock.now()))
    assert draft is not None
    assert draft.values.get(name, "") == kept


async def test_a_suggestion_for_a_standard_is_asked_for_alone_and_may_be_skipped(
    chat: Chat,
) -> None:
    await chat.say("我想给标准提意见", "give_feedback")
    await chat.say("GB 40070-2021")

    assert "您建议怎么改？" in await chat.say("台灯的标签看不懂")
    assert "实名还是匿名" in await chat.say("跳过")


@pytest.mark.parametrize("opening", ["", "我要投诉"])
async def test_what_rasa_is_sent_has_personal_data_masked(
    chat: Chat, rasa: FakeRasa, opening: str
) -> None:
    if opening:
        await chat.say(opening, "file_complaint")

    await chat.say("店里的电话13812345678老是打不通")

    assert "老是打不通" in rasa.sent.encode("latin-1").decode()
    assert "13812345678" not in rasa.sent


@pytest.mark.parametrize(
    ("text", "intent"),
    [("我不告了", "cancel"), ("我不想投诉了", "file_complaint"), ("算了不投了", "cancel")],
)
async def test_whoever_gives_up_a_filed_case_is_asked_whether_to_withdraw_it(
    chat: Chat, sessions: SessionFactory, text: str, intent: str
) -> None:
    await file(chat, COMPLAINT, "file_complaint")

    assert "要撤回的是 CQ" in await chat.say(text, intent)
    assert "一小时后生效" in await chat.say("是", "affirm")
    assert "已经恢复" in await chat.say("我反悔了，不撤了", "deny")
    async with sessions() as session:
        assert (await session.scalars(select(Case))).one().withdrawing_since is None


async def test_never_mind_does_not_sound_as_if_a_filed_case_had_ended(chat: Chat) -> None:
    await file(chat, COMPLAINT, "file_complaint")

    told = await chat.say("算了", "cancel")

    assert "已经取消" not in told
    assert "还在办理" in told


@pytest.mark.parametrize("text", ["what is the status?", "What's the status of my complaint?"])
async def test_how_a_case_stands_is_told_in_english_too(chat: Chat, text: str) -> None:
    await file(chat, COMPLAINT, "file_complaint")

    assert "现在：已登记" in await chat.say(text)


async def test_who_refuses_where_nothing_was_filed_is_told_that_nothing_is(chat: Chat) -> None:
    assert "好的，不登记" in await chat.say("我不想投诉了", "file_complaint")
