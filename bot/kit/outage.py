"""What is tried again and again is told when it begins to fail and when it works again."""

from __future__ import annotations

import logging

import structlog


class Outage:
    """Tells the log of one thing that may fail for a while, as when the database is away.

    Twice a second, and in every process, the same lines would hide all others.

    Args:
        failed: the event.
        level: of the log.
        about: told with it.
    """

    def __init__(self, failed: str, level: int = logging.ERROR, **about: str) -> None:
        self._failed = failed
        self._about = about
        self._level = level
        self._told = ""

    def tell(self, error: Exception) -> None:
        """It failed: told unless it failed likewise the last time."""
        kind = type(error).__name__
        if kind != self._told:
            structlog.get_logger(**self._about).log(
                self._level, self._failed, error=kind, exc_info=error
            )
        self._told = kind

    def over(self) -> None:
        """It worked."""
        if self._told:
            structlog.get_logger(**self._about).info("works_again", failed=self._failed)
        self._told = ""
