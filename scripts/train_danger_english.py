"""Train the sense for danger told in English: data/danger/english -> its sense.json.

Use: ``.venv/bin/python scripts/train_danger_english.py [--check]``; a minute. The English questions
of the knowledge base count as ordinary. ``--check`` writes nothing: it hears each author by a sense
trained without that author, in several forms, and prints what is then heard.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.complaints.understanding.classify import embed
from bot.complaints.understanding.danger_sense import NONE, batches, digest_of, sentences
from bot.complaints.understanding.danger_sense_english import (
    ENGLISH,
    SENSE,
    pieces_in_english,
    words_in_english,
)
from bot.complaints.understanding.triage import Triage
from bot.settings import SEEDS
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder
from kb.yaml_file import read_yaml

STRENGTH = 2.0  # of inverse regularisation
# How much each kind of feature may say beside the other.
EMBEDDING, PIECES = 0.1, 6.0
SEEN = 3  # sentences a piece must stand in
ALARM, RULED = 2.8, 4.0  # of --check (docs/measurements.md)
LINES, LOWER = (2.2, 2.4, 2.6, 2.8), (0.0, 4.0, 6.0)
AUTHORS = (
    "first",
    "second",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
)  # all other files are by a third
PHRASINGS = 2  # of each English question of the knowledge base
ORDINARY = (0.005, 0.01, 0.02)

Cut = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Told:
    """What is trained on: texts, their kinds, embeddings and authors."""

    texts: NDArray[np.str_]
    kinds: NDArray[np.str_]
    vectors: NDArray[np.float32]
    authors: NDArray[np.str_]

    def only(self, rows: NDArray[np.bool_]) -> Told:
        """These rows."""
        kinds, authors = self.kinds[rows], self.authors[rows]
        return Told(self.texts[rows], kinds, self.vectors[rows], authors)

    @property
    def is_danger(self) -> NDArray[np.bool_]:
        """Which rows tell of danger."""
        danger: NDArray[np.bool_] = self.kinds != NONE
        return danger


@dataclass(frozen=True)
class Form:
    """A form of the regression: what it weighs, and how much each may say."""

    embedding: float
    cut: Cut = pieces_in_english
    strength: float = 0.0


class Model:
    """A regression of one form over texts."""

    def __init__(self, told: Told, form: Form) -> None:
        self.form = form
        self.scaler = StandardScaler().fit(told.vectors)
        self.counter = TfidfVectorizer(analyzer=form.cut, min_df=SEEN, binary=True, use_idf=False)
        self.counter.fit(told.texts)
        self.regression = LogisticRegression(
            C=STRENGTH, solver="liblinear", class_weight="balanced"
        ).fit(self._features(told), told.is_danger)

    def odds(self, told: Told) -> NDArray[np.float64]:
        """How dangerous the texts sound."""
        odds: NDArray[np.float64] = self.regression.decision_function(self._features(told))
        return odds

    def _features(self, told: Told) -> csr_matrix:
        scaled = csr_matrix(self.scaler.transform(told.vectors) * self.form.embedding)
        return hstack([scaled, self.counter.transform(told.texts) * self.form.strength]).tocsr()


def main() -> None:
    """Train and write, or check."""
    told = _all_told(Triage.load())
    if "--check" in sys.argv:
        _check(told, Triage.load())
        return
    content = {**_trained(told), "made_from": digest_of(sentences(ENGLISH))}
    SENSE.write_text(json.dumps(content, ensure_ascii=False) + "\n", "utf-8")


def _all_told(rules: Triage) -> Told:
    normal = load_normaliser()
    rows = [(kind, text, Path(path).stem) for path, batch in batches(ENGLISH).items()
            for kind, text in batch]  # fmt: skip
    rows += [(NONE, text, "asked") for text in _questions() if rules.danger(normal(text)) is None]
    kinds, texts, authors = map(np.array, zip(*rows, strict=True))
    authors[~np.isin(authors, (*AUTHORS, "asked"))] = "third"
    texts = np.array([normal(text) for text in texts.tolist()])
    return Told(texts, kinds, embed(texts.tolist(), Embedder()), authors)


def _questions() -> list[str]:
    rows = read_yaml(SEEDS / "english.yml")
    return [text for row in rows for text in (row["question"], *row["phrasings"][:PHRASINGS])]


def _trained(told: Told) -> dict[str, Any]:
    model = Model(told, Form(EMBEDDING, strength=PIECES))
    size = told.vectors.shape[1]
    scale, mean = model.scaler.scale_, model.scaler.mean_
    # The scaling is folded into the weights.
    weights = model.regression.coef_[0][:size] * EMBEDDING / scale
    pieces = np.round(model.regression.coef_[0][size:] * PIECES, 3).tolist()
    danger = told.only(told.is_danger)
    kind = LogisticRegression(C=0.03, max_iter=300, class_weight="balanced")
    kind.fit(model.scaler.transform(danger.vectors), danger.kinds)
    kind_weights = kind.coef_ / scale
    return {
        "alarm": ALARM,
        "ruled": RULED,
        "bias": round(float(model.regression.intercept_[0] - weights @ mean), 4),
        "weights": np.round(weights, 4).tolist(),
        "kinds": [str(name) for name in kind.classes_],
        "kind_bias": np.round(kind.intercept_ - kind_weights @ mean, 4).tolist(),
        "kind_weights": np.round(kind_weights, 4).tolist(),
        "pieces": dict(zip(model.counter.get_feature_names_out().tolist(), pieces, strict=True)),
    }


def _words(text: str) -> list[str]:
    words = words_in_english(text)
    return [*words, *(f"{one} {other}" for one, other in itertools.pairwise(words))]


def _check(told: Told, rules: Triage) -> None:
    forms = {
        "embedding": Form(EMBEDDING),
        "words and pairs": Form(0.0, _words, 4.0),
        "pieces": Form(0.0, strength=4.0),
        "embedding and words": Form(EMBEDDING, _words, 4.0),
        "embedding and pieces": Form(EMBEDDING, strength=PIECES),
    }
    ruled = np.array([rules.danger(text) is not None for text in told.texts.tolist()])
    for name, form in forms.items():
        odds = _heard_by_others(told, form)
        _print(name, told, odds)
    _print_lines(told, odds, ruled)


def _heard_by_others(told: Told, form: Form) -> NDArray[np.float64]:
    odds = np.zeros(len(told.texts))
    third = np.arange(len(told.texts)) % 3
    for i, author in enumerate((*AUTHORS, "third")):
        held = (told.authors == author) | ((told.authors == "asked") & (third == i))
        odds[held] = Model(told.only(~held), form).odds(told.only(held))
    return odds


def _print(name: str, told: Told, odds: NDArray[np.float64]) -> None:
    calm = np.sort(odds[~told.is_danger & (told.authors != "asked")])[::-1]
    lines = [calm[int(share * len(calm))] for share in ORDINARY]
    heard = [f"{(odds[told.is_danger] > line).mean():.1%}" for line in lines]
    print(f"{name}: danger heard where {ORDINARY} of ordinary alarm: {heard}")


def _print_lines(told: Told, odds: NDArray[np.float64], ruled: NDArray[np.bool_]) -> None:
    danger, calm = told.is_danger, ~told.is_danger & (told.authors != "asked")
    print("authors", {str(a): (int((danger & (told.authors == a)).sum()),
                               int((calm & (told.authors == a)).sum()))
                      for a in np.unique(told.authors)})  # fmt: skip
    print("rules alone", f"{ruled[danger].mean():.1%} {ruled[calm].mean():.2%}")
    for alarm, lower in itertools.product(LINES, LOWER):
        alarms = odds >= alarm - lower * ruled
        print(f"{alarm:5.2f} -{lower:.1f}  danger {alarms[danger].mean():.1%}  "
              f"ordinary {alarms[calm].mean():.2%}")  # fmt: skip


if __name__ == "__main__":
    main()
