"""Many entries in one go: handed in, published with one gate run, sent back, taken down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.typed import LARGEST_NUMBER, Reason
from bot.editing.faq.desk import GateStopped
from bot.editing.faq.gate import GateReport
from bot.kit.errors import InvalidInput, ServiceError
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

router = APIRouter()
Parts = Annotated[FaqParts, Depends(faq_parts)]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))]
Reviewer = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_REVIEW))]
MOST_AT_ONCE = 200
TOLD = {
    "submit": "已提交审核",
    "withdraw": "已提交下架，等审核",
    "publish": "已发布",
    "reject": "已退回",
}


class Chosen(BaseModel):
    """The form of a list: what was ticked.

    ``one`` holds numbers of drafts, for publishing each with the digest of what was read behind a
    colon, or slugs of entries.
    """

    one: list[Annotated[str, Field(max_length=160)]] = Field([], max_length=MOST_AT_ONCE)
    override: Reason = ""
    reason: Reason = ""


Ticked = Annotated[Chosen, Form()]


@dataclass(frozen=True)
class Result:
    """What became of one.

    Args:
        title: its question.
        path: its page.
        problem: why it wasn't done; empty if it was.
    """

    title: str
    path: str
    problem: str


@router.post("/bulk/submit")
async def submit(request: Request, parts: Parts, member: Editor, chosen: Ticked) -> Response:
    """Hand drafts in."""

    async def work() -> list[Result]:
        told = await parts.many.submit(member.username, list(_numbers(chosen.one)))
        return [await _draft(parts, *one) for one in told.items()]

    return await _do(request, "submit", chosen, work)


@router.post("/bulk/publish")
async def publish(request: Request, parts: Parts, member: Reviewer, chosen: Ticked) -> Response:
    """Publish drafts together."""

    async def work() -> list[Result]:
        seen = _numbers(chosen.one)
        told = await parts.many.publish(member.username, seen, chosen.override)
        return [await _draft(parts, *one) for one in told.items()]

    return await _do(request, "publish", chosen, work)


@router.post("/bulk/reject")
async def reject(request: Request, parts: Parts, member: Reviewer, chosen: Ticked) -> Response:
    """Send drafts back for one reason."""

    async def work() -> list[Result]:
        seen = _numbers(chosen.one)
        told = await parts.many.reject(member.username, seen, chosen.reason)
        return [await _draft(parts, *one) for one in told.items()]

    return await _do(request, "reject", chosen, work)


@router.post("/bulk/withdraw")
async def withdraw(request: Request, parts: Parts, member: Editor, chosen: Ticked) -> Response:
    """Ask for entries to be taken down."""

    async def work() -> list[Result]:
        told = await parts.many.withdraw(member.username, list(dict.fromkeys(chosen.one)))
        return [await _entry(parts, *one) for one in told.items()]

    return await _do(request, "withdraw", chosen, work)


async def _do(
    request: Request, act: str, chosen: Chosen, work: Callable[[], Awaitable[list[Result]]]
) -> Response:
    """Do it with each that was ticked, and tell what became of each."""
    try:
        if not chosen.one:
            raise InvalidInput("没有选。请先在列表里勾选。")
        return _page(request, act, chosen, await work())
    except GateStopped as stopped:
        told = f"没有发布：{len(stopped.report.worse)} 个金标问题会变差，见下面。"
        return _page(request, act, chosen, [], told, stopped.report)
    except ServiceError as problem:
        return _page(request, act, chosen, [], problem.for_citizen)


def _numbers(ticked: list[str]) -> Mapping[int, str]:
    """The drafts with the digests of what was read.

    Raises:
        InvalidInput: that is no number.
    """
    found = {}
    for one in ticked:
        number, _, digest = one.partition(":")
        if not (number.isascii() and number.isdigit() and 0 < int(number) <= LARGEST_NUMBER):
            raise InvalidInput("勾选的内容读不懂，请回到列表重新勾选。")
        found[int(number)] = digest
    return found


async def _draft(parts: FaqParts, number: int, problem: str) -> Result:
    path = f"/console/faq/drafts/{number}"
    try:
        row = await parts.desk.draft(number)
    except ServiceError:
        return Result(f"修改（{number}）", path, problem)
    if row.state == "published":
        path = f"/console/faq/entries/{row.slug}"
    return Result(row.content["question"] or "（还没有写问题）", path, problem)


async def _entry(parts: FaqParts, slug: str, problem: str) -> Result:
    try:
        title = (await parts.desk.entry(slug)).question
    except ServiceError:
        title = slug
    return Result(title, f"/console/faq/entries/{slug}", problem)


def _page(
    request: Request,
    act: str,
    chosen: Chosen,
    results: list[Result],
    problem: str = "",
    report: GateReport | None = None,
) -> Response:
    done = sum(not one.problem for one in results)
    shown = {
        "act": act,
        "chosen": chosen,
        "results": results,
        "done": done,
        "told": TOLD[act],
        "problem": problem,
        "report": report,
    }
    return render(request, "faq_bulk.html", shown, 400 if problem else 200)
