"""A sense for what a few words ask of what was just told: its number, its day, its penalty.

The weights are content (``data/follows/sense.npz``), made by ``scripts/train_follows.py`` from the
sentences beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.complaints.understanding.danger_sense_english import pieces_in_english
from bot.complaints.understanding.danger_signs import pieces_of
from bot.settings import ROOT
from kb.search.embedding import Vector
from kb.text.english import is_english

FOLDER = ROOT / "data" / "follows"
SENSE = FOLDER / "sense.npz"
OTHER = "other"  # asks none of these


@dataclass(frozen=True)
class FollowSense:
    """Plain arrays: no pickle is ever loaded.

    Args:
        kinds: what may be asked.
        weights, bias: by kind, for the embedding.
        pieces: of characters in a row, the column of each.
        piece_weights: by kind.
        made_from: digest of the sentences.
    """

    kinds: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    pieces: Mapping[str, int]
    piece_weights: NDArray[np.float16]
    made_from: str

    @classmethod
    @cache
    def load(cls, path: Path = SENSE) -> FollowSense:
        """The committed weights."""
        with np.load(path, allow_pickle=False) as data:
            return cls.made(data)

    @classmethod
    def made(cls, data: Mapping[str, Any]) -> FollowSense:
        """From what the training wrote."""
        return cls(
            tuple(data["kinds"].tolist()),
            data["weights"],
            data["bias"],
            {piece: column for column, piece in enumerate(data["pieces"].tolist())},
            data["piece_weights"],
            str(data["made_from"]),
        )

    def of(self, text: str, vector: Vector) -> tuple[str, float]:
        """What a normalised text with this embedding asks, and how likely it is that."""
        known = [self.pieces[one] for one in follow_pieces(text) if one in self.pieces]
        scores = self.weights @ vector + self.bias
        if known:
            told = self.piece_weights[:, known].astype(np.float32).sum(axis=1)
            scores = scores + told / np.sqrt(len(known))
        shares = np.exp(scores - scores.max())
        likeliest = int(shares.argmax())
        return self.kinds[likeliest], float(shares[likeliest] / shares.sum())


def follow_pieces(text: str) -> set[str]:
    """The pieces of characters by which a text is known, in its own language."""
    return pieces_in_english(text) if is_english(text) else pieces_of(text)
