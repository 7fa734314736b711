"""The clock as an argument: production passes these, tests pass their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHONGQING = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def hour_of(moment: datetime) -> datetime:
    """The hour a moment lies in: what an anonymous report may keep of it."""
    return moment.replace(minute=0, second=0, microsecond=0)


def today() -> date:
    """The calendar day in Chongqing."""
    return datetime.now(CHONGQING).date()
