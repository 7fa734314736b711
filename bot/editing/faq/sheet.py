"""The FAQ as a spreadsheet: a template, an export, and an import that names every bad row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.editing.faq.content import AUDIENCES, FaqContent
from bot.editing.faq.sheet_columns import HEADINGS, LISTS, Columns, columns_of
from bot.editing.faq.sheet_file import LARGEST, FileLine, Table, tables
from bot.kit.errors import InvalidInput

__all__ = ("EXAMPLE", "HEADINGS", "LARGEST", "Sheet", "SheetRow", "cells", "read_sheet")

MOST_ROWS = 3000
_HEADING_WITHIN = 10  # lines: what stands above it is a title
EXAMPLE = (
    "", "世界标准日是哪天？", "标准日几号\n10月14日是什么日子", "世界标准日是每年的 10 月 14 日。",
    "国际标准化组织理事会 1969 年决议", "", "标准基础", "公众", "", "",
)  # fmt: skip
_TOO_MANY = "这一行比表头多 {count} 格，多半是答案里的逗号没有用引号括住：“{first}”。"
_BETWEEN = frozenset("；;|｜")


@dataclass(frozen=True)
class SheetRow:
    """One line of a sheet.

    Args:
        line: its number as the spreadsheet program shows it.
        slug: of the entry it changes; empty for a new one.
        content: what it says.
        problems: what can't be read of it.
    """

    line: int
    slug: str
    content: FaqContent
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What a file holds.

    Args:
        rows: its lines below the heading.
        warnings: what of it is not taken, in Chinese.
    """

    rows: tuple[SheetRow, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Headed:
    """A table whose heading was found."""

    table: Table
    heading: FileLine
    columns: Columns


def cells(slug: str, content: FaqContent) -> tuple[object, ...]:
    """An entry as a line."""
    return (
        slug,
        content.question,
        _in_a_cell(content.phrasings),
        content.answer,
        _in_a_cell(content.sources),
        _in_a_cell(content.standards),
        content.category,
        _in_a_cell(content.audience),
        content.valid_from,
        content.valid_to,
        *(content.versions.get(name, "") for name in AUDIENCES),
    )


def read_sheet(data: bytes) -> Sheet:
    """The lines of an Excel or CSV file; its kind, separator and encoding are told by its content.

    Raises:
        InvalidInput: it is neither, too large, or lacks a column.
    """
    headed = [found for table in tables(data) if (found := _headed(table)) is not None]
    if not headed:
        raise InvalidInput("前 10 行里没有找到表头，请用下载的模板。")
    best = max(headed, key=lambda one: (-len(one.columns.missing), one.columns.known))
    if missing := best.columns.missing:
        raise InvalidInput(f"表头里缺少“{'”“'.join(missing)}”，请用下载的模板。")
    below = [line for line in best.table.lines if line.number > best.heading.number]
    if len(below) > MOST_ROWS:
        raise InvalidInput(f"一次最多导入 {MOST_ROWS} 行。")
    rows = tuple(_row(line, best.columns) for line in below)
    return Sheet(rows, tuple(_warnings(best, headed)))


def _headed(table: Table) -> _Headed | None:
    first = [line for line in table.lines if line.number <= _HEADING_WITHIN]
    read = [_Headed(table, line, columns_of(line.cells)) for line in first]
    return max(
        (one for one in read if one.columns.known > 1),
        key=lambda one: (one.columns.known, -one.heading.number),
        default=None,
    )


def _warnings(taken: _Headed, headed: Iterable[_Headed]) -> Iterator[str]:
    for name in taken.columns.unused:
        yield f"“{name}”这一列不认识，没有导入。"
    for other in headed:
        if taken.table.name and other is not taken and not other.columns.missing:
            yield f"只导入了工作表“{taken.table.name}”；“{other.table.name}”请另存后单独导入。"


def _row(line: FileLine, columns: Columns) -> SheetRow:
    problems = list(line.problems)
    more = [cell for cell in line.cells[len(columns.meanings) :] if cell.strip()]
    if more:
        problems.append(_TOO_MANY.format(count=len(more), first=more[0].strip()[:20]))
    values: dict[str, list[str]] = {}
    for meaning, cell in zip(columns.meanings, line.cells, strict=False):
        if cell.strip():
            values.setdefault(meaning, []).append(cell)
    told = {name: "".join(parts).strip() for name, parts in values.items() if name not in LISTS}
    listed = {name: _several(values.get(name, ())) for name in LISTS}
    return SheetRow(line.number, told.get("编号", ""), _content(told, listed), tuple(problems))


def _content(told: dict[str, str], listed: dict[str, tuple[str, ...]]) -> FaqContent:
    versions = {name: told.get(f"{name}版答案", "") for name in AUDIENCES}
    return FaqContent(
        question=told.get("问题", ""),
        answer=told.get("答案", ""),
        phrasings=listed["其他问法"],
        versions={name: text for name, text in versions.items() if text},
        sources=listed["来源"],
        standards=listed["依据标准"],
        category=told.get("分类", ""),
        audience=listed["面向"] or ("公众",),
        valid_from=told.get("有效期开始", "").removesuffix(" 00:00:00"),
        valid_to=told.get("有效期结束", "").removesuffix(" 00:00:00"),
    )


def _in_a_cell(parts: tuple[str, ...]) -> str:
    """A list in one cell; a line end behind a single part says that it is one."""
    only = parts[0] if len(parts) == 1 else ""
    return f"{only}\n" if len(_parted(only)) > 1 else "\n".join(parts)


def _several(cells: Iterable[str]) -> tuple[str, ...]:
    parts = [
        part.strip()
        for cell in cells
        for part in (cell.splitlines() if "\n" in cell else _parted(cell))
    ]
    return tuple(dict.fromkeys(part for part in parts if part))


def _parted(cell: str) -> list[str]:
    """The parts of a list; inside brackets a semicolon belongs to its source."""
    parts, depth = [""], 0
    for sign in cell:
        depth = max(0, depth + (sign in "（(") - (sign in "）)"))
        if sign in _BETWEEN and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts if not depth else [cell]
