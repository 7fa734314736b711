"""Rasa's action endpoint, for the Rasa process only: it must show the token."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from bot.kit.bounded_json import read_json
from bot.kit.errors import InvalidInput, NotFound
from bot.web.services import Services, services

# Rasa sends its whole domain and all that was said in the conversation.
LARGEST_BODY = 4_000_000  # bytes
MOST_NAMES = 100_000
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
    result = await parts.run_action(call)
    return JSONResponse(result.body, result.status)
