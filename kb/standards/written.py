"""Records and changes written many at a time.

On SQLite the full-text index is kept by triggers, and what it gathered is written out before each
statement: so a statement takes hundreds of rows.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import cast, column, delete, update, values
from sqlalchemy.orm import Session

from kb.models import Standard
from kb.standards.difference import COLUMNS, columns_of, whole
from kb.standards.terms import key_of, serial_of, terms_of
from kb.text.standard_number import StandardNumber

T = TypeVar("T")
_YEAR = re.compile(r"[-:](?:19|20)[0-9]{2}\Z")
_AMENDS = "/XG"  # an amendment's year is not its standard's
_RECORD = ("number", "undated", "key", "serial", *COLUMNS, "terms")
# Rows a statement: times their columns less than the 32,766 values SQLite takes.
_TOGETHER = 1000


def insert_rows(
    session: Session, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows as the database takes them fastest.

    Args:
        session: the caller's transaction.
        table: its name.
        columns: their names.
        rows: text, whole numbers and None; days as ISO text, JSON as text.
    """
    connection, names = session.connection(), ", ".join(columns)
    if session.get_bind().dialect.name == "sqlite":
        one = f"({', '.join('?' * len(columns))})"
        for part in _parted(rows):
            places = ", ".join([one] * len(part))
            statement = f"INSERT INTO {table} ({names}) VALUES {places}"
            connection.exec_driver_sql(statement, tuple(chain.from_iterable(part)))
    elif rows:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def add_records(session: Session, records: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Add records that are not there yet.

    Args:
        session: the caller's transaction.
        records: each number with what is said of it, as changes keep it.
    """
    rows = [_record(number, said) for number, said in records]
    insert_rows(session, "standard", _RECORD, rows)


def change_records(
    session: Session, changed: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]]
) -> None:
    """Change columns of records.

    Args:
        session: the caller's transaction.
        changed: each number, the record as it is, and the columns that change.
    """
    # SQLite has no types to cast to, and makes numbers of days.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for number, known, fields in changed:
        columns = {**columns_of(fields), "terms": terms_of({**known, **fields})}
        names = tuple(sorted(columns))
        alike[names].append((number, *(columns[name] for name in names)))
    for names, rows in alike.items():
        types = Standard.__table__.c
        told = (column("of_number", types.number.type), *(column(n, types[n].type) for n in names))
        for part in _parted(rows):
            new = values(*told, name="new").data(part).cte("new")
            become = {
                name: new.c[name] if is_sqlite else cast(new.c[name], types[name].type)
                for name in names
            }
            statement = update(Standard).where(Standard.number == new.c.of_number).values(become)
            session.connection().execute(statement)


def remove_records(session: Session, numbers: Sequence[str]) -> None:
    """Take records away."""
    if numbers:
        session.execute(delete(Standard).where(Standard.number.in_(numbers)))


def _record(number: str, said: Mapping[str, Any]) -> tuple[Any, ...]:
    undated = _undated(number)
    terms = terms_of(whole(said))
    row = [number, undated, key_of(number), serial_of(undated), *_BLANK, terms]
    for name, value in said.items():
        row[_PLACE[name]] = _written(value)
    return tuple(row)


def _written(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


_PLACE = {name: place for place, name in enumerate(_RECORD)}
_BLANK = tuple(_written(whole({})[name]) for name in COLUMNS)


def _undated(number: str) -> str:
    """A canonical number without its year; taking it apart again would cost a fifth of the time."""
    year = None if _AMENDS in number else _YEAR.search(number)
    return number[: year.start()] if year else str(StandardNumber.parse(number).undated)


def _parted(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _TOGETHER):
        yield rows[start : start + _TOGETHER]
