"""Kinds of values that addresses and forms of the case pages carry."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Form, Path, Query
from pydantic import AfterValidator

from bot.kit.errors import InvalidInput

# Outside of these years no day of ours lies, and datetimes at the edges overflow.
YEARS = range(2000, 2101)
LARGEST_NUMBER = 2**31 - 1  # of a row, on PostgreSQL
LONGEST_WORDS = 2000
LONGEST_FIELD = 500
LONGEST_REASON = 200


def _plain(text: str) -> str:
    # PostgreSQL keeps no NUL; no keyboard types it. A browser sends a line end as two characters,
    # and counts it as one towards the length of its field.
    return text.replace("\x00", "").replace("\r\n", "\n")


PlainText = Annotated[str, AfterValidator(_plain)]
Words = Annotated[PlainText, Form(max_length=LONGEST_WORDS)]
Field = Annotated[PlainText, Form(max_length=LONGEST_FIELD)]
Reason = Annotated[PlainText, Form(max_length=LONGEST_REASON)]
Number = Annotated[str, Path(pattern=r"^CQ\d{8}-\d{6}-\d$")]
Reference = Annotated[str, Path(pattern=r"^[0-9a-f]{1,32}$")]
Asks = Annotated[PlainText, Query(max_length=100)]
Posts = Annotated[PlainText, Form(max_length=100)]


def day_of(text: str) -> date | None:
    """A day as forms and addresses carry it; None for an empty text.

    Raises:
        InvalidInput: it is none, or not of this century.
    """
    return _read(text, "日期要写成 2026-01-31 这样。") if text else None


def month_of(text: str) -> date | None:
    """The first day of a month; None for an empty text.

    Raises:
        InvalidInput: it is none, or not of this century.
    """
    return _read(f"{text}-01", "月份要写成 2026-01 这样。") if text else None


def _read(text: str, problem: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(problem) from None
    if day.year not in YEARS:
        raise InvalidInput(problem)
    return day
