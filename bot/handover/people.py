"""People behind the bot: who asks for them, who takes a conversation, what is said, and the end."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, delete, func, select, update
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
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput, NotFound, ServiceError
from bot.kit.messages import Button, IncomingMessage, Reply, ReplyKind
from bot.kit.sealing import Keyring
from bot.kit.working_days import WorkingDays
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.sender import Body
from bot.outbox.service import NewMessage, Outbox

CITIZEN, STAFF, SERVICE = "citizen", "staff", "service"
# Said among staff only: it goes to no citizen, and into no export of their data.
NOTE = "note"
PURPOSE = "handover"
ASK_AGAIN, ASK_SELDOM = 3.0, 30.0  # seconds
LONGEST = 800  # characters of one message of the staff
FETCHED_WITHIN = timedelta(seconds=60)  # an open page asks every few seconds
PRESSED_TWICE = timedelta(seconds=10)
LEAVE = "退出人工"
_WISH = re.compile(r"转?人工|真人|活人|转接客服|工作人员(?:来|接)")
_ASKING = re.compile(
    r"^(?:我?(?:要|想|想要|需要|帮我|给我|请)*+\s{0,4})?(?:转|找|接|叫|换)?.{0,4}(?:人工|真人|活人)"
    r"(?:客服|服务|坐席|回答|来)?[吧嘛呀啊。！!]*$"
)
_CLAUSE = re.compile(r"[,，。!！\s]+")
_LONGEST_WISH = 30  # characters; more is a story
_LEAVING = ("退出人工", "不用人工了", "结束人工")
# While nobody has come these can only mean the waiting; said to a person they answer them.
_NOT_WAITING = (*_LEAVING, "不用了", "算了")
_CALL = re.compile(r"^回电\s{0,4}[:：]?\s{0,4}(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$")
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


class Taken(ServiceError):
    """Somebody else was quicker, or it is over."""

    status = 409
    for_citizen = "这个对话已经有人接了，或者已经结束。"


class Delivery(enum.Enum):
    """Where what staff said is on its way to the citizen."""

    ARRIVED = "送到了"
    ON_THE_WAY = "正在送"
    NOT_SHOWN = "市民的网页还没有取走，可能关掉了"
    HELD = "没有送到，市民下次来时先送"
    FAILED = "没有送到"
    UNKNOWN = "不知道送到没有"

    @property
    def is_missed(self) -> bool:
        """Whether the citizen has, or may have, not got it."""
        return self not in (Delivery.ARRIVED, Delivery.ON_THE_WAY)


_BY_STATUS = {
    OutboxStatus.QUEUED.value: Delivery.ON_THE_WAY,
    OutboxStatus.SENDING.value: Delivery.ON_THE_WAY,
    OutboxStatus.SENT.value: Delivery.ARRIVED,
    OutboxStatus.UNKNOWN.value: Delivery.UNKNOWN,
    OutboxStatus.FAILED.value: Delivery.FAILED,
    OutboxStatus.HELD.value: Delivery.HELD,
}


@dataclass(frozen=True, repr=False)
class Said:
    """One message of a handover, opened.

    Args:
        delivery: None for what goes to nobody, or of what nothing is known any more.
        number: of the message.
    """

    who: str
    text: str
    at: datetime
    delivery: Delivery | None = None
    number: int = 0


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


def wants_person(text: str) -> bool:
    """Whether a short message asks for a person.

    >>> wants_person("转人工"), wants_person("人工智能标准有哪些")
    (True, False)
    """
    said = text.strip()
    if len(said) > _LONGEST_WISH:
        return False
    # Why a person is wanted may stand before it: 「跟机器说不清 给我转个活人」.
    whole = (said, _CLAUSE.split(said.strip(",，。!！ "))[-1])
    return any(len(one) <= 15 and _WISH.search(one) and _ASKING.match(one) for one in whole)


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

    async def ask(self, message: IncomingMessage) -> Reply:
        """A citizen wants a person: queued in office hours, noted for later outside them."""

        def work(session: Session) -> Reply:
            now, calendar = self.clock(), self.calendar(session)
            is_open = self.hours.is_open(now, calendar)
            state = HandoverState.WAITING if is_open else HandoverState.CALLBACK
            day = None if is_open else self.hours.next_day(now, calendar)
            known = _of(session, message.conversation, (*LIVE, HandoverState.CALLBACK.value))
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
            self._keep(session, known, CITIZEN, message.text)
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
            found = _of(session, message.conversation, _FOLLOWED)
            if found is None:
                return None
            call = _CALL.match(text)
            if call is not None:
                found.contact_sealed = self.keyring.seal(call[1], CONTACT_FIELD)
                found.changed_at = self.clock()
                return (Reply(CALL_NOTED),)
            if found.state not in LIVE:
                return None
            if text in (_LEAVING if found.state == HandoverState.TAKEN.value else _NOT_WAITING):
                self._end(session, found)
                return (Reply(LEFT),)
            self._keep(session, found, CITIZEN, text)
            found.changed_at = self.clock()
            if found.state == HandoverState.WAITING.value:
                return (Reply(WAITING_STILL, ReplyKind.HANDOVER, (Button(LEAVE, LEAVE),)),)
            return ()

        return await self.sessions.run(work)

    async def is_live(self, conversation: str) -> bool:
        """Whether a person speaks in a conversation, or is awaited in it."""
        async with self.sessions() as session:
            return await session.scalar(_query(conversation, LIVE)) is not None

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
            found = _of(session, conversation, _FOLLOWED)
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
        row = _mine(session, by, number)
        if self._is_repeated(session, row, words):
            return None
        kept = self._keep(session, row, STAFF, words)
        row.changed_at = row.staff_at = self.clock()
        self._send(session, row, kept, f"工作人员：{words}")
        return kept

    def live_in(self, session: Session, conversation: str) -> Handover | None:
        """The handover in which a person speaks, or is awaited, ours alone until the end."""
        return _of(session, conversation, LIVE)

    def note(self, session: Session, row: Handover, who: str, text: str) -> int:
        """Keep what came other than as words; the number of its message."""
        row.changed_at = self.clock()
        return self._keep(session, row, who, text)

    def give_back(self, session: Session, by: str, number: int) -> None:
        """End the conversation; the bot answers again.

        Raises:
            Taken: it isn't this person's.
        """
        row = _mine(session, by, number)
        self._tell(session, row, BACK)
        self._end(session, row)

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
        self._end(session, row)

    def leave(self, session: Session, conversation: str) -> None:
        """End what a citizen has open who can't be reached any more."""
        while (row := _of(session, conversation, _FOLLOWED)) is not None:
            self._end(session, row)
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
        rows = list(
            session.scalars(
                select(HandoverMessage)
                .where(HandoverMessage.handover_id == number)
                .order_by(HandoverMessage.id)
            )
        )
        handover = self.find(session, number)
        sent = select(OutboxMessage.dedupe_key, OutboxMessage.status).where(
            OutboxMessage.purpose == PURPOSE, OutboxMessage.conversation == handover.conversation
        )
        # The key is 「handover:number:moment」.
        statuses = {key.split(":")[1]: status for key, status in session.execute(sent)}
        return [
            Said(
                row.who,
                self.keyring.open(row.text_sealed, TEXT_FIELD),
                row.at,
                self._delivery(handover, row, statuses, self.clock()),
                row.id,
            )
            for row in rows
        ]

    @staticmethod
    def _delivery(
        handover: Handover, row: HandoverMessage, statuses: Mapping[str, str], now: datetime
    ) -> Delivery | None:
        if row.who not in (STAFF, SERVICE):
            return None
        if (status := statuses.get(str(row.id))) is not None:
            return _BY_STATUS[status]
        if handover.channel != "web":
            return None
        if row.fetched:
            return Delivery.ARRIVED
        return Delivery.ON_THE_WAY if now - row.at < FETCHED_WITHIN else Delivery.NOT_SHOWN

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
        row = _mine(session, by, number)
        self._keep(session, row, NOTE, words)
        row.staff = to
        row.changed_at = row.staff_at = self.clock()
        self._tell(session, row, PASSED_ON)

    def whose(self, session: Session, by: str, number: int) -> tuple[Handover, str]:
        """A conversation of one's own, and the address of its citizen on their platform.

        Raises:
            Taken: it isn't this person's.
        """
        row = _mine(session, by, number)
        sealed = row.address_sealed
        return row, self.keyring.open(sealed, ADDRESS_FIELD) if sealed else ""

    def registered(self, session: Session, row: Handover, number: str) -> None:
        """Tell the citizen that their matter was registered out of the conversation."""
        row.changed_at = row.staff_at = self.clock()
        self._tell(session, row, REGISTERED.format(number=number))

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
            self._tell(session, row, NOBODY_CAME.format(day=f"{day:%m 月 %d 日}"))
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
            if row.contact_sealed or self._awaits_word(session, row):
                row.state, row.callback_on, row.staff = HandoverState.CALLBACK.value, day, ""
                row.changed_at = now
                self._tell(session, row, STAFF_AWAY.format(day=f"{day:%m 月 %d 日}"))
                continue
            self._tell(session, row, BACK)
            self._end(session, row)
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

    def _is_repeated(self, session: Session, row: Handover, words: str) -> bool:
        """Whether these were the last words just now: a button was pressed twice."""
        last = session.scalar(
            select(HandoverMessage)
            .where(HandoverMessage.handover_id == row.id)
            .order_by(HandoverMessage.id.desc())
            .limit(1)
        )
        return (
            last is not None
            and last.who == STAFF
            and self.clock() - last.at < PRESSED_TWICE
            and self.keyring.open(last.text_sealed, TEXT_FIELD) == words
        )

    @staticmethod
    def _awaits_word(session: Session, row: Handover) -> bool:
        """Whether the citizen spoke last."""
        last = session.scalar(
            select(HandoverMessage.who)
            .where(HandoverMessage.handover_id == row.id, HandoverMessage.who.in_((CITIZEN, STAFF)))
            .order_by(HandoverMessage.id.desc())
            .limit(1)
        )
        return last == CITIZEN

    def _end(self, session: Session, row: Handover) -> None:
        row.state, row.changed_at = HandoverState.ENDED.value, self.clock()
        # Needed no longer: what was said is kept for a while, how to reach somebody isn't.
        row.address_sealed = row.contact_sealed = ""

    def _tell(self, session: Session, row: Handover, text: str) -> None:
        self._send(session, row, self._keep(session, row, SERVICE, text), text)

    def _keep(self, session: Session, row: Handover, who: str, text: str) -> int:
        kept = HandoverMessage(
            handover_id=row.id,
            who=who,
            text_sealed=self.keyring.seal(text, TEXT_FIELD),
            at=self.clock(),
        )
        session.add(kept)
        session.flush()
        return kept.id

    def _send(self, session: Session, row: Handover, message: int, text: str) -> None:
        address = self.keyring.open(row.address_sealed, ADDRESS_FIELD) if row.address_sealed else ""
        if not address:
            return  # the web page fetches it
        sealed = NewMessage.seal(
            self.keyring,
            purpose=PURPOSE,
            # With the moment: SQLite gives the number of a deleted row again.
            dedupe_key=f"handover:{message}:{self.clock().isoformat()}",
            conversation=row.conversation,
            channel=row.channel,
            address=address,
            body=Body(text),
        )
        self.outbox.put_in(session, sealed)


_FOLLOWED = (*LIVE, HandoverState.CALLBACK.value)


# Asked with every message.
IS_FOLLOWED = (
    select(Handover.id)
    .where(Handover.conversation == bindparam("conversation"), Handover.state.in_(_FOLLOWED))
    .limit(1)
)


def _query(conversation: str, states: Sequence[str]) -> Select[Handover]:
    return (
        select(Handover)
        .where(Handover.conversation == conversation, Handover.state.in_(states))
        .order_by(Handover.id.desc())
        .limit(1)
    )


def _of(session: Session, conversation: str, states: Sequence[str]) -> Handover | None:
    found: Handover | None = session.scalar(_query(conversation, states).with_for_update())
    return found


def _mine(session: Session, by: str, number: int) -> Handover:
    row = session.scalar(
        select(Handover)
        .where(
            Handover.id == number,
            Handover.staff == by,
            Handover.state == HandoverState.TAKEN.value,
        )
        .with_for_update()
    )
    if row is None:
        raise Taken
    return row
