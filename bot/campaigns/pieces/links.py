"""Addresses of our own in pieces, and how often they are opened: counts, never persons."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.models import PieceArrival, PieceFigure, PieceLink
from bot.kit.db import insert

OPENED = "open"
CHANNELS = ("wechat", "telegram", "web")
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LINK = re.compile(r"\]\((https?://[^\s()]++)\)")


def page_address(
    public_url: str, piece: int, audience: str, district: str, channel: str = ""
) -> str:
    """Where a piece can be read; which version, and for which district and channel it counts.

    Of the district only what the citizen said themselves when subscribing is in it.
    """
    return f"{public_url.rstrip('/')}/campaigns/{piece}{asked(audience, district, channel)}"


def asked(audience: str, district: str, channel: str = "") -> str:
    """The part of an address that says for whom it counts; empty for nobody in particular."""
    known = {"for": audience, "in": district, "via": channel}
    written = urlencode({name: value for name, value in known.items() if value})
    return f"?{written}" if written else ""


def with_counted_links(markdown: str, counted: Callable[[str], str]) -> str:
    """The Markdown with the addresses of its links exchanged."""
    return _LINK.sub(lambda found: f"]({counted(found[1])})", markdown)


def code_of(session: Session, piece: int, target: str) -> str:
    """The code of a link, made at the first need."""
    values = {"code": _new_code(), "piece_id": piece, "target": target}
    session.execute(
        insert(session, PieceLink)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["piece_id", "digest"])
    )
    query = select(PieceLink.code).where(PieceLink.piece_id == piece, PieceLink.target == target)
    return session.scalars(query).one()


def count(
    session: Session,
    piece: int,
    what: str,
    day: date,
    audience: str = "",
    district: str = "",
    channel: str = "",
) -> None:
    """Count one opening or click.

    Args:
        session: the caller's transaction.
        piece: its number.
        what: :data:`OPENED`, or a link's code.
        day: in Chongqing.
        audience, district, channel: as the address says; the caller checks that they exist.
    """
    key = {"piece_id": piece, "what": what, "day": day}
    _one_more(session, PieceFigure, {**key, "audience": audience, "district": district})
    if channel:
        _one_more(session, PieceArrival, {**key, "channel": channel})


def _one_more(
    session: Session, table: type[PieceFigure] | type[PieceArrival], key: dict[str, Any]
) -> None:
    session.execute(
        insert(session, table)
        .values(**key, count=1)
        .on_conflict_do_update(index_elements=list(key), set_={"count": table.count + 1})
    )


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))
