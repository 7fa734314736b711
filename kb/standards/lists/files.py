"""Opens a list, whatever kind of file it is, and gives its rows one by one."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, TextIO

from kb.decoding import UnknownEncoding, encoding_of
from kb.standards.lists.profile import ListError, Profile, heading_row, is_heading

_CHUNK = 1 << 20
_FIRST = 30  # rows looked at for the heading
_DELIMITERS = (",", "\t", ";", "；", "，", "|")
# A cell longer than this is a quote that was never closed.
_LONGEST_CELL = 20_000
# What no database takes: JSON can write half a character.
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_ROTTEN = "打不开，不是完好的 .xlsx 文件"
_TOO_DEEP = "JSON 文件一层套一层，套得太深"

Row = tuple[int, dict[str, str]]


@contextmanager
def rows_of(
    path: Path, profile: Profile | None = None
) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """The headings of a list and its rows below, each with its line and its cells by heading.

    Raises:
        ListError: the file is of no known kind, or has no heading.
    """
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv", ".txt"):
        with path.open(encoding=_encoding(path), newline="") as stream:
            yield _headed(_csv_rows(stream), profile)
    elif kind in (".xlsx", ".xlsm"):
        with _workbook(path) as sheets:
            yield _headed(_sheet_rows(sheets, profile), profile)
    elif kind in (".json", ".jsonl", ".ndjson"):
        with path.open(encoding=_encoding(path)) as stream:
            yield _keyed(_objects(stream, by_line=kind != ".json"))
    elif kind == ".xls":
        raise ListError("旧的 .xls 读不了，请在表格软件里另存为 .xlsx 或 .csv")
    else:
        raise ListError("只能读 .csv、.tsv、.txt、.xlsx、.json、.jsonl 文件")


def _encoding(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return encoding_of(stream)
    except UnknownEncoding:
        raise ListError("认不出文字编码，请另存为 UTF-8 再导入") from None


def _headed(
    rows: Iterator[tuple[int, list[str]]], profile: Profile | None
) -> tuple[list[str], Iterator[Row]]:
    first = list(islice(rows, _FIRST))
    place = heading_row([cells for _, cells in first], profile)
    headings = _named(first[place][1])

    def below() -> Iterator[Row]:
        for line, cells in chain(first[place + 1 :], rows):
            if any(cells) and cells != first[place][1]:  # a heading is repeated on each page
                yield line, dict(zip(headings, cells, strict=False))

    return headings, below()


def _named(headings: Sequence[str]) -> list[str]:
    """Headings that are all there and all different."""
    named: list[str] = []
    for place, heading in enumerate(headings, 1):
        free = heading and heading not in named
        named.append(heading if free else f"{heading or '列'}{place}")
    return named


def _csv_rows(stream: TextIO) -> Iterator[tuple[int, list[str]]]:
    beginning = list(islice(stream, _FIRST))
    csv.field_size_limit(_LONGEST_CELL)
    delimiter = _delimiter(beginning)
    reader = csv.reader(chain(beginning, stream), delimiter=delimiter)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise ListError(
                f"从第 {begins} 行起读不下去：有一格超过 {_LONGEST_CELL} 字，多半是引号没有成对"
            ) from None
        if cells is None:
            return
        yield begins, [_text(cell) for cell in cells]
        begins = reader.line_num + 1


def _delimiter(lines: Iterable[str]) -> str:
    """The sign at which one of the first lines falls into a heading's cells."""
    for line in lines:
        for delimiter in _DELIMITERS:
            try:
                cells = next(csv.reader([line], delimiter=delimiter), [])
            except csv.Error:  # told with its line as soon as that is read
                continue
            if is_heading([cell.strip() for cell in cells]):
                return delimiter
    return ","


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    # Most lists are text, and no service should wait for this at its start.
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception:  # openpyxl fails in many ways on a damaged file; to staff they are one
        raise ListError(_ROTTEN) from None
    try:
        yield book.worksheets
    finally:
        book.close()


def _sheet_rows(sheets: Any, profile: Profile | None) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that has a heading; of the first one where none has."""
    for sheet in sheets:
        # What other programs write there is often wrong, and rows would be missing.
        sheet.reset_dimensions()
        first = list(islice(_cells(sheet), _FIRST))
        try:
            heading_row([cells for _, cells in first], profile)
        except ListError:
            continue
        return _cells(sheet)
    return iter(())


def _cells(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    rows = sheet.iter_rows(values_only=True)
    for line in count(1):
        try:
            cells = next(rows, None)
        except Exception:  # the XML of a sheet is read row by row, and is as rotten as the rest
            raise ListError(_ROTTEN) from None
        if cells is None:
            return
        yield line, [_text(cell) for cell in cells]


def _keyed(objects: Iterator[tuple[int, Any]]) -> tuple[list[str], Iterator[Row]]:
    first = list(islice(objects, _FIRST))
    named = [one for _, one in first if isinstance(one, dict)]
    headings = list(dict.fromkeys(_text(key) for one in named for key in one))
    if not is_heading(headings) and not first:
        raise ListError("文件里没有记录")

    def all_of_them() -> Iterator[Row]:
        for line, one in chain(first, objects):
            cells = one if isinstance(one, dict) else {"": one}
            try:
                yield line, {_text(key): _text(value) for key, value in cells.items()}
            except RecursionError:
                raise ListError(_TOO_DEEP) from None

    return headings, all_of_them()


def _objects(stream: TextIO, *, by_line: bool) -> Iterator[tuple[int, Any]]:
    if by_line:
        for line, text in enumerate(stream, 1):
            if text.strip():
                try:
                    yield line, json.loads(text)
                except (ValueError, RecursionError):
                    yield line, text.strip()[:200]
        return
    yield from enumerate(_array(stream), 1)


def _array(stream: TextIO) -> Iterator[Any]:
    """The elements of the first array in a file, each as soon as it is complete."""
    decoder, text = json.JSONDecoder(), stream.read(_CHUNK)
    while (begin := text.find("[")) < 0:
        more = stream.read(_CHUNK)
        if not more or len(text) > 16 * _CHUNK:
            raise ListError("JSON 文件里没有列表（[ … ]）")
        text += more
    text = text[begin + 1 :]
    while True:
        text = text.lstrip(" \t\r\n,")
        if text.startswith("]"):
            return
        try:
            element, end = decoder.raw_decode(text)
        except ValueError:
            more = stream.read(_CHUNK)
            if not more or len(text) > 16 * _CHUNK:
                raise ListError("JSON 文件不完整，或者格式不对") from None
            text += more
            continue
        except RecursionError:
            raise ListError(_TOO_DEEP) from None
        yield element
        text = text[end:]


def _text(value: Any) -> str:
    """A cell as text: days without their hours, whole numbers without a decimal point."""
    if isinstance(value, str):  # nearly always
        return _NO_TEXT.sub("", value).strip()
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < sys.float_info.max:
        return str(int(value))
    if isinstance(value, list):
        return "；".join(map(_text, value))
    return _NO_TEXT.sub("", str(value)).strip()
