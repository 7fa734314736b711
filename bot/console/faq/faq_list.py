"""The FAQ: lists, a trial of the search, one entry with its versions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.console.faq import (
    faq_bulk,
    faq_categories,
    faq_drafts,
    faq_golden,
    faq_picking,
    faq_sheets,
    faq_trial,
)
from bot.console.faq.faq_found import (
    CHECKS,
    SORTS,
    USES,
    VALID,
    Wanted,
    entries,
    figures,
    tags_in,
)
from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.access import signed_in
from bot.console.kit.drafts import drafts_waiting
from bot.console.kit.pages import render
from bot.console.kit.parts import MenuGroup, Section
from bot.console.kit.typed import LARGEST_NUMBER, Asks, Reason
from bot.console.kit.waiting import Asking, Item, Waiting
from bot.editing.drafts import OPEN, WRITABLE, DraftState
from bot.editing.faq.content import FaqContent, tags_of
from bot.editing.faq.desk import GateStopped
from bot.editing.faq.differences import differences
from bot.editing.faq.models import FaqDraft
from bot.editing.pictures import LARGEST_UPLOAD
from bot.kit.errors import ServiceError
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may
from kb.categories import categories_in
from kb.search.fuse import FEATURES
from kb.search.index import EntryKind
from kb.truth import told

_AROUND = 1_000_000  # bytes of the words that come with a picture
VersionNumber = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
router = APIRouter(prefix="/faq", max_body_size=LARGEST_UPLOAD + _AROUND)
for part in (
    faq_drafts,
    faq_picking,
    faq_sheets,
    faq_bulk,
    faq_golden,
    faq_trial,
    faq_categories,
):
    router.include_router(part.router)
Parts = Annotated[FaqParts, Depends(faq_parts)]
Reader = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_READ))]


def _waiting(asking: Asking) -> Iterable[Waiting]:
    return drafts_waiting(
        asking,
        FaqDraft,
        "问答",
        lambda row, who: Item(_question(row), f"/console/faq/drafts/{row.id}", who),
        "/console/faq/?view={view}",
        edits=Permission.FAQ_EDIT,
        reviews=Permission.FAQ_REVIEW,
    )


SECTION = Section(
    "/console/faq/",
    "问答",
    "查、改、审、发布问答，试市民会得到什么答案，回退旧版本。",
    Permission.FAQ_READ,
    router,
    MenuGroup.FAQ,
    _waiting,
)
PAGE = 20
DRAFTS_PAGE = 100  # a whole import fits, to be handed in or published in one go
VIEWS = {
    "published": "已发布", "open": "正在改", "review": "等审核", "withdrawn": "已下架",
    "dropped": "放弃的",
}  # fmt: skip
STATES = {
    "draft": "草稿", "in_review": "等审核", "rejected": "被退回", "published": "已发布",
    "dropped": "已放弃",
}  # fmt: skip
FEATURE_LABELS = dict(
    zip(
        FEATURES,
        ("和问法意思相近", "和答案意思相近", "词语匹配", "词语重合", "词语覆盖", "字面相似"),
        strict=True,
    )
)
CERTAINTIES = {"sure": "直接回答", "unsure": "给出选项", "unknown": "说不知道"}
DRAFTS = {
    "open": [state.value for state in OPEN],
    "review": [DraftState.IN_REVIEW.value],
    "dropped": [DraftState.DROPPED.value],
}
ACTS = {
    "submit": "所选的提交审核",
    "publish": "所选的通过并发布",
    "withdraw": "所选的申请下架",
}


@dataclass(frozen=True)
class Row:
    """One line of a list; ``draft`` is the number of the draft it leads to, 0 for the entry.

    Args:
        tags: words of the staff.
        tick: what is sent for it when it is ticked; empty where nothing can be done with it.
        answer, picture, alt: what a draft says and shows; empty for an entry.
        asked, useful, useless: in the last 90 days, and what citizens said of it.
    """

    slug: str
    question: str
    category: str
    state: str
    who: str
    when: Any
    draft: int = 0
    tick: str = ""
    answer: str = ""
    asked: int = 0
    useful: int = 0
    useless: int = 0
    tags: Sequence[str] = ()
    picture: str = ""
    alt: str = ""


@router.get("/")
async def list_page(
    request: Request, parts: Parts, member: Reader, wanted: Annotated[Wanted, Query()]
) -> Response:
    """Entries or drafts, paged in SQL."""
    edits, reviews = may(member, Permission.FAQ_EDIT), may(member, Permission.FAQ_REVIEW)
    act, is_may = {
        "published": ("withdraw", edits), "open": ("submit", edits), "review": ("publish", reviews),
    }.get(wanted.view, ("", False))  # fmt: skip
    near: list[str] = []
    if wanted.q.strip() and wanted.view == "published":
        near = await asyncio.to_thread(_near, parts, wanted.q)

    def read(session: Session) -> dict[str, Any]:
        if wanted.view in DRAFTS:
            rows, total = _drafts(session, wanted, member.username)
        else:
            rows, total = _entries(session, parts, wanted, near)
        names = categories_in(session)
        tags = [(tag, f"{tag}（{count}）") for tag, count in tags_in(session)]
        return {"rows": rows, "total": total, "categories": names, "tags": tags}

    found = await parts.desk.sessions.read(read)
    asked = {name: value for name, value in wanted.model_dump(exclude={"page"}).items() if value}
    return render(
        request,
        "faq_list.html",
        {
            **found,
            "asked": wanted,
            "views": VIEWS,
            "states": STATES,
            "checks": CHECKS,
            "valids": VALID,
            "uses": USES,
            "sorts": SORTS,
            "is_drafts": wanted.view in DRAFTS,
            "page": wanted.page,
            "pages": max(1, -(-found["total"] // _size(wanted))),
            "link": lambda **more: "/console/faq/?" + urlencode({**asked, **more}),
            "act": act if is_may else "",
            "acts": ACTS,
            "may_edit": edits,
        },
    )


def _near(parts: FaqParts, question: str) -> list[str]:
    """Entries a citizen would be given or offered, the best first."""
    least = parts.desk.knowledge.snapshot.index.calibration.unsure
    return [
        hit.entry.key
        for hit in parts.answerer.hits(question.strip())
        if hit.entry.kind is EntryKind.FAQ and hit.confidence >= least
    ]


def _size(wanted: Wanted) -> int:
    return DRAFTS_PAGE if wanted.view in DRAFTS else PAGE


@router.get("/try")
async def try_page(request: Request, parts: Parts, member: Reader, q: Asks = "") -> Response:
    """What a citizen gets for a question, and why."""
    answer = hits = None
    if q.strip():
        answer = await asyncio.to_thread(parts.answerer.answer, q.strip())
        hits = await asyncio.to_thread(parts.answerer.hits, q.strip())
    calibration = parts.desk.knowledge.snapshot.index.calibration
    return render(
        request,
        "faq_try.html",
        {
            "q": q,
            "answer": answer,
            "hits": hits,
            "labels": list(FEATURE_LABELS.values()),
            "certainties": CERTAINTIES,
            "calibration": calibration,
        },
    )


@router.get("/entries/{slug}")
async def entry_page(request: Request, parts: Parts, member: Reader, slug: str) -> Response:
    """One entry with its versions."""
    return await _entry(request, parts, member, slug)


@router.get("/entries/{slug}/versions/{number}")
async def version_page(
    request: Request, parts: Parts, member: Reader, slug: str, number: VersionNumber
) -> Response:
    """One version: what it changed, and how it differs from today's."""
    version = await parts.desk.version(slug, number)
    content = FaqContent.from_json(version.content)
    now = FaqContent.of(await parts.desk.entry(slug))
    before = FaqContent()
    if number > 1:
        before = FaqContent.from_json((await parts.desk.version(slug, number - 1)).content)
    return render(
        request,
        "faq_version.html",
        {
            "version": version,
            "content": content,
            "changed": differences(before, content) if number > 1 else [],
            "to_now": differences(content, now),
            "may_review": may(member, Permission.FAQ_REVIEW),
        },
    )


@router.post("/entries/{slug}/edit")
async def edit(
    parts: Parts,
    member: Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))],
    slug: str,
) -> Response:
    """Begin a change, or go on with the open one."""
    draft = await parts.desk.begin(member.username, slug)
    return RedirectResponse(f"/console/faq/drafts/{draft}", 303)


class WayBack(BaseModel):
    """The form that publishes an earlier version again."""

    number: Annotated[int, Form(ge=1, le=LARGEST_NUMBER)]
    reason: Reason = ""
    override: Reason = ""


@router.post("/entries/{slug}/roll-back")
async def roll_back(
    request: Request,
    parts: Parts,
    member: Annotated[StaffMember, Depends(signed_in(Permission.FAQ_REVIEW))],
    slug: str,
    form: Annotated[WayBack, Form()],
) -> Response:
    """Publish an earlier version again."""
    number, reason = form.number, form.reason
    try:
        await parts.desk.roll_back(member.username, slug, number, reason, form.override)
    except GateStopped as stopped:
        return await _entry(
            request, parts, member, slug, report=stopped.report, number=number, reason=reason
        )
    except ServiceError as problem:
        return await _entry(request, parts, member, slug, problem=problem.for_citizen)
    return RedirectResponse(f"/console/faq/entries/{slug}?done=rolled_back", 303)


async def _entry(
    request: Request, parts: FaqParts, member: StaffMember, slug: str, **more: Any
) -> Response:
    entry, now = await parts.desk.entry(slug), parts.desk.clock()
    counted = await parts.desk.sessions.read(lambda s: figures(s, slug, now))
    shown = {
        "figures": counted,
        "entry": entry,
        "content": FaqContent.of(entry),
        "check": told(entry.checked, entry.checked_on),
        "versions": await parts.desk.versions(slug),
        "draft": await parts.desk.open_draft(slug),
        "states": STATES,
        "may_edit": may(member, Permission.FAQ_EDIT),
        "may_review": may(member, Permission.FAQ_REVIEW),
        "problem": "",
        "report": None,
        "number": 0,
        "reason": "",
        **more,
    }
    status = 400 if shown["problem"] or shown["report"] else 200
    return render(request, "faq_entry.html", shown, status)


def _entries(
    session: Session, parts: FaqParts, wanted: Wanted, near: list[str]
) -> tuple[list[Row], int]:
    rows, total = entries(session, wanted, near, parts.desk.clock(), parts.desk.today, PAGE)
    tick = wanted.view == "published"
    return [
        Row(
            row.slug, row.question, row.category, "", "", row.updated_at,
            tick=row.slug if tick else "",
            asked=row.asked, useful=row.useful, useless=row.useless, tags=tags_of(row.tags),
        )
        for row in rows
    ], total  # fmt: skip


def _drafts(session: Session, wanted: Wanted, username: str) -> tuple[list[Row], int]:
    states = DRAFTS[wanted.view]
    question, shelf = FaqDraft.content["question"], FaqDraft.content["category"]
    where = [FaqDraft.state.in_(states)]
    if words := wanted.q.strip():
        where.append(question.as_string().contains(words, autoescape=True))
    if wanted.category:
        where.append(shelf.as_string() == wanted.category)
    total = session.scalar(select(func.count()).select_from(FaqDraft).where(*where)) or 0
    found = session.scalars(
        select(FaqDraft)
        .where(*where)
        .order_by(FaqDraft.changed_at.desc(), FaqDraft.id.desc())
        .limit(DRAFTS_PAGE)
        .offset((wanted.page - 1) * DRAFTS_PAGE)
    )
    return [_drafted(row, wanted.view, username) for row in found], total


def _drafted(row: FaqDraft, view: str, username: str) -> Row:
    content = FaqContent.from_json(row.content)
    tick = ""
    if view == "review" and username not in row.hands:
        tick = f"{row.id}:{content.digest()}"
    elif view == "open" and row.state in WRITABLE:
        tick = str(row.id)
    return Row(
        row.slug, _question(row), content.category, row.state, row.author, row.changed_at, row.id,
        tick, content.told() if content.answer else "",
        picture=content.picture, alt=content.picture_alt,
    )  # fmt: skip


def _question(row: FaqDraft) -> str:
    return row.content["question"] or "（还没有写问题）"
