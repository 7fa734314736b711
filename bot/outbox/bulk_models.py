"""Tables of what is sent to many: one row for each piece and recipient, and each channel's pace."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class DeliveryStatus(enum.StrEnum):
    """Where one recipient's copy is on its way."""

    QUEUED = "queued"  # 待发送
    SENDING = "sending"  # 发送中
    SENT = "sent"  # 已发出
    UNKNOWN = "unknown"  # 结果不明，不重发
    FAILED = "failed"  # 没有发出，写明原因
    CANCELLED = "cancelled"  # 取消；同一内容以后还可以发给这个人

    @property
    def label(self) -> str:
        """The name staff see."""
        return _LABELS[self]


_LABELS = {
    DeliveryStatus.QUEUED: "待发送",
    DeliveryStatus.SENDING: "发送中",
    DeliveryStatus.SENT: "已发出",
    DeliveryStatus.UNKNOWN: "结果不明",
    DeliveryStatus.FAILED: "没有发出",
    DeliveryStatus.CANCELLED: "已取消",
}


class Delivery(Base):
    """One piece for one recipient: unique, so that nobody gets it twice by whatever broadcast.

    The address is the subscriber's and is not copied here: who has left in the meantime has none.
    ``audience`` and ``district`` are the subscriber's when the row was made, for the results.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("piece_id", "conversation", name="uq_delivery_piece_id"),
        Index("ix_delivery_due", "channel", "status", "broadcast_id", "not_before", "id"),
        # All that is counted of a broadcast: no row of its 100,000 is read for it.
        Index("ix_delivery_figures", "broadcast_id", "status", "channel", "reason", "not_before"),
        Index("ix_delivery_citizen", "conversation", "status", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int]
    broadcast_id: Mapped[int]
    conversation: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(20), default="")
    district: Mapped[str] = mapped_column(String(30), default="")
    status: Mapped[str] = mapped_column(String(10), default=DeliveryStatus.QUEUED.value)
    route: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkRun(Base):
    """A broadcast as delivery sees it: whether its rows may leave, and until when."""

    __tablename__ = "bulk_run"

    broadcast_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    piece_id: Mapped[int]
    running: Mapped[bool] = mapped_column(default=False)
    # After this a message is worse than none: what is still queued fails.
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class SendingPace(Base):
    """When the next message of a channel may leave, shared by all processes."""

    __tablename__ = "sending_pace"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
