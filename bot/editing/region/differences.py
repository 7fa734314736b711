"""What differs between two states of a sheet, row by row."""

from __future__ import annotations

from typing import Any

from bot.editing.faq.differences import Difference, Piece, woven
from bot.editing.region.sheets import Row, Sheet, Table


def differences(sheet: Sheet, old: Any, new: Any) -> list[Difference]:
    """Every row that was added, removed or changed, by table."""
    return [
        one for table in sheet.tables for one in _of_table(table, table.rows(old), table.rows(new))
    ]


def _of_table(table: Table, old: list[Row], new: list[Row]) -> list[Difference]:
    before = {_key(table, row): row for row in old}
    after = {_key(table, row): row for row in new}
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        name = table.name_of(now or was or {})
        if was is None or now is None:
            kind, row = ("new", now) if was is None else ("gone", was)
            text = "；".join(f"{label}：{shown}" for label, shown in _shown(table, row or {}))
            found.append(Difference(name, (Piece(kind, text),)))
            continue
        for column in table.columns:
            texts = [column.kind.show(row.get(column.key)) for row in (was, now)]
            if texts[0] != texts[1]:
                label = name if table.shape in ("pairs", "words") else f"{name}，{column.label}"
                found.append(Difference(label, tuple(woven(*texts))))
    return found


def _key(table: Table, row: Row) -> str:
    """What stays the same when a row is changed."""
    for key in ("slug", "key"):
        if key in row:
            return str(row[key])
    return table.name_of(row)


def _shown(table: Table, row: Row) -> list[tuple[str, str]]:
    cells = table.cells(row)
    return [(column.label, cells[column.key]) for column in table.columns if cells[column.key]]
