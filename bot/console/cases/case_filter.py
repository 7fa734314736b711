"""The filter of the case list as the address carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from bot.complaints.case.models import CaseKind, CaseStatus
from bot.complaints.case.wanted import Due, Sort, Wanted
from bot.console.kit.typed import Asks, Posts, day_of

# The tabs above the list.
VIEWS: Mapping[str, str] = {
    "open": "待办",
    "mine": "我的",
    "soon": "即将到期",
    "overdue": "已超期",
    "nobody": "未分派",
    "undecided": "待判断",
    "confirm": "待确认",
    "answered": "商家新回应",
    "handed": "新交来的",
    "all": "全部",
}
SORTS: Mapping[str, str] = {
    Sort.DUE.value: "期限最近",
    Sort.NEWEST.value: "最新登记",
    Sort.UPDATED.value: "最近变动",
}
_LAST_PAGE = 100_000


@dataclass(frozen=True)
class Asked:
    """What the reader asked for; an unknown value of a choice narrows nothing.

    Args:
        view: one of :data:`VIEWS`.
        status, kind, district, category, department, officer: one value each, or empty.
        since, until: days as ``2026-11-24``, or empty.
        q: words to search.
        sort: one of :data:`SORTS`.
        page: from 1.
    """

    view: str = "open"
    status: str = ""
    kind: str = ""
    district: str = ""
    category: str = ""
    department: str = ""
    officer: str = ""
    since: str = ""
    until: str = ""
    q: str = ""
    sort: str = Sort.DUE.value
    page: int = 1

    def wanted(self, username: str) -> Wanted:
        """The filter for the database.

        Args:
            username: whose cases 「我的」 are.

        Raises:
            InvalidInput: a day can't be read.
        """
        return Wanted(
            statuses=_one(self.status, CaseStatus),
            kinds=_one(self.kind, CaseKind),
            districts=_some(self.district),
            departments=_some(self.department),
            categories=_some(self.category),
            since=day_of(self.since),
            until=day_of(self.until),
            text=self.q,
            **self._view(username),
        )

    def order(self) -> Sort:
        """The order of the list."""
        return Sort(self.sort) if self.sort in SORTS else Sort.DUE

    def link(self, **changes: object) -> str:
        """The address of the same list with something changed; the first page of it."""
        values = {**asdict(self), "page": 1, **changes}
        plain = asdict(Asked())
        return f"/console/cases/?{urlencode({k: v for k, v in values.items() if v != plain[k]})}"

    def fields(self) -> dict[str, str]:
        """Name and value of everything but the page, for hidden fields and the audit log."""
        return {k: str(v) for k, v in asdict(self).items() if k != "page" and v}

    def _view(self, username: str) -> dict[str, Any]:
        officer = self.officer or None
        views: dict[str, dict[str, Any]] = {
            "open": {"open_only": not self.status, "officer": officer},
            "mine": {"open_only": not self.status, "officer": username},
            "soon": {"due": Due.SOON, "officer": officer},
            "overdue": {"due": Due.OVERDUE, "officer": officer},
            "nobody": {"open_only": True, "officer": ""},
            "undecided": {"needs_staff": True, "officer": officer},
            "confirm": {"proposed": True, "officer": officer},
            "answered": {"answered": True, "officer": officer},
            "handed": {"handed": True, "officer": officer},
        }
        return views.get(self.view, {"officer": officer})


def asked(
    view: Asks = "open",
    status: Asks = "",
    kind: Asks = "",
    district: Asks = "",
    category: Asks = "",
    department: Asks = "",
    officer: Asks = "",
    since: Asks = "",
    until: Asks = "",
    q: Asks = "",
    sort: Asks = Sort.DUE.value,
    page: Annotated[int, Query(ge=1, le=_LAST_PAGE)] = 1,
) -> Asked:
    """The filter of an address."""
    return Asked(
        view, status, kind, district, category, department, officer, since, until,
        q.strip(), sort, page,
    )  # fmt: skip


def posted(
    view: Posts = "open",
    status: Posts = "",
    kind: Posts = "",
    district: Posts = "",
    category: Posts = "",
    department: Posts = "",
    officer: Posts = "",
    since: Posts = "",
    until: Posts = "",
    q: Posts = "",
) -> Asked:
    """The filter of a form."""
    return Asked(
        view, status, kind, district, category, department, officer, since, until, q.strip()
    )


def _one(value: str, known: type[CaseStatus] | type[CaseKind]) -> tuple[str, ...]:
    return (value,) if value in {member.value for member in known} else ()


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
