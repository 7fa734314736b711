"""Rules and sense together decide whether a text tells of danger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.complaints.danger import Danger
from bot.complaints.danger_sense import DangerSense, Sensed
from bot.complaints.triage import Triage
from kb.search.embedding import Vector

log = structlog.get_logger()

# A few words say too little to sound like anything; there the rules are believed.
_SAYS_ENOUGH = 8  # characters
# A long complaint about money hides the one sentence that matters: its middle and its end are heard
# by themselves, but must sound more surely of danger than the whole.
_LONG, _PART = 60, 50  # characters
_PART_LESS = 1.0  # odds


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
        found, sensed = self.triage.explain(text), self._sensed(text)
        odds = round(sensed.odds, 2)
        is_plain = len(text) < _SAYS_ENOUGH or sensed.odds >= self.sense.harmless
        if found is not None and is_plain:
            log.info("danger.told", kind=found.danger.slug, words=len(found.words), odds=odds)
            return found.danger
        if found is None and sensed.odds >= self.sense.alarm:
            log.info("danger.sensed", kind=sensed.kind, odds=odds)
            return self.triage.danger_called(sensed.kind)
        return None

    def _sensed(self, text: str) -> Sensed:
        heard = [self.sense.of(text, self.embed(text))]
        for part in _parts(text):
            sensed = self.sense.of(part, self.embed(part))
            heard.append(Sensed(sensed.kind, sensed.odds - _PART_LESS))
        return max(heard, key=lambda sensed: sensed.odds)


def _parts(text: str) -> tuple[str, ...]:
    if len(text) <= _LONG:
        return ()
    begin = (len(text) - _PART) // 2
    return text[begin : begin + _PART], text[-_PART:]
