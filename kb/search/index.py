"""One immutable snapshot of everything searchable, and the search over it."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.search.embedding import DIMENSION, Embedder, Vector, digest
from kb.search.fuse import Calibration, bigrams, dice
from kb.search.lexical import LexicalIndex
from kb.truth import UNCHECKED, sourced

SHORTLIST = 12


class EntryKind(enum.StrEnum):
    """What an entry was made from."""

    FAQ = "faq"
    TERM = "term"
    SECTOR = "sector"
    STANDARD = "standard"
    PASSAGE = "passage"


@dataclass(frozen=True)
class Entry:
    """Something that can be given as an answer.

    Args:
        kind: where it comes from.
        key: FAQ slug, standard number, term, sector code or passage id.
        title: what the citizen sees when it is offered as a choice.
        questions: the question and its other phrasings.
        answer: the text given.
        sources: law and article, standard number or document section.
        check: what may be said of how it was checked, beside the sources.
    """

    kind: EntryKind
    key: str
    title: str
    questions: tuple[str, ...]
    answer: str
    sources: tuple[str, ...]
    check: str = UNCHECKED

    @property
    def sourced(self) -> str:
        """The sources and how the entry was checked."""
        return sourced(self.sources, self.check)

    @property
    def reference(self) -> str:
        """Unique name, stable over revisions."""
        return f"{self.kind.value}:{self.key}"

    def texts(self) -> list[tuple[str, bool]]:
        """Texts to embed: questions as queries, the answer as a passage."""
        return [(text, True) for text in self.questions] + [(self.answer, False)]


@dataclass(frozen=True)
class Hit:
    """An entry found for a question."""

    entry: Entry
    confidence: float
    features: tuple[float, ...]
    # The entry's own phrasing that is nearest to the question.
    phrasing: str = ""


class SearchIndex:
    """Hybrid search over entries.

    Args:
        entries: what can be found.
        vectors: vectors by digest for every text of every entry.
        cut: segmentation into tokens, stop words already dropped.
        embedder: makes the question's vector.
        calibration: turns features into a confidence.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        vectors: dict[str, bytes],
        cut: Callable[[str], list[str]],
        embedder: Embedder,
        calibration: Calibration,
    ) -> None:
        self.entries = list(entries)
        self.calibration = calibration
        self._cut = cut
        self._embedder = embedder
        self._owner: list[int] = []
        self._texts: list[str] = []
        rows: list[Vector] = []
        answers: list[Vector] = []
        for position, entry in enumerate(self.entries):
            for text in entry.questions:
                self._owner.append(position)
                self._texts.append(text)
                rows.append(_vector(vectors, text, is_query=True))
            answers.append(_vector(vectors, entry.answer, is_query=False))
        self._vectors = np.vstack(rows) if rows else np.zeros((0, DIMENSION), np.float32)
        self._answers = np.vstack(answers) if answers else np.zeros((0, DIMENSION), np.float32)
        tokens = [cut(text) for text in self._texts]
        self._lexical = LexicalIndex(tokens)
        self._tokens = [frozenset(unit) for unit in tokens]
        self._weights = [self._lexical.weight(unit) for unit in self._tokens]
        self._bigrams = [bigrams(text) for text in self._texts]
        self._units: dict[int, list[int]] = defaultdict(list)
        for unit, position in enumerate(self._owner):
            self._units[position].append(unit)
        self._answer_tokens = [frozenset(cut(entry.answer)) for entry in self.entries]

    def search(self, question: str, *, top: int = 8, without: str = "") -> list[Hit]:
        """The best entries for a question, most confident first.

        Args:
            question: normalised text.
            top: how many at the most.
            without: a phrasing to act as if it weren't stored (``bench/calibrate.py``).
        """
        if not self._owner:
            return []
        vector = self._embedder.question(question)
        cosines = self._vectors @ vector
        answer_cosines = self._answers @ vector
        tokens = self._cut(question)
        bm25 = self._lexical.scores(tokens)
        skipped = {u for u, text in enumerate(self._texts) if text == without} if without else set()
        for unit in skipped:
            cosines[unit] = bm25[unit] = 0.0
        wanted = frozenset(tokens)
        weight = self._lexical.weight(wanted)
        ceiling = max(weight, 1e-6)
        shortlist = self._shortlist(cosines, bm25, answer_cosines)
        pairs = bigrams(question)
        hits = []
        for position in shortlist:
            units = [u for u in self._units[position] if u not in skipped]
            if not units:
                continue
            whole = self._answer_tokens[position].union(*(self._tokens[u] for u in units))
            features = (
                float(max(cosines[u] for u in units)),
                float(answer_cosines[position]),
                min(1.0, float(max(bm25[u] for u in units)) / ceiling),
                max(self._overlap(wanted, weight, u) for u in units),
                self._lexical.weight(wanted & whole) / ceiling,
                max(dice(pairs, self._bigrams[u]) for u in units),
            )
            confidence = self.calibration.confidence(features)
            nearest = self._texts[max(units, key=lambda unit: float(cosines[unit]))]
            hits.append(Hit(self.entries[position], confidence, features, nearest))
        hits.sort(key=lambda hit: hit.confidence, reverse=True)
        return hits[:top]

    def words(self, text: str) -> list[str]:
        """The words of a text that mean something, as the search sees them."""
        return self._cut(text)

    def vector(self, question: str) -> Vector:
        """The vector of a normalised question."""
        return self._embedder.question(question)

    def _shortlist(self, cosines: Vector, bm25: Vector, answers: Vector) -> list[int]:
        best_units = np.concatenate([_top(cosines, 3 * SHORTLIST), _top(bm25, 3 * SHORTLIST)])
        found = {self._owner[u]: None for u in best_units.tolist()}
        found.update((p, None) for p in _top(answers, SHORTLIST).tolist())
        return list(found)

    def _overlap(self, wanted: frozenset[str], weight: float, unit: int) -> float:
        shared = self._lexical.weight(wanted & self._tokens[unit])
        # Of what either has; both weights are known, and hundreds of units are looked at.
        return shared / (weight + self._weights[unit] - shared) if shared else 0.0


def _vector(vectors: dict[str, bytes], text: str, *, is_query: bool) -> Vector:
    return np.frombuffer(vectors[digest(text, is_query=is_query)], dtype=np.float32)


def _top(scores: Vector, count: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(scores, -count)[-count:]
