"""A step that waits for a second person, as the story of its case keeps it: sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.complaints.case.workflow import NEED_LABELS, NOTED
from bot.kit.sealing import Keyring

_FIELD = "case_event.note"


@dataclass(frozen=True)
class Proposal:
    """What is to be confirmed.

    Args:
        step: slug of the step.
        given: what was filled in for it.
    """

    step: str
    given: Mapping[str, str]

    def sealed(self, keyring: Keyring) -> str:
        """As the event holds it."""
        words = json.dumps({"step": self.step, "given": dict(self.given)}, ensure_ascii=False)
        return keyring.seal(words, _FIELD)

    @classmethod
    def opened(cls, keyring: Keyring, sealed: str) -> Proposal | None:
        """The proposal of an event; None once retention has erased it."""
        words = keyring.open(sealed, _FIELD)
        return cls(**json.loads(words)) if words else None

    @property
    def evidence(self) -> str:
        """What is noted for staff beside the reason."""
        return evidence_of(self.given)


def evidence_of(given: Mapping[str, str]) -> str:
    """What was filled in for staff only, a line each."""
    lines = [f"{NEED_LABELS[need]}：{given[need]}" for need in NOTED if given.get(need)]
    return "\n".join(lines)
