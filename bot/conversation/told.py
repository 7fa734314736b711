"""What a citizen told before a form was opened: kept sealed for half an hour, and used once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversation.memory import KEPT_FOR
from bot.kit.sealing import Keyring, SealBroken

FIELD = "conversation_state.told"
MOST_MESSAGES = 6
MOST_CHARACTERS = 1500  # of all messages together


@dataclass(frozen=True)
class Told:
    """A story told so far.

    Args:
        words: the messages as typed, oldest first.
        offers: what the citizen was just offered to do with it, in the order of the choices
            (:mod:`bot.conversation.offering`); empty once something else was said.
        printed: what a photographed label says, by the name of the form's field.
    """

    words: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    printed: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.words or self.printed)

    def and_then(self, typed: str, offers: tuple[str, ...] = ()) -> Told:
        """The story with one more message; of a very long one the beginning is kept."""
        words = self.words if typed in self.words else (*self.words, typed)
        kept: list[str] = []
        for one in words[:MOST_MESSAGES]:
            if sum(map(len, kept)) + len(one) <= MOST_CHARACTERS:
                kept.append(one)
        return replace(self, words=tuple(kept), offers=offers)

    def sealed(self, keyring: Keyring) -> str:
        """For storage; empty if nothing was told."""
        if not self:
            return ""
        data = {"words": self.words, "offers": self.offers, "printed": dict(self.printed)}
        return keyring.seal(json.dumps(data, ensure_ascii=False), FIELD)

    @classmethod
    def opened(cls, keyring: Keyring, sealed: str, told_at: datetime | None, now: datetime) -> Told:
        """What :meth:`sealed` wrote; nothing after half an hour."""
        if not sealed or told_at is None or now - told_at > KEPT_FOR:
            return cls()
        try:
            data = json.loads(keyring.open(sealed, FIELD))
        except SealBroken:
            return cls()
        # Sealed by the version before, it has no label.
        return cls(tuple(data["words"]), tuple(data["offers"]), data.get("printed", {}))
