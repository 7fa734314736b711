"""Search for the pages: the same normalising, the same index and the same answers as the chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated

from fastapi import Depends

from bot.kit import clock
from bot.web.services import Services, services
from kb.answer import Answer
from kb.answering import Answerer
from kb.catalogue import Edition
from kb.finding import near_in, standards_for
from kb.knowledge import LiveKnowledge, Normalise, Snapshot, load_normaliser
from kb.search.index import Entry, EntryKind
from kb.standards.terms import Filters
from kb.text.standard_number import canonicalise

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
        return near_in(self.snapshot, self._plain(words), EntryKind.FAQ, MOST_FOUND)

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
        return standards_for(self.snapshot, self._plain(words), today, MOST_FOUND, filters)

    def suggested(self, typed: str, most: int) -> list[Edition]:
        """Editions whose number or title begins as somebody has begun to type."""
        return self.snapshot.catalogue.suggested(self._plain(typed), most)

    def _plain(self, words: str) -> str:
        return canonicalise(self.normalise(words))


@lru_cache(maxsize=1)
def _normaliser() -> Normalise:
    return load_normaliser()


@lru_cache(maxsize=1)
def _finder_on(knowledge: LiveKnowledge) -> Finder:
    return Finder(knowledge, _normaliser(), Answerer(knowledge, _normaliser(), clock.today))


def finder(parts: Annotated[Services, Depends(services)]) -> Finder:
    """The finder on the running knowledge base, for use as a FastAPI dependency."""
    return _finder_on(parts.knowledge)
