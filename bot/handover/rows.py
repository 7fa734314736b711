"""Finding handovers, and taking hold of their rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from bot.handover.models import LIVE, Handover, HandoverState
from bot.kit.errors import ServiceError


class Taken(ServiceError):
    """Somebody else was quicker, or it is over."""

    status = 409
    for_citizen = "这个对话已经有人接了，或者已经结束。"


FOLLOWED = (*LIVE, HandoverState.CALLBACK.value)
# Asked with every message.
IS_FOLLOWED = (
    select(Handover.id)
    .where(Handover.conversation == bindparam("conversation"), Handover.state.in_(FOLLOWED))
    .limit(1)
)


def one_of(conversation: str, states: Sequence[str]) -> Select[Handover]:
    """The newest handover of a conversation in one of some states."""
    return (
        select(Handover)
        .where(Handover.conversation == conversation, Handover.state.in_(states))
        .order_by(Handover.id.desc())
        .limit(1)
    )


def latest(session: Session, conversation: str, states: Sequence[str]) -> Handover | None:
    """The same, ours alone until the end of the transaction."""
    found: Handover | None = session.scalar(one_of(conversation, states).with_for_update())
    return found


def mine(session: Session, by: str, number: int) -> Handover:
    """A conversation of one's own, ours alone until the end of the transaction.

    Raises:
        Taken: it isn't this person's.
    """
    row = session.scalar(
        select(Handover)
        .where(
            Handover.id == number,
            Handover.staff == by,
            Handover.state == HandoverState.TAKEN.value,
        )
        .with_for_update()
    )
    if row is None:
        raise Taken
    return row
