"""Structured logs: an event name and fields, never what a citizen typed."""

from __future__ import annotations

import logging

import structlog


def configure(*, json: bool) -> None:
    """Send all logs to standard output.

    Args:
        json: one JSON object a line (production) or readable lines (development).
    """
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    # httpx logs every address at INFO, and addresses can carry tokens.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # It warns of every damaged form, of which an attacker can send as many as they like.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
