"""What a conversation left open after its last turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.complaints.case.models import RespondentDraft
from bot.conversation.memory import Memory
from bot.conversation.models import ConversationState
from bot.conversation.told import Told
from bot.handover.rows import IS_FOLLOWED
from bot.kit.messages import Reply
from bot.kit.sealing import Keyring
from bot.outbox.models import OutboxMessage, OutboxStatus

# So long after a case was opened by its code its number need not be said again.
IN_HAND = timedelta(minutes=10)
IN_HAND_FIELD = "conversation_state.case_in_hand"


@dataclass(frozen=True)
class State:
    """What a conversation left open.

    Args:
        in_hand: number of the case it has just opened by its code.
        told: what was told that a form may still be made of.
        answering: whether it is a respondent's, who was asked for a code or for their word.
        followed: whether a person speaks, or somebody asked for one who has not answered yet.
    """

    choices: tuple[str, ...] = ()
    in_form: bool = False
    rest: str = ""
    last_replies: tuple[Reply, ...] = ()
    case_open: bool = False
    held: tuple[int, ...] = ()
    in_hand: str = ""
    memory: Memory = field(default_factory=Memory)
    told: Told = field(default_factory=Told)
    answering: bool = False
    followed: bool = False


# Made once, and asked at once: putting a statement together costs as much as what the database does
# with it, and of what is looked for here there is nearly always nothing.
_HELD = select(OutboxMessage.id).where(
    OutboxMessage.conversation == bindparam("conversation"),
    OutboxMessage.status == OutboxStatus.HELD,
)
_LEFT = cast(sa.Table, ConversationState.__table__)
_ASKED = select(bindparam("conversation", type_=sa.String).label("conversation")).subquery()
_FOUND = select(
    _LEFT,
    _HELD.exists().label("holds"),
    sa.exists().where(RespondentDraft.conversation == bindparam("conversation")).label("answering"),
    IS_FOLLOWED.exists().label("followed"),
).select_from(_ASKED.outerjoin(_LEFT, _LEFT.c.conversation == _ASKED.c.conversation))


def state_of(session: Session, conversation: str, keyring: Keyring, now: datetime) -> State:
    """What a conversation left open, and what is kept for its next message."""
    asked = {"conversation": conversation}
    # The connection doesn't look for objects to make of the rows.
    row = session.connection().execute(_FOUND, asked).one()
    held = tuple(session.scalars(_HELD, asked)) if row.holds else ()
    if row.conversation is None:
        return State(held=held, answering=row.answering, followed=row.followed)
    replies = tuple(Reply.from_json(item) for item in row.last_replies)
    fresh = bool(row.case_in_hand) and now - row.updated_at < IN_HAND
    in_hand = keyring.open(row.case_in_hand, IN_HAND_FIELD) if fresh else ""
    return State(
        tuple(row.choices),
        row.in_form,
        row.rest,
        replies,
        row.case_open,
        held,
        in_hand,
        Memory.from_json(row.memory, row.remembered_at, now),
        Told.opened(keyring, row.told_sealed, row.told_at, now),
        row.answering,
        row.followed,
    )


def hold(session: Session, conversation: str, keyring: Keyring, text: str, now: datetime) -> None:
    """Let a chat hold something that no turn of it has brought, such as a file."""
    sealed = keyring.seal(text, IN_HAND_FIELD)
    row = ConversationState(conversation=conversation, case_in_hand=sealed, updated_at=now)
    session.merge(row)


@dataclass(frozen=True)
class Left:
    """What an answer outside any turn leaves for the next one, such as that to a photo.

    Args:
        choices: references that can be picked by their number.
        memory: what was talked about.
        told: what a form may be made of.
    """

    choices: tuple[str, ...]
    memory: Memory
    told: Told


def leave(session: Session, conversation: str, keyring: Keyring, left: Left, now: datetime) -> None:
    """Let a chat remember what no turn of it has brought."""
    row = ConversationState(
        conversation=conversation,
        choices=list(left.choices),
        told_sealed=left.told.sealed(keyring),
        told_at=now if left.told else None,
        memory=left.memory.to_json(),
        remembered_at=now,
        updated_at=now,
    )
    session.merge(row)
