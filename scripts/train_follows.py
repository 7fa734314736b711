"""Train the sense for what is asked on: data/follows -> data/follows/sense.npz.

Use: ``.venv/bin/python scripts/train_follows.py [--check]``; a minute. What citizens ask of its own
(the questions of the knowledge base) counts as nothing asked on. ``--check`` writes nothing: it
reads each author by a sense trained without that author, and prints how much is read right at
which line, each kind's share and what was read wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.complaints.understanding.classify import digest_of, embed
from bot.conversation.understanding.follow_sense import (
    FOLDER,
    OTHER,
    SENSE,
    FollowSense,
    follow_pieces,
)
from bot.settings import SEEDS
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder
from kb.yaml_file import read_yaml

# How much each kind of feature may say beside the other, and of inverse regularisation
# (docs/measurements.md).
EMBEDDING, PIECES, STRENGTH = 0.3, 6.0, 1.0
SEEN = 3  # sentences a piece must stand in
QUESTIONS = 1500  # of the knowledge base, in each language
WEIGHT_OTHER, WEIGHT_ASKED = 0.25, 0.1
LINES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
Strings = NDArray[np.str_]
ASKED = "asked"  # by whom the questions of the knowledge base are


def main() -> None:
    """Train and write, or check."""
    authors, kinds, texts, vectors = _all_texts()
    if "--check" in sys.argv:
        _check(authors, kinds, texts, vectors)
        return
    made_from = digest_of([(text, kind) for _, kind, text in written()])
    content = _trained(kinds, texts, vectors, _weight(authors, kinds))
    np.savez_compressed(SENSE, made_from=made_from, **content)


def sense_without(author: str) -> FollowSense:
    """The sense as trained without one author's sentences."""
    authors, kinds, texts, vectors = _all_texts()
    kept = authors != author
    weight = _weight(authors, kinds)[kept]
    content = _trained(kinds[kept], texts[kept], vectors[kept], weight)
    return FollowSense.made({**content, "made_from": np.array("")})


def _all_texts() -> tuple[Strings, Strings, Strings, NDArray[np.float32]]:
    """Author, kind, normalised text and embedding of all that is learned from."""
    normal = load_normaliser()
    rows = [*written(), *((ASKED, OTHER, text) for text in _questions())]
    authors, kinds = (np.array([row[i] for row in rows]) for i in (0, 1))
    texts = np.array([normal(text) for _, _, text in rows])
    return authors, kinds, texts, embed(texts.tolist(), Embedder())


def written(folder: Path = FOLDER) -> list[tuple[str, str, str]]:
    """The sentences: author, kind, text."""
    return [
        (path.stem, kind, str(text))
        for path in sorted(folder.glob("*.yml"))
        for kind, texts in read_yaml(path).items()
        for text in texts
    ]


def _questions() -> list[str]:
    found: list[str] = []
    for path in sorted((SEEDS / "faq").glob("*.yml")):
        for entry in read_yaml(path)["entries"]:
            found += [entry["question"], *entry.get("phrasings", ())]
    english = [
        text
        for row in read_yaml(SEEDS / "english.yml")
        for text in (row["question"], *row["phrasings"])
    ]
    return [*_some(sorted(set(found))), *_some(sorted(set(english)))]


def _some(texts: list[str]) -> list[str]:
    return texts[:: max(1, len(texts) // QUESTIONS)]


def _weight(authors: Strings, kinds: Strings) -> NDArray[np.float64]:
    """What nobody asks on is written about five times as often, and asked elsewhere as well."""
    other: NDArray[np.float64] = np.where(kinds == OTHER, WEIGHT_OTHER, 1.0)
    return np.where(authors == ASKED, WEIGHT_ASKED, other)


def _trained(
    kinds: Strings,
    texts: Strings,
    vectors: NDArray[np.float32],
    weight: NDArray[np.float64],
) -> dict[str, Any]:
    scaler = StandardScaler().fit(vectors)
    counter = TfidfVectorizer(analyzer=follow_pieces, min_df=SEEN, binary=True, use_idf=False)
    pieces = counter.fit_transform(texts) * PIECES
    features = hstack([csr_matrix(scaler.transform(vectors) * EMBEDDING), pieces]).tocsr()
    model = LogisticRegression(C=STRENGTH, max_iter=300)
    model.fit(features, kinds, sample_weight=weight)
    # The scaling is folded into the weights.
    size = vectors.shape[1]
    weights = model.coef_[:, :size] * EMBEDDING / scaler.scale_
    return {
        "kinds": model.classes_,
        "bias": (model.intercept_ - weights @ scaler.mean_).astype(np.float32),
        "weights": weights.astype(np.float32),
        "pieces": counter.get_feature_names_out().astype(str),
        "piece_weights": (model.coef_[:, size:] * PIECES).astype(np.float16),
    }


def _check(
    authors: Strings,
    kinds: Strings,
    texts: Strings,
    vectors: NDArray[np.float32],
) -> None:
    said = np.full(len(texts), OTHER, dtype=object)
    sure = np.zeros(len(texts))
    for author in sorted(set(authors.tolist()) - {ASKED}):
        held = authors == author
        content = _trained(
            kinds[~held], texts[~held], vectors[~held], _weight(authors, kinds)[~held]
        )
        sense = FollowSense.made({**content, "made_from": np.array("")})
        for row in np.flatnonzero(held):
            said[row], sure[row] = sense.of(str(texts[row]), vectors[row])
    ours = authors != ASKED
    asks = ours & (kinds != OTHER)
    others = ours & (kinds == OTHER)
    for line in LINES:
        taken = ours & (said != OTHER) & (sure >= line)
        right = (taken & (said == kinds))[asks].mean()
        wrong = (taken & (said != kinds))[asks].mean()
        print(
            f"{line:.1f}  right {right:.1%}, wrong {wrong:.1%}; others {taken[others].mean():.1%}"
        )
    for kind in sorted(set(kinds.tolist())):
        rows = ours & (kinds == kind)
        missed = Counter(said[rows & (said != kinds)].tolist()).most_common(4)
        print(f"{kind:13s} {(said[rows] == kind).mean():.1%} of {rows.sum()}", missed)
    for row in np.flatnonzero(ours & (said != kinds) & (sure >= 0.6)):
        print(f"{sure[row]:.2f} {kinds[row]} read as {said[row]}: {texts[row]}")


if __name__ == "__main__":
    main()
