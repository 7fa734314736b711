from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.bidders.new_standards import _NEW
from bot.conversation.understanding.span_asked import asked_again, asked_for
from kb.new_standards import Deed


@pytest.mark.parametrize(
    "text",
    [
        "今天有什么新标准", "最近出了哪些新国标", "这个月有什么标准要实施吗",
        "马上要实施的标准有哪些",
        "最近发布了什么新的国家标准？", "请问最近有没有新的强制性标准", "最新的标准有哪些",
        "今天有啥子新标准哦",
    ],
)  # fmt: skip
def test_who_asks_for_new_standards_is_understood(text: str) -> None:
    assert _NEW.match(text)


@pytest.mark.parametrize(
    "text",
    [
        "最近电动车有什么新标准", "今天天气怎么样", "GB 17761 最近有新标准吗",
        "最新的校服标准是什么",
        "标准是什么", "今天是世界标准日吗", "最近买的东西不符合标准", "什么时候实施新标准",
    ],
)  # fmt: skip
def test_what_asks_for_something_in_particular_is_left_to_others(text: str) -> None:
    assert not _NEW.match(text)


@pytest.mark.parametrize(
    ("text", "first", "last", "called"),
    [
        ("明年要实施的强制国标有哪些", "2027-01-01", "2027-12-31", "2027 年起实施的强制性国家标准"),
        ("2026年开始实施的食品国标列几个", "2026-01-01", "2026-12-31",
         "2026 年起实施的食品方面的国家标准"),
        ("26年9月起实施的标准有哪些", "2026-09-01", "2026-09-30", "2026 年 9 月起实施的标准"),
        ("下个月要实施什么标准", "2027-01-01", "2027-01-31", "2027 年 1 月起实施的标准"),
        ("上个月实施的标准有哪些", "2026-11-01", "2026-11-30", "2026 年 11 月起实施的标准"),
        ("去年发布的强制标准有哪些", "2025-01-01", "2025-12-31", "2025 年发布的强制性标准"),
        ("今年有哪些新标准实施", "2026-01-01", "2026-12-31", "2026 年起实施的标准"),
        ("今年实施的地方标准有哪些", "2026-01-01", "2026-12-31", "2026 年起实施的地方标准"),
        ("二〇二七年要实施的标准有哪些", "2027-01-01", "2027-12-31", "2027 年起实施的标准"),
        ("明年十一月实施的标准有哪些", "2027-11-01", "2027-11-30", "2027 年 11 月起实施的标准"),
        ("2050年实施的强制标准有哪些", "2050-01-01", "2050-12-31", "2050 年起实施的强制性标准"),
        ("明年上半年实施的标准有哪些", "2027-01-01", "2027-06-30", "2027 年上半年起实施的标准"),
        ("第四季度要实施哪些标准", "2026-10-01", "2026-12-31", "2026 年四季度起实施的标准"),
        ("去年废止的标准有哪些", "2025-01-01", "2025-12-31",
         "2025 年废止或者被代替的标准"),
        ("which mandatory standards take effect next year?", "2027-01-01", "2027-12-31",
         "mandatory standards taking effect in 2027"),
        ("list the standards published in 2025", "2025-01-01", "2025-12-31",
         "standards published in 2025"),
    ],
)  # fmt: skip
def test_a_time_whose_standards_are_to_be_listed(
    text: str, first: str, last: str, called: str
) -> None:
    asked = asked_for(text, date(2026, 12, 5))
    assert asked is not None
    assert asked.span is not None
    span = asked.span
    assert (span.first.isoformat(), span.last.isoformat(), asked.called) == (first, last, called)
    assert (span.deed is Deed.PUBLISHED) == ("发布" in text or "published" in text)
    assert (span.deed is Deed.ENDED) == ("废止" in text)


def test_a_month_that_is_none_is_said_to_be_none() -> None:
    asked = asked_for("2026年13月实施的标准有哪些", date(2026, 12, 5))
    assert asked is not None
    assert (asked.span, asked.called) == (None, "2026 年 13 月")


@pytest.mark.parametrize(
    "text",
    [
        "电动车新国标哪天实施", "今年电动车实施什么标准", "家具标准什么时候开始实施",
        "规划到2020年要发布哪些地方标准", "2024年实施的GB 17761是什么标准",
        "明年的质量月有哪些活动", "what does next year's standard mean", "今年实施的新国标是哪个",
    ],
)  # fmt: skip
def test_what_a_thing_has_or_a_plan_wants_is_no_list_of_a_time(text: str) -> None:
    assert asked_for(text, date(2026, 12, 5)) is None


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("2027年的", "2027 年起实施的强制性国家标准"),
        ("明年上半年的呢", "2027 年上半年起实施的强制性国家标准"),
        ("只要食品的", "2026 年起实施的食品方面的强制性国家标准"),
        ("推荐性的呢", "2026 年起实施的推荐性国家标准"),
        ("地方标准呢", "2026 年起实施的强制性地方标准"),
    ],
)
def test_a_few_words_change_the_list_told_before(words: str, called: str) -> None:
    asked = asked_again(words, "2026 年起实施的强制性国家标准", date(2026, 12, 5))
    assert asked is not None
    assert asked.called == called


@pytest.mark.parametrize("words", ["校服呢", "谢谢", "怎么投诉", "它强制不"])
def test_what_changes_nothing_of_a_list_is_left_to_others(words: str) -> None:
    assert asked_again(words, "2026 年起实施的强制性国家标准", date(2026, 12, 5)) is None
