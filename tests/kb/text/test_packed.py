"""A packed dictionary answers as the dictionary it was made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import segment
from kb.text.packed import Packed, pack
from kb.text.segment import Common, Segmenter

# Also half of a pair, as a phone may send it, and what could be taken for a bound.
_WORDS = st.text("标准a1\n\t\0\ud83d\xff\xfe", max_size=4)


@given(st.dictionaries(_WORDS, st.integers(0, 10**9)), st.lists(_WORDS))
def test_it_knows_what_the_dictionary_knows_and_nothing_else(
    words: dict[str, int], others: list[str]
) -> None:
    packed = Packed(bytes(8) + pack(words), 8)

    for word in (*words, *others):
        assert packed.get(word) == words.get(word)
        assert packed.get(word, 7) == words.get(word, 7)
        assert (word in packed) == (word in words)
        if word in words:
            assert packed[word] == words[word]
        else:
            with pytest.raises(KeyError):
                packed[word]


def test_words_are_cut_as_from_a_plain_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "电动自行车充电器有什么强制性标准",
        "渝标通说的强制性国家标准，GB 18401-2010",
        "南坪步行街oppo店",
        "\ud83d标准",
    ]
    own = ["强制性国家标准", "渝标通", "车充", "标准标"]
    words, total = segment.as_jieba_reads()
    plain = {}
    for numbers in (words, Packed(pack(words))):
        monkeypatch.setattr(segment, "_common", Common(numbers, total))
        cut = Segmenter(own)
        for text in texts:
            assert cut.cut(text) == plain.setdefault(text, cut.cut(text))
    assert all(word not in words for word in own[:2])
