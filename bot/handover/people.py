"""People behind the bot: who asks for them, who takes a conversation, what is said, and the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.handover.hours import OfficeHours
from bot.handover.models import (
    ADDRESS_FIELD,
    CONTACT_FIELD,
    LIVE,
    TEXT_FIELD,
    Handover,
    HandoverMessage,
    HandoverState,
)
from bot.handover.rows import FOLLOWED, Taken, latest, mine, one_of
from bot.handover.transcript import CITIZEN, NOTE, SERVICE, STAFF, Said, Transcript
from bot.handover.wishes import LEAVE, number_to_call, wants_none
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput, NotFound
from bot.kit.messages import Button, IncomingMessage, Reply, ReplyKind
from bot.kit.sealing import Keyring
from bot.kit.working_days import WorkingDays
from bot.outbox.service import Outbox

ASK_AGAIN, ASK_SELDOM = 3.0, 30.0  # seconds
LONGEST = 800  # characters of one message of the staff
WAIT = (
    "已经转给工作人员，请稍等。等的时候可以接着说情况，工作人员都看得到；"
    f"不想等了，回复“{LEAVE}”。有生命危险请直接打 110、119 或 120。"
)
LATER = (
    "现在没有工作人员在线（{hours}）。已经记下来了，{day}上班后工作人员在这里回复您。"
    "想接电话的，回复“回电”加电话号码，比如“回电13800000000”。着急的事请打 12315 或者 12345。"
)
KEEP_OPEN = "回复会出现在这个网页里，请不要关掉它；要关掉的话，请留电话。"
WAITING_STILL = "工作人员还没有接，您说的都记下了。"
REGISTERED = (
    "工作人员已经替您登记，编号 {number}；登记不等于受理。"
    "结束人工对话以后，在这里说“查进度”就能看到。"
)
BACK = "工作人员已经结束对话，现在还是我来回答。"
LEFT = "好的，已经退出人工，还是我来回答。"
NOBODY_CAME = "工作人员现在都在忙。已经记下来了，{day}工作人员在这里回复您。"
STAFF_AWAY = "工作人员暂时离开了，您说的都记下了，{day}工作人员接着回复您。现在可以先问我。"
PASSED_ON = "已经转给另一位工作人员，您说过的都看得到，请接着说。"
CALL_NOTED = "电话记下了，只用来就这件事给您回电话，办完就删除。"


@dataclass(frozen=True)
class News:
    """What a web page has not shown yet.

    Args:
        texts: of staff and service, oldest first.
        last: number of the last of them; 0 without any.
        seconds: when to ask again; 0 for never.
    """

    texts: tuple[str, ...]
    last: int
    seconds: float


@dataclass(frozen=True)
class People:
    """Handovers in the database; several web processes share them.

    Args:
        sessions: the database.
        keyring: seals what is said, addresses and numbers.
        outbox: carries what staff say on channels that are sent to.
        clock: the present moment.
        hours: when people are there.
        calendar: the working days.
    """

    sessions: SessionFactory
    keyring: Keyring
    outbox: Outbox
    clock: Clock
    hours: OfficeHours
    calendar: Callable[[Session], WorkingDays]

    @property
    def transcript(self) -> Transcript:
        """What is said."""
        return Transcript(self.keyring, self.outbox, self.clock)

    async def ask(self, message: IncomingMessage) -> Reply:
        """A citizen wants a person: queued in office hours, noted for later outside them."""

        def work(session: Session) -> Reply:
            now, calendar = self.clock(), self.calendar(session)
            is_open = self.hours.is_open(now, calendar)
            state = HandoverState.WAITING if is_open else HandoverState.CALLBACK
            day = None if is_open else self.hours.next_day(now, calendar)
            known = latest(session, message.conversation, (*LIVE, HandoverState.CALLBACK.value))
            if known is None:
                known = Handover(
                    conversation=message.conversation,
                    channel=message.channel,
                    address_sealed=self.keyring.seal(message.address, ADDRESS_FIELD),
                    asked_at=now,
                )
                session.add(known)
            if known.state not in LIVE:
                known.state, known.callback_on, known.asked_at = state.value, day, now
            known.changed_at = now
            session.flush()
            self.transcript.keep(session, known, CITIZEN, message.text)
            if is_open:
                return Reply(WAIT, ReplyKind.HANDOVER, (Button(LEAVE, LEAVE),))
            words = f"{day:%m 月 %d 日}" if day else ""
            told = LATER.format(hours=self.hours.in_words(), day=words)
            if message.channel == "web":
                told += KEEP_OPEN
            return Reply(told, ReplyKind.HANDOVER)

        return await self.sessions.run(work)

    async def relay(self, message: IncomingMessage) -> tuple[Reply, ...] | None:
        """Give a message to the person who speaks; None if nobody does.

        The bot says nothing while a person speaks.
        """
        text = message.text.strip()

        def work(session: Session) -> tuple[Reply, ...] | None:
            found = latest(session, message.conversation, FOLLOWED)
            if found is None:
                return None
            if call := number_to_call(text):
                found.contact_sealed = self.keyring.seal(call, CONTACT_FIELD)
                found.changed_at = self.clock()
                return (Reply(CALL_NOTED),)
            if found.state not in LIVE:
                return None
            if wants_none(text, while_waiting=found.state == HandoverState.WAITING.value):
                self.transcript.end(found)
                return (Reply(LEFT),)
            self.transcript.keep(session, found, CITIZEN, text)
            found.changed_at = self.clock()
            if found.state == HandoverState.WAITING.value:
                return (Reply(WAITING_STILL, ReplyKind.HANDOVER, (Button(LEAVE, LEAVE),)),)
            return ()

        return await self.sessions.run(work)

    async def is_live(self, conversation: str) -> bool:
        """Whether a person speaks in a conversation, or is awaited in it."""
        async with self.sessions() as session:
            return await session.scalar(one_of(conversation, LIVE)) is not None

    async def fetch(self, conversation: str, seen: int = 0) -> News:
        """What the web page has not shown yet.

        Somebody noted for later is answered in hours, so the page asks seldom then.

        Args:
            conversation: of the page.
            seen: the last it has shown; what comes after it is told again, for an answer of ours
                may get lost on its way.
        """

        def work(session: Session) -> News:
            mine = select(Handover.id).where(Handover.conversation == conversation)
            rows = list(
                session.scalars(
                    select(HandoverMessage)
                    .where(
                        HandoverMessage.handover_id.in_(mine),
                        HandoverMessage.fetched.is_(False),
                        HandoverMessage.who.in_((STAFF, SERVICE)),
                    )
                    .order_by(HandoverMessage.id)
                    .with_for_update()
                )
            )
            for row in rows:
                row.fetched = row.id <= seen
            fresh = [row for row in rows if not row.fetched]
            texts = tuple(self.keyring.open(row.text_sealed, TEXT_FIELD) for row in fresh)
            last = fresh[-1].id if fresh else 0
            found = latest(session, conversation, FOLLOWED)
            if found is None:
                # Asked once more, so that we hear that the last words have arrived.
                return News(texts, last, ASK_AGAIN if fresh else 0.0)
            return News(texts, last, ASK_AGAIN if found.state in LIVE else ASK_SELDOM)

        return await self.sessions.run(work)

    def take(self, session: Session, by: str, number: int) -> None:
        """Take a conversation that waits, or one noted for later.

        Raises:
            Taken: somebody else did.
        """
        states = (HandoverState.WAITING.value, HandoverState.CALLBACK.value)
        now = self.clock()
        done = session.execute(
            update(Handover)
            .where(Handover.id == number, Handover.state.in_(states))
            .values(state=HandoverState.TAKEN.value, staff=by, changed_at=now, staff_at=now)
        )
        if done.rowcount != 1:  # type: ignore[attr-defined]
            raise Taken

    def say(self, session: Session, by: str, number: int, text: str, link: str = "") -> int | None:
        """Say something to the citizen; the number of the message, None if it was said just now.

        Args:
            session: the open transaction.
            by: whose conversation it is.
            number: of the handover.
            text: may be empty where there is a link.
            link: a line of ours below the text, which doesn't count towards its length.

        Raises:
            InvalidInput: nothing, or too much.
            Taken: the conversation isn't this person's.
        """
        typed = text.replace("\x00", "").strip()
        words = f"{typed}\n{link}".strip()
        if not words or len(typed) > LONGEST:
            raise InvalidInput(f"要写 1 到 {LONGEST} 个字。")
        row = mine(session, by, number)
        if self.transcript.is_repeated(session, row, words):
            return None
        kept = self.transcript.keep(session, row, STAFF, words)
        row.changed_at = row.staff_at = self.clock()
        self.transcript.send(session, row, kept, f"工作人员：{words}")
        return kept

    def live_in(self, session: Session, conversation: str) -> Handover | None:
        """The handover in which a person speaks, or is awaited, ours alone until the end."""
        return latest(session, conversation, LIVE)

    def note(self, session: Session, row: Handover, who: str, text: str) -> int:
        """Keep what came other than as words; the number of its message."""
        row.changed_at = self.clock()
        return self.transcript.keep(session, row, who, text)

    def give_back(self, session: Session, by: str, number: int) -> None:
        """End the conversation; the bot answers again.

        Raises:
            Taken: it isn't this person's.
        """
        row = mine(session, by, number)
        self.transcript.tell(session, row, BACK)
        self.transcript.end(row)

    def close_callback(self, session: Session, number: int) -> None:
        """Note that somebody noted for later was helped.

        Raises:
            Taken: it is no such item any more.
        """
        states = (HandoverState.CALLBACK.value,)
        row = session.scalar(
            select(Handover)
            .where(Handover.id == number, Handover.state.in_(states))
            .with_for_update()
        )
        if row is None:
            raise Taken
        self.transcript.end(row)

    def leave(self, session: Session, conversation: str) -> None:
        """End what a citizen has open who can't be reached any more."""
        while (row := latest(session, conversation, FOLLOWED)) is not None:
            self.transcript.end(row)
            session.flush()

    def find(self, session: Session, number: int) -> Handover:
        """A handover.

        Raises:
            NotFound: there is none.
        """
        row = session.get(Handover, number)
        if row is None:
            raise NotFound("没有找到这个对话。")
        return row

    def said(self, session: Session, number: int) -> list[Said]:
        """What was said, oldest first."""
        return self.transcript.said(session, self.find(session, number))

    def pass_on(self, session: Session, by: str, number: int, to: str, why: str) -> None:
        """Give a conversation to a colleague, who finds it among what waits for them.

        Args:
            session: the open transaction.
            by: whose it is.
            number: of the handover.
            to: username of somebody who may take conversations.
            why: for the colleague.

        Raises:
            InvalidInput: nothing is said to the colleague, or too much.
            Taken: the conversation isn't this person's.
        """
        words = why.replace("\x00", "").strip()
        if not words or len(words) > LONGEST:
            raise InvalidInput(f"请给接的人写一句话，1 到 {LONGEST} 个字。")
        row = mine(session, by, number)
        self.transcript.keep(session, row, NOTE, words)
        row.staff = to
        row.changed_at = row.staff_at = self.clock()
        self.transcript.tell(session, row, PASSED_ON)

    def whose(self, session: Session, by: str, number: int) -> tuple[Handover, str]:
        """A conversation of one's own, and the address of its citizen on their platform.

        Raises:
            Taken: it isn't this person's.
        """
        row = mine(session, by, number)
        sealed = row.address_sealed
        return row, self.keyring.open(sealed, ADDRESS_FIELD) if sealed else ""

    def registered(self, session: Session, row: Handover, number: str) -> None:
        """Tell the citizen that their matter was registered out of the conversation."""
        row.changed_at = row.staff_at = self.clock()
        self.transcript.tell(session, row, REGISTERED.format(number=number))

    def contact(self, row: Handover) -> str:
        """The number to call; empty without one."""
        return self.keyring.open(row.contact_sealed, CONTACT_FIELD) if row.contact_sealed else ""

    def open_ones(self, session: Session) -> Sequence[Handover]:
        """All that wait, are spoken in or are noted for later, the longest waiting first."""
        states = (*LIVE, HandoverState.CALLBACK.value)
        query = select(Handover).where(Handover.state.in_(states)).order_by(Handover.asked_at)
        return session.scalars(query.limit(200)).all()

    @staticmethod
    def stamp(session: Session) -> str:
        """Changes whenever something in any handover does."""
        row = session.execute(
            select(func.max(Handover.changed_at), func.count(Handover.id)).select_from(Handover)
        ).one()
        newest = session.scalar(select(func.max(HandoverMessage.id)))
        return f"{row[0]}/{row[1]}/{newest}"

    def time_out(self, session: Session) -> int:
        """Move on what waited too long for somebody, or for somebody's next word; how many.

        Whoever left a number or had the last word is noted for later: their question is open.
        """
        now = self.clock()
        day = self.hours.next_day(now, self.calendar(session))
        late = list(
            session.scalars(
                select(Handover)
                .where(
                    Handover.state == HandoverState.WAITING.value,
                    Handover.asked_at < now - self.hours.wait,
                )
                .with_for_update(skip_locked=True)
            )
        )
        for row in late:
            row.state, row.callback_on = HandoverState.CALLBACK.value, day
            row.changed_at = now
            self.transcript.tell(session, row, NOBODY_CAME.format(day=f"{day:%m 月 %d 日}"))
        silent = list(
            session.scalars(
                select(Handover)
                .where(
                    Handover.state == HandoverState.TAKEN.value,
                    Handover.staff_at < now - self.hours.silence,
                )
                .with_for_update(skip_locked=True)
            )
        )
        for row in silent:
            if row.contact_sealed or self.transcript.awaits_word(session, row):
                row.state, row.callback_on, row.staff = HandoverState.CALLBACK.value, day, ""
                row.changed_at = now
                self.transcript.tell(session, row, STAFF_AWAY.format(day=f"{day:%m 月 %d 日}"))
                continue
            self.transcript.tell(session, row, BACK)
            self.transcript.end(row)
        return len(late) + len(silent)

    @staticmethod
    def forget(session: Session, before: datetime) -> int:
        """Delete ended handovers with what was said; how many."""
        ended = select(Handover.id).where(
            Handover.state == HandoverState.ENDED.value, Handover.changed_at < before
        )
        messages = delete(HandoverMessage).where(HandoverMessage.handover_id.in_(ended))
        session.execute(messages)
        gone = session.execute(
            delete(Handover).where(
                Handover.state == HandoverState.ENDED.value, Handover.changed_at < before
            )
        )
        return int(gone.rowcount)  # type: ignore[attr-defined]
