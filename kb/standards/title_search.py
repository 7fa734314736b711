"""A search of titles, step by step: by their beginning, by one sign, by words anywhere in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from kb.standards.editions import MOST_COMPARED, best_first, has_words
from kb.standards.newest import Titled, newest, with_one_sign
from kb.standards.terms import Filters, Query, beginning, filtered, wanted


@dataclass(frozen=True)
class TitleSearch:
    """What is looked for.

    Args:
        words: each with the other names for the same thing; none for whatever the filters leave.
        filters: what the records have in common.
        may: what else they must be.
        most: so many are told.
    """

    words: Sequence[Sequence[str]]
    filters: Filters
    may: ColumnElement[bool] | None
    most: int

    def found(self, session: Session) -> list[Titled]:
        """The best of the records that have every word, the best first."""
        rows: dict[int, Titled] = {}
        # Titles that begin with the words come first anyway; to look for those that have them
        # elsewhere takes longest where there are most.
        steps: tuple[tuple[Callable[[Session], list[Titled]], bool], ...] = (
            (self._beginning, False),
            (self._with_one_sign, False),
            (self._anywhere, self._has_other_names),
        )
        for step, always in steps:
            if always or len(rows) < MOST_COMPARED:
                rows |= {row.id: row for row in step(session)}
        found = [row for row in rows.values() if has_words(row, self.words)]
        return (best_first(found, self.words) if self.words else found)[: self.most]

    @property
    def _has_other_names(self) -> bool:
        return any(len(names) > 1 for names in self.words)

    def _beginning(self, session: Session) -> list[Titled]:
        said = "".join(names[0] for names in self.words)
        first = beginning(said) & filtered(self.filters) if self.words else Query(())
        return newest(session, first, self.may) if first else []

    def _with_one_sign(self, session: Session) -> list[Titled]:
        return [] if self.filters else with_one_sign(session, self.words)

    def _anywhere(self, session: Session) -> list[Titled]:
        longer, query = self._longer(), self._query(self.words)
        if not longer:
            return newest(session, query, self.may)
        quick = self._query(longer)
        more = newest(session, quick, self.may)
        if quick == query or len(more) < MOST_COMPARED:
            return more
        fitting = [row for row in more if has_words(row, self.words)]
        return fitting if len(fitting) >= self.most else newest(session, query, self.may)

    def _longer(self) -> list[Sequence[str]]:
        """Some of the words, where others are a single sign, which is in very many titles.

        Beside longer words the titles are asked for it.
        """
        longer = [names for names in self.words if min(map(len, names)) > 1]
        return longer if len(longer) < len(self.words) else []

    def _query(self, words: Sequence[Sequence[str]]) -> Query:
        return wanted(words) & filtered(self.filters)
