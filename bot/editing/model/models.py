"""The table of training runs."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class RunState(enum.StrEnum):
    """How far a run is."""

    QUEUED = "queued"
    TRAINING = "training"
    EVALUATING = "evaluating"
    READY = "ready"  # trained and evaluated, never used
    ACTIVE = "active"
    RETIRED = "retired"  # was in use once
    FAILED = "failed"


UNDER_WAY = (RunState.QUEUED, RunState.TRAINING, RunState.EVALUATING)


class TrainingRun(Base):
    """One training, or the model the software came with."""

    __tablename__ = "training_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), default=RunState.QUEUED.value, index=True)
    by: Mapped[str] = mapped_column(String(60))
    # How many of staff's examples went into it.
    examples: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(String(80), default="")
    # {"total": 161, "wrong": [[text, right intent, told intent], ...]}
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The trainer moves it every few seconds; a run that stands still has lost its trainer.
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activated_by: Mapped[str] = mapped_column(String(60), default="")
