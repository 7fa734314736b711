"""Cuts a text into the pieces of words e5 was trained on (SentencePiece, the unigram model)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kb.text.e5.weights import Vocabulary
from kb.text.packed import Numbers

_SPACE = "\u2581"  # what a space is written as inside a piece
_SPACES = re.compile(" {2,}")
_WORSE_THAN_ANY = 10.0  # log probability of an unknown character below the rarest piece


class Numbered(NamedTuple):
    """What is looked up of the pieces.

    Args:
        numbers: of each; not of the one that stands for what no piece spells.
        longest: how many characters a piece has at most that begins with this one, where it may be
            more than one: few, in Chinese.
    """

    numbers: Numbers
    longest: Mapping[str, int]


def numbered(vocabulary: Vocabulary) -> tuple[dict[str, int], dict[str, int]]:
    """What :class:`Numbered` holds, of all pieces."""
    pieces = vocabulary.pieces()
    numbers = {piece: number for number, piece in enumerate(pieces)}
    del numbers[pieces[vocabulary.unknown]]
    longest = {piece[0]: len(piece) for piece in sorted(numbers, key=len) if len(piece) > 1}
    return numbers, longest


class Pieces:
    """The likeliest way to cut a text.

    Args:
        vocabulary: the pieces and how likely they are.
        known: what is looked up of them; worked out if it isn't given.
    """

    def __init__(self, vocabulary: Vocabulary, known: Numbered | None = None) -> None:
        self._vocabulary = vocabulary
        self._unknown_score = min(vocabulary.scores) - _WORSE_THAN_ANY
        self._numbers, self._longest = known or Numbered(*numbered(vocabulary))

    def __call__(self, text: str) -> list[int]:
        """Numbers of the pieces in order, without those that begin and end a text."""
        text = _SPACES.sub(" ", text.translate(self._vocabulary.spelling))
        text = (text if text.startswith(" ") else f" {text}").replace(" ", _SPACE)
        best = [0.0] + [float("-inf")] * len(text)
        # The last piece of the best way to each place, and where it begins.
        last = [(self._vocabulary.unknown, 0)] * (len(text) + 1)
        numbers, scores = self._numbers, self._vocabulary.scores
        for start in range(len(text)):
            before = best[start]
            if before + self._unknown_score > best[start + 1]:
                best[start + 1] = before + self._unknown_score
                last[start + 1] = (self._vocabulary.unknown, start)
            for end in range(start + 1, min(len(text), start + self._most(text[start])) + 1):
                number = numbers.get(text[start:end])
                if number is not None and before + scores[number] > best[end]:
                    best[end] = before + scores[number]
                    last[end] = (number, start)
        found = []
        place = len(text)
        while place:
            number, place = last[place]
            found.append(number)
        return found[::-1]

    def _most(self, first: str) -> int:
        return self._longest.get(first, 1)
