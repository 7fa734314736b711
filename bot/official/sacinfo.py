"""The list that the platforms of industry and of local standards share (…bba.sacinfo.org.cn)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.official.cells import (
    day_of,
    number_of,
    numbers_in,
    plain,
    status_of,
    without_people,
)
from bot.official.record import Asked, OfficialRecord, Page
from bot.official.rows import read_object, read_page

_PAGE_SIZE = 100
_LONGEST_TITLE = 500


@dataclass(frozen=True)
class Sacinfo:
    """One of the two platforms.

    Args:
        slug: ours.
        title: what staff call it.
        source: what a record names as its source.
        ministry: code of the body whose standards are wanted; empty for all.
    """

    slug: str
    title: str
    source: str
    ministry: str = ""

    def page(self, number: int, words: str = "") -> Asked:
        """A page of the list; empty words mean everything."""
        fields = {
            "current": str(number),
            "size": str(_PAGE_SIZE),
            "key": words,
            "ministry": self.ministry,
            "industry": "",
            "pubdate": "",
            "date": "",
        }
        return Asked("POST", "/stdQueryList", tuple(fields.items()))

    def detail(self, key: str) -> Asked:
        """The page about one standard."""
        return Asked("GET", f"/stdDetail/{key}")

    def read(self, body: bytes, today: date) -> Page:
        """What a page of the list says.

        Raises:
            ShapeChanged: it isn't such a page.
        """
        answer = read_object(self.title, body)
        return read_page(
            self.title, answer, "records", ("pk", "code"), lambda row: self._record(row, today)
        )

    def _record(self, row: dict[str, Any], today: date) -> OfficialRecord:
        number = number_of(row["code"])
        title = plain(row.get("chName"))
        if not title:
            raise ValueError(f"{number} 没有名称")
        effective_on = day_of(row.get("actDate"))
        return OfficialRecord(
            platform=self.slug,
            key=plain(row["pk"])[:64],
            number=str(number),
            title=title[:_LONGEST_TITLE],
            nature=None,
            status=status_of(row.get("status"), effective_on, today),
            published_on=day_of(row.get("issueDate")),
            effective_on=effective_on,
            ended_on=day_of(row.get("fzDate")),
            replaces=numbers_in(row.get("reviseStdCodes")),
            raw=without_people(row),
        )
