"""Whether our clock is right: compared with the times that others tell us."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from email.utils import parsedate_to_datetime

OFF = 60.0  # seconds; a push is refused from 600 on
KEPT = 3
FRESH = 1800.0  # seconds


class ClockWatch:
    """Remembers the last few times told by platforms whose words are signed or encrypted.

    One alone proves nothing: an old push that somebody sends again tells an old time. The clock
    counts as wrong when all of the last few say so.

    Args:
        clock: seconds since 1970.
        steady: seconds that no correction of the clock changes.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._steady = steady
        self._told: deque[tuple[float, float]] = deque(maxlen=KEPT)

    def note(self, theirs: float) -> None:
        """A platform says what time it is now, in seconds since 1970."""
        self._told.append((self._steady(), self._clock() - theirs))

    def note_date(self, header: str) -> None:
        """The ``Date`` of a platform's answer (RFC 9110, 6.6.1)."""
        try:
            self.note(parsedate_to_datetime(header).timestamp())
        except (TypeError, ValueError, OverflowError):
            return

    def seconds_off(self) -> float:
        """How far our clock is ahead (negative: behind); 0 while nothing proves it wrong."""
        now = self._steady()
        told = [off for at, off in self._told if now - at < FRESH]
        least = min(told, key=abs, default=0.0)
        return least if len(told) == KEPT and abs(least) > OFF else 0.0
