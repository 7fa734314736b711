"""From a finished draft to a case: numbered, coded, routed, its clocks started; once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from bot.citizens.models import CitizenAddress
from bot.complaints.case.clocks import Clocks, local_day
from bot.complaints.case.draft import Draft
from bot.complaints.case.models import Case, CaseEvent, CaseSequence, CaseStatus
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.intake.case_summary import category_names, summary_of
from bot.complaints.intake.classified import Classified
from bot.complaints.understanding.event_place import event_place, is_home
from bot.complaints.understanding.extract import name_in
from bot.complaints.understanding.similar import subject_key
from bot.complaints.understanding.unnamed import leave_out
from bot.kit.clock import hour_of
from bot.kit.private import redact
from bot.kit.sealing import Keyring

Classify = Callable[[Draft], Classified]


@dataclass(frozen=True)
class Registrar:
    """Registers cases.

    Args:
        keyring: seals identities and narratives.
        codes: receipt codes.
        clocks: legal clocks.
        classify: category, department and district of a draft.
        consent_version: wording the citizen agreed to.
        categories: slug to name.
    """

    keyring: Keyring
    codes: ReceiptCodes
    clocks: Clocks
    classify: Classify
    consent_version: str
    categories: Mapping[str, str] = field(default_factory=category_names)

    def register(
        self, session: Session, draft: Draft, address: str, now: datetime
    ) -> tuple[Case, str]:
        """The case of a draft and its receipt code, in the caller's transaction.

        Args:
            session: the open transaction.
            draft: what the citizen confirmed; gets the number and the code.
            address: the platform's id for notices; ignored for an anonymous case.
            now: aware UTC.
        """
        case = self._new(draft, now)
        code = self.codes.new()
        case.code_hash = self.codes.hash(code)
        case.number = str(self._number(session, local_day(now)))
        case.summary = summary_of(case, self.categories)
        session.add(case)
        session.flush()
        session.add(_story(case, now))
        self.clocks.start(session, case, "registered", now)
        if not draft.anonymous and address:
            self._remember_address(session, draft, address, now)
        draft.number, draft.code, draft.finished = case.number, code, True
        return case, code

    def _new(self, draft: Draft, now: datetime) -> Case:
        said, routed = dict(draft.values), self.classify(draft)
        anonymous = draft.anonymous or not said.get("phone")
        if anonymous:
            leave_out(said)
        where = said.get("where", "")
        seal = self.keyring.seal
        return Case(
            origin=_origin(draft),
            kind=draft.kind,
            status=CaseStatus.REGISTERED.value,
            anonymous=anonymous,
            channel=draft.channel,
            conversation="" if anonymous else draft.conversation,
            respondent=masked_words(said.get("respondent", ""))[:200],
            subject_key=subject_key(said.get("respondent", ""))[:120],
            product=redact(said.get("product", ""))[:120],
            standard=said.get("standard", "")[:60],
            happened_on=_day(said.get("day")),
            happened_said=said.get("when", "")[:80],
            district=routed.district,
            place=event_place(where, routed.district, said.get("address", ""))[:200],
            wanted=masked_words(said.get("wanted", ""))[:300],
            amount_fen=fen(said.get("amount")),
            narrative_sealed=seal(_narrative(said, anonymous), "case.narrative"),
            name_sealed="" if anonymous else seal(said.get("name", ""), "case.name"),
            phone_sealed="" if anonymous else seal(said.get("phone", ""), "case.phone"),
            address_sealed="" if anonymous else seal(said.get("address", ""), "case.address"),
            guardian=draft.minor and not anonymous,
            consent_wording="" if anonymous else self.consent_version,
            consented_at=None if anonymous else now,
            category=routed.category,
            category_confidence=routed.confidence,
            department=routed.department,
            route_basis=routed.basis[:200],
            needs_staff=routed.needs_staff,
            # A moment to the second would tie an anonymous case to a line of a web server's log.
            registered_at=hour_of(now) if anonymous else now,
            updated_at=hour_of(now) if anonymous else now,
        )

    def _number(self, session: Session, day: date) -> CaseNumber:
        insert = insert_sqlite if session.get_bind().dialect.name == "sqlite" else insert_postgresql
        query = (
            insert(CaseSequence)
            .values(day=day, last=1)
            .on_conflict_do_update(index_elements=["day"], set_={"last": CaseSequence.last + 1})
            .returning(CaseSequence.last)
        )
        return CaseNumber(day, session.execute(query).scalar_one())

    def _remember_address(
        self, session: Session, draft: Draft, address: str, now: datetime
    ) -> None:
        session.merge(
            CitizenAddress(
                conversation=draft.conversation,
                channel=draft.channel,
                address_sealed=self.keyring.seal(address, "citizen_address.address"),
                consented_at=now,
            )
        )


def registered_already(session: Session, draft: Draft) -> Case | None:
    """The case made of this draft before a crash, if there is one."""
    return session.scalar(select(Case).where(Case.origin == _origin(draft)))


def masked_words(text: str) -> str:
    """A text without the numbers and names that follow a known pattern; the whole is sealed."""
    person = name_in(text)
    return redact(text if person is None else text.replace(person, "［姓名］"))


def _narrative(said: Mapping[str, str], anonymous: bool) -> str:
    """The story as it is sealed; with a home that is the place of a named case."""
    story, where = said.get("what", ""), said.get("where", "")
    if anonymous or not is_home(where, said.get("address", "")):
        return story
    return f"{story}\n（地点：{where}）"


def _origin(draft: Draft) -> str:
    # A hash, so that the row of a case doesn't lead to the row of its draft.
    return hashlib.sha256(f"origin:{draft.id}".encode()).hexdigest()


def _story(case: Case, now: datetime) -> CaseEvent:
    return CaseEvent(
        case_id=case.id,
        at=case.registered_at if case.anonymous else now,
        actor_kind="citizen",
        action="register",
        to_status=CaseStatus.REGISTERED.value,
        public=True,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def fen(yuan: str | None) -> int | None:
    """A sum in 分, from a number of yuan; None for none, or more than a column holds."""
    try:
        fen = int(Decimal(yuan) * 100) if yuan else None
    except InvalidOperation:
        return None
    return fen if fen is None or fen < 2**31 else None
