"""The counter: what citizens want of a case they have, answered without giving others anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.case.progress import KIND_LABELS, NOT_FOUND, Progress
from bot.complaints.follow.amending import PERSONAL, Amending, Amendment
from bot.complaints.follow.data_rights import DataRights, DataWish
from bot.complaints.follow.files_after import FilesAfter, answered, choice
from bot.complaints.follow.followup import ALL, FollowUp, Wish
from bot.complaints.follow.in_hand import InHand
from bot.complaints.follow.withdrawing import (
    KEPT,
    NOTHING_TO_RESTORE,
    NOTHING_TO_WITHDRAW,
    Withdrawing,
)
from bot.complaints.understanding.teller import without_teller
from bot.complaints.work.casework import CITIZEN, Casework
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import ServiceError
from bot.kit.messages import Reply, ReplyKind

ALREADY_IN = "已收到您补充的材料，交给办案人员。"
PASSED_ON = "已经记下，交给办案人员。"
RATED = "谢谢您的评价！"
WHICH_ONE = (
    "要补充哪一件？请先发登记编号和查询码，再发“补充：……”；也可以写在一条里，"
    "比如“CQ20261123-000147-7 查询码 补充：……”。"
)
WHAT_TO_ADD = "请说要补充什么，前面写“补充：”，比如“补充：昨天他们又在卖”。"
SEND_IT = "好的，直接把照片、文件发到这里就行，会补充到您登记的那一件，交给办案人员。"
WHICH_CASE = "您有几件在办，这是给哪一件的？回复“第1件”这样的话；都不是，回复“都不是”。\n{cases}"
NO_MATCH = (
    "登记编号和查询码对不上：编号里有数字不对。请核对编号再发一次；编号记不清了，只发查询码也能查。"
)
ONE_BY_ONE = "撤回要一件一件确认，请先说一件，比如“第1件”。"
NONE_OF_THEM = "好的，这几件都不动。您再说说是什么事。"
# Words that may as well be about an answer of the bot count for a case only so soon after it.
FRESH = timedelta(days=1)
LEFT_OUT = "匿名登记不留您的身份：您写的{kinds}已经去掉，没有保存。"


@dataclass(frozen=True)
class Told:
    """What a citizen is told.

    Args:
        reply: the words.
        found: whether there was a case to speak of; failures are counted.
        anonymous: whether the case is anonymous, so that the turn must be forgotten.
        in_hand: what the next message may be about, see :class:`InHand`.
        meant: whether the words were about a case at all; if not, nothing was done.
    """

    reply: Reply
    found: bool
    anonymous: bool = False
    in_hand: str = ""
    meant: bool = True


NOT_MEANT = Told(Reply(""), found=False, meant=False)


@dataclass(frozen=True)
class Counter:
    """Serves citizens who come back.

    Args:
        sessions: the database.
        progress: finds cases and tells how they stand.
        casework: what may be done to them.
        amending: corrects them.
        clock: the present moment.
        files: what is sent after filing.
    """

    sessions: SessionFactory
    progress: Progress
    casework: Casework
    amending: Amending
    clock: Clock
    files: FilesAfter

    async def serve(self, wish: FollowUp, conversation: str, in_hand: str = "") -> Told:
        """Do what is wanted of one case; every "no" reads the same.

        Args:
            wish: what is wanted.
            conversation: pseudonym of the chat.
            in_hand: what this chat holds, see :class:`InHand`.
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
            told = "\n\n".join(_numbered([self.progress.tell(session, c) for c in cases[::-1]]))
            return Reply(told, ReplyKind.ANSWER)

        return await self.sessions.run(read)

    async def data_rights(self, wish: DataWish, conversation: str, words: str) -> str:
        """Answer or note what somebody wants of their own data."""
        return await self.sessions.run(
            lambda session: self._rights.serve(session, wish, conversation, words, self.clock())
        )

    @property
    def _rights(self) -> DataRights:
        return DataRights(self.progress, self.casework.keyring)

    def _serve(self, session: Session, wish: FollowUp, conversation: str, in_hand: str) -> Told:
        held = InHand.of(in_hand)
        if wish.misread:
            return Told(Reply(NO_MATCH), found=False)
        if wish.wish is Wish.KEEP:
            return self._keep(session, conversation, held)
        if wish.wish in (Wish.GIVE_UP, Wish.ADD):
            if not wish.names_one and not self._runs(session, conversation, held.number):
                return NOT_MEANT
            if wish.wish is Wish.ADD and not wish.words:
                return Told(Reply(SEND_IT), found=True, in_hand=in_hand)
            meant = Wish.WITHDRAW if wish.wish is Wish.GIVE_UP else Wish.SUPPLEMENT
            wish = replace(wish, wish=meant)
        if wish.wish in (Wish.PICK, Wish.NEITHER):
            return self._picked(session, wish, conversation, held)
        if wish.wish is Wish.WITHDRAW and not wish.names_one:
            return self._withdraw_own(session, wish, conversation, held.number)
        if wish.wish in (Wish.AMEND, Wish.SUPPLEMENT) and not wish.names_one and not held.number:
            return self._for_words(session, wish, conversation)
        case = self._find(session, wish, conversation, held.number)
        if case is None:
            return Told(Reply(self._nothing(wish)), found=False)
        return self._served(session, case, wish, conversation, held.number)

    def _served(
        self, session: Session, case: Case, wish: FollowUp, conversation: str, in_hand: str
    ) -> Told:
        try:
            reply = self._do(session, case, wish, conversation)
        except ServiceError as refusal:
            reply = Reply(refusal.for_citizen)
        else:
            if wish.wish is Wish.WITHDRAW:
                asked = InHand(case.number, (Wish.CONFIRM_WITHDRAWAL.value, "", ""))
                return Told(reply, True, case.anonymous, asked.to_text())
        kept = wish.wish in (Wish.WITHDRAW, Wish.AMEND, Wish.SUPPLEMENT)
        shown = wish.code is not None or case.number == in_hand or kept
        return Told(reply, True, case.anonymous, case.number if shown else "")

    def _keep(self, session: Session, conversation: str, held: InHand) -> Told:
        """Nothing shall be withdrawn: what was asked is not, what was confirmed is undone."""
        if held.waiting:
            return Told(Reply(KEPT), found=True)
        own = self.progress.own(session, conversation)
        cases = [self.casework.get(session, held.number)] if held.number else own
        leaving = [case for case in cases if case.withdrawing_since is not None]
        if leaving:
            restore = FollowUp(Wish.RESTORE, None, None)
            return self._served(session, leaving[0], restore, conversation, held.number)
        if not any(case.closed_at is None for case in cases):
            return NOT_MEANT
        return Told(Reply(KEPT), found=True)

    def _runs(self, session: Session, conversation: str, in_hand: str) -> bool:
        """Whether there is a case that words said loosely can end."""
        held = [self.casework.get(session, in_hand)] if in_hand else []
        return any(
            case.closed_at is None and case.withdrawing_since is None
            for case in (*held, *self._open_own(session, conversation))
        )

    async def running(self, conversation: str) -> tuple[str, ...]:
        """Numbers of this chat's cases that are being dealt with."""

        def read(session: Session) -> tuple[str, ...]:
            return tuple(case.number for case in self._open_own(session, conversation))

        return await self.sessions.run(read)

    def _for_words(self, session: Session, wish: FollowUp, conversation: str) -> Told:
        """Words without a number: for the chat's one open case, or for the one they choose."""
        own = self.progress.own(session, conversation)
        cases = [case for case in reversed(own) if case.closed_at is None]
        if wish.wish is Wish.AMEND and not self._speaks_of(cases, wish.field):
            return NOT_MEANT
        if not cases and not (cases := own[:1]):
            return Told(Reply(WHICH_ONE), found=False)
        if len(cases) == 1:
            case = self.casework.get(session, cases[0].number)
            return self._served(session, case, wish, conversation, "")
        waiting = (wish.wish.value, wish.words, wish.field)
        held = InHand("", waiting, tuple(case.number for case in cases))
        return Told(choice(cases, WHICH_CASE), True, in_hand=held.to_text())

    def _speaks_of(self, cases: Sequence[Case], field: str) -> bool:
        """Whether a correction can mean what was registered, not what the bot has answered."""
        if field in PERSONAL:
            return bool(cases)
        return any(self.clock() - case.registered_at < FRESH for case in cases)

    def _picked(self, session: Session, wish: FollowUp, conversation: str, held: InHand) -> Told:
        if not held.waiting:
            return NOT_MEANT
        if wish.wish is Wish.NEITHER:
            return Told(Reply(NONE_OF_THEM), found=True)
        cases = [self.casework.get(session, number) for number in held.numbers]
        cases = cases or self._open_own(session, conversation)
        meant = _meant_of(cases, wish)
        if not meant and wish.words:
            return NOT_MEANT
        if not meant:
            return Told(choice(cases, WHICH_CASE), True, in_hand=held.to_text())
        if any(case.conversation != conversation for case in meant):
            return NOT_MEANT
        then = _waiting(held)
        if len(meant) > 1 and then.wish is Wish.WITHDRAW:
            return Told(Reply(ONE_BY_ONE), True, in_hand=held.to_text())
        told = [self._served(session, case, then, conversation, "") for case in meant]
        said = "\n".join(one.reply.text for one in told)
        return replace(told[-1], reply=replace(told[-1].reply, text=said))

    def _withdraw_own(
        self, session: Session, wish: FollowUp, conversation: str, in_hand: str
    ) -> Told:
        """Ask about the chat's own case, or which of them is meant."""
        chosen = bool(wish.score or wish.words)
        held = [self.casework.get(session, in_hand)] if in_hand and not chosen else []
        cases = [case for case in held if case.withdrawing_since is None]
        cases = cases or self._open_own(session, conversation)
        if wish.words and not cases:
            return NOT_MEANT
        if wish.words:
            cases = [case for case in cases if is_about(case, wish.words)] or cases
        elif wish.score:
            cases = cases[wish.score - 1 : wish.score]
        if not cases:
            return Told(Reply(NOTHING_TO_WITHDRAW), found=False)
        if len(cases) > 1:
            numbers = tuple(case.number for case in cases)
            asked = InHand("", (Wish.WITHDRAW.value, "", ""), numbers)
            return Told(self._withdrawing.choose(cases), True, in_hand=asked.to_text())
        plain = FollowUp(Wish.WITHDRAW, None, None)
        return self._served(session, cases[0], plain, conversation, in_hand)

    def _open_own(self, session: Session, conversation: str) -> list[Case]:
        own = reversed(self.progress.own(session, conversation))
        return [c for c in own if c.closed_at is None and c.withdrawing_since is None]

    @staticmethod
    def _nothing(wish: FollowUp) -> str:
        if wish.names_one:
            return NOT_FOUND
        told = {
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

    def _do(self, session: Session, case: Case, wish: FollowUp, conversation: str) -> Reply:
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
        if wish.wish is Wish.AMEND:
            return Reply(self._amend(session, case, wish), ReplyKind.ANSWER)
        if wish.wish is Wish.FILES:
            return Reply(self.files.add(session, case, conversation), ReplyKind.ANSWER)
        if wish.wish is Wish.OWN_DATA:
            return Reply(
                self._rights.serve_case(session, case, conversation, wish.words, now),
                ReplyKind.ANSWER,
            )
        return Reply(self.progress.tell(session, case), ReplyKind.ANSWER)

    def _amend(self, session: Session, case: Case, wish: FollowUp) -> str:
        """A correction; what happened is not overwritten, the new account stands beside it."""
        if wish.field == "what":
            return self._supplement(session, case, f"更正经过：{wish.words}")
        told = self.amending.amend(session, case, Amendment(wish.field, wish.words), self.clock())
        self._answered(session, case)
        return told

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
        return ALREADY_IN if self._answered(session, case) else PASSED_ON

    def _answered(self, session: Session, case: Case) -> bool:
        return answered(self.casework, session, case, self.clock)


def is_about(case: Case, words: str) -> bool:
    """Whether a citizen's words for one of their cases name what it is about."""
    named = (case.product, case.respondent, case.standard, KIND_LABELS[case.kind])
    return any(one and (words in one or one in words) for one in named)


def _meant_of(cases: Sequence[Case], wish: FollowUp) -> list[Case]:
    """Which of the cases shown are chosen: by number, by what they are about, or all of them."""
    if wish.score == ALL:
        return list(cases)
    if wish.words:
        about = [case for case in cases if is_about(case, wish.words)]
        return about if len(about) == 1 else []
    return list(cases[wish.score - 1 : wish.score]) if wish.score > 0 else []


def _waiting(held: InHand) -> FollowUp:
    """What waited for the choice; another case is first asked about as well."""
    kind, words, field = held.waiting
    wish = Wish.WITHDRAW if kind == Wish.CONFIRM_WITHDRAWAL.value else Wish(kind)
    return FollowUp(wish, None, None, words, field=field)


def _numbered(told: list[str]) -> list[str]:
    """Cases in the order they were filed, by which one of them can be named."""
    return [f"第{n}件 {one}" for n, one in enumerate(told, 1)] if len(told) > 1 else told
