"""What an Open311 client asks of the list of requests, and how a case is told in public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select

from bot.complaints.case.models import Case, CaseKind
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.workflow import Workflow
from bot.kit.clock import CHONGQING
from bot.web.api.format import Open311Problem, moment

# The standard: without dates the last 90 days, and never more than 1000 at once.
LONGEST_SPAN = timedelta(days=90)
MOST_AT_ONCE = 1000
MOST_NUMBERS = 50
_LAST_PAGE = 1000
OTHER = "other"  # the service of cases without a category
# How a report is handled must not reach uninvolved people (令第121号第三十七条).
PUBLIC_KINDS = (CaseKind.COMPLAINT.value, CaseKind.FEEDBACK.value)
COLUMNS = (
    Case.number, Case.status, Case.category, Case.district, Case.department, Case.registered_at,
    Case.updated_at, Case.next_due_on, Case.closed_at,
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """The filter of ``GET requests``.

    Args:
        numbers: these cases, whatever else is asked.
        codes: services.
        states: ``open``, ``closed`` or both.
        start, end: moments of registration, both included.
        page, size: the part of the list, from 1.
    """

    numbers: tuple[str, ...]
    codes: tuple[str, ...]
    states: tuple[str, ...]
    start: datetime
    end: datetime
    page: int
    size: int

    @classmethod
    def read(cls, query: Mapping[str, str], now: datetime) -> Asked:
        """The filter of an address.

        Raises:
            Open311Problem: something can't be read.
        """
        start, end = _span(query.get("start_date", ""), query.get("end_date", ""), now)
        states = _list(query.get("status", "")) or ("open", "closed")
        if not set(states) <= {"open", "closed"}:
            raise Open311Problem(400, "status 只能是 open 或 closed。")
        return cls(
            numbers=_numbers(query.get("service_request_id", "")),
            codes=_list(query.get("service_code", "")),
            states=states,
            start=start,
            end=end,
            page=_whole(query, "page", 1, _LAST_PAGE),
            size=_whole(query, "page_size", MOST_AT_ONCE, MOST_AT_ONCE),
        )

    def query(self) -> Select[*tuple[Any, ...]]:
        """The cases, the newest first."""
        public: Select[*tuple[Any, ...]] = select(*COLUMNS).where(Case.kind.in_(PUBLIC_KINDS))
        public = public.order_by(Case.registered_at.desc(), Case.id.desc())
        if self.numbers:
            return public.where(Case.number.in_(self.numbers))
        public = public.where(Case.registered_at.between(self.start, self.end))
        if self.codes:
            public = public.where(Case.category.in_(["" if c == OTHER else c for c in self.codes]))
        if set(self.states) == {"open"}:
            public = public.where(Case.closed_at.is_(None))
        elif set(self.states) == {"closed"}:
            public = public.where(Case.closed_at.is_not(None))
        return public.limit(self.size).offset((self.page - 1) * self.size)


def told(case: Any, workflow: Workflow, services: Mapping[str, str], agency: str) -> dict[str, Any]:
    """A case as everybody may see it.

    Args:
        case: a row of :data:`COLUMNS`.
        workflow: labels.
        services: code to name.
        agency: name of the responsible department.
    """
    due = case.next_due_on
    expected = None if due is None else datetime.combine(due, time.max, CHONGQING)
    code = case.category or OTHER
    return {
        "service_request_id": case.number,
        "status": "open" if case.closed_at is None else "closed",
        "status_notes": workflow.label(case.status),
        "service_name": services.get(code, services.get(OTHER, "其他")),
        "service_code": code,
        "description": None,
        "agency_responsible": agency,
        "service_notice": None,
        "requested_datetime": moment(case.registered_at),
        "updated_datetime": moment(case.updated_at),
        "expected_datetime": moment(expected),
        "address": case.district,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _span(first: str, last: str, now: datetime) -> tuple[datetime, datetime]:
    start, end = _moment("start_date", first), _moment("end_date", last)
    if start is None:
        end = end or now
        return end - LONGEST_SPAN, end
    if end is None:
        return start, min(start + LONGEST_SPAN, max(now, start))
    if end < start:
        raise Open311Problem(400, "start_date 不能晚于 end_date。")
    if end - start > LONGEST_SPAN:
        raise Open311Problem(400, "一次最多查询 90 天。")
    return start, end


def _moment(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        # A plus sign that wasn't escaped in the address arrives as a space.
        found = datetime.fromisoformat(text.replace(" ", "+"))
        aware = found if found.tzinfo else found.replace(tzinfo=CHONGQING)
        if not 2000 <= aware.year <= 2200:
            raise ValueError(text)
    except ValueError:
        example = "2026-11-24T10:00:00+08:00"
        raise Open311Problem(400, f"{name} 要写成 {example} 这样的时间。") from None
    return aware


def _numbers(text: str) -> tuple[str, ...]:
    said = _list(text)
    if len(said) > MOST_NUMBERS:
        raise Open311Problem(400, f"service_request_id 一次最多 {MOST_NUMBERS} 个。")
    # What isn't a number stays as it is, and finds nothing.
    return tuple(str(CaseNumber.find(one) or one) for one in said)


def _list(text: str) -> tuple[str, ...]:
    plain = text.replace("\x00", "")
    return tuple(part.strip() for part in plain.split(",") if part.strip())


def _whole(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = query.get(name, "") or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise Open311Problem(400, f"{name} 要写成 1 到 {most} 的整数。")
    return int(text)
