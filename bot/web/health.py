"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.web.services import Services, services

router = APIRouter()


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: Annotated[Services, Depends(services)]) -> JSONResponse:
    """State of the parts: 200 when questions are answered (``degraded`` without Rasa), else 503."""
    state: dict[str, Any] = {
        "database": await _database(parts),
        "knowledge": "ok" if parts.knowledge.ready else "loading",
        "rasa": "ok" if await parts.dialogue.alive() else "unavailable",
    }
    usable = state["database"] == state["knowledge"] == "ok"
    if usable:
        state["revision"] = parts.knowledge.snapshot.revision
    whole = usable and state["rasa"] == "ok"
    state["status"] = "ok" if whole else "degraded" if usable else "unavailable"
    return JSONResponse(state, 200 if usable else 503)


async def _database(parts: Services) -> str:
    try:
        async with parts.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "unavailable"
    return "ok"
