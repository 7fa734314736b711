"""Tables of campaigns: the year's days, pieces, broadcasts, quizzes, links and their clicks."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.editing.drafts import Judged
from kb.models import Base, UtcDateTime, digest_of

FEWEST_IN_GROUP = 5  # a smaller group's figures would be somebody's own


class PieceKind(enum.StrEnum):
    ARTICLE = "article"
    TEXT = "text"
    CARD = "card"
    POSTER = "poster"
    QUIZ = "quiz"
    FAQ = "faq"

    @property
    def label(self) -> str:
        """The name staff see."""
        return _KINDS[self]


_KINDS = {
    PieceKind.ARTICLE: "文章",
    PieceKind.TEXT: "短文字",
    PieceKind.CARD: "卡片",
    PieceKind.POSTER: "海报",
    PieceKind.QUIZ: "知识问答",
    PieceKind.FAQ: "当日问答",
}


class PieceState(enum.StrEnum):
    """Where a piece stands: written, proofread and approved by different people."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PROOFREAD = "proofread"
    APPROVED = "approved"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The name staff see."""
        return _STATES[self]


_STATES = {
    PieceState.DRAFT: "草稿",
    PieceState.SUBMITTED: "等校对",
    PieceState.PROOFREAD: "等批准",
    PieceState.APPROVED: "已批准",
    PieceState.DROPPED: "已放弃",
}


class BroadcastState(enum.StrEnum):
    """Where a broadcast stands."""

    PLANNED = "planned"
    SCHEDULED = "scheduled"
    GATHERING = "gathering"  # the recipients' rows are being made
    SENDING = "sending"
    PAUSED = "paused"
    CONFIRMING = "confirming"  # WeChat waits for its own administrator
    SUBMITTED = "submitted"  # WeChat has taken the mass message and will report
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The name staff see."""
        return _BROADCASTS[self]


_BROADCASTS = {
    BroadcastState.PLANNED: "等批准",
    BroadcastState.SCHEDULED: "已排期",
    BroadcastState.GATHERING: "正在列名单",
    BroadcastState.SENDING: "发送中",
    BroadcastState.PAUSED: "已暂停",
    BroadcastState.CONFIRMING: "等微信管理员确认",
    BroadcastState.SUBMITTED: "微信已接收",
    BroadcastState.DONE: "已完成",
    BroadcastState.CANCELLED: "已取消",
    BroadcastState.MISSED: "错过时间",
    BroadcastState.FAILED: "失败",
}
OPEN_STATES = (
    BroadcastState.GATHERING.value,
    BroadcastState.SENDING.value,
    BroadcastState.PAUSED.value,
    BroadcastState.CONFIRMING.value,
    BroadcastState.SUBMITTED.value,
)


class Campaign(Base):
    """A day of the calendar in one year, proposed to staff in time."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("day", "year", name="uq_campaign_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(30))
    begins_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    # Only a theme somebody has checked; with where it was read.
    theme: Mapped[str] = mapped_column(String(120), default="")
    theme_source: Mapped[str] = mapped_column(String(200), default="")
    closed: Mapped[bool] = mapped_column(default=False)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChecklistItem(Base):
    """Something to be done for a campaign before a date."""

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaign.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date]
    done_by: Mapped[str] = mapped_column(String(60), default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Piece(Judged, Base):
    """Something to publish; ``content`` is a ``PieceContent`` as JSON.

    ``hands`` are those who wrote it: none of them proofreads or approves it.
    """

    __tablename__ = "piece"

    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default=PieceState.DRAFT.value, index=True)
    stamp: Mapped[int] = mapped_column(default=0)
    proofreader: Mapped[str] = mapped_column(String(60), default="")
    approver: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class PiecePicture(Base):
    """A picture used in a piece, re-encoded by us; ``wechat_url`` once WeChat has it."""

    __tablename__ = "piece_picture"
    __table_args__ = (UniqueConstraint("piece_id", "name", name="uq_piece_picture_piece_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    media_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    wechat_url: Mapped[str] = mapped_column(Text, default="")


class Broadcast(Base):
    """A piece on its way to a segment.

    ``route`` is ``each`` (one recipient at a time) or ``mass`` (WeChat's 群发 to a tag). The
    columns from ``client_id`` on are the mass message's, each written before the step it serves.
    """

    __tablename__ = "broadcast"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"), index=True)
    segment: Mapped[dict[str, Any]] = mapped_column(JSON)
    route: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12), index=True)
    send_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # How many minutes late it may still begin: late is worse than never after that.
    late_minutes: Mapped[int]
    planned_by: Mapped[str] = mapped_column(String(60))
    scheduled_by: Mapped[str] = mapped_column(String(60), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The last subscriber whose row was made; a new process goes on from there.
    gathered_to: Mapped[int] = mapped_column(default=0)
    counted: Mapped[int] = mapped_column(default=0)  # the dry run at the time of scheduling
    reason: Mapped[str] = mapped_column(String(300), default="")
    client_id: Mapped[str] = mapped_column(String(32), default="")
    tag_id: Mapped[int | None]
    media_id: Mapped[str] = mapped_column(String(200), default="")
    job_id: Mapped[str] = mapped_column(String(64), default="", index=True)
    confirm_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class SegmentTag(Base):
    """A tag of the WeChat account that stands for a segment."""

    __tablename__ = "segment_tag"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tag_id: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(30))
    segment: Mapped[dict[str, Any]] = mapped_column(JSON)
    members: Mapped[int] = mapped_column(default=0)
    synced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QuizQuestion(Base):
    """A question; asked in a quiz, and as the question of a day, when it is approved."""

    __tablename__ = "quiz_question"
    __table_args__ = (Index("ix_quiz_question_quiz", "quiz", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz: Mapped[str] = mapped_column(String(40))
    place: Mapped[int]
    question: Mapped[str] = mapped_column(String(200))
    options: Mapped[list[str]] = mapped_column(JSON)
    answer: Mapped[int]  # from 0
    explanation: Mapped[str] = mapped_column(String(400))
    source: Mapped[str] = mapped_column(String(200))
    faq: Mapped[str] = mapped_column(String(80), default="")
    # shipped (随软件提供), written, or proposed from an FAQ; only approved ones are asked.
    origin: Mapped[str] = mapped_column(String(10))
    approved: Mapped[bool] = mapped_column(default=False, index=True)
    author: Mapped[str] = mapped_column(String(60), default="")
    approver: Mapped[str] = mapped_column(String(60), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Quiz(Base):
    """A quiz: its questions in order."""

    __tablename__ = "quiz"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    day: Mapped[str] = mapped_column(String(40), default="")
    open: Mapped[bool] = mapped_column(default=True)


class QuizPlay(Base):
    """One go at a quiz. ``player`` is a pseudonym; the chosen name of a certificate is not kept."""

    __tablename__ = "quiz_play"
    __table_args__ = (
        Index("ix_quiz_play_player", "player", "quiz"),
        Index("ix_quiz_play_ranking", "quiz", "group_kind", "group_name", "finished_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz: Mapped[str] = mapped_column(String(40))
    player: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    questions: Mapped[list[int]] = mapped_column(JSON)
    answers: Mapped[list[int]] = mapped_column(JSON, default=list)
    score: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    group_kind: Mapped[str] = mapped_column(String(10), default="")
    group_name: Mapped[str] = mapped_column(String(40), default="")
    # What a subscriber chose, or whose version of a piece led here; empty if neither is known.
    audience: Mapped[str] = mapped_column(String(20), default="", server_default="")
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class DailyAnswer(Base):
    """That somebody answered a day's question, and whether rightly."""

    __tablename__ = "daily_answer"

    day: Mapped[date] = mapped_column(primary_key=True)
    player: Mapped[str] = mapped_column(String(64), primary_key=True)
    question_id: Mapped[int]
    right: Mapped[bool]


class ClassRound(Base):
    """Classes or communities that play the same game; ends, and is erased, with its last day.

    Whoever opened it is known by nothing but the key of their page, kept as a digest.
    """

    __tablename__ = "class_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(20))
    task: Mapped[str] = mapped_column(String(60))  # "game:" or "quiz:" and its slug
    opened_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)


class StudyClass(Base):
    """A class, a group of a community: its code is how people join."""

    __tablename__ = "study_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("class_round.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(8), unique=True)


class ClassPlay(Base):
    """One go in a class. ``player`` is a pseudonym of this class alone; no name, no time is kept.

    ``place`` counts those of the class that were played to the end, in that order.
    """

    __tablename__ = "class_play"
    __table_args__ = (
        Index("ix_class_play_player", "class_id", "player"),
        UniqueConstraint("class_id", "place", name="uq_class_play_place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("study_class.id", ondelete="CASCADE"))
    player: Mapped[str] = mapped_column(String(64))
    questions: Mapped[list[int]] = mapped_column(JSON)
    answers: Mapped[list[int]] = mapped_column(JSON, default=list)
    score: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    place: Mapped[int | None]


class PieceLink(Base):
    """An address of ours that leads to a page named in a piece."""

    __tablename__ = "piece_link"
    __table_args__ = (UniqueConstraint("piece_id", "digest", name="uq_piece_link_digest"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id", ondelete="CASCADE"))
    target: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), default=digest_of("target"))


class PieceFigure(Base):
    """How often a piece was opened or its links clicked, by day; nobody's own clicks."""

    __tablename__ = "piece_figure"

    piece_id: Mapped[int] = mapped_column(
        ForeignKey("piece.id", ondelete="CASCADE"), primary_key=True
    )
    what: Mapped[str] = mapped_column(String(12), primary_key=True)  # open, or a link's code
    day: Mapped[date] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(String(20), primary_key=True)
    district: Mapped[str] = mapped_column(String(30), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class PieceArrival(Base):
    """Of those figures, how many came by an address we sent through a channel."""

    __tablename__ = "piece_arrival"

    piece_id: Mapped[int] = mapped_column(
        ForeignKey("piece.id", ondelete="CASCADE"), primary_key=True
    )
    what: Mapped[str] = mapped_column(String(12), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
