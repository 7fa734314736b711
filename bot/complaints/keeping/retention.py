"""Retention (保存期限): identities are removed when their time is up; a ledger says what went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from bot.citizens.models import CitizenAddress
from bot.complaints.case.models import (
    Case,
    CaseEvent,
    CaseStatus,
    Mediation,
    PurgeEntry,
    RespondentCode,
    RespondentDraft,
)
from bot.complaints.case.workflow import WorkflowError
from bot.complaints.intake.case_summary import category_names, summary_of
from bot.complaints.understanding.extract import Product, load_products, product_in
from bot.complaints.work import merchants
from bot.outbox.models import OutboxMessage
from bot.settings import SEEDS
from kb.text.standard_number import StandardNumber
from kb.yaml_file import read_yaml


class RetentionRule(BaseModel):
    """How long cases that ended in certain statuses keep their identities.

    Args:
        slug: name in the ledger.
        label: what staff see.
        status: statuses it is for.
        after_days: calendar days after the case ended.
    """

    model_config = ConfigDict(extra="forbid")

    slug: str
    label: str
    status: list[CaseStatus]
    after_days: int = Field(ge=1)


class RetentionRules(BaseModel):
    """The whole table, with the words for the privacy notice.

    ``browsers_after_days`` is for what a browser subscribed to or watches, from its last visit.
    """

    model_config = ConfigDict(extra="forbid")

    kept: str
    browsers_after_days: int = Field(ge=1)
    rules: list[RetentionRule]

    @classmethod
    def load(cls, path: Path = SEEDS / "retention.yml") -> RetentionRules:
        """Read the table.

        Raises:
            WorkflowError: a row is wrong.
        """
        data: dict[str, Any] = read_yaml(path)
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise WorkflowError(f"retention.yml 的 {where} 有误。") from None


class EvidenceStore(Protocol):
    """The evidence, as retention needs it."""

    def purge(self, session: Session, case_id: int) -> int:
        """Remove a case's files; the number removed."""

    def drop(self, session: Session, conversation: str) -> None:
        """Delete a draft's files."""


@dataclass(frozen=True)
class Retention:
    """Removes identities, narratives and evidence of cases whose time is up.

    Args:
        rules: the table.
        evidence: the files.
        categories: slug to name.
        products: the products of the content, whose names may stay.
    """

    rules: RetentionRules
    evidence: EvidenceStore
    categories: Mapping[str, str] = field(default_factory=category_names)
    products: Sequence[Product] = field(default_factory=load_products)

    def due(self, session: Session, now: datetime) -> dict[str, int]:
        """How many cases each rule would purge now (the dry run)."""
        return {
            rule.slug: session.scalar(
                select(func.count()).select_from(Case).where(_is_due(rule, now))
            )
            or 0
            for rule in self.rules.rules
        }

    def purge(self, session: Session, now: datetime) -> dict[str, int]:
        """Purge, in the caller's transaction; one ledger row for each rule that found any."""
        return {rule.slug: self._purge_one(session, rule, now) for rule in self.rules.rules}

    def _purge_one(self, session: Session, rule: RetentionRule, now: datetime) -> int:
        cases = list(session.scalars(select(Case).where(_is_due(rule, now)).with_for_update()))
        files = sum(self.strip(session, case, now) for case in cases)
        if cases:
            session.add(
                PurgeEntry(
                    at=now,
                    rule=rule.slug,
                    table="case",
                    rows=len(cases),
                    details={"files": files, "numbers": [case.number for case in cases]},
                )
            )
        return len(cases)

    def strip(self, session: Session, case: Case, now: datetime) -> int:
        """Take a case everything that was typed into it; the number of files removed."""
        files = self.evidence.purge(session, case.id)
        codes = select(RespondentCode.id).where(RespondentCode.case_id == case.id)
        session.execute(delete(RespondentDraft).where(RespondentDraft.code_id.in_(codes)))
        session.execute(delete(RespondentCode).where(RespondentCode.case_id == case.id))
        # When it was mediated and what sum came back stay for the figures, the words do not.
        mediated = update(Mediation).where(Mediation.case_id == case.id)
        session.execute(mediated.values(sealed=""))
        merchants.forget(session, case)
        case.respondent_said_at = None
        self._strip_events(session, case)
        conversation = case.conversation
        case.name_sealed = case.phone_sealed = case.address_sealed = case.narrative_sealed = ""
        # What somebody typed goes, also where it names the business: what stays comes from lists.
        case.respondent = case.subject_key = case.place = case.wanted = ""
        case.platform_number = ""
        case.happened_said = case.satisfaction_said = ""
        named, number = product_in(case.product, self.products), StandardNumber.find(case.standard)
        case.product = named[1].name if named else ""
        case.standard = str(number) if number else ""
        case.conversation, case.purged_at = "", now
        case.summary = summary_of(case, self.categories)
        session.flush()
        if conversation:
            _forget_address(session, conversation)
        return files

    @staticmethod
    def _strip_events(session: Session, case: Case) -> None:
        """Words of the story go, with the notices they were sent in; steps and articles stay."""
        mine = CaseEvent.case_id == case.id
        sent = [
            f"case-event:{event}" for event in session.scalars(select(CaseEvent.id).where(mine))
        ]
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.dedupe_key.in_(sent))
            .values(address_sealed="", body_sealed="")
        )
        session.execute(update(CaseEvent).where(mine).values(note_sealed="", reason="", message=""))


def _is_due(rule: RetentionRule, now: datetime) -> ColumnElement[bool]:
    return (
        Case.status.in_([status.value for status in rule.status])
        & (Case.closed_at < now - timedelta(days=rule.after_days))
        & Case.purged_at.is_(None)
    )


def _forget_address(session: Session, conversation: str) -> None:
    left = session.scalar(
        select(func.count()).select_from(Case).where(Case.conversation == conversation)
    )
    if not left:
        session.execute(delete(CitizenAddress).where(CitizenAddress.conversation == conversation))
