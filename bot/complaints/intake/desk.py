"""The case desk: one message in, one step out, in one transaction; safe to repeat."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from bot.complaints.case.clocks import local_day
from bot.complaints.case.draft import DRAFTS_KEPT, Draft, Drafts
from bot.complaints.case.evidence import Kept
from bot.complaints.case.models import Case
from bot.complaints.case.receipt_card import following
from bot.complaints.case.sent_first import Counted, drops_files
from bot.complaints.intake.filing_replies import FilingReplies
from bot.complaints.intake.intake import Intake
from bot.complaints.intake.known_teller import WORDS, KnownTellers
from bot.complaints.intake.registering import Registrar, registered_already
from bot.complaints.intake.turn import CaseTurn, Step
from bot.complaints.understanding.commands import Command, command_in
from bot.complaints.understanding.unnamed import INSISTED
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.messages import Button, Reply, ReplyKind
from bot.kit.sealing import Keyring

_RESUME = frozenset({"继续填", "继续", "接着填", "继续办", "继续登记"})
_DISCARD = frozenset({"删除草稿", "不办了", "取消", "重新开始"})


class DraftState(enum.StrEnum):
    """How a conversation stands with its form."""

    NONE = "none"
    ACTIVE = "active"
    LEFT_ALONE = "left_alone"
    FINISHED = "finished"


class Evidence(Protocol):
    """The evidence store, as the desk needs it."""

    async def keep(self, conversation: str, data: bytes) -> Kept:
        """Keep a file under a name until it is attached."""

    def attach_of_respondent(self, session: Session, name: str, case: Case) -> None:
        """Move the files of a respondent's statement to its case."""

    def attach(self, session: Session, conversation: str, case: Case) -> None:
        """Move a draft's files to the case."""

    def drop(self, session: Session, conversation: str) -> None:
        """Delete a draft's files."""

    def counted(self, session: Session, conversation: str) -> Counted:
        """How much a chat has sent that belongs to no case yet."""

    def take_over(self, session: Session, conversation: str) -> Counted:
        """What was sent before the form that opens now."""

    def drop_sent_first(self, session: Session, conversation: str) -> int:
        """Delete what a chat sent before any form; the number deleted."""


@dataclass(frozen=True)
class Peek:
    """What a conversation's form asks of the next message.

    Args:
        state: how the form stands.
        after: what to say after an ordinary answer: the offer to go on, the code of a named case
            once more.
        kind: of the case an active form takes; empty while it is open.
    """

    state: DraftState
    after: tuple[Reply, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class CaseDesk:
    """Takes cases.

    Args:
        sessions: the database.
        keyring: seals turns on their way through Rasa.
        drafts: forms being filled in.
        intake: the form's conversation.
        registrar: makes cases.
        evidence: files.
        unit: name of the unit a case is handed to.
        clock: the present moment.
        filed: answers to the last message of anonymous reports.
        receipt: address of a case's receipt, given its code.
    """

    sessions: SessionFactory
    keyring: Keyring
    drafts: Drafts
    intake: Intake
    registrar: Registrar
    evidence: Evidence
    unit: Callable[[Case], str]
    clock: Clock
    filed: FilingReplies
    receipt: Callable[[Case, str], str]

    async def handle(self, turn: CaseTurn) -> Step:
        """Take one message; the same key again gives the same step."""
        return await self.sessions.run(lambda session: self._handle(session, turn))

    async def handle_sealed(self, sealed: str) -> Step:
        """Take a message as Rasa hands it over.

        Raises:
            SealBroken: it is not one of ours.
        """
        return await self.handle(CaseTurn.unseal(self.keyring, sealed))

    async def peek(self, conversation: str, text: str, key: str = "") -> Peek:
        """How the form stands when a message arrives, and what to say besides answering it.

        Args:
            conversation: whose form.
            text: the message.
            key: of the message; one that has filed already still belongs to the form.
        """
        return await self.sessions.run(lambda session: self._peek(session, conversation, text, key))

    async def has_open_form(self, conversation: str) -> bool:
        """Whether a form of this conversation waits for words or files."""

        def look(session: Session) -> bool:
            draft = self.drafts.load(session, conversation, self.clock())
            return draft is not None and not draft.finished

        return await self.sessions.run(look)

    async def drop_sent_first(self, conversation: str) -> int:
        """Delete what was sent before any form; the number deleted."""
        return await self.sessions.run(
            lambda session: self.evidence.drop_sent_first(session, conversation)
        )

    async def counted(self, conversation: str) -> Counted:
        """How much a chat has sent that belongs to no case yet."""
        return await self.sessions.run(lambda session: self.evidence.counted(session, conversation))

    async def add_files(self, conversation: str, extra: str = "") -> Reply | None:
        """Note in the draft that files arrived; None if no form waits for them.

        Args:
            conversation: whose draft.
            extra: a sentence about the last file.
        """

        def note(session: Session) -> Reply | None:
            now = self.clock()
            draft = self.drafts.load(session, conversation, now)
            if draft is None or draft.finished:
                return None
            counted = self.evidence.counted(session, conversation)
            draft.put(**counted.values())
            draft.updated_at = now
            self.drafts.save(session, draft)
            prompt = self.intake.question(draft)
            return replace(prompt, text=f"收到 {counted.files} 个材料。{extra}\n{prompt.text}")

        return await self.sessions.run(note)

    async def remember(self, conversation: str) -> bool:
        """Keep who filed the chat's last named case, for the next one; False if there is none."""
        return await self.sessions.run(
            lambda session: self._known.remember(session, conversation, self.clock())
        )

    async def forget_who(self, conversation: str) -> None:
        """Take out of an open form who tells, and that they agreed."""

        def forget(session: Session) -> None:
            draft = self.drafts.load(session, conversation, self.clock())
            if draft is None or draft.finished:
                return
            for name in ("name", "phone", "address", "consent"):
                draft.clear(name)
            draft.remembered, draft.told_rights = {}, False
            self.drafts.save(session, draft)

        await self.sessions.run(forget)

    @property
    def _known(self) -> KnownTellers:
        return KnownTellers(self.keyring, self.registrar.consent_version)

    def _handle(self, session: Session, turn: CaseTurn) -> Step:
        now = self.clock()
        draft = self.drafts.load(session, turn.conversation, now)
        if draft is not None and draft.last_key == turn.key:
            return Step.from_json(draft.last_step)
        if (filed := self.filed.find(session, turn.conversation, turn.key)) is not None:
            return filed
        if draft is None or draft.finished:
            return self._open(session, turn, now)
        if draft.waiting or (draft.left_alone(now) and turn.start):
            return self._after_absence(session, draft, turn, now)
        if draft.left_alone(now) and turn.text.strip(" 。！!") in _RESUME:
            return self._conclude(session, draft, turn, self._resume(draft), now)
        if draft.values.get("files") and drops_files(turn.words):
            return self._conclude(session, draft, turn, self._without_files(session, draft), now)
        step = self.intake.take(draft, turn, now)
        return self._conclude(session, draft, turn, step, now)

    def _open(self, session: Session, turn: CaseTurn, now: datetime) -> Step:
        if not turn.start:
            return Step([Reply(self.intake.script.say("cancelled"))], ended="cancelled")
        draft = Draft(turn.conversation, turn.channel, now, now)
        draft.put(**self.evidence.take_over(session, turn.conversation).values())
        draft.remembered = self._known.of(session, turn.conversation, now)
        step = self.intake.begin(draft, turn, now)
        return self._conclude(session, draft, turn, step, now)

    def _without_files(self, session: Session, draft: Draft) -> Step:
        self.evidence.drop(session, draft.conversation)
        for name in Counted().values():
            draft.clear(name)
        told = Reply(self.intake.script.say("files_dropped"), ReplyKind.FORM)
        return self.intake.ask(draft, [told], card=True)

    def _after_absence(self, session: Session, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        """A new wish while an old form lies open: ask which one is meant, lose neither."""
        said = turn.text.strip(" 。！!")
        if draft.waiting and said in ("重新开始", "重新填"):
            text, start = draft.waiting
            self.evidence.drop(session, turn.conversation)
            fresh = Draft(turn.conversation, turn.channel, now, now)
            first = CaseTurn(
                turn.conversation, turn.channel, turn.key, text, typed=text, start=start
            )
            step = self.intake.begin(fresh, first, now)
            return self._conclude(session, fresh, turn, step, now)
        if draft.waiting and (said in _RESUME or command_in(said, "") is Command.REPEAT):
            draft.waiting = []
            return self._conclude(session, draft, turn, self._resume(draft), now)
        if draft.waiting and command_in(said, "") is Command.CANCEL:
            return self._conclude(session, draft, turn, self.intake.take(draft, turn, now), now)
        if not draft.waiting:
            draft.waiting = [turn.story or turn.plain, turn.start]
        offer = self._offer(draft)
        choice = Reply(
            f"{offer.text}\n要办新的一件，回复“重新开始”（原来的会删除）。",
            ReplyKind.FORM,
            (Button("继续填", "继续填"), Button("重新开始", "重新开始")),
        )
        return self._conclude(session, draft, turn, Step([], choice, draft.requested), now)

    def _resume(self, draft: Draft) -> Step:
        label = self._label(draft)
        return self.intake.ask(
            draft, [Reply(self.intake.script.say("resumed", kind=label), ReplyKind.FORM)]
        )

    def _conclude(
        self, session: Session, draft: Draft, turn: CaseTurn, step: Step, now: datetime
    ) -> Step:
        if step.ended == "cancelled":
            self.evidence.drop(session, turn.conversation)
            self.drafts.drop(session, turn.conversation)
            return step
        if step.ended == "filed":
            step = self._file(session, draft, turn, now)
        if step.forget_since:
            # Nothing that knows the chat outlives the filing.
            self.drafts.drop(session, turn.conversation)
            self.filed.keep(session, turn, step)
            return step
        draft.last_key, draft.last_step = turn.key, step.to_json()
        draft.updated_at, draft.offered = now, False
        self.drafts.save(session, draft)
        return step

    def _file(self, session: Session, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        case = registered_already(session, draft)
        if case is None:
            case, _ = self.registrar.register(session, draft, turn.address, now)
            self.evidence.attach(session, turn.conversation, case)
            self._known.used(session, case, now)
        script = self.intake.script_for(draft)
        say = script.say
        message = "registered_anonymous" if case.anonymous else "registered"
        told = say(
            message,
            number=case.number,
            code=draft.code,
            unit=self.unit(case),
            next=following(script, case),
            kept=say("teller_kept") if draft.values.get(INSISTED) else "",
        )
        how = "ask_progress_anonymous" if case.anonymous else "ask_progress"
        again = say(how, number=case.number, code=draft.code)
        kept = say("receipt", link=self.receipt(case, draft.code))
        replies = [Reply(text, ReplyKind.FORM) for text in (told, f"{again}\n{kept}")]
        if self._known.is_to_be_asked(session, case):
            replies.append(Reply(say("remember"), ReplyKind.FORM, (Button(WORDS, WORDS),)))
        since = draft.created_at.isoformat() if case.anonymous else ""
        return Step(replies, ended="filed", forget_since=since)

    def _peek(self, session: Session, conversation: str, text: str, key: str) -> Peek:
        now = self.clock()
        if key and self.filed.find(session, conversation, key) is not None:
            return Peek(DraftState.ACTIVE)
        draft = self.drafts.load(session, conversation, now)
        if draft is None:
            return Peek(DraftState.NONE)
        if draft.finished:
            self.drafts.drop(session, conversation)
            say = self.intake.script_for(draft).say
            again = say("code_again", number=draft.number, code=draft.code)
            return Peek(DraftState.FINISHED, (Reply(again),))
        said = text.strip(" 。！!")
        if not draft.left_alone(now) or draft.waiting or said in _RESUME | _DISCARD:
            return Peek(DraftState.ACTIVE, kind=draft.kind)
        offer = () if draft.offered else (self._offer(draft),)
        draft.offered = True
        self.drafts.save(session, draft)
        return Peek(DraftState.LEFT_ALONE, offer)

    def _offer(self, draft: Draft) -> Reply:
        until = local_day(draft.created_at + DRAFTS_KEPT)
        text = self.intake.script.say(
            "left_alone",
            kind=self._label(draft),
            filled=str(len(set(draft.values) & set(self.intake.script.fields))),
            until=f"{until.month}月{until.day}日",
        )
        return Reply(text, ReplyKind.FORM, (Button("继续填", "继续填"),))

    def _label(self, draft: Draft) -> str:
        kinds = self.intake.script.kinds
        return kinds[draft.kind].label if draft.kind else "投诉举报"
