"""One web process: answers what comes through the listening socket that the supervisor opened.

Several of them share the socket: who is killed takes only its own open requests along, what waits
to be accepted goes to another.
On Linux the one that serves is a copy of one that has only read and made everything
(:mod:`bot.app.preloaded`): who is killed is followed by the next copy.
"""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys

import uvicorn

from bot.app.damage import damaged_database
from bot.app.preloaded import keep_one
from bot.kit.long_lived import set_aside
from bot.kit.readiness import tell_ready
from bot.settings import load_settings

# What was accepted and not yet read is answered; who keeps a connection hears that it ends.
LOOKS_TO_DRAIN, LOOK_EVERY = 50, 0.02  # seconds, so one at most
CLOSE = (b"connection", b"close")
SECONDS_TO_FINISH = 5
# Who has more connections lets the others go first, by so many seconds for each it has.
STEP, LONGEST = 0.0005, 0.004
WHEN_FULL = 1.0  # seconds, as asyncio's own server waits


class WebServer(uvicorn.Server):
    """Accepts one connection at a time.

    uvicorn itself takes every connection that waits: of several processes the first to wake would
    get them all, and keep them for as long as their callers ask on.

    Args:
        config: uvicorn's.
        listening: the socket, which other processes may accept from too; it doesn't block.
        alone: whether none does.
        known_as: the process its supervisor knows; this one if none is given.
        parent: a descriptor that ends when that process does, and this one with it.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        listening: socket.socket,
        *,
        alone: bool,
        known_as: int | None = None,
        parent: int | None = None,
    ) -> None:
        super().__init__(config)
        self._listening = listening
        self._alone = alone
        self._known_as = known_as
        self._parent = parent
        self._tasks: set[asyncio.Task[object]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn; nothing is accepted before the application is ready."""
        await super().startup(sockets=[])
        set_aside(clear=False)
        gc.enable()
        self._wait()
        if self._parent is not None:
            asyncio.get_running_loop().add_reader(self._parent, self._orphaned)
        tell_ready(self._known_as)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn, which closes idle connections at once: what is on its way would be lost."""
        asyncio.get_running_loop().remove_reader(self._listening)
        self.server_state.default_headers.append(CLOSE)
        for _ in range(LOOKS_TO_DRAIN):
            if not self._tasks and not self.server_state.connections:
                break
            await asyncio.sleep(LOOK_EVERY)
        await super().shutdown(sockets=[])

    def _orphaned(self) -> None:
        """Nobody would tell it to end any more, and its supervisor has begun another."""
        asyncio.get_running_loop().remove_reader(self._parent)  # type: ignore[arg-type]
        self.should_exit = True

    def _wait(self) -> None:
        if not self.should_exit:
            asyncio.get_running_loop().add_reader(self._listening, self._ready)

    def _ready(self) -> None:
        """Somebody waits to be accepted."""
        loop = asyncio.get_running_loop()
        pause = 0.0 if self._alone else min(LONGEST, STEP * len(self.server_state.connections))
        if pause:
            loop.remove_reader(self._listening)
            loop.call_later(pause, self._accept)
        else:
            self._accept()

    def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            caller, _ = self._listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            pass  # another process was first, or the caller has gone
        except OSError:
            # Too many are open, mostly: looked at again when some may have gone.
            loop.remove_reader(self._listening)
            loop.call_later(WHEN_FULL, self._wait)
            return
        else:
            caller.setblocking(False)
            task = loop.create_task(loop.connect_accepted_socket(self._protocol, caller))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._wait()

    def _protocol(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def serve(descriptor: int, processes: int) -> None:
    """Serve until told to stop.

    Args:
        descriptor: of the listening socket.
        processes: how many accept from it.
    """
    # Nearly all that is made until then stays for as long as the process lives: looking through it
    # for garbage again and again takes a fifth of the start.
    gc.disable()
    config = uvicorn.Config(
        "server:app",
        factory=True,
        access_log=False,
        # Only the application decides which proxy is believed (TRUSTED_PROXIES).
        proxy_headers=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    with socket.socket(fileno=descriptor) as listening:
        listening.setblocking(False)
        alone, known_as = processes == 1, os.getpid()

        def answer(parent: int | None = None) -> None:
            WebServer(config, listening, alone=alone, known_as=known_as, parent=parent).run()

        # What other systems have loaded by then may not survive being copied.
        if sys.platform != "linux":
            answer()
            return
        config.load()
        keep_one(answer, _whole)


def _whole() -> bool:
    """Whether another may answer: with a damaged database the supervisor ends with a sentence."""
    return damaged_database(load_settings().effective_database_url) is None


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
