"""Days of Chongqing as numbers: what SQL groups by on both databases and Python counts with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func
from sqlalchemy.orm import Session

_EPOCH = date(1970, 1, 1)
# Chongqing has kept UTC+8 without summer time since 1992.
_OFFSET, _DAY = 8 * 3600, 24 * 3600  # seconds


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - _EPOCH).days


def day_of_number(number: int) -> date:
    return _EPOCH + timedelta(number)


def sql_day(session: Session, column: Any, *, is_moment: bool = True) -> ColumnElement[int]:
    """The SQL that gives the number of a day, or of a moment's day in Chongqing.

    Args:
        session: says which database it is for.
        column: a date, or a moment.
        is_moment: which of them.
    """
    offset = _OFFSET if is_moment else 0
    if session.get_bind().dialect.name == "sqlite":
        return (cast(func.strftime("%s", column), Integer) + offset) // _DAY
    return cast(func.floor((func.date_part("epoch", column) + offset) / _DAY), Integer)
