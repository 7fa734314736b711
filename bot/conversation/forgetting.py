"""Turns of anonymous reports: they lose their tie to the chat, their minutes and their place."""

from __future__ import annotations

import random
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.conversation.models import ConversationState, Turn
from bot.handover.forgetting import forget_what_was_said
from bot.kit.clock import hour_of
from bot.outbox.models import ANSWER, OutboxMessage, OutboxStatus

FORGOTTEN_BEFORE = timedelta(hours=1)
ERASED, FADING = "erased", "fading"


def forget_turns(
    session: Session, conversation: str, since: datetime, last: int, *, on_its_way: bool
) -> None:
    """Untie the turns of a case from their chat, and what else was said meanwhile.

    Only the last one keeps its replies, sealed, for a repeated delivery of its message; two sweeps
    later they are gone too. It keeps its moment until its answer has left.

    Args:
        session: the transaction that closes the last turn.
        conversation: the chat.
        since: when the case's form was opened.
        last: number of the turn being closed.
        on_its_way: whether its answer leaves after this transaction.
    """
    # The turn that opened the form was received before the form's draft was made, long before if
    # its process died; and a turn whose process died has no replies that would call it private.
    query = select(Turn).where(
        Turn.conversation == conversation,
        Turn.private | (Turn.question == ""),
        Turn.received_at >= since - FORGOTTEN_BEFORE,
    )
    for turn in session.scalars(query):
        turn.conversation, turn.question = "", ""
        if turn.id == last and on_its_way:
            continue  # who sends what could not leave looks at its moment
        # A moment to the second would tie the turn to the chat's other rows, and so to the case.
        turn.received_at = hour_of(turn.received_at)
        turn.leased_until = hour_of(turn.leased_until)
        if turn.id != last and turn.replies is not None:
            turn.replies, turn.kind, turn.entry = [], FADING, ""
    _forget_answers(session, conversation, since - FORGOTTEN_BEFORE, last)
    forget_what_was_said(session, conversation, since - FORGOTTEN_BEFORE)


def keep_hour(turn: Turn) -> None:
    """Of an untied turn whose answer has left the moment goes too."""
    if not turn.conversation:
        turn.received_at = hour_of(turn.received_at)
        turn.leased_until = hour_of(turn.leased_until)


def _forget_answers(session: Session, conversation: str, since: datetime, last: int) -> None:
    """Delete what went to the chat by the outbox meanwhile: it quotes the form."""
    session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.conversation == conversation,
            OutboxMessage.purpose == ANSWER,
            OutboxMessage.status != OutboxStatus.SENDING.value,
            OutboxMessage.created_at >= since,
            OutboxMessage.dedupe_key != f"late-answer:{last}",
        )
    )


def fade_turns(session: Session) -> int:
    """Erase the replies of untied turns that an earlier sweep met, and mark the rest.

    They have no minutes by which their age could be told. The erased ones get new numbers in no
    order: between two turns of a chat their old ones would say whose they were.

    Returns:
        How many were erased.
    """
    untied = Turn.private & (Turn.conversation == "") & Turn.milliseconds.is_not(None)
    columns = [column for column in Turn.__table__.columns if column.name != "id"]
    fading = select(Turn.id, *columns).where(untied, Turn.kind == FADING)
    rows = [dict(row._mapping) for row in session.execute(fading)]
    numbers = [row.pop("id") for row in rows]
    _drop_late_answers(session, numbers)
    session.execute(delete(Turn).where(Turn.id.in_(numbers)))
    random.SystemRandom().shuffle(rows)
    if rows:
        session.execute(insert(Turn), [{**row, **_without_moment(row)} for row in rows])
    session.execute(update(Turn).where(untied, Turn.kind != ERASED).values(kind=FADING))
    return len(rows)


def _without_moment(row: dict[str, Any]) -> dict[str, Any]:
    moments = {name: hour_of(row[name]) for name in ("received_at", "leased_until")}
    # No platform delivers the message any more: a key made of it would still say whose it was.
    key = secrets.token_hex(32)
    return {"replies": [], "kind": ERASED, "entry": "", "key": key, **moments}


def _drop_late_answers(session: Session, turns: list[int]) -> None:
    """Answers of untied turns that left by the outbox: there they name the chat."""
    session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.dedupe_key.in_([f"late-answer:{turn}" for turn in turns]),
            OutboxMessage.status.in_([OutboxStatus.SENT.value, OutboxStatus.FAILED.value]),
        )
    )


def drop_cases_in_hand(session: Session, before: datetime) -> None:
    """Let chats forget which case they opened by its code."""
    session.execute(
        update(ConversationState)
        .where(ConversationState.case_in_hand != "", ConversationState.updated_at < before)
        .values(case_in_hand="", updated_at=ConversationState.updated_at)
    )


def drop_told(session: Session, before: datetime) -> None:
    """Let chats forget what was told before a moment and became no case."""
    session.execute(
        update(ConversationState)
        .where(ConversationState.told_sealed != "", ConversationState.told_at < before)
        .values(told_sealed="", told_at=None, updated_at=ConversationState.updated_at)
    )


def erase_turns(session: Session, conversation: str) -> None:
    """Delete the answered turns of somebody who wants nothing of them kept."""
    session.execute(
        delete(Turn).where(Turn.conversation == conversation, Turn.replies.is_not(None))
    )
