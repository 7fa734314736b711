from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.complaints.case.deadlines import (
    DeadlineRules,
    DeadlineState,
    Pause,
    due_on,
    state,
)
from bot.complaints.case.workflow import Workflow, WorkflowError
from bot.kit.working_days import WorkingDays

RULES = DeadlineRules.load()
CALENDAR = WorkingDays()


def day(text: str) -> date:
    return date.fromisoformat(text)


def pauses(*pairs: tuple[str, str | None]) -> list[Pause]:
    return [Pause(day(a), None if b is None else day(b)) for a, b in pairs]


@pytest.mark.parametrize(
    ("rule", "start", "paused", "due"),
    [
        # 令第121号第十五条: seven working days to decide.
        ("decide_acceptance", "2026-11-24", [], "2026-12-03"),
        ("decide_acceptance", "2026-02-10", [], "2026-02-26"),
        ("decide_acceptance", "2026-09-30", [], "2026-10-15"),
        # In the laboratory from Wednesday to the next Monday costs Thursday, Friday, Monday.
        ("verify_report", "2026-11-24", [("2026-11-25", "2026-11-30")], "2026-12-18"),
        # A test over National Day 2026 costs only 8 and 9 October.
        ("verify_report", "2026-09-29", [("2026-09-30", "2026-10-09")], "2026-10-28"),
        # Two tests add up.
        (
            "verify_report",
            "2026-11-24",
            [("2026-11-25", "2026-11-26"), ("2026-11-27", "2026-11-30")],
            "2026-12-17",
        ),
        # Still at it: no day.
        ("verify_report", "2026-11-24", [("2026-11-26", None)], None),
        # 令第121号第二十三条: sixty days from acceptance; 23 January is an ordinary Saturday.
        ("mediate", "2026-11-24", [], "2027-01-23"),
        # 60 days from 3 August 2026 end on 2 October: the first day after the holiday is the 8th.
        ("mediate", "2026-08-03", [], "2026-10-08"),
        # They end on 10 October, a Saturday that is worked, and on Sunday 20 September, as well.
        ("mediate", "2026-08-11", [], "2026-10-10"),
        ("mediate", "2026-07-22", [], "2026-09-20"),
        # On 20 June 2026, the Saturday inside Dragon Boat: Monday is the first day after it.
        ("mediate", "2026-04-21", [], "2026-06-22"),
        # On 3 January 2026: the first day after New Year is a Sunday.
        ("mediate", "2025-11-04", [], "2026-01-04"),
        # Ten days in a laboratory don't count (第二十二条).
        ("mediate", "2026-03-02", [("2026-03-10", "2026-03-20")], "2026-05-11"),
        ("mediate", "2026-03-02", [], "2026-05-06"),
        # Telling the end of mediation: seven working days.
        ("tell_mediation_end", "2026-04-28", [], "2026-05-11"),
        # Verification of a report: fifteen working days.
        ("verify_report", "2026-11-24", [], "2026-12-15"),
        ("verify_report", "2026-02-06", [], "2026-03-05"),
        ("verify_report", "2025-09-22", [], "2025-10-17"),
    ],
)
def test_a_deadline_falls_where_the_hand_made_table_says(
    rule: str, start: str, paused: list[tuple[str, str | None]], due: str | None
) -> None:
    found = due_on(RULES[rule], day(start), CALENDAR, pauses(*paused))

    assert found == (None if due is None else day(due))


def test_an_approved_extension_adds_fifteen_working_days() -> None:
    found = due_on(RULES["verify_report"], day("2026-11-24"), CALENDAR, (), extended=True)

    assert found == day("2027-01-05")


@pytest.mark.parametrize(
    ("due", "today", "is_met", "expected"),
    [
        ("2026-12-03", "2026-11-25", False, DeadlineState.RUNNING),
        ("2026-12-03", "2026-12-01", False, DeadlineState.DUE_SOON),
        ("2026-12-03", "2026-12-03", False, DeadlineState.DUE_SOON),
        ("2026-12-03", "2026-12-04", False, DeadlineState.OVERDUE),
        ("2026-12-03", "2026-12-04", True, DeadlineState.MET),
        (None, "2026-12-04", False, DeadlineState.PAUSED),
    ],
)
def test_a_clock_is_told_by_the_day(
    due: str | None, today: str, is_met: bool, expected: DeadlineState
) -> None:
    last = None if due is None else day(due)

    assert state(RULES["decide_acceptance"], last, day(today), is_met=is_met) is expected


def test_every_event_of_the_table_is_one_of_the_workflow() -> None:
    events = {step.event for step in Workflow.load().steps.values()} | {"registered"}

    for rule in RULES:
        assert set(rule.started_by) <= events, rule.slug
        assert set(rule.met_by) <= events, rule.slug


def test_what_stops_a_clock_is_what_its_article_takes_out() -> None:
    stopped = {rule.slug: (set(rule.pauses), rule.pause_article) for rule in RULES}

    assert stopped["decide_acceptance"] == (set(), "")
    assert stopped["tell_mediation_end"] == (set(), "")
    assert stopped["mediate"] == ({"testing"}, "令第121号第二十二条")
    # 检测、检验、检疫、鉴定以及权利人辨认或者鉴别
    assert stopped["verify_report"][0] == {"testing", "inspection", "identifying"}
    assert "第十八条第二款" in stopped["verify_report"][1]
    assert all(set(rule.pauses) <= set(Workflow.load().pauses) for rule in RULES)


def test_a_clock_that_something_stops_without_an_article_is_refused() -> None:
    row = RULES["decide_acceptance"].model_dump() | {"pauses": ["testing"]}

    with pytest.raises(WorkflowError, match="第 1 条"):
        DeadlineRules.of([row])


def test_a_wrong_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "deadlines.yml"
    path.write_text("- slug: x\n  label: y\n  length: 0\n", encoding="utf-8")

    with pytest.raises(WorkflowError, match="第 1 条"):
        DeadlineRules.load(path)
