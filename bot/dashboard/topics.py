"""What citizens ask about: the most asked entries, and those asked suddenly (舆情)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.complaints.case.bursts import LEAST, chance_of, is_burst
from bot.conversation.models import Turn
from bot.dashboard.period import Period
from kb.models import Faq, Standard

RECENT = timedelta(days=3)
BEFORE = timedelta(days=28)
MOST = 15


@dataclass(frozen=True)
class Topic:
    """An entry of the knowledge base that was asked for.

    Args:
        reference: as turns keep it: ``faq:slug``, ``standard:GB 17761-2024``.
        title: what staff see.
        count: how often in the period.
        before: how often in as many days before.
    """

    reference: str
    title: str
    count: int
    before: int


@dataclass(frozen=True)
class Riser:
    """An entry asked for unusually often in the last days.

    Args:
        recent: how often.
        usual: how often to be expected, from the four weeks before.
    """

    reference: str
    title: str
    recent: int
    usual: float


def topics(session: Session, period: Period) -> list[Topic]:
    """The most asked entries of a period, the first first."""
    now, then = _counts(session, period), _counts(session, period.before)
    most = sorted(now, key=lambda reference: (-now[reference], reference))[:MOST]
    titles = titles_of(session, most)
    return [Topic(r, titles[r], now[r], then.get(r, 0)) for r in most]


def risers(session: Session, now: datetime) -> list[Riser]:
    """Entries asked for more often than accident explains, the most unusual first."""
    since = now - RECENT
    recent = func.count().filter(Turn.received_at >= since)
    query = (
        select(Turn.entry, recent, func.count())
        .where(Turn.entry != "", Turn.received_at >= since - BEFORE)
        .group_by(Turn.entry)
        .having(recent >= LEAST)
    )
    share = RECENT / BEFORE
    found = [(r, many, (total - many) * share) for r, many, total in session.execute(query)]
    found = [row for row in found if is_burst(row[1], row[2])]
    titles = titles_of(session, [reference for reference, _, _ in found])
    found.sort(key=lambda row: (chance_of(row[1], row[2]), -row[1]))
    return [Riser(r, titles[r], many, usual) for r, many, usual in found[:MOST]]


def _counts(session: Session, period: Period) -> dict[str, int]:
    query = (
        select(Turn.entry, func.count())
        .where(Turn.entry != "", Turn.received_at >= period.begin, Turn.received_at < period.end)
        .group_by(Turn.entry)
    )
    return {entry: count for entry, count in session.execute(query)}


def titles_of(session: Session, references: Iterable[str]) -> dict[str, str]:
    """What staff see of entries, by reference."""
    keys: dict[str, list[str]] = {}
    for reference in references:
        kind, _, key = reference.partition(":")
        keys.setdefault(kind, []).append(key)
    known: dict[str, str] = {}
    if "faq" in keys:
        entries = select(Faq.slug, Faq.question).where(Faq.slug.in_(keys["faq"]))
        known |= {f"faq:{slug}": question for slug, question in session.execute(entries)}
    if "standard" in keys:
        named = select(Standard.number, Standard.title).where(Standard.number.in_(keys["standard"]))
        rows = session.execute(named)
        known |= {f"standard:{number}": f"{number} {title}" for number, title in rows}
    # An entry may be gone by now; its key still says which it was.
    return {f"{kind}:{key}": known.get(f"{kind}:{key}", key) for kind in keys for key in keys[kind]}
