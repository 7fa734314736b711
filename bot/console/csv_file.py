"""CSV for spreadsheet programs: opens in Chinese, and no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"  # without it Excel reads UTF-8 as the local code page
# OWASP, "CSV Injection": a cell that begins so is calculated when the file is opened.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_line(cells: Iterable[object]) -> str:
    """One line; texts that a spreadsheet would calculate begin with an apostrophe."""
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def harmless(cell: object) -> object:
    """A cell that stays text in a spreadsheet; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell
