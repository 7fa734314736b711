from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook

from bot.editing.faq.content import AUDIENCES, FaqContent
from bot.editing.faq.sheet import EXAMPLE, HEADINGS, LARGEST, cells, read_sheet
from bot.editing.faq.sheet_gaps import SHELF, Filled, filled
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
    picture="0123456789abcdef0123456789abcdef.jpg",
    picture_alt="标签上的执行标准",
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

    first, second = read_sheet(data).rows

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
        ("问题,来源\n一,二\n".encode(), "缺少“答案”"),
        (b"x" * (LARGEST + 1), "太大"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_chinese(data: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_sheet(data)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused() -> None:
    with pytest.raises(InvalidInput, match="解开"):
        read_sheet(bomb())


HEAD = ("问题", "相似问法", "回答", "出处", "类别")
ROW = ("校服掉色？", "校服洗了掉色；校服掉颜色|校服褪色", "先找学校。", "《甲法》第一条", "测试")


def texts(separator: str) -> str:
    return "\n".join(separator.join(cells) for cells in (("某局问答表",), (), HEAD, ROW))


@pytest.mark.parametrize("separator", ["\t", ";", "，", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_list_is_read_as_bureaus_have_it(separator: str, encoding: str) -> None:
    said = texts(separator).replace("；", "|") if separator == ";" else texts(separator)

    sheet = read_sheet(said.encode(encoding))

    (row,) = sheet.rows
    assert (row.line, row.problems, sheet.warnings) == (4, (), ())
    assert row.content == FaqContent(
        question="校服掉色？",
        answer="先找学校。",
        phrasings=("校服洗了掉色", "校服掉颜色", "校服褪色"),
        sources=("《甲法》第一条",),
        category="测试",
    )


def workbook(lines: list[tuple[object, ...]], cover: bool = False) -> bytes:
    book = Workbook()
    if cover:
        book.active.append(["填表说明", "请看第二张表"])
    sheet = book.create_sheet("问答") if cover else book.active
    for line in lines:
        sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_formula_without_value_and_an_error_are_named_and_the_rest_is_taken() -> None:
    calculated = ('=A3&"吗"', *ROW[1:])
    sheet = read_sheet(workbook([("标题",), HEAD, ROW, calculated], cover=True))

    good, bad = sheet.rows

    assert (good.line, good.problems) == (3, ())
    assert bad.line == 4
    assert "A4 是公式，文件里没有算好的值" in bad.problems[0]


def test_a_row_with_too_many_cells_says_why_and_the_rest_is_taken() -> None:
    text = "问题,答案,来源,分类\n一？,先找,学校。,《甲法》,测试\n二？,找。,《甲法》,测试\n"

    bad, good = read_sheet(text.encode()).rows

    assert (bad.line, good.line, good.problems) == (2, 3, ())
    assert "多 1 格" in bad.problems[0]


def test_what_is_not_taken_is_told_and_columns_of_a_kind_are_one_list() -> None:
    text = "序号,问题,相似问法1,相似问法2,答案(必填),来源,分类,备注\n"
    text += "1,一？,甲,乙,答。,《甲法》,测试,好\n"

    sheet = read_sheet(text.encode())

    assert sheet.warnings == ("“备注”这一列不认识，没有导入。",)
    assert sheet.rows[0].content.phrasings == ("甲", "乙")


def test_a_semicolon_inside_one_thing_does_not_part_it() -> None:
    content = replace(
        WHOLE, phrasings=("坏了；找谁",), sources=("公布（2025 年；2026 年）", "网页")
    )

    data = "".join(map(csv_line, [HEADINGS, cells("a", content)])).encode()

    assert read_sheet(data).rows[0].content == content


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("1.怎么办\n2、咋办\n（3）如何办", ("怎么办", "咋办", "如何办")),
        ("①甲怎么办②乙怎么办", ("甲怎么办", "乙怎么办")),
        ("甲怎么办？乙怎么办？", ("甲怎么办？", "乙怎么办？")),
        ("3、5 岁的孩子能坐吗", ("3、5 岁的孩子能坐吗",)),
        ("1.5 米高的孩子；2 岁的孩子", ("1.5 米高的孩子", "2 岁的孩子")),
    ],
)
def test_phrasings_are_parted_as_people_number_them(cell: str, meant: tuple[str, ...]) -> None:
    (row,) = read_sheet(workbook([HEAD, (ROW[0], cell, *ROW[2:])])).rows

    assert row.content.phrasings == meant


@pytest.mark.parametrize("phrasing", ["坏了怎么办？能退吗？", "①类灯能用吗②类呢", "1.甲呢"])
def test_one_phrasing_that_looks_like_several_comes_back_as_one(phrasing: str) -> None:
    content = replace(WHOLE, phrasings=(phrasing,))

    data = "".join(map(csv_line, [HEADINGS, cells("a", content)])).encode()

    assert read_sheet(data).rows[0].content == content


MERGED = ("类别", "问题", "相似问法", "回答", "出处")


def test_what_stands_once_for_several_rows_is_taken_for_all_of_them() -> None:
    sheet = read_sheet(
        workbook(
            [
                MERGED,
                ("食品", "甲？", "甲甲", "答甲。", "《甲法》"),
                (None, None, "甲乙", None, None),  # merged over both: one phrasing a line
                (None, "乙？", "乙乙", "答乙。", "《甲法》"),  # only the category is merged
                ("家电", "丙？", "丙丙", "答丙。", "《甲法》"),
                (None, "丁？", "丁丁", None, "《甲法》"),  # no answer: nothing is guessed
            ]
        )
    )

    assert [(row.line, row.content.category, row.content.phrasings) for row in sheet.rows] == [
        (2, "食品", ("甲甲", "甲乙")),
        (4, "食品", ("乙乙",)),
        (5, "家电", ("丙丙",)),
        (6, "", ("丁丁",)),
    ]
    assert sheet.warnings == ("“分类”空着的 1 行，按上面一行的分类导入，比如第 4 行按“食品”。",)


def test_a_heading_repeated_on_each_page_is_no_entry() -> None:
    rows = read_sheet(workbook([HEAD, ROW, HEAD, ROW])).rows

    assert [row.line for row in rows] == [2, 4]


@pytest.mark.parametrize("written", ["2026年1月2日", "2026/1/2", "2026.01.02", "2026-01-02"])
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    (row,) = read_sheet(workbook([(*HEAD, "生效日期"), (*ROW, written)])).rows

    assert row.content.valid_from == "2026-01-02"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧的 .xls"),
        ("<html><table><tr><td>问题</td></tr></table>".encode(), "其实是网页"),
        ("\n<!DOCTYPE html>".encode("utf-16"), "其实是网页"),
    ],
)
def test_what_only_calls_itself_a_sheet_is_said_to_be_what_it_is(data: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read_sheet(data)


def test_empty_lines_between_rows_lose_none() -> None:
    text = "问题,答案,来源,分类\n" + "一？,答。,《甲法》,测试\n\n\n" * 1500

    assert len(read_sheet(text.encode()).rows) == 1500


@pytest.mark.parametrize(
    "head",
    [("问题", "答案"), ("常见问题", "答复"), ("序号", "提问", "参考答案"), ("question", "answer")],
)
def test_questions_and_answers_alone_are_a_sheet(head: tuple[str, ...]) -> None:
    row = ("1", "校服掉色？", "先找学校。")[-len(head) :]

    sheet = read_sheet("".join(map(csv_line, [head, row])).encode())

    assert sheet.columns == {"问题", "答案"}
    (only,) = sheet.rows
    assert (only.content.question, only.content.answer) == ("校服掉色？", "先找学校。")


def test_a_new_entry_without_a_category_gets_the_chosen_one_and_says_so() -> None:
    content = FaqContent(question="校服掉色？", answer="先找学校。")

    chosen = filled(content, {"问题", "答案"}, "服装")
    default = filled(content, {"问题", "答案", "分类"}, " ")

    assert (chosen.content.category, default.content.category) == ("服装", SHELF)
    assert ["“服装”" in chosen.notes[0], f"“{SHELF}”" in default.notes[0]] == [True, True]
    assert filled(WHOLE, {"问题", "答案"}, "服装") == Filled(WHOLE)


@pytest.mark.parametrize("name", [name for name in HEADINGS[2:] if name != "答案"])
def test_what_a_sheet_has_no_column_for_stays_as_the_entry_has_it(name: str) -> None:
    """Each column in turn is lacking; what it would have said is not emptied."""
    now = replace(WHOLE, valid_to="2027-01-01", versions=dict.fromkeys(AUDIENCES, "以前的"))
    columns = set(HEADINGS) - {name}
    asked = replace(now, question="改过的？")
    read = read_sheet(
        "".join(
            map(csv_line, [
                [one for one in HEADINGS if one in columns],
                [c for one, c in zip(HEADINGS, cells("s", asked), strict=True) if one in columns],
            ])
        ).encode()
    )  # fmt: skip

    made = filled(read.rows[0].content, read.columns, SHELF, now)

    assert made == Filled(asked)
