from __future__ import annotations

import io
import zipfile

import pytest

from bot.faq.content import AUDIENCES, FaqContent
from bot.faq.sheet import EXAMPLE, HEADINGS, LARGEST, cells, read_sheet
from bot.kit.errors import InvalidInput
from bot.kit.spreadsheet import BOM, csv_line, xlsx_bytes

WHOLE = FaqContent(
    question="=校服？",
    answer="第一行\n第二行",
    phrasings=("甲", "乙"),
    versions={AUDIENCES[0]: "给企业"},
    sources=("《标准化法》第二条", "网页"),
    standards=("GB 18401-2010",),
    category="测试",
    audience=("公众", "学校"),
    valid_from="2026-01-01",
)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "gbk"])
def test_what_is_exported_comes_back_the_same(kind: str) -> None:
    lines = [HEADINGS, cells("slug-1", WHOLE), EXAMPLE]
    text = "".join(map(csv_line, lines))
    data = {
        "csv": (BOM + text).encode(),
        "gbk": text.encode("gb18030"),
        "xlsx": xlsx_bytes("x", lines),
    }[kind]

    first, second = read_sheet(data)

    assert (first.line, first.slug, first.content) == (2, "slug-1", WHOLE)
    assert (second.line, second.slug, second.content.category) == (3, "", "标准基础")


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 70_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "表头"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "不是 Excel"),
        (b"PK\x03\x04 broken", "打不开"),
        ("问题,答案\n一,二\n".encode(), "缺少“来源”“分类”"),
        (b"x" * (LARGEST + 1), "太大"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_chinese(data: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_sheet(data)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused() -> None:
    with pytest.raises(InvalidInput, match="解开"):
        read_sheet(bomb())
