"""A sense for danger told in English: the e5 embedding and pieces of words, in one regression.

The weights are content (``data/danger/english/sense.json``), made by
``scripts/train_danger_english.py`` from the sentences beside them.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.complaints.understanding.danger_sense import FOLDER, Sensed
from bot.complaints.understanding.danger_signs import weighed
from kb.search.embedding import Vector

ENGLISH = FOLDER / "english"
SENSE = ENGLISH / "sense.json"
_LONGEST = 2000  # characters, as the rules read
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_LENGTHS = (3, 4, 5)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LETTER = 35  # words
_MOST_PAIRS = 12


@dataclass(frozen=True)
class EnglishSense:
    """Plain arrays: no pickle is ever loaded.

    Args:
        weights, bias: of danger against ordinary, for the embedding.
        pieces: weights of three to five characters in a row.
        kind_weights, kind_bias: which kind, by kind.
        alarm: odds from which a text is danger.
        ruled: how much lower they may be where a rule knows the words.
        made_from: digest of the sentences.
    """

    weights: NDArray[np.float64]
    bias: float
    pieces: Mapping[str, float]
    kinds: tuple[str, ...]
    kind_weights: NDArray[np.float64]
    kind_bias: NDArray[np.float64]
    alarm: float
    ruled: float
    made_from: str

    @classmethod
    @cache
    def load(cls, path: Path = SENSE) -> EnglishSense:
        """The committed weights."""
        return cls.made(json.loads(path.read_text("utf-8")))

    @classmethod
    def made(cls, data: Mapping[str, Any]) -> EnglishSense:
        """From what the training wrote."""
        return cls(
            np.array(data["weights"]),
            float(data["bias"]),
            dict(data["pieces"]),
            tuple(data["kinds"]),
            np.array(data["kind_weights"]),
            np.array(data["kind_bias"]),
            float(data["alarm"]),
            float(data["ruled"]),
            str(data["made_from"]),
        )

    def of(self, text: str, vector: Vector) -> Sensed:
        """What a normalised English text with this embedding sounds like."""
        odds = float(self.weights @ vector) + self.bias
        odds += weighed(self.pieces, pieces_in_english(text))
        kind = int((self.kind_weights @ vector + self.kind_bias).argmax())
        return Sensed(self.kinds[kind], odds)


def pieces_in_english(text: str) -> set[str]:
    """All three to five characters in a row, across words, which one space parts.

    >>> sorted(pieces_in_english("Gas!"))
    [' ga', ' gas', ' gas ', 'as ', 'gas', 'gas ']
    """
    words = words_in_english(text[:_LONGEST])
    plain = f" {' '.join(words)} "
    return {plain[i : i + n] for n in _LENGTHS for i in range(len(plain) - n + 1)}


def pairs_of_sentences(text: str) -> list[str]:
    """Each sentence of a long text with its next; at most the first and the last six pairs.

    >>> pairs_of_sentences("A short text. Of two sentences.")
    []
    """
    told = [one for one in _SENTENCE.split(text[:_LONGEST]) if one]
    if len(told) < 3 or len(text.split()) < _LETTER:
        return []
    pairs = [" ".join(pair) for pair in itertools.pairwise(told)]
    half = _MOST_PAIRS // 2
    return pairs if len(pairs) <= _MOST_PAIRS else [*pairs[:half], *pairs[-half:]]


def words_in_english(text: str) -> list[str]:
    """The words and numbers of a text, in their order."""
    return _WORD.findall(text.lower().replace("’", "'"))
