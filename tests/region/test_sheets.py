"""Sheets as tables and cells, without a database."""

from __future__ import annotations

import pytest

from bot.editing.region.cells import (
    Choice,
    Column,
    Day,
    Groups,
    MenuItems,
    Number,
    Words,
    Yes,
    read_row,
)
from bot.editing.region.checks import problems
from bot.editing.region.differences import differences
from bot.editing.region.sheets import SHEETS, Sheet
from bot.kit.errors import InvalidInput


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.slug)
def test_what_is_shipped_survives_the_form_unchanged_and_holds_together(sheet: Sheet) -> None:
    content = sheet.shipped()
    for table in sheet.tables:
        rows = table.rows(content)
        for row in rows:
            values = read_row(table.columns, table.cells(row))
            assert {key: values[key] for key in values if key in row} == {
                key: row[key] for key in values if key in row
            }
        assert table.with_rows(content, rows) == content
    assert problems({}, sheet.slug) == []


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Words(), "火锅、 串串,烧烤\n火锅；", ["火锅", "串串", "烧烤"]),
        (Groups(), "欠、拖\n\n工资", [["欠", "拖"], ["工资"]]),
        (Number(), " 7 ", 7),
        (Yes(), "是", True),
        (Day(), "2027-02-06", "2027-02-06"),
        (Choice(options={"a": "甲"}), "甲", "a"),
        (
            MenuItems(),
            "查标准：帮我查个标准\n隐私：/privacy",
            [{"name": "查标准", "say": "帮我查个标准"}, {"name": "隐私", "page": "/privacy"}],
        ),
    ],
)
def test_a_cell_is_read(kind: Words, text: str, value: object) -> None:
    assert kind.read(text) == value
    assert kind.read(kind.show(value)) == value


def test_every_wrong_cell_is_named() -> None:
    columns = (
        Column("days", "天数", Number()),
        Column("name", "名称", required=True),
        Column("day", "日期", Day()),
        Column("kind", "类型", Choice(options={"a": "甲"})),
        Column("items", "菜单", MenuItems()),
    )
    given = {"days": "七", "name": " ", "day": "2027-02-30", "kind": "乙", "items": "没有冒号"}

    with pytest.raises(InvalidInput) as refused:
        read_row(columns, given)

    for label in ("天数", "名称", "日期", "类型", "菜单"):
        assert f"“{label}”" in refused.value.for_citizen


def changed(of: str, table: str, place: int, **cells: object) -> object:
    sheet = SHEETS[of]
    one, content = sheet.table(table), sheet.shipped()
    rows = one.rows(content)
    rows[place] |= cells
    return one.with_rows(content, rows)


@pytest.mark.parametrize(
    ("slug", "content", "said"),
    [
        ("categories", changed("categories", "rows", 0, department="nobody"), "不在部门表里"),
        ("departments", changed("departments", "rows", 0, slug="drug"), "drug 重复了"),
        ("departments", changed("departments", "rows", 0, slug="gone"), "market 不在部门表里"),
        ("departments", changed("departments", "rows", 0, phone="打我"), "不是数字"),
        ("departments", changed("departments", "rows", 0, slug="Ab"), "小写字母"),
        ("deadlines", changed("deadlines", "rows", 0, length=0), "length"),
        ("templates", changed("templates", "pairs", 0, text="{phone} 好"), "{phone}"),
        ("menu", changed("menu", "rows", 0, name="名字实在太长了"), "超过 4 个字"),
        ("menu", changed("menu", "rows", 0, items=[]), "1 到 5 个"),
        ("office_hours", changed("office_hours", "one", 0, to="08:00"), "早于"),
        ("office_hours", changed("office_hours", "one", 0, to="八点"), "to 有误"),
        ("sensitive_words", changed("sensitive_words", "entries", 0, words=["坏"]), "坏"),
        ("jurisdiction", changed("jurisdiction", "matters", 0, slug="police"), "police 重复了"),
    ],
)
def test_content_that_does_not_hold_together_is_refused(
    slug: str, content: object, said: str
) -> None:
    assert said in "".join(problems({slug: content}, slug))


def test_differences_name_the_row_and_the_column() -> None:
    sheet = SHEETS["departments"]
    old = sheet.shipped()
    new = [{**old[0], "phone": "12315、12345"}, *old[2:], {"slug": "new", "name": "新部门"}]

    found = {one.label: one.pieces for one in differences(sheet, old, new)}

    head = old[0]["name"]
    assert [(p.kind, p.text) for p in found[f"{head}，电话"]] == [
        ("same", "12315"),
        ("new", "、12345"),
    ]
    assert [p.kind for p in found[old[1]["name"]]] == ["gone"]
    assert [p.kind for p in found["新部门"]] == ["new"]
