from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.handover.hours import HoursError, OfficeHours
from bot.handover.models import Handover, HandoverMessage
from bot.handover.people import BACK, LEFT, News, People
from bot.handover.rows import Taken
from bot.handover.wishes import wants_person
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput
from bot.kit.messages import IncomingMessage, ReplyKind
from bot.kit.sealing import Keyring
from bot.kit.working_days import WorkingDays
from bot.outbox.models import OutboxMessage
from bot.outbox.sender import Body
from bot.outbox.service import Outbox
from tests.staff.conftest import Hands

HOURS = OfficeHours(time(9), time(17, 30), timedelta(minutes=5), timedelta(minutes=20))


@pytest.fixture
def clock() -> Hands:
    return Hands(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))  # Tuesday, 10:00 in Chongqing


@pytest.fixture
def people(sessions: SessionFactory, clock: Hands) -> People:
    keyring = Keyring({"k1": os.urandom(32)})
    return People(sessions, keyring, Outbox(clock), clock, HOURS, lambda _: WorkingDays())


def message(text: str, channel: str = "telegram", who: str = "citizen") -> IncomingMessage:
    return IncomingMessage(channel, who, text, text, address="77" if channel != "web" else "")


async def only(people: People) -> Handover:
    async with people.sessions() as session:
        return (await session.scalars(select(Handover))).one()


async def sent(people: People) -> list[str]:
    async with people.sessions() as session:
        rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [Body.opened(row.body_sealed, people.keyring).text for row in rows]


async def test_a_conversation_is_taken_spoken_in_and_given_back(people: People) -> None:
    reply = await people.ask(message("转人工"))
    assert reply.kind is ReplyKind.HANDOVER
    first = await people.relay(message("我的电瓶车"))
    assert first is not None
    assert "还没有接" in first[0].text
    number = (await only(people)).id

    await people.sessions.run(lambda s: people.take(s, "li", number))
    assert await people.relay(message("充不进电")) == ()
    await people.sessions.run(lambda s: people.say(s, "li", number, "您好，我来帮您"))
    await people.sessions.run(lambda s: people.give_back(s, "li", number))

    assert await people.relay(message("好的")) is None
    assert await sent(people) == ["工作人员：您好，我来帮您", BACK]
    said = await people.sessions.run(lambda s: people.said(s, number))
    assert [(one.who, one.text) for one in said[:3]] == [
        ("citizen", "转人工"), ("citizen", "我的电瓶车"), ("citizen", "充不进电")
    ]  # fmt: skip
    row = await only(people)
    assert (row.state, row.address_sealed) == ("ended", "")


async def test_of_two_who_take_it_one_has_it(people: People) -> None:
    await people.ask(message("转人工"))
    number = (await only(people)).id
    await people.sessions.run(lambda s: people.take(s, "li", number))

    with pytest.raises(Taken):
        await people.sessions.run(lambda s: people.take(s, "wang", number))
    with pytest.raises(Taken):
        await people.sessions.run(lambda s: people.say(s, "wang", number, "我来"))
    with pytest.raises(Taken):
        await people.sessions.run(lambda s: people.give_back(s, "wang", number))
    with pytest.raises(InvalidInput):
        await people.sessions.run(lambda s: people.say(s, "li", number, " \x00"))


async def test_the_citizen_may_leave(people: People) -> None:
    await people.ask(message("转人工"))

    replies = await people.relay(message("退出人工"))

    assert replies is not None
    assert replies[0].text == LEFT
    assert await people.relay(message("你好")) is None


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "11 月 25 日"),  # Tuesday evening
        (datetime(2026, 11, 23, 22, 0, tzinfo=UTC), "11 月 24 日"),  # Tuesday, 06:00
        (datetime(2026, 11, 27, 10, 0, tzinfo=UTC), "11 月 30 日"),  # Friday evening
        (datetime(2026, 9, 30, 10, 0, tzinfo=UTC), "10 月 08 日"),  # before the holiday
    ],
)
async def test_outside_the_hours_it_is_noted_for_the_next_working_day(
    people: People, clock: Hands, now: datetime, day: str
) -> None:
    clock.at = now

    reply = await people.ask(message("转人工"))

    assert day in reply.text
    assert (await only(people)).state == "callback"
    assert await people.relay(message("GB 17761 有效吗")) is None  # the bot answers meanwhile
    noted = await people.relay(message("回电13812345678"))
    assert noted is not None
    assert people.contact(await only(people)) == "13812345678"


async def test_nobody_comes_and_nobody_speaks(people: People, clock: Hands) -> None:
    await people.ask(message("转人工"))
    clock.move(minutes=4)
    assert await people.sessions.run(people.time_out) == 0
    clock.move(minutes=2)
    assert await people.sessions.run(people.time_out) == 1
    row = await only(people)
    assert (row.state, row.callback_on) == ("callback", date(2026, 11, 25))

    await people.sessions.run(lambda s: people.take(s, "li", row.id))
    await people.sessions.run(lambda s: people.say(s, "li", row.id, "已经查过了，现行有效。"))
    clock.move(minutes=21)
    assert await people.sessions.run(people.time_out) == 1
    assert (await sent(people))[-1] == BACK
    assert await people.sessions.run(people.time_out) == 0


async def test_whose_question_is_open_is_noted_for_later_and_not_sent_away(
    people: People, clock: Hands
) -> None:
    await people.ask(message("转人工"))
    row = await only(people)
    await people.sessions.run(lambda s: people.take(s, "li", row.id))
    await people.sessions.run(lambda s: people.say(s, "li", row.id, "请说。"))
    await people.relay(message("商家不退钱"))
    clock.move(minutes=21)
    assert await people.sessions.run(people.time_out) == 1
    row = await only(people)
    assert (row.state, row.staff, bool(row.address_sealed)) == ("callback", "", True)
    assert "接着回复您" in (await sent(people))[-1]


async def test_the_number_of_somebody_to_be_called_survives_the_silence(
    people: People, clock: Hands
) -> None:
    await people.ask(message("转人工"))
    await people.relay(message("回电13812345678"))
    row = await only(people)
    await people.sessions.run(lambda s: people.take(s, "li", row.id))
    await people.sessions.run(lambda s: people.say(s, "li", row.id, "我现在给您打电话。"))
    clock.move(minutes=21)
    await people.sessions.run(people.time_out)
    assert people.contact(await only(people)) == "13812345678"


async def test_what_answers_a_person_does_not_end_the_conversation(people: People) -> None:
    await people.ask(message("转人工"))
    row = await only(people)
    await people.sessions.run(lambda s: people.take(s, "li", row.id))
    await people.sessions.run(lambda s: people.say(s, "li", row.id, "要我替您登记吗？"))
    assert await people.relay(message("不用了")) == ()
    assert (await only(people)).state == "taken"
    said = await people.sessions.run(lambda s: people.said(s, row.id))
    assert said[-1].text == "不用了"


async def test_who_asks_again_in_the_morning_has_the_whole_time_to_be_answered(
    people: People, clock: Hands
) -> None:
    clock.move(hours=-10)  # midnight in Chongqing
    await people.ask(message("转人工"))
    clock.move(hours=10)

    await people.ask(message("转人工"))

    assert await people.sessions.run(people.time_out) == 0
    assert (await only(people)).state == "waiting"


async def test_a_web_page_goes_on_asking_until_the_call_back_has_come(
    people: People, clock: Hands
) -> None:
    clock.move(hours=10)
    reply = await people.ask(message("转人工", "web"))
    assert reply.kind is ReplyKind.HANDOVER
    assert "不要关掉" in reply.text
    number = (await only(people)).id
    assert (await people.fetch("citizen")).seconds == 30.0

    await people.sessions.run(lambda s: people.take(s, "li", number))
    await people.sessions.run(lambda s: people.say(s, "li", number, "早上好"))

    found = await people.fetch("citizen")
    assert (found.texts, found.seconds) == (("早上好",), 3.0)


async def test_a_button_pressed_twice_says_it_once(people: People, clock: Hands) -> None:
    await people.ask(message("转人工"))
    number = (await only(people)).id
    await people.sessions.run(lambda s: people.take(s, "li", number))
    for _ in range(2):
        await people.sessions.run(lambda s: people.say(s, "li", number, "您好"))
    assert (await sent(people)).count("工作人员：您好") == 1
    clock.move(minutes=1)
    await people.sessions.run(lambda s: people.say(s, "li", number, "您好"))
    assert (await sent(people)).count("工作人员：您好") == 2


async def test_the_web_page_is_told_again_until_it_has_shown_it(people: People) -> None:
    await people.ask(message("转人工", "web"))
    number = (await only(people)).id
    await people.sessions.run(lambda s: people.take(s, "li", number))
    await people.sessions.run(lambda s: people.say(s, "li", number, "在的"))

    first = await people.fetch("citizen")
    assert (first.texts, first.seconds) == (("在的",), 3.0)
    assert await people.fetch("citizen") == first  # the answer was lost on its way
    assert (await people.fetch("citizen", first.last)).texts == ()
    assert await people.fetch("somebody else") == News((), 0, 0.0)
    await people.sessions.run(lambda s: people.give_back(s, "li", number))
    end = await people.fetch("citizen", first.last)
    assert (end.texts, end.seconds) == ((BACK,), 3.0)
    assert await people.fetch("citizen", end.last) == News((), 0, 0.0)
    assert await sent(people) == []


async def test_nothing_said_is_readable_in_the_database_and_it_is_forgotten(
    people: People, sessions: SessionFactory, clock: Hands
) -> None:
    await people.ask(message("转人工"))
    await people.relay(message("我叫张三丰"))
    async with sessions() as session:
        texts = list(await session.scalars(select(HandoverMessage.text_sealed)))
    assert not any("张三丰" in text for text in texts)
    await people.relay(message("退出人工"))

    clock.move(days=200)
    before: Callable[[], datetime] = lambda: clock() - timedelta(days=180)  # noqa: E731
    assert await sessions.run(lambda s: People.forget(s, before())) == 1
    async with sessions() as session:
        assert list(await session.scalars(select(HandoverMessage))) == []


@pytest.mark.parametrize(
    ("text", "is_wish"),
    [
        ("转人工", True), ("我要找人工客服", True), ("人工服务", True), ("有没有真人", True),
        ("跟机器说不清 给我转个活人", True), ("你不懂，换真人来", True), ("算了，帮我转人工", True),
        ("店里老板是活人都不管我", False),
        ("人工智能标准有哪些", False), ("人工草坪有标准吗", False), ("转人工费用标准是多少", False),
        ("我要投诉人工客服态度不好", False),
    ],
)  # fmt: skip
def test_who_wants_a_person(text: str, is_wish: bool) -> None:
    assert wants_person(text) is is_wish


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('from: "18:00"\nto: "09:00"\nwait_minutes: 5\nsilent_minutes: 5', "早于"),
        ('from: "09:00"\nto: "18:00"\nwait_minutes: 0\nsilent_minutes: 5', "wait_minutes"),
        ('from: "09:00"', "to"),
    ],
)
def test_wrong_hours_are_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "office_hours.yml"
    path.write_text(text)

    with pytest.raises(HoursError, match=told):
        OfficeHours.load(path)


def test_the_shipped_hours_are_right() -> None:
    hours = OfficeHours.load()

    assert hours.is_open(datetime(2026, 11, 24, 2, 0, tzinfo=UTC), WorkingDays())
    assert not hours.is_open(datetime(2026, 11, 28, 2, 0, tzinfo=UTC), WorkingDays())
