"""What a text file says, whatever encoding the program of its author wrote."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Big5 bytes mostly decode as GB18030 too, into rare characters: whichever reading has more of the
# characters its own standard puts first, the frequent ones, is what was written.
_FREQUENT: dict[str, Callable[[bytes], bool]] = {
    "gb18030": lambda two: len(two) == 2 and 0xB0 <= two[0] <= 0xD7 and two[1] >= 0xA1,
    "big5": lambda two: len(two) == 2 and 0xA4 <= two[0] <= 0xC6,
}
_ENOUGH = 0.6  # Chinese text has over nine tenths of them

_USUAL = 0.9  # of what a UTF-16 text holds
_OFTEN = (("\u3000", "\u9fff"), ("\uff00", "\uffef"))  # Chinese characters and marks
_MOSTLY_ASCII = 0.1  # zeros in a file: a table of numbers, half of whose bytes say nothing


class UnknownEncoding(ValueError):
    """No reading makes sense."""


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, GB18030 (with GBK and GB 2312) or Big5.

    Raises:
        UnknownEncoding: it is none of these.
    """
    return data.decode(encoding_of(io.BytesIO(data)))


def encoding_of(stream: BinaryIO) -> str:
    """The encoding of a file, of which no more than a piece is held at a time.

    Raises:
        UnknownEncoding: it is none that :func:`decoded` knows.
    """
    head = next(_pieces(stream), b"")
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return _sure(stream, encoding)
    zeros, wide = head.count(0), _without_bom(head)
    if wide and zeros > _MOSTLY_ASCII * len(head):
        return _sure(stream, wide)
    if _reads(stream, "utf-8"):
        return "utf-8"
    if wide:
        return _sure(stream, wide)
    readings = {encoding: _share(stream, encoding) for encoding in _FREQUENT}
    best = max(readings, key=lambda encoding: readings[encoding])
    if readings[best] < _ENOUGH:
        raise UnknownEncoding
    return best


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(_CHUNK):
        yield piece


def _texts(stream: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in _pieces(stream):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _sure(stream: BinaryIO, encoding: str) -> str:
    if not _reads(stream, encoding):
        raise UnknownEncoding
    return encoding


def _reads(stream: BinaryIO, encoding: str) -> bool:
    try:
        for _ in _texts(stream, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _without_bom(head: bytes) -> str:
    """UTF-16 without its mark: line ends and digits leave zeros, 一 does on the other side."""
    if 0 not in head:
        return ""
    sides = {"utf-16-be": head[0::2], "utf-16-le": head[1::2]}
    usual = {encoding: _usual(head.decode(encoding, "replace")) for encoding in sides}
    best = max(sides, key=lambda encoding: (usual[encoding], sides[encoding].count(0)))
    return best if usual[best] > _USUAL else ""


def _usual(text: str) -> float:
    usual = sum(char.isascii() or any(a <= char <= b for a, b in _OFTEN) for char in text)
    return usual / len(text)


def _share(stream: BinaryIO, encoding: str) -> float:
    """How many of the Chinese characters are frequent ones; 0 if it can't be read so."""
    count = frequent = 0
    try:
        for text in _texts(stream, encoding):
            wide = [char for char in text if "\u4e00" <= char <= "\u9fff"]
            count, frequent = count + len(wide), frequent + _frequent(wide, encoding)
    except UnicodeDecodeError:
        return 0.0
    return frequent / count if count else 0.0


def _frequent(chars: Iterable[str], encoding: str) -> int:
    return sum(_FREQUENT[encoding](char.encode(encoding)) for char in chars)
