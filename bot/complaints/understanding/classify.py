"""The trained classifier of cases: e5 embeddings, scaled, logistic regression."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.settings import ROOT
from kb.search.embedding import Embedder, digest
from kb.yaml_file import read_yaml

CASES = ROOT / "data" / "cases"
# Of inverse regularisation; chosen by five-fold cross-validation (docs/measurements.md).
_STRENGTH = 0.03
# docs/measurements.md: from here on 85 of 100 are right, and half of the texts lie above it.
SURE = 0.5
# A text of no category: greetings, "I want to complain", nonsense.
NONE = "none"


@dataclass(frozen=True)
class Prediction:
    """A category and how sure the classifier is.

    Args:
        category: slug, or empty for a text that is about nothing.
        confidence: 0 to 1.
    """

    category: str
    confidence: float


@dataclass(frozen=True)
class CaseClassifier:
    """A trained model as plain arrays: no pickle is ever loaded.

    Args:
        classes: category slugs.
        mean, scale: of each feature.
        weights, bias: of the regression.
        made_from: digest of the training texts.
    """

    classes: tuple[str, ...]
    mean: np.ndarray[Any, Any]
    scale: np.ndarray[Any, Any]
    weights: np.ndarray[Any, Any]
    bias: np.ndarray[Any, Any]
    made_from: str

    @classmethod
    def train(cls, examples: Sequence[tuple[str, str]], embedder: Embedder) -> CaseClassifier:
        """Train on (text, category) pairs; some seconds, nearly all of them for embedding."""
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler

        features = embed([text for text, _ in examples], embedder)
        scaler = StandardScaler().fit(features)
        model = LogisticRegression(C=_STRENGTH, max_iter=300)
        model.fit(scaler.transform(features), [category for _, category in examples])
        return cls(
            tuple(str(name) for name in model.classes_),
            scaler.mean_,
            scaler.scale_,
            model.coef_,
            model.intercept_,
            digest_of(examples),
        )

    def predict(self, text: str, embedder: Embedder) -> Prediction:
        """The likeliest category."""
        scaled = (embed([text], embedder)[0] - self.mean) / self.scale
        scores = self.weights @ scaled + self.bias
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        best = int(likely.argmax())
        name = self.classes[best]
        return Prediction("" if name == NONE else name, float(likely[best]))

    def save(self, path: Path) -> None:
        """Write the arrays, whole or not at all."""
        partial = path.with_suffix(".partial.npz")
        np.savez_compressed(
            partial,
            classes=np.array(self.classes),
            mean=self.mean,
            scale=self.scale,
            weights=self.weights,
            bias=self.bias,
            made_from=np.array(self.made_from),
        )
        partial.rename(path)

    @classmethod
    def load(cls, path: Path) -> CaseClassifier | None:
        """The model of a file; None if there is none, or it can't be read."""
        try:
            with np.load(path, allow_pickle=False) as data:
                return cls(
                    tuple(str(name) for name in data["classes"]),
                    data["mean"],
                    data["scale"],
                    data["weights"],
                    data["bias"],
                    str(data["made_from"]),
                )
        except (OSError, ValueError, KeyError):
            return None


def load_examples(folder: Path = CASES) -> list[tuple[str, str]]:
    """The training texts of the content, with their categories."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        content = read_yaml(path)
        found += [(text, content["category"]) for text in content["texts"]]
    return found


def train_classifier(
    path: Path, corrections: Iterable[tuple[str, str]], embedder: Embedder
) -> CaseClassifier:
    """The model of content and corrections, trained anew only if they changed.

    Args:
        path: where the model is kept.
        corrections: masked texts with the category staff gave them.
        embedder: the embedding model.
    """
    examples = [*load_examples(), *corrections]
    known = CaseClassifier.load(path)
    if known is not None and known.made_from == digest_of(examples):
        return known
    model = CaseClassifier.train(examples, embedder)
    model.save(path)
    return model


def digest_of(examples: Sequence[tuple[str, str]]) -> str:
    """A digest of training texts, in their order."""
    joined = "\n".join(f"{category}\t{text}" for text, category in examples)
    return hashlib.sha256(joined.encode()).hexdigest()


def embed(texts: Sequence[str], embedder: Embedder) -> np.ndarray[Any, Any]:
    """One row of features a text."""
    vectors = embedder.vectors([(text, True) for text in texts], {})
    rows = [np.frombuffer(vectors[digest(text, is_query=True)], dtype=np.float32) for text in texts]
    return np.stack(rows)
