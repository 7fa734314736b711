"""Who answers: everyone who may looks at the understanding and bids; the surest one speaks."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from bot.conversation import bidders
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding

Act = Callable[[], Awaitable[Outcome | None]]


@dataclass(frozen=True)
class Bid:
    """An offer to answer.

    Args:
        confidence: 0 to 1; the surest bid speaks.
        reason: why, one Chinese sentence for staff (「为什么这样答」).
        act: makes the answer; None leaves the word to the next bid.
    """

    confidence: float
    reason: str
    act: Act


def everyone() -> dict[str, ModuleType]:
    """The bidders by name: every module of the package has ``bid`` and ``TITLE``."""
    return {
        found.name: importlib.import_module(f"{bidders.__name__}.{found.name}")
        for found in sorted(pkgutil.iter_modules(bidders.__path__), key=lambda found: found.name)
    }


def titles() -> dict[str, str]:
    """What staff call each bidder."""
    return {name: module.TITLE for name, module in everyone().items()}


class Arbiter:
    """Lets everybody bid and the surest one speak.

    Args:
        hands: what bidders need to act (:class:`bot.conversation.bidders.Hands`).
    """

    def __init__(self, hands: bidders.Hands) -> None:
        self._hands = hands
        self._bidders = {name: module.bid for name, module in everyone().items()}

    def bids(self, seen: Understanding) -> list[tuple[str, Bid]]:
        """All bids by bidder, the surest first."""
        made = ((name, bid(seen, self._hands)) for name, bid in self._bidders.items())
        return sorted(
            ((name, bid) for name, bid in made if bid is not None),
            key=lambda pair: pair[1].confidence,
            reverse=True,
        )

    async def decide(self, seen: Understanding) -> Outcome:
        """The outcome of the surest bid that has one; it carries every bid's reason."""
        bids = self.bids(seen)
        for position, (name, bid) in enumerate(bids):
            outcome = await bid.act()
            if outcome is not None:
                return replace(outcome, reasons=_told(name, bids[position:]))
        raise LookupError("no bidder answered; answers.py always does")


def _told(chosen: str, bids: Iterable[tuple[str, Bid]]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "who": name,
            "confidence": round(bid.confidence, 3),
            "why": bid.reason,
            "spoke": name == chosen,
        }
        for name, bid in bids
    )
