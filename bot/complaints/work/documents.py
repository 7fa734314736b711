"""Documents of a case (data/seeds/documents.yml): which may be made now, and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks, local_day
from bot.complaints.case.models import Case, CaseEvent, CaseKind, CaseStatus
from bot.complaints.case.workflow import Ground, Workflow, WorkflowError
from bot.complaints.work.proposals import Proposal
from bot.kit.errors import NotFound
from bot.kit.sealing import Keyring
from bot.settings import SEEDS
from kb.yaml_file import read_yaml

BLANK = "＿" * 12  # to be filled in by hand
# What a template may name; ``clocks``, ``category`` and the like are words of the case page.
PLACES = frozenset(
    {
        "number", "kind", "status", "category", "department", "officer", "office", "today",
        "person", "contact", "respondent", "credit_code", "respondent_contact", "product",
        "wanted", "standard", "happened", "place",
        "story", "evidence", "registered", "accepted", "decided", "reason", "article", "ground",
        "referred_to", "platform_number", "met_at", "met_place", "people", "agreement", "clocks",
        "mediate_until", "blank",
    }
)  # fmt: skip
_PLACE = re.compile(r"\{(\w+)\}")


class Row(BaseModel):
    """A line of the table; ``value`` has places in braces."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(min_length=1, max_length=40)
    value: str


class Template(BaseModel):
    """One kind of document.

    Args:
        slug: its name in addresses and in the audit log.
        kinds: of cases.
        step: the step of the workflow whose decision it tells.
        during: the statuses in which it may be made before that step (``while`` in the file).
        any_time: whether it may be made before that step in all of them.
        grounds: the grounds of that step it goes with; empty for every one.
        rows, text, signed: the table, the paragraphs, and the lines at the foot.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    slug: str = Field(pattern=r"^[a-z_]{1,40}$")
    title: str = Field(min_length=1, max_length=40)
    kinds: list[CaseKind] = Field(min_length=1)
    step: str
    during: list[CaseStatus] = Field([], alias="while")
    any_time: bool = False
    grounds: list[str] = []
    rows: list[Row]
    text: list[str]
    signed: list[Row]

    def places(self) -> set[str]:
        """Every place that is named somewhere."""
        words = [*self.text, *(row.value for row in (*self.rows, *self.signed))]
        return {place for line in words for place in _PLACE.findall(line)}


@dataclass(frozen=True)
class Paper:
    """A document with everything filled in; what nobody knows is a line to write on."""

    title: str
    rows: Sequence[tuple[str, str]]
    text: Sequence[str]
    signed: Sequence[tuple[str, str]]


@cache
def load_documents(path: Path = SEEDS / "documents.yml") -> Mapping[str, Template]:
    """The documents by slug, in the order of the file.

    Raises:
        WorkflowError: one is wrong; the message names it.
    """
    try:
        templates = TypeAdapter(list[Template]).validate_python(read_yaml(path))
    except ValidationError as error:
        where = "、".join(str(part) for part in error.errors()[0]["loc"])
        raise WorkflowError(f"documents.yml 第 {where} 处有误。") from None
    for one in templates:
        if unknown := one.places() - PLACES:
            raise WorkflowError(f"{one.title}里没有这些词可填：{'、'.join(sorted(unknown))}。")
    return {one.slug: one for one in templates}


@dataclass(frozen=True)
class Documents:
    """Makes the documents of cases; works inside the caller's session."""

    templates: Mapping[str, Template]
    workflow: Workflow
    clocks: Clocks
    keyring: Keyring

    def offered(self, session: Session, case: Case) -> list[Template]:
        """Those that may be made now."""
        events = self._events(session, case)
        return [one for one in self.templates.values() if self._is_due(one, case, events)]

    def paper(self, session: Session, case: Case, slug: str, words: Mapping[str, str]) -> Paper:
        """A document of a case.

        Args:
            session: the database.
            case: already checked to lie inside the reader's scope.
            slug: which document.
            words: what the caller knows by name, masked unless the reader may see more.

        Raises:
            NotFound: there is none of the name, or its decision was not made.
        """
        events, template = self._events(session, case), self.templates.get(slug)
        if template is None or not self._is_due(template, case, events):
            raise NotFound("没有这种文书，或者还没有作出它要写的决定。")
        told = {**self._facts(session, case), **words, **self._decision(template, case, events)}
        return Paper(
            title=template.title,
            rows=[(row.label, _filled(row.value, told)) for row in template.rows],
            text=[_filled(line, told) for line in template.text],
            signed=[(row.label, _filled(row.value, told)) for row in template.signed],
        )

    def _events(self, session: Session, case: Case) -> list[CaseEvent]:
        """The story since the case was last opened: what was decided before no longer counts."""
        query = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
        events = list(session.scalars(query))
        opened = max((i for i, one in enumerate(events) if one.action == "reopen"), default=-1)
        return events[opened + 1 :]

    def _is_due(self, template: Template, case: Case, events: Sequence[CaseEvent]) -> bool:
        if case.kind not in template.kinds:
            return False
        decided = _last(events, template.step)
        if decided is None:
            return template.any_time or case.status in template.during
        ground = self._ground(template, case, events)
        return not template.grounds or ground is None or ground.slug in template.grounds

    def _decision(
        self, template: Template, case: Case, events: Sequence[CaseEvent]
    ) -> dict[str, str]:
        event = _last(events, template.step)
        if event is None:
            return dict.fromkeys(("decided", "reason", "article", "ground", "referred_to"), "")
        ground = self._ground(template, case, events)
        return {
            "decided": _day(event.at),
            "reason": event.reason,
            "article": event.article,
            "ground": "" if ground is None else ground.text,
            "referred_to": case.referred_to,
        }

    def _ground(self, template: Template, case: Case, events: Sequence[CaseEvent]) -> Ground | None:
        """The ground that was chosen; None where the step has none, or two of one article.

        The event keeps the article; the slug stands in what was proposed, until that is erased.
        """
        event, proposed = _last(events, template.step), _last(events, "propose")
        step = self.workflow.steps[template.step]
        known = [
            one
            for one in self.workflow.grounds_of(step, case.kind)
            if event is not None and one.article == event.article
        ]
        proposal = proposed and Proposal.opened(self.keyring, proposed.note_sealed)
        if proposal and proposal.step == template.step:
            known = [one for one in known if one.slug == proposal.given.get("ground")] or known
        return known[0] if len(known) == 1 else None

    def _facts(self, session: Session, case: Case) -> dict[str, str]:
        due = {clock.rule: clock.due_on for clock in self.clocks.of(session, case)}
        amount = "" if case.amount_fen is None else f"（{case.amount_fen / 100:.2f} 元）"
        return {
            "number": case.number,
            "respondent": case.respondent,
            "product": case.product,
            "wanted": f"{case.wanted}{amount}",
            "standard": case.standard,
            "happened": str(case.happened_on or case.happened_said),
            "registered": _day(case.registered_at),
            "platform_number": case.platform_number,
            # Nobody writes an agreement on one line.
            "agreement": "\n".join([BLANK * 2] * 3),
            "accepted": _day(case.accepted_at),
            "mediate_until": in_words(due.get("mediate")),
        }


def _last(events: Sequence[CaseEvent], action: str) -> CaseEvent | None:
    return next((one for one in reversed(events) if one.action == action), None)


def in_words(day: date | None) -> str:
    """A day as documents write it; empty for none.

    >>> in_words(date(2026, 11, 9))
    '2026 年 11 月 9 日'
    """
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else ""


def _day(moment: datetime | None) -> str:
    return "" if moment is None else in_words(local_day(moment))


def _filled(words: str, told: Mapping[str, str]) -> str:
    # One pass: braces in what a citizen or an officer wrote are filled with nothing.
    return _PLACE.sub(lambda found: told.get(found[1], "").strip() or BLANK, words)
