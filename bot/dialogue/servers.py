"""The Rasa processes: which one takes a request, and the next one where it is away.

A conversation stays with one process, whose memory has its form; every web process finds the same
one without asking. Where that one is away the next takes over: the messages of a case bring along
what it takes to go on (decision 1), so nothing has to be shared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from hashlib import blake2b
from http import HTTPStatus
from itertools import count
from typing import Any

import httpx
import structlog

from bot.kit.request_id import HEADER, request_id

log = structlog.get_logger()

REST_SECONDS = 5.0
# One slow answer under load is no outage; this many in a row are.
TIMEOUTS_TO_REST = 3
# The time for an answer is divided among so many: the second still has half of it.
MOST_TRIED = 2
SECONDS_FOR_STATUS = 1.0


class AllAway(Exception):
    """No process answered in time."""


class _Server:
    """One process.

    Args:
        number: its place in the list, for the log.
        http: client whose base address it is.
    """

    def __init__(self, number: int, http: httpx.AsyncClient) -> None:
        self.number, self.http = number, http
        self.under_way = 0
        self.asked_last = 0
        self.rest_until = 0.0
        self.timeouts = 0

    async def post(self, path: str, payload: dict[str, Any], seconds: float) -> Any:
        """What it answers.

        Raises:
            httpx.HTTPError: it didn't.
            ValueError: what came is no JSON.
        """
        try:
            return await self._post(path, payload, seconds)
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            if isinstance(error, httpx.ConnectError):
                raise
            # One that leaves closes its connections; its successor listens where it did.
            return await self._post(path, payload, seconds)

    async def _post(self, path: str, payload: dict[str, Any], seconds: float) -> Any:
        headers = {HEADER: request_id()}
        answer = await self.http.post(path, json=payload, timeout=seconds, headers=headers)
        answer.raise_for_status()
        return answer.json()

    async def has_model(self) -> bool:
        """Whether it answers and has a model loaded."""
        try:
            answer = await self.http.get("/status", timeout=SECONDS_FOR_STATUS)
            return answer.status_code == HTTPStatus.OK and bool(answer.json().get("model_file"))
        except (httpx.HTTPError, ValueError):
            return False


class RasaServers:
    """All of them; one that failed rests a few seconds before it is tried again.

    Args:
        clients: one a process, in the same order in every web process.
        clock: monotonic seconds.
    """

    def __init__(self, clients: Sequence[httpx.AsyncClient], clock: Callable[[], float]) -> None:
        self._servers = [_Server(number, http) for number, http in enumerate(clients)]
        self._clock = clock
        self._requests = count(1)

    def __len__(self) -> int:
        return len(self._servers)

    async def post(self, path: str, payload: dict[str, Any], seconds: float, of: str = "") -> Any:
        """The answer of one of them. A request may reach two: it must bear being repeated.

        Args:
            path: where to.
            payload: the body.
            seconds: how long all of it may take.
            of: the conversation; without one whoever has least to do is asked.

        Raises:
            AllAway: no answer in time.
        """
        ends = self._clock() + seconds
        tried = self._in_order(of)[:MOST_TRIED]
        for number, server in enumerate(tried):
            share = (ends - self._clock()) / (len(tried) - number)
            server.under_way += 1
            server.asked_last = next(self._requests)
            try:
                answer = await server.post(path, payload, max(share, 0.0))
            except (httpx.HTTPError, ValueError) as error:
                self._note_failure(server, error)
            else:
                server.timeouts = 0
                return answer
            finally:
                server.under_way -= 1
        raise AllAway

    async def erase(self, conversation: str, seconds: float) -> None:
        """Let all of them forget a conversation; one that is away has no memory left."""

        async def forget(server: _Server) -> None:
            try:
                answer = await server.http.put(
                    f"/conversations/{conversation}/tracker/events",
                    json=[{"event": "restart"}],
                    timeout=seconds,
                )
                answer.raise_for_status()
            except httpx.HTTPError as error:
                log.warning("rasa.not_erased", error=type(error).__name__, rasa=server.number)

        await asyncio.gather(*map(forget, self._servers))

    async def away(self) -> int:
        """How many of them have no model loaded, or don't answer."""
        found = await asyncio.gather(*(server.has_model() for server in self._servers))
        return found.count(False)

    async def aclose(self) -> None:
        """Close the connections."""
        for server in self._servers:
            await server.http.aclose()

    def _in_order(self, of: str) -> list[_Server]:
        now = self._clock()
        awake = [server for server in self._servers if server.rest_until <= now]
        if of:
            return sorted(awake, key=lambda server: _draw(of, server.number))
        # One that stands still collects what it was asked; the others get the rest.
        return sorted(awake, key=lambda server: (server.under_way, server.asked_last))

    def _note_failure(self, server: _Server, error: Exception) -> None:
        slow = isinstance(error, httpx.TimeoutException)
        server.timeouts = server.timeouts + 1 if slow else 0
        if not slow or server.timeouts >= TIMEOUTS_TO_REST:
            server.rest_until = self._clock() + REST_SECONDS
        log.warning("rasa.unavailable", error=type(error).__name__, rasa=server.number)


def _draw(conversation: str, number: int) -> bytes:
    """Puts the processes into an order of each conversation's own (rendezvous hashing)."""
    return blake2b(f"{number} {conversation}".encode(), digest_size=8).digest()
