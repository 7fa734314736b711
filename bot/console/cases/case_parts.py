"""What the pages about cases need, made once at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks, local_day, staff_calendar
from bot.complaints.case.deadlines import Rule
from bot.complaints.case.evidence import Kept
from bot.complaints.case.models import Case
from bot.complaints.case.workflow import Workflow
from bot.complaints.intake.registering import Registrar
from bot.complaints.lists.export import CaseExport
from bot.complaints.lists.queries import CaseQueries
from bot.complaints.lists.statistics import KeptStatistics
from bot.complaints.work.casefile import CaseFiles
from bot.complaints.work.casework import Casework
from bot.complaints.work.documents import Documents, Template, load_documents
from bot.complaints.work.mediations import Mediations
from bot.complaints.work.merchants import Merchants
from bot.complaints.work.phrases import Phrase
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.kit.working_days import WorkingDays
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may, may_see_case
from kb.models import Department, District


class CaseEvidence(Protocol):
    """The evidence store, as the case page needs it."""

    def read(self, session: Session, reference: str, *, original: bool) -> tuple[str, bytes]:
        """Media type and bytes of a file."""

    async def keep(self, conversation: str, data: bytes) -> Kept:
        """Keep a file under a name until it is attached."""

    def attach(self, session: Session, conversation: str, case: Case) -> None:
        """Move the files kept under a name to a case."""


@dataclass(frozen=True)
class Names:
    """The Chinese names behind the slugs of cases.

    Args:
        categories, departments: slug to name.
        districts: all of them, in the order of the directory.
        staff: username to the name colleagues see.
    """

    categories: Mapping[str, str]
    departments: Mapping[str, str]
    districts: Sequence[str]
    staff: Mapping[str, str]


@dataclass(frozen=True)
class CaseParts:
    """The services behind the pages about cases.

    Args:
        sessions: the database.
        casework: changes cases.
        evidence: the files.
        clock: the present moment.
        categories: slug to name.
        registrar: registers what staff file for citizens.
        phrases: what officers often write to citizens.
        operator: who runs the service, on documents.
        templates: of documents, by slug.
        statistics: made once for each change.
    """

    sessions: SessionFactory
    casework: Casework
    evidence: CaseEvidence
    clock: Clock
    categories: Mapping[str, str]
    registrar: Registrar
    phrases: Sequence[Phrase] = ()
    operator: str = ""
    templates: Mapping[str, Template] = field(default_factory=load_documents)
    statistics: KeptStatistics = field(default_factory=KeptStatistics)

    @property
    def workflow(self) -> Workflow:
        """Steps and labels."""
        return self.casework.workflow

    @property
    def clocks(self) -> Clocks:
        """The legal clocks."""
        return self.casework.clocks

    @property
    def keyring(self) -> Keyring:
        """Opens what is sealed."""
        return self.casework.keyring

    @property
    def queries(self) -> CaseQueries:
        """Reads lists."""
        return CaseQueries(self.keyring, self.clocks.rules)

    @property
    def files(self) -> CaseFiles:
        """Reads one case."""
        return CaseFiles(self.workflow, self.clocks, self.keyring)

    @property
    def documents(self) -> Documents:
        """Makes documents."""
        return Documents(self.templates, self.workflow, self.clocks, self.keyring)

    @property
    def mediations(self) -> Mediations:
        """Keeps what was mediated."""
        return Mediations(self.keyring)

    @property
    def merchants(self) -> Merchants:
        """Keeps what is known of businesses."""
        return Merchants(self.keyring)

    def export(self, names: Names) -> CaseExport:
        """Writes files."""
        return CaseExport(
            self.sessions,
            self.keyring,
            self.workflow,
            self.clocks.rules,
            names.categories,
            names.departments,
        )

    def today(self) -> date:
        """The Chongqing day."""
        return local_day(self.clock())

    def left(self, session: Session) -> Callable[[str, date], str]:
        """How long until the last day of a rule's period, in words."""
        today = self.today()
        working = working_days_from(today, staff_calendar(session))
        return lambda rule, due_on: left_in_words(self.clocks.rules[rule], due_on, today, working)

    def names(self, session: Session) -> Names:
        """The names as they are now."""
        departments = session.execute(select(Department.slug, Department.short, Department.name))
        staff = session.execute(select(StaffMember.username, StaffMember.display_name))
        return Names(
            categories=self.categories,
            departments={slug: short or name for slug, short, name in departments},
            districts=list(session.scalars(select(District.name).order_by(District.name))),
            staff={username: name for username, name in staff},
        )


def working_days_from(today: date, calendar: WorkingDays) -> Callable[[date], int]:
    """Working days after today up to a later day; each day is looked up once for a whole list."""
    counts = [0]

    def until(day: date) -> int:
        while len(counts) <= (day - today).days:
            counts.append(counts[-1] + calendar.is_working(today + timedelta(len(counts))))
        return counts[(day - today).days]

    return until


def left_in_words(rule: Rule, due_on: date, today: date, working: Callable[[date], int]) -> str:
    """How long until a last day, in the kind of days the period is counted in, or since."""
    if due_on < today:
        return f"超 {(today - due_on).days} 天"
    if due_on == today:
        return "今天"
    if rule.unit == "calendar_days":
        return f"还有 {(due_on - today).days} 天"
    days = working(due_on)
    return f"还有 {days} 个工作日" if days else "没有工作日了"


def everyone_who_works(session: Session) -> list[StaffMember]:
    """Who may work cases at all, by name."""
    query = select(StaffMember).order_by(StaffMember.display_name)
    return [member for member in session.scalars(query) if may(member, Permission.CASE_WORK)]


def officers_for(
    session: Session, district: str, department: str, category: str
) -> list[StaffMember]:
    """Who may work a case, by name."""
    place = (district, department, category)
    everyone = everyone_who_works(session)
    return [m for m in everyone if may_see_case(m, *place, Permission.CASE_WORK)]


def place_of(case: Case) -> tuple[str, str, str]:
    """District, department and category: what scopes are about."""
    return case.district, case.department, case.category


def case_parts(request: Request) -> CaseParts:
    """The parts, for use as a FastAPI dependency."""
    found: CaseParts = request.app.state.cases
    return found
