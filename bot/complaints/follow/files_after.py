"""Files sent after a case is registered: to which case they go, and what its story says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.progress import Progress
from bot.complaints.follow.followup import Wish
from bot.complaints.follow.in_hand import InHand
from bot.complaints.follow.withdrawing import described
from bot.complaints.work.casework import CITIZEN, CaseNotFound, Casework
from bot.kit.clock import Clock, hour_of
from bot.kit.db import SessionFactory
from bot.kit.messages import Button, Reply, ReplyKind

MOST_FILES = 30  # of a case
ENOUGH = "这件事的材料已经够多了（最多 {most} 个）。还有要紧的，请用文字说明。"
ADDED = "收到，已经补充到 {case}，交给办案人员。"
ADDED_UNNAMED = "收到，已经补充到刚才用查询码打开的那一件，交给办案人员。"
NOTHING_WAITS = "没有等着补充的文件，请重新发一次。"
WHICH = "您有几件在办，这个文件是给哪一件的？回复“第1件”这样的话；都不是，回复“都不是”。\n{cases}"


class EvidenceStore(Protocol):
    """The evidence store, as this needs it."""

    def attach(self, session: Session, conversation: str, case: Case) -> None:
        """Move a chat's files to the case."""

    def drop(self, session: Session, conversation: str) -> None:
        """Delete a chat's files."""

    def of_case(self, session: Session, case_id: int) -> list[Attachment]:
        """The files of a case."""

    def of_chat(self, session: Session, conversation: str) -> list[Attachment]:
        """The files of a chat that belong to no case yet."""


@dataclass(frozen=True)
class FilesAfter:
    """Takes files that no form waits for.

    Args:
        sessions: the database.
        progress: finds a chat's cases.
        casework: what may be done to them.
        evidence: where the files are.
        clock: the present moment.
    """

    sessions: SessionFactory
    progress: Progress
    casework: Casework
    evidence: EvidenceStore
    clock: Clock

    async def meant(self, conversation: str, in_hand: str = "") -> tuple[str, ...]:
        """Numbers of the open cases a file of this chat may be for.

        Args:
            conversation: pseudonym of the chat.
            in_hand: what the chat holds, see :class:`InHand`; a case just opened by its code.
        """
        held = InHand.of(in_hand)
        return await self.sessions.run(lambda s: self._meant(s, conversation, held.number))

    async def take(self, conversation: str, numbers: Sequence[str]) -> tuple[Reply, str]:
        """What to say to a file that was just kept, and what the chat holds from then on.

        Args:
            conversation: the chat.
            numbers: the cases it may be for, from :meth:`meant`.
        """

        def work(session: Session) -> tuple[Reply, str]:
            cases = [self.casework.get(session, number) for number in numbers]
            if len(cases) == 1:
                return Reply(self.add(session, cases[0], conversation)), ""
            held = InHand("", (Wish.FILES.value, "", ""), tuple(numbers))
            return choice(cases, WHICH), held.to_text()

        return await self.sessions.run(work)

    def add(self, session: Session, case: Case, conversation: str) -> str:
        """Add the chat's files to a case; what the citizen hears."""
        if not self.evidence.of_chat(session, conversation):
            return NOTHING_WAITS
        files = self.evidence.of_case(session, case.id)
        if sum(not file.from_respondent for file in files) >= MOST_FILES:
            self.evidence.drop(session, conversation)
            return ENOUGH.format(most=MOST_FILES)
        self.evidence.attach(session, conversation, case)
        now = self.clock()
        at = hour_of(now) if case.anonymous else now
        session.add(
            CaseEvent(
                case_id=case.id,
                at=at,
                actor_kind=CITIZEN.kind,
                action="files",
                message="您补交了材料",
            )
        )
        case.updated_at = at
        answered(self.casework, session, case, self.clock)
        # What is said of an anonymous case may wait in the outbox, beside the chat's name.
        return ADDED_UNNAMED if case.anonymous else ADDED.format(case=described(case))

    def _meant(self, session: Session, conversation: str, in_hand: str) -> tuple[str, ...]:
        try:
            held = [self.casework.get(session, in_hand)] if in_hand else []
        except CaseNotFound:
            held = []
        cases = held or self.progress.own(session, conversation)[::-1]
        return tuple(case.number for case in cases if case.closed_at is None)


def answered(casework: Casework, session: Session, case: Case, clock: Clock) -> bool:
    """Whether staff waited for this; then the case goes back to them."""
    if case.status != "waiting":
        return False
    casework.take_step(session, case, "supplement", CITIZEN, clock())
    return True


def choice(cases: Sequence[Case], asks: str) -> Reply:
    """Ask which of several cases is meant.

    Args:
        cases: in the order of their numbers.
        asks: the question, with a place for ``cases``.
    """
    lines = "\n".join(f"{n}. {described(case)}" for n, case in enumerate(cases, 1))
    buttons = [Button(f"第{n}件", f"第{n}件") for n in range(1, len(cases) + 1)]
    neither = Button("都不是", "都不是")
    return Reply(asks.format(cases=lines), ReplyKind.ANSWER, (*buttons, neither))
