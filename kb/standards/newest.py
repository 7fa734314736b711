"""Of the records that have some terms those that came last, which are told first.

SQLite reads its full-text index from the newest record on and stops. PostgreSQL's knows no order:
every record with the terms would be fetched to tell the newest two hundred. So there the newest few
thousand are looked through without the index; terms that are frequent are met with often enough,
and others show how far apart they stand. Then the index is asked for as many shelves as should hold
enough, once more for some more if that was too few, and else, or if they are rare, for all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, TextClause, any_, func, select, text
from sqlalchemy.orm import Session

from kb.models import Standard, StandardStatus
from kb.standards.editions import MOST_COMPARED
from kb.standards.terms import Query, on_shelves

_ONE_SIGN = re.compile("[\u3400-\u9fff]")
_LOOKED_THROUGH = 10_000  # records
_FTS5 = text("SELECT rowid AS id FROM standard_search WHERE standard_search MATCH :query")
_FTS5_NEWEST = text(f"{_FTS5.text} ORDER BY rowid DESC LIMIT :most")
_GIVEN = text("SELECT value AS id FROM json_each(:ids)")
_TSVECTOR = text("SELECT id FROM standard_search WHERE terms @@ CAST(:query AS tsquery)")
# "IS TRUE" keeps the planner from the full-text index.
_TSVECTOR_AFTER = text(
    "SELECT id FROM standard_search WHERE id > :after "
    "AND (terms @@ CAST(:query AS tsquery)) IS TRUE"
)
# How many with the terms SQLite tries for what else they must be before it tries all.
_TRIED = 10 * MOST_COMPARED
# By id, 32,768 to a shelf: migration 0047 puts them into PostgreSQL's index.
SHELF = 1 << 15
# Looked through without the index: 0.2 us each, of those the index finds 4 to 9 us each.
_NEAR = 4096
_MARGIN = 1.5  # they don't stand evenly
# Where more are needed so few have the terms that all are fetched; the second time sooner.
_MOST_NEEDED = (1 << 19, 1 << 18)
Wanted = Select[int, str, str, StandardStatus]


class Titled(NamedTuple):
    """What of a record tells how well it fits; hundreds are compared, of which few are told."""

    id: int
    number: str
    title: str
    status: StandardStatus


COMPARED = (Standard.id, Standard.number, Standard.title, Standard.status)


def newest(session: Session, query: Query, may: ColumnElement[bool] | None) -> list[Titled]:
    """The records that came last, at most :data:`MOST_COMPARED`, the last first.

    Args:
        session: for reading.
        query: their terms; whatever for an empty one.
        may: what else they must be.
    """
    wanted = _wanted(may)
    if not query:
        return _read(session, wanted)
    if not is_sqlite(session):
        return _newest_of_shelves(session, query, wanted)

    def read(asked: TextClause, **given: int | str) -> list[Titled]:
        found = asked.bindparams(**given).columns(Standard.id).subquery()
        return _read(session, wanted.where(Standard.id.in_(select(found.c.id))))

    written, most = query.as_fts5(), MOST_COMPARED if may is None else _TRIED
    tried = session.scalars(_FTS5_NEWEST, {"query": written, "most": most}).all()
    rows = read(_GIVEN, ids=json.dumps(tried))
    if len(rows) == MOST_COMPARED or len(tried) < most:
        return rows
    return read(_FTS5, query=written)


def with_one_sign(session: Session, words: Sequence[Sequence[str]]) -> list[Titled]:
    """The records that came last and have a single Chinese sign in their title, if that is asked.

    PostgreSQL's index would gather every title that has it. Where it is frequent, enough stand
    among the last; where it is rare, there is little to gather. SQLite's has each sign by itself.
    """
    if is_sqlite(session) or len(words) != 1 or len(words[0]) != 1:
        return []
    if not _ONE_SIGN.fullmatch(words[0][0]):
        return []
    last = Standard.id > _last(session) - _LOOKED_THROUGH
    return _read(session, _wanted(None).where(last, Standard.title.contains(words[0][0])))


def full_text(session: Session, query: Query) -> tuple[TextClause, str]:
    """What asks the database's full-text index, and for what."""
    if is_sqlite(session):
        return _FTS5, query.as_fts5()
    return _TSVECTOR, query.as_tsquery()


def is_sqlite(session: Session) -> bool:
    """Whether it is SQLite; else it is PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def _newest_of_shelves(session: Session, query: Query, wanted: Wanted) -> list[Titled]:
    def read(asked: TextClause, query: Query, **given: int) -> list[Titled]:
        found = asked.bindparams(query=query.as_tsquery(), **given).columns(Standard.id)
        # As an array it stays apart from the rest: PostgreSQL guesses badly how many are found, as
        # signs beside each other are no chance, and would read all records from the last one on.
        ids = func.array(select(found.subquery().c.id).scalar_subquery())
        return _read(session, wanted.where(Standard.id == any_(ids)))

    last, looked = _last(session), _NEAR
    found = read(_TSVECTOR_AFTER, query, after=last - looked)
    if len(found) >= MOST_COMPARED or last <= looked:
        return found
    for most in _MOST_NEEDED:
        if not found or (needed := ceil(looked * _MARGIN * MOST_COMPARED / len(found))) > most:
            break
        if query.has_beginnings:
            found = read(_TSVECTOR_AFTER, query, after=last - needed)
        else:
            # One more, for the newest has just been begun.
            shelves = range(last // SHELF, last // SHELF - needed // SHELF - 2, -1)
            found = read(_TSVECTOR, query & on_shelves(shelves))
        if len(found) >= MOST_COMPARED:
            return found
        looked = needed
    return read(_TSVECTOR, query)


def _wanted(may: ColumnElement[bool] | None) -> Wanted:
    query = select(*COMPARED).order_by(Standard.id.desc()).limit(MOST_COMPARED)
    return query if may is None else query.where(may)


def _read(session: Session, wanted: Wanted) -> list[Titled]:
    return [Titled(*row) for row in session.execute(wanted)]


def _last(session: Session) -> int:
    return session.scalar(select(func.max(Standard.id))) or 0
