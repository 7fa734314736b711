"""Pictures beside answers: kept as drawn anew, and gone when nothing shows them any more."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.editing.faq.models import FaqDraft, FaqPicture, FaqVersion
from bot.editing.pictures import ENDINGS, redrawn
from bot.editing.review import DROPPED_KEPT
from kb.models import Faq, FaqStatus

LONGEST_ALT = 100  # characters
LEAST_SIDE = 100  # pixels; of less nothing is to be seen on a phone
NAME = re.compile(r"[0-9a-f]{32}\.(?:jpg|png)")


def drawn_anew(content: bytes) -> tuple[str, str, bytes]:
    """Name, media type and bytes of an upload as it is kept; the same picture has one name.

    Raises:
        NotFit: it is no picture, too large or too small.
    """
    kept, media_type = redrawn(content, LEAST_SIDE)
    return f"{hashlib.sha256(kept).hexdigest()[:32]}.{ENDINGS[media_type]}", media_type, kept


def keep_in(session: Session, name: str, media_type: str, content: bytes, now: datetime) -> None:
    """Keep what :func:`drawn_anew` made; once, whoever else uploads the same."""
    made = FaqPicture(name=name, media_type=media_type, content=content, added_at=now)
    session.merge(made)


def picture_in(session: Session, name: str) -> FaqPicture | None:
    """A picture, for staff."""
    return session.get(FaqPicture, name) if NAME.fullmatch(name) else None


def shown_in(session: Session, name: str) -> FaqPicture | None:
    """A picture that a published answer shows."""
    shown = Faq.status == FaqStatus.PUBLISHED, Faq.picture == name
    if session.scalar(select(Faq.id).where(*shown).limit(1)) is None:
        return None
    return picture_in(session, name)


def forget_unused(session: Session, now: datetime) -> int:
    """Delete what no answer, draft or version shows, some time after the upload; how many."""
    old = select(FaqPicture.name).where(FaqPicture.added_at < now - DROPPED_KEPT)
    gone = [name for name in session.scalars(old) if not _is_used(session, name)]
    session.execute(delete(FaqPicture).where(FaqPicture.name.in_(gone)))
    return len(gone)


def _is_used(session: Session, name: str) -> bool:
    of_it = (
        select(Faq.id).where(Faq.picture == name),
        select(FaqDraft.id).where(FaqDraft.content["picture"].as_string() == name),
        select(FaqVersion.id).where(FaqVersion.content["picture"].as_string() == name),
    )
    return any(session.scalar(query.limit(1)) is not None for query in of_it)
