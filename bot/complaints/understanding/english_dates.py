"""Days told in English: 「November 8」, 「last Friday」, 「two days ago」, 「since October」."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from bot.complaints.understanding.dates import Happened

_DAY = timedelta(days=1)
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if number}
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAYS = {name[:3].lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAY = r"(?P<{0}>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "a couple of": 2,
}  # fmt: skip
_NUMBER = rf"\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_YEAR = r"(?:,?\s?(?P<{0}>20\d\d)\b)?"
_ISO = re.compile(r"\b(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b")
_ON = re.compile(
    rf"\b(?:{_MONTH.format('month')}\s(?:the\s)?(?P<day>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\b(?!\s?(?:yuan|rmb)){_YEAR.format('year')}"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\s(?:of\s)?{_MONTH.format('month2')}{_YEAR.format('year2')})",
    re.IGNORECASE,
)
# 「bought it on 11.22」
_DOTTED = re.compile(r"\bon (?P<month>\d{1,2})[./](?P<day>\d{1,2})\b(?![./]?\d)")
_DAY_OF_MONTH = re.compile(
    r"\b(?:on )?the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|time|day|street|shop|store"
    r"|order))"
    r"(?P<this>\s(?:of )?(?:this|last) month)?",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?P<near>the day before yesterday|yesterday|last night|today|tonight"
    r"|this (?:morning|afternoon|evening|noon)|just now)\b"
    rf"|\b(?P<half>half a (?:month|year))\sago\b"
    rf"|\b(?P<number>{_NUMBER})\s(?P<unit>day|week|month|year)s?\s(?:ago|earlier|before)\b"
    r"|\b(?P<few>(?:a few|several|some)\s(?:day|week)s?\sago|the other day)\b"
    rf"|\b(?:on\s)?{_WEEKDAY.format('of_last')}\s(?:of\s)?last week\b"
    rf"|\blast week(?:\son)?\s{_WEEKDAY.format('of_last2')}\b"
    rf"|\b(?:last|on|this past|this)\s{_WEEKDAY.format('weekday')}\b"
    r"|\b(?P<whole>last|this)\s(?P<span>week(?:end)?|month|year)\b",
    re.IGNORECASE,
)
_IN_MONTH = re.compile(
    rf"\b(?:in|since|during|from|last)\s(?P<part>early|mid|late|the beginning of"
    rf"|the end of)?[\s-]?{_MONTH.format('month')}{_YEAR.format('year')}",
    re.IGNORECASE,
)
# 「4 days ago not 3」, 「not yesterday but on Monday」: what it is not.
_LATIN_DAY = (
    rf"(?:(?:{_NUMBER})(?:\s(?:day|week|month|year)s?)?(?:\s(?:ago|earlier|before))?"
    rf"|yesterday|today|last night|the day before yesterday|the \d{{1,2}}(?:st|nd|rd|th)"
    rf"|(?:(?:last|on|this)\s)?{_WEEKDAY.format('wrong_day')}"
    rf"|(?:on\s)?{_MONTH.format('wrong_month')}\s\d{{1,2}}(?:st|nd|rd|th)?"
    r"|last (?:week|month|year))"
)
_NOT_OLD = re.compile(
    r"[,;.]?\s?\b(?:and )?(?:it (?:was|is)(?: not|n'?t)|wasn'?t|was not|not)\s"
    rf"(?:on )?{_LATIN_DAY}\b"
    r"(?=\s?(?:$|[,.;!]|but\b|it was\b))",
    re.IGNORECASE,
)
_SORRY = (
    r"(?:(?:no|sorry|oops|wait|actually|correction|i mean(?:t)?|i was wrong|my mistake|rather"
    r"|but|it was|it's|it is|that was|make that|make it|on|the date (?:is|was)|bought|it|happened"
    r"|i bought it|in fact"
    r"|(?:i think )?i (?:gave|said|wrote|put) (?:the|a) wrong (?:date|day))\b[,.:;!\s]*+)"
)
# 「…3 days ago, sorry 4 days ago」
_ANEW = re.compile(
    r"(?:^|[,.;!\n]\s?|\s)"
    r"(?=(?:no|sorry|oops|wait|actually|correction|i meant?|i was wrong|my mistake|rather)\b)"
    rf"{_SORRY}{{1,5}}(?P<right>[^,.;!\n]{{3,40}})",
    re.IGNORECASE,
)
_BEFORE_DAY, _BEHIND_DAY = (
    re.compile(rf"(?:{_SORRY}|[,.;!\s])*+", re.IGNORECASE),
    re.compile(
        r"(?:in the (?:morning|afternoon|evening)|at (?:noon|night)|around noon|actually|sorry|then"
        r"|i (?:think|mean)|not earlier|[,.;!\s])*+",
        re.IGNORECASE,
    ),
)
_WEEKDAY_ALONE = re.compile(_WEEKDAY.format("weekday") + r"\b", re.IGNORECASE)
_BACK = {"the day before yesterday": 2, "yesterday": 1, "last night": 1}
_LENGTH = {"day": 1, "week": 7, "month": 30, "year": 365}
_PARTS = {
    "early": (1, 10), "the beginning of": (1, 10), "mid": (11, 20), "late": (21, 31),
    "the end of": (21, 31),
}  # fmt: skip


def date_in_english(text: str, today: date) -> Happened | None:
    """The day, or a stretch of days; None if none is told.

    >>> date_in_english("I bought it in early October", date(2026, 11, 28)).until
    datetime.date(2026, 10, 10)
    >>> date_in_english("two days ago, no sorry 4 days ago", date(2026, 11, 28)).day
    datetime.date(2026, 11, 24)
    """
    for line in reversed(text.splitlines()):
        if _NOT_OLD.search(line) and (right := _told(_NOT_OLD.sub("", line), today)):
            return right
    anew = (_told(slip["right"], today) for slip in reversed(list(_ANEW.finditer(text))))
    return next((day for day in anew if day and day.start == 0), None) or _told(text, today)


def day_alone_in_english(text: str, today: date) -> Happened | None:
    """The day a whole message says and nothing else; None if it says more or no day.

    >>> day_alone_in_english("4 days ago not 3", date(2026, 11, 28)).said
    '4 days ago'
    >>> day_alone_in_english("3 days ago i called them", date(2026, 11, 28))
    """
    plain = _NOT_OLD.sub("", text).strip()
    weekday = _WEEKDAY_ALONE.search(plain)
    found = _told(plain, today)
    if found is None and weekday is not None:
        found = _happened(weekday, *[_last_weekday(weekday["weekday"], today)] * 2)
    if found is None:
        return None
    before, _, behind = plain.partition(found.said)
    is_alone = _BEFORE_DAY.fullmatch(before) and _BEHIND_DAY.fullmatch(behind)
    return found if is_alone else None


def _told(text: str, today: date) -> Happened | None:
    for match in (*_ISO.finditer(text), *_ON.finditer(text), *_DOTTED.finditer(text)):
        if (day := _named_day(match.groupdict(), today)) is not None:
            return _happened(match, day, day)
    near = _NEAR.search(text)
    if near is not None and not near["whole"]:
        return _happened(near, *_near_days(near, today))
    if (month := _IN_MONTH.search(text)) is not None:
        return _happened(month, *_days_of_month(month, today))
    if near is not None:
        return _happened(near, *_near_days(near, today))
    if (numbered := _DAY_OF_MONTH.search(text)) is not None:
        before = "last" in (numbered["this"] or "").lower()
        day = _latest_day(int(numbered["day"]), today.replace(day=1) - _DAY if before else today)
        return None if day is None else _happened(numbered, day, day)
    return None


def _happened(match: re.Match[str], first: date, last: date) -> Happened:
    until = last if last > first else None
    return Happened(first, until, match[0].strip(), until is None, start=match.start())


def _named_day(said: dict[str, str | None], today: date) -> date | None:
    month, day = said.get("month") or said.get("month2") or "", said.get("day") or said.get("day2")
    year = said.get("year") or said.get("year2")
    number = int(month) if month.isdigit() else _MONTHS[month[:3].lower()]
    for one in (int(year),) if year else (today.year, today.year - 1):
        if not 1 <= number <= 12 or not 1 <= int(day or 0) <= calendar.monthrange(one, number)[1]:
            continue
        if (found := date(one, number, int(day or 0))) <= today:
            return found
    return None


def _latest_day(day: int, today: date) -> date | None:
    """The last such day of a month, up to today."""
    month = today
    for _ in range(3):
        if 1 <= day <= calendar.monthrange(month.year, month.month)[1]:
            found = month.replace(day=day)
            if found <= today:
                return found
        month = month.replace(day=1) - _DAY
    return None


def _days_of_month(match: re.Match[str], today: date) -> tuple[date, date]:
    month = _MONTHS[match["month"][:3].lower()]
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    size = calendar.monthrange(year, month)[1]
    first, last = _PARTS.get((match["part"] or "").lower(), (1, size))
    start = date(year, month, first)
    return start, max(start, min(date(year, month, min(last, size)), today))


def _near_days(near: re.Match[str], today: date) -> tuple[date, date]:
    if near["near"]:
        day = today - _BACK.get(near["near"].lower(), 0) * _DAY
        return day, day
    if near["half"]:
        day = today - (15 if "month" in near["half"].lower() else 182) * _DAY
        return day, day
    if near["number"]:
        said = near["number"].lower()
        number = _NUMBERS.get(said) or int(said)
        day = today - number * _LENGTH[near["unit"].lower()] * _DAY
        return day, day
    if near["few"]:
        is_weeks = "week" in near["few"].lower()
        return today - (28 if is_weeks else 7) * _DAY, today - (14 if is_weeks else 2) * _DAY
    if weekday := near["of_last"] or near["of_last2"]:
        day = today - (today.weekday() + 7) * _DAY + _WEEKDAYS[weekday[:3].lower()] * _DAY
        return day, day
    if near["weekday"]:
        day = _last_weekday(near["weekday"], today)
        return day, day
    return _span(near["whole"].lower() == "last", near["span"].lower(), today)


def _last_weekday(name: str, today: date) -> date:
    back = (today.weekday() - _WEEKDAYS[name[:3].lower()]) % 7 or 7
    return today - back * _DAY


def _span(is_last: bool, span: str, today: date) -> tuple[date, date]:
    """The whole week, weekend, month or year; of this one what is over."""
    if span.startswith("week"):
        monday = today - (today.weekday() + 7 * is_last) * _DAY
        first = monday + (5 * _DAY if span == "weekend" else 0 * _DAY)
        return min(first, today), min(monday + 6 * _DAY, today)
    if span == "month":
        last = today.replace(day=1) - _DAY if is_last else today
        return last.replace(day=1), last
    year = today.year - is_last
    return date(year, 1, 1), min(date(year, 12, 31), today)
