from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.models import Checked, Nature, StandardStatus
from kb.standards.difference import COLUMNS, Mark, difference
from kb.standards.models import ChangeKind
from kb.standards.record import DATES, BadRow, record_of

ENDED = {"ended_on": "20000101"}


def test_words_of_a_row_become_the_fields_of_a_record() -> None:
    record = record_of(
        {
            "number": "DB50／T 1234—2020",
            "title": " 火锅  底料 ",
            "nature": "推荐性",
            "status": "作废",
            "published_on": "2020年1月5日",
            "effective_on": "20200401",
            "ended_on": datetime(2024, 1, 1, 8, 0, tzinfo=UTC),
            "superseded_by": "DB50/T 1234-2024；DB50/T 9-2023（部分代替）",
            "ics": "67.040",
            "department": "-",
        }
    )

    assert record.number == "DB50/T 1234-2020"
    assert record.fields == {
        "title": "火锅 底料",
        "published_on": date(2020, 1, 5),
        "effective_on": date(2020, 4, 1),
        "ended_on": date(2024, 1, 1),
        "nature": Nature.RECOMMENDED,
        "status": StandardStatus.WITHDRAWN,
        "superseded_by": ["DB50/T 1234-2024", "DB50/T 9-2023"],
        "partly": ["DB50/T 9-2023"],
        "ics": "67.040",
    }
    assert record.flaws == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"number": "", "title": "名"}, "没有标准编号"),
        ({"number": "T/XCFW TG06-011.3-2023", "title": "名"}, "看不懂编号“T/XCFW TG06-011.3-2023”"),
        ({"number": "GB 17761", "title": "名"}, "编号 GB 17761 没有年份"),
        ({"number": "GB 1-2020", "title": "无"}, "没有名称"),
        (
            {"number": "GB 1-2010", "title": "名", "effective_on": "20100201", **ENDED},
            "发布、实施、失效的日期前后颠倒：2010-02-01，2000-01-01",
        ),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_says_why(words: dict[str, str], reason: str) -> None:
    with pytest.raises(BadRow) as problem:
        record_of(words)

    assert str(problem.value) == reason


@pytest.mark.parametrize(
    ("words", "flaw"),
    [
        ({"superseded_by": "TC456"}, "“TC456”不是标准编号，没有用"),
        ({"superseded_by": "GB 1-2020"}, "写的是由自己代替，没有用"),
        ({"nature": "推荐性"}, "写的是推荐性，编号 GB 1-2020 是强制性，按编号"),
        ({"status": "好的"}, "看不懂状态“好的”，没有用"),
        ({"effective_on": "2020-13-45"}, "看不懂日期“2020-13-45”，没有用"),
        ({"published_on": "1983-04-07"}, "发布日期 1983-04-07 和编号的年份对不上"),
    ],
)
def test_a_flaw_is_named_and_the_rest_of_the_row_is_used(words: dict[str, str], flaw: str) -> None:
    record = record_of({"number": "GB 1-2020", "title": "名", **words})

    assert record.flaws == [flaw]
    assert record.fields["title"] == "名"
    assert "superseded_by" not in record.fields


def test_in_force_without_the_day_it_took_effect_is_not_asserted() -> None:
    found = difference(
        None,
        record_of({"number": "T/AB 1-2020", "title": "名", "status": "现行"}),
        Mark(Checked.UNCHECKED),
    )

    assert (found.kind, (found.after or {})["status"]) == (
        ChangeKind.NEW,
        StandardStatus.UNVERIFIED,
    )
    assert found.reason == "没有实施日期，“现行”记为“待核对”"


def test_letters_that_say_nothing_of_force_never_become_mandatory() -> None:
    record = record_of({"number": "QB 1234-2001", "title": "名"})
    found = difference(None, record, Mark(Checked.UNCHECKED))

    assert (found.after or {})["nature"] == Nature.RECOMMENDED


def test_only_a_comparison_has_a_day() -> None:
    with pytest.raises(ValueError, match="compared"):
        Mark(Checked.UNCHECKED, date(2026, 11, 28))
    with pytest.raises(ValueError, match="compared"):
        Mark(Checked.OFFICIAL)


OLD, NEW = "GB 1-2010", "GB 1-2030"
KNOWN: dict[str, Any] = {
    **dict.fromkeys(COLUMNS, ""),
    **dict.fromkeys((*DATES, "checked_on")),
    "title": "名",
    "nature": "强制",
    "status": "现行",
    "effective_on": "2020-05-01",
    "superseded_by": [NEW],
    "replaces": [OLD],
    "checked": Checked.UNCHECKED.value,
    "origin": "staff",
}


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        # A new partial one leaves an older one of the other direction partial.
        ([NEW], {"replaces": "GB 1-2010、GB 9-2010（部分）"}, [NEW, "GB 9-2010"]),
        # Partial becomes whole.
        ([NEW], {"superseded_by": NEW}, []),
        ([NEW, OLD], {"superseded_by": NEW}, [OLD]),
        # What the source doesn't speak of stays.
        ([NEW, OLD], {"title": "新名"}, None),
        ([OLD, NEW], {"superseded_by": f"{NEW}（部分）", "replaces": f"{OLD}（部分）"}, None),
    ],
)
def test_each_direction_says_itself_what_counts_in_part(
    before: list[str], words: dict[str, str], after: list[str] | None
) -> None:
    record = record_of({"number": "GB 1-2020", "title": "名", **words})

    found = difference({**KNOWN, "partly": before}, record, Mark(Checked.UNCHECKED))

    assert (found.after or {}).get("partly") == after


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"ended_on": "2026-01-01"}, "失效日期：（空） ≠ 2026-01-01"),
        ({"superseded_by": NEW}, f"代替它的标准：（空） ≠ {NEW}"),
        (
            {"superseded_by": f"{NEW}（部分）"},
            f"代替它的标准：（空） ≠ {NEW}；只代替一部分的：（空） ≠ {NEW}",
        ),
    ],
)
def test_a_list_that_says_a_compared_standard_ended_disagrees_with_it(
    words: dict[str, str], told: str
) -> None:
    known = {**KNOWN, "superseded_by": [], "partly": [], "checked": Checked.STAFF.value}
    record = record_of({"number": "GB 1-2020", "title": "名", **words})

    found = difference(known, record, Mark(Checked.UNCHECKED))

    assert (found.kind, found.reason) == (ChangeKind.CONTRADICTORY, told)
