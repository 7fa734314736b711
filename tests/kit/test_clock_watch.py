from __future__ import annotations

from bot.kit.clock_watch import ClockWatch

NOW = 1_800_000_000.0


def test_one_old_push_proves_nothing_three_do() -> None:
    watch = ClockWatch(lambda: NOW, lambda: 0.0)

    for _ in range(2):
        watch.note(NOW - 660)
        assert watch.seconds_off() == 0
    watch.note(NOW - 660)
    assert watch.seconds_off() == 660
    watch.note(NOW + 1)
    assert watch.seconds_off() == 0


def test_the_date_of_an_answer_counts_and_nonsense_does_not() -> None:
    watch = ClockWatch(lambda: 0.0, lambda: 0.0)

    for header in ("Thu, 01 Jan 1970 00:11:00 GMT", "", "soon", "Thu, 99 Jan 1970 00:00:00 GMT"):
        for _ in range(3):
            watch.note_date(header)

    assert watch.seconds_off() == -660
    assert len(watch._told) == 3


def test_what_was_told_long_ago_is_forgotten() -> None:
    steady = [0.0]
    watch = ClockWatch(lambda: NOW, lambda: steady[0])
    for _ in range(3):
        watch.note(NOW - 660)
    steady[0] = 7200.0

    assert watch.seconds_off() == 0
