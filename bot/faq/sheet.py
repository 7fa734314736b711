"""The FAQ as a spreadsheet: a template, an export, and an import that names every bad row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from bot.faq.content import AUDIENCES, FaqContent
from bot.kit.errors import InvalidInput

LARGEST = 5_000_000  # bytes
_LARGEST_UNPACKED = 60_000_000
MOST_ROWS = 3000
_BASE = (
    "编号", "问题", "其他问法", "答案", "来源", "依据标准", "分类", "面向",
    "有效期开始", "有效期结束",
)  # fmt: skip
HEADINGS = (*_BASE, *(f"{name}版答案" for name in AUDIENCES))
EXAMPLE = (
    "", "世界标准日是哪天？", "标准日几号\n10月14日是什么日子", "世界标准日是每年的 10 月 14 日。",
    "国际标准化组织理事会 1969 年决议", "", "标准基础", "公众", "", "",
)  # fmt: skip


@dataclass(frozen=True)
class SheetRow:
    """One line of a sheet.

    Args:
        line: its number as the spreadsheet program shows it.
        slug: of the entry it changes; empty for a new one.
        content: what it says.
    """

    line: int
    slug: str
    content: FaqContent


def cells(slug: str, content: FaqContent) -> tuple[object, ...]:
    """An entry as a line."""
    return (
        slug,
        content.question,
        "\n".join(content.phrasings),
        content.answer,
        "\n".join(content.sources),
        "\n".join(content.standards),
        content.category,
        "\n".join(content.audience),
        content.valid_from,
        content.valid_to,
        *(content.versions.get(name, "") for name in AUDIENCES),
    )


def read_sheet(data: bytes) -> list[SheetRow]:
    """The lines of an Excel or CSV file; its kind is told by its content.

    Raises:
        InvalidInput: it is neither, too large, or lacks a column.
    """
    if len(data) > LARGEST:
        raise InvalidInput("文件太大了，最多 5 MB。")
    lines = _excel(data) if data.startswith(b"PK\x03\x04") else _csv(data)
    heading = next(lines, [])
    names = [str(cell or "").strip().lstrip("\ufeff") for cell in heading]
    missing = [name for name in ("问题", "答案", "来源", "分类") if name not in names]
    if missing:
        raise InvalidInput(f"表头里缺少“{'”“'.join(missing)}”，请用下载的模板。")
    found = []
    for number, line in enumerate(lines, 2):
        if number > MOST_ROWS + 1:
            raise InvalidInput(f"一次最多导入 {MOST_ROWS} 行。")
        values = dict(zip(names, (_text(cell) for cell in line), strict=False))
        if any(values.values()):
            found.append(SheetRow(number, values.get("编号", ""), _content(values)))
    return found


def _content(values: dict[str, str]) -> FaqContent:
    versions = {name: values.get(f"{name}版答案", "") for name in AUDIENCES}
    return FaqContent(
        question=values.get("问题", ""),
        answer=values.get("答案", ""),
        phrasings=_several(values.get("其他问法", "")),
        versions={name: text for name, text in versions.items() if text},
        sources=_several(values.get("来源", "")),
        standards=_several(values.get("依据标准", "")),
        category=values.get("分类", ""),
        audience=_several(values.get("面向", "")) or ("公众",),
        valid_from=values.get("有效期开始", "").removesuffix(" 00:00:00"),
        valid_to=values.get("有效期结束", "").removesuffix(" 00:00:00"),
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.splitlines() if part.strip())


def _text(cell: Any) -> str:
    # What our own export guards against being calculated comes back as it was.
    text = "" if cell is None else str(cell).strip().replace("\x00", "")
    return text[1:] if text.startswith("'") and len(text) > 1 else text


def _excel(data: bytes) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _LARGEST_UNPACKED:
                raise InvalidInput("这个 Excel 文件解开后太大了。")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = list(_limited(sheet.iter_rows(values_only=True)))
    except InvalidInput:
        raise
    # openpyxl fails in many ways on a damaged file; to staff they are one.
    except Exception:
        raise InvalidInput(
            "这个文件打不开，请另存为 Excel 工作簿（.xlsx）或者 CSV 再试。"
        ) from None
    return iter(rows)


def _limited(rows: Iterable[Any]) -> Iterator[Any]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS + 1:
            return
        yield row


def _csv(data: bytes) -> Iterator[Sequence[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return iter(list(_limited(csv.reader(io.StringIO(text)))))
        except csv.Error:
            break
    raise InvalidInput("这个文件不是 Excel 工作簿，也不是 CSV 文件。")
