from __future__ import annotations

import doctest
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.kit.errors import InvalidInput
from bot.official import uploaded
from bot.official.uploaded import LARGEST, MOST_ROWS, demand_readable, name_of, suffix_of
from kb.standards.lists.profile import ListError


def workbook() -> bytes:
    book = Workbook()
    book.active.append(["标准编号", "标准名称"])
    book.active.append(["GB 1-2020", "名称"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        ("标准编号,标准名称\nGB 1-2020,名称".encode(), ".csv"),
        ("标准编号\t标准名称\nGB 1-2020\t名称".encode("gb18030"), ".csv"),
        ("标准编号,标准名称\nGB 1-2020,名称".encode("utf-16"), ".csv"),
        ('\ufeff [{"code": "GB 1-2020"}]'.encode(), ".json"),
        (b'{"rows": [\n{"code": "GB 1-2020"}]}', ".json"),
        (b'{"code": "GB 1-2020", "title": "x"}\n{"code": "GB 2-2020", "title": "y"}', ".jsonl"),
        (workbook(), ".xlsx"),
    ],
)
def test_a_list_is_known_by_what_is_in_it(data: bytes, suffix: str) -> None:
    assert suffix_of(data) == suffix


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "请选择一个文件"),
        (b" " * (LARGEST + 1), "最多 5 MB"),
        (b"PK\x03\x04 no archive", "打不开"),
        (zipped(word=b"x"), "不是 Excel"),
        (zipped(**{"xl/workbook.xml": b"0" * 70_000_000}), "解开后太大"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧的 .xls"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "不是 Excel 工作簿，也不是 CSV、JSON"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(data: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        suffix_of(data)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", b"number,title\n" + b"GB 1-2020,x\n" * (MOST_ROWS + 1), "行数太多"),
        ("a.csv", "甲,乙\n一,二".encode(), "没有找到表头"),
        ("a.json", b"[" * 100_000, "套得太深"),
        ("a.xlsx", zipped(**{"xl/workbook.xml": b"<broken"}), "打不开"),
    ],
)
def test_what_cannot_be_read_to_its_end_is_refused(
    tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(data)

    with pytest.raises((InvalidInput, ListError), match=told):
        demand_readable(tmp_path / name)


def test_a_name_leads_nowhere() -> None:
    assert name_of("../../etc/passwd", ".csv") == "passwd.csv"
    assert name_of(None, ".json") == "清单.json"
    assert len(name_of("长" * 300, ".csv").encode()) < 255
    assert doctest.testmod(uploaded) == doctest.TestResults(0, 1)
