"""An Excel or CSV file as lines of cells, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.kit.errors import InvalidInput
from kb.decoding import UnknownEncoding, decoded

LARGEST = 5_000_000  # bytes
MOST_LINES = 3100  # that hold something: a heading and 3000 rows, and what stands above them
_LOOKED_AT = 100_000  # lines; programs keep formats of empty ones
_LARGEST_UNPACKED = 60_000_000
_SEPARATORS = (",", "\t", ";", "，", "；", "|")
_OLD = "旧的 .xls 读不了，请用 Excel 打开，另存为 Excel 工作簿（.xlsx）再试。"
_WEB_PAGE = "这个文件其实是网页，不是表格，请用 Excel 打开，另存为 Excel 工作簿（.xlsx）再试。"
_IS_WEB_PAGE = re.compile(r"<(?:!doctype|html|table|meta|head|body|\?xml)\b", re.IGNORECASE)
_DAMAGED = "这个文件打不开，请另存为 Excel 工作簿（.xlsx）或者 CSV 再试。"
_NO_VALUE = "{cell} 是公式，文件里没有算好的值：请用 Excel 打开、保存一次再导入，或者粘贴成值。"
_ERROR = "{cell} 是公式错误 {value}。"


@dataclass(frozen=True)
class FileLine:
    """One line.

    Args:
        number: as the spreadsheet program shows it.
        cells: their text.
        problems: what can't be read of it, in Chinese.
    """

    number: int
    cells: tuple[str, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A sheet of a workbook, or a text file cut at one separator.

    Args:
        name: of the sheet; empty for a text file.
        lines: those that hold something.
    """

    name: str
    lines: Sequence[FileLine] = field(default=())


def tables(data: bytes) -> list[Table]:
    """Every way to read a file: the sheets of a workbook, a text cut at each separator.

    Raises:
        InvalidInput: it is neither, or too large.
    """
    if len(data) > LARGEST:
        raise InvalidInput("文件太大了，最多 5 MB。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # the container of the old Office files
        raise InvalidInput(_OLD)
    return _sheets(data) if data.startswith(b"PK\x03\x04") else _texts(data)


def _sheets(data: bytes) -> list[Table]:
    # A quarter of a second of a core, for a file now and then: not when the service starts.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _LARGEST_UNPACKED:
                raise InvalidInput("这个 Excel 文件解开后太大了。")
        # The values a program calculated, and the formulas it calculated them from.
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets
        written = load_workbook(io.BytesIO(data), read_only=True).worksheets
        return [
            Table(sheet.title, list(_lines(sheet.iter_rows(), formulas.iter_rows())))
            for sheet, formulas in zip(values, written, strict=True)
        ]
    except InvalidInput:
        raise
    # openpyxl fails in many ways on a damaged file; to staff they are one.
    except Exception:
        raise InvalidInput(_DAMAGED) from None


def _lines(values: Iterable[Any], written: Iterable[Any]) -> Iterator[FileLine]:
    kept = 0
    for number, (row, formulas) in enumerate(zip(values, written, strict=False), 1):
        if number > _LOOKED_AT or kept > MOST_LINES:
            return
        problems = tuple(_problems(row, formulas))
        cells = tuple(_text(cell.value) for cell in row)
        if problems or any(cell.strip() for cell in cells):
            kept += 1
            yield FileLine(number, cells, problems)


def _problems(row: Iterable[Any], formulas: Iterable[Any]) -> Iterator[str]:
    for cell, formula in zip(row, formulas, strict=False):
        if cell.value is None and formula.data_type == "f":
            yield _NO_VALUE.format(cell=formula.coordinate)
        elif cell.data_type == "e":
            yield _ERROR.format(cell=cell.coordinate, value=cell.value)


def _texts(data: bytes) -> list[Table]:
    try:
        text = decoded(data)
    except UnknownEncoding:
        raise InvalidInput("这个文件不是 Excel 工作簿，也不是 CSV 文件。") from None
    if _IS_WEB_PAGE.match(text.lstrip()):  # many programs' "export to Excel"
        raise InvalidInput(_WEB_PAGE)
    return [Table("", list(_cut(text, separator))) for separator in _SEPARATORS]


def _cut(text: str, separator: str) -> Iterator[FileLine]:
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    kept = 0
    for number in range(1, _LOOKED_AT + 1):
        if kept > MOST_LINES:
            return
        try:
            cells = tuple(_text(cell) for cell in next(lines))
        except StopIteration:
            return
        except csv.Error:
            kept += 1
            yield FileLine(number, (), ("这一行读不出来：一个格子里的字太多，或者引号没有成对。",))
            continue
        if any(cell.strip() for cell in cells):
            kept += 1
            yield FileLine(number, cells)


def _text(cell: Any) -> str:
    # What our own export guards against being calculated comes back as it was. Line ends stay:
    # they tell that a cell holds a list.
    text = "" if cell is None else str(cell).strip(" \t\u3000").replace("\x00", "")
    return text[1:] if text.startswith("'") and len(text) > 1 else text
