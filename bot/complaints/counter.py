"""The counter: what citizens want of a case they have, answered without giving others anything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.complaints.casework import CITIZEN, Casework
from bot.complaints.data_rights import DataRights, DataWish
from bot.complaints.followup import FollowUp, Wish
from bot.complaints.models import Case
from bot.complaints.progress import NOT_FOUND, Progress
from bot.complaints.unnamed import without_teller
from bot.complaints.withdrawing import (
    KEPT,
    NOTHING_TO_RESTORE,
    NOTHING_TO_WITHDRAW,
    Withdrawing,
)
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import ServiceError
from bot.messages import Reply, ReplyKind

ALREADY_IN = "已收到您补充的材料，交给办案人员。"
PASSED_ON = "已经记下，交给办案人员。"
RATED = "谢谢您的评价！"
WHICH_ONE = (
    "要补充哪一件？请先发登记编号和查询码，再发“补充：……”；也可以写在一条里，"
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

    async def data_rights(self, wish: DataWish, conversation: str, words: str) -> str:
        """Answer or note what somebody wants of their own data."""
        rights = DataRights(self.progress, self.casework.keyring)
        return await self.sessions.run(
            lambda session: rights.serve(session, wish, conversation, words, self.clock())
        )

    def _serve(self, session: Session, wish: FollowUp, conversation: str, in_hand: str) -> Told:
        if wish.wish is Wish.KEEP:
            return Told(Reply(KEPT), found=True)
        if wish.wish is Wish.WITHDRAW and not wish.names_one:
            return self._withdraw_own(session, wish.score, conversation, in_hand)
        case = self._find(session, wish, conversation, in_hand)
        if case is None:
            return Told(Reply(self._nothing(wish)), found=False)
        return self._served(session, case, wish, in_hand)

    def _served(self, session: Session, case: Case, wish: FollowUp, in_hand: str) -> Told:
        try:
            reply = self._do(session, case, wish)
        except ServiceError as refusal:
            reply = Reply(refusal.for_citizen)
        shown = wish.code is not None or case.number == in_hand or wish.wish is Wish.WITHDRAW
        return Told(reply, True, case.anonymous, case.number if shown else "")

    def _withdraw_own(self, session: Session, pick: int, conversation: str, in_hand: str) -> Told:
        """Ask about the chat's own case, or which of them is meant."""
        held = [self.casework.get(session, in_hand)] if in_hand and not pick else []
        cases = [case for case in held if case.withdrawing_since is None]
        cases = cases or self._open_own(session, conversation)
        if pick:
            cases = cases[pick - 1 : pick]
        if not cases:
            return Told(Reply(NOTHING_TO_WITHDRAW), found=False)
        if len(cases) > 1:
            return Told(self._withdrawing.choose(cases), found=True)
        return self._served(session, cases[0], FollowUp(Wish.WITHDRAW, None, None), in_hand)

    def _open_own(self, session: Session, conversation: str) -> list[Case]:
        own = self.progress.own(session, conversation)
        return [c for c in own if c.closed_at is None and c.withdrawing_since is None]

    @staticmethod
    def _nothing(wish: FollowUp) -> str:
        if wish.names_one:
            return NOT_FOUND
        told = {
            Wish.SUPPLEMENT: WHICH_ONE,
            Wish.RESTORE: NOTHING_TO_RESTORE,
            Wish.CONFIRM_WITHDRAWAL: NOTHING_TO_WITHDRAW,
        }
        return told.get(wish.wish, NOT_FOUND)

    @property
    def _withdrawing(self) -> Withdrawing:
        return Withdrawing(self.casework)

    def _find(
        self, session: Session, wish: FollowUp, conversation: str, in_hand: str
    ) -> Case | None:
        if not wish.names_one and wish.wish is not Wish.LOOK:
            if in_hand:
                return self.casework.get(session, in_hand)
            return self._meant(session, wish, conversation)
        found = self.progress.find(session, wish.number, wish.code, conversation)
        return None if found is None else self.casework.get(session, found.number)

    def _meant(self, session: Session, wish: FollowUp, conversation: str) -> Case | None:
        """The one case of this chat that words without a number can mean."""
        if wish.wish is Wish.CONFIRM_WITHDRAWAL:
            cases = self._open_own(session, conversation)
            return cases[0] if len(cases) == 1 else None
        own = self.progress.own(session, conversation)
        if wish.wish is Wish.RESTORE:
            own = [case for case in own if case.withdrawing_since is not None]
        return next(iter(own), None)

    def _do(self, session: Session, case: Case, wish: FollowUp) -> Reply:
        now = self.clock()
        if wish.wish is Wish.RATE:
            self.casework.rate(session, case, wish.score, wish.words, now)
            return Reply(RATED)
        if wish.wish is Wish.WITHDRAW:
            return self._withdrawing.ask(case)
        if wish.wish is Wish.CONFIRM_WITHDRAWAL:
            return Reply(self._withdrawing.confirm(session, case, now), ReplyKind.ANSWER)
        if wish.wish is Wish.RESTORE:
            return Reply(self._withdrawing.restore(session, case, now), ReplyKind.ANSWER)
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
