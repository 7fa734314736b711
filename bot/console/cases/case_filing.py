"""Filing for a citizen who stands at the window or is on the telephone (代为登记)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
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
from bot.console.kit.typed import LARGEST_NUMBER
from bot.handover.people import People
from bot.handover.rows import Taken
from bot.handover.transcript import CITIZEN
from bot.handover.wishes import wants_person
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
async def form(
    request: Request,
    cases: Cases,
    member: Worker,
    handover: Annotated[int, Query(ge=0, le=LARGEST_NUMBER)] = 0,
) -> Response:
    """The empty form; out of a conversation with what the citizen told in it."""
    said = {"token": secrets.token_hex(16)}
    if handover:
        people: People = request.app.state.people

        def told(session: Session) -> str:
            people.whose(session, member.username, handover)
            spoken = [one.text for one in people.said(session, handover) if one.who == CITIZEN]
            # The first is the wish for a person.
            return "\n".join(one for one in spoken if not wants_person(one))

        said |= {"handover": str(handover), "what": await people.sessions.run(told)}
    return await _form(request, cases, said)


@router.post("/new")
async def file(request: Request, parts: Parts, cases: Cases, member: Worker) -> Response:
    """Register the case; its receipt code is on this answer only."""
    sent = await request.form()
    said = {name: str(sent.get(name, "")) for name in (*LABELS, "token", "handover")}
    async with cases.sessions() as session:
        districts = (await session.run_sync(cases.names)).districts
    try:
        channel = said["channel"]
        if spoken := said["handover"]:
            channel = _out_of_chat(spoken, said)
        elif channel not in CAME_BY:
            raise FilingRefused([f"{LABELS['channel']} 必须选择。"])
        if not _TOKEN.fullmatch(said["token"]):
            raise FilingRefused(["这份表读不懂，请重新打开再填。"])
        draft = filed_draft(channel, said, LABELS, districts, cases.clock(), cases.today())
    except FilingRefused as refused:
        return await _form(request, cases, said, refused.problems)
    # The form's own token, so that a second click on the button makes no second case.
    draft.id = said["token"]

    def work(session: Session) -> tuple[str, str]:
        known = registered_already(session, draft)
        if known is not None:
            return known.number, ""
        address = ""
        if spoken:
            people: People = request.app.state.people
            row, address = people.whose(session, member.username, int(spoken))
            draft.channel, draft.conversation = row.channel, row.conversation
        case, code = cases.registrar.register(session, draft, address, cases.clock())
        if spoken:
            people.registered(session, row, case.number)
        parts.audit.add(
            session, member.username, AuditAction.CASE_FILED,
            object_type="case", object_id=case.number, details={"channel": draft.channel},
        )  # fmt: skip
        return case.number, code

    try:
        number, code = await cases.sessions.run(work)
    except Taken:
        # What was typed stays, and may be registered as told by telephone.
        gone = "这个人工对话已经结束或者转给了别人，没有登记。仍然要登记的，选好怎么来的再提交。"
        return await _form(request, cases, {**said, "handover": ""}, (gone,))
    except IntegrityError:
        # The same form arrived twice at the same moment; the other one made the case.
        number, code = await cases.sessions.run(work)
    kind = KIND_LABELS[draft.kind]
    shown = {"number": number, "code": code, "kind": kind, "handover": spoken}
    return render(request, "case_filed.html", shown)


def _out_of_chat(spoken: str, said: Mapping[str, str]) -> str:
    """The channel of a case made out of a conversation, until that is known.

    Raises:
        FilingRefused: the conversation can't be read, or the case is to be anonymous.
    """
    if not (spoken.isascii() and spoken.isdigit() and 0 < int(spoken) <= LARGEST_NUMBER):
        raise FilingRefused(["这个人工对话读不懂，请从对话的页面重新打开。"])
    if said["identity"] == "anonymous":
        # The conversation would lead from the case to its teller.
        raise FilingRefused(
            ["从对话里登记的不能匿名。要匿名举报的，请市民结束人工对话以后自己回复“匿名举报”。"]
        )
    return "web"


async def _form(
    request: Request, cases: CaseParts, said: Mapping[str, str], problems: tuple[str, ...] = ()
) -> Response:
    names: Names = await cases.sessions.read(cases.names)
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
