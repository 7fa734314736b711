"""The receipt of a registered case: what its citizen saves, and what happens when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.complaints.case.clocks import local_day
from bot.complaints.case.models import Case, CaseStatus
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.progress import KIND_LABELS, Progress
from bot.complaints.case.script import Script
from bot.kit.db import SessionFactory

_STEP = "· "  # begins a line of the story


@dataclass(frozen=True, repr=False)
class ReceiptCard:
    """What stands on a receipt; it names nobody.

    Args:
        number: of the case.
        code: its receipt code, as the citizen gave it.
        kind: 「投诉」.
        about: product, business or standard; may be empty.
        registered: the Chongqing day.
        is_anonymous: whether the code is all that leads to the case.
        lines: how it stands, and what happens when.
    """

    number: str
    code: str
    kind: str
    about: str
    registered: date
    is_anonymous: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Receipts:
    """Makes receipts for whoever has number and code.

    Args:
        sessions: the database.
        progress: finds cases and tells how they stand.
        script: what happens after registration.
    """

    sessions: SessionFactory
    progress: Progress
    script: Script

    async def find(self, number: CaseNumber | None, code: str | None) -> ReceiptCard | None:
        """The receipt; None for every kind of "no" alike, after the same work."""
        return await self.sessions.run(lambda session: self._find(session, number, code))

    def _find(
        self, session: Session, number: CaseNumber | None, code: str | None
    ) -> ReceiptCard | None:
        given = (code or "") if number is not None else ""
        case = self.progress.find(session, number, given, "")
        return None if case is None else self._card(session, case, given)

    def _card(self, session: Session, case: Case, code: str) -> ReceiptCard:
        return ReceiptCard(
            case.number,
            code,
            KIND_LABELS[case.kind],
            case.product or case.respondent or case.standard,
            local_day(case.registered_at),
            case.anonymous,
            tuple(self._lines(session, case)),
        )

    def _lines(self, session: Session, case: Case) -> list[str]:
        told = self.progress.tell(session, case).split("\n")[1:]
        lines = [line for line in told if not line.startswith(_STEP)]
        return [*lines[:1], following(self.script, case), *lines[1:]] if _is_new(case) else lines


def following(script: Script, case: Case) -> str:
    """What happens to a case that has just been registered, and until when."""
    due = "" if case.next_due_on is None else str(case.next_due_on)
    return script.say(f"next_{case.kind}", due=due)


def _is_new(case: Case) -> bool:
    return case.status == CaseStatus.REGISTERED.value
