"""Reads the rows of a list answer: what cannot be read is counted, a new shape is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.kit.bounded_json import read_json
from bot.official.cells import plain
from bot.official.record import OfficialRecord, Page, ShapeChanged

_MOST_NAMES = 50_000
_MOST_ROWS = 1000
_MOST_ODD = 5  # of what can be read and makes no sense; a search may find no others
ReadRow = Callable[[dict[str, Any]], OfficialRecord]


def read_object(platform: str, body: bytes) -> dict[str, Any]:
    """The JSON object an answer is.

    Raises:
        ShapeChanged: it is something else, a page of HTML perhaps.
    """
    try:
        found = read_json(body, most_names=_MOST_NAMES)
    except (ValueError, RecursionError):
        raise ShapeChanged(platform, "不是 JSON 数据") from None
    if not isinstance(found, dict):
        raise ShapeChanged(platform, "最外层不是对象")
    return found


def read_page(
    platform: str, answer: dict[str, Any], list_name: str, needed: tuple[str, str], read: ReadRow
) -> Page:
    """The rows of an answer.

    Args:
        platform: what staff call it.
        answer: the object with ``total`` and the list.
        list_name: what the list is called.
        needed: names of the fields with id and number.
        read: makes the record; ValueError where the row cannot be read.

    Raises:
        ShapeChanged: there is no list, no total, none of the rows has the fields we know, or most
            of them make no sense.
    """
    rows = _rows_in(platform, answer, list_name, needed)
    total = _total_in(platform, answer)
    records, unreadable, skipped = [], [], 0
    for row in rows:
        if not all(plain(row.get(name)) for name in needed):
            skipped += 1
            continue
        try:
            records.append(read(row))
        except ValueError as problem:
            unreadable.append(str(problem))
    # A few odd rows are the platform's; when most are odd, its fields mean something else now.
    if len(unreadable) > max(1, len(records)):
        raise ShapeChanged(platform, unreadable[0])
    odd = [*unreadable, *filter(None, map(_odd, records))]
    if len(odd) > max(_MOST_ODD, len(rows) - skipped - len(odd)):
        raise ShapeChanged(platform, odd[0])
    return Page(tuple(records), total, len(rows), skipped, tuple(unreadable))


def _rows_in(
    platform: str, answer: dict[str, Any], list_name: str, needed: tuple[str, str]
) -> list[dict[str, Any]]:
    rows = answer.get(list_name)
    if not isinstance(rows, list) or len(rows) > _MOST_ROWS:
        raise ShapeChanged(platform, f"没有 {list_name} 列表")
    if not all(isinstance(row, dict) for row in rows):
        raise ShapeChanged(platform, "列表里的行不是对象")
    if rows and not any(all(name in row for name in needed) for row in rows):
        raise ShapeChanged(platform, f"行里没有 {'、'.join(needed)}")
    return rows


def _total_in(platform: str, answer: dict[str, Any]) -> int:
    total = answer.get("total")
    if isinstance(total, str) and total.isascii() and total.isdigit():
        total = int(total)
    if isinstance(total, bool) or not isinstance(total, int) or total < 0:
        raise ShapeChanged(platform, "没有总数 total")
    return total


def _odd(record: OfficialRecord) -> str:
    return record.disorder or ("状态读不懂" if record.is_strange else "")
