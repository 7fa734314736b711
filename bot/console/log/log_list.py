"""Every answered turn of a period, personal data taken out: the list, and the way to each."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from bot.console.cases.case_parts import CaseParts, case_parts
from bot.console.dashboard.dashboard import KINDS, asked_period
from bot.console.dashboard.statistics_page import CHANNELS
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import MenuGroup, Section
from bot.console.log import log_turn
from bot.conversation.deciding import titles
from bot.dashboard.period import Period
from bot.dashboard.question_list import Wish, question_page
from bot.kit.messages import ReplyKind
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

router = APIRouter(prefix="/log")
router.include_router(log_turn.router)
SECTION = Section(
    "/console/log/",
    "对话记录",
    "市民问了什么、机器人答了什么、为什么这样答；从这里改答案、加说法、写新问答。",
    Permission.INBOX_READ,
    router,
    MenuGroup.FAQ,
)
WRONG, OTHERS = "wrong", "others"
RESULTS = {**KINDS, WRONG: "被说答错、没用", OTHERS: "打招呼、登记等其他的"}


class Narrowed(BaseModel):
    """Which turns of the period are listed."""

    channel: str = Field("", max_length=20)
    kind: Literal["", "answer", "choices", "unknown", "wrong", "others"] = ""
    entry: str = Field("", max_length=120)
    q: str = Field("", max_length=100)
    page: int = Field(1, ge=1, le=1_000_000)

    def wish(self) -> Wish:
        """The filter for the database."""
        kind = ReplyKind(self.kind) if self.kind in KINDS else None
        return Wish(
            self.channel,
            kind,
            self.entry,
            self.q.strip(),
            wrong=self.kind == WRONG,
            others=self.kind == OTHERS,
        )


@router.get("/")
async def list_page(
    request: Request,
    cases: Annotated[CaseParts, Depends(case_parts)],
    member: Annotated[StaffMember, Depends(signed_in(Permission.INBOX_READ))],
    period: Annotated[Period, Depends(asked_period)],
    asked: Annotated[Narrowed, Query()],
) -> Response:
    """The turns, the newest first."""
    wish = asked.wish()
    found = await cases.sessions.read(lambda s: question_page(s, period, wish, asked.page))
    days = {"first": str(period.first), "last": str(period.last), "unit": period.unit.value}
    narrowed: dict[str, Any] = {**asked.model_dump(exclude={"page"}), "q": wish.text}
    kept = {name: value for name, value in narrowed.items() if value}
    return render(
        request,
        "log_list.html",
        {
            "who": titles(),
            "found": found,
            "period": period,
            "asked": narrowed,
            "kinds": RESULTS,
            "channels": CHANNELS,
            "link": lambda number: f"/console/log/?{urlencode({**days, **kept, 'page': number})}",
        },
    )
