"""Train the sense for danger: the sentences in data/danger -> data/danger/sense.json.

Use: ``.venv/bin/python scripts/train_danger.py [--check]``; two or three minutes. What citizens ask
(data/nlu) counts as ordinary, except what the rules take for danger. ``--check`` writes nothing: it
trains five times without a fifth of each file (neighbouring lines) and prints what is then heard.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import Normalizer, StandardScaler

from bot.complaints.classify import embed
from bot.complaints.danger_sense import (
    NONE,
    SENSE,
    DangerSense,
    batches,
    digest_of,
    pieces_of,
    sentences,
)
from bot.complaints.triage import Triage
from bot.settings import ROOT
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

STRENGTH = 2.0  # of inverse regularisation
SCALE = 0.05  # of the embedding's numbers beside the pieces of words
PIECES = 3.0  # of the pieces
SEEN = 3  # sentences a piece must stand in
# Of --check and of a trial by another author (docs/measurements.md).
ALARM, HARMLESS = 2.0, -1.0
FOLDS = 5
QUESTIONS = 1500
_EXAMPLE = re.compile(r"^\s*- (?P<text>[^:\n]*[一-鿿][^:\n]*)$", re.MULTILINE)
_ENTITY = re.compile(r"\[(?P<text>[^\]]+)\][({][^)}]*[)}]")


def main() -> None:
    """Train and write, or check."""
    normal, told, rules = load_normaliser(), sentences(), Triage.load()
    asked = [text for text in map(normal, _questions()) if rules.danger(text) is None]
    texts = [*(normal(text) for _, text in told), *asked]
    kinds = np.array([*(kind for kind, _ in told), *[NONE] * len(asked)])
    vectors = embed(texts, Embedder())
    if "--check" in sys.argv:
        _check(texts, kinds, vectors, rules)
        return
    content = {**_trained(texts, kinds, vectors), "made_from": digest_of(told)}
    SENSE.write_text(json.dumps(content, ensure_ascii=False) + "\n", "utf-8")


def _trained(texts: list[str], kinds: Any, vectors: Any) -> dict[str, Any]:
    is_danger = kinds != NONE
    scaler = StandardScaler().fit(vectors)
    counter = CountVectorizer(analyzer=pieces_of, min_df=SEEN, binary=True)
    pieces = Normalizer().fit_transform(counter.fit_transform(texts).astype(float)) * PIECES
    scaled = scaler.transform(vectors)
    features = hstack([csr_matrix(scaled * SCALE), pieces]).tocsr()
    model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced")
    model.fit(features, is_danger)
    kind = LogisticRegression(C=0.03, max_iter=300, class_weight="balanced")
    kind.fit(scaled[is_danger], kinds[is_danger])
    # The scaling is folded into the weights.
    size = vectors.shape[1]
    weights = model.coef_[0, :size] * SCALE / scaler.scale_
    of_pieces = np.round(model.coef_[0, size:] * PIECES, 3).tolist()
    kind_weights = kind.coef_ / scaler.scale_
    return {
        "alarm": ALARM,
        "harmless": HARMLESS,
        "bias": round(float(model.intercept_[0] - weights @ scaler.mean_), 4),
        "weights": np.round(weights, 4).tolist(),
        "pieces": dict(zip(counter.get_feature_names_out().tolist(), of_pieces, strict=True)),
        "kinds": [str(name) for name in kind.classes_],
        "kind_bias": np.round(kind.intercept_ - kind_weights @ scaler.mean_, 4).tolist(),
        "kind_weights": np.round(kind_weights, 4).tolist(),
    }


def _check(texts: list[str], kinds: Any, vectors: Any, rules: Triage) -> None:
    fold = np.concatenate([np.arange(len(b)) * FOLDS // len(b) for b in batches()])
    odds = np.zeros(len(fold))
    fold = np.concatenate([fold, np.full(len(texts) - len(fold), -1)])
    for held in range(FOLDS):
        kept = np.flatnonzero(fold != held)
        content = _trained([texts[i] for i in kept], kinds[kept], vectors[kept])
        sense = DangerSense.made({**content, "made_from": ""})
        for i in np.flatnonzero(fold == held):
            odds[i] = sense.of(texts[i], vectors[i]).odds
    told = np.array([rules.danger(text) is not None for text in texts[: len(odds)]])
    is_danger = kinds[: len(odds)] != NONE
    for alarm in np.arange(1.5, 4, 0.25):
        for harmless in np.arange(-1, 2, 0.5):
            alarms = (odds >= alarm) | (told & (odds >= harmless))
            heard, false = alarms[is_danger].mean(), alarms[~is_danger].mean()
            print(f"{alarm:5.2f} {harmless:5.2f}  danger {heard:.1%}  ordinary {false:.2%}")


def _questions() -> list[str]:
    files = sorted((ROOT / "data" / "nlu").rglob("*.yml"))
    found = [m["text"] for path in files for m in _EXAMPLE.finditer(path.read_text("utf-8"))]
    plain = sorted({_ENTITY.sub(lambda entity: entity["text"], text).strip() for text in found})
    return plain[:: max(1, len(plain) // QUESTIONS)]


if __name__ == "__main__":
    main()
