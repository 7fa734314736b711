"""Editions in the database, looked up one by one; nothing of the catalogue stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from kb.models import Standard, StandardStatus
from kb.standards.among import among
from kb.standards.edition import Edition
from kb.standards.editions import MOST_FAMILIES, MOST_TITLED, best_first, year_of
from kb.standards.models import StandardLink
from kb.standards.newest import (
    COMPARED,
    Titled,
    full_text,
    is_sqlite,
    newest,
    with_one_sign,
)
from kb.standards.terms import HELD, Filters, Query, beginning, filtered, key_of, wanted
from kb.standards.title_search import TitleSearch

T = TypeVar("T")
# Answers about the same few standards make up most of a day.
_KEPT = 2048
_RANGES_TOGETHER = 200  # SQLite nests conditions a thousand deep at most
_HIGHEST = "\uffff"


class Reading(Protocol):
    """Does a short piece of reading in the calling thread."""

    def __call__(self, work: Callable[[Session], T], /) -> T:
        """Give what the work gives."""


class Known:
    """Editions that were read together, so that nobody who asks for one waits for the database.

    Args:
        editions: they.
        whole: the undated numbers of which these are all there are.
    """

    def __init__(self, editions: Iterable[Edition], whole: Collection[str]) -> None:
        self.by_number = {edition.number: edition for edition in editions}
        newest_first = sorted(self.by_number.values(), key=year_of, reverse=True)
        self.whole: dict[str, list[Edition]] = {}
        for edition in newest_first:
            if edition.undated in whole:
                self.whole.setdefault(edition.undated, []).append(edition)


class StoredEditions:
    """See :class:`kb.standards.editions.Editions`.

    Made anew for each revision of the knowledge base: what was looked up holds as long.

    Args:
        read: opens a session for reading in the calling thread.
        known: what has been read of this revision already.
    """

    def __init__(self, read: Reading, known: Known | None = None) -> None:
        self._read = read
        self._known = known or Known((), ())
        # What is not there is remembered too: most numbers people type are asked again.
        self.get: Callable[[str], Edition | None] = lru_cache(_KEPT)(self._get)
        self.family: Callable[[str], Sequence[Edition]] = lru_cache(_KEPT)(self._family)
        self.with_serial: Callable[[str], Sequence[str]] = lru_cache(_KEPT)(self._with_serial)
        self.parts: Callable[[str], Sequence[str]] = lru_cache(_KEPT)(self._parts)
        self.titled: Callable[[str], Sequence[Edition]] = lru_cache(_KEPT)(self._titled)
        self.replaced_by: Callable[[str], Sequence[Edition]] = lru_cache(_KEPT)(self._replaced_by)
        self.count: Callable[[], int] = lru_cache(1)(self._count)

    def search(
        self, words: Sequence[Sequence[str]], filters: Filters, today: date, most: int
    ) -> list[Edition]:
        """See :class:`kb.standards.editions.Editions`."""
        query = wanted(words) & filtered(filters)
        if not query and filters.status not in list(StandardStatus):
            return []
        may = may_be(filters.status, today) if filters.status else None
        search = TitleSearch(words, filters, may, most)
        return self._read(lambda session: _whole(session, search.found(session)))

    def suggested(self, typed: str, most: int) -> Sequence[Edition]:
        """See :class:`kb.standards.editions.Editions`."""
        key, query = key_of(typed), beginning(typed)

        def work(session: Session) -> list[Edition]:
            rows: list[Titled] = []
            for column, begun in _begun(key):
                if len(rows) < most:
                    rows += _in_range(session, column, begun, most)
            if len(rows) < most and query and not key.isascii():
                rows += newest(session, query, None)
                if len(rows) < most:
                    rows += with_one_sign(session, [[typed.strip()]])
                if len(rows) < most:
                    rows += newest(session, wanted([[typed]]), None)
            found = list({row.id: row for row in rows}.values())
            if not key.isascii():
                found = best_first(found, [[typed.strip()]])
            return _whole(session, found[:most])

        return self._read(work)

    def upcoming(self, today: date, most: int) -> Sequence[Edition]:
        """See :class:`kb.standards.editions.Editions`."""
        query = select(Standard).where(Standard.effective_on > today)
        query = query.order_by(Standard.effective_on, Standard.number).limit(most)
        return self._select(query)

    def _get(self, number: str) -> Edition | None:
        if (known := self._known.by_number.get(number)) is not None:
            return known
        found = self._select(select(Standard).where(Standard.number == number))
        return found[0] if found else None

    def _family(self, undated: str) -> Sequence[Edition]:
        if known := self._known.whole.get(undated):
            return known
        query = select(Standard).where(Standard.undated == undated).order_by(Standard.id)
        return sorted(self._select(query), key=year_of, reverse=True)

    def _with_serial(self, serial: str) -> Sequence[str]:
        query = select(Standard.undated).where(Standard.serial == serial)
        query = query.group_by(Standard.undated).order_by(func.min(Standard.id))
        return self._read(lambda session: session.scalars(query.limit(MOST_FAMILIES)).all())

    def _parts(self, undated: str) -> Sequence[str]:
        stem = f"{key_of(undated)}."
        query = (
            select(Standard.undated)
            .where(Standard.key >= stem, Standard.key < stem + _HIGHEST)
            .group_by(Standard.undated)
            .order_by(func.min(Standard.id))
            .limit(MOST_FAMILIES)
        )
        found = self._read(lambda session: session.scalars(query).all())
        # Without slashes GB/T 1.1 and GBT 1.1 would be one.
        return [one for one in found if one.startswith(f"{undated}.")]

    def _titled(self, words: str) -> Sequence[Edition]:
        query = wanted([[words]])
        if not query:
            return []
        rows = self._read(lambda session: editions(session, _matching(session, query, MOST_TITLED)))
        return [edition for edition in rows if words in edition.title]

    def _replaced_by(self, number: str) -> Sequence[Edition]:
        links = select(StandardLink.old).where(
            StandardLink.new == number, StandardLink.partly.is_(False)
        )
        query = select(Standard).where(Standard.number.in_(links)).order_by(Standard.id)
        return self._select(query)

    def _count(self) -> int:
        return self._read(lambda s: s.scalar(select(func.count()).select_from(Standard)) or 0)

    def _select(self, query: Select[Standard]) -> list[Edition]:
        return self._read(lambda session: editions(session, session.scalars(query).all()))


def may_be(status: str, day: date) -> ColumnElement[bool]:
    """What every record has that is of a status on a day; a few others may have it too.

    Which of them are, :meth:`kb.catalogue.Catalogue.status_on` says.

    Args:
        status: one of :class:`StandardStatus`; nothing is of another one.
        day: the day.
    """
    lasts = Standard.status.not_in((StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN))
    newer = aliased(Standard)
    taken_over = (
        select(StandardLink.old)
        .join(newer, newer.number == StandardLink.new)
        .where(StandardLink.old == Standard.number, newer.effective_on <= day)
        .exists()
    )
    ended = Standard.ended_on <= day
    begun = Standard.effective_on <= day
    conditions: dict[str, ColumnElement[bool]] = {
        StandardStatus.IN_FORCE: lasts & (Standard.status != StandardStatus.UNVERIFIED) & begun,
        StandardStatus.UPCOMING: lasts & (Standard.effective_on > day),
        StandardStatus.UNVERIFIED: lasts
        & or_(Standard.status == StandardStatus.UNVERIFIED, Standard.effective_on.is_(None)),
        StandardStatus.SUPERSEDED: or_(
            Standard.status == StandardStatus.SUPERSEDED, lasts & or_(ended, taken_over)
        ),
        StandardStatus.WITHDRAWN: or_(Standard.status == StandardStatus.WITHDRAWN, lasts & ended),
    }
    return conditions.get(status, false())


def held(session: Session, numbers: Iterable[str]) -> list[Standard]:
    """The records that are searched by meaning: written for citizens, or an entry rests on them.

    Args:
        numbers: those entries rest on.
    """
    ids = _ids(session, Query((((HELD,),),)))
    rows = {r.id: r for r in session.scalars(select(Standard).where(Standard.id.in_(ids)))}
    rows |= {row.id: row for row in _where(session, Standard.number, numbers)}
    return [rows[key] for key in sorted(rows)]


def _begun(key: str) -> list[tuple[Any, str]]:
    """The ranges in which numbers begin as somebody typed; GB finds GB/T too."""
    if not key.isascii() or not key:
        return []
    ranges = [(Standard.key, key)]
    letters = len(key) - len(key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if 0 < letters < len(key) and not key[:letters].endswith("T"):
        ranges.append((Standard.key, f"{key[:letters]}T{key[letters:]}"))
    if key[0].isdigit():
        ranges.append((Standard.serial, key))
    return ranges


def _in_range(session: Session, column: Any, begun: str, most: int) -> list[Titled]:
    query = select(*COMPARED).where(column >= begun, column < begun + _HIGHEST)
    return [Titled(*row) for row in session.execute(query.order_by(column).limit(most))]


def _matching(session: Session, query: Query, most: int) -> list[Standard]:
    """Records by their terms, in the order they came."""
    ids = _ids(session, query, most)
    rows = {r.id: r for r in session.scalars(select(Standard).where(Standard.id.in_(ids)))}
    return [rows[key] for key in ids if key in rows]


def _whole(session: Session, chosen: Sequence[Titled]) -> list[Edition]:
    """The editions that were chosen, in their order."""
    ids = [one.id for one in chosen]
    rows = {r.id: r for r in session.scalars(select(Standard).where(Standard.id.in_(ids)))}
    return editions(session, [rows[key] for key in ids if key in rows])


def _ids(session: Session, query: Query, most: int | None = None) -> list[int]:
    statement, written = full_text(session, query)
    order = "rowid" if is_sqlite(session) else "id"
    limit = "" if most is None else f" LIMIT {most:d}"
    asked = text(f"{statement.text} ORDER BY {order}{limit}")
    return list(session.scalars(asked, {"query": written}))


def editions(session: Session, rows: Iterable[Standard]) -> list[Edition]:
    """Editions with what takes their place, whichever of the two records says so."""
    rows = list(rows)
    links: dict[str, list[StandardLink]] = {}
    old = among(session, StandardLink.old, (row.number for row in rows))
    query = select(StandardLink).where(old).order_by(StandardLink.said_by, StandardLink.new)
    for link in session.scalars(query):
        links.setdefault(link.old, []).append(link)
    return [Edition.of(row, links.get(row.number, ())) for row in rows]


def numbered(session: Session, numbers: Iterable[str]) -> list[Edition]:
    """The editions with these numbers."""
    return editions(session, _where(session, Standard.number, numbers))


def families(session: Session, undated: Iterable[str]) -> list[Edition]:
    """The editions of these undated numbers, and what replaces them: that settles their status."""
    found = editions(session, _where(session, Standard.undated, undated))
    later = {number for edition in found for number in edition.superseded_by}
    return [*found, *numbered(session, later - {edition.number for edition in found})]


def begun(session: Session, beginnings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Undated and dated number of what begins so, by number: the parts of ``GB 6675.``.

    Args:
        beginnings: of undated numbers.
    """
    ordered = sorted(set(beginnings))
    for start in range(0, len(ordered), _RANGES_TOGETHER):
        keys = map(key_of, ordered[start : start + _RANGES_TOGETHER])
        ranges = (and_(Standard.key >= key, Standard.key < key + _HIGHEST) for key in keys)
        query = select(Standard.undated, Standard.number).where(or_(*ranges))
        rows = session.execute(query.order_by(Standard.key))
        yield from ((row[0], row[1]) for row in rows)


def _where(
    session: Session, column: InstrumentedAttribute[str], values: Iterable[str]
) -> Iterator[Standard]:
    query = select(Standard).where(among(session, column, values))
    yield from session.scalars(query.order_by(Standard.id))
