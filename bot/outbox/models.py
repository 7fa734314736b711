"""Tables of the outbox: messages, windows opened by citizens, used quotas, consents."""

from __future__ import annotations

import enum
from datetime import UTC, datetime

from sqlalchemy import JSON, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.channels.wechat.api.models import WeChatToken
from kb.models import Base, UtcDateTime

__all__ = [
    "NoticeConsent",
    "OutboxMessage",
    "OutboxStatus",
    "QuotaUse",
    "QuotaWindow",
    "WeChatToken",
]


ANSWER = "answer"  # purpose of a reply that leaves after the request it answers


class OutboxStatus(enum.StrEnum):
    """Where a message is on its way."""

    QUEUED = "queued"  # 待发送
    SENDING = "sending"  # 发送中
    SENT = "sent"  # 已送达平台
    UNKNOWN = "unknown"  # 结果不明，不自动重发
    FAILED = "failed"  # 发送失败
    HELD = "held"  # 暂存，市民下次来时先送


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OutboxMessage(Base):
    """One message to one citizen.

    ``address_sealed`` and ``body_sealed`` are texts of :class:`bot.kit.sealing.Keyring`, sealed for
    ``outbox_message.address`` and ``outbox_message.body``; both are emptied when the row is old.
    ``conversation`` is the pseudonym; empty for the receipt of an anonymous report that could not
    be shown at once: it leaves or fails, and then keeps neither address nor body. ``routes`` are
    tried in their order; ``route`` is the one taken. ``reason`` is a sentence for staff and names
    nobody.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        # Ids of deleted rows come again on SQLite: a cause named by one is told apart by citizen.
        UniqueConstraint("conversation", "dedupe_key", name="uq_outbox_message_cause"),
        Index("ix_outbox_message_due", "status", "not_before", "id"),
        Index("ix_outbox_message_citizen", "channel", "conversation", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(30))
    dedupe_key: Mapped[str] = mapped_column(String(120))
    conversation: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    address_sealed: Mapped[str] = mapped_column(Text, default="")
    body_sealed: Mapped[str] = mapped_column(Text)
    routes: Mapped[list[str]] = mapped_column(JSON, default=list)
    route: Mapped[str] = mapped_column(String(20), default="")
    status: Mapped[str] = mapped_column(String(10), default=OutboxStatus.QUEUED.value)
    reason: Mapped[str] = mapped_column(String(300), default="")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    platform_id: Mapped[str] = mapped_column(String(64), default="", index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QuotaWindow(Base):
    """The time in which a citizen may be written to after something they did."""

    __tablename__ = "quota_window"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used: Mapped[int] = mapped_column(Integer, default=0)


class QuotaUse(Base):
    """How often a product was used in a day or month of Beijing time.

    ``subject`` is empty for the account as a whole, else the citizen's pseudonym.
    """

    __tablename__ = "quota_use"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    product: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True, default="")
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    used: Mapped[int] = mapped_column(Integer, default=0)


class NoticeConsent(Base):
    """A citizen's consent to subscription notices (订阅通知) of one template."""

    __tablename__ = "notice_consent"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    template: Mapped[str] = mapped_column(String(64), primary_key=True)
    remaining: Mapped[int] = mapped_column(Integer, default=0)
    long_term: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
