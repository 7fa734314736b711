"""Citizens with a named case who left and came back can be told of its progress again."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.citizens.models import CitizenAddress
from bot.complaints.case.models import Case
from bot.kit.clock import Clock
from bot.kit.messages import IncomingMessage
from bot.kit.sealing import Keyring

ADDRESS_FIELD = "citizen_address.address"


def reachable_again(
    session: Session, keyring: Keyring, message: IncomingMessage, now: Clock
) -> None:
    """Keep the address of somebody who writes, if a named case of theirs is open and has none.

    Who leaves a messenger is forgotten, except for the case; without this every notice after they
    came back would fail.
    """
    if not message.address or session.get(CitizenAddress, message.conversation) is not None:
        return
    has_case = exists().where(
        Case.conversation == message.conversation, ~Case.anonymous, Case.closed_at.is_(None)
    )
    if session.scalar(select(has_case)):
        session.add(
            CitizenAddress(
                conversation=message.conversation,
                channel=message.channel,
                address_sealed=keyring.seal(message.address, ADDRESS_FIELD),
                consented_at=now(),
            )
        )
