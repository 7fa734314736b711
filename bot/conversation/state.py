"""What a conversation left open after its last turn."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.models import ConversationState
from bot.messages import Reply
from bot.outbox.models import OutboxMessage, OutboxStatus


@dataclass(frozen=True)
class State:
    """What a conversation left open."""

    choices: tuple[str, ...] = ()
    in_form: bool = False
    rest: str = ""
    last_replies: tuple[Reply, ...] = ()
    case_open: bool = False
    held: tuple[int, ...] = ()


def state_of(session: Session, conversation: str) -> State:
    """What a conversation left open, and what is kept for its next message."""
    row = session.get(ConversationState, conversation)
    held = tuple(
        session.scalars(
            select(OutboxMessage.id).where(
                OutboxMessage.conversation == conversation,
                OutboxMessage.status == OutboxStatus.HELD,
            )
        )
    )
    if row is None:
        return State(held=held)
    replies = tuple(Reply.from_json(item) for item in row.last_replies)
    return State(tuple(row.choices), row.in_form, row.rest, replies, row.case_open, held)
