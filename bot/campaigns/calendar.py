"""The year's days, topics and audiences (data/seeds/campaigns.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.kit.clock import CHONGQING
from bot.settings import ROOT
from kb.yaml_file import read_yaml

FILE = ROOT / "data" / "seeds" / "campaigns.yml"
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Scope = Literal["international", "china"]


def is_checked(source: str) -> bool:
    """Whether a theme's source is one: false lists circulate, so a memory is none."""
    return bool(source.strip()) and "记忆" not in source


class CalendarError(Exception):
    """The file is wrong; the message is one Chinese sentence."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Part):
    """A topic or an audience.

    Args:
        also: other names people use.
    """

    slug: Slug
    name: str = Field(min_length=1, max_length=20)
    about: str = ""
    also: tuple[str, ...] = ()


class Theme(_Part):
    """A year's theme, with where it was read."""

    year: int
    scope: Scope
    text: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @property
    def is_checked(self) -> bool:
        """Whether more than somebody's memory says so."""
        return is_checked(self.source)


class Task(_Part):
    """Something to do ``days_before`` the day; ``theme``: to find out the year's theme."""

    days_before: int
    text: str = Field(min_length=1, max_length=200)
    theme: bool = False


class Day(_Part):
    """A day or period of the year.

    Args:
        pack: name of the pack that comes with the software; empty for none.
        propose_days_before: how long before it staff are told.
        period_days: how long it lasts.
    """

    slug: Slug
    name: str
    topic: Slug
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    period_days: int = Field(1, ge=1)
    propose_days_before: int = Field(45, ge=1, le=200)
    about: str = ""
    themes: tuple[Theme, ...] = ()
    checklist: tuple[Task, ...] = ()
    pack: str = ""

    @property
    def theme_task(self) -> Task | None:
        """The task of finding out the year's theme; None where the day has none."""
        return next((task for task in self.checklist if task.theme), None)

    def begins(self, year: int) -> date:
        """Its first day in a year."""
        return date(year, self.month, self.day)

    def ends(self, year: int) -> date:
        """Its last day in a year."""
        return self.begins(year) + timedelta(self.period_days - 1)

    def next_year(self, today: date) -> int:
        """The year of the occurrence that is not over yet."""
        return today.year if today <= self.ends(today.year) else today.year + 1


class _QuietHours(_Part):
    from_: time = Field(alias="from")
    to: time


class _File(_Part):
    quiet_hours: _QuietHours
    most_per_month: int = Field(ge=1, le=31)
    topics: tuple[Named, ...] = Field(min_length=1)
    audiences: tuple[Named, ...] = Field(min_length=1)
    days: tuple[Day, ...]
    digest_topic: str = ""

    @model_validator(mode="after")
    def _check(self) -> _File:
        topics = {topic.slug for topic in self.topics}
        for day in self.days:
            if day.topic not in topics:
                raise ValueError(f"{day.slug}: topic {day.topic}")
        if self.digest_topic and self.digest_topic not in topics:
            raise ValueError(f"digest_topic: {self.digest_topic}")
        return self


@dataclass(frozen=True)
class Calendar:
    """What the file says.

    Args:
        quiet_from, quiet_to: no message is sent between them, over night.
        most_per_month: pieces one person gets in thirty days.
        topics, audiences: names by slug, in the file's order.
        days: by slug.
        digest_topic: of the month's new standards; empty where nobody wants them.
    """

    quiet_from: time
    quiet_to: time
    most_per_month: int
    topics: Mapping[str, Named]
    audiences: Mapping[str, Named]
    days: Mapping[str, Day]
    digest_topic: str = ""

    @classmethod
    def load(cls, path: Path = FILE) -> Calendar:
        """Read the file.

        Raises:
            CalendarError: something in it is wrong.
        """
        try:
            file = _File.model_validate(read_yaml(path))
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise CalendarError(f"{path.name} 的 {where or '内容'} 有误。") from None
        return cls(
            file.quiet_hours.from_,
            file.quiet_hours.to,
            file.most_per_month,
            {one.slug: one for one in file.topics},
            {one.slug: one for one in file.audiences},
            {one.slug: one for one in file.days},
            file.digest_topic,
        )

    def opens(self, now: datetime) -> datetime:
        """The end of the quiet hours if they are now, else the moment itself."""
        local = now.astimezone(CHONGQING)
        if not self._is_quiet(local.time()):
            return now
        day = local.date()
        if self.quiet_from > self.quiet_to and local.time() >= self.quiet_from:
            day += timedelta(1)
        return datetime.combine(day, self.quiet_to, CHONGQING)

    def _is_quiet(self, at: time) -> bool:
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= at < self.quiet_to
        return at >= self.quiet_from or at < self.quiet_to
