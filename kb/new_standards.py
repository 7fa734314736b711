"""Standards that are new: published lately, in force since lately, or soon to be."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kb.catalogue import Edition
from kb.models import Checked, Nature, Standard, StandardStatus
from kb.standards.stored import editions

MOST = 100  # of each kind
# Those are no news whatever their days say.
_OVER = (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN)


@dataclass(frozen=True)
class NewStandards:
    """What is new on a day.

    Args:
        published: within the days before it, the newest first.
        begun: in force since the days before it, the newest first.
        coming: to take effect within the days after it, the next first.
    """

    published: tuple[Edition, ...]
    begun: tuple[Edition, ...]
    coming: tuple[Edition, ...]


def new_standards(
    session: Session, today: date, back: int = 30, ahead: int = 90, most: int = MOST
) -> NewStandards:
    """What is new.

    Args:
        session: for reading.
        today: the day in Chongqing.
        back: days back.
        ahead: days ahead.
        most: of each kind.
    """
    since, until = today - timedelta(back), today + timedelta(ahead)
    published, effective = Standard.published_on, Standard.effective_on
    query = select(Standard).where(Standard.status.not_in(_OVER)).limit(most)

    def found(*where: Any, order: Any) -> tuple[Edition, ...]:
        rows = session.scalars(query.where(*where).order_by(order, Standard.number))
        return tuple(editions(session, rows))

    return NewStandards(
        found(published >= since, published <= today, order=published.desc()),
        found(effective >= since, effective <= today, order=effective.desc()),
        found(effective > today, effective <= until, order=effective),
    )


class Deed(enum.StrEnum):
    """What became of a standard on a day."""

    PUBLISHED = "发布"
    BEGUN = "起实施"
    ENDED = "废止或者被代替"


class Level(enum.StrEnum):
    """Who issues a standard, as its number's letters say (标准化法 第二条)."""

    NATIONAL = "国家"
    TRADE = "行业"
    LOCAL = "地方"
    GROUP = "团体"


_DAYS = {
    Deed.PUBLISHED: Standard.published_on,
    Deed.BEGUN: Standard.effective_on,
    Deed.ENDED: Standard.ended_on,
}
_LETTERS = {Level.NATIONAL: "GB", Level.LOCAL: "DB", Level.GROUP: "T/"}


@dataclass(frozen=True)
class Span:
    """Which standards of some time are asked for.

    Args:
        first, last: days, both in it.
        deed: whose day counts.
        nature: only those; None for all.
        level: only those; None for all.
        topic: a word of their titles or field; empty for all.
    """

    first: date
    last: date
    deed: Deed = Deed.BEGUN
    nature: Nature | None = None
    level: Level | None = None
    topic: str = ""

    def day(self, edition: Edition) -> date | None:
        """The day of an edition that counts."""
        days = {Deed.PUBLISHED: edition.published_on, Deed.BEGUN: edition.effective_on}
        return days.get(self.deed, edition.ended_on)


def standards_of(session: Session, span: Span, most: int = MOST) -> tuple[Edition, ...]:
    """The standards of a span, the earliest first; those that have ended count too.

    Raises:
        ValueError: the span ends before it begins.
    """
    if span.last < span.first:
        raise ValueError(f"{span.last} is before {span.first}")
    day = _DAYS[span.deed]
    query = select(Standard).where(day.between(span.first, span.last))
    if span.level is not None:
        query = query.where(_of_level(span.level))
    if span.nature is not None:
        query = query.where(Standard.nature == span.nature)
    if span.topic:
        named = Standard.title.contains(span.topic, autoescape=True)
        query = query.where(named | Standard.field.contains(span.topic, autoescape=True))
    rows = session.scalars(query.order_by(day, Standard.number).limit(most))
    return tuple(editions(session, rows))


def _of_level(level: Level) -> ColumnElement[bool]:
    if letters := _LETTERS.get(level):
        return Standard.number.startswith(letters)
    return ~sa.or_(*(Standard.number.startswith(other) for other in (*_LETTERS.values(), "Q/")))


def told(edition: Edition, day: Callable[[Edition], date | None]) -> str:
    """An edition with the day that makes it news, and whether anybody checked it."""
    doubt = "（未核对）" if edition.checked is Checked.UNCHECKED else ""
    return f"{day(edition)} {edition.number}《{edition.title}》{doubt}"
