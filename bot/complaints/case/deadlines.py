"""Legal periods (办理时限) as data, and the days they end on."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.complaints.case.models import CaseKind
from bot.complaints.case.workflow import WorkflowError
from bot.kit.working_days import WorkingDays
from bot.settings import SEEDS
from kb.yaml_file import read_yaml

_PATH = SEEDS / "deadlines.yml"


class DeadlineState(enum.StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    PAUSED = "paused"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET = "met"


class Rule(BaseModel):
    """One legal period.

    Args:
        slug: name in the database.
        label: what people call it.
        kinds: kinds of case it is for.
        started_by: events that start it.
        met_by: events that fulfil it.
        length: how many days.
        unit: working days, or calendar days of which the last rolls on over a statutory holiday.
        pauses: kinds of time that don't count; names of the workflow's content.
        pause_article: the article that says so; empty if nothing stops it.
        why: why these stop it and others don't, for staff.
        extendable_by: days an approved extension gives; 0 if there is none.
        due_soon_days: calendar days before the end from which it counts as due soon.
        article: the legal basis.
    """

    model_config = ConfigDict(extra="forbid")

    slug: str
    label: str
    kinds: list[CaseKind]
    started_by: list[str] = Field(min_length=1)
    met_by: list[str] = Field(min_length=1)
    length: int = Field(ge=1)
    unit: Literal["working_days", "calendar_days"]
    pauses: list[str]
    pause_article: str = ""
    why: str = Field(min_length=1)
    extendable_by: int = Field(0, ge=0)
    due_soon_days: int = Field(ge=0)
    article: str = Field(min_length=1)

    @model_validator(mode="after")
    def _lawful(self) -> Rule:
        if bool(self.pauses) != bool(self.pause_article):
            raise ValueError("不计入的时间必须有条文")
        return self


@dataclass(frozen=True)
class Pause:
    """A time that isn't counted; ``end`` is None while it lasts.

    Args:
        start: the day the clock was stopped.
        end: the day it ran on.
        kind: what the time was needed for; a name of the workflow's content.
    """

    start: date
    end: date | None
    kind: str = ""


@dataclass(frozen=True)
class DeadlineRules:
    """The table of periods."""

    rules: tuple[Rule, ...]

    @classmethod
    def load(cls, path: Path = _PATH) -> DeadlineRules:
        """Read the table.

        Raises:
            WorkflowError: a row is wrong; the message names it.
        """
        return cls.of(read_yaml(path))

    @classmethod
    def of(cls, rows: Iterable[object]) -> DeadlineRules:
        """The table made of content rows.

        Raises:
            WorkflowError: a row is wrong; the message names it.
        """
        rules = tuple(_rule(number, row) for number, row in enumerate(rows, 1))
        if len({rule.slug for rule in rules}) != len(rules):
            raise WorkflowError("时限表里有重复的 slug。")
        return cls(rules)

    def __getitem__(self, slug: str) -> Rule:
        return next(rule for rule in self.rules if rule.slug == slug)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def starting(self, kind: str, event: str) -> list[Rule]:
        """The periods an event starts for a kind of case."""
        return [rule for rule in self.rules if kind in rule.kinds and event in rule.started_by]


def due_on(
    rule: Rule,
    started_on: date,
    calendar: WorkingDays,
    pauses: Sequence[Pause],
    *,
    extended: bool = False,
) -> date | None:
    """The last day of a period; None while it is paused.

    Args:
        rule: the period.
        started_on: the Chongqing day of the event that started it; not counted.
        pauses: times that aren't counted, without overlap.
        extended: whether the extension was approved.
    """
    if any(pause.end is None for pause in pauses):
        return None
    length = rule.length + (rule.extendable_by if extended else 0)
    if rule.unit == "working_days":
        stopped = sum(calendar.count(p.start, p.end or p.start) for p in pauses)
        return calendar.add(started_on, length + stopped)
    stopped = sum(((p.end or p.start) - p.start).days for p in pauses)
    return calendar.after_holidays(started_on + timedelta(days=length + stopped))


def state(rule: Rule, due: date | None, today: date, *, is_met: bool) -> DeadlineState:
    """How a clock stands.

    Args:
        rule: the period.
        due: its last day; None while paused.
        today: the Chongqing day.
        is_met: whether it was fulfilled.
    """
    if is_met:
        return DeadlineState.MET
    if due is None:
        return DeadlineState.PAUSED
    if due < today:
        return DeadlineState.OVERDUE
    is_soon = due <= today + timedelta(days=rule.due_soon_days)
    return DeadlineState.DUE_SOON if is_soon else DeadlineState.RUNNING


def _rule(number: int, row: object) -> Rule:
    try:
        return Rule.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "pauses"
        raise WorkflowError(f"时限表第 {number} 条的 {where} 有误。") from None
