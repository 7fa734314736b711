"""Rasa's action endpoint, for the Rasa process only: it must show the token."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from bot.kit.bounded_json import read_json
from bot.kit.errors import InvalidInput, NotFound
from bot.kit.request_id import FIELD, part_of
from bot.web.services import ActionResult, Services, services

# Rasa sends its whole domain and all that was said in the conversation.
LARGEST_BODY = 4_000_000  # bytes
MOST_NAMES = 100_000
log = structlog.get_logger()
router = APIRouter(max_body_size=LARGEST_BODY)


@router.post("/rasa/actions", include_in_schema=False)
async def run_action(
    request: Request, parts: Annotated[Services, Depends(services)], token: str = ""
) -> JSONResponse:
    """Run one action; a caller without the token is told that there is nothing here."""
    expected = parts.settings.action_token.get_secret_value()
    if not hmac.compare_digest(token.encode(), expected.encode()):
        raise NotFound
    try:
        call: Any = read_json(await request.body(), most_names=MOST_NAMES)
    except ValueError as error:
        raise InvalidInput from error
    if not isinstance(call, dict):
        raise InvalidInput
    with part_of(_request_of(call)):
        result = await _of_trial(request, call) or await parts.run_action(call)
        log.info("action.answered", action=str(call.get("next_action"))[:60], status=result.status)
    return JSONResponse(result.body, result.status)


async def _of_trial(request: Request, call: dict[str, Any]) -> ActionResult | None:
    """What staff try has its own hands; None for citizens."""
    trials: Any = getattr(request.app.state, "trials", None)
    answered: ActionResult | None = await trials.run_action(call) if trials else None
    return answered


def _request_of(call: dict[str, Any]) -> object:
    """The number of the request this call belongs to: Rasa keeps it with the message."""
    found: Any = call
    for name in ("tracker", "latest_message", "metadata", FIELD):
        found = found.get(name) if isinstance(found, dict) else None
    return found
