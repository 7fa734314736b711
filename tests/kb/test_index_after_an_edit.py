"""An index that takes over what an earlier one has made finds what one made anew finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import kb.search.index
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration
from kb.search.index import Entry, EntryKind, SearchIndex

ENTRIES = (
    Entry(EntryKind.FAQ, "day", "世界标准日", ("世界标准日 是 哪天", "标准日"), "十月", ("来源",)),
    Entry(EntryKind.FAQ, "bike", "电动车", ("电动 自行车 标准",), "看 合格证", ("来源",)),
)
QUESTIONS = ("标准日 哪天", "电动 自行车", "头盔 标准", "合格证", "十月")
ANSWER = replace(ENTRIES[1], answer="头盔 合格证")
EDITS = {
    "an answer": (ENTRIES[0], ANSWER),
    "a question": (ENTRIES[0], replace(ENTRIES[1], questions=("头盔 标准",))),
    "a phrasing less": (replace(ENTRIES[0], questions=("标准日",)), ENTRIES[1]),
    "another order": ENTRIES[::-1],
    "a phrasing of another": (
        replace(ENTRIES[0], questions=("世界标准日 是 哪天",)),
        replace(ENTRIES[1], questions=("标准日", "电动 自行车 标准")),
    ),
    "nothing left": (),
}


def made(
    embedder: Embedder,
    entries: tuple[Entry, ...],
    before: SearchIndex | None = None,
    cut: Callable[[str], list[str]] = str.split,
) -> SearchIndex:
    vectors = embedder.vectors([pair for entry in entries for pair in entry.texts()], {})
    return SearchIndex(entries, vectors, cut, embedder, Calibration.load(), before)


@pytest.mark.parametrize("edited", EDITS.values(), ids=EDITS)
def test_every_edit_is_found_as_if_the_index_were_made_anew(
    embedder: Embedder, edited: tuple[Entry, ...]
) -> None:
    after = made(embedder, edited, before=made(embedder, ENTRIES))

    anew = made(embedder, edited)
    for question in QUESTIONS:
        assert after.search(question) == anew.search(question)


def test_words_cut_in_another_way_are_found(embedder: Embedder) -> None:
    after = made(embedder, ENTRIES, made(embedder, ENTRIES, cut=lambda text: [text]))

    for question in QUESTIONS:
        assert after.search(question) == made(embedder, ENTRIES).search(question)


def test_another_answer_leaves_what_was_made_of_the_questions_alone(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_made_anew(*_texts: object) -> None:
        raise AssertionError

    before = made(embedder, ENTRIES)
    monkeypatch.setattr(kb.search.index, "Phrasings", is_made_anew)

    after = made(embedder, (ENTRIES[0], ANSWER), before)

    assert after.search("头盔")[0].entry is ANSWER
    with pytest.raises(AssertionError):
        made(embedder, EDITS["a question"], before)
