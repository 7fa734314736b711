from __future__ import annotations

from datetime import date

import pytest

from bot.kit.working_days import WorkingDays

CALENDAR = WorkingDays()


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        # An ordinary week: Tuesday 24 November 2026, one working day later is Wednesday.
        ("2026-11-24", 1, "2026-11-25"),
        ("2026-11-24", 7, "2026-12-03"),
        # Friday: the weekend isn't counted.
        ("2026-11-27", 1, "2026-11-30"),
        # Registered on a Saturday: the first day counted is Monday.
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-28", 7, "2026-12-08"),
        # New Year 2026: 1 to 3 January off (Thursday to Saturday), Sunday the 4th is worked.
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-12-31", 7, "2026-01-12"),
        # Spring Festival 2026: 15 to 23 February off; Saturdays 14 and 28 February are worked.
        ("2026-02-10", 7, "2026-02-26"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-16", 7, "2026-03-03"),
        ("2026-02-27", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-02"),
        # Spring Festival 2025: 28 January to 4 February off; Sunday 26 January and Saturday
        # 8 February are worked.
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-24", 7, "2025-02-10"),
        ("2025-01-27", 1, "2025-02-05"),
        ("2025-02-07", 1, "2025-02-08"),
        # Tomb Sweeping 2026: 4 to 6 April off (Saturday to Monday).
        ("2026-04-03", 1, "2026-04-07"),
        # Labour Day 2026: 1 to 5 May off; Saturday 9 May is worked.
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-05-08", 1, "2026-05-09"),
        ("2026-04-28", 7, "2026-05-11"),
        # Dragon Boat 2026: 19 to 21 June off (Friday to Sunday).
        ("2026-06-18", 1, "2026-06-22"),
        # Mid-Autumn 2026: 25 to 27 September off; National Day 1 to 7 October off; Sunday
        # 20 September and Saturday 10 October are worked.
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-24", 1, "2026-09-28"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-21", 7, "2026-10-08"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-09-30", 7, "2026-10-15"),
        # National Day and Mid-Autumn 2025: 1 to 8 October off; Sunday 28 September and Saturday
        # 11 October are worked.
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-10-10", 1, "2025-10-11"),
        ("2025-09-30", 7, "2025-10-16"),
        # Fifteen working days (verification of a report) over National Day 2026.
        ("2026-09-22", 15, "2026-10-20"),
        # A year without a published calendar: weekends only.
        ("2027-02-01", 7, "2027-02-10"),
    ],
)
def test_a_period_of_working_days_ends_where_the_hand_made_table_says(
    start: str, days: int, end: str
) -> None:
    assert CALENDAR.add(date.fromisoformat(start), days) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        ("2026-10-01", "2026-10-08"),
        ("2026-10-08", "2026-10-08"),
        ("2026-11-28", "2026-11-30"),
        ("2026-02-15", "2026-02-24"),
        ("2026-02-14", "2026-02-14"),
        ("2026-01-01", "2026-01-04"),
    ],
)
def test_a_last_day_off_rolls_on_to_the_next_working_day(day: str, rolled: str) -> None:
    assert CALENDAR.on_or_after(date.fromisoformat(day)) == date.fromisoformat(rolled)


def test_a_year_nobody_has_published_is_said_to_be_uncertain() -> None:
    assert CALENDAR.is_certain(date(2026, 12, 31))
    assert not CALENDAR.is_certain(date(2027, 1, 4))


def test_the_holidays_staff_entered_win() -> None:
    entered = WorkingDays({date(2027, 2, 8): False, date(2027, 2, 13): True})

    assert entered.is_certain(date(2027, 2, 1))
    assert entered.add(date(2027, 2, 5), 1) == date(2027, 2, 9)
    assert entered.add(date(2027, 2, 12), 1) == date(2027, 2, 13)


def test_working_days_between_two_days_are_counted_without_the_first() -> None:
    assert CALENDAR.count(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert CALENDAR.count(date(2026, 10, 10), date(2026, 10, 10)) == 0


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        ("2026-11-28", "2026-11-28"),  # an ordinary Saturday
        ("2026-10-10", "2026-10-10"),  # a Saturday that is worked
        ("2026-10-01", "2026-10-08"),
        ("2026-10-07", "2026-10-08"),  # a moved rest day inside the holiday
        ("2026-06-20", "2026-06-22"),
        ("2026-01-02", "2026-01-04"),  # a Sunday, the first day after New Year
        ("2028-10-01", "2028-10-01"),  # no notice yet
    ],
)
def test_only_a_statutory_holiday_moves_the_end_of_a_period(day: str, rolled: str) -> None:
    assert CALENDAR.after_holidays(date.fromisoformat(day)) == date.fromisoformat(rolled)


def test_a_holiday_staff_entered_moves_the_end_of_a_period() -> None:
    calendar = WorkingDays({date(2028, 10, 1): False, date(2028, 10, 2): False})

    assert calendar.after_holidays(date(2028, 10, 1)) == date(2028, 10, 3)
