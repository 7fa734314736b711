"""The receipt of a case, to be saved or printed; number and code never stand in an address we see.

The link is ``/receipt#number.code``: what follows the # stays in the browser, whose script takes it
out of the address and sends it in a form.
"""

from __future__ import annotations

import asyncio
import base64
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from bot.campaigns.drawing.receipt import draw_receipt, qr_picture
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.progress import NOT_FOUND
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.case.receipt_card import ReceiptCard
from bot.complaints.office import receipt_link
from bot.web.pages.rendering import counted
from bot.web.pages.visits import OLD_FORM, count, shown, visit_of
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])

TITLE = "渝标通 · 登记凭证"
ONLY_KEY = (
    "这是匿名登记，查询码是看进度、补充情况的唯一凭据，丢了找不回来，请保存好，不要给别人看。"
)
KEEP = "谁有查询码谁就能看这件事的进度，请保存好，不要给别人看。"
HOW = "查进度、补充情况：扫上面的码，或者在聊天里发登记编号和查询码，后面可以接“补充：……”。"
_shown = partial(shown, template="receipt.html")


@router.get("/receipt")
async def empty(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """The form; a link with number and code fills and sends it."""
    return _shown(request, parts)


@router.post("/receipt")
async def receipt(
    request: Request,
    parts: Annotated[Services, Depends(services)],
    number: Annotated[str, Form(max_length=200)] = "",
    code: Annotated[str, Form(max_length=200)] = "",
    token: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """The receipt; every "no" reads and takes the same.

    Raises:
        TooManyRequests: too many look-ups of this browser or address.
    """
    visit = visit_of(request, parts, token)
    if visit is None:
        return _shown(request, parts, values={"problem": OLD_FORM}, status=403)
    count(request, parts, visit)
    found = await parts.office.receipts.find(CaseNumber.find(number), ReceiptCodes.find(code))
    if found is None:
        return _shown(request, parts, values={"problem": NOT_FOUND, "number": number})
    link = receipt_link(parts.settings, found.number, found.code)
    notes = [*found.lines, ONLY_KEY if found.is_anonymous else KEEP, HOW]
    picture = await asyncio.to_thread(draw_receipt, TITLE, facts_of(found), notes, link)
    values = {
        "facts": facts_of(found),
        "notes": notes,
        "code_picture": _inline(qr_picture(link)),
        "picture": _inline(picture),
        "file": f"渝标通登记凭证-{found.number}.png",
    }
    return _shown(request, parts, values=values)


def facts_of(found: ReceiptCard) -> list[tuple[str, str]]:
    """Label and value of what is written large."""
    about = f"{found.kind}：{found.about}" if found.about else found.kind
    return [
        ("登记编号", found.number),
        ("查询码", found.code),
        ("事项", about),
        ("登记日期", str(found.registered)),
    ]


def _inline(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"
