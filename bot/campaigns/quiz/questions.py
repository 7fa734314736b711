"""Questions of quizzes: written by staff or proposed from the FAQ, approved by another person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.campaigns.models import Quiz, QuizQuestion
from bot.editing.errors import NotFit, StepRefused
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.kit.stamp import demand_unchanged, stamp_of
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.models import Faq, FaqStatus

WRITTEN, PROPOSED = "written", "proposed"
LONGEST_OPTION = 60
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


@dataclass(frozen=True)
class QuestionText:
    """A question as it is written; ``answer`` counts from 0."""

    question: str
    options: tuple[str, ...]
    answer: int
    explanation: str
    source: str
    faq: str = ""

    def as_list(self) -> list[Any]:
        """For a stamp."""
        return [
            self.question, list(self.options), self.answer, self.explanation, self.source, self.faq,
        ]  # fmt: skip

    @property
    def stamp(self) -> str:
        """What tells whether a question is still what somebody saw."""
        return stamp_of(self.as_list())

    def check(self) -> None:
        """Refuse what can't be asked.

        Raises:
            NotFit: with the reason.
        """
        if not self.question.strip() or len(self.question) > 200:
            raise NotFit("题目要写 1 到 200 个字。")
        if not 2 <= len(self.options) <= 4 or not all(o.strip() for o in self.options):
            raise NotFit("要有 2 到 4 个选项。")
        if len(set(self.options)) < len(self.options):
            raise NotFit("选项不能重复。")
        if any(len(option) > LONGEST_OPTION for option in self.options):
            raise NotFit(f"每个选项最多 {LONGEST_OPTION} 个字。")
        if not 0 <= self.answer < len(self.options):
            raise NotFit("请选哪个是正确答案。")
        if not self.explanation.strip() or not self.source.strip():
            raise NotFit("请写讲解和出处。")


def text_of(row: QuizQuestion) -> QuestionText:
    """What a question says now."""
    return QuestionText(
        row.question, tuple(row.options), row.answer, row.explanation, row.source, row.faq
    )


@dataclass(frozen=True)
class QuestionDesk:
    """Staff's side of the questions.

    Args:
        sessions: the database.
        audit: the log.
        clock: the present moment.
    """

    sessions: SessionFactory
    audit: AuditLog
    clock: Clock

    async def quizzes(self) -> Sequence[tuple[Quiz, int, int]]:
        """All quizzes, each with its approved questions and those that wait."""

        def read(session: Session) -> list[tuple[Quiz, int, int]]:
            counted = session.execute(
                select(QuizQuestion.quiz, QuizQuestion.approved, func.count()).group_by(
                    QuizQuestion.quiz, QuizQuestion.approved
                )
            )
            counts = {(quiz, approved): n for quiz, approved, n in counted}
            rows = session.scalars(select(Quiz).order_by(Quiz.slug)).all()
            return [
                (row, counts.get((row.slug, True), 0), counts.get((row.slug, False), 0))
                for row in rows
            ]

        async with self.sessions() as session:
            return await session.run_sync(read)

    async def questions(self, quiz: str) -> Sequence[QuizQuestion]:
        """A quiz's questions in order."""
        query = select(QuizQuestion).where(QuizQuestion.quiz == quiz)
        async with self.sessions() as session:
            return (await session.scalars(query.order_by(QuizQuestion.place))).all()

    async def question(self, number: int) -> QuizQuestion:
        """One question.

        Raises:
            NotFound: there is none.
        """
        async with self.sessions() as session:
            return await session.run_sync(lambda blocking: _question(blocking, number))

    async def write(
        self, by: str, quiz: str, number: int | None, text: QuestionText, seen: str | None = None
    ) -> int:
        """Add a question, or change one; it must be approved (again) before it is asked.

        Args:
            quiz: its slug.
            number: of the question; None for a new one.
            text: the whole of it.
            seen: stamp of the question as the writer saw it.

        Raises:
            Overtaken: somebody else changed it meanwhile.
            NotFit: it can't be asked as it is.
            NotFound: there is no such quiz or question.
        """
        text.check()

        def work(session: Session) -> int:
            if number:
                row = _question(session, number)
                demand_unchanged(seen, text_of(row).as_list())
            else:
                row = self._new(session, quiz, WRITTEN)
            row.question, row.options = text.question.strip(), list(text.options)
            row.answer, row.explanation = text.answer, text.explanation.strip()
            row.source, row.faq = text.source.strip(), text.faq.strip()
            row.author, row.approved, row.approver = by, False, ""
            row.changed_at = self.clock()
            session.add(row)
            session.flush()
            self._note(session, by, AuditAction.CAMPAIGN_EDITED, row.id)
            return row.id

        return await self.sessions.run(work)

    async def propose(self, by: str, quiz: str, slug: str) -> int:
        """A draft made of an FAQ entry, its wrong options taken from others; its number.

        Raises:
            NotFound: there is no such entry or quiz.
        """

        def work(session: Session) -> int:
            entry = session.scalar(select(Faq).where(Faq.slug == slug))
            if entry is None or entry.status != FaqStatus.PUBLISHED:
                raise NotFound("没有这条已发布的问答。")
            others = session.scalars(
                select(Faq)
                .where(
                    Faq.category == entry.category,
                    Faq.slug != slug,
                    Faq.status == FaqStatus.PUBLISHED,
                )
                .order_by(Faq.slug)
                .limit(20)
            ).all()
            right = first_sentence(entry.answer)
            wrong = [one for one in map(first_sentence, (o.answer for o in others)) if one != right]
            row = self._new(session, quiz, PROPOSED)
            row.question = entry.question[:200]
            row.options = [right, *dict.fromkeys(wrong)][:3]
            row.answer, row.explanation = 0, entry.answer[:400]
            row.source = "；".join(entry.sources)[:200]
            row.faq, row.author, row.changed_at = slug, by, self.clock()
            session.add(row)
            session.flush()
            self._note(session, by, AuditAction.CAMPAIGN_EDITED, row.id, proposed=slug)
            return row.id

        return await self.sessions.run(work)

    async def approve(self, by: str, number: int, seen: str | None = None) -> None:
        """Let a question be asked.

        Args:
            by: the publisher.
            number: of the question.
            seen: stamp of the question as it was read.

        Raises:
            Overtaken: it isn't what was read.
            StepRefused: it is this person's own.
            NotFit: it can't be asked as it is.
        """

        def work(session: Session) -> None:
            row = _question(session, number)
            demand_unchanged(seen, text_of(row).as_list())
            if row.author == by:
                raise StepRefused("这道题是您写的，要由另一位来批准。")
            QuestionText(
                row.question, tuple(row.options), row.answer, row.explanation, row.source
            ).check()
            row.approved, row.approver = True, by
            self._note(session, by, AuditAction.CAMPAIGN_APPROVED, number)

        await self.sessions.run(work)

    async def withdraw(self, by: str, number: int) -> None:
        """Ask a question no more."""

        def work(session: Session) -> None:
            row = _question(session, number)
            if not row.approved:
                return  # somebody was quicker
            row.approved = False
            self._note(session, by, AuditAction.CAMPAIGN_STOPPED, number)

        await self.sessions.run(work)

    def _new(self, session: Session, quiz: str, origin: str) -> QuizQuestion:
        if session.get(Quiz, quiz) is None:
            raise NotFound("没有这套题。")
        last = select(func.max(QuizQuestion.place)).where(QuizQuestion.quiz == quiz)
        place = session.scalar(last)
        return QuizQuestion(
            quiz=quiz, place=0 if place is None else place + 1, origin=origin, approved=False
        )

    def _note(
        self, session: Session, by: str, action: AuditAction, number: int, **details: object
    ) -> None:
        session.flush()
        self.audit.add(
            session, by, action, object_type="question", object_id=str(number), details=details
        )


def first_sentence(answer: str) -> str:
    """The first sentence of an answer, short enough for an option."""
    found = _SENTENCE.search(answer)
    return (found[0] if found else answer).strip()[:LONGEST_OPTION]


def _question(session: Session, number: int) -> QuizQuestion:
    row = session.get(QuizQuestion, number, with_for_update=True)
    if row is None:
        raise NotFound("没有这道题。")
    return row
