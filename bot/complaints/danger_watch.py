"""Rules and sense together decide whether a text tells of danger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.complaints.danger import Danger
from bot.complaints.danger_sense import DangerSense
from bot.complaints.triage import Triage
from kb.search.embedding import Vector

log = structlog.get_logger()

# A few words say too little to sound like anything; there the rules are believed.
_SAYS_ENOUGH = 10  # characters


@dataclass(frozen=True)
class DangerWatch:
    """Finds danger by its words, and where no words are known, by how the text sounds.

    A rule's word is believed unless the text sounds quite ordinary; without the sense the rules
    stand alone.

    Args:
        triage: the rules.
        sense: the trained weights.
        embed: embedding of one normalised text.
    """

    triage: Triage
    sense: DangerSense
    embed: Callable[[str], Vector]

    def find(self, text: str) -> Danger | None:
        """The danger a normalised text tells of; None if there is none.

        The log says which words, or what odds, raised an alarm, never the text.
        """
        if not text.strip():
            return None
        found, sensed = self.triage.explain(text), self.sense.of(self.embed(text))
        odds = round(sensed.odds, 2)
        is_plain = len(text) < _SAYS_ENOUGH or sensed.odds >= self.sense.harmless
        if found is not None and is_plain:
            log.info("danger.told", kind=found.danger.slug, words=len(found.words), odds=odds)
            return found.danger
        if found is None and sensed.odds >= self.sense.alarm:
            log.info("danger.sensed", kind=sensed.kind, odds=odds)
            return self.triage.danger_called(sensed.kind)
        return None
