"""Train the sense for danger: the sentences in data/danger -> data/danger/sense.json.

Use: ``.venv/bin/python scripts/train_danger.py [--check]``; some minutes. What citizens ask
(data/nlu) counts as ordinary, except what the rules take for danger. ``--check`` writes nothing: it
trains without a fifth of each file (neighbouring lines), five times, and without each trial by
another author, and prints what is then heard.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import Normalizer, StandardScaler

from bot.complaints.understanding.classify import embed
from bot.complaints.understanding.danger_sense import (
    NONE,
    SENSE,
    DangerSense,
    Stretches,
    batches,
    digest_of,
    sentences,
)
from bot.complaints.understanding.danger_signs import (
    pieces_of,
    signs_of,
    stretches_of,
    words_of,
)
from bot.complaints.understanding.triage import Triage
from bot.settings import ROOT
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

STRENGTH = 2.0  # of inverse regularisation
# How much each kind of feature may say beside the others.
EMBEDDING, PIECES, WORDS, SIGNS, STRETCHES = 0.05, 2.0, 4.0, 1.0, 0.5
PIECES_ALONE = 3.0  # in stretches
SEEN, SEEN_WORD = 3, 2  # sentences a piece, a word must stand in
# A stretch of an ordinary story counts less than a whole sentence: there are many more of them.
PART = 0.5
ROUNDS = 2  # of looking for the one stretch in which a long story tells of danger
ALARM = 1.4  # of --check (docs/measurements.md)
FOLDS = 5
QUESTIONS = 1500
TRIALS = ("trial_first", "trial_second")
_EXAMPLE = re.compile(r"^\s*- (?P<text>[^:\n]*[一-鿿][^:\n]*)$", re.MULTILINE)
_ENTITY = re.compile(r"\[(?P<text>[^\]]+)\][({][^)}]*[)}]")


@dataclass(frozen=True)
class Told:
    """What is trained on: texts, their kinds, embeddings and signs."""

    texts: list[str]
    kinds: NDArray[np.str_]
    vectors: NDArray[np.float32]
    signs: list[frozenset[str]]

    def only(self, rows: NDArray[np.int_]) -> Told:
        """These rows."""
        texts, signs = [self.texts[i] for i in rows], [self.signs[i] for i in rows]
        return Told(texts, self.kinds[rows], self.vectors[rows], signs)

    @property
    def is_danger(self) -> NDArray[np.bool_]:
        """Which rows tell of danger."""
        danger: NDArray[np.bool_] = self.kinds != NONE
        return danger


def main() -> None:
    """Train and write, or check."""
    normal, rules, told = load_normaliser(), Triage.load(), sentences()
    asked = [text for text in map(normal, _questions()) if rules.danger(text) is None]
    texts = [*(normal(text) for _, text in told), *asked]
    kinds = np.array([*(kind for kind, _ in told), *[NONE] * len(asked)])
    signs = [_signs(text, rules) for text in texts]
    all_told = Told(texts, kinds, embed(texts, Embedder()), signs)
    if "--check" in sys.argv:
        _check(all_told)
        return
    content = {**_trained(all_told), "made_from": digest_of(told)}
    SENSE.write_text(json.dumps(content, ensure_ascii=False) + "\n", "utf-8")


def _signs(text: str, rules: Triage) -> frozenset[str]:
    return signs_of(text, rules.circumstances(text), ruled=rules.danger(text) is not None)


def _trained(told: Told) -> dict[str, Any]:
    is_danger = told.is_danger
    scaler = StandardScaler().fit(told.vectors)
    scaled = scaler.transform(told.vectors)
    pieces, words = _counter(pieces_of, SEEN), _counter(words_of, SEEN_WORD)
    signs = CountVectorizer(analyzer=_as_it_is, min_df=SEEN, binary=True)
    of_pieces = _unit(pieces.fit_transform(told.texts)) * PIECES
    of_words = _unit(words.fit_transform(told.texts)) * WORDS
    of_signs = signs.fit_transform(told.signs).astype(float) * SIGNS
    heard = csr_matrix(_heard_by_others(told) * STRETCHES)
    features = [csr_matrix(scaled * EMBEDDING), of_pieces, of_words, of_signs, heard]
    model = _regression().fit(hstack(features).tocsr(), is_danger)
    kind = LogisticRegression(C=0.03, max_iter=300, class_weight="balanced")
    kind.fit(scaled[is_danger], told.kinds[is_danger])
    ends = np.cumsum([feature.shape[1] for feature in features])[:-1]
    parts = np.split(model.coef_[0], ends)
    # The scaling is folded into the weights.
    weights = parts[0] * EMBEDDING / scaler.scale_
    kind_weights = kind.coef_ / scaler.scale_
    stretches = _stretches(told)
    return {
        "alarm": ALARM,
        "bias": round(float(model.intercept_[0] - weights @ scaler.mean_), 4),
        "weights": np.round(weights, 4).tolist(),
        "pieces": _named(pieces, parts[1] * PIECES),
        "words": _named(words, parts[2] * WORDS),
        "signs": _named(signs, parts[3] * SIGNS),
        "stretches": {
            "pieces": stretches.pieces,
            "bias": stretches.bias,
            "weights": np.round(parts[4] * STRETCHES, 4).tolist(),
        },
        "kinds": [str(name) for name in kind.classes_],
        "kind_bias": np.round(kind.intercept_ - kind_weights @ scaler.mean_, 4).tolist(),
        "kind_weights": np.round(kind_weights, 4).tolist(),
    }


def _heard_by_others(told: Told) -> NDArray[np.float64]:
    """How the stretches of each text sound to a regression that has not seen the text."""
    heard = np.zeros((len(told.texts), 4))
    # Blocks of neighbours, as who writes a line alters it into the next.
    fold = np.arange(len(told.texts)) * FOLDS * 4 // len(told.texts) % FOLDS
    for held in range(FOLDS):
        stretches = _stretches(told.only(np.flatnonzero(fold != held)))
        for i in np.flatnonzero(fold == held):
            heard[i] = stretches.heard(told.texts[i])
    return heard


def _stretches(told: Told) -> Stretches:
    """A regression over pieces of single stretches.

    All stretches of an ordinary text are ordinary; of a long text that tells of danger the one
    that sounds most like it, found in rounds, is taken to tell of it.
    """
    cut = [stretches_of(text) for text in told.texts]
    rows = list(zip(cut, told.is_danger, strict=True))
    plain = [(parts[0], bool(danger), 1.0) for parts, danger in rows if len(parts) == 1]
    calm = [(one, False, PART) for parts, danger in rows if len(parts) > 1 and not danger
            for one in parts]  # fmt: skip
    stories = [parts for parts, danger in rows if len(parts) > 1 and danger]
    counter = _counter(pieces_of, SEEN)
    counter.fit([one for parts in cut for one in parts])
    worst: list[tuple[str, bool, float]] = []
    for _ in range(1 + ROUNDS):
        texts, danger, weights = zip(*plain, *calm, *worst, strict=True)
        model = _regression().fit(
            _unit(counter.transform(texts)) * PIECES_ALONE, danger, sample_weight=weights
        )
        pieces = _named(counter, model.coef_[0] * PIECES_ALONE)
        found = Stretches(pieces, round(float(model.intercept_[0]), 4), ())
        worst = [(max(parts, key=found.sounds), True, 1.0) for parts in stories]
    return found


def _check(told: Told) -> None:
    files = batches()
    fold = np.concatenate([np.arange(len(b)) * FOLDS // len(b) for b in files.values()])
    name = np.concatenate([[Path(file).stem] * len(b) for file, b in files.items()])
    ours = np.flatnonzero(~np.isin(name, TRIALS))
    asked = np.arange(len(name), len(told.texts))
    odds = np.zeros(len(name))
    for held in range(FOLDS):
        kept = np.concatenate([np.flatnonzero(fold != held), asked])
        _hear(told, kept, np.flatnonzero(fold == held), odds)
    _print("own sentences, five folds", told, ours, odds)
    for trial in TRIALS:
        kept = np.concatenate([np.flatnonzero(name != trial), asked])
        _hear(told, kept, np.flatnonzero(name == trial), odds)
        _print(trial, told, np.flatnonzero(name == trial), odds)
    _print("both trials", told, np.flatnonzero(np.isin(name, TRIALS)), odds)


def _hear(
    told: Told, kept: NDArray[np.int_], rows: NDArray[np.int_], odds: NDArray[np.float64]
) -> None:
    sense = DangerSense.made({**_trained(told.only(kept)), "made_from": ""})
    for i in rows:
        odds[i] = sense.of(told.texts[i], told.vectors[i], told.signs[i]).odds


def _print(title: str, told: Told, rows: NDArray[np.int_], odds: NDArray[np.float64]) -> None:
    danger = told.is_danger[rows]
    print(f"{title}: {danger.sum()} of danger, {(~danger).sum()} ordinary")
    for alarm in np.arange(-0.5, 3.1, 0.25):
        alarms = odds[rows] >= alarm
        print(f"{alarm:5.2f}  danger {alarms[danger].mean():.1%}  "
              f"ordinary {alarms[~danger].mean():.2%}")  # fmt: skip


def _regression() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced")


def _counter(cut: Callable[[str], set[str]], seen: int) -> CountVectorizer:
    return CountVectorizer(analyzer=cut, min_df=seen, binary=True)


def _as_it_is(signs: frozenset[str]) -> frozenset[str]:
    return signs


def _unit(counted: csr_matrix) -> csr_matrix:
    return Normalizer().fit_transform(counted.astype(float))


def _named(counter: CountVectorizer, weights: NDArray[np.float64]) -> dict[str, float]:
    """Weights by name."""
    rounded = np.round(weights, 3).tolist()
    return dict(zip(counter.get_feature_names_out().tolist(), rounded, strict=True))


def _questions() -> list[str]:
    files = sorted((ROOT / "data" / "nlu").rglob("*.yml"))
    found = [m["text"] for path in files for m in _EXAMPLE.finditer(path.read_text("utf-8"))]
    plain = sorted({_ENTITY.sub(lambda entity: entity["text"], text).strip() for text in found})
    return plain[:: max(1, len(plain) // QUESTIONS)]


if __name__ == "__main__":
    main()
