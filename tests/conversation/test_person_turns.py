"""Asking for a person in the middle of something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.handover.hours import OfficeHours
from bot.handover.models import Handover
from bot.handover.people import People
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.working_days import WorkingDays
from bot.outbox.service import Outbox
from bot.settings import load_settings
from kb.knowledge import LiveKnowledge
from tests.complaints.conftest import COMPLAINT
from tests.conversation.test_case_turns import Chat
from tests.conversation.test_conversation import FakeRasa, make

ALWAYS = OfficeHours(time(0), time(23, 59, 59), timedelta(minutes=5), timedelta(minutes=20))


class EveryDay(WorkingDays):
    """A calendar without holidays, so that the test may run on any day."""

    def is_working(self, day: object) -> bool:
        return True


@pytest.fixture
def people(sessions: SessionFactory) -> People:
    every: Callable[[Session], WorkingDays] = lambda _: EveryDay()  # noqa: E731
    keyring = load_settings().keyring
    return People(sessions, keyring, Outbox(clock.now), clock.now, ALWAYS, every)


@pytest.fixture
def chat(sessions: SessionFactory, knowledge: LiveKnowledge, people: People) -> Chat:
    rasa = FakeRasa()
    conversation = make(sessions, knowledge, rasa)
    conversation._people = people
    return Chat(conversation, rasa)


async def test_a_form_outlives_a_talk_with_a_person(
    chat: Chat, people: People, sessions: SessionFactory
) -> None:
    await chat.say(COMPLAINT[0], "file_complaint")
    assert "已经转给工作人员" in await chat.say("转人工")
    async with sessions() as session:
        number = (await session.scalars(select(Handover.id))).one()
    await sessions.run(lambda s: people.take(s, "li", number))
    assert await chat.say("您看我这个怎么填") == ""
    await sessions.run(lambda s: people.give_back(s, "li", number))

    for text in COMPLAINT[1:]:
        told = await chat.say(text)

    assert "已登记，登记编号：CQ" in told
    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
    assert case.respondent == "雅迪电动车专卖店"


async def test_a_telephone_number_left_in_a_form_leaves_the_form_open(
    chat: Chat, people: People, sessions: SessionFactory
) -> None:
    night = replace(people.hours, begin=time(0), end=time(0, 0, 1))
    chat.conversation._people = replace(people, hours=night)
    assert "记下来了" in await chat.say("转人工")
    await chat.say(COMPLAINT[0], "file_complaint")
    assert "电话记下了" in await chat.say("回电13812345678")

    for text in COMPLAINT[1:]:
        told = await chat.say(text)

    assert "已登记，登记编号：CQ" in told
