"""What was said to a person while an anonymous report was told goes with the filing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.handover.models import Handover, HandoverMessage, HandoverState


def forget_what_was_said(session: Session, conversation: str, since: datetime) -> None:
    """Delete what was said since a moment in a chat's handovers that are over.

    Of one that still has to be answered it stays until it is: nobody could answer otherwise.
    """
    over = select(Handover.id).where(
        Handover.conversation == conversation, Handover.state == HandoverState.ENDED.value
    )
    session.execute(
        delete(HandoverMessage).where(
            HandoverMessage.handover_id.in_(over), HandoverMessage.at >= since
        )
    )
