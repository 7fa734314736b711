"""When people are there (data/seeds/office_hours.yml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.kit.clock import CHONGQING
from bot.kit.working_days import WorkingDays
from bot.settings import ROOT
from kb.yaml_file import read_yaml

FILE = ROOT / "data" / "seeds" / "office_hours.yml"


class HoursError(Exception):
    """The file is wrong; the message is one Chinese sentence."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    from_: time = Field(alias="from")
    to: time
    wait_minutes: int = Field(ge=1)
    silent_minutes: int = Field(ge=1)


@dataclass(frozen=True)
class OfficeHours:
    """The hours of each working day, in Chongqing.

    Args:
        begin, end: of a day.
        wait: how long a citizen waits for somebody to come.
        silence: how long somebody of the staff may say nothing.
    """

    begin: time
    end: time
    wait: timedelta
    silence: timedelta

    @classmethod
    def load(cls, path: Path = FILE) -> OfficeHours:
        """Read the file.

        Raises:
            HoursError: something in it is wrong.
        """
        try:
            file = _File.model_validate(read_yaml(path))
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise HoursError(f"{path.name} 的 {where} 有误。") from None
        if file.from_.tzinfo or file.to.tzinfo:
            raise HoursError(f"{path.name} 的时间只写几点几分，不写时区。")
        if file.from_ >= file.to:
            raise HoursError(f"{path.name} 的开始时间要早于结束时间。")
        return cls(
            file.from_,
            file.to,
            timedelta(minutes=file.wait_minutes),
            timedelta(minutes=file.silent_minutes),
        )

    def is_open(self, now: datetime, calendar: WorkingDays) -> bool:
        """Whether somebody is there at a moment."""
        local = now.astimezone(CHONGQING)
        return calendar.is_working(local.date()) and self.begin <= local.time() < self.end

    def next_day(self, now: datetime, calendar: WorkingDays) -> date:
        """The day on which the next hours begin: today before they do, else a later one."""
        local = now.astimezone(CHONGQING)
        first = local.date() if local.time() < self.begin else local.date() + timedelta(1)
        return calendar.on_or_after(first)

    def in_words(self) -> str:
        """For citizens: 「工作日 9:00 到 17:30」."""
        return f"工作日 {self.begin:%H:%M} 到 {self.end:%H:%M}".replace(" 0", " ")
