"""The counter: what citizens want of a case they have, answered without giving others anything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.complaints.casework import CITIZEN, Casework
from bot.complaints.followup import FollowUp, Wish
from bot.complaints.models import Case, CaseKind
from bot.complaints.progress import NOT_FOUND, Progress
from bot.complaints.unnamed import without_teller
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import ServiceError
from bot.messages import Reply, ReplyKind

ALREADY_IN = "已收到您补充的材料，交给办案人员。"
PASSED_ON = "已经记下，交给办案人员。"
RATED = "谢谢您的评价！"
WHICH_ONE = (
    "要补充哪一件？请先发受理编号和查询码，再发“补充：……”；也可以写在一条里，"
    "比如“CQ20261123-000147-7 查询码 补充：……”。"
)
WHAT_TO_ADD = "请说要补充什么，前面写“补充：”，比如“补充：昨天他们又在卖”。"
LEFT_OUT = "匿名登记不留您的身份：您写的{kinds}已经去掉，没有保存。"


@dataclass(frozen=True)
class Told:
    """What a citizen is told.

    Args:
        reply: the words.
        found: whether there was a case to speak of; failures are counted.
        anonymous: whether the case is anonymous, so that the turn must be forgotten.
        in_hand: number of the case, if its code was shown and the next message may add to it.
    """

    reply: Reply
    found: bool
    anonymous: bool = False
    in_hand: str = ""


@dataclass(frozen=True)
class Counter:
    """Serves citizens who come back.

    Args:
        sessions: the database.
        progress: finds cases and tells how they stand.
        casework: what may be done to them.
        clock: the present moment.
    """

    sessions: SessionFactory
    progress: Progress
    casework: Casework
    clock: Clock

    async def serve(self, wish: FollowUp, conversation: str, in_hand: str = "") -> Told:
        """Do what is wanted of one case; every "no" reads the same.

        Args:
            wish: what is wanted.
            conversation: pseudonym of the chat.
            in_hand: number of the case whose code this chat showed just before.
        """
        return await self.sessions.run(
            lambda session: self._serve(session, wish, conversation, in_hand)
        )

    async def mine(self, conversation: str) -> Reply | None:
        """How the newest named cases of this chat stand; None if it has none."""

        def read(session: Session) -> Reply | None:
            cases = self.progress.own(session, conversation)
            if not cases:
                return None
            told = "\n\n".join(self.progress.tell(session, case) for case in cases)
            return Reply(told, ReplyKind.ANSWER)

        return await self.sessions.run(read)

    def _serve(self, session: Session, wish: FollowUp, conversation: str, in_hand: str) -> Told:
        case = self._find(session, wish, conversation, in_hand)
        if case is None:
            unnamed = wish.wish is Wish.SUPPLEMENT and not wish.names_one
            return Told(Reply(WHICH_ONE if unnamed else NOT_FOUND), found=False)
        try:
            reply = self._do(session, case, wish)
        except ServiceError as refusal:
            reply = Reply(refusal.for_citizen)
        shown = wish.code is not None or case.number == in_hand
        return Told(reply, True, case.anonymous, case.number if shown else "")

    def _find(
        self, session: Session, wish: FollowUp, conversation: str, in_hand: str
    ) -> Case | None:
        if not wish.names_one and wish.wish is not Wish.LOOK:
            if in_hand:
                return self.casework.get(session, in_hand)
            return next(iter(self.progress.own(session, conversation)), None)
        found = self.progress.find(session, wish.number, wish.code, conversation)
        return None if found is None else self.casework.get(session, found.number)

    def _do(self, session: Session, case: Case, wish: FollowUp) -> Reply:
        now = self.clock()
        if wish.wish is Wish.RATE:
            self.casework.rate(session, case, wish.score, wish.words, now)
            return Reply(RATED)
        if wish.wish is Wish.WITHDRAW:
            # What a report points out must be verified all the same (处罚程序规定第十八条).
            step = "withdraw_report" if case.kind == CaseKind.REPORT.value else "withdraw"
            event = self.casework.take_step(session, case, step, CITIZEN, now)
            return Reply(event.message, ReplyKind.ANSWER)
        if wish.wish is Wish.SUPPLEMENT:
            return Reply(self._supplement(session, case, wish.words), ReplyKind.ANSWER)
        return Reply(self.progress.tell(session, case), ReplyKind.ANSWER)

    def _supplement(self, session: Session, case: Case, words: str) -> str:
        if not words:
            return WHAT_TO_ADD
        left_out: tuple[str, ...] = ()
        if case.anonymous:
            unnamed = without_teller(words)
            words, left_out = unnamed.text, unnamed.left_out
        told = self._add(session, case, words)
        return told + LEFT_OUT.format(kinds="、".join(left_out)) if left_out else told

    def _add(self, session: Session, case: Case, words: str) -> str:
        now = self.clock()
        self.casework.say(session, case, CITIZEN, words, now)
        if case.status != "waiting":
            return PASSED_ON
        self.casework.take_step(session, case, "supplement", CITIZEN, now)
        return ALREADY_IN
