"""One immutable snapshot of everything searchable, and the search over it."""

from __future__ import annotations

import enum
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from kb.search.embedding import DIMENSION, Embedder, Held, Vector, digest, rows_in
from kb.search.fuse import Calibration, bigrams
from kb.search.lexical import LexicalIndex
from kb.search.postings import Postings
from kb.search.shared import Shared
from kb.truth import UNCHECKED, sourced

SHORTLIST = 12
_BLOCK = 8
# A turn searches for the same words up to three times: alone, after what was said, among choices.
KEPT = 1024


class EntryKind(enum.StrEnum):
    """What an entry was made from."""

    FAQ = "faq"
    TERM = "term"
    SECTOR = "sector"
    STANDARD = "standard"
    PASSAGE = "passage"


@dataclass(frozen=True)
class Illustration:
    """A picture beside an answer, which stands without it.

    Args:
        name: of the picture.
        alt: what it shows, for who can't see it.
    """

    name: str
    alt: str


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
        for_business: written for who sells and makes, and for nobody else.
        picture: shown beside the answer, if there is one.
    """

    kind: EntryKind
    key: str
    title: str
    questions: tuple[str, ...]
    answer: str
    sources: tuple[str, ...]
    check: str = UNCHECKED
    for_business: bool = False
    picture: Illustration | None = None

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


class Phrasings:
    """The questions of all entries, in every way in which what is asked is compared with them.

    Args:
        texts: the questions.
        tokens: the words of each.
        vectors: as of :class:`SearchIndex`.
    """

    def __init__(
        self, texts: Sequence[str], tokens: Sequence[list[str]], vectors: Mapping[str, Held]
    ) -> None:
        self.texts, self.tokens = texts, tokens
        self.vectors = _vectors(vectors, texts, is_query=True)
        self.lexical = LexicalIndex(tokens)
        # Each text's words weigh by how rare they are, each pair of signs the same.
        self.shared = Shared(self.lexical.postings, self.lexical.weight_of)
        self.bigrams = Shared(Postings([bigrams(text) for text in texts]), lambda _: 1.0)


class SearchIndex:
    """Hybrid search over entries.

    Args:
        entries: what can be found.
        vectors: vectors by digest for every text of every entry.
        cut: segmentation into tokens, stop words already dropped.
        embedder: makes the question's vector.
        calibration: turns features into a confidence.
        before: an earlier index; most edits change an answer and leave the questions alone.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        vectors: Mapping[str, Held],
        cut: Callable[[str], list[str]],
        embedder: Embedder,
        calibration: Calibration,
        before: SearchIndex | None = None,
    ) -> None:
        self.entries = list(entries)
        self.calibration = calibration
        self._cut = cut
        self._embedder = embedder
        counts = [len(entry.questions) for entry in self.entries]
        self._owner = np.repeat(np.arange(len(counts)), np.array(counts, np.intp))
        self._first = [0, *accumulate(counts)]
        texts = [text for entry in self.entries for text in entry.questions]
        tokens = [cut(text) for text in texts]
        known = before and before._said
        is_same = known and (known.texts, known.tokens) == (texts, tokens)
        self._said: Phrasings = known if known and is_same else Phrasings(texts, tokens, vectors)
        answers = [entry.answer for entry in self.entries]
        self._answers = _vectors(vectors, answers, is_query=False)
        self._units = [np.arange(*ends) for ends in pairwise(self._first)]
        self._known: dict[int, frozenset[str]] = {}
        self._kept: OrderedDict[tuple[str, int], tuple[Hit, ...]] = OrderedDict()
        self._keeping = threading.Lock()

    def held(self) -> Iterator[tuple[str, Held]]:
        """The vector of every text of every entry by its digest, where the search has it."""
        said, answers = self._said, (entry.answer for entry in self.entries)
        for texts, vectors, is_query in (
            (said.texts, said.vectors, True),
            (answers, self._answers, False),
        ):
            keys = (digest(text, is_query=is_query) for text in texts)
            yield from zip(keys, rows_in(vectors), strict=True)

    def search(self, question: str, *, top: int = 8, without: str = "") -> list[Hit]:
        """The best entries for a question, most confident first.

        Args:
            question: normalised text.
            top: how many at the most.
            without: a phrasing to act as if it weren't stored (``bench/calibrate.py``).
        """
        if without:
            return self._search(question, top, without)
        with self._keeping:
            if (known := self._kept.get((question, top))) is not None:
                self._kept.move_to_end((question, top))
                return list(known)
        found = self._search(question, top)
        with self._keeping:
            self._kept[question, top] = tuple(found)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def _search(self, question: str, top: int, without: str = "") -> list[Hit]:
        said = self._said
        if not said.texts:
            return []
        vector = self._embedder.question(question)
        cosines = said.vectors @ vector
        answer_cosines = self._answers @ vector
        tokens = self._cut(question)
        bm25 = said.lexical.scores(tokens)
        wanted = frozenset(tokens)
        ceiling = max(said.lexical.weight(wanted), 1e-6)
        overlap = said.shared.jaccard(wanted)
        pairs = said.bigrams.dice(bigrams(question))
        skipped = [u for u, text in enumerate(said.texts) if text == without] if without else []
        for unit in skipped:
            cosines[unit] = bm25[unit] = overlap[unit] = pairs[unit] = 0.0
        bare = {int(self._owner[unit]) for unit in skipped}
        shortlist = self._shortlist(cosines, bm25, answer_cosines)
        if not shortlist:
            return []
        # The best unit of every entry at once, which costs less than of each one by one.
        units = np.concatenate([self._units[one] for one in shortlist])
        ends = np.cumsum([len(self._units[one]) for one in shortlist])
        scores = np.stack((cosines[units], bm25[units], overlap[units], pairs[units]))
        best = np.maximum.reduceat(scores, [0, *ends[:-1]], axis=1).tolist()
        columns = (
            best[0],
            answer_cosines[shortlist].tolist(),
            [min(1.0, score / ceiling) for score in best[1]],
            best[2],
            [
                said.lexical.weight(
                    wanted & (self._words_of(one, without) if one in bare else self._words_in(one))
                )
                / ceiling
                for one in shortlist
            ],
            best[3],
        )
        found = [
            (self.calibration.confidence(features), position, features)
            for position, features in zip(shortlist, zip(*columns, strict=True), strict=True)
        ]
        found.sort(key=lambda one: one[0], reverse=True)
        return [
            Hit(self.entries[position], confidence, features, self._nearest(cosines, position))
            for confidence, position, features in found[:top]
        ]

    def _nearest(self, cosines: Vector, position: int) -> str:
        """The phrasing of an entry that is nearest to the question."""
        start, end = self._first[position], self._first[position + 1]
        return self._said.texts[start + int(cosines[start:end].argmax())]

    def words(self, text: str) -> list[str]:
        """The words of a text that mean something, as the search sees them."""
        return self._cut(text)

    def vector(self, question: str) -> Vector:
        """The vector of a normalised question."""
        return self._embedder.question(question)

    def _words_in(self, position: int) -> frozenset[str]:
        """The words of an entry; of most entries nobody asks before the next edit."""
        if (known := self._known.get(position)) is None:
            known = self._known[position] = self._words_of(position)
        return known

    def _words_of(self, position: int, without: str = "") -> frozenset[str]:
        """The words of an entry's answer and of its phrasings but one."""
        said = (text for text in self.entries[position].questions if text != without)
        texts = (self.entries[position].answer, *said)
        return frozenset(word for text in texts for word in self._cut(text))

    def _shortlist(self, cosines: Vector, bm25: Vector, answers: Vector) -> list[int]:
        best_units = np.concatenate([_top(cosines, 3 * SHORTLIST), _top(bm25, 3 * SHORTLIST)])
        best = (*self._owner[best_units].tolist(), *_top(answers, SHORTLIST).tolist())
        return list(dict.fromkeys(best))


def _vectors(vectors: Mapping[str, Held], texts: Iterable[str], *, is_query: bool) -> Vector:
    """The vectors of some texts, one a row."""
    held = b"".join(vectors[digest(text, is_query=is_query)] for text in texts)
    return np.frombuffer(held, np.float32).reshape(-1, DIMENSION)


def _top(scores: Vector, count: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The places of the highest scores, at most so many; one of nothing is none of them."""
    places = np.flatnonzero(scores)
    # Of what is in so many blocks' best, or better: a few hundred instead of many thousands.
    blocks = scores[: len(scores) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    if len(blocks) > count:
        least = np.partition(blocks.max(axis=1), -count)[-count]
        if least > 0:
            places = np.flatnonzero(scores >= least)
    if len(places) <= count:
        return places
    return places[np.argpartition(scores[places], -count)[-count:]]
