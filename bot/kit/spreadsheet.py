"""Cells for spreadsheet programs: no text is taken for a formula, none breaks the file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

BOM = "\ufeff"  # without it Excel reads UTF-8 as the local code page
# OWASP, "CSV Injection": a cell that begins so is calculated when the file is opened.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
# XML 1.0 section 2.2 knows no such characters, so a workbook can't hold them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_LONGEST = 32_000  # Excel's limit is 32,767 characters a cell


def harmless(cell: object) -> object:
    """A cell that stays text in a spreadsheet; numbers stay numbers, None stays empty.

    >>> harmless("=1+1"), harmless(-5), harmless("- 5")
    ("'=1+1", -5, "'- 5")
    """
    if not isinstance(cell, str):
        return cell
    text = _CONTROL.sub("", cell)[:_LONGEST]
    return f"'{text}" if text.lstrip(" \u3000\u00a0").startswith(_FORMULA) else text


def csv_line(cells: Iterable[object]) -> str:
    """One line of a CSV file."""
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def xlsx_bytes(title: str, rows: Iterable[Iterable[object]]) -> bytes:
    """A workbook of one small sheet.

    Args:
        title: of the sheet, at most 31 characters.
        rows: its lines, the headings first.
    """
    # Read when the first workbook is written, not when the service starts.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
