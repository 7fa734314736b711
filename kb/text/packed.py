"""A dictionary of many words and their numbers in a few bytes of one block.

Half a million words take 65 MB as Python's dictionary, and a process copied from another copies
each page of it that is looked at, for looking counts references. A block of bytes has none: it may
be mapped from a file and is shared by all processes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from mmap import mmap
from typing import Any, Protocol

import numpy as np

# Bytes that stand in no UTF-8.
_WORD, _NUMBER = b"\xff", b"\xfe"
_IN_A_BUCKET = 4
_LENGTH = 4  # bytes of a place in the block
_REMEMBERED = 1 << 13


class Numbers(Protocol):
    """Words and their numbers."""

    @property
    def get(self) -> Callable[..., Any]:
        """The number of a word, or what is given beside it."""

    def __contains__(self, word: object, /) -> bool: ...

    def __getitem__(self, word: str, /) -> int: ...


def pack(numbers: Mapping[str, int]) -> bytes:
    """The block of a dictionary: how many buckets, where each begins, the buckets."""
    count = 1 << (len(numbers) // _IN_A_BUCKET).bit_length()
    keys = [_key(word) for word in numbers]
    of = np.fromiter((zlib.crc32(key) % count for key in keys), np.int64, len(keys))
    entries = [key + b"%d" % number for key, number in zip(keys, numbers.values(), strict=True)]
    lengths = np.bincount(of, [len(entry) for entry in entries], count).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths))).astype("<u4")
    ordered = b"".join(entries[at] for at in np.argsort(of, kind="stable"))
    return count.to_bytes(_LENGTH, "little") + starts.tobytes() + ordered


class Packed:
    """What :func:`pack` made, read where it lies.

    Args:
        block: what holds it.
        at: where in it the block begins; a multiple of four.
    """

    def __init__(self, block: bytes | mmap, at: int = 0) -> None:
        self._block = block
        view = memoryview(block)
        self._count = int.from_bytes(view[at : at + _LENGTH], "little")
        self._begin = at + (self._count + 2) * _LENGTH
        self._starts = view[at + _LENGTH : self._begin].cast("I")
        # Of what people say most words have been looked up before.
        self.get: Callable[..., int | None] = lru_cache(_REMEMBERED)(self._find)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.get(word) is not None

    def __getitem__(self, word: str) -> int:
        if (found := self.get(word)) is None:
            raise KeyError(word)
        return found

    def _find(self, word: str, default: int | None = None) -> int | None:
        key, block, begin = _key(word), self._block, self._begin
        bucket = zlib.crc32(key) % self._count
        start, end = begin + self._starts[bucket], begin + self._starts[bucket + 1]
        if (at := block.find(key, start, end)) < 0:
            return default
        at += len(key)
        after = block.find(_WORD, at, end)
        return int(block[at : end if after < 0 else after])


def _key(word: str) -> bytes:
    return _WORD + word.encode("utf-8", "surrogatepass") + _NUMBER
