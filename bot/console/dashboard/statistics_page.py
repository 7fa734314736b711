"""Monthly statistics: de-identified tables with a chart beside each, and the same as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from bot.complaints.case.progress import CHANNEL_LABELS, KIND_LABELS
from bot.complaints.lists.statistics import Statistics
from bot.console.cases.case_parts import CaseParts, Names, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import MenuGroup, Section
from bot.console.kit.typed import month_of
from bot.staff.models import StaffMember
from bot.staff.roles import CaseScope, Permission, case_scope, may

router = APIRouter(prefix="/statistics")
Cases = Annotated[CaseParts, Depends(case_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.DASHBOARD_READ))]
SECTION = Section(
    "/console/statistics/",
    "办理统计",
    "每月登记、受理、办结多少件，按时多少，市民满意不满意。",
    Permission.DASHBOARD_READ,
    router,
    MenuGroup.FIGURES,
)
MONTHS_SHOWN = 12
LONGEST_TABLE = 15  # values of a dimension before the rest is left to the JSON
CHANNELS = CHANNEL_LABELS
DIMENSION_TITLES = {
    "kind": "按类别",
    "channel": "按渠道",
    "category": "按分类",
    "district": "按区县",
    "standard": "按标准",
}


@dataclass(frozen=True)
class Months:
    """The months asked for.

    Args:
        first, last: any day of the first and the last month.
    """

    first: date
    last: date


def months_asked(
    cases: Cases,
    first: Annotated[str, Query(max_length=7)] = "",
    last: Annotated[str, Query(max_length=7)] = "",
) -> Months:
    """The range of the address; the last twelve months by default."""
    end = month_of(last) or cases.today().replace(day=1)
    before = end.year * 12 + end.month - MONTHS_SHOWN
    return Months(month_of(first) or date(before // 12, before % 12 + 1, 1), end)


@router.get("/")
async def page(
    request: Request,
    cases: Cases,
    member: Reader,
    months: Annotated[Months, Depends(months_asked)],
) -> Response:
    """Tables and charts."""

    def read(session: Session) -> dict[str, Any]:
        found = _read(session, cases, member, months)
        return {"found": found, "labels": _labels(cases.names(session))}

    shown = await cases.sessions.read(read)
    words = {
        "titles": DIMENSION_TITLES,
        "longest": LONGEST_TABLE,
        "names_shown": may(member, Permission.CASE_READ),
    }
    return render(request, "statistics.html", {**shown, **words})


@router.get("/data.json")
async def data(
    cases: Cases, member: Reader, months: Annotated[Months, Depends(months_asked)]
) -> Response:
    """The same for programs; nothing is cut off."""
    found = await cases.sessions.read(lambda s: _read(s, cases, member, months))
    json = found.as_json()
    if not may(member, Permission.CASE_READ):
        del json["respondents"], json["products"]
    return JSONResponse(json)


def _read(session: Session, cases: CaseParts, member: StaffMember, months: Months) -> Statistics:
    # The figures lead to nobody, so who has no cases of their own sees all of them.
    reads_cases = may(member, Permission.CASE_READ)
    scope = case_scope(member) if reads_cases else CaseScope(everything=True)
    return cases.statistics.read(session, scope, months.first, months.last, cases.today())


def _labels(names: Names) -> dict[str, dict[str, str]]:
    return {
        "kind": dict(KIND_LABELS),
        "channel": CHANNELS,
        "category": {**names.categories, "": "未分类"},
        "district": {"": "区县不明"},
        "standard": {"": "没有写标准"},
    }
