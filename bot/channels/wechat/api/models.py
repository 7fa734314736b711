"""Table of the access token that all processes share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class WeChatToken(Base):
    """The one access token of an account, and who is fetching the next one.

    ``sealed`` is the token, sealed for the field ``wechat_token.token``. The lease
    (``leased_by`` until ``leased_until``) stands in for a lock, so that no transaction stays open
    while the platform is asked.
    """

    __tablename__ = "wechat_token"

    app_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text, default="")
    usable_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_by: Mapped[str] = mapped_column(String(32), default="")
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
