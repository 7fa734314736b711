"""What was mediated on a case (调解记录，令第121号第二十四条), noted by its officer."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import local_day
from bot.complaints.case.models import Case, CaseKind, Mediation
from bot.complaints.understanding.masking import mask_name
from bot.complaints.work.casework import Actor, demand_own, event_by
from bot.kit.clock import CHONGQING
from bot.kit.errors import InvalidInput
from bot.kit.private import redact
from bot.kit.sealing import Keyring

FIELD = "mediation.sealed"
# What each is called, and how many characters it may have.
_LONGEST = {"place": ("地点或方式", 200), "people": ("参加的人", 300), "agreement": ("协议", 2000)}
_YUAN = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
_PLATFORM_NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")
_BETWEEN = re.compile(r"[、，,;；\s]+")
_EARLIEST = 2000  # a year


@dataclass(frozen=True)
class Minutes:
    """One mediation.

    Args:
        held_at: when, aware.
        place, people, agreement: as the officer wrote them; the agreement empty if there was none.
        recovered_fen: 挽回损失 in 分; None if it isn't known.
        noted_by: username.
    """

    held_at: datetime
    place: str
    people: str
    agreement: str = ""
    recovered_fen: int | None = None
    noted_by: str = ""

    def masked(self, citizen: str) -> Minutes:
        """As a page shows it before anybody gives a reason.

        Args:
            citizen: the name of who filed the case, which an agreement likes to say.
        """
        people = "、".join(mask_name(one) for one in _BETWEEN.split(self.people) if one)
        place, agreement = (
            redact(words.replace(citizen, mask_name(citizen)) if citizen else words, places=False)
            for words in (self.place, self.agreement)
        )
        return replace(self, place=place, people=people, agreement=agreement)


@dataclass(frozen=True)
class Mediations:
    """Keeps and reads the records; works inside the caller's transaction."""

    keyring: Keyring

    def note(
        self, session: Session, case: Case, actor: Actor, minutes: Minutes, now: datetime
    ) -> None:
        """Keep what was mediated; a later record takes the place of an earlier one.

        Raises:
            InvalidInput: the case was never accepted, or something is missing, too long or not
                yet true.
            StepRefused: the case is somebody else's.
        """
        demand_own(case, actor)
        if case.kind != CaseKind.COMPLAINT.value or case.accepted_at is None:
            raise InvalidInput("只有已经受理的投诉才有调解记录。")
        if not minutes.place.strip() or not minutes.people.strip():
            raise InvalidInput("请写明调解的地点（或者方式）和参加的人。")
        if minutes.held_at > now:
            raise InvalidInput("调解时间不能在现在以后，调解过了再记。")
        if local_day(minutes.held_at) < local_day(case.registered_at):
            raise InvalidInput("调解时间不能早于登记的那一天，请核对年月日。")
        words = {name: getattr(minutes, name).strip() for name in _LONGEST}
        for name, (label, longest) in _LONGEST.items():
            if len(words[name]) > longest:
                raise InvalidInput(f"{label}最多 {longest} 个字，现在有 {len(words[name])} 个。")
        session.add(
            Mediation(
                case_id=case.id,
                held_at=minutes.held_at,
                recovered_fen=minutes.recovered_fen,
                sealed=self.keyring.seal(json.dumps(words, ensure_ascii=False), FIELD),
                noted_at=now,
                noted_by=actor.name,
            )
        )
        session.add(event_by(case, actor, "mediation", now, public=False))
        case.updated_at = now

    def of(self, session: Session, case: Case) -> Sequence[Minutes]:
        """The records of a case, the last one first; none whose words retention has erased."""
        query = select(Mediation).where(Mediation.case_id == case.id, Mediation.sealed != "")
        rows = session.scalars(query.order_by(Mediation.id.desc()))
        return [
            Minutes(
                held_at=row.held_at,
                recovered_fen=row.recovered_fen,
                noted_by=row.noted_by,
                **json.loads(self.keyring.open(row.sealed, FIELD)),
            )
            for row in rows
        ]

    def masked_of(self, session: Session, case: Case) -> Sequence[Minutes]:
        """The same, as it is shown before anybody gives a reason."""
        citizen = self.keyring.open(case.name_sealed, "case.name")
        return [one.masked(citizen) for one in self.of(session, case)]


def moment_of(text: str) -> datetime:
    """A moment of Chongqing's clock as a form carries it, 2026-01-31T10:00.

    Raises:
        InvalidInput: it is none.
    """
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=CHONGQING)
    except ValueError:
        raise InvalidInput("请选择调解的日期和时间。") from None
    if moment.year < _EARLIEST:
        raise InvalidInput("请选择调解的日期和时间。")
    return moment.astimezone(UTC)


def recovered_of(yuan: str) -> int | None:
    """A sum typed in yuan, in 分; None for nothing.

    Raises:
        InvalidInput: it is no sum.

    >>> recovered_of("1280.5"), recovered_of(" ")
    (128050, None)
    """
    typed = yuan.strip()
    if not typed:
        return None
    if _YUAN.fullmatch(typed) is None:
        raise InvalidInput("挽回损失只写数字，单位是元，最多两位小数，例如 1280.50。")
    whole, _, part = typed.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def platform_number_of(text: str) -> str:
    """A number of the 12315 platform as it is kept; empty takes it away.

    Raises:
        InvalidInput: it has other signs than figures, Latin letters and hyphens, or is too long.
    """
    number = text.strip()
    if number and _PLATFORM_NUMBER.fullmatch(number) is None:
        raise InvalidInput("12315 平台编号只有数字、字母和横线，最多 40 个。")
    return number
