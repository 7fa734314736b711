"""Progress notices (进度通知): each visible change becomes one row in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.citizens.models import CitizenAddress
from bot.complaints.case.models import Case, CaseEvent
from bot.kit.clock import CHONGQING
from bot.kit.sealing import Keyring
from bot.outbox.sender import Body
from bot.outbox.service import NewMessage, Outbox

PURPOSE = "case_notice"
_CAUSE = "case-event:"


@dataclass(frozen=True)
class Notices:
    """Tells citizens with a named case; an anonymous reporter comes with the receipt code.

    Args:
        outbox: everything sent unasked leaves by it.
        keyring: seals addresses and words.
        page: address of the page where a case's progress is seen; empty for none.
    """

    outbox: Outbox
    keyring: Keyring
    page: str = ""

    def put(self, session: Session, case: Case, event: CaseEvent, now: datetime) -> None:
        """Queue the notice of a change, once for each event."""
        if case.anonymous or not case.conversation or not event.public or not event.message:
            return
        query = select(CitizenAddress).where(CitizenAddress.conversation == case.conversation)
        known = session.scalar(query)
        sealed = "" if known is None else known.address_sealed
        facts = {
            "number": case.number,
            "status": event.message[:20],
            "time": now.astimezone(CHONGQING).strftime("%Y-%m-%d %H:%M"),
        }
        self.outbox.put_in(
            session,
            NewMessage.seal(
                self.keyring,
                purpose=PURPOSE,
                dedupe_key=f"{_CAUSE}{event.id}",
                conversation=case.conversation,
                channel=case.channel,
                address=self.keyring.open(sealed, "citizen_address.address"),
                body=Body(event.message, facts=facts, url=self.page),
            ),
        )


def event_of(dedupe_key: str) -> int:
    """Id of the case's event a notice tells of."""
    return int(dedupe_key.removeprefix(_CAUSE))
