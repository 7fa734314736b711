"""Duplicates: same subject and similar words within thirty days, suggested, never merged."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

WITHIN = timedelta(days=30)
# Of the pairs written for the tests every real duplicate lies above, every other pair below.
SIMILAR = 0.3
_ENDINGS = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|公司|旗舰店|专卖店|专营店|经营部|门市部?|分店|总店|店铺|店){1,6}$"
)


def subject_key(respondent: str) -> str:
    """A business's name without brackets, platform, city and kind of company; for equality."""
    plain = re.sub(r"[（(].{0,60}?[)）]|^[^：:]{2,6}[：:]", "", respondent)
    plain = re.sub(r"[\s·,，。、\-]", "", plain).lower()
    plain = re.sub(r"^重庆市?", "", plain)
    return _ENDINGS.sub("", plain) or plain


@dataclass(frozen=True)
class Alike:
    """Another case that may be the same.

    Args:
        key: what the caller named it by.
        score: 0 to 1.
    """

    key: int
    score: float


def alike(text: str, others: Sequence[tuple[int, str]]) -> list[Alike]:
    """The texts that tell the same, the likest first.

    Args:
        text: the new case's words.
        others: key and words of cases with the same subject.
    """
    texts = [text, *(words for _, words in others)]
    vectors = _vectors(texts)
    scored = [
        Alike(key, _cosine(vectors[0], vector))
        for (key, _), vector in zip(others, vectors[1:], strict=True)
    ]
    return sorted((a for a in scored if a.score >= SIMILAR), key=lambda a: -a.score)


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    counts = [Counter(_grams(text)) for text in texts]
    seen = Counter(gram for count in counts for gram in count)
    return [
        {g: n * math.log(1 + len(texts) / seen[g]) for g, n in count.items()} for count in counts
    ]


def _grams(text: str) -> list[str]:
    plain = re.sub(r"\W", "", text)
    return [plain[i : i + 2] for i in range(len(plain) - 1)] or [plain]


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    dot = sum(weight * other.get(gram, 0.0) for gram, weight in one.items())
    norms = math.hypot(*one.values()) * math.hypot(*other.values())
    return dot / norms if norms else 0.0
