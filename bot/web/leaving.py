"""What is forgotten when a citizen leaves a messenger, and remembered when they come back."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.campaigns.quiz.quiz import forget_plays
from bot.citizens.models import CitizenAddress
from bot.citizens.subscriptions import Subscriptions
from bot.complaints.case.models import CaseDraft
from bot.complaints.case.reachable import reachable_again
from bot.complaints.follow.respondents import drop_statement
from bot.complaints.intake.known_teller import forget_teller
from bot.conversation.models import ConversationState
from bot.conversation.open_turns import forget_open_turns
from bot.editing.unanswered.models import AskerWish
from bot.kit import clock
from bot.kit.messages import IncomingMessage
from bot.watching.watches import forget
from bot.web.services import Services


def forget_in_chat(session: Session, conversation: str) -> None:
    """Delete what other parts keep of a chat; a person may go on speaking in it."""
    Subscriptions.forget(session, conversation, clock.now())
    forget(session, conversation)
    forget_plays(session, conversation)
    session.execute(delete(AskerWish).where(AskerWish.conversation == conversation))


def forget_citizen(session: Session, conversation: str, parts: Services, why: str) -> None:
    """Forget a citizen, except for cases: those are kept as their own law says.

    Args:
        session: the caller's transaction.
        conversation: the pseudonym.
        why: for staff, in the outbox.
    """
    parts.office.outbox.cancel_in(session, conversation, why)
    parts.office.desk.evidence.drop(session, conversation)
    drop_statement(session, parts.evidence, conversation)
    parts.people.leave(session, conversation)
    forget_open_turns(session, conversation)
    forget_teller(session, conversation)
    parts.campaigns.subscriptions.forget(session, conversation, clock.now())
    forget(session, conversation)
    forget_plays(session, conversation)
    for table in (CitizenAddress, ConversationState, CaseDraft, AskerWish):
        session.execute(delete(table).where(table.conversation == conversation))


async def note_reachable(parts: Services, message: IncomingMessage) -> None:
    """Whoever writes can be told of their open case, also after they had left."""
    keyring = parts.settings.keyring
    await parts.sessions.run(lambda session: reachable_again(session, keyring, message, clock.now))
