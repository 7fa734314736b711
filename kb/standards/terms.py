"""What a standard is found by: pairs of signs of its title, its first pair, and its filters.

Titles are indexed by pairs of characters, which need no dictionary and cost next to nothing; the
words of a question are cut by jieba and looked for as the pairs they consist of. What is found is
compared with the title itself afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import add
from typing import Any

# Runs that are words of their own; everything else stands between them.
_RUNS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_NO_TOKEN = re.compile(r"[^\w.\-]+")
_BETWEEN = re.compile(r"[\s;；,，、/|]+")
BEGINS = "beg:"
HELD = "held:1"


@dataclass(frozen=True)
class Filters:
    """What the standards looked for have in common; empty for whatever.

    Args:
        ics: the class or the beginning of it, 13.020.
        ccs: the class or its letter, Y57.
        department: its name.
        district: province or city.
        nature: 强制, 推荐, 指导 or 规范.
        status: as it is on the day of the search, whatever was recorded.
    """

    ics: str = ""
    ccs: str = ""
    department: str = ""
    district: str = ""
    nature: str = ""
    status: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True)
class Query:
    """Tokens to find: of each group one alternative, of an alternative every token.

    A token that ends in ``*`` is the beginning of one.
    """

    groups: tuple[tuple[tuple[str, ...], ...], ...]

    def __and__(self, other: Query) -> Query:
        return Query(self.groups + other.groups)

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def has_beginnings(self) -> bool:
        """Whether a token is the beginning of one: the index gathers all that begin so."""
        return any(token.endswith("*") for group in self.groups for one in group for token in one)

    def as_fts5(self) -> str:
        """In SQLite's language."""
        return self._written('"', " *", " AND ", " OR ")

    def as_tsquery(self) -> str:
        """In PostgreSQL's language."""
        return self._written("'", ":*", " & ", " | ")

    def _written(self, quote: str, begun: str, every: str, one_of: str) -> str:
        def token(text: str) -> str:
            bare = text.removesuffix("*")
            return f"{quote}{bare}{quote}{begun if bare != text else ''}"

        groups = (
            one_of.join(f"({every.join(map(token, tokens))})" for tokens in group)
            for group in self.groups
        )
        return every.join(f"({group})" for group in groups)


def fold(text: str) -> str:
    """Half width, lower case: what signs are compared by."""
    is_folded = text.isascii() or unicodedata.is_normalized("NFKC", text)
    return (text if is_folded else unicodedata.normalize("NFKC", text)).lower()


def key_of(number: str) -> str:
    """A number as people begin to type it, without blanks and slashes: ``GBT31791-2015``."""
    return re.sub(r"[\s/]+", "", fold(number)).replace(":", "-").upper()


def serial_of(undated: str) -> str:
    """The serial of an undated number: what somebody types who leaves out the letters."""
    return undated.rpartition(" ")[2]


def terms_of(row: Mapping[str, Any]) -> str:
    """What a record is found by, separated by blanks.

    Args:
        row: columns of the record; missing ones are empty.
    """
    runs = _RUNS.findall(fold(row["title"]))
    tokens: list[str] = []
    for run in runs:
        # The last sign alone too, so that every sign begins a token.
        tokens += (run,) if run.isascii() else (*map(add, run, run[1:]), run[-1])
    if runs:
        tokens.append(BEGINS + runs[0][:2])
    if nature := row.get("nature"):
        tokens.append(f"nat:{nature}")
    for name, prefix in _FILTERED.items():
        if value := row.get(name):
            tokens += (prefix + token for part in _BETWEEN.split(value) if (token := _token(part)))
    if row.get("origin") == "seed" or row.get("summary"):
        tokens.append(HELD)
    return " ".join(dict.fromkeys(tokens))


_FILTERED = {"ics": "ics:", "ccs": "ccs:", "department": "dep:", "district": "dis:"}


def wanted(words: Sequence[Sequence[str]]) -> Query:
    """The query for titles that have every one of these words, or another name of it.

    Args:
        words: each with the other names for the same thing.
    """
    groups = []
    for names in words:
        alternatives = tuple(found for name in names if (found := _looked_for(name)))
        if alternatives:
            groups.append(alternatives)
    return Query(tuple(groups))


def beginning(words: str) -> Query:
    """The query for titles that begin with these words, of which the last may be unfinished."""
    runs = _RUNS.findall(fold(words))
    if not runs:
        return Query(())
    if len(runs[0]) == 1 == len(runs):
        # Whatever begins with it has it; to gather all that have one sign takes longest of all.
        return Query((((f"{BEGINS}{runs[0]}*",),),))
    first = f"{BEGINS}{runs[0][:2]}" + ("*" if len(runs[0]) < 2 else "")
    return Query((((first, *_looked_for(words)),),))


def on_shelves(shelves: Iterable[int]) -> Query:
    """The query for records of one of these shelves; PostgreSQL's index alone has them."""
    return Query((tuple((f"#{shelf}",) for shelf in shelves),))


def filtered(filters: Filters) -> Query:
    """The query for what the filters leave, but for the status: that changes with the day."""
    groups = []
    for name, prefix in {**_FILTERED, "nature": "nat:"}.items():
        if token := _token(getattr(filters, name)):
            is_begun = name in ("ics", "ccs", "department", "district")
            groups.append(((f"{prefix}{token}{'*' if is_begun else ''}",),))
    return Query(tuple(groups))


def _looked_for(words: str) -> tuple[str, ...]:
    tokens: list[str] = []
    for run in _RUNS.findall(fold(words)):
        if run.isascii() or len(run) == 1:
            tokens.append(f"{run}*")
        else:
            tokens += (run[i : i + 2] for i in range(len(run) - 1))
    return tuple(tokens)


def _token(value: str) -> str:
    return _NO_TOKEN.sub("_", fold(value.strip())).strip("_")
