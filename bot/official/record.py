"""What an official platform says of one standard, and what one answer of it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.models import Nature, StandardStatus

WRONG_ORDER = "平台写的发布、实施、废止日期前后颠倒：{days}"


class ShapeChanged(Exception):
    """A platform's answer isn't what was known of it; nothing of it may be believed.

    Args:
        platform: what staff call it.
        problem: what is wrong, half a Chinese sentence.
    """

    def __init__(self, platform: str, problem: str) -> None:
        super().__init__(problem)
        self.for_staff = (
            f"{platform}的回答和原来不一样（{problem}），已经停下，目录没有改动；"
            "请技术人员核对接口以后再试。"
        )


@dataclass(frozen=True)
class Asked:
    """One request to a platform.

    Args:
        method: GET or POST.
        path: from the platform's address.
        fields: in the query of a GET, in the form of a POST; names may come twice.
    """

    method: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class OfficialRecord:
    """One row of a platform's list.

    Args:
        platform: its slug.
        key: the platform's own id of the row.
        number: canonical, with its year.
        title: plain text.
        nature: None where the row doesn't tell.
        status: as the row lets it be said; unverified where the word is new to us, or where no day
            stands behind 现行.
        published_on: the day, None where there is none.
        effective_on: the same.
        ended_on: the same.
        replaces: canonical numbers.
        raw: the row as it came, without names of people.
    """

    platform: str
    key: str
    number: str
    title: str
    nature: Nature | None
    status: StandardStatus
    published_on: date | None
    effective_on: date | None
    ended_on: date | None
    replaces: tuple[str, ...]
    raw: dict[str, Any]

    @property
    def disorder(self) -> str:
        """In Chinese, why the days can't be right together; empty if they can."""
        days = [day for day in (self.published_on, self.effective_on, self.ended_on) if day]
        return "" if days == sorted(days) else WRONG_ORDER.format(days="，".join(map(str, days)))

    @property
    def is_strange(self) -> bool:
        """Whether the word for the status is one that nobody knows."""
        return self.status is StandardStatus.UNVERIFIED and self.effective_on is not None


@dataclass(frozen=True)
class Page:
    """One answer to a list query.

    Args:
        records: the rows that could be read, in order.
        total: how many rows the platform says there are in all.
        rows: how many it sent.
        skipped: rows without id or number (plans, drafts).
        unreadable: what was wrong with the others, one short sentence each.
    """

    records: tuple[OfficialRecord, ...]
    total: int
    rows: int
    skipped: int
    unreadable: tuple[str, ...]
