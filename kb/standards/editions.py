"""Where the editions of standards are: in the database, or in memory for tests and tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from kb.models import StandardStatus
from kb.standards.edition import Edition
from kb.standards.terms import Filters, fold, key_of, serial_of

MOST_FAMILIES = 300  # parts of one number; GB/T 5009 has more than two hundred
MOST_TITLED = 200
MOST_COMPARED = 200  # with the words and the status somebody asked for


class Titled(Protocol):
    """What of an edition says how well it fits the words that are looked for."""

    @property
    def number(self) -> str:
        """With its year."""

    @property
    def title(self) -> str:
        """As it stands on the standard."""

    @property
    def status(self) -> StandardStatus:
        """As recorded."""


T = TypeVar("T", bound=Titled)


class Editions(Protocol):
    """Finds editions without having them all at hand."""

    def get(self, number: str) -> Edition | None:
        """The edition with exactly this canonical number."""

    def family(self, undated: str) -> Sequence[Edition]:
        """All editions of an undated number, the newest first."""

    def with_serial(self, serial: str) -> Sequence[str]:
        """Undated numbers that have a serial."""

    def parts(self, undated: str) -> Sequence[str]:
        """Undated numbers of the parts of a standard: GB 6675.1 of GB 6675."""

    def titled(self, words: str) -> Sequence[Edition]:
        """Editions whose title has exactly these words, at most :data:`MOST_TITLED`."""

    def search(
        self, words: Sequence[Sequence[str]], filters: Filters, today: date, most: int
    ) -> list[Edition]:
        """Editions whose titles have these words or other names of them, the best first.

        Of a status it leaves out what can't have it today; some that haven't may be left.
        """

    def suggested(self, typed: str, most: int) -> Sequence[Edition]:
        """Editions whose number or title begins as somebody has begun to type."""

    def replaced_by(self, number: str) -> Sequence[Edition]:
        """The editions this one replaces, in whole."""

    def upcoming(self, today: date, most: int) -> Sequence[Edition]:
        """The editions that take effect next."""

    def count(self) -> int:
        """How many there are."""


def year_of(edition: Titled) -> int:
    """The year of an edition's number; 0 without one."""
    head, _, tail = edition.number.replace(":", "-").rpartition("-")
    return int(tail) if head and len(tail) == 4 and tail.isdigit() else 0


def best_first(found: Iterable[T], words: Sequence[Sequence[str]]) -> list[T]:
    """Titles with the words as they were said first, then short ones, then new ones."""
    said = fold("".join(names[0] for names in words))

    def rank(edition: T) -> tuple[bool, bool, bool, int, int]:
        title = fold(edition.title).replace(" ", "")
        is_over = edition.status in ("被代替", "废止")
        return (
            said not in title,
            is_over,
            not title.startswith(said),
            len(title),
            -year_of(edition),
        )

    return sorted(found, key=rank)


def has_words(edition: Titled, words: Sequence[Sequence[str]]) -> bool:
    """Whether a title has of every word one of its names."""
    title = fold(edition.title)
    return all(any(fold(name) in title for name in names) for names in words)


@dataclass(frozen=True)
class _Index:
    by_number: dict[str, Edition]
    by_undated: dict[str, list[Edition]]
    by_serial: dict[str, list[str]]


class EditionsInMemory:
    """A handful of editions, for tests and tools."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        by_number = {edition.number: edition for edition in editions}
        by_undated: dict[str, list[Edition]] = defaultdict(list)
        for edition in by_number.values():
            by_undated[edition.undated].append(edition)
        by_serial: dict[str, list[str]] = defaultdict(list)
        for undated, group in by_undated.items():
            group.sort(key=year_of, reverse=True)
            by_serial[serial_of(undated)].append(undated)
        self._index = _Index(by_number, dict(by_undated), dict(by_serial))

    def get(self, number: str) -> Edition | None:
        """See :class:`Editions`."""
        return self._index.by_number.get(number)

    def family(self, undated: str) -> Sequence[Edition]:
        """See :class:`Editions`."""
        return self._index.by_undated.get(undated, [])

    def with_serial(self, serial: str) -> Sequence[str]:
        """See :class:`Editions`."""
        return self._index.by_serial.get(serial, [])

    def parts(self, undated: str) -> Sequence[str]:
        """See :class:`Editions`."""
        return [one for one in self._index.by_undated if one.startswith(f"{undated}.")]

    def titled(self, words: str) -> Sequence[Edition]:
        """See :class:`Editions`."""
        return [e for e in self._index.by_number.values() if words in e.title]

    def search(
        self, words: Sequence[Sequence[str]], filters: Filters, today: date, most: int
    ) -> list[Edition]:
        """See :class:`Editions`; filters are the database's."""
        found = (e for e in self._index.by_number.values() if has_words(e, words))
        return best_first(found, words)[:most]

    def suggested(self, typed: str, most: int) -> Sequence[Edition]:
        """See :class:`Editions`."""
        key = key_of(typed)
        editions = self._index.by_number.values()
        return [e for e in editions if key and key_of(e.number).startswith(key)][:most]

    def replaced_by(self, number: str) -> Sequence[Edition]:
        """See :class:`Editions`."""
        return [e for e in self._index.by_number.values() if number in e.superseded_by]

    def upcoming(self, today: date, most: int) -> Sequence[Edition]:
        """See :class:`Editions`."""
        dated = ((e.effective_on, e.number, e) for e in self._index.by_number.values())
        soon = sorted((d, n, e) for d, n, e in dated if d is not None and d > today)
        return [edition for _, _, edition in soon[:most]]

    def count(self) -> int:
        """See :class:`Editions`."""
        return len(self._index.by_number)
