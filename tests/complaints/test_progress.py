"""What a citizen hears of a case that has gone on for a while."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, CaseDeadline, CaseEvent
from bot.complaints.case.progress import STORY_LINES
from bot.complaints.office import CaseOffice
from bot.kit.db import SessionFactory
from tests.complaints.conftest import COMPLAINT, NOW, Citizen


@pytest.mark.parametrize("days", [3, 60])
async def test_of_several_periods_the_one_that_ends_first_is_told(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory, days: int
) -> None:
    await citizen.say_all(*COMPLAINT)
    other = NOW.date() + timedelta(days=days)

    def told(session: Session) -> str:
        case = session.scalars(select(Case)).one()
        session.add(
            CaseDeadline(case_id=case.id, rule="mediate", started_on=NOW.date(), due_on=other)
        )
        session.flush()
        return office.counter.progress.tell(session, case)

    assert (f"{other} 前" in await sessions.run(told)) is (days == 3)


async def test_of_a_long_story_the_newest_lines_are_told_in_their_order(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    def told(session: Session) -> str:
        case = session.scalars(select(Case)).one()
        for n in range(STORY_LINES + 2):
            session.add(
                CaseEvent(
                    case_id=case.id,
                    at=NOW + timedelta(minutes=n),
                    actor_kind="officer",
                    action="note",
                    message=f"办了第{n}件事",
                    public=True,
                )
            )
            session.flush()
        return office.counter.progress.tell(session, case)

    said = re.findall(r"办了第(\d)件事", await sessions.run(told))

    assert said == [str(n) for n in range(2, STORY_LINES + 2)]
