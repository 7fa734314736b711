"""Rules and sense together decide whether a text tells of danger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.complaints.understanding.danger import Danger
from bot.complaints.understanding.danger_sense import DangerSense, Sensed
from bot.complaints.understanding.danger_signs import signs_of
from bot.complaints.understanding.triage import Triage
from kb.search.embedding import Vector

log = structlog.get_logger()


@dataclass(frozen=True)
class DangerWatch:
    """Finds danger by how a text sounds; what a rule's word is worth there, the training learnt.

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
        found = self.triage.explain(text)
        sensed = self.sensed(text, ruled=found is not None)
        if sensed.odds < self.sense.alarm:
            return None
        odds = round(sensed.odds, 2)
        if found is not None:
            log.info("danger.told", kind=found.danger.slug, words=len(found.words), odds=odds)
            return found.danger
        log.info("danger.sensed", kind=sensed.kind, odds=odds)
        return self.triage.danger_called(sensed.kind)

    def sensed(self, text: str, *, ruled: bool) -> Sensed:
        """What a normalised text sounds like.

        Args:
            text: normalised.
            ruled: whether a rule takes it for danger.
        """
        signs = signs_of(text, self.triage.circumstances(text), ruled=ruled)
        return self.sense.of(text, self.embed(text), signs)
