"""What a question and a phrasing share, weighed by how rare the words are."""

from __future__ import annotations

import numpy as np
import pytest

from kb.search.embedding import DIMENSION, Embedder, digest
from kb.search.fuse import FEATURES, Calibration
from kb.search.index import Entry, EntryKind, SearchIndex
from kb.search.lexical import LexicalIndex

PHRASINGS = ("标准 日 是 哪天", "标准 谁 定", "电动 自行车 标准")
AT = FEATURES.index("overlap")


@pytest.mark.parametrize("question", [*PHRASINGS, "标准 没见过 谁", "全 没见过"])
def test_it_is_the_weight_of_the_common_words_over_that_of_all(
    embedder: Embedder, question: str
) -> None:
    entries = [
        Entry(EntryKind.FAQ, str(number), text, (text,), text, ("来源",))
        for number, text in enumerate(PHRASINGS)
    ]
    vector = np.ones(DIMENSION, np.float32).tobytes()
    vectors = {digest(text, is_query=kind): vector for text in PHRASINGS for kind in (True, False)}
    index = SearchIndex(entries, vectors, str.split, embedder, Calibration.load())
    lexical = LexicalIndex([text.split() for text in PHRASINGS])

    found = {hit.entry.title: hit.features[AT] for hit in index.search(question)}

    asked = set(question.split())
    for text in PHRASINGS:
        own = set(text.split())
        wanted = lexical.weight(asked & own) / lexical.weight(asked | own)
        assert found[text] == pytest.approx(wanted)
