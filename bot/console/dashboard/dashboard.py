"""The dashboard: questions, topics, waiting times, cases, campaigns; figures lead to lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.case.wanted import inside
from bot.complaints.lists.queries import Counts
from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.dashboard.statistics_page import CHANNELS
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.typed import day_of
from bot.dashboard.period import Period, Unit
from bot.dashboard.questions import Overview, QuestionFigures, overview
from bot.dashboard.reach import Reach, reach
from bot.dashboard.topics import Riser, Topic, risers, topics
from bot.kit.messages import ReplyKind
from bot.kit.spreadsheet import BOM, csv_line, xlsx_bytes
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import CaseScope, Permission, case_scope, may

router = APIRouter(prefix="/dashboard")
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.DASHBOARD_READ))]
SECTION = Section(
    "/console/dashboard/",
    "数据看板",
    "市民问了多少、答得怎么样、什么突然问得多、诉求办到哪一步、宣传到了多少人。",
    Permission.DASHBOARD_READ,
    router,
    MenuGroup.FIGURES,
)
DAYS_SHOWN = 30
UNITS = {Unit.DAY: "按天", Unit.WEEK: "按周（周一）", Unit.MONTH: "按月"}
KINDS = {
    ReplyKind.ANSWER.value: "有答案",
    ReplyKind.CHOICES.value: "拿不准",
    ReplyKind.UNKNOWN.value: "答不上",
}
HEADINGS = ("消息", "提问", "有答案", "拿不准", "答不上", "被说答错", "降级回答")
NO_CAMPAIGN = "不属于哪个活动的"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Shown:
    """Everything on the page.

    Args:
        counts: of the cases the member may see, now.
        satisfaction: average of the scores of the period; None without any.
        rated: how many scores.
    """

    questions: Overview
    topics: list[Topic]
    risers: list[Riser]
    counts: Counts
    satisfaction: float | None
    rated: int
    reach: Reach


def _period(cases: CaseParts, first: str, last: str, unit: Unit) -> Period:
    end = day_of(last) or cases.today()
    return Period(day_of(first) or end - timedelta(DAYS_SHOWN - 1), end, unit)


def asked_period(
    cases: Cases,
    first: Annotated[str, Query(max_length=10)] = "",
    last: Annotated[str, Query(max_length=10)] = "",
    unit: Unit = Unit.DAY,
) -> Period:
    """The range of the address; the last thirty days by default."""
    return _period(cases, first, last, unit)


def posted_period(
    cases: Cases,
    first: Annotated[str, Form(max_length=10)] = "",
    last: Annotated[str, Form(max_length=10)] = "",
    unit: Annotated[Unit, Form()] = Unit.DAY,
) -> Period:
    """The range of a form."""
    return _period(cases, first, last, unit)


Asked = Annotated[Period, Depends(asked_period)]


@router.get("/")
async def page(request: Request, cases: Cases, member: Reader, period: Asked) -> Response:
    """Figures, charts and topics."""
    shown = await cases.sessions.read(lambda s: _read(s, cases, member, period))
    return render(
        request,
        "dashboard.html",
        {
            "shown": shown,
            "period": period,
            "units": UNITS,
            "channels": CHANNELS,
            "headings": HEADINGS,
            "no_campaign": NO_CAMPAIGN,
            "cells": _cells,
            "link": lambda **more: _link(period, **more),
            "statuses": {s.value: label for s, label in cases.workflow.statuses.items()},
            "reads_questions": may(member, Permission.INBOX_READ),
            "reads_cases": may(member, Permission.CASE_READ),
            "reads_campaigns": may(member, Permission.CAMPAIGN_READ),
        },
    )


@router.get("/data.json")
async def data(cases: Cases, member: Reader, period: Asked) -> Response:
    """The same for programs."""
    shown = await cases.sessions.read(lambda s: _read(s, cases, member, period))
    return JSONResponse(asdict(shown))


@router.post("/export")
async def export(
    parts: Parts,
    cases: Cases,
    member: Reader,
    period: Annotated[Period, Depends(posted_period)],
    kind: Annotated[Literal["csv", "xlsx"], Form(alias="format")] = "csv",
) -> Response:
    """The tables of the pieces, the channels and the campaigns as a file."""
    details = {"format": kind, "first": str(period.first), "last": str(period.last)}

    def read(session: Session) -> tuple[Overview, Reach]:
        parts.audit.add(
            session,
            member.username,
            AuditAction.DATA_EXPORTED,
            object_type="dashboard",
            details=details,
        )
        return overview(session, period), reach(session, period)

    found = await parts.sessions.run(read)
    saving = {"Content-Disposition": f'attachment; filename="questions-{period.last}.{kind}"'}
    if kind == "csv":
        text = BOM + "".join(map(csv_line, _lines(*found)))
        return Response(text, media_type="text/csv", headers=saving)
    return Response(xlsx_bytes("看板", _lines(*found)), media_type=EXCEL, headers=saving)


def _read(session: Session, cases: CaseParts, member: StaffMember, period: Period) -> Shown:
    # Counts lead to nobody, so who has no cases of their own sees those of all cases.
    reads_cases = may(member, Permission.CASE_READ)
    scope = case_scope(member) if reads_cases else CaseScope(everything=True)
    average, rated = session.execute(
        select(func.avg(Case.satisfaction), func.count(Case.satisfaction)).where(
            *inside(scope), Case.closed_at >= period.begin, Case.closed_at < period.end
        )
    ).one()
    return Shown(
        questions=overview(session, period),
        topics=topics(session, period),
        risers=risers(session, cases.clock()),
        counts=cases.queries.counts(session, scope, cases.today()),
        satisfaction=None if average is None else round(float(average), 2),
        rated=rated,
        reach=reach(session, period),
    )


def _cells(figures: QuestionFigures) -> tuple[int, ...]:
    return (
        figures.messages,
        figures.questions,
        figures.answered,
        figures.unsure,
        figures.unknown,
        figures.wrong,
        figures.degraded,
    )


def _lines(found: Overview, reached: Reach) -> Iterator[tuple[object, ...]]:
    yield ("时间", *HEADINGS)
    for name, figures in found.pieces.items():
        yield (name, *_cells(figures))
    yield ("合计", *_cells(found.total))
    yield ()
    yield ("渠道", *HEADINGS)
    for name, figures in found.channels.items():
        yield (CHANNELS.get(name, name), *_cells(figures))
    yield ()
    yield ("宣传", "现有订阅", "新订", "退订", "发出", "结果不明", "打开", "点链接", "答完题")
    yield (
        "合计", reached.subscribers, reached.gained, reached.lost, reached.sent, reached.unknown,
        reached.opened, reached.clicked, reached.plays,
    )  # fmt: skip
    for one in reached.campaigns:
        yield (one.name or NO_CAMPAIGN, "", "", "", one.sent, "", one.opened)


def _range(period: Period) -> str:
    return urlencode({"first": period.first, "last": period.last, "unit": period.unit.value})


def _link(period: Period, **more: Any) -> str:
    wanted = urlencode({name: value for name, value in more.items() if value})
    return f"/console/log/?{_range(period)}" + (f"&{wanted}" if wanted else "")
