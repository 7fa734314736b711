"""The FAQ as a spreadsheet: a template, an export, and an import that names every bad row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.editing.faq.content import AUDIENCES, FaqContent
from bot.editing.faq.sheet_cells import day, in_a_cell, listed, phrasings
from bot.editing.faq.sheet_columns import HEADINGS, LISTS, Columns, columns_of
from bot.editing.faq.sheet_file import LARGEST, FileLine, Table, tables
from bot.kit.errors import InvalidInput

__all__ = ("EXAMPLE", "HEADINGS", "LARGEST", "Sheet", "SheetRow", "cells", "read_sheet")

MOST_ROWS = 3000
_HEADING_WITHIN = 10  # lines: what stands above it is a title
EXAMPLE = (
    "", "世界标准日是哪天？", "标准日几号\n10月14日是什么日子", "世界标准日是每年的 10 月 14 日。",
    "国际标准化组织理事会 1969 年决议", "", "标准基础", "公众", "", "", "", "", "",
)  # fmt: skip
_TOO_MANY = "这一行比表头多 {count} 格，多半是答案里的逗号没有用引号括住：“{first}”。"
_SHELF_ABOVE = "“分类”空着的 {count} 行，按上面一行的分类导入，比如第 {line} 行按“{shelf}”。"


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
        columns: our names of those it has.
        warnings: what of it is not taken, in Chinese.
    """

    rows: tuple[SheetRow, ...]
    columns: frozenset[str]
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
        in_a_cell(content.phrasings),
        content.answer,
        in_a_cell(content.sources),
        in_a_cell(content.standards),
        content.category,
        in_a_cell(content.audience),
        content.valid_from,
        content.valid_to,
        in_a_cell(content.tags),
        content.picture,
        content.picture_alt,
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
    rows, filled = _shelved(_joined(_rows(below, best.columns)))
    columns = frozenset(filter(None, best.columns.meanings))
    return Sheet(rows, columns, (*_warnings(best, headed), *filled))


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


@dataclass
class _Read:
    """A line being read: its cells by what their column holds."""

    line: int
    values: dict[str, list[str]]
    problems: list[str]

    @property
    def goes_on(self) -> bool:
        """Whether it only adds to the lists of the one above, whose cells are merged over both."""
        return bool(self.values) and self.values.keys() <= set(LISTS)


def _rows(lines: Iterable[FileLine], columns: Columns) -> Iterator[_Read]:
    """The lines below the heading, without those that repeat it on each printed page."""
    for line in lines:
        if columns_of(line.cells).meanings == columns.meanings:
            continue
        problems = list(line.problems)
        more = [cell for cell in line.cells[len(columns.meanings) :] if cell.strip()]
        if more:
            problems.append(_TOO_MANY.format(count=len(more), first=more[0].strip()[:20]))
        values: dict[str, list[str]] = {}
        for meaning, cell in zip(columns.meanings, line.cells, strict=False):
            if cell.strip() and meaning:
                values.setdefault(meaning, []).append(cell)
        yield _Read(line.number, values, problems)


def _joined(rows: Iterable[_Read]) -> Iterator[_Read]:
    """Each entry with what the lines below go on with: one phrasing a line, for example."""
    held: _Read | None = None
    for row in rows:
        if held is not None and row.goes_on:
            for name, cells in row.values.items():
                held.values.setdefault(name, []).extend(cells)
            held.problems += row.problems
            continue
        if held is not None:
            yield held
        held = row
    if held is not None:
        yield held


def _shelved(rows: Iterable[_Read]) -> tuple[tuple[SheetRow, ...], tuple[str, ...]]:
    """The entries, and what staff must know of those whose category stands once above them."""
    found: list[SheetRow] = []
    filled: list[int] = []
    shelf = ""
    for row in rows:
        told = {name: "".join(parts).strip() for name, parts in row.values.items()}
        if not told.get("分类") and told.get("问题") and told.get("答案") and shelf:
            told["分类"] = shelf
            filled.append(row.line)
        shelf = told.get("分类", "")
        content = _content(told, row.values)
        found.append(SheetRow(row.line, told.get("编号", ""), content, tuple(row.problems)))
    if not filled:
        return tuple(found), ()
    first = next(row for row in found if row.line == filled[0])
    said = _SHELF_ABOVE.format(count=len(filled), line=filled[0], shelf=first.content.category)
    return tuple(found), (said,)


def _content(told: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> FaqContent:
    versions = {name: told.get(f"{name}版答案", "") for name in AUDIENCES}
    lists = {name: listed(values.get(name, ())) for name in LISTS}
    return FaqContent(
        question=told.get("问题", ""),
        answer=told.get("答案", ""),
        phrasings=phrasings(values.get("其他问法", ())),
        versions={name: text for name, text in versions.items() if text},
        sources=lists["来源"],
        standards=lists["依据标准"],
        category=told.get("分类", ""),
        audience=lists["面向"] or ("公众",),
        valid_from=day(told.get("有效期开始", "")),
        valid_to=day(told.get("有效期结束", "")),
        tags=lists["标签"],
        picture=told.get("图片", ""),
        picture_alt=told.get("图片的替代文字", ""),
    )
