"""Telegram's webhook: its secret is looked at here."""

from __future__ import annotations

import hmac
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from bot.web.services import Services, services

router = APIRouter()

SECRET_HEADER = "x-telegram-bot-api-secret-token"


@router.post("/telegram", include_in_schema=False)
async def push(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """Take an update of our bot; see :func:`bot.web.telegram_updates.take`."""
    if parts.telegram is None or not _is_telegram(request, parts):
        structlog.get_logger().warning("telegram.refused", status=403)
        return Response(status_code=403)
    # Only who has a bot pays for reading python-telegram-bot.
    from bot.web.telegram_updates import take

    return await take(request, parts, parts.telegram)


def _is_telegram(request: Request, parts: Services) -> bool:
    secret = parts.settings.telegram_webhook_secret.get_secret_value()
    given = request.headers.get(SECRET_HEADER, "")
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())
