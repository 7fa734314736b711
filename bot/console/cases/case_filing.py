"""Filing for a citizen who stands at the window or is on the telephone (代为登记)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.intake.filing import FilingRefused, filed_draft
from bot.complaints.intake.registering import registered_already
from bot.console.cases.case_parts import CaseParts, Names, case_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

router = APIRouter()
Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.CASE_WORK))]
CAME_BY = {"window": "窗口", "phone": "电话"}
LABELS = {
    "channel": "怎么来的",
    "kind": "类别",
    "identity": "匿名",
    "name": "姓名",
    "phone": "电话",
    "address": "通讯地址",
    "respondent": "商家名称",
    "product": "商品或服务",
    "what": "经过",
    "happened_on": "发生日期",
    "district": "发生的区县",
    "where": "详细地点",
    "wanted": "希望怎么解决",
    "amount": "涉及金额",
    "standard": "涉及的标准号",
    "consent": "个人信息告知",
}
_TOKEN = re.compile(r"[0-9a-f]{32}")


@router.get("/new")
async def form(request: Request, cases: Cases, member: Worker) -> Response:
    """The empty form."""
    return await _form(request, cases, {"token": secrets.token_hex(16)})


@router.post("/new")
async def file(request: Request, parts: Parts, cases: Cases, member: Worker) -> Response:
    """Register the case; its receipt code is on this answer only."""
    sent = await request.form()
    said = {name: str(sent.get(name, "")) for name in (*LABELS, "token")}
    async with cases.sessions() as session:
        districts = (await session.run_sync(cases.names)).districts
    try:
        channel = said["channel"]
        if channel not in CAME_BY or not _TOKEN.fullmatch(said["token"]):
            raise FilingRefused([f"{LABELS['channel']} 必须选择。"])
        draft = filed_draft(channel, said, LABELS, districts, cases.clock(), cases.today())
    except FilingRefused as refused:
        return await _form(request, cases, said, refused.problems)
    # The form's own token, so that a second click on the button makes no second case.
    draft.id = said["token"]

    def work(session: Session) -> tuple[str, str]:
        known = registered_already(session, draft)
        if known is not None:
            return known.number, ""
        case, code = cases.registrar.register(session, draft, "", cases.clock())
        parts.audit.add(
            session, member.username, AuditAction.CASE_FILED,
            object_type="case", object_id=case.number, details={"channel": channel},
        )  # fmt: skip
        return case.number, code

    try:
        number, code = await cases.sessions.run(work)
    except IntegrityError:
        # The same form arrived twice at the same moment; the other one made the case.
        number, code = await cases.sessions.run(work)
    kind = KIND_LABELS[draft.kind]
    return render(request, "case_filed.html", {"number": number, "code": code, "kind": kind})


async def _form(
    request: Request, cases: CaseParts, said: Mapping[str, str], problems: tuple[str, ...] = ()
) -> Response:
    async with cases.sessions() as session:
        names: Names = await session.run_sync(cases.names)
    shown: dict[str, Any] = {
        "said": said,
        "problems": problems,
        "labels": LABELS,
        "came_by": CAME_BY,
        "kinds": KIND_LABELS,
        "districts": names.districts,
        "today": cases.today(),
    }
    return render(request, "case_new.html", shown, 400 if problems else 200)
