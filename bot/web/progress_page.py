"""How a case stands, for whoever has its number and its receipt code."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from bot.complaints.counter import Told
from bot.complaints.followup import FollowUp, Wish
from bot.complaints.numbers import CaseNumber
from bot.complaints.receipt import ReceiptCodes
from bot.kit import clock
from bot.kit.errors import TooManyRequests
from bot.kit.sealing import SealBroken
from bot.web.rendering import HEADERS, address_of, counted, page
from bot.web.services import Services, services

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])

# Hashing a code costs about 50 ms, so a look-up counts as much as so many pages or messages:
# with the default settings 60 a minute for an address and 10 for a browser.
COST_FOR_ADDRESS = 10
COST_FOR_VISIT = 3
TOO_MANY = "您查的次数太多了，请过几分钟再试，或者打 12315 查询。"
OLD_FORM = "页面放得太久了，或者浏览器没有允许本站的 Cookie。请再填一次。"
LONGEST_WORDS = 2000  # characters
SLIP_GOOD_FOR = timedelta(minutes=30)
TOO_LATE = "页面放得太久了，请再填一次编号和查询码，再补充。"
NOTHING_SAID = "请写下要补充的情况。"
TOO_LONG = f"太长了，最多 {LONGEST_WORDS} 个字，请分几次写。"
_SLIP = "progress_page.slip"
_NOT_KEPT = {**HEADERS, "Cache-Control": "no-store"}


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
    visit = request.cookies.get(_cookie(parts), "")
    if not visit or not hmac.compare_digest(token.encode(), _token(parts, visit).encode()):
        return _shown(request, parts, {"problem": OLD_FORM}, status=403)
    _count(request, parts, visit)
    told = await _ask(parts, CaseNumber.find(number), ReceiptCodes.find(code))
    if not told.found:
        return _shown(request, parts, {"problem": told.reply.text, "number": number})
    title, *lines = told.reply.text.split("\n")
    steps = [line.removeprefix("· ") for line in lines if line.startswith("· ")]
    facts = [line for line in lines if not line.startswith("· ")]
    shown = {"title": title, "facts": facts, "steps": steps}
    return _shown(request, parts, {**shown, "case": _slip(parts, told.in_hand, visit)})


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
    visit = request.cookies.get(_cookie(parts), "")
    if not visit or not hmac.compare_digest(token.encode(), _token(parts, visit).encode()):
        return _shown(request, parts, {"problem": OLD_FORM}, status=403)
    _count(request, parts, visit)
    number = _opened(parts, case, visit)
    if number is None:
        return _shown(request, parts, {"problem": TOO_LATE}, status=403)
    again = {"case": case, "title": f"{number}：补充情况"}
    said = words.strip().replace("\x00", "")
    if not said or len(said) > LONGEST_WORDS:
        problem = NOTHING_SAID if not said else TOO_LONG
        return _shown(request, parts, {**again, "words": said, "problem": problem}, status=400)
    wish = FollowUp(Wish.SUPPLEMENT, None, None, said)
    told = await parts.office.counter.serve(wish, "", number)
    return _shown(request, parts, {**again, "added": told.reply.text})


def _slip(parts: Services, number: str, visit: str) -> str:
    """Which case a browser opened and until when, sealed: the page need not repeat the code."""
    until = int((clock.now() + SLIP_GOOD_FOR).timestamp())
    return parts.settings.keyring.seal(f"{number} {until} {_mark(visit)}", _SLIP)


def _opened(parts: Services, slip: str, visit: str) -> str | None:
    try:
        number, until, mark = parts.settings.keyring.open(slip, _SLIP).split(" ")
    except (SealBroken, ValueError):
        return None
    fresh = int(until) >= clock.now().timestamp()
    return number if fresh and hmac.compare_digest(mark, _mark(visit)) else None


def _mark(visit: str) -> str:
    return hashlib.sha256(visit.encode()).hexdigest()


async def _ask(parts: Services, number: CaseNumber | None, code: str | None) -> Told:
    # Both are needed here. A missing one becomes an empty code, which is hashed like any other and
    # fits no case; no conversation is named, so that nobody owns what they ask for.
    given = (code or "") if number is not None else ""
    return await parts.office.counter.serve(FollowUp(Wish.LOOK, number, given), "")


def _count(request: Request, parts: Services, visit: str) -> None:
    by_visit = parts.per_conversation.allows(f"progress:{_mark(visit)}", COST_FOR_VISIT)
    address = f"progress:{address_of(request)}"
    if not by_visit or not parts.per_address.allows(address, COST_FOR_ADDRESS):
        raise TooManyRequests(TOO_MANY)


def _shown(
    request: Request,
    parts: Services,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> Response:
    """The page with a token bound to the browser's cookie, which another site can't read."""
    visit = request.cookies.get(_cookie(parts), "") or secrets.token_urlsafe(32)
    values = {"token": _token(parts, visit), **(values or {})}
    response = page(request, "progress.html", values, status=status, headers=_NOT_KEPT)
    response.set_cookie(
        _cookie(parts), visit, secure=_secure(parts), httponly=True, samesite="strict"
    )
    return response


def _token(parts: Services, visit: str) -> str:
    key = parts.settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"progress-csrf\0" + visit.encode(), hashlib.sha256).hexdigest()


def _cookie(parts: Services) -> str:
    # A browser takes "__Host-" only over HTTPS and for this host, so no sub-domain can plant one.
    return "__Host-yubiao_visit" if _secure(parts) else "yubiao_visit"


def _secure(parts: Services) -> bool:
    return parts.settings.environment == "production"
