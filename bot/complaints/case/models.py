"""Tables of complaints and reports: cases, their story, drafts, deadlines, corrections."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models import Base, UtcDateTime


class CaseKind(enum.StrEnum):
    """What a citizen wants (令第121号第三条)."""

    COMPLAINT = "complaint"  # 投诉
    REPORT = "report"  # 举报
    FEEDBACK = "feedback"  # 意见建议、标准实施反馈


class CaseStatus(enum.StrEnum):
    """Where a case is; which step leads where is data (data/seeds/workflow.yml)."""

    REGISTERED = "registered"  # 已登记
    WAITING = "waiting"  # 待补充
    ACCEPTED = "accepted"  # 已受理
    DECLINED = "declined"  # 不予受理
    REFERRED = "referred"  # 转办、移送
    VERIFYING = "verifying"  # 核查中
    FILED = "filed"  # 已立案
    IN_PROGRESS = "in_progress"  # 办理中
    MEDIATING = "mediating"  # 调解
    UNSETTLED = "unsettled"  # 调解已终止
    CLOSED = "closed"  # 已办结
    REVIEW = "review"  # 复核
    WITHDRAWN = "withdrawn"  # 撤回


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CaseSequence(Base):
    """The last sequence number given on a day."""

    __tablename__ = "case_sequence"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Case(Base):
    """One complaint, report or piece of feedback.

    Columns ending in ``_sealed`` are AES-GCM texts of :class:`bot.kit.sealing.Keyring`, sealed for
    the field ``case.<name>``. ``conversation`` is the pseudonym of the chat identity, and empty for
    an anonymous case, which holds nothing that leads to a person.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_list", "status", "registered_at"),
        Index("ix_case_subject", "subject_key", "registered_at"),
        Index("ix_case_category", "category", "registered_at"),
        Index("ix_case_district", "district", "registered_at"),
        Index("ix_case_next_due", "next_due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    origin: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(12))
    anonymous: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(20))
    conversation: Mapped[str] = mapped_column(String(64), default="", index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)

    respondent: Mapped[str] = mapped_column(String(200), default="")
    subject_key: Mapped[str] = mapped_column(String(120), default="")
    product: Mapped[str] = mapped_column(String(120), default="")
    standard: Mapped[str] = mapped_column(String(60), default="", index=True)
    happened_on: Mapped[date | None] = mapped_column(Date)
    happened_said: Mapped[str] = mapped_column(String(80), default="")
    district: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    wanted: Mapped[str] = mapped_column(String(300), default="")
    amount_fen: Mapped[int | None] = mapped_column(Integer)
    # Made of the fields above and below, never of the story: lists, search and exports use it.
    summary: Mapped[str] = mapped_column(Text, default="")
    narrative_sealed: Mapped[str] = mapped_column(Text, default="")
    name_sealed: Mapped[str] = mapped_column(Text, default="")
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    address_sealed: Mapped[str] = mapped_column(Text, default="")
    guardian: Mapped[bool] = mapped_column(default=False)
    consent_wording: Mapped[str] = mapped_column(String(40), default="")
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    category: Mapped[str] = mapped_column(String(40), default="")
    category_confidence: Mapped[float | None]
    department: Mapped[str] = mapped_column(String(60), default="")
    route_basis: Mapped[str] = mapped_column(String(200), default="")
    needs_staff: Mapped[bool] = mapped_column(default=True)
    officer: Mapped[str] = mapped_column(String(60), default="", index=True)
    referred_to: Mapped[str] = mapped_column(String(120), default="")
    # What the national 12315 platform calls it, where it is registered there as well.
    platform_number: Mapped[str] = mapped_column(String(40), default="", server_default="")

    registered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now, index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(40), default="")
    # While the citizen is asked for a supplement: where the case came from, and until when.
    waiting_from: Mapped[str] = mapped_column(String(12), default="")
    supplement_due_on: Mapped[date | None] = mapped_column(Date)
    # A step that waits for a second person: which, by whom, and the event with what was given.
    proposed_step: Mapped[str] = mapped_column(String(40), default="")
    proposed_by: Mapped[str] = mapped_column(String(60), default="")
    proposal_event: Mapped[int | None] = mapped_column(Integer)
    # The earliest day of the running deadlines, kept for lists; None while paused or ended.
    next_due_on: Mapped[date | None] = mapped_column(Date)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    satisfaction: Mapped[int | None] = mapped_column(Integer)
    satisfaction_said: Mapped[str] = mapped_column(String(300), default="")
    # When the citizen said that they withdraw; an hour later it counts.
    withdrawing_since: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    # Until when a request about the citizen's own data must be answered.
    rights_due_on: Mapped[date | None] = mapped_column(Date, index=True)
    # When the respondent last said something that nobody has marked as seen.
    respondent_said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it was given (分派, 转交) to somebody who has done nothing with it yet.
    handed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseEvent(Base):
    """One line of a case's story; ``public`` ones are what the citizen sees."""

    __tablename__ = "case_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    actor_kind: Mapped[str] = mapped_column(String(10))  # citizen, officer, system, respondent
    actor: Mapped[str] = mapped_column(String(60), default="")
    action: Mapped[str] = mapped_column(String(30))
    from_status: Mapped[str] = mapped_column(String(12), default="")
    to_status: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    article: Mapped[str] = mapped_column(String(120), default="")
    public: Mapped[bool] = mapped_column(default=True)
    message: Mapped[str] = mapped_column(Text, default="")
    # Words of a citizen or to a citizen that may hold personal data.
    note_sealed: Mapped[str] = mapped_column(Text, default="")


class Mediation(Base):
    """What was mediated on a case: place, people and agreement are in ``sealed``."""

    __tablename__ = "mediation"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recovered_fen: Mapped[int | None] = mapped_column(BigInteger)
    sealed: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    noted_by: Mapped[str] = mapped_column(String(60))


class Merchant(Base):
    """A business cases are about, as officers know it; ``sealed`` holds address, people, numbers.

    ``subject_key`` is its name as :func:`bot.complaints.understanding.similar.subject_key` reads
    it, by which cases of the same business are suggested.
    """

    __tablename__ = "merchant"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    subject_key: Mapped[str] = mapped_column(String(120), index=True)
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    sealed: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    changed_by: Mapped[str] = mapped_column(String(60))


class MerchantCase(Base):
    """That a case is about a merchant, as an officer found."""

    __tablename__ = "merchant_case"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("case.id", ondelete="CASCADE"), primary_key=True
    )
    merchant_id: Mapped[int] = mapped_column(
        ForeignKey("merchant.id", ondelete="CASCADE"), index=True
    )


class CaseDeadline(Base):
    """One legal clock of a case; the rule's slug names its article.

    ``pauses`` are triples of the first day, the last day (None while it lasts) and what for.
    ``met_at`` is when the clock stopped for good, ``met_by`` the event of the decision that
    fulfilled it: empty for a clock that only ended with its case.
    """

    __tablename__ = "case_deadline"
    __table_args__ = (Index("ix_case_deadline_due", "met_at", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    rule: Mapped[str] = mapped_column(String(60))
    started_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    extended: Mapped[int] = mapped_column(Integer, default=0)
    pauses: Mapped[list[list[str | None]]] = mapped_column(JSON, default=list)
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    met_by: Mapped[str] = mapped_column(String(40), default="")
    certain: Mapped[bool] = mapped_column(default=True)


class CaseDraft(Base):
    """A form that is being filled in; everything said is in ``sealed``.

    A finished draft of a named case stays until the citizen's next message, at most an hour: a
    repeated delivery of the last message must find the same answer, and the receipt code is shown a
    second time. That of an anonymous one goes in the transaction that files it.
    """

    __tablename__ = "case_draft"

    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now, index=True)
    finished: Mapped[bool] = mapped_column(default=False)


class FilingReply(Base):
    """What the filing of an anonymous report answered, for a repeated delivery of its message.

    ``key`` is a keyed digest of chat and message together: only that message leads here. There is
    no time in it; the second sweep that meets it deletes it, minutes later.
    """

    __tablename__ = "filing_reply"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    met: Mapped[bool] = mapped_column(default=False)


class RespondentCode(Base):
    """A code by which the business a case is about may answer; only its hash is kept."""

    __tablename__ = "respondent_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    statements: Mapped[int] = mapped_column(Integer, default=0)


class KnownTeller(Base):
    """Name, telephone and address a citizen wants filled in for their next case of this chat."""

    __tablename__ = "known_teller"

    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    consent_version: Mapped[str] = mapped_column(String(40))
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now, index=True)


class RespondentDraft(Base):
    """What a respondent is writing, sealed, for a day; without a code one is asked for."""

    __tablename__ = "respondent_draft"

    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    code_id: Mapped[int | None] = mapped_column(
        ForeignKey("respondent_code.id", ondelete="CASCADE")
    )
    sealed: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)


class RoutingCorrection(Base):
    """A category staff corrected: training data for the classifier.

    ``text`` is the product alone; the story is opened from its case while that keeps it.
    """

    __tablename__ = "routing_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    predicted: Mapped[str] = mapped_column(String(40))
    corrected: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)


class Holiday(Base):
    """A day staff entered because the calendar library doesn't know its year yet."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40), default="")


class PurgeEntry(Base):
    """What the retention job removed, and by which rule; never the data itself."""

    __tablename__ = "purge_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=_utc_now)
    rule: Mapped[str] = mapped_column(String(60))
    table: Mapped[str] = mapped_column(String(40))
    rows: Mapped[int] = mapped_column(Integer)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
