"""Dates as citizens say them: 「上周六」, 「国庆那天」, 「前几天」; an event lies in the past."""

from __future__ import annotations

import contextlib
import io
import re
import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.kit.clock import CHONGQING

_parsing = threading.Lock()

# Words the library doesn't know, and their everyday meaning in days before today.
_VAGUE = {
    "刚才": 0, "刚刚": 0, "今早": 0, "今晚": 0, "今儿": 0, "现在": 0, "方才": 0,
    "昨儿": 1, "昨晚": 1, "昨夜": 1, "昨下午": 1, "前儿": 2, "前晚": 2, "大前儿": 3,
    "前几天": 3, "头几天": 3, "这几天": 1, "头两天": 2, "前两天": 2, "前天天": 2, "前些天": 5,
    "前段时间": 20, "前阵子": 20, "前一阵": 20, "最近": 3, "前不久": 10, "好久以前": 60,
    "上个礼拜": 7, "上礼拜": 7, "上星期": 7, "上周": 7, "上个星期": 7, "上个月": 30, "上月": 30,
}  # fmt: skip
_EXACT = frozenset(
    {"刚才", "刚刚", "今早", "今晚", "今儿", "昨儿", "昨晚", "昨夜", "昨下午", "前儿", "前晚"}
)
_WEEK = r"(?:周|星期|礼拜)[一二三四五六日天末]"
_DAY_WORD = r"(?:大前天|前天|昨天|今天|昨日|前日|今日|当天)"
_PART = r"(?:早上|上午|中午|下午|晚上|傍晚|凌晨|半夜)"
_FESTIVAL = (
    r"(?:国庆节?|春节|过年|元旦|五一|劳动节|端午节?|中秋节?|清明节?|元宵节|除夕|大年初[一二三四五六七]|"
    r"双十一|双11|双十二|双12|618|六一|儿童节|妇女节|教师节|圣诞节|情人节|七夕)(?:那天|那几天|的时候|期间|假期|节)?"
)
_FUTURE = r"(?:明天|后天|大后天|明年|下个?(?:周|星期|礼拜|月)[一二三四五六日天]?)"
_MONTH = re.compile(
    r"(?P<year>去年|今年|前年)?的?(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?"
)
_CHINESE_MONTHS = "一二三四五六七八九十"
_NUMBER = r"(?:\d{1,2}|[一两二三四五六七八九十]{1,2})"
_HALF_MORE = re.compile(rf"(?P<number>{_NUMBER})个半(?P<unit>月|周|星期|礼拜)(?:以|之)?前")
_MONTHS_AGO = re.compile(rf"(?P<number>{_NUMBER})月(?:以|之)?前")
_AROUND = re.compile(rf"(?P<day>{_FESTIVAL})(?P<side>之?前|以前|过后|之?后|以后)")
# Said of every week, by the lunar calendar, or part of another number, a day can't be told.
_NO_DAY_BEFORE = re.compile(
    rf"每个?(?:{_WEEK}(?:上午|下午|晚上)?[、和及,，]?)*$|[农阴旧古]历的?$|[\d.]$"
)
_MONTH_AND_DAY = re.compile(r"(?<!\d)(\d{1,2})月(?:(\d{1,2})[日号號]?)?")
_FOUND = re.compile(
    "|".join(
        (
            _FUTURE,
            _HALF_MORE.pattern.replace("P<number>", ":").replace("P<unit>", ":"),
            _MONTHS_AGO.pattern.replace("P<number>", ":"),
            _AROUND.pattern.replace("P<day>", ":").replace("P<side>", ":"),
            r"(?:20\d{2}|\d{2})[年./-]\d{1,2}[月./-]\d{1,2}[日号]?",
            r"(?:(?:去年|今年|前年)的?)?(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?的?"
            r"(?:[\d一二三四五六七八九十廿]{1,3}(?:日|号|號)|[初上中下]旬?|底|初"
            r"|\d{1,2}(?![\d.%]|[多来余]|[日号號元块角万千百个天件斤克台次人岁点张倍]))?",
            r"(?:上个?月|这个?月|本月)的?(?:[\d一二三四五六七八九十廿]{1,3}[日号]|[上中下]旬|底|初)",
            rf"(?:上上个?|上个?|这个?|本|前)?{_WEEK}",
            rf"(?:(?:去年|今年|前年)的?)?{_FESTIVAL}",
            rf"{_DAY_WORD}{_PART}?",
            r"(?:[\d一二两三四五六七八九十]{1,3}|半)(?:个多|个|多)?(?:天|日|周|星期|礼拜|月|年)(?:多)?(?:以前|之前|前)",
            "|".join(sorted(_VAGUE, key=len, reverse=True)),
            r"去年|前年",
            r"(?<![\d.\-/A-Za-z])(?:1[0-2]|0?[1-9])[./-](?:3[01]|[12]\d|0?[1-9])"
            r"(?![\d.\-/A-Za-z%]|元|块|折|米|斤|公里|毫|天|个|次|人|台|件|小时|分|倍|层|楼|岁|级"
            r"|万|千|百|版|寸)",
            r"(?<!\d)(?:3[01]|[12]\d|0?[1-9])号(?!楼|店|线|门|柜|铺|院|车|摊|馆|厅|房|机|桌|位)",
        )
    )
)


@dataclass(frozen=True)
class Happened:
    """When something happened.

    Args:
        day: the (first) day.
        until: the last day of a stretch; None for a single day.
        said: the words.
        exact: whether the words name one day.
        future: whether the words name a day that is still to come.
    """

    day: date
    until: date | None
    said: str
    exact: bool
    future: bool = False


def find_date(text: str, today: date) -> Happened | None:
    """The first date in a text, as something that happened; None if there is none.

    Args:
        text: what was said; prices, standard numbers and durations are no dates.
        today: the Chongqing day it was said on.
    """
    plain = _without_lookalikes(text.replace("咋天", "昨天"))
    for match in _FOUND.finditer(plain):
        if _NO_DAY_BEFORE.search(plain[: match.start()]) or not _is_in_calendar(match[0]):
            continue
        found = _read(match[0].strip(), today)
        if found is not None:
            return found
    return None


def _is_in_calendar(said: str) -> bool:
    """Whether month and day exist: there is no 13月5日."""
    for month, day in _MONTH_AND_DAY.findall(said):
        if not 1 <= int(month) <= 12 or (day and not 1 <= int(day) <= 31):
            return False
    return True


def _without_lookalikes(text: str) -> str:
    blank = re.sub(r"[A-Z]{1,5}\d{0,2}(?:/[A-Z])? ?\d[\d.]*(?:-\d{4})?", " ", text)
    blank = re.sub(
        r"\d{7,}|\d+(?:\.\d+)?(?:块|元|万|千|百|斤|克|公里|个人|折|%|伏|V|寸)", " ", blank
    )
    return re.sub(
        r"(?:买|用|穿|骑|过|等|充|放)(?:了|到)?(?:还)?(?:没得|没有|不到|才)?\d+(?:天|个月|年)",
        " ",
        blank,
    )


def _read(said: str, today: date) -> Happened | None:
    if said in _VAGUE:
        day = today - timedelta(days=_VAGUE[said])
        return Happened(day, None, said, said in _EXACT)
    if re.fullmatch(_FUTURE, said):
        return Happened(today + timedelta(days=1), None, said, exact=False, future=True)
    if (vague := _before_or_after(said, today)) is not None:
        return vague
    if _MONTHS_AGO.fullmatch(said) and said[0] not in "一两1":
        return None  # 「三月前」: three months ago, or before March
    if re.fullmatch(r"\d{1,2}月\d{1,2}", said):
        said = f"{said}日"
    if (month := _MONTH.fullmatch(said)) is not None:
        return _whole_month(month, said, today)
    if (weeks := _weeks_ago(said, today)) is not None:
        return weeks
    if said in ("去年", "前年"):
        year = today.year - (1 if said == "去年" else 2)
        return Happened(date(year, 1, 1), date(year, 12, 31), said, exact=False)
    span = _ask_library(_spelled(said, today), today)
    if span is None:
        return None
    first, last = _in_the_past(span, said, today)
    single = first == last
    return Happened(first, None if single else last, said, single, future=first > today)


def _before_or_after(said: str, today: date) -> Happened | None:
    """「一个半月前」, 「一月前」, 「国庆节前」: about when."""
    if (half := _HALF_MORE.fullmatch(said)) is not None:
        days = 30.4 if half["unit"] == "月" else 7
        back = round(days * (_counted(half["number"]) + 0.5))
        return Happened(today - timedelta(days=back), None, said, exact=False)
    if (months := _MONTHS_AGO.fullmatch(said)) is not None and said[0] in "一两1":
        back = round(30.4 * _counted(months["number"]))
        return Happened(today - timedelta(days=back), None, said, exact=False)
    around = _AROUND.fullmatch(said)
    day = find_date(around["day"], today) if around else None
    if around is None or day is None:
        return None
    week, one = timedelta(days=7), timedelta(days=1)
    if "前" in around["side"]:
        return Happened(day.day - week, day.day - one, said, exact=False)
    return Happened(day.day, min((day.until or day.day) + week, today), said, exact=False)


def _counted(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 2 if word == "两" else _chinese_number(word)


def _whole_month(match: re.Match[str], said: str, today: date) -> Happened | None:
    word = match["month"]
    number = int(word) if word.isdigit() else _chinese_number(word)
    if not 1 <= number <= 12:
        return None
    year = today.year - {"去年": 1, "前年": 2}.get(match["year"] or "", 0)
    first = date(year, number, 1)
    if first > today and match["year"] is None:
        first = first.replace(year=year - 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Happened(first, min(last, today) if last > today else last, said, exact=False)


def _chinese_number(word: str) -> int:
    if len(word) == 2:
        return 10 + _CHINESE_MONTHS.index(word[1]) + 1
    return _CHINESE_MONTHS.index(word) + 1


def _weeks_ago(said: str, today: date) -> Happened | None:
    match = re.fullmatch(r"([一两二三四\d])(?:个|多|个多)?(?:周|星期|礼拜)(?:以|之)?前", said)
    if match is None:
        return None
    number = (
        int(match[1])
        if match[1].isdigit()
        else {"两": 2}.get(match[1]) or (_CHINESE_MONTHS.index(match[1]) + 1)
    )
    return Happened(today - timedelta(days=7 * number), None, said, exact=False)


def _spelled(said: str, today: date) -> str:
    """The words as the library reads them."""
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})", said):
        return f"{match[1]}月{match[2]}日"
    if match := re.fullmatch(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})[日号]?", said):
        return f"{match[1]}年{match[2]}月{match[3]}日"
    if re.fullmatch(r"(\d{1,2})号", said):
        return f"{today.month}月{said}"
    said = re.sub(r"(?:那天|那几天|的时候|期间|假期)$", "", said)
    swaps = {"过年": "春节", "礼拜": "星期", "号": "日", "双11": "11月11日", "双十一": "11月11日",
             "双12": "12月12日", "双十二": "12月12日", "618": "6月18日", "六一": "6月1日",
             "个多": "个"}  # fmt: skip
    for old, new in swaps.items():
        said = said.replace(old, new)
    return re.sub(r"月份", "月", said)


def _ask_library(said: str, today: date) -> tuple[date, date] | None:
    # jionlp keeps state in its parser and prints a banner when it is imported.
    with _parsing, contextlib.redirect_stdout(io.StringIO()):
        import jionlp

        base = datetime(today.year, today.month, today.day, 12, tzinfo=CHONGQING).timestamp()
        try:
            found: dict[str, Any] = jionlp.parse_time(said, time_base=base)
            first, last = (datetime.fromisoformat(moment).date() for moment in found["time"])
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return None
    return first, last


def _in_the_past(span: tuple[date, date], said: str, today: date) -> tuple[date, date]:
    first, last = span
    if first <= today:
        return first, min(last, today) if last > today else last
    if re.search(_WEEK, said) and not re.match(r"下", said):
        back = timedelta(days=7 * (((first - today).days + 6) // 7))
        return first - back, last - back
    if re.fullmatch(r"\d{1,2}号", said):
        return _month_before(first), _month_before(last)
    if re.search(r"20\d{2}", said):
        return first, last
    if re.search(r"今年|明|下|后", said):
        return first, last
    return _year_before(first), _year_before(last)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _month_before(day: date) -> date:
    last_of_before = day.replace(day=1) - timedelta(days=1)
    return last_of_before.replace(day=min(day.day, last_of_before.day))
