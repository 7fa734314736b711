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


def today() -> date:
    """The calendar day in Chongqing."""
    return datetime.now(CHONGQING).date()
