"""The golden set through the answerer, on the real seed content."""

from __future__ import annotations

from datetime import date

import pytest

from bench.golden import load_golden, load_spellings, load_unanswerable, matches
from kb.answer import Certainty
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.models import Checked
from kb.search.index import EntryKind
from kb.text.standard_number import StandardNumber

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def answerer(all_content: LiveKnowledge) -> Answerer:
    return Answerer(all_content, load_normaliser(), lambda: TODAY)


def test_nine_in_ten_questions_get_the_right_first_answer(answerer: Answerer) -> None:
    goldens = load_golden()
    misses = []
    for golden in goldens:
        answer = answerer.answer(golden.question)
        if answer.certainty is not Certainty.SURE or not matches(answer.text, golden.must):
            misses.append((golden.question, answer.entry, round(answer.score, 2)))

    assert len(goldens) >= 200
    assert len(misses) <= 0.10 * len(goldens), misses


def test_what_has_no_answer_is_not_answered_as_if_known(answerer: Answerer) -> None:
    questions = load_unanswerable()
    known = [q for q in questions if answerer.answer(q).certainty is Certainty.SURE]

    assert len(questions) >= 40
    assert len(known) <= 0.05 * len(questions), known


def test_golden_questions_are_not_stored_phrasings(all_content: LiveKnowledge) -> None:
    normaliser = load_normaliser()
    stored = {text for entry in all_content.snapshot.index.entries for text in entry.questions}

    assert [g.question for g in load_golden() if normaliser(g.question) in stored] == []


def test_every_spelling_resolves_to_its_record(all_content: LiveKnowledge) -> None:
    spellings = load_spellings()
    wrong = []
    for spelling, number in spellings:
        found = StandardNumber.find(spelling)
        look_up = None if found is None else all_content.snapshot.catalogue.look_up(found, TODAY)
        if look_up is None or look_up.found is None or look_up.found.number != number:
            wrong.append((spelling, number, str(found)))

    assert len(spellings) >= 100
    assert wrong == []


def test_no_ended_edition_is_ever_presented_as_valid(
    all_content: LiveKnowledge, answerer: Answerer
) -> None:
    catalogue = all_content.snapshot.catalogue
    for entry in all_content.snapshot.index.entries:
        if entry.kind.value != "standard":
            continue
        edition = catalogue.get(entry.key)
        assert edition is not None
        if catalogue.status_on(edition, TODAY).value in ("被代替", "废止"):
            text = answerer.look_up(StandardNumber.parse(edition.number)).text
            assert "现行有效" not in text.splitlines()[0]
            assert all(successor in text for successor in edition.superseded_by)


def test_an_answer_resting_on_remembered_standards_says_so(
    all_content: LiveKnowledge, answerer: Answerer
) -> None:
    snapshot = all_content.snapshot
    marked = 0
    for entry in snapshot.index.entries:
        if entry.kind is not EntryKind.FAQ:
            continue
        named = {str(number) for number in StandardNumber.find_all(entry.answer)}
        named.update(snapshot.faq_standards.get(entry.key, ()))
        editions = [e for number in named if (e := snapshot.catalogue.get(number))]
        remembered = [e.number for e in editions if e.checked is Checked.UNCHECKED]
        given = answerer.give(entry.reference)
        assert given is not None
        lines = [line for line in given.text.splitlines() if "尚未与官方平台核对" in line]
        assert all(any(n in line for line in lines) for n in remembered), entry.key
        marked += bool(remembered)

    assert marked >= 20
