"""Messages of a conversation are answered in their order, each once, whichever process dies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.conversation.ledger import Ledger, Outcome, TakenOver
from bot.conversation.open_turns import LEASE, Opened
from bot.conversation.state import State
from bot.kit.messages import IncomingMessage, Reply
from bot.kit.storage_fault import fault_of
from bot.kit.tasks import ended

log = structlog.get_logger()

LOOK_AGAIN = 0.1  # seconds
BEAT = LEASE.total_seconds() / 4
# A process that lives but hangs doesn't keep a conversation for ever.
LONGEST = 60.0  # seconds
ATTEMPTS = 3  # then a message that can't be answered is given up
FAILED = Reply("刚才出了点问题，没有答上来。请再发一次；着急的话请打 12315。")


class Answers(Protocol):
    """Answers a turn whose turn it is."""

    async def answer(self, turn: int, message: IncomingMessage, state: State) -> list[Reply]:
        """Answer and keep the answer."""


@dataclass(frozen=True)
class Found:
    """A turn, and its replies if they were ready in time.

    Args:
        turn: its number.
        tries: how often the platform has delivered the message.
        replies: None if they aren't ready, or could not be found.
    """

    turn: int
    tries: int
    replies: list[Reply] | None


class Turns:
    """Has turns answered.

    Args:
        ledger: the database.
        conversation: answers.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        ledger: Ledger,
        conversation: Answers,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._ledger = ledger
        self._open = ledger.open_turns
        self._conversation = conversation
        self._sleep = sleep
        self._running: dict[int, asyncio.Task[list[Reply] | None]] = {}
        self._beating: asyncio.Task[None] | None = None

    async def receive(
        self, message: IncomingMessage, seconds: float, *, finish: bool = False
    ) -> Found:
        """Open the turn of a message, or find it, and wait for its replies.

        The answer goes on when the waiting ends. A turn whose process has died, or failed, is
        taken over.

        Args:
            message: from a channel.
            seconds: how long to wait.
            finish: wait as long as it takes if this process answers.
        """
        until = asyncio.get_running_loop().time() + seconds
        opened = await self._open.open(message)
        if opened.state is not None:
            self._start(opened, message)
        while True:
            left = until - asyncio.get_running_loop().time()
            task = self._running.get(opened.id)
            if task is not None:
                await asyncio.wait({task}, timeout=None if finish else max(0.0, left))
                if not task.done() or task.result() is not None:
                    return Found(opened.id, opened.tries, task.result() if task.done() else None)
            kept, is_abandoned = await self._ledger.look(opened.id)
            if kept is not None or left <= 0:
                return Found(opened.id, opened.tries, kept)
            if not is_abandoned or await self._take(opened.id) is None:
                await self._sleep(min(LOOK_AGAIN, left))

    async def rescue(self, turn: int) -> None:
        """Answer a turn whose process has died; nothing if somebody else does."""
        task = self._running.get(turn) or await self._take(turn)
        if task is not None:
            await asyncio.wait({task})

    async def rescue_all(self) -> int:
        """Answer what nobody answers any more; how many there were."""
        lost = [turn for turn in await self._open.abandoned() if turn not in self._running]
        await asyncio.gather(*map(self.rescue, lost))
        return len(lost)

    async def quiet(self, conversation: str, before: int | None = None) -> None:
        """Wait until everything is answered that came before.

        Args:
            conversation: the pseudonym.
            before: number of the turn that waits; None for what has no turn, such as a picture.
        """
        until = asyncio.get_running_loop().time() + LONGEST
        while (ahead := await self._open.ahead(conversation, before)) is not None:
            if asyncio.get_running_loop().time() > until:
                return
            if ahead.is_abandoned:
                await self.rescue(ahead.turn)
            await self._sleep(LOOK_AGAIN / 2)

    async def settle(self, turn: int) -> None:
        """The answer has left."""
        await self._open.settle(turn)

    async def finish(self, seconds: float) -> None:
        """Wait for the answers under way (at shutdown); what takes longer is left to others."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)
        await ended([*self._running.values(), *filter(None, [self._beating])])

    async def _take(self, turn: int) -> asyncio.Task[list[Reply] | None] | None:
        taken = await self._open.take(turn)
        return None if taken is None else self._start(*taken)

    def _start(self, opened: Opened, message: IncomingMessage) -> asyncio.Task[list[Reply] | None]:
        task = asyncio.create_task(self._answer(opened, message))
        self._running[opened.id] = task

        def done(task: asyncio.Task[list[Reply] | None]) -> None:
            self._running.pop(opened.id, None)
            if not task.cancelled():
                task.exception()  # whoever waits hears of it; a rescue has nobody who does

        task.add_done_callback(done)
        if self._beating is None or self._beating.done():
            self._beating = asyncio.create_task(self._beat())
        return task

    async def _answer(self, opened: Opened, message: IncomingMessage) -> list[Reply] | None:
        """The replies; None if there are none, and somebody else must try."""
        try:
            return await self._in_order(opened, message)
        except TakenOver:
            return None  # whoever waits here looks for what the other process keeps
        except Exception as error:
            log.exception("turn.failed", channel=message.channel, attempts=opened.attempts)
            if fault_of(error) is not None:
                raise  # no other attempt could keep its answer either
            return await self._failed(opened, message)

    async def _in_order(self, opened: Opened, message: IncomingMessage) -> list[Reply]:
        state = opened.state or State()
        if opened.is_behind:
            await self.quiet(message.conversation, opened.id)
            state = await self._open.state(message.conversation)
        if opened.attempts > ATTEMPTS:  # it has killed every process that tried
            return await self._give_up(opened, message, state)
        return await self._conversation.answer(opened.id, message, state)

    async def _failed(self, opened: Opened, message: IncomingMessage) -> list[Reply] | None:
        if opened.attempts < ATTEMPTS:
            await self._open.release(opened.id)
            return None
        return await self._give_up(opened, message, await self._open.state(message.conversation))

    async def _give_up(self, opened: Opened, message: IncomingMessage, state: State) -> list[Reply]:
        outcome = Outcome(
            (FAILED,), in_form=state.in_form, case_open=state.case_open, private=state.case_open
        )
        await self._ledger.close(opened.id, message, outcome, 0)
        return [FAILED]

    async def _beat(self) -> None:
        """Keep the turns ours that are answered here, all of them at once."""
        begun: dict[int, float] = {}
        loop = asyncio.get_running_loop()
        while self._running:
            await asyncio.sleep(BEAT)
            begun = {turn: begun.get(turn, loop.time()) for turn in self._running}
            alive = [turn for turn, since in begun.items() if loop.time() - since < LONGEST]
            try:
                await self._open.renew(alive)
            except Exception:  # the database may be away for a while; the answer itself decides
                log.exception("turn.not_renewed")
