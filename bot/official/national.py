"""National standards: std.samr.gov.cn (全国标准信息公共服务平台)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.official.cells import (
    day_of,
    nature_of,
    number_of,
    numbers_in,
    plain,
    status_of,
    without_people,
)
from bot.official.record import Asked, OfficialRecord, Page, ShapeChanged
from bot.official.rows import read_object, read_page

_PAGE_SIZE = 50  # asked for; some get only 20, so nothing counts on it
_LONGEST_TITLE = 500


@dataclass(frozen=True)
class National:
    """The national platform's query page behind its search."""

    slug: str = "national"
    title: str = "全国标准信息公共服务平台"
    source: str = "全国标准信息公共服务平台（std.samr.gov.cn）"

    def page(self, number: int, words: str = "") -> Asked:
        """A page of the list, the newest issue date first; empty words mean everything."""
        fields = {
            "searchText": words,
            "ics": "",
            "state": "",
            "ISSUE_DATE": "",
            "sortOrder": "asc",
            "pageSize": str(_PAGE_SIZE),
            "pageNumber": str(number),
        }
        return Asked("GET", "/gb/search/gbQueryPage", tuple(fields.items()))

    def detail(self, key: str) -> Asked:
        """The page about one standard."""
        return Asked("GET", "/gb/search/gbDetailed", (("id", key),))

    def read(self, body: bytes, today: date) -> Page:
        """What a page of the list says.

        Raises:
            ShapeChanged: it isn't such a page.
        """
        answer = read_object(self.title, body)
        # Seen in one program: {"code": 1, "data": {"rows": [...]}}.
        if "rows" not in answer and isinstance(answer.get("data"), dict):
            inside = answer["data"]
            answer = {"total": answer.get("total"), **inside}
            if answer["total"] is None:
                raise ShapeChanged(self.title, "没有总数 total")
        return read_page(
            self.title, answer, "rows", ("id", "C_STD_CODE"), lambda row: self._record(row, today)
        )

    def _record(self, row: dict[str, Any], today: date) -> OfficialRecord:
        number = number_of(row["C_STD_CODE"])
        title = plain(row.get("C_C_NAME") or row.get("C_NAME"))
        if not title:
            raise ValueError(f"{number} 没有名称")
        effective_on = day_of(row.get("ACT_DATE"))
        replaces = [value for name, value in row.items() if "REPLACE" in name.upper()]
        return OfficialRecord(
            platform=self.slug,
            key=plain(row["id"])[:64],
            number=str(number),
            title=title[:_LONGEST_TITLE],
            nature=nature_of(row.get("STD_NATURE")),
            status=status_of(row.get("STATE"), effective_on, today),
            published_on=day_of(row.get("ISSUE_DATE")),
            effective_on=effective_on,
            ended_on=None,
            replaces=numbers_in(" ; ".join(plain(value) for value in replaces)),
            raw=without_people(row),
        )
