"""What of a text the sense for danger weighs beside its embedding: pieces, words, stretches, signs.

Training and hearing share these functions: weights fit only what was cut the same way.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterable, Mapping

from kb.text.segment import Segmenter

_LONG, _SHORT = 60, 8  # characters
_ASKING = ("?", "？", "吗", "不", "没", "呢", "嘛", "么")
PAUSE = re.compile(r"[,，。.;；!！?？、\s…~]+")
# A text up to here is one stretch; a longer one is heard in stretches of about that many
# characters, as a long complaint about money hides the one clause that matters.
_ONE, _STRETCH = 45, 30


def pieces_of(text: str) -> set[str]:
    """All one to three characters in a row."""
    plain = "".join(text.lower().split())
    return {plain[i : i + n] for n in (1, 2, 3) for i in range(len(plain) - n + 1)}


def weighed(weights: Mapping[str, float], found: set[str]) -> float:
    """Divided by the length of the vector of ones, as in training: long texts have more pieces."""
    known = [weights[one] for one in found if one in weights]
    return sum(known) / math.sqrt(len(known)) if known else 0.0


def words_of(text: str) -> set[str]:
    """All words and pairs of neighbouring words, pauses left out."""
    words = _segmenter().cut(text)
    return {*words, *(f"{one} {other}" for one, other in itertools.pairwise(words))}


def stretches_of(text: str) -> list[str]:
    """The text in overlapping runs of clauses, one from each clause on."""
    clauses = [clause for clause in PAUSE.split(text) if clause]
    if len(text) <= _ONE or not clauses:
        return [text]
    return [part for i in range(len(clauses)) for part in _cut(_run(clauses[i:]))]


def signs_of(text: str, circumstances: Iterable[str], *, ruled: bool) -> frozenset[str]:
    """How a text tells, and whether a rule knows its words.

    A rule's word counts differently by how it is told, so each pair is a sign of its own.

    Args:
        text: normalised.
        circumstances: of :meth:`bot.complaints.understanding.triage.Triage.circumstances`.
        ruled: whether a rule takes it for danger.
    """
    signs = set(circumstances)
    if text.rstrip().endswith(_ASKING):
        signs.add("question")
    if len(text) > _LONG:
        signs.add("long")
    if len(text) < _SHORT:
        signs.add("short")
    if ruled:
        signs |= {"rule", *(f"rule {sign}" for sign in signs)}
    return frozenset(signs)


def _run(clauses: list[str]) -> str:
    run = clauses[0]
    for clause in clauses[1:]:
        if len(run) + len(clause) >= _STRETCH:
            break
        run += f"，{clause}"
    return run


def _cut(run: str) -> list[str]:
    if len(run) <= 2 * _STRETCH:
        return [run]
    half = _STRETCH // 2
    return [run[i : i + _STRETCH] for i in range(0, len(run) - half, half)]


@functools.cache
def _segmenter() -> Segmenter:
    return Segmenter()
