"""How a case stands, for whoever has its number and its receipt code."""

from __future__ import annotations

import hmac
from datetime import timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.follow.counter import Told
from bot.complaints.follow.followup import FollowUp, Wish
from bot.kit import clock
from bot.kit.sealing import SealBroken
from bot.web.pages.rendering import counted
from bot.web.pages.visits import OLD_FORM, count, mark_of, shown, visit_of
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])

LONGEST_WORDS = 2000  # characters
SLIP_GOOD_FOR = timedelta(minutes=30)
TOO_LATE = "页面放得太久了，请再填一次编号和查询码，再补充。"
NOTHING_SAID = "请写下要补充的情况。"
TOO_LONG = f"太长了，最多 {LONGEST_WORDS} 个字，请分几次写。"
_SLIP = "progress_page.slip"
_shown = partial(shown, template="progress.html")


@router.get("/progress")
async def form_page(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """The empty form."""
    return _shown(request, parts)


@router.post("/progress")
async def look_up(
    request: Request,
    parts: Annotated[Services, Depends(services)],
    number: Annotated[str, Form(max_length=200)] = "",
    code: Annotated[str, Form(max_length=200)] = "",
    token: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """How the case stands; every "no" reads and takes the same.

    Raises:
        TooManyRequests: too many look-ups of this browser or address.
    """
    visit = visit_of(request, parts, token)
    if visit is None:
        return _shown(request, parts, values={"problem": OLD_FORM}, status=403)
    count(request, parts, visit)
    told = await _ask(parts, CaseNumber.find(number), ReceiptCodes.find(code))
    if not told.found:
        return _shown(request, parts, values={"problem": told.reply.text, "number": number})
    title, *lines = told.reply.text.split("\n")
    steps = [line.removeprefix("· ") for line in lines if line.startswith("· ")]
    facts = [line for line in lines if not line.startswith("· ")]
    case = {"title": title, "facts": facts, "steps": steps}
    return _shown(request, parts, values={**case, "case": _slip(parts, told.in_hand, visit)})


@router.post("/progress/words")
async def add_words(
    request: Request,
    parts: Annotated[Services, Depends(services)],
    case: Annotated[str, Form(max_length=600)] = "",
    words: Annotated[str, Form(max_length=LONGEST_WORDS * 4)] = "",
    token: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Add words to the case this browser has just opened by number and code.

    Raises:
        TooManyRequests: too many of this browser or address.
    """
    visit = visit_of(request, parts, token)
    if visit is None:
        return _shown(request, parts, values={"problem": OLD_FORM}, status=403)
    count(request, parts, visit)
    number = _opened(parts, case, visit)
    if number is None:
        return _shown(request, parts, values={"problem": TOO_LATE}, status=403)
    again = {"case": case, "title": f"{number}：补充情况"}
    said = words.strip().replace("\x00", "")
    if not said or len(said) > LONGEST_WORDS:
        problem = NOTHING_SAID if not said else TOO_LONG
        return _shown(
            request, parts, values={**again, "words": said, "problem": problem}, status=400
        )
    wish = FollowUp(Wish.SUPPLEMENT, None, None, said)
    told = await parts.office.counter.serve(wish, "", number)
    return _shown(request, parts, values={**again, "added": told.reply.text})


def _slip(parts: Services, number: str, visit: str) -> str:
    """Which case a browser opened and until when, sealed: the page need not repeat the code."""
    until = int((clock.now() + SLIP_GOOD_FOR).timestamp())
    return parts.settings.keyring.seal(f"{number} {until} {mark_of(visit)}", _SLIP)


def _opened(parts: Services, slip: str, visit: str) -> str | None:
    try:
        number, until, mark = parts.settings.keyring.open(slip, _SLIP).split(" ")
    except (SealBroken, ValueError):
        return None
    fresh = int(until) >= clock.now().timestamp()
    return number if fresh and hmac.compare_digest(mark, mark_of(visit)) else None


async def _ask(parts: Services, number: CaseNumber | None, code: str | None) -> Told:
    # Both are needed here. A missing one becomes an empty code, which is hashed like any other and
    # fits no case; no conversation is named, so that nobody owns what they ask for.
    given = (code or "") if number is not None else ""
    return await parts.office.counter.serve(FollowUp(Wish.LOOK, number, given), "")
