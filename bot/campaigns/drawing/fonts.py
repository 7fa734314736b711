"""The fonts pictures are drawn with, and Chinese line breaking."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

from bot.kit.errors import InvalidInput
from kb.text.segment import Segmenter

FOLDER = Path(__file__).parent / "fonts"
NEVER_FIRST = frozenset("，。、；：？！）》」』”’…%％℃—·,.;:?!)]}")
NEVER_LAST = frozenset("（《「『“‘([{")
# Words of our field that the dictionary of common Chinese doesn't have.
_WORDS = (
    *("世界标准日", "质量月", "权益日", "渝标通", "标准化", "强制性", "推荐性"),
    *("市场监督管理局", "电动自行车", "插线板", "充电宝", "燃气灶", "合格证", "执行标准"),
)
_PAUSE = re.compile(r"(?<![，。：；！？—…])[，。：；！？—…]++(?=[^，。：；！？—…”’」』）》])")
# What stays in one piece: a standard number, a number before its unit, a Latin word or a number.
_WHOLE = re.compile(
    r"[A-Z]+(?:/[A-Z]+)? ?\d+(?:\.\d+)*(?:[-—–]\d{4})?"
    r"|(?<![\d.,])\d[\d.,]*+ [\u4e00-\u9fff]"
    r"|[A-Za-z0-9][A-Za-z0-9./@:+_&=#~-]*"
)


class CannotDraw(InvalidInput):
    """What is to be drawn has no glyph or no room; the message says which."""

    for_citizen = "这些文字画不成图片，请改一改。"


@functools.lru_cache(maxsize=64)
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Noto Sans SC, opened once for each size.

    Args:
        size: height of the em square in pixels, at least 1.
        bold: weight 700 instead of 400.
    """
    path = FOLDER / f"NotoSansSC-{'Bold' if bold else 'Regular'}.woff2"
    # The basic engine draws the same picture on every machine, with or without libraqm.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def drawable() -> frozenset[str]:
    """The characters both weights have."""
    return frozenset((FOLDER / "characters.txt").read_text(encoding="utf-8").rstrip("\n"))


def missing(text: str) -> str:
    """The characters of ``text`` the fonts can't draw, each once, in order; control characters too.

    >>> missing("标准😀")
    '😀'
    """
    return "".join(dict.fromkeys(letter for letter in text if letter not in drawable()))


def require(what: str, text: str, longest: int, *, may_be_empty: bool = False) -> str:
    """The text as it can be drawn: composed (NFC), without spaces at its ends.

    Args:
        what: its name for the person who wrote it, such as ``标题``.
        text: one line.
        longest: characters it may have.
        may_be_empty: whether it may be left out.

    Raises:
        CannotDraw: it is empty, too long, or has characters that can't be drawn.
    """
    clean = unicodedata.normalize("NFC", text).strip(" \u3000\xa0")
    if not clean and not may_be_empty:
        raise CannotDraw(f"{what}还没有写。")
    if len(clean) > longest:
        raise CannotDraw(f"{what}太长：最多 {longest} 个字，现在有 {len(clean)} 个。")
    if absent := missing(clean):
        raise CannotDraw(f"{what}里有画不出的字符：{_named(absent)}。请换一种写法。")
    return clean


def _named(letters: str) -> str:
    """The letters for a sentence; what can't be seen is named by its code."""
    return "、".join(
        letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in letters[:8]
    )


def wrap(
    text: str, face: ImageFont.FreeTypeFont, width: float, *, whole_words: bool = False
) -> list[str]:
    """Break a text into lines the Chinese way.

    No line begins with a closing mark or ends with an opening one, and Latin words, numbers and
    standard numbers stay whole, unless a piece that must stay whole is wider than a line.

    Args:
        text: line feeds in it are kept.
        face: the font it will be drawn in.
        width: of a line, in pixels.
        whole_words: keep Chinese words whole as well, for headlines.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _filled(_units(paragraph.strip(), whole_words), face, width)
    return lines


def balanced(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Like :func:`wrap` with whole words, in lines of about the same length.

    It rather breaks after a comma or colon than between two words, if that costs no line.
    """
    best = _even(text, face, width)
    pauses = [found.end() for found in _PAUSE.finditer(text)] if len(best) > 1 else []
    tries = [_even(text[:at], face, width) + _even(text[at:], face, width) for at in pauses]
    tries = [lines for lines in tries if len(lines) == len(best)]
    nicest = max(tries, key=lambda lines: _evenness(lines, face), default=best)
    return nicest if _evenness(nicest, face) > 0.4 else best


def _evenness(lines: list[str], face: ImageFont.FreeTypeFont) -> float:
    """The shortest line as a part of the longest, 0 to 1."""
    lengths = [face.getlength(line) for line in lines]
    return min(lengths) / max(lengths)


def _even(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Whole words in as few lines as they need, the lines as short as that allows."""
    best = wrap(text, face, width, whole_words=True)
    low, high = width / max(len(best), 1), width
    for _ in range(7 if len(best) > 1 else 0):
        middle = (low + high) / 2
        lines = wrap(text, face, middle, whole_words=True)
        if len(lines) == len(best) and max(map(face.getlength, lines)) <= middle:
            best, high = lines, middle
        else:
            low = middle
    return best


@dataclass(frozen=True)
class Fitted:
    """A text broken into lines in the largest size that fits.

    Args:
        lines: from top to bottom.
        face: its font.
        leading: from one line to the next, in pixels.
    """

    lines: list[str]
    face: ImageFont.FreeTypeFont
    leading: int

    @property
    def height(self) -> int:
        """Pixels from the top of the first line to the bottom of the last."""
        return self.leading * (len(self.lines) - 1) + int(self.face.size) if self.lines else 0


def fit(
    text: str,
    width: int,
    sizes: Iterable[tuple[int, int]],
    *,
    bold: bool = False,
    spacing: float = 1.3,
) -> Fitted:
    """The text in the first size that needs no more lines than it may have.

    Args:
        text: what to draw.
        width: of a line, in pixels.
        sizes: (size in pixels, most lines), the best first.
        bold: weight 700.
        spacing: line height as a multiple of the size.

    Raises:
        CannotDraw: none of the sizes fits.
    """
    for size, rows in sizes:
        face = font(size, bold=bold)
        lines = balanced(text, face, width) if text else []
        if len(lines) <= rows and all(face.getlength(line) <= width for line in lines):
            return Fitted(lines, face, round(size * spacing))
    raise CannotDraw(f"“{text}”太长，图上放不下，请缩短。")


@functools.lru_cache(maxsize=256)  # fitting asks for the same text in many sizes
def _units(text: str, whole_words: bool) -> tuple[str, ...]:
    """Pieces between which a line may break, with the marks that belong to them."""
    units: list[str] = []
    for atom in _atoms(text, whole_words):
        if units and _sticks(units[-1], atom):
            units[-1] += atom
        else:
            units.append(atom)
    return tuple(units)


def _sticks(before: str, after: str) -> bool:
    """Whether no line may break between the two."""
    # A space at the end of a line is dropped, so it goes with what stands before it.
    return after.isspace() or after[0] in NEVER_FIRST or before.rstrip()[-1:] in NEVER_LAST


def _atoms(text: str, whole_words: bool) -> Iterator[str]:
    """The text cut into what stays whole, and single characters or words between."""
    position = 0
    for found in _WHOLE.finditer(text):
        yield from _cut(text[position : found.start()], whole_words)
        yield found[0]
        position = found.end()
    yield from _cut(text[position:], whole_words)


def _cut(text: str, whole_words: bool) -> Sequence[str]:
    """Words and the single characters between them."""
    if not whole_words or not text.strip():
        return text
    pieces: list[str] = []
    position = 0
    for word in Segmenter(_WORDS).cut(text):
        start = text.find(word, position)
        if start >= 0:
            pieces += [*text[position:start], word]
            position = start + len(word)
    return [*pieces, *text[position:]]


def _filled(units: Iterable[str], face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines with as many units as fit."""
    lines, line = [], ""
    for unit in units:
        if line and face.getlength((line + unit).rstrip()) > width:
            lines.append(line.strip())
            line = ""
        *full, line = _halved(line + unit, face, width)
        lines += full
    return [*lines, line.strip()] if line.strip() else lines


def _halved(piece: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """A piece wider than a line cut into lines, between words where the marks allow it."""
    parts: list[str] = []
    while len(piece) > 1 and face.getlength(piece.rstrip()) > width:
        fits = max(1, _longest_start(piece, face, width))
        allowed = (at for at in range(fits, 0, -1) if not _sticks(piece[:at], piece[at]))
        at = next(allowed, fits)
        parts.append(piece[:at].strip())
        piece = piece[at:].lstrip()
    return [*parts, piece]


def _longest_start(piece: str, face: ImageFont.FreeTypeFont, width: float) -> int:
    """How many characters of the piece fit into a line."""
    at = len(piece) - 1
    while at > 0 and face.getlength(piece[:at]) > width:
        at -= 1
    return at
