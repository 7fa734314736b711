"""A polite guest of a platform: one request at a time, a pause before each, and it knows to go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from bot.official.record import Asked, ShapeChanged

MOST_FAILURES = 3
LARGEST_ANSWER = 5_000_000  # bytes
_TIMEOUT = 30.0  # seconds


class Unavailable(Exception):
    """A platform did not answer several times in a row."""

    def __init__(self, platform: str, last: str) -> None:
        super().__init__(last)
        self.for_staff = (
            f"{platform}连续 {MOST_FAILURES} 次没有正常回答（最后一次：{last}），"
            "今天不再打扰，下次从停下的地方接着来。"
        )


class Guest:
    """Asks one platform.

    Args:
        platform: what staff call it.
        http: with the platform's address and our name.
        seconds_between: pause before each request but the first.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        platform: str,
        http: httpx.AsyncClient,
        seconds_between: float,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._platform = platform
        self._http = http
        self._pause = seconds_between
        self._sleep = sleep
        self._has_asked = False

    async def ask(self, asked: Asked) -> bytes:
        """The answer's body.

        Raises:
            Unavailable: three failures in a row.
            ShapeChanged: the answer is larger than any list.
        """
        last = ""
        for failures in range(MOST_FAILURES):
            if self._has_asked:
                # After a failure the platform gets more time, in case it was too much for it.
                await self._sleep(self._pause * (1 + 4 * failures))
            self._has_asked = True
            try:
                return await self._once(asked)
            except httpx.HTTPError as problem:
                last = _in_chinese(problem)
        raise Unavailable(self._platform, last)

    async def _once(self, asked: Asked) -> bytes:
        where = "params" if asked.method == "GET" else "data"
        fields: dict[str, list[str]] = {}
        for name, value in asked.fields:
            fields.setdefault(name, []).append(value)
        request = self._http.build_request(asked.method, asked.path, **{where: fields})  # type: ignore[arg-type]
        answer = await self._http.send(request, stream=True)
        try:
            if answer.status_code != 200:
                raise httpx.HTTPStatusError("", request=request, response=answer)
            body = bytearray()
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise ShapeChanged(self._platform, "回答太大")
            return bytes(body)
        finally:
            await answer.aclose()


def http_client(
    url: str, user_agent: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """A client of a platform: no redirect leads it elsewhere."""
    headers = {"User-Agent": user_agent, "Accept": "application/json, text/html"}
    return httpx.AsyncClient(
        base_url=url, timeout=_TIMEOUT, headers=headers, transport=transport, follow_redirects=False
    )


def _in_chinese(problem: httpx.HTTPError) -> str:
    if isinstance(problem, httpx.HTTPStatusError):
        return f"返回 {problem.response.status_code}"
    return "超时" if isinstance(problem, httpx.TimeoutException) else "连不上"
