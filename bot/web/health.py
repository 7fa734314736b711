"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.kit.backup_names import which_to_restore
from bot.kit.storage_fault import ADVICE, Fault
from bot.web.services import Services, services
from bot.web.standing import standing_of
from bot.web.write_probe import LOW

router = APIRouter()
_BEGAN = time.monotonic()

DISK_LOW = "磁盘快满了，只剩 {free} MB。请尽快清理，满了以后市民的消息存不下来。"
CLOCK_OFF = (
    "这台机器的时钟比微信的{direction} {seconds} 秒，差到 600 秒起微信消息不能处理。请对时（NTP）。"
)


RASA_AWAY = (
    "Rasa 没有应答：提问由知识库直接回答，登记和填表要等它恢复。"
    "刚启动的等半分钟；否则请看 rasa 进程的日志，重启它。"
)
RASA_PARTLY = (
    "{of} 个 Rasa 进程里有 {away} 个没有应答，别的接着办。"
    "刚启动的等半分钟；否则请看 rasa 进程的日志。"
)


@dataclass(frozen=True)
class Health:
    """How the service is.

    Args:
        state: of the parts, for programs.
        problems: what is wrong and what to do, for people.
        usable: whether questions are answered.
    """

    state: dict[str, Any]
    problems: list[str] = field(default_factory=list)
    usable: bool = True


async def health_of(parts: Services) -> Health:
    """Look at every part; what needs the database or the disk is really tried."""
    fault = Fault.AWAY if not await _reads(parts) else None
    fault = await parts.probe.fault() or fault
    free = parts.probe.bytes_free()
    off = round(parts.clock_watch.seconds_off())
    standing = None if fault is not None else await standing_of(parts.settings, parts.sessions)
    away, of = await parts.dialogue.away(), parts.dialogue.processes
    problems = list(_of_the_machine(fault, free, off))
    if fault is Fault.CORRUPT:
        problems[0] += which_to_restore(parts.settings.backup_dir)
    state: dict[str, Any] = {
        "database": "ok" if fault is None else fault.value,
        "disk": "low" if free < LOW else "ok",
        "clock": f"off by {off} s" if off else "ok",
        "knowledge": "ok" if parts.knowledge.ready else "loading",
        "rasa": "ok" if not away else "partly" if away < of else "unavailable",
    }
    if standing is not None:
        up = time.monotonic() - _BEGAN
        problems += standing.problems(up)
        if away:
            problems.append(RASA_PARTLY.format(of=of, away=away) if away < of else RASA_AWAY)
        state |= standing.state(up)
    usable = state["database"] == state["knowledge"] == "ok"
    if usable:
        state["revision"] = parts.knowledge.snapshot.revision
    whole = usable and state["rasa"] == "ok" and not problems
    state["status"] = "ok" if whole else "degraded" if usable else "unavailable"
    if problems:
        state["problems"] = problems
    return Health(state, problems, usable)


def _of_the_machine(fault: Fault | None, free: int, off: int) -> Iterator[str]:
    """What the storage, the disk (``free`` bytes) and the clock (``off`` seconds) lack."""
    if fault is not None:
        yield ADVICE[fault]
    if free < LOW and fault is not Fault.FULL:
        yield DISK_LOW.format(free=free // (1024 * 1024))
    if off:
        yield CLOCK_OFF.format(direction="快" if off > 0 else "慢", seconds=abs(off))


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: Annotated[Services, Depends(services)]) -> JSONResponse:
    """State of the parts: 200 when questions are answered (``degraded`` without Rasa), else 503.

    ``problems`` says in Chinese what is wrong and what to do.
    """
    health = await health_of(parts)
    return JSONResponse(health.state, 200 if health.usable else 503)


async def _reads(parts: Services) -> bool:
    try:
        # For reading: whoever writes for long is no reason to call the database away.
        async with parts.sessions() as session:
            await session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
