"""Floors of each part, in this process and without Rasa; they only ever rise.

A phrasing that failed goes into a file of ``tests/talks`` by one line (``bench/parts.py``).
"""

from __future__ import annotations

from bench import parts


def test_the_one_who_should_answers(talk: parts.Talker) -> None:
    row, _ = parts.router(talk)

    assert row.total >= 30
    assert row.share >= 0.85, row.misses


def test_talks_of_strangers_are_answered_and_rarely_wrong_but_sure(
    talk: parts.Talker,
) -> None:
    rows = parts.conversations(talk, parts.CONVERSATIONS[1:])
    first, later = rows["first turns"], rows["follow-ups"]

    assert first.total >= 230
    assert first.share >= 0.9, first.misses
    assert first.sure <= 0.02 * first.total, first.misses
    assert later.total >= 220
    assert later.share >= 0.86, later.misses
    assert later.sure <= 0.05 * later.total, later.misses


def test_what_is_near_our_scope_and_not_known_is_not_asserted(talk: parts.Talker) -> None:
    row = parts.near_scope(talk)

    assert row.sure <= 0.04 * row.total, row.misses


def test_every_spelling_of_a_number_is_read() -> None:
    row = parts.numbers()

    assert row.share >= 0.98, row.misses


def test_the_fact_asked_for_is_in_the_first_two_entries(talk: parts.Talker) -> None:
    row = parts.retrieval(talk)

    assert row.share >= 0.94, row.misses


def test_the_dress_of_a_question_costs_little(talk: parts.Talker) -> None:
    rows = parts.dresses(talk, every=8)
    plain = rows.pop("surface: plain")

    assert plain.share >= 0.9
    assert {name: row.misses for name, row in rows.items() if row.right < plain.right - 2} == {}
