"""One person's data, for the requests of PIPL art. 45 and 47: all that is kept of them, or no more.

A person is named by a case or by the chat identity a platform knows them by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.app.keeping.sealed_columns import SEALED
from bot.campaigns.models import DailyAnswer, QuizPlay
from bot.citizens.models import CitizenAddress, ConsentRecord, Subscriber
from bot.citizens.subscriptions import Subscriptions
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import (
    Case,
    CaseDeadline,
    CaseDraft,
    CaseEvent,
    KnownTeller,
    PurgeEntry,
    RespondentDraft,
)
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.follow.respondents import files_of
from bot.complaints.keeping.retention import Retention
from bot.conversation.models import ConversationState, OpenTurn, Turn
from bot.editing.unanswered.models import AskerWish
from bot.handover.models import Handover, HandoverFile, HandoverMessage
from bot.handover.transcript import NOTE
from bot.kit.private import pseudonym
from bot.kit.sealing import Keyring, SealBroken
from bot.outbox.bulk_models import Delivery
from bot.outbox.models import NoticeConsent, OutboxMessage, QuotaWindow
from bot.watching.models import Watch

# Tables whose rows are a chat's own; the children of handovers and cases follow them.
_OF_CHAT: tuple[InstrumentedAttribute[str], ...] = (
    Turn.conversation,
    OpenTurn.conversation,
    ConversationState.conversation,
    CaseDraft.conversation,
    KnownTeller.conversation,
    RespondentDraft.conversation,
    CitizenAddress.conversation,
    Subscriber.conversation,
    ConsentRecord.conversation,
    AskerWish.conversation,
    OutboxMessage.conversation,
    Handover.conversation,
    QuotaWindow.conversation,
    NoticeConsent.conversation,
    Delivery.conversation,
    DailyAnswer.player,
    QuizPlay.player,
    Watch.conversation,
    Attachment.draft,
)
# What a chat keeps is deleted at once; consents stay as a record without a name.
_KEPT = (Subscriber, ConsentRecord)


class NobodyFound(Exception):
    """Neither a case nor a chat was named, or there is none."""

    for_staff = "没有这个登记编号，或者没有写明渠道和平台编号。"


@dataclass(frozen=True)
class Person:
    """Whose data.

    Args:
        chat: pseudonym of the chat; empty for who filed anonymously or at the counter.
        cases: numbers of their cases.
    """

    chat: str
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Erased:
    """What was erased.

    Args:
        rows: deleted, by table.
        cases: ended ones, stripped of all that was typed.
        open_cases: not ended yet; they must be ended first.
    """

    rows: dict[str, int]
    cases: tuple[str, ...]
    open_cases: tuple[str, ...]


def by_case(session: Session, number: str) -> Person:
    """Who filed a case.

    Raises:
        NobodyFound: there is no such case.
    """
    read = CaseNumber.find(number)
    case = session.scalar(select(Case).where(Case.number == str(read)))
    if case is None:
        raise NobodyFound
    if not case.conversation:
        return Person("", (case.number,))
    return Person(case.conversation, _numbers(session, case.conversation))


def by_chat(session: Session, secret: str, channel: str, identity: str) -> Person:
    """Whose chat it is.

    Args:
        session: the database.
        secret: the service's key.
        channel: ``web``, ``wechat`` or ``telegram``.
        identity: openid, chat id, or the web chat's sender.

    Raises:
        NobodyFound: one of them is empty.
    """
    if not channel or not identity:
        raise NobodyFound
    chat = pseudonym(secret, channel, identity)
    return Person(chat, _numbers(session, chat))


def export(session: Session, keyring: Keyring, person: Person) -> dict[str, Any]:
    """Everything kept of somebody, sealed values opened; as JSON can hold it.

    What officers note among themselves is about how a case is handled, not about whoever brought
    it: it is left out. Rows come in the order they were made.
    """
    found: dict[str, Any] = {}
    if person.chat:
        for column in _OF_CHAT:
            mine = select(column.class_).where(column == person.chat)
            rows = session.scalars(_in_order(mine, column.class_))
            found[column.class_.__tablename__] = [_told(row, keyring) for row in rows]
        spoken = (
            select(HandoverMessage)
            .join(Handover)
            .where(Handover.conversation == person.chat, HandoverMessage.who != NOTE)
        )
        found["handover_message"] = [
            _told(row, keyring) for row in session.scalars(_in_order(spoken, HandoverMessage))
        ]
        files = (
            select(HandoverFile)
            .join(HandoverMessage)
            .join(Handover)
            .where(Handover.conversation == person.chat)
        )
        found["handover_file"] = [
            _told(row, keyring) for row in session.scalars(_in_order(files, HandoverFile))
        ]
    theirs = select(Case).where(Case.number.in_(person.cases))
    cases = list(session.scalars(_in_order(theirs, Case)))
    found["case"] = [_told(case, keyring) for case in cases]
    ids = [case.id for case in cases]
    for model in (CaseEvent, CaseDeadline, Attachment):
        rows = session.scalars(_in_order(select(model).where(model.case_id.in_(ids)), model))
        found.setdefault(model.__tablename__, []).extend(_told(row, keyring) for row in rows)
    # What the business answered is about the business, and was given to staff alone.
    found["attachment"] = [f for f in found["attachment"] if not f["from_respondent"]]
    for case_row in found["case"]:
        del case_row["respondent_said_at"]
    found["case_event"] = [row for row in map(_without_notes, found["case_event"]) if row]
    return {table: rows for table, rows in found.items() if rows}


def _without_notes(event: dict[str, Any]) -> dict[str, Any]:
    """An event as its citizen may have it; empty if it is staff's own."""
    if event["actor_kind"] == "citizen":
        return event
    return {**event, "note_sealed": ""} if event["public"] else {}


def erase(session: Session, retention: Retention, person: Person, now: datetime) -> Erased:
    """Erase what may be erased: all a chat keeps, and the ended cases.

    A case that has not ended is left: without its citizen it could not be decided (PIPL art. 47
    sets the right aside where the law demands that something is kept).
    """
    rows: dict[str, int] = {}
    if person.chat:
        retention.evidence.drop(session, person.chat)
        retention.evidence.drop(session, files_of(person.chat))
        for column in _OF_CHAT:
            if column.class_ not in _KEPT:
                gone = session.execute(delete(column.class_).where(column == person.chat))
                rows[column.class_.__tablename__] = gone.rowcount  # type: ignore[attr-defined]
        Subscriptions.forget(session, person.chat, now)
    ended: list[Case] = []
    still_open: list[Case] = []
    for case in session.scalars(select(Case).where(Case.number.in_(person.cases))):
        (still_open if case.closed_at is None else ended).append(case)
    for case in ended:
        retention.strip(session, case, now)
    if ended:
        numbers = [case.number for case in ended]
        session.add(
            PurgeEntry(
                at=now, rule="request", table="case", rows=len(ended), details={"numbers": numbers}
            )
        )
    return Erased(
        {table: count for table, count in rows.items() if count},
        tuple(case.number for case in ended),
        tuple(case.number for case in still_open),
    )


def _numbers(session: Session, chat: str) -> tuple[str, ...]:
    mine = select(Case.number).where(Case.conversation == chat).order_by(Case.id)
    return tuple(session.scalars(mine))


def _in_order(rows: Select[Any], model: Any) -> Select[Any]:
    return rows.order_by(*inspect(model).primary_key)


def _told(row: Any, keyring: Keyring) -> dict[str, Any]:
    fields = {(column.class_, column.key): field for column, field in SEALED}
    told = {}
    for attribute in inspect(type(row)).column_attrs:
        value = getattr(row, attribute.key)
        field = fields.get((type(row), attribute.key))
        if field is not None and value:
            try:
                value = keyring.open(value, field)
            except SealBroken:
                value = "（打不开）"
        told[attribute.key] = value.isoformat() if isinstance(value, date | datetime) else value
    return told
