"""What a chat holds between two messages about its cases: one that is open, or words that wait."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class InHand:
    """What the next message may be about.

    Args:
        number: of the case whose code this chat showed just before, or that it spoke of.
        waiting: what waits until the citizen has said which case it is for: the wish, its words
            and its field.
        numbers: the cases to choose from, in the order they were shown.
    """

    number: str = ""
    waiting: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def to_text(self) -> str:
        """As the conversation keeps it, sealed."""
        return json.dumps(asdict(self), ensure_ascii=False) if self.waiting else self.number

    @classmethod
    def of(cls, text: str) -> InHand:
        """What :meth:`to_text` wrote."""
        if not text.startswith("{"):
            return cls(text)
        data = json.loads(text)
        return cls(data["number"], tuple(data["waiting"]), tuple(data["numbers"]))
