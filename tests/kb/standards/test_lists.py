from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kb.standards.lists.files import rows_of
from kb.standards.lists.importing import _proposed
from kb.standards.lists.profile import ListError, Profile, guess, unclear

EXCERPT = Path(__file__).with_name("excerpt.csv")
HEADING = ["序号", "标准编号", "标准名称", "实施日期"]
LINES = [
    ["某某局标准清单"],
    ["", "2026 年 11 月"],
    HEADING,
    ["1", "GB 1-2020", "甲，乙", "2020-05-01"],
    [],
    HEADING,
    ["2", "GB/T 2-2021", "丙", "2021-07-01"],
]


def as_csv(delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(LINES)
    return stream.getvalue()


def read(path: Path, profile: Profile | None = None) -> list[tuple[int, str, str, str]]:
    with rows_of(path, profile) as (headings, rows):
        used = profile or guess(headings)
        words = ((line, used.words(cells)) for line, cells in rows)
        return [(n, w["number"], w["title"], w.get("effective_on") or "") for n, w in words]


READ = [(4, "GB 1-2020", "甲，乙", "2020-05-01"), (7, "GB/T 2-2021", "丙", "2021-07-01")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "；"])
def test_a_text_list_is_read_in_every_encoding_and_with_every_sign_between(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(as_csv(delimiter).encode(encoding))

    assert read(path) == READ


def test_a_workbook_is_read_from_the_sheet_that_has_the_heading(tmp_path: Path) -> None:
    path = tmp_path / "清单.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["填表说明"])
    sheet = book.create_sheet("清单")
    for line in LINES:
        sheet.append(line)
    book.save(path)

    assert read(path) == READ


@pytest.mark.parametrize("kind", [".json", ".jsonl"])
def test_records_are_read_one_by_one(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.standards.lists.files._CHUNK", 7)  # records cross the pieces
    records = [
        {"code": "GB 1-2020", "title": "甲，乙", "implement_date": "2020-05-01"},
        {"code": "GB/T 2-2021", "title": "丙", "implement_date": "2021-07-01"},
    ]
    path = tmp_path / f"list{kind}"
    whole = json.dumps({"total": 2, "rows": records}, ensure_ascii=False)
    lines = "\n".join(json.dumps(record) for record in records)
    path.write_text(whole if kind == ".json" else lines, encoding="utf-8")

    assert [row[1:] for row in read(path)] == [row[1:] for row in READ]
    assert [row[0] for row in read(path)] == [1, 2]


def test_a_corrected_profile_is_saved_and_used_again(tmp_path: Path) -> None:
    path, saved = tmp_path / "list.csv", tmp_path / "profile.json"
    path.write_text("A,B,C\n甲,GB 1-2020,2020-05-01\n", encoding="utf-8")
    with pytest.raises(ListError, match="没有找到表头"):
        read(path)

    Profile({"number": "B", "title": "A", "effective_on": "C"}).save(saved)

    assert read(path, Profile.load(saved)) == [(2, "GB 1-2020", "甲", "2020-05-01")]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "标准编号,标准名称\n" + 'GB 1-2020,"' + "长" * 30_000, "从第 2 行起读不下去"),
        ("a.csv", b"\xff\x00\xff\xff\xfe", "认不出文字编码"),
        ("a.xlsx", "no workbook", "不是完好的 .xlsx"),
        ("a.xls", "x", "另存为 .xlsx"),
        ("a.pdf", "x", "只能读"),
        ("a.json", '[{"code": "GB 1-2020", "title": "甲"}, {"code"', "JSON 文件不完整"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)

    with pytest.raises(ListError, match=reason):
        read(path)


def test_nothing_is_guessed_of_a_heading_that_may_mean_either_direction() -> None:
    headings = ["标准编号（含年份）", "标准名称", "被代替标准号", "代替标准号"]

    assert guess(headings).columns == {
        "number": "标准编号（含年份）", "title": "标准名称", "replaces": "代替标准号",
    }  # fmt: skip
    assert unclear(headings) == ["被代替标准号"]


def test_a_list_of_the_shape_bureaus_have_is_read_whole_with_its_flaws_named() -> None:
    with rows_of(EXCERPT) as (headings, rows):
        found = list(_proposed(rows, guess(headings), EXCERPT.name))

    said = {p.place: p.problem or "；".join(p.record.flaws if p.record else []) for p in found}
    assert said == {
        2: "",
        3: "“TC456”不是标准编号，没有用",
        4: "写的是由自己代替，没有用",
        5: "看不懂编号“T/ABCD TG06-011.3-2023”",
        6: "发布、实施、失效的日期前后颠倒：2010-02-10，2010-03-01，2000-01-01",
        7: "发布日期 1983-04-07 和编号的年份对不上",
        9: "",  # its title has a line break
        11: "",
    }
    titles = {p.place: p.record.fields["title"] for p in found if p.record}
    assert titles[9] == "“体育+”特色村 管理规范"
    assert titles[11] == '"体育+"特色村(居)管理与评价规范'


def workbook(path: Path, rows: int = 3) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["标准编号", "标准名称"])
    for number in range(rows):
        book.active.append([f"GB {number + 1}-2020", "甲"])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("xl/worksheets/sheet1.xml", b"</row>", b"<row>"),  # XML that does not fit together
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData><row r='x'>"),
        ("xl/styles.xml", b"</styleSheet>", b""),
        ("xl/styles.xml", b"<font>", b"<font what='1'>"),
        ("xl/workbook.xml", b"<sheets>", b"<sheets"),
    ],
)
def test_a_rotten_workbook_is_said_to_be_so(
    tmp_path: Path, part: str, before: bytes, after: bytes
) -> None:
    path = workbook(tmp_path / "whole.xlsx")
    rotten = tmp_path / "rotten.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(rotten, "w") as written:
        for name in whole.namelist():
            data = whole.read(name)
            assert name != part or before in data
            written.writestr(name, data.replace(before, after, 1) if name == part else data)

    with pytest.raises(ListError, match=r"不是完好的 \.xlsx 文件"):
        read(rotten)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "长" * 200_000),
        ("a.json", "[" * 200_000),
        # What can be read, and not be told.
        ("b.json", f'[{{"code": "GB 1-2020", "title": {"[" * 900}1{"]" * 900}}}]'),
    ],
)
def test_a_text_that_leads_the_parser_astray_is_told(
    tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    with pytest.raises(ListError):
        read(path)


def test_a_line_that_is_no_record_is_one_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"code": "GB 1-2020", "title": "甲"}}\n{"[" * 200_000}', encoding="utf-8")

    assert read(path) == [(1, "GB 1-2020", "甲", ""), (2, None, None, "")]


def test_half_a_character_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"code": "GB 1-2020", "title": "甲\\ud83d乙"}]', encoding="utf-8")

    assert read(path) == [(1, "GB 1-2020", "甲乙", "")]


def test_what_the_reader_of_the_rows_does_wrong_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        with rows_of(path) as (_, rows):
            next(rows)
            raise KeyError("其他")

    with pytest.raises(KeyError):
        fail(workbook(tmp_path / "a.xlsx"))
