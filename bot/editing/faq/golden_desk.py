"""Golden questions that staff add to those of the files, and take away again."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.editing.errors import NotFit
from bot.editing.faq.checks import LONGEST_QUESTION
from bot.editing.faq.errors import FaqNotFound
from bot.editing.faq.golden import Golden
from bot.editing.faq.models import GoldenQuestion
from bot.editing.review import demand
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.models import text_digest


def goldens_in(session: Session) -> list[Golden]:
    """The golden questions staff added, the newest first."""
    rows = session.scalars(select(GoldenQuestion).order_by(GoldenQuestion.id.desc()))
    return [Golden(row.question, (), row.entry, row.id, row.by) for row in rows]


@dataclass(frozen=True)
class GoldenDesk:
    """Changes the golden questions of staff, each time with an audit entry.

    Args:
        sessions: the database.
        audit: the log.
        clock: the present moment.
        entries: references of what is published now.
    """

    sessions: SessionFactory
    audit: AuditLog
    clock: Clock
    entries: Callable[[], Container[str]]

    async def add(self, by: str, question: str, entry: str) -> None:
        """Make a question a golden one; one that is there already gets the new entry.

        Args:
            by: who adds it.
            question: in a citizen's words, personal data taken out.
            entry: reference of the entry that must answer it; empty if nothing may.

        Raises:
            NotFit: there is no question, or no such entry is published.
        """
        question = question.strip()
        if not 1 <= len(question) <= LONGEST_QUESTION:
            raise NotFit(f"金标问题要写上问题，最多 {LONGEST_QUESTION} 个字。")
        if entry and entry not in self.entries():
            raise NotFit("应当给的这条答案没有发布，不能设为金标问题。")

        def work(session: Session) -> None:
            where = GoldenQuestion.digest == text_digest(question)
            row = session.scalar(select(GoldenQuestion).where(where).with_for_update())
            if row is None:
                row = GoldenQuestion(question=question)
                session.add(row)
            row.entry, row.by, row.at = entry, by, self.clock()
            self._note(session, by, row, "设为金标问题")

        await self.sessions.run(work)

    async def drop(self, by: str, number: int, reason: str) -> None:
        """Let a question staff added be golden no more.

        Raises:
            NotFit: no reason is given.
            FaqNotFound: there is none.
        """
        demand(reason, "去掉金标问题")

        def work(session: Session) -> None:
            row = session.get(GoldenQuestion, number, with_for_update=True)
            if row is None:
                raise FaqNotFound("没有这个金标问题。")
            self._note(session, by, row, "去掉金标问题", reason)
            session.delete(row)

        await self.sessions.run(work)

    def _note(
        self, session: Session, by: str, row: GoldenQuestion, what: str, reason: str = ""
    ) -> None:
        session.flush()
        self.audit.add(
            session, by, AuditAction.GOLDEN_CHANGED, object_type="golden",
            object_id=str(row.id), reason=reason.strip(),
            details={"what": f"{what}：{row.question}"},
        )  # fmt: skip
