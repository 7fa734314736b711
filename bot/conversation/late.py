"""Answers within a platform's time limit, and what becomes of those that take longer.

WeChat cuts the connection after 5 seconds and delivers the message again, three times in all. So a
try that can't answer in time lets its connection run out; the next try fetches the answer. What is
not ready at the end of the third, or did not leave because its process was killed, leaves by the
outbox, quoting its question. All that must be known is in the database, so that each try may reach
another process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.conversation.forgetting import keep_hour
from bot.conversation.ledger import LATE, PASSIVE, SENDING, Ledger, unsealed
from bot.conversation.models import OpenTurn, Turn
from bot.conversation.open_turns import message_of
from bot.conversation.turns import FAILED, Turns
from bot.kit.clock import Clock
from bot.kit.messages import IncomingMessage, Reply
from bot.kit.private import redact
from bot.kit.sealing import Keyring
from bot.outbox.models import ANSWER
from bot.outbox.sender import DIRECT, Body
from bot.outbox.service import NewMessage, Outbox

QUOTED = 40  # characters of the question
# A web process that lives answers what another one left within seconds; when there is none so
# long, the worker says so to the citizen.
NOBODY_LEFT = timedelta(seconds=60)


@dataclass(frozen=True)
class Timing:
    """The platform's patience, in seconds.

    Args:
        wait: how long one try waits for the answer.
        cut: after this the platform has cut the connection; a try without answer holds it so long.
        tries: how often the platform delivers a message.
        late: from then on after the first try no retry can fetch the answer any more.
    """

    wait: float = 4.5
    cut: float = 5.5
    tries: int = 3
    late: float = 15.0


@dataclass(frozen=True)
class LateAnswers:
    """Puts answers into the outbox that could not leave in the platform's own request.

    Args:
        outbox: takes them.
        keyring: seals them.
        clock: the present moment.
    """

    outbox: Outbox
    keyring: Keyring
    clock: Clock

    def keep(
        self,
        session: Session,
        turn: Turn,
        message: IncomingMessage,
        replies: list[Reply],
        *,
        held: bool = False,
    ) -> None:
        """Keep one, quoting its question unless it belongs to a case.

        Args:
            session: the caller's transaction.
            turn: a turn that has lost its tie to the conversation doesn't get it back: its answer
                leaves at once or never, and its address goes with it.
            message: what was asked.
            replies: the answer.
            held: it waits for the citizen's next message.
        """
        if not replies:
            return  # a person speaks, and the bot says nothing
        asked = "" if turn.private else redact(message.text.strip())[:QUOTED]
        head = f"您刚才问“{asked}”，答复如下：\n" if asked else "刚才那条消息的答复：\n"
        shown = next((reply.picture for reply in replies if reply.picture), None)
        direct = bool(message.address) and not (held and turn.conversation)
        sealed = NewMessage.seal(
            self.keyring,
            purpose=ANSWER,
            dedupe_key=f"late-answer:{turn.id}",
            conversation=turn.conversation,
            channel=message.channel,
            address=message.address if direct else "",
            body=Body(head + "\n\n".join(reply.text for reply in replies), picture=shown),
            routes=(DIRECT,) if direct else (),
        )
        self.outbox.put_in(session, sealed)

    def rescue(self, session: Session, timing: Timing = Timing()) -> int:
        """Keep the answers that are ready and have not left; how many there were.

        Where a reply was on its way when its process died, nobody knows whether it arrived: it is
        said once more, for silence is worse.
        """
        now = self.clock()

        def older(seconds: float) -> ColumnElement[bool]:
            return Turn.received_at < now - timedelta(seconds=seconds)

        unsent = or_(
            (Turn.delivered == "") & older(timing.late),
            (Turn.delivered == PASSIVE) & older(2 * timing.late),
            # Longer than a platform asks us to wait between two messages.
            (Turn.delivered == SENDING) & older(6 * timing.late),
        )
        query = (
            select(OpenTurn, Turn)
            .join(Turn, OpenTurn.turn_id == Turn.id)
            .where(Turn.replies.is_not(None), unsent)
            .order_by(Turn.id)
        )
        rows = session.execute(query.with_for_update(skip_locked=True)).all()
        for open_turn, turn in rows:
            turn.delivered = LATE
            message = message_of(self.keyring, open_turn)
            self.keep(session, turn, message, unsealed(self.keyring, turn.replies or []))
            keep_hour(turn)
            session.delete(open_turn)
        return len(rows)

    def apologise(self, session: Session) -> int:
        """Say that there is no answer, where no process is left to give it; how many."""
        query = (
            select(OpenTurn, Turn)
            .join(Turn, OpenTurn.turn_id == Turn.id)
            .where(Turn.replies.is_(None), Turn.leased_until < self.clock() - NOBODY_LEFT)
            .order_by(Turn.id)
        )
        rows = session.execute(query.with_for_update(skip_locked=True)).all()
        for open_turn, turn in rows:
            turn.replies, turn.kind, turn.delivered = [FAILED.to_json()], FAILED.kind.value, LATE
            # Nobody knows any more whether the words belong to a case.
            turn.private = True
            message = message_of(self.keyring, open_turn)
            if message.address:
                self.keep(session, turn, message, [FAILED])
            session.delete(open_turn)
        return len(rows)


@dataclass(frozen=True)
class InTime:
    """The replies one try of the platform carries.

    Args:
        turn: to be settled when they have left.
        replies: empty while a person speaks.
    """

    turn: int
    replies: list[Reply]


async def _is_there() -> bool:
    return False


@dataclass(frozen=True)
class PatientAnswers:
    """Gives each message of a channel one answer within the platform's own requests.

    Args:
        turns: has it answered.
        ledger: notes how it leaves.
        timing: the platform's patience.
        sleep: waits some seconds.
    """

    turns: Turns
    ledger: Ledger
    timing: Timing
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def passive(
        self, message: IncomingMessage, is_cut: Callable[[], Awaitable[bool]] = _is_there
    ) -> InTime | None:
        """The replies for this try; None if it has nothing to say.

        Args:
            message: from the platform.
            is_cut: whether the platform has gone away in the meantime.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        found = await self.turns.receive(message, self.timing.wait)
        if found.replies is not None:
            # What nobody hears is not claimed: the next try, or the outbox, says it.
            if await is_cut() or not await self.ledger.claim(found.turn, PASSIVE):
                return None
            return InTime(found.turn, found.replies)
        if found.tries < self.timing.tries:
            await self.sleep(max(0.0, self.timing.cut - (loop.time() - begun)))
        return None
