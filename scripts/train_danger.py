"""Train the sense for danger: data/danger/told.txt and ordinary.txt -> data/danger/sense.json.

Use: ``.venv/bin/python scripts/train_danger.py``; a minute or two. What citizens ask (data/nlu)
counts as ordinary, except what the rules take for danger.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.complaints.classify import embed
from bot.complaints.danger_sense import NONE, SENSE, digest_of, sentences
from bot.complaints.triage import Triage
from bot.settings import ROOT
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

STRENGTH = 0.03  # of inverse regularisation; from 0.003 to 0.1 the rates hardly differ
# Five-fold over another author's sentences: 93 of 100 dangers and 4 of 1000 others lie above
# ALARM; only false alarms of the rules lie below HARMLESS.
ALARM, HARMLESS = 2.75, -1.5
QUESTIONS = 1500
_EXAMPLE = re.compile(r"^\s*- (?P<text>[^:\n]*[一-鿿][^:\n]*)$", re.MULTILINE)
_ENTITY = re.compile(r"\[(?P<text>[^\]]+)\][({][^)}]*[)}]")


def main() -> None:
    """Train and write."""
    normal, told = load_normaliser(), sentences()
    kinds = [kind for kind, _ in told]
    texts = [normal(text) for _, text in told]
    rules = Triage.load()
    asked = [text for text in map(normal, _questions()) if rules.danger(text) is None]
    features = embed([*texts, *asked], Embedder())
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=STRENGTH, max_iter=1000, class_weight="balanced")
    model.fit(scaler.transform(features), [*kinds, *[NONE] * len(asked)])
    # The scaling is folded into the weights.
    weights = model.coef_ / scaler.scale_
    bias = model.intercept_ - weights @ scaler.mean_
    content = {
        "classes": [str(name) for name in model.classes_],
        "alarm": ALARM,
        "harmless": HARMLESS,
        "made_from": digest_of(told),
        "bias": np.round(bias, 5).tolist(),
        "weights": np.round(weights, 4).tolist(),
    }
    SENSE.write_text(json.dumps(content) + "\n", "utf-8")


def _questions() -> list[str]:
    files = sorted((ROOT / "data" / "nlu").rglob("*.yml"))
    found = [m["text"] for path in files for m in _EXAMPLE.finditer(path.read_text("utf-8"))]
    plain = sorted({_ENTITY.sub(lambda entity: entity["text"], text).strip() for text in found})
    return plain[:: max(1, len(plain) // QUESTIONS)]


if __name__ == "__main__":
    main()
