"""Search for the pages: the same normalising, the same index and the same answers as the chat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated

from fastapi import Depends

from bot.kit import clock
from bot.web.services import Services, services
from kb.answering import Answer, Answerer
from kb.catalogue import Catalogue, Edition
from kb.knowledge import LiveKnowledge, Normalise, Snapshot, load_normaliser
from kb.models import StandardStatus
from kb.search.index import Entry, EntryKind
from kb.standards.terms import Filters
from kb.standards.wording import load_title_words
from kb.text.standard_number import StandardNumber, canonicalise

LONGEST_QUESTION = 200  # characters
MOST_FOUND = 20


@dataclass(frozen=True)
class Finder:
    """Finds entries and standards for the words of a search field.

    Args:
        knowledge: the live knowledge base.
        normalise: traditional characters, dialect and typos to standard words.
        answerer: gives the chat's answer.
    """

    knowledge: LiveKnowledge
    normalise: Normalise
    answerer: Answerer

    @property
    def snapshot(self) -> Snapshot:
        """The newest state of the knowledge base."""
        return self.knowledge.snapshot

    def answer(self, words: str) -> Answer:
        """What the chat would say."""
        return self.answerer.answer(words)

    def faqs(self, words: str) -> list[Entry]:
        """Published questions that fit, best first."""
        return self._near(words, EntryKind.FAQ)

    def standards(
        self,
        words: str,
        today: date,
        filters: Filters = Filters(),  # noqa: B008
    ) -> list[Edition]:
        """Editions by number, by a part of number or title, or by meaning; valid ones first.

        Args:
            words: as typed.
            today: the day in Chongqing.
            filters: what all of them have today.
        """
        catalogue = self.snapshot.catalogue
        plain = self._plain(words)
        numbers = StandardNumber.find_all(plain)
        if numbers:
            return _named(catalogue, numbers, today)
        wanted = load_title_words().of(plain, self.snapshot.index.words)
        literal = catalogue.search(wanted, filters, today, MOST_FOUND)
        if filters:
            return _valid_first(catalogue, literal, today)
        begun = catalogue.suggested(plain, MOST_FOUND) if plain else []
        near = [catalogue.get(entry.key) for entry in self._near(words, EntryKind.STANDARD)]
        valid = _valid_first(catalogue, [*literal, *begun], today)
        found = {e.number: e for e in (*valid, *near) if e}
        return list(found.values())[:MOST_FOUND]

    def suggested(self, typed: str, most: int) -> list[Edition]:
        """Editions whose number or title begins as somebody has begun to type."""
        return self.snapshot.catalogue.suggested(self._plain(typed), most)

    def _near(self, words: str, kind: EntryKind) -> list[Entry]:
        index = self.snapshot.index
        hits = index.search(self._plain(words), top=MOST_FOUND)
        enough = index.calibration.unsure
        return [h.entry for h in hits if h.entry.kind is kind and h.confidence >= enough]

    def _plain(self, words: str) -> str:
        return canonicalise(self.normalise(words))


def _named(catalogue: Catalogue, numbers: Iterable[StandardNumber], today: date) -> list[Edition]:
    found: dict[str, Edition] = {}
    for number in numbers:
        look_up = catalogue.look_up(number, today)
        for edition in (look_up.found, *look_up.others, *look_up.parts):
            if edition is not None:
                found[edition.number] = edition
    return list(found.values())[:MOST_FOUND]


def _valid_first(catalogue: Catalogue, found: list[Edition], today: date) -> list[Edition]:
    order = list(StandardStatus)
    return sorted(found, key=lambda edition: order.index(catalogue.status_on(edition, today)))


@lru_cache(maxsize=1)
def _normaliser() -> Normalise:
    return load_normaliser()


@lru_cache(maxsize=1)
def _finder_on(knowledge: LiveKnowledge) -> Finder:
    return Finder(knowledge, _normaliser(), Answerer(knowledge, _normaliser(), clock.today))


def finder(parts: Annotated[Services, Depends(services)]) -> Finder:
    """The finder on the running knowledge base, for use as a FastAPI dependency."""
    return _finder_on(parts.knowledge)
