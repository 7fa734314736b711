"""Bursts: many cases on one product, standard or business in a short time (舆情预警)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.complaints.case.models import Case

RECENT = timedelta(days=3)
BEFORE = timedelta(days=56)
# Fewer are no burst, however quiet it was before.
LEAST = 5
# The chance of so many by mere accident; with some hundred subjects looked at every day, one false
# alert in several years.
CHANCE = 1e-4
# What nobody complained of before still happens now and then.
FLOOR = 0.25  # cases in RECENT

_MANY = 1000

SUBJECTS: Mapping[str, InstrumentedAttribute[str]] = {
    "商品": Case.product,
    "标准": Case.standard,
    "商家": Case.subject_key,
}


@dataclass(frozen=True)
class Burst:
    """An unusual number of cases.

    Args:
        subject: what kind of thing (商品, 标准, 商家).
        recent: cases in the last days.
        usual: cases to be expected in that time.
    """

    subject: str
    name: str
    recent: int
    usual: float


def find_bursts(
    session: Session, now: datetime, within: ColumnElement[bool] | None = None
) -> list[Burst]:
    """The present bursts, the most unusual first.

    Args:
        session: for reading.
        now: aware UTC.
        within: the cases a member may see; None for all.
    """
    limits = true() if within is None else within
    found = [
        Burst(subject, name, recent, usual)
        for subject, column in SUBJECTS.items()
        for name, recent, usual in _counts(session, column, now, limits)
        if is_burst(recent, usual)
    ]
    return sorted(found, key=lambda burst: chance_of(burst.recent, burst.usual))


def is_burst(recent: int, usual: float) -> bool:
    """Whether so many cases are more than accident."""
    return recent >= LEAST and chance_of(recent, usual) < CHANCE


def chance_of(recent: int, usual: float) -> float:
    """The chance of at least ``recent`` cases where ``usual`` are expected (Poisson)."""
    expected = max(usual, FLOOR)
    if recent > _MANY:
        # From here on the normal distribution is as good, and needs no sum.
        return math.erfc((recent - 0.5 - expected) / math.sqrt(2 * expected)) / 2
    # By logarithms: powers and factorials of some hundred don't fit into a float.
    logarithm = math.log(expected)
    below = math.fsum(
        math.exp(n * logarithm - expected - math.lgamma(n + 1)) for n in range(recent)
    )
    return max(0.0, 1.0 - below)


def _counts(
    session: Session, column: InstrumentedAttribute[str], now: datetime, limits: ColumnElement[bool]
) -> list[tuple[str, int, float]]:
    since = now - RECENT
    is_recent = Case.registered_at >= since
    recent = func.count().filter(is_recent)
    query = (
        select(column, recent, func.count())
        .where(column != "", Case.registered_at >= since - BEFORE, limits)
        .group_by(column)
        .having(recent >= LEAST)
    )
    share = RECENT / BEFORE
    return [(name, many, (total - many) * share) for name, many, total in session.execute(query)]
