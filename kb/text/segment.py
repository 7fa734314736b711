"""Cuts Chinese text into words for search, with our own vocabulary and whole standard numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, NamedTuple

import jieba

from kb.text.packed import Numbers
from kb.text.standard_number import spans

# jieba reports every dictionary load on standard error.
logging.getLogger("jieba").setLevel(logging.WARNING)


class Common(NamedTuple):
    """jieba's own dictionary.

    Args:
        words: how often each stands there; 0 of a beginning of one.
        total: the sum.
    """

    words: Numbers
    total: int


# How often each word and beginning of one stands there, and the sum with jieba's own.
Known = tuple[dict[str, int], int]
_common: Common | None = None


def common() -> Common:
    """jieba's own dictionary, read once in a process."""
    if _common is None:
        begin_with(Common(*as_jieba_reads()))
    assert _common is not None
    return _common


def as_jieba_reads() -> tuple[dict[str, int], int]:
    """The words and the sum of their numbers; that takes half a second.

    jieba itself believes a copy in the folder of temporary files, where anybody may have put one.
    """
    plain = jieba.Tokenizer()
    words, total = plain.gen_pfdict(plain.get_dict_file())
    return words, total


def begin_with(known: Common) -> None:
    """Take it from whoever has kept it."""
    global _common
    _common = known


class _OwnWords(dict[str, int]):
    """Words of one's own before those of another dictionary, which is not copied."""

    def __init__(self, others: Numbers) -> None:
        self._others = others

    def get(self, word: str, default: Any = None) -> Any:
        found = super().get(word)
        return self._others.get(word, default) if found is None else found

    def __contains__(self, word: object) -> bool:
        return super().__contains__(word) or word in self._others

    def __missing__(self, word: str) -> int:
        return self._others[word]


def tokenizer() -> jieba.Tokenizer:
    """jieba with its own words, to which others can be added without leaking into another one."""
    made = jieba.Tokenizer()
    made.FREQ, made.total = _OwnWords(common().words), common().total
    made.initialized = True
    return made


class Segmenter:
    """Cuts with words of its own.

    Args:
        words: Vocabulary to keep whole, such as titles of marks, agencies and products. Words
            with spaces inside cannot be kept whole and are ignored by jieba.
        known: what :attr:`known` was with the same words.
    """

    def __init__(self, words: Iterable[str] = (), known: Known | None = None) -> None:
        self._jieba = tokenizer()
        if known is not None:
            own, self._jieba.total = known
            self._jieba.FREQ.update(own)
            return
        for word in words:
            if cleaned := word.strip().lower():
                self._jieba.add_word(cleaned)

    @property
    def known(self) -> Known:
        """Its own words as they stand in its dictionary; jieba takes 0.05 ms to add one."""
        return dict(self._jieba.FREQ), self._jieba.total

    def cut(self, text: str) -> list[str]:
        """Return the words of the text in order, Latin in lower case, punctuation dropped.

        A standard number becomes one token equal to `str(number)`; a dated one is followed by
        its undated form, so that either finds the other.
        """
        tokens: list[str] = []
        position = 0
        for start, end, number in spans(text):
            tokens += self._cut_words(text[position:start])
            tokens.append(str(number))
            if number.year is not None:
                tokens.append(str(number.undated))
            position = end
        return tokens + self._cut_words(text[position:])

    def _cut_words(self, text: str) -> list[str]:
        words = (word.strip() for word in self._jieba.cut(text.lower()))
        return [word for word in words if any(map(str.isalnum, word))]
