"""Compares the rows of the database with what the citizens meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.citizen_runner import Citizen, fold
from bench.citizen_script import days_meant
from bot.complaints.case.models import Case, CaseEvent
from bot.kit.sealing import Keyring

LOOSE = 12  # characters a respondent or product may be longer than what was meant


@dataclass(frozen=True)
class Found:
    """What became of one citizen.

    Args:
        right: whether exactly the meant cases exist and every field is right.
        fields: number of fields compared.
        wrong: those that differ, in words.
    """

    right: bool
    fields: int
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Judge:
    """Looks into the database.

    Args:
        session: an open session.
        keyring: opens the sealed columns.
        conversation: pseudonym of a sender.
        today: the day of the run in Chongqing.
    """

    session: Session
    keyring: Keyring
    conversation: Callable[[str], str]
    today: date

    def look(self, citizen: Citizen) -> Found:
        """Compare a citizen's cases with the script."""
        meant, told = citizen.script.cases, citizen.numbers
        cases = [self._case(number) for number in told]
        own = self._own(citizen)
        wrong: list[str] = []
        if len(told) != len(meant):
            wrong.append(f"应有 {len(meant)} 件，登记了 {len(told)} 件")
        named = sum(1 for case in cases if case is not None and not case.anonymous)
        if own != named:
            wrong.append(f"这个聊天名下有 {own} 件，告诉市民的是 {named} 件")
        fields = 1 + sum(len(values) for values in meant)
        for case, values in zip(cases, meant, strict=False):
            wrong += ["没有这个编号"] if case is None else self._compare(case, values)
        return Found(not wrong, fields, tuple(wrong))

    def count(self) -> int:
        """All cases."""
        return int(self.session.scalar(select(func.count()).select_from(Case)) or 0)

    def _case(self, number: str) -> Case | None:
        return self.session.scalar(select(Case).where(Case.number == number))

    def _own(self, citizen: Citizen) -> int:
        mine = Case.conversation == self.conversation(citizen.sender)
        query = select(func.count()).select_from(Case).where(mine)
        return int(self.session.scalar(query) or 0)

    def _compare(self, case: Case, values: dict[str, Any]) -> list[str]:
        wrong = [
            f"{name}：应为 {meant}，是 {got}"
            for name, meant in values.items()
            if not self._same(name, meant, got := self._value(case, name))
        ]
        if case.anonymous and self._personal(case):
            wrong.append("匿名的案件里有个人信息")
        if len(case.code_hash) != 64 or not self._events(case):
            wrong.append("案件不完整")
        return wrong

    def _value(self, case: Case, name: str) -> Any:
        if name in ("name", "phone", "address"):
            sealed: str = getattr(case, f"{name}_sealed")
            return self.keyring.open(sealed, f"case.{name}")
        if name == "what":
            return self.keyring.open(case.narrative_sealed, "case.narrative")
        if name == "amount":
            return None if case.amount_fen is None else case.amount_fen / 100
        return getattr(case, name)

    def _same(self, name: str, meant: Any, got: Any) -> bool:
        if name == "happened_on":
            return got in days_meant(meant, self.today)
        if isinstance(meant, bool | int | float) or meant in ("", None):
            return bool((got or None) == (meant or None))
        options = [fold(str(option)) for option in (meant if isinstance(meant, list) else [meant])]
        said = fold(str(got or ""))
        if name in ("kind", "district", "standard", "name", "phone"):
            return said in options
        loose = LOOSE if name in ("respondent", "product") else 10_000
        return any(o in said and len(said) <= len(o) + loose for o in options)

    def _personal(self, case: Case) -> bool:
        return bool(
            case.conversation or case.name_sealed or case.phone_sealed or case.address_sealed
        )

    def _events(self, case: Case) -> int:
        query = select(func.count()).select_from(CaseEvent).where(CaseEvent.case_id == case.id)
        return int(self.session.scalar(query) or 0)
