"""Quizzes: questions written or proposed from the FAQ, approved by another person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from bot.campaigns.quiz.questions import QuestionText, text_of
from bot.campaigns.quiz.quiz import LETTERS
from bot.console.campaigns.campaign_entries import titles_of
from bot.console.campaigns.campaign_parts import CampaignParts
from bot.console.campaigns.campaign_typed import (
    Editor,
    Number,
    Parts,
    Publisher,
    Reader,
    Slug,
)
from bot.console.kit.clashes import Seen, clashes
from bot.console.kit.pages import render
from bot.console.kit.typed import LONGEST_FIELD, LONGEST_WORDS, PlainText
from bot.kit.errors import NotFound, ServiceError
from bot.kit.stamp import Overtaken
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter(prefix="/quizzes")
ORIGINS = {"shipped": "随软件提供", "written": "工作人员写的", "proposed": "由问答生成"}
_LABELS = {
    "question": "题目", "options": "选项", "answer": "正确的是第几个", "explanation": "讲解",
    "source": "出处", "faq": "答错了去看哪条问答",
}  # fmt: skip
_EMPTY = QuestionText("", (), -1, "", "")
Line = Annotated[PlainText, Field(max_length=LONGEST_FIELD)]
Lines = Annotated[PlainText, Field(max_length=LONGEST_WORDS)]
# What was picked, and behind it the field that is shown without a script.
Entries = Annotated[list[Line], Field(max_length=2)]


class Written(BaseModel):
    """The form of a question; its options one a line, the right one counted from 1."""

    number: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    question: Line = ""
    options: Lines = ""
    answer: int = Field(0, ge=0, le=4)
    explanation: Lines = ""
    source: Line = ""
    faq: Entries = []
    seen: Annotated[str, Field(alias="stamp", max_length=64)] = ""

    @property
    def text(self) -> QuestionText:
        """The question."""
        listed = tuple(line.strip() for line in self.options.splitlines() if line.strip())
        words = (self.explanation, self.source, _entry_of(self.faq))
        return QuestionText(self.question.strip(), listed, self.answer - 1, *words)


@router.get("/")
async def list_page(request: Request, parts: Parts, member: Reader) -> Response:
    """All quizzes."""
    return render(request, "quizzes.html", {"rows": await parts.office.questions.quizzes()})


@router.get("/{quiz}")
async def quiz_page(request: Request, parts: Parts, member: Reader, quiz: Slug) -> Response:
    """A quiz's questions."""
    return await _quiz(request, parts, member, quiz)


@router.post("/{quiz}/propose")
async def propose(
    request: Request,
    parts: Parts,
    member: Editor,
    quiz: Slug,
    faq: Annotated[Entries, Form()] = [],  # noqa: B006  (FastAPI makes a new one)
) -> Response:
    """A draft made of an FAQ entry."""
    try:
        number = await parts.office.questions.propose(member.username, quiz, _entry_of(faq))
    except ServiceError as problem:
        return await _quiz(request, parts, member, quiz, problem)
    return RedirectResponse(f"/console/campaigns/quizzes/{quiz}/write?number={number}", 303)


@router.get("/{quiz}/write")
async def write_page(
    request: Request,
    parts: Parts,
    member: Editor,
    quiz: Slug,
    number: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """The form of a question."""
    text = _EMPTY
    if number:
        row = await parts.office.questions.question(number)
        text = text_of(row)
    return _form(request, parts, quiz, number, text)


@router.post("/{quiz}/write")
async def write(
    request: Request,
    parts: Parts,
    member: Editor,
    quiz: Slug,
    form: Annotated[Written, Form()],
) -> Response:
    """Save a question."""
    number, text = form.number, form.text
    try:
        await parts.office.questions.write(member.username, quiz, number, text, form.seen)
    except Overtaken as overtaken:
        kept = text_of(await parts.office.questions.question(number or 0))
        return _form(request, parts, quiz, number, text, overtaken, kept.stamp, kept)
    except ServiceError as problem:
        return _form(request, parts, quiz, number, text, problem, form.seen)
    return RedirectResponse(f"/console/campaigns/quizzes/{quiz}?done=saved", 303)


@router.post("/{quiz}/questions/{number}/{step}")
async def decide(
    request: Request,
    parts: Parts,
    member: Publisher,
    quiz: Slug,
    number: Number,
    step: Literal["approve", "withdraw"],
    seen: Seen = "",
) -> Response:
    """Ask a question from now on, or no more."""
    try:
        if step == "approve":
            await parts.office.questions.approve(member.username, number, seen)
        else:
            await parts.office.questions.withdraw(member.username, number)
    except ServiceError as problem:
        return await _quiz(request, parts, member, quiz, problem)
    return RedirectResponse(f"/console/campaigns/quizzes/{quiz}?done=saved", 303)


async def _quiz(
    request: Request,
    parts: CampaignParts,
    member: StaffMember,
    slug: str,
    problem: ServiceError | None = None,
) -> Response:
    found = [quiz for quiz, _, _ in await parts.office.questions.quizzes() if quiz.slug == slug]
    if not found:
        raise NotFound("没有这套题。")
    questions = await parts.office.questions.questions(slug)
    shown = {
        "quiz": found[0],
        "questions": questions,
        "entries": titles_of(parts, (one.faq for one in questions)),
        "letters": LETTERS,
        "stamp_of": lambda row: text_of(row).stamp,
        "origins": ORIGINS,
        "may_edit": may(member, Permission.CAMPAIGN_EDIT),
        "may_publish": may(member, Permission.CAMPAIGN_PUBLISH),
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "quiz.html", shown, problem.status if problem else 200)


def _form(
    request: Request,
    parts: CampaignParts,
    quiz: str,
    number: int | None,
    text: QuestionText,
    problem: ServiceError | None = None,
    stamp: str | None = None,
    kept: QuestionText | None = None,
) -> Response:
    found = clashes(_LABELS, _fields(kept), _fields(text)) if kept is not None else []
    shown = {
        "stamp": text.stamp if stamp is None else stamp,
        "clashes": found,
        "quiz": quiz,
        "number": number,
        "text": text,
        "entries": titles_of(parts, (text.faq,)),
        "letters": LETTERS,
        "problem": problem.for_citizen if problem else "",
    }
    return render(request, "question.html", shown, problem.status if problem else 200)


def _entry_of(said: Sequence[str]) -> str:
    """The entry of a form: what was typed, else what was picked."""
    return next((one.strip() for one in reversed(said) if one.strip()), "")


def _fields(text: QuestionText) -> dict[str, Any]:
    return {**asdict(text), "answer": text.answer + 1}
