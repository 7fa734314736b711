"""Tables of documents as lines: a tab between cells, the names of the columns in the first line.

A cell merged over rows holds for each of them and is said in each; one merged over columns is said
once. Names that stand in two rows, the upper one over several columns, are one row of names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

CELLS = "\t"
# What a page may claim of one cell.
_MOST_COLUMNS, _MOST_ROWS = 100, 2000
_CAPTION = re.compile(r"附?表\s?[0-9一二三四五六七八九十A-Z].{0,50}|.{2,40}(?:表|清单|目录|一览)")

# For each place of a row whose cell stands there and its text; a merged cell stands in several.
Row = list[tuple[Any, str]]


def is_caption(line: str) -> bool:
    """Whether a line right before a table says what it is of.

    >>> is_caption("表1 任务分工"), is_caption("按下表执行。")
    (True, False)
    """
    return _CAPTION.fullmatch(line) is not None and line[-1] not in "。；：，！？;:"


def of_word(table: Any, text_of: Callable[[Any], str]) -> list[str]:
    """A table of python-docx, which names a merged cell for each place it covers."""
    return list(_lines([[(cell._tc, text_of(cell)) for cell in row.cells] for row in table.rows]))


def of_page(table: Any) -> list[str]:
    """A table of a web page, as BeautifulSoup read it; tables inside its cells are their text."""
    rows: list[Row] = []
    below: dict[int, tuple[Any, str, int]] = {}  # by column: a cell that reaches further down
    for line in table("tr"):
        if line.find_parent("table") is not table:
            continue
        row: Row = []
        for cell in line(["td", "th"], recursive=False):
            _take_down(row, below)
            wide = _span(cell, "colspan", _MOST_COLUMNS - len(row))
            deep = _span(cell, "rowspan", _MOST_ROWS) - 1
            text = cell.get_text(" ", strip=True)
            for _ in range(wide):
                if deep:
                    below[len(row)] = (cell, text, deep)
                row.append((cell, text))
        _take_down(row, below)
        rows.append(row)
    caption = table.find("caption", recursive=False)
    said = caption.get_text(" ", strip=True) if caption else ""
    return [*([said] if said else []), *_lines(rows)]


def _take_down(row: Row, below: dict[int, tuple[Any, str, int]]) -> None:
    while (place := len(row)) in below:
        cell, text, left = below.pop(place)
        row.append((cell, text))
        if left > 1:
            below[place] = (cell, text, left - 1)


def _span(cell: Any, name: str, most: int) -> int:
    told = str(cell.get(name, "1"))[:4]
    return max(1, min(int(told) if told.isascii() and told.isdigit() else 1, most))


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a table; one that is a single cell parts it, and the names are said again."""
    rows = [row for row in rows if any(text for _, text in row)]
    while len(rows) > 1 and _is_single(rows[0]):  # its title
        yield rows[0][0][1]
        rows = rows[1:]
    if not rows:
        return
    has_groups = len(rows) > 2 and _are_groups(rows[0], rows[1])
    names = _named(rows[0], rows[1]) if has_groups else _line(rows[0])
    yield names
    for row in rows[2 if has_groups else 1 :]:
        yield _line(row)
        if _is_single(row):
            yield names


def _is_single(row: Row) -> bool:
    return all(cell is row[0][0] for cell, _ in row)


def _are_groups(row: Row, below: Row) -> bool:
    """Whether a row names groups of columns, and the one below it the columns."""
    if any(re.search("[0-9]", text) for _, text in below):
        return False
    return _cells_in(row) < min(_cells_in(below), len(row))


def _cells_in(row: Row) -> int:
    return 1 + sum(one[0] is not other[0] for one, other in pairwise(row))


def _named(groups: Row, names: Row) -> str:
    """The names below their groups: 「限量 甲醛」; what reaches over both rows once."""
    pairs = zip(groups, names, strict=False)
    joined = [g[1] if g[0] is n[0] else f"{g[1]} {n[1]}".strip() for g, n in pairs]
    return CELLS.join(joined)


def _line(row: Row) -> str:
    """A row; what is merged over columns stands in the first of them."""
    said: list[str] = []
    for place, (cell, text) in enumerate(row):
        said.append("" if place and cell is row[place - 1][0] else text)
    return CELLS.join(said).rstrip(CELLS)
