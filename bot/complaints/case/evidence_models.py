"""Table of the evidence (附件、证据)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ForeignKey, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class Attachment(Base):
    """One file of a draft or a case; the bytes lie sealed in the data folder.

    ``draft`` is the pseudonym of the chat while the form is open, and empty from the moment the
    case exists. File names citizens gave are not kept: they often hold names.
    """

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    draft: Mapped[str] = mapped_column(String(64), default="", index=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("case.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    has_original: Mapped[bool] = mapped_column(default=True)
    has_copy: Mapped[bool] = mapped_column(default=False)
    # Sent by the business with its answer, for staff only.
    from_respondent: Mapped[bool] = mapped_column(default=False, server_default=false())
    received_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=lambda: datetime.now(UTC), index=True
    )
