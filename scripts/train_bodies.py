"""Train the sense for other bodies' matters: data/bodies and stories -> data/bodies/sense.json.

Use: ``.venv/bin/python scripts/train_bodies.py [--check]``; about two minutes. The annotated
stories (tests/stories/a*.jsonl) and the training texts of cases (data/cases) are learned too.
``--check`` writes nothing: it trains five times without a fifth and prints what is then heard.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import Normalizer, StandardScaler

from bot.complaints.understanding.bodies import SENSE, BodySense, body_pieces, sentences
from bot.complaints.understanding.classify import digest_of, embed, load_examples
from bot.complaints.understanding.triage import Triage
from bot.settings import ROOT
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

STRENGTH, KIND_STRENGTH = 1.0, 0.5  # of inverse regularisation
SCALE, KIND_SCALE = 0.1, 0.5  # of the embedding's numbers
PIECES, WORDS = 3.0, 2.0  # of pieces; of the words of the matters
SEEN = 2  # texts a piece must stand in
# Of --check (docs/measurements.md).
LEAST, LEAST_OF_GOODS, SURE = 0.75, 2.0, 0.5
FOLDS = 5
# Categories of cases that are partly another body's.
_MIXED = frozenset({"elsewhere", "express", "farm", "gas_supply"})
_OUTSIDE = "不在重庆"  # what stories of other provinces have in ``body``
# What people say around any story: a short one is not therefore another body's.
_BEFORE = (
    "", "", "", "在渝北这边 ", "上个月的事 ", "我要投诉 ", "我是万州的 ", "你好 我想反映一下 ",
    "昨天下午 ", "江北嘴那边 ", "我要举报 ",
)  # fmt: skip
_AFTER = (
    "", "", " 你们管不管", " 找哪个部门", " 打了几次电话都没人理", " 我要投诉他", " 都半年了",
    " 沙坪坝的", " 气死我了", " 希望你们来查一下", " 要求赔偿", " 该找哪个", " 一共损失两千多",
)  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """What is learned.

    Args:
        texts: normalised.
        slugs: the matter; empty for our own, ``?`` for another body's without a name.
        vectors: embeddings.
        words: of ``Triage.words_in``, a column for each kind.
    """

    texts: list[str]
    slugs: list[str]
    vectors: Any
    words: Any

    def only(self, kept: Sequence[int]) -> Texts:
        """Some of them."""
        texts, slugs = [self.texts[i] for i in kept], [self.slugs[i] for i in kept]
        return Texts(texts, slugs, self.vectors[kept], self.words[kept])


def main() -> None:
    """Train and write, or check."""
    told = sentences()
    kinds = sorted({slug for slug, _ in told if slug})
    rng = random.Random(1)
    plain = [*told, *_stories(), *_cases(), *_answers()]
    dressed = [
        (slug, rng.choice(_BEFORE) + text + rng.choice(_AFTER) + rng.choice(_AFTER))
        for slug, text in told
    ]
    normal, triage = load_normaliser(), Triage.load()
    texts = [normal(text) for _, text in [*plain, *dressed]]
    found = [triage.words_in(text) for text in texts]
    words = np.array([[one.get(kind, 0) for kind in kinds] for one in found])
    slugs = [slug for slug, _ in [*plain, *dressed]]
    every = Texts(texts, slugs, embed(texts, Embedder()), words)
    if "--check" in sys.argv:
        _check(every, kinds, len(told), len(plain))
        return
    content = {**_trained(every, kinds), "made_from": digest_of([(t, s) for s, t in told])}
    SENSE.write_text(json.dumps(content, ensure_ascii=False) + "\n", "utf-8")


def _trained(all_told: Texts, kinds: list[str]) -> dict[str, Any]:
    scaler = StandardScaler().fit(all_told.vectors)
    scaled = scaler.transform(all_told.vectors)
    counter = CountVectorizer(analyzer=body_pieces, min_df=SEEN, binary=True)
    found = counter.fit_transform(all_told.texts).astype(float)
    features = hstack([csr_matrix(scaled * SCALE), Normalizer().fit_transform(found) * PIECES])
    is_other = np.array([bool(slug) for slug in all_told.slugs])
    model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced")
    model.fit(features.tocsr(), is_other)
    size = all_told.vectors.shape[1]
    # The scaling is folded into the weights.
    weights = model.coef_[0, :size] * SCALE / scaler.scale_
    pieces = np.round(model.coef_[0, size:] * PIECES, 3)
    names = counter.get_feature_names_out()
    known = [i for i, slug in enumerate(all_told.slugs) if slug in kinds]
    which = LogisticRegression(C=KIND_STRENGTH, max_iter=300)
    both = np.hstack([scaled[known] * KIND_SCALE, all_told.words[known] * WORDS])
    which.fit(both, [all_told.slugs[i] for i in known])
    order = [list(which.classes_).index(kind) for kind in kinds]
    kind_weights = which.coef_[order, :size] * KIND_SCALE / scaler.scale_
    return {
        "least": LEAST,
        "least_of_goods": LEAST_OF_GOODS,
        "sure": SURE,
        "bias": round(float(model.intercept_[0] - weights @ scaler.mean_), 4),
        "weights": np.round(weights, 4).tolist(),
        "pieces": {n: w for n, w in zip(names.tolist(), pieces.tolist(), strict=True) if w},
        "kinds": kinds,
        "kind_weights": np.round(kind_weights, 3).tolist(),
        "kind_words": np.round(which.coef_[order, size:] * WORDS, 3).tolist(),
        "kind_bias": np.round(which.intercept_[order] - kind_weights @ scaler.mean_, 3).tolist(),
    }


def _check(every: Texts, kinds: list[str], written: int, plain: int) -> None:
    # A sentence and its dressed copy are left out together.
    fold = np.array([(i if i < plain else i - plain) % FOLDS for i in range(len(every.texts))])
    odds, hits = np.zeros(len(fold)), np.zeros((len(fold), 2), bool)
    shares = np.zeros(len(fold))
    for held in range(FOLDS):
        content = _trained(every.only(np.flatnonzero(fold != held).tolist()), kinds)
        sense = BodySense.made({**content, "made_from": ""})
        for i in np.flatnonzero(fold == held):
            found = dict(zip(kinds, every.words[i].tolist(), strict=True))
            sensed = sense.of(every.texts[i], every.vectors[i], found)
            odds[i], shares[i] = sensed.odds, sensed.likely[0][1]
            hits[i] = [slug == every.slugs[i] for slug, _ in sensed.likely]
    at = np.arange(len(fold))
    other, short = np.array([bool(slug) for slug in every.slugs]), at < written
    for least in np.arange(-0.5, 2.1, 0.25):
        heard = odds >= least
        print(
            f"{least:5.2f}  told {heard[other & short].mean():.1%}"
            f"  with more words {heard[other & (at >= plain)].mean():.1%}"
            f"  written as ours {heard[~other & short].mean():.1%}"
            f"  stories and cases {heard[~other & (at >= written) & (at < plain)].mean():.2%}"
        )
    known = other & short
    for sure in (0.0, 0.3, 0.4, 0.5, 0.6):
        above = known & (shares >= sure)
        print(f"share {sure}: {above.sum() / known.sum():.1%}, right {hits[above, 0].mean():.1%}")
    print(f"among the two likeliest {hits[known].any(axis=1).mean():.1%}")
    for i in np.argsort(odds):
        if i < plain and (odds[i] < LEAST if other[i] else odds[i] >= LEAST):
            print(f"{odds[i]:5.2f} {'missed' if other[i] else 'false '} {every.texts[i]}")


def _rows() -> list[dict[str, Any]]:
    files = sorted((ROOT / "tests" / "stories").glob("a*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]


def _answers() -> list[tuple[str, str]]:
    """What citizens answer the form, which is asked whose matter it is as well."""
    said = [row.get("say", {}) for row in _rows() if row["expect"] != "elsewhere"]
    return [("", text) for text in sorted({text for one in said for text in one.values()})]


def _stories() -> list[tuple[str, str]]:
    """The annotated stories; those of other bodies say none of our slugs."""
    told = [row for row in _rows() if row["expect"] != "question"]
    told = [row for row in told if _OUTSIDE not in row.get("body", "")]
    return [("?" if row["expect"] == "elsewhere" else "", row["text"]) for row in told]


def _cases() -> list[tuple[str, str]]:
    examples = load_examples()
    others = [("?", text) for text, category in examples if category == "elsewhere"]
    return [*others, *(("", text) for text, category in examples if category not in _MIXED)]


if __name__ == "__main__":
    main()
