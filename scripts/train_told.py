"""Train the sense for stories: data/told, data/cases and questions -> data/told/sense.json.

Use: ``.venv/bin/python scripts/train_told.py [--check]``; two or three minutes. The annotated
stories (tests/stories/a*.jsonl) are learned too. The training texts
of cases (data/cases) count as stories unless they end in a question; what citizens ask (data/nlu,
the questions of the knowledge base) counts as ordinary. ``--check`` writes nothing: it trains five
times without a fifth (neighbouring lines) and prints what is then heard.
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

from bot.complaints.understanding.asking import asks_plainly, ends_asking
from bot.complaints.understanding.classify import NONE, digest_of, embed, load_examples
from bot.complaints.understanding.grievance import (
    A_FEW_WORDS,
    SENSE,
    GrievanceSense,
    sentences,
    story_pieces,
)
from bot.settings import ROOT
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder
from kb.yaml_file import read_yaml

STRENGTH = 2.0  # of inverse regularisation
SCALE = 0.05  # of the embedding's numbers beside the pieces of words
PIECES = 3.0  # of the pieces
WEIGHT = 3.0  # of the sentences written for this, beside those written for something else
SEEN = 3  # texts a piece must stand in
# Of --check (docs/measurements.md).
# A few words: things nobody listed, 「不锈钢盆」 (0.0), lie below, 「买到假烟」 (0.7) above.
OFFER, OFFER_SHORT, HINT = 1.0, 0.6, -0.5
FOLDS = 5
QUESTIONS = 3000
_NOT_STORIES = frozenset({NONE, "standard"})
_CASES_TOLD = frozenset({"file_complaint", "file_report", "give_feedback"})
_EXAMPLE = re.compile(r"^\s*- (?P<text>[^:\n]*[一-鿿][^:\n]*)$", re.MULTILINE)
_ENTITY = re.compile(r"\[(?P<text>[^\]]+)\][({][^)}]*[)}]")


def main() -> None:
    """Train and write, or check."""
    normal = load_normaliser()
    told = [*sentences(), *_stories(), *_cases()]
    asked = _questions()
    texts = [normal(text) for text in [*(text for _, text in told), *asked]]
    is_story = np.array([*(known for known, _ in told), *[False] * len(asked)])
    vectors = embed(texts, Embedder())
    weight = np.ones(len(texts))
    weight[: len(sentences()) + len(_stories())] = WEIGHT
    if "--check" in sys.argv:
        _check(texts, is_story, vectors, weight, len(told))
        return
    made_from = digest_of([(text, str(known)) for known, text in told])
    content = {**_trained(texts, is_story, vectors, weight), "made_from": made_from}
    SENSE.write_text(json.dumps(content, ensure_ascii=False) + "\n", "utf-8")


def _trained(texts: list[str], is_story: Any, vectors: Any, weight: Any) -> dict[str, Any]:
    scaler = StandardScaler().fit(vectors)
    counter = CountVectorizer(analyzer=story_pieces, min_df=SEEN, binary=True)
    pieces = Normalizer().fit_transform(counter.fit_transform(texts).astype(float)) * PIECES
    features = hstack([csr_matrix(scaler.transform(vectors) * SCALE), pieces]).tocsr()
    model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced")
    model.fit(features, is_story, sample_weight=weight)
    # The scaling is folded into the weights.
    size = vectors.shape[1]
    weights = model.coef_[0, :size] * SCALE / scaler.scale_
    of_pieces = np.round(model.coef_[0, size:] * PIECES, 3).tolist()
    return {
        "offer": OFFER,
        "offer_short": OFFER_SHORT,
        "hint": HINT,
        "bias": round(float(model.intercept_[0] - weights @ scaler.mean_), 4),
        "weights": np.round(weights, 4).tolist(),
        "pieces": dict(zip(counter.get_feature_names_out().tolist(), of_pieces, strict=True)),
    }


def _check(texts: list[str], is_story: Any, vectors: Any, weight: Any, checked: int) -> None:
    fold = np.arange(len(texts)) * FOLDS * 4 // len(texts) % FOLDS
    odds = np.zeros(len(texts))
    for held in range(FOLDS):
        kept = np.flatnonzero(fold != held)
        content = _trained([texts[i] for i in kept], is_story[kept], vectors[kept], weight[kept])
        sense = GrievanceSense.made({**content, "made_from": ""})
        for i in np.flatnonzero(fold == held):
            odds[i] = sense.odds(texts[i], vectors[i])
    ours = np.arange(len(texts)) < checked
    for least in np.arange(-2.5, 2.1, 0.25):
        heard = odds >= least
        print(
            f"{least:5.2f}  stories {heard[is_story].mean():.1%}"
            f"  written as ordinary {heard[ours & ~is_story].mean():.2%}"
            f"  questions {heard[~ours].mean():.2%}"
        )
    for i in np.argsort(odds):
        if (is_story[i] and odds[i] < OFFER) or (not is_story[i] and odds[i] >= OFFER):
            print(f"{odds[i]:5.2f} {'missed' if is_story[i] else 'false '} {texts[i]}")


def _stories() -> list[tuple[bool, str]]:
    """The annotated stories the tagger of names learns from as well."""
    files = sorted((ROOT / "tests" / "stories").glob("a*.jsonl"))
    rows = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]
    return [(row["expect"] != "question", row["text"]) for row in rows]


def _cases() -> list[tuple[bool, str]]:
    texts = [text for text, category in load_examples() if category not in _NOT_STORIES]
    return [(True, text) for text in texts if not asks_plainly(text)]


def _questions() -> list[str]:
    files = sorted((ROOT / "data" / "nlu").rglob("*.yml"))
    files = [path for path in files if path.stem not in _CASES_TOLD]
    found = [m["text"] for path in files for m in _EXAMPLE.finditer(path.read_text("utf-8"))]
    for path in sorted((ROOT / "data" / "seeds" / "faq").glob("*.yml")):
        for entry in read_yaml(path)["entries"]:
            found += [entry["question"], *filter(_is_asked, entry.get("phrasings", ()))]
    plain = sorted({_ENTITY.sub(lambda one: one["text"], str(text)).strip() for text in found})
    return plain[:: max(1, len(plain) // QUESTIONS)]


def _is_asked(phrasing: str) -> bool:
    """Not 「外卖里有钢丝球」: what a few words say is told as often as it is asked."""
    return len(phrasing) > A_FEW_WORDS or ends_asking(phrasing)


if __name__ == "__main__":
    main()
