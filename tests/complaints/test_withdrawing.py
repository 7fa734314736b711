"""Withdrawing: asked first, named, undone within the hour, final after it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.follow.followup import Wish, answer_in, follow_up_in, pick_in
from bot.complaints.follow.withdrawing import Withdrawing
from bot.complaints.office import CaseOffice
from bot.complaints.work.notices import PURPOSE
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage
from tests.complaints.conftest import COMPLAINT, REPORT, Citizen, StoppedClock

Settle = Callable[[], Awaitable[int]]


class Chat:
    """A citizen who comes back; remembers the case in hand, as the conversation does."""

    def __init__(self, office: CaseOffice, name: str) -> None:
        self.office, self.name, self.in_hand = office, name, ""

    async def say(self, text: str) -> str:
        wish = answer_in(text, self.in_hand) or follow_up_in(text)
        assert wish is not None
        told = await self.office.counter.serve(wish, self.name, self.in_hand)
        self.in_hand = told.in_hand
        return told.reply.text


@pytest.fixture
def chat(office: CaseOffice, citizen: Citizen) -> Chat:
    return Chat(office, citizen.name)


async def cases(sessions: SessionFactory) -> list[Case]:
    async with sessions() as session:
        return list(await session.scalars(select(Case).order_by(Case.id)))


async def actions(sessions: SessionFactory) -> list[tuple[str, str]]:
    async with sessions() as session:
        rows = await session.execute(
            select(CaseEvent.actor_kind, CaseEvent.action).order_by(CaseEvent.id)
        )
        return [(kind, action) for kind, action in rows]


async def withdrawn(citizen: Citizen, chat: Chat) -> str:
    """A complaint is filed and withdrawn; what is told then."""
    await citizen.say_all(*COMPLAINT)
    await chat.say("撤回投诉")
    return await chat.say("确定撤回")


@pytest.fixture
def settle(office: CaseOffice, sessions: SessionFactory, clock: StoppedClock) -> Settle:
    """What the worker does every minute; how many count now."""
    withdrawing = Withdrawing(office.casework)
    return lambda: sessions.run(lambda session: withdrawing.settle(session, clock()))


async def test_the_case_is_named_and_nothing_happens_before_the_citizen_says_so(
    citizen: Citizen, chat: Chat, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    (case,) = await cases(sessions)

    asked = await chat.say("我要撤回投诉")

    assert f"{case.number}（投诉：电动自行车" in asked
    assert "张三" not in asked
    assert "继续办理" in await chat.say("不撤回了")
    (case,) = await cases(sessions)
    assert (case.status, case.withdrawing_since) == ("registered", None)


async def test_after_an_hour_it_counts_by_the_citizens_own_word(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, clock: StoppedClock, settle: Settle
) -> None:
    assert "一小时内回复“恢复”" in await withdrawn(citizen, chat)

    clock.pass_by(minutes=59)
    assert await settle() == 0
    clock.pass_by(minutes=1)
    assert await settle() == 1

    (case,) = await cases(sessions)
    assert (case.status, case.withdrawing_since) == ("withdrawn", None)
    assert (await actions(sessions))[-2:] == [
        ("citizen", "withdraw_asked"),
        ("citizen", "withdraw"),
    ]
    assert "没有可以恢复的" in await chat.say("恢复")
    assert await settle() == 0


@pytest.mark.parametrize("words", ["恢复", "恢复投诉", "撤错了", "我要恢复办理"])
async def test_within_the_hour_it_is_undone(
    citizen: Citizen,
    chat: Chat,
    sessions: SessionFactory,
    clock: StoppedClock,
    settle: Settle,
    words: str,
) -> None:
    await withdrawn(citizen, chat)
    due = (await cases(sessions))[0].next_due_on

    clock.pass_by(minutes=50)
    assert "已经恢复" in await chat.say(words)

    clock.pass_by(hours=2)
    assert await settle() == 0
    (case,) = await cases(sessions)
    assert (case.status, case.next_due_on) == ("registered", due)
    assert ("citizen", "withdraw_undone") in await actions(sessions)


async def test_of_several_the_citizen_says_which(
    citizen: Citizen, chat: Chat, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*COMPLAINT)
    first, second = await cases(sessions)

    told = await chat.say("撤回投诉")
    assert first.number in told
    assert second.number in told
    assert "没有可以撤回" in await chat.say("确定撤回")  # it isn't said which

    assert first.number in await chat.say("撤回第1件")  # in the order they were filed
    await chat.say("确定撤回")

    first, second = await cases(sessions)
    assert first.withdrawing_since is not None
    assert second.withdrawing_since is None
    assert second.number in await chat.say("撤回投诉")  # only one is left


@pytest.mark.parametrize(("pick", "nth"), [("2", 1), ("第一件", 0), ("给第2件", 1)])
async def test_of_several_a_number_alone_says_which(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, pick: str, nth: int
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*COMPLAINT)
    numbers = [case.number for case in await cases(sessions)]
    await chat.say("撤回投诉")

    assert numbers[nth] in await chat.say(pick)
    await chat.say("确定撤回")

    assert [case.withdrawing_since is not None for case in await cases(sessions)] == [
        number == numbers[nth] for number in numbers
    ]


FRIDGE = (
    "我要投诉", "上周三在渝中区张记家电买的冰箱，3200元，不制冷，要求退货",
    "同意，张三，13812345678，渝中区中山四路1号3单元", "确认",
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "撤回冰箱那个", "撤回冰箱的那件投诉", "把冰箱那件撤了", "取消冰箱那个投诉",
        "冰箱那个我不投了",
        "我想撤销张记家电那件", "冰箱那个给我撤了嘛", "撤回第二个",
    ],
)  # fmt: skip
async def test_of_several_one_is_named_by_what_it_is_about(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*FRIDGE)
    bicycle, fridge = await cases(sessions)

    asked = await chat.say(words)
    assert fridge.number in asked
    assert bicycle.number not in asked
    assert "没有撤回" in await chat.say("我不取消了")


@pytest.mark.parametrize("words", ["冰箱那个", "冰箱的", "是张记家电那件", "第二个"])
async def test_where_it_is_asked_which_one_it_is_chosen_by_what_it_is_about(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*FRIDGE)
    fridge = (await cases(sessions))[1]
    await chat.say("撤回投诉")

    assert fridge.number in await chat.say(words)
    await chat.say("是的")

    assert (await cases(sessions))[1].withdrawing_since is not None


async def test_another_one_is_asked_about_where_the_wrong_one_was(
    citizen: Citizen, chat: Chat, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*FRIDGE)
    fridge = (await cases(sessions))[1]
    await chat.say("撤回第1件")

    assert fridge.number in await chat.say("不是这个，是冰箱那个")


async def test_words_that_name_none_of_them_withdraw_nothing(
    citizen: Citizen, chat: Chat, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*FRIDGE)

    assert "要撤回哪一件" in await chat.say("撤回空调那个")


@pytest.mark.parametrize("words", ["撤回消息那个", "把照片那个删了", "撤回冰箱那个"])
async def test_without_a_case_one_that_is_named_so_means_none(
    office: CaseOffice, words: str
) -> None:
    wish = follow_up_in(words)
    assert wish is None or not (await office.counter.serve(wish, "nobody")).meant


async def test_of_several_it_may_be_none(
    citizen: Citizen, chat: Chat, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*COMPLAINT)
    await chat.say("撤回投诉")

    await chat.say("都不是")

    assert all(case.withdrawing_since is None for case in await cases(sessions))


@pytest.mark.parametrize("is_undone", [False, True])
async def test_an_anonymous_report_is_withdrawn_with_its_code_and_undone_within_the_hour(
    citizen: Citizen,
    chat: Chat,
    sessions: SessionFactory,
    clock: StoppedClock,
    settle: Settle,
    is_undone: bool,
) -> None:
    step = await citizen.say_all(*REPORT, start="report")
    code = re.search(r"查询码：(\S{19})", step.replies[0].text)
    assert code is not None
    (case,) = await cases(sessions)

    assert "没有可以撤回" in await chat.say("撤回举报")
    asked = await chat.say(f"{case.number} {code[1]} 撤回举报")
    assert case.number in asked
    assert "一小时内可以恢复" in asked
    assert "回复“恢复”" in await chat.say("确定撤回")
    if is_undone:
        assert "已经恢复" in await chat.say("恢复")
    clock.pass_by(hours=2)
    assert await settle() == (0 if is_undone else 1)

    (case,) = await cases(sessions)
    assert (case.status, case.withdrawing_since) == ("registered", None)
    assert (("citizen", "withdraw_report") in await actions(sessions)) is not is_undone
    async with sessions() as session:
        moments = list(await session.scalars(select(CaseEvent.at)))
    assert {(m.minute, m.second) for m in moments} == {(0, 0)}


async def test_of_an_anonymous_report_only_the_hour_is_kept_and_it_is_a_whole_one(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, clock: StoppedClock, settle: Settle
) -> None:
    step = await citizen.say_all(*REPORT, start="report")
    code = re.search(r"查询码：(\S{19})", step.replies[0].text)
    assert code is not None
    (case,) = await cases(sessions)
    clock.pass_by(minutes=40)
    await chat.say(f"{case.number} {code[1]} 撤回举报")
    await chat.say("确定撤回")

    clock.pass_by(minutes=59)
    assert await settle() == 0
    clock.pass_by(minutes=21)
    assert await settle() == 1


async def test_who_withdrew_is_told_once_that_it_counts(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, clock: StoppedClock, settle: Settle
) -> None:
    async def notices() -> int:
        async with sessions() as session:
            kept = await session.scalars(select(OutboxMessage.purpose))
            return list(kept).count(PURPOSE)

    await withdrawn(citizen, chat)
    before = await notices()

    for _ in range(2):
        clock.pass_by(hours=1)
        await settle()

        assert await notices() == before + 1


async def test_a_strangers_chat_withdraws_nothing(
    citizen: Citizen,
    office: CaseOffice,
    sessions: SessionFactory,
    another: Callable[[str], Citizen],
) -> None:
    await citizen.say_all(*COMPLAINT)
    (case,) = await cases(sessions)
    stranger = Chat(office, another("stranger").name)

    for words in ("撤回投诉", "确定撤回", "恢复", f"撤回 {case.number}", f"确定撤回 {case.number}"):
        told = await stranger.say(words)
        assert "电动自行车" not in told
    (case,) = await cases(sessions)
    assert case.withdrawing_since is None


async def test_a_case_that_ends_meanwhile_stays_as_it_ended(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, clock: StoppedClock, settle: Settle
) -> None:
    await withdrawn(citizen, chat)
    async with sessions.begin() as session:
        case = (await session.scalars(select(Case))).one()
        case.status, case.closed_at = "declined", clock()

    clock.pass_by(hours=1)
    await settle()

    (case,) = await cases(sessions)
    assert (case.status, case.withdrawing_since) == ("declined", None)


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("确认撤回", Wish.CONFIRM_WITHDRAWAL),
        ("是的，撤销", Wish.CONFIRM_WITHDRAWAL),
        ("算了，不撤了", Wish.KEEP),
        ("恢复办理嘛", Wish.RESTORE),
        ("撤回第二件", Wish.WITHDRAW),
    ],
)
def test_words_of_withdrawing(said: str, wish: Wish) -> None:
    found = follow_up_in(said)
    assert found is not None
    assert found.wish is wish


@pytest.mark.parametrize("said", ["怎么恢复出厂设置", "确定", "不要", "商家撤回了消息", "撤回同意"])
def test_other_words_are_no_wish_about_a_case(said: str) -> None:
    assert follow_up_in(said) is None


async def test_a_choice_that_another_chat_holds_opens_no_case(
    citizen: Citizen, office: CaseOffice, chat: Chat
) -> None:
    await citizen.say_all(*COMPLAINT)
    await citizen.say_all(*COMPLAINT)
    await chat.say("补充：昨天又冒烟了")
    pick = pick_in("第1件")
    assert pick is not None

    other = await office.counter.serve(pick, "stranger", chat.in_hand)
    own = await office.counter.serve(pick, chat.name, chat.in_hand)

    assert not other.meant
    assert own.found


@pytest.mark.parametrize(
    "words",
    [
        "我不告了",
        "我不想投诉了",
        "算了不投了",
        "取消投诉",
        "不想弄了",
        "平台又说愿意退了，我撤了算了",
        "还是撤回投诉",
        "要撤",
        "还是撤回",
        "withdraw my complaint",
        "I want to cancel the complaint please",
    ],
)
async def test_words_that_end_a_matter_ask_whether_to_withdraw_it(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await citizen.say_all(*COMPLAINT)
    (case,) = await cases(sessions)

    assert f"要撤回的是 {case.number}" in await chat.say(words)


@pytest.mark.parametrize(
    "words", ["我不告了", "要撤", "不撤了", "我反悔了", "withdraw my complaint"]
)
async def test_without_a_case_such_words_mean_none(office: CaseOffice, words: str) -> None:
    wish = follow_up_in(words)
    assert wish is not None
    assert not (await office.counter.serve(wish, "nobody")).meant


@pytest.mark.parametrize("words", ["是", "好", "对头", "要得", "是的，撤", "嗯", "yes", "要撤"])
async def test_a_bare_yes_confirms_what_was_asked(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await citizen.say_all(*COMPLAINT)
    await chat.say("还是撤回")

    assert "一小时后生效" in await chat.say(words)
    assert (await cases(sessions))[0].withdrawing_since is not None


@pytest.mark.parametrize("words", ["不", "算了", "不要", "还是不撤", "no"])
async def test_a_bare_no_withdraws_nothing(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await citizen.say_all(*COMPLAINT)
    await chat.say("撤回投诉")

    assert "没有撤回" in await chat.say(words)
    assert (await cases(sessions))[0].withdrawing_since is None


@pytest.mark.parametrize(
    "words", ["我反悔了，不撤了", "不撤了", "我后悔了", "还是要继续投诉", "I changed my mind"]
)
async def test_whoever_thinks_otherwise_within_the_hour_has_it_undone(
    citizen: Citizen, chat: Chat, sessions: SessionFactory, words: str
) -> None:
    await withdrawn(citizen, chat)

    assert "已经恢复" in await chat.say(words)
    assert (await cases(sessions))[0].withdrawing_since is None


@pytest.mark.parametrize(
    "said",
    ["怎么撤回投诉", "不告诉你", "我不投诉了会怎么样", "商家把链接撤下了", "老板说不退，要我撤诉"],
)
def test_questions_and_what_others_did_give_up_nothing(said: str) -> None:
    assert follow_up_in(said) is None


def test_a_bare_yes_is_an_answer_only_where_it_was_asked() -> None:
    assert answer_in("是", "CQ20261123-000147-7") is None
    assert answer_in("是", "") is None


async def test_a_number_that_is_none_beside_a_code_opens_nothing(
    citizen: Citizen, chat: Chat, sessions: SessionFactory
) -> None:
    step = await citizen.say_all(*COMPLAINT)
    code = re.search(r"查询码：(\S{19})", step.replies[0].text)
    assert code is not None

    told = await chat.say(f"CQ20261129-999999-9 {code[1]}")

    assert "对不上" in told
    assert "电动自行车" not in told
