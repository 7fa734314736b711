from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.official.cells import day_of, plain, without_people
from bot.official.detail import read_detail
from bot.official.local import local
from bot.official.national import National
from bot.official.record import ShapeChanged
from kb.models import Nature, StandardStatus
from tests.fakes.official_platforms import national_row, sacinfo_row, standard

TODAY = date(2026, 11, 28)
TOYS = standard("GB/T 9832-2026", "2026-05-25", "2027-06-01", "毛绒、布制玩具", "即将实施")


def body(rows: list[dict[str, Any]], total: int | None = None, name: str = "rows") -> bytes:
    return json.dumps({"total": len(rows) if total is None else total, name: rows}).encode()


def test_a_row_of_the_national_list_is_read_without_marks_and_entities() -> None:
    row = national_row(TOYS, "9832") | {"C_C_NAME": "毛绒、<sacinfo>布制</sacinfo>玩具 &amp;  配件"}

    [found] = National().read(body([row]), TODAY).records

    assert (found.number, found.title) == ("GB/T 9832-2026", "毛绒、布制玩具 & 配件")
    assert (found.nature, found.status) == (Nature.RECOMMENDED, StandardStatus.UPCOMING)
    assert (found.published_on, found.effective_on) == (date(2026, 5, 25), date(2027, 6, 1))


def test_names_of_people_are_not_even_read() -> None:
    row = national_row(TOYS) | {"inner": [{"LINK_PERSON": "王五", "TA_CODE": "TC90"}]}

    [found] = National().read(body([row]), TODAY).records

    assert "DRAFT_STAFF" not in found.raw
    assert found.raw["inner"] == [{"TA_CODE": "TC90"}]
    assert found.raw["C_STD_CODE"] == "GB/T 9832-2026"


def test_an_answer_in_an_envelope_is_the_same_answer() -> None:
    rows = [national_row(TOYS)]
    wrapped = json.dumps({"code": 1, "data": {"total": 1, "rows": rows}}).encode()

    assert National().read(wrapped, TODAY) == National().read(body(rows), TODAY)


def test_rows_without_id_or_number_are_skipped_and_counted() -> None:
    rows = [national_row(TOYS), national_row(TOYS) | {"C_STD_CODE": None}]
    rows.append(national_row(TOYS) | {"id": " "})

    page = National().read(body(rows), TODAY)

    assert (len(page.records), page.skipped, page.rows, page.unreadable) == (1, 2, 3, ())


def test_milliseconds_mean_midnight_in_beijing() -> None:
    ours = standard(
        "DB50/T 1234-2023", "2023-01-01", "2023-04-01", replaces="DB50/T 12-2010;DB50/T 13-2011"
    )

    [found] = local("cqzjj").read(body([sacinfo_row(ours)], name="records"), TODAY).records

    assert (found.published_on, found.effective_on) == (date(2023, 1, 1), date(2023, 4, 1))
    assert found.replaces == ("DB50/T 12-2010", "DB50/T 13-2011")
    assert found.raw["chargeDept"] == "重庆市市场监督管理局"


@pytest.mark.parametrize(
    ("status", "effective", "expected"),
    [
        ("现行", "2026-11-28", StandardStatus.IN_FORCE),
        ("现行", "2026-11-29", StandardStatus.UPCOMING),
        ("即将实施", "2026-11-28", StandardStatus.IN_FORCE),
        ("现行", "", StandardStatus.UNVERIFIED),
        ("废止", "", StandardStatus.WITHDRAWN),
        ("被代替", "2001-01-01", StandardStatus.SUPERSEDED),
        ("暂缓实施", "2001-01-01", StandardStatus.UNVERIFIED),
    ],
)
def test_a_status_is_asserted_only_with_its_day(
    status: str, effective: str, expected: StandardStatus
) -> None:
    one = standard("DB50/T 1-2023", "2000-01-01", effective, status=status)

    [found] = local().read(body([sacinfo_row(one)], name="records"), TODAY).records

    assert found.status is expected


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"<html>verify you are human</html>", "不是 JSON"),
        (b"[" * 5000, "不是 JSON"),
        (b"[]", "最外层"),
        (b"{}", "没有 rows"),
        (json.dumps({"rows": [national_row(TOYS)]}).encode(), "总数"),
        (json.dumps({"code": 1, "data": {"rows": []}}).encode(), "总数"),
        (json.dumps({"total": 1, "rows": ["GB 1-2020"]}).encode(), "不是对象"),
        (body([{"id": "1", "STD_CODE": "GB 1-2020"}]), "C_STD_CODE"),
        (body([national_row(TOYS) | {"ISSUE_DATE": "25/05/2026"}] * 3), "日期读不懂"),
        (body([national_row(TOYS) | {"C_STD_CODE": "标准一"}] * 3), "编号读不懂"),
    ],
)
def test_another_shape_is_refused_with_a_sentence(answer: bytes, problem: str) -> None:
    with pytest.raises(ShapeChanged) as refused:
        National().read(answer, TODAY)

    assert problem in refused.value.for_staff
    assert "目录没有改动" in refused.value.for_staff


def test_one_odd_row_is_named_and_the_others_are_read() -> None:
    rows = [national_row(TOYS), national_row(TOYS) | {"ACT_DATE": "待定"}]

    page = National().read(body(rows), TODAY)

    assert (len(page.records), page.unreadable) == (1, ("日期读不懂：待定",))


@pytest.mark.parametrize("value", [99999999999999, "2026-02-30", "10000-01-01", -99999999999999])
def test_a_day_that_cannot_be_is_none(value: object) -> None:
    with pytest.raises(ValueError, match="日期读不懂"):
        day_of(value)


def test_text_a_database_refuses_is_left_out() -> None:
    assert plain("a\x00b\ud800") == "ab"
    assert without_people({"x\x00": "a\x00", "n": 1.5}) == {"x": "a", "n": 1.5}


@pytest.mark.parametrize(
    "page",
    [
        "<dl><dt>实施日期</dt><dd>2027-06-01</dd><dt>标准状态</dt><dd><b>现行</b></dd></dl>",
        "<p>实施日期：2027-06-01</p><p>状态: 现行</p><p>状态</p><p>废止</p>",
        "<script>实施日期：2001-01-01</script><td>实施日期：</td><td>2027-06-01</td><td>状态</td><td>现行",
    ],
)
def test_a_detail_page_is_read_by_its_labels(page: str) -> None:
    found = read_detail(page.encode(), TODAY)

    assert found == {"effective_on": date(2027, 6, 1), "status": StandardStatus.UPCOMING}


def test_a_label_without_value_takes_none_from_the_next_label() -> None:
    page = "<dt>废止日期</dt><dd></dd><dt>发布日期</dt><dd>2026-05-25</dd>"

    assert read_detail(page.encode(), TODAY) == {"published_on": date(2026, 5, 25)}
