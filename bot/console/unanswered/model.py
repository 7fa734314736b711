"""Training the model: what staff taught, the runs, and which model answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section, console_parts
from bot.console.kit.typed import Reason
from bot.editing.model.models import UNDER_WAY, TrainingRun
from bot.editing.model.runs import TrainingRuns
from bot.kit.errors import ServiceError
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

router = APIRouter(prefix="/model")
SECTION = Section(
    "/console/model/",
    "模型训练",
    "用工作人员教的说法重新训练机器人，看评测，换上新模型或者退回旧的。",
    Permission.MODEL_TRAIN,
    router,
    MenuGroup.SETTINGS,
)
Trainer = Annotated[StaffMember, Depends(signed_in(Permission.MODEL_TRAIN))]
Console = Annotated[ConsoleParts, Depends(console_parts)]
STATES = {
    "queued": "排队", "training": "训练中", "evaluating": "评测中", "ready": "可以换上",
    "active": "正在用", "retired": "用过", "failed": "失败",
}  # fmt: skip


@dataclass(frozen=True)
class ModelParts:
    """What the page needs.

    Args:
        runs: the training runs.
        rasa: a client for each Rasa process.
    """

    runs: TrainingRuns
    rasa: list[httpx.AsyncClient]


def model_parts(request: Request) -> ModelParts:
    """The parts, for use as a FastAPI dependency."""
    found: ModelParts = request.app.state.model
    return found


Parts = Annotated[ModelParts, Depends(model_parts)]


@router.get("/")
async def page(request: Request, parts: Parts, member: Trainer) -> Response:
    """The runs."""
    return await _page(request, parts)


@router.get("/progress")
async def progress(parts: Parts, member: Trainer) -> Response:
    """How far the newest run is, for the page's script."""
    runs = await parts.runs.newest(1)
    shown = {"state": runs[0].state, "step": runs[0].step} if runs else {}
    return JSONResponse(shown)


@router.post("/start")
async def start(request: Request, parts: Parts, console: Console, member: Trainer) -> Response:
    """Ask for a run."""
    try:
        await parts.runs.ask(member.username, console.audit)
    except ServiceError as problem:
        return await _page(request, parts, problem)
    return RedirectResponse("/console/model/?done=training", 303)


@router.post("/runs/{number}/activate")
async def activate(
    request: Request,
    parts: Parts,
    console: Console,
    member: Trainer,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    reason: Reason = "",
) -> Response:
    """Let a model answer from now on."""
    try:
        await parts.runs.activate(member.username, number, reason, parts.rasa, console.audit)
    except ServiceError as problem:
        return await _page(request, parts, problem)
    return RedirectResponse("/console/model/?done=activated", 303)


async def _page(
    request: Request, parts: ModelParts, problem: ServiceError | None = None
) -> Response:
    runs = await parts.runs.newest()
    shown = {
        "rows": [_row(run) for run in runs],
        "examples": await parts.runs.examples(),
        "under_way": any(run.state in [state.value for state in UNDER_WAY] for run in runs),
        "states": STATES,
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "model.html", shown, problem.status if problem else 200)


def _row(run: TrainingRun) -> dict[str, Any]:
    """A run with what got better and worse."""
    shown: dict[str, Any] = {"run": run, "before": None, "after": None, "worse": [], "better": []}
    if run.before and run.after:
        before = {text: told for text, _, told in run.before["wrong"]}
        after = {text: told for text, _, told in run.after["wrong"]}
        shown |= {
            "before": run.before["total"] - len(before),
            "after": run.after["total"] - len(after),
            "total": run.after["total"],
            "worse": [text for text in after if text not in before],
            "better": [text for text in before if text not in after],
        }
    return shown
