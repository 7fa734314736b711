"""The classifier of cases against its peers, on texts it was not trained on.

Usage: .venv/bin/python bench/classify.py

Trained on ``data/cases``, asked ``tests/complaints/cases_heldout.yml``: character TF-IDF and e5
embeddings, each with a logistic regression, and the classifier as it is shipped. For the last one
also the lines: how much of the texts lies above a confidence, and how much of that is right.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.complaints.understanding.classify import (
    NONE,
    SURE,
    CaseClassifier,
    embed,
    load_examples,
)
from bot.settings import ROOT
from kb.search.embedding import Embedder
from kb.yaml_file import read_yaml

HELD_OUT = ROOT / "tests" / "complaints" / "cases_heldout.yml"
STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0)


def main() -> None:
    """Train, ask, print."""
    examples = load_examples()
    texts, meant = [text for text, _ in examples], [category for _, category in examples]
    held_out = [(text, c) for c, some in read_yaml(HELD_OUT).items() for text in some]
    asked, right = [text for text, _ in held_out], np.array([c for _, c in held_out])
    print(f"{len(texts)} texts of {len(set(meant))} classes; {len(asked)} held out")

    counts = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True),
        LogisticRegression(C=10, max_iter=1000),
    ).fit(texts, meant)
    print(f"character TF-IDF, logistic regression: {np.mean(counts.predict(asked) == right):.1%}")

    embedder = Embedder()
    known, unknown = embed(texts, embedder), embed(asked, embedder)
    plain = LogisticRegression(C=10, max_iter=1000).fit(known, meant)
    print(f"e5, logistic regression: {np.mean(plain.predict(unknown) == right):.1%}")

    shipped = CaseClassifier.train(examples, embedder)
    told = [shipped.predict(text, embedder) for text in asked]
    hits = np.array([(p.category or NONE) == c for p, c in zip(told, right, strict=True)])
    print(f"e5, scaled, logistic regression (shipped): {hits.mean():.1%}")
    confidences = np.array([p.confidence for p in told])
    for line in (0.3, 0.4, SURE, 0.6, 0.7):
        above = confidences >= line
        print(f"  from {line}: {above.mean():.0%} of the texts, {hits[above].mean():.1%} right")

    print("regularisation, five-fold on the training texts:")
    for strength in STRENGTHS:
        model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=300))
        scores = cross_val_score(model, known, meant, cv=5)
        print(f"  C={strength}: {scores.mean():.1%} ± {scores.std():.1%}")


if __name__ == "__main__":
    main()
