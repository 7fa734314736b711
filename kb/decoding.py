"""What a text file says, whatever encoding the program of its author wrote."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable

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


class UnknownEncoding(ValueError):
    """No reading makes sense."""


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, GB18030 (with GBK and GB 2312) or Big5.

    Raises:
        UnknownEncoding: it is none of these.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding)
    if encoding := _without_bom(data):
        return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    readings = {encoding: _share(data, encoding) for encoding in _FREQUENT}
    best = max(readings, key=lambda encoding: readings[encoding])
    if readings[best] < _ENOUGH:
        raise UnknownEncoding
    return _strictly(data, best)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnknownEncoding from None


def _without_bom(data: bytes) -> str:
    """UTF-16 without its mark: line ends and digits leave zeros on one side only."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 or not even + odd or min(even, odd):
        return ""
    encoding = "utf-16-le" if odd else "utf-16-be"
    text = data.decode(encoding, "replace")
    usual = sum(char.isascii() or "\u3000" <= char <= "\u9fff" for char in text)
    return encoding if usual > _USUAL * len(text) else ""


def _share(data: bytes, encoding: str) -> float:
    """How many of the Chinese characters are frequent ones; 0 if it can't be read so."""
    try:
        wide = [char for char in data.decode(encoding) if "\u4e00" <= char <= "\u9fff"]
    except UnicodeDecodeError:
        return 0.0
    return _frequent(wide, encoding) / len(wide) if wide else 0.0


def _frequent(chars: Iterable[str], encoding: str) -> int:
    return sum(_FREQUENT[encoding](char.encode(encoding)) for char in chars)
