"""What single cells of a sheet say: lists, days, and how people number and part them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

_BETWEEN = frozenset("；;|｜")
_DAY = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[年/.\-]\s?(?P<month>\d{1,2})\s?[月/.\-]\s?(?P<day>\d{1,2})\s?日?"
    r"(?:[ T]0?0:00(?::00)?)?"
)
# 「1.」, 「2、」, 「（3）」, 「④」 in front of a thing.
_NUMBERING = re.compile(r"[(（]?\d{1,2}[)）.、．](?!\d)|[①-⑳]")
_CIRCLED = re.compile(r"(?=[①-⑳])")
_QUESTIONS = re.compile(r"(?<=[？?])")


def listed(cells: Iterable[str]) -> tuple[str, ...]:
    """The things that cells of a list hold, each once."""
    return _unique(part for cell in cells for part in _things(cell))


def phrasings(cells: Iterable[str]) -> tuple[str, ...]:
    """The phrasings that cells hold, each once, parted by numbers and question marks too.

    >>> phrasings(["①甲怎么办②乙怎么办", "丙呢？丁呢？"])
    ('甲怎么办', '乙怎么办', '丙呢？', '丁呢？')
    """
    return _unique(part for cell in cells for part in _asked(cell))


def _asked(cell: str) -> list[str]:
    parts = _things(cell)
    if len(parts) == 1 and "\n" not in cell:
        parts = (_CIRCLED if "②" in cell else _QUESTIONS).split(cell)
    parts = [said for part in parts if (said := part.strip())]
    is_numbered = len(parts) > 1 and all(_NUMBERING.match(part) for part in parts)
    return [_NUMBERING.sub("", part, count=1) for part in parts] if is_numbered else parts


def _things(cell: str) -> list[str]:
    return cell.splitlines() if "\n" in cell else parted(cell)


def parted(cell: str) -> list[str]:
    """The parts of a list; inside brackets a semicolon belongs to its source."""
    parts, depth = [""], 0
    for sign in cell:
        depth = max(0, depth + (sign in "（(") - (sign in "）)"))
        if sign in _BETWEEN and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts if not depth else [cell]


def in_a_cell(parts: Sequence[str]) -> str:
    """A list in one cell; a line end behind a single part says that it is one."""
    only = parts[0] if len(parts) == 1 else ""
    return f"{only}\n" if len(_asked(only)) > 1 else "\n".join(parts)


def day(cell: str) -> str:
    """A day in ISO form, as people and programs write it; what is none as it stands.

    >>> day("2026年1月2日"), day("2026-01-02 00:00:00"), day("长期")
    ('2026-01-02', '2026-01-02', '长期')
    """
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if found is None:
        return cell
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return cell


def _unique(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in map(str.strip, parts) if part))
