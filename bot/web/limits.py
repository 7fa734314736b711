"""Rate limits: a token bucket for each name, in memory of one process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

NAMES_KEPT = 50_000


class RateLimit:
    """Allows so many events a minute for each name, in bursts up to a minute's worth.

    Args:
        per_minute: events allowed.
        clock: monotonic seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._capacity = float(per_minute)
        self._rate = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, name: str, cost: int = 1) -> bool:
        """Count an event; False when the name has had enough for now.

        Args:
            name: who does it.
            cost: how many usual events this one is worth.
        """
        now = self._clock()
        tokens, seen = self._buckets.pop(name, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - seen) * self._rate)
        allowed = tokens >= cost
        self._buckets[name] = (tokens - cost if allowed else tokens, now)
        if len(self._buckets) > NAMES_KEPT:
            self._buckets.popitem(last=False)
        return allowed
