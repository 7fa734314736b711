from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import CaseEvent, Mediation
from bot.complaints.keeping.retention import Retention, RetentionRules
from bot.complaints.work.casework import Actor, StepRefused
from bot.complaints.work.mediations import (
    Mediations,
    Minutes,
    moment_of,
    platform_number_of,
    recovered_of,
)
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput
from tests.complaints.made import NOW, bureau, made, stepped

OFFICE = bureau()
MEDIATIONS = Mediations(OFFICE.keyring)
LI = Actor("officer", "li")
HELD = Minutes(
    NOW - timedelta(hours=1),
    "渝中区市场监管所",
    "张三丰、店长王五，调解员李四",
    "退款 2999 元",
    299900,
)


class NoFiles:
    """An evidence store without files."""

    def purge(self, session: Session, case_id: int) -> int:
        return 0

    def drop(self, session: Session, conversation: str) -> None:
        raise AssertionError


async def test_the_last_record_counts_and_is_kept_sealed(sessions: SessionFactory) -> None:
    def work(session: Session) -> None:
        case = made(OFFICE, session)
        stepped(OFFICE.casework, session, case, "accept", NOW)
        MEDIATIONS.note(session, case, LI, replace(HELD, agreement="", recovered_fen=None), NOW)
        MEDIATIONS.note(session, case, LI, HELD, NOW)

        last, first = MEDIATIONS.of(session, case)
        assert last == replace(HELD, noted_by="li")
        assert (first.agreement, first.recovered_fen) == ("", None)
        rows = session.scalars(select(Mediation)).all()
        assert all("张三丰" not in row.sealed for row in rows)
        story = session.scalars(select(CaseEvent).where(CaseEvent.action == "mediation")).all()
        assert [(one.public, one.message, one.note_sealed) for one in story] == [
            (False, "", "")
        ] * 2

    await sessions.run(work)


async def test_a_mediation_needs_an_accepted_complaint_of_ones_own(
    sessions: SessionFactory,
) -> None:
    def work(session: Session) -> None:
        case, report = made(OFFICE, session), made(OFFICE, session, kind="report", officer="li")
        with pytest.raises(StepRefused):
            MEDIATIONS.note(session, case, LI, HELD, NOW)
        case.officer = "li"
        for one in (case, report):
            with pytest.raises(InvalidInput, match="已经受理的投诉"):
                MEDIATIONS.note(session, one, LI, HELD, NOW)
        stepped(OFFICE.casework, session, case, "accept", NOW)
        wrong = [("place", " "), ("people", ""), ("place", "所" * 201), ("people", "张" * 301)]
        wrong += [("agreement", "退" * 2001)]  # said, and never cut off in silence
        wrong += [("held_at", NOW + by) for by in (timedelta(minutes=1), timedelta(days=-1))]
        for name, value in wrong:
            with pytest.raises(InvalidInput):
                MEDIATIONS.note(session, case, LI, replace(HELD, **{name: value}), NOW)
        assert MEDIATIONS.of(session, case) == []

    await sessions.run(work)


async def test_retention_erases_the_words_and_keeps_the_sum(sessions: SessionFactory) -> None:
    def work(session: Session) -> None:
        case = made(OFFICE, session, platform_number="1500112233")
        stepped(OFFICE.casework, session, case, "accept", NOW)
        MEDIATIONS.note(session, case, LI, HELD, NOW)

        Retention(RetentionRules.load(), NoFiles()).strip(session, case, NOW)

        (row,) = session.scalars(select(Mediation))
        session.refresh(row)
        assert (row.sealed, row.recovered_fen, case.platform_number) == ("", 299900, "")
        assert MEDIATIONS.of(session, case) == []

    await sessions.run(work)


def test_a_page_shows_who_was_there_masked() -> None:
    words = replace(HELD, agreement="张三丰打 13812345678").masked("张三丰")

    assert words.people == "张**、店**、调**"
    assert words.agreement.startswith("张**打")
    assert "13812345678" not in words.agreement


@pytest.mark.parametrize(
    ("yuan", "fen"), [("0", 0), ("12", 1200), ("12.5", 1250), (" 12.05 ", 1205), ("", None)]
)
def test_a_sum_in_yuan_is_kept_in_fen(yuan: str, fen: int | None) -> None:
    assert recovered_of(yuan) == fen


@pytest.mark.parametrize(
    "yuan", ["一百", "-1", "1e9", "1.234", "1,200", "1234567890", "NaN", "１２"]
)
def test_what_is_no_sum_is_refused(yuan: str) -> None:
    with pytest.raises(InvalidInput):
        recovered_of(yuan)


@pytest.mark.parametrize("text", ["", "昨天", "2026-11-24", "0001-01-01T00:00", "1999-12-31T23:59"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        moment_of(text)


def test_a_moment_is_read_by_the_clock_of_chongqing() -> None:
    assert moment_of("2026-11-24T10:00") == NOW


@pytest.mark.parametrize("text", ["编号1", "1 2", "1" * 41, "<b>"])
def test_a_platform_number_has_plain_signs_only(text: str) -> None:
    assert platform_number_of(" A-150 ") == "A-150"
    with pytest.raises(InvalidInput):
        platform_number_of(text)
