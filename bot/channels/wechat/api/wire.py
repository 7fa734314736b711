"""The wire: one HTTP client, the token on every call, answers judged, repeats only where safe."""

from __future__ import annotations

import asyncio
import enum
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import structlog

from bot.channels.wechat.api.errors import (
    BUSY_CODES,
    AskOperator,
    RequestRefused,
    RetryLater,
    TokenRejected,
    Uncertain,
    WeChatError,
    error_for,
)
from bot.channels.wechat.api.token import Fetched, TokenStore
from bot.kit.clock import Clock
from bot.kit.clock_watch import ClockWatch
from bot.kit.trusted import authorities

log = structlog.get_logger()

OFFICIAL = "https://api.weixin.qq.com"
TIMEOUT = httpx.Timeout(8.0, connect=3.0)
TRIES = 3
ANSWER_LIMIT = 32 * 1024 * 1024  # 20 drafts of 1 MB each are the largest answer
Sleep = Callable[[float], Awaitable[object]]


class Repeat(enum.Enum):
    """When a call may be sent again although it may have taken effect."""

    NEVER = "never"  # a citizen would get it twice
    AT_ONCE = "at once"  # reading, or writing the same value again
    LATER = "later"  # the platform recognises it by its clientmsgid, but not within a minute


@dataclass(frozen=True, repr=False)
class Request:
    """One call, without the token.

    ``fits`` judges an answer that isn't JSON; ``limit`` is in bytes.
    """

    method: str
    path: str
    params: Mapping[str, str]
    content: bytes | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    data: Mapping[str, str] | None = None
    repeat: Repeat = Repeat.NEVER
    limit: int = ANSWER_LIMIT


@dataclass(frozen=True, repr=False)
class Answer:
    """What came back with HTTP status 200."""

    content: bytes
    content_type: str
    filename: str

    def json(self) -> dict[str, Any] | None:
        """The object in it, or None when it is something else (a file)."""
        if self.content.lstrip()[:1] != b"{":
            return None
        try:
            found = json.loads(self.content)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


def make_http(
    base_url: str = OFFICIAL, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """The HTTP client: 3 s to connect, 8 s to read, no redirects."""
    return httpx.AsyncClient(
        base_url=base_url, timeout=TIMEOUT, transport=transport, verify=authorities()
    )


class Wire:
    """Sends calls and returns answers, or raises what the caller should do.

    Args:
        http: from :func:`make_http`; the caller closes it.
        clock: present moment.
        sleep: waits between tries.
        watch: learns from the answers whether our clock is right.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
        watch: ClockWatch | None = None,
    ) -> None:
        self._http = http
        self._clock = clock
        self._sleep = sleep
        self.tokens: TokenStore | None = None
        self._watch = watch

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        """A reading call."""
        request = Request("GET", path, params, repeat=Repeat.AT_ONCE)
        return await self._object(request)

    async def post(
        self, path: str, payload: Mapping[str, Any], repeat: Repeat = Repeat.NEVER
    ) -> dict[str, Any]:
        """A call with a JSON body in real UTF-8 (WeChat shows escapes literally)."""
        return await self._object(Request("POST", path, {}, encode(payload), repeat=repeat))

    async def upload(
        self,
        path: str,
        file: tuple[str, bytes, str],
        params: Mapping[str, str],
        fields: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Send a file (name, bytes, content type) as the form field ``media``.

        A second try leaves at most a second copy on the platform.
        """
        files = {"media": file}
        request = Request("POST", path, params, files=files, data=fields, repeat=Repeat.AT_ONCE)
        return await self._object(request)

    async def download(self, request: Request) -> Answer:
        """Fetch bytes; an error in JSON is raised, other JSON is returned as it is."""
        return await self._with_token(request)

    async def fetch_file(self, url: str, limit: int) -> Answer:
        """Fetch a file from the platform's own file server, without the token."""
        request = Request("GET", url, {}, repeat=Repeat.AT_ONCE, limit=limit)
        answer, status = await self._once(request)
        if status >= 400:
            raise self._broken(request, f"HTTP {status}")
        return answer

    async def fetch_token(self, app_id: str, secret: str, *, force: bool) -> Fetched:
        """``/cgi-bin/stable_token``: the same token for everybody who asks.

        Raises:
            AskOperator: AppID, secret or whitelist are wrong.
            RetryLater: the platform can't be reached.
        """
        body = {
            "grant_type": "client_credential",
            "appid": app_id,
            "secret": secret,
            "force_refresh": force,
        }
        request = Request("POST", "/cgi-bin/stable_token", {}, encode(body), repeat=Repeat.AT_ONCE)
        found = await self._repeated(request, "")
        answer = found.json() or {}
        try:
            return Fetched(str(answer["access_token"]), int(answer["expires_in"]))
        except (KeyError, ValueError):
            raise RetryLater(0, "no token in the answer", "微信没有给出访问令牌。") from None

    async def _object(self, request: Request) -> dict[str, Any]:
        answer = (await self._with_token(request)).json()
        if answer is None:
            raise Uncertain("an answer that is not a JSON object")
        return answer

    async def _with_token(self, request: Request) -> Answer:
        assert self.tokens is not None, "a client without its token store"
        token = await self.tokens.get()
        try:
            return await self._repeated(request, token)
        except TokenRejected:
            token = await self.tokens.get(refused=token)
        try:
            return await self._repeated(request, token)
        except TokenRejected as error:  # a new token refused as well: never a loop
            log.error("wechat.token_refused_twice", path=request.path, errcode=error.errcode)
            hint = "微信连续拒绝新的访问令牌，请检查是否有别的程序在用同一个公众号。"
            failure = AskOperator(error.errcode, error.errmsg, hint)
        raise failure

    async def _repeated(self, request: Request, token: str) -> Answer:
        for number in range(1, TRIES + 1):
            try:
                return await self._judged(request, token)
            except RetryLater as error:
                busy = error.errcode in BUSY_CODES or error.errcode == 0
                if not busy or request.repeat is not Repeat.AT_ONCE or number == TRIES:
                    raise
            await self._sleep(0.4 * 2**number * random.uniform(0.5, 1.0))
        raise AssertionError("unreachable")

    async def _judged(self, request: Request, token: str) -> Answer:
        answer, status = await self._once(request, token)
        body = answer.json()
        if status >= 400 and body is None:
            raise self._broken(request, f"HTTP {status}")
        errcode = body.get("errcode", 0) if body is not None else 0
        if body is None or errcode == 0:
            return answer
        error = error_for(int(errcode), str(body.get("errmsg", "")), body, self._clock())
        log.warning(
            "wechat.call_failed",
            path=request.path,
            errcode=error.errcode,
            errmsg=error.errmsg,
            kind=type(error).__name__,
        )
        if error.errcode in BUSY_CODES and request.repeat is Repeat.NEVER:
            error = Uncertain(error.errmsg, error.errcode)
        raise error

    async def _once(self, request: Request, token: str = "") -> tuple[Answer, int]:
        params = {**request.params, **({"access_token": token} if token else {})}
        failure: WeChatError
        try:
            return await self._stream(request, params)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            # The request never left us, so any call may be repeated.
            kind = type(error).__name__
            failure = RetryLater(0, kind, "连不上微信服务器，稍后再试。", after=30)
        except httpx.HTTPError as error:
            failure = self._broken(request, type(error).__name__)
        # Raised here, not above: httpx's errors carry the address, and that holds the token.
        log.warning("wechat.unreachable", path=request.path, error=failure.errmsg)
        raise failure

    def _broken(self, request: Request, what: str) -> WeChatError:
        if request.repeat is Repeat.NEVER:
            return Uncertain(what)
        after = 60.0 if request.repeat is Repeat.LATER else 30.0
        return RetryLater(0, what, "微信服务器没有正常答复，稍后再试。", after=after)

    async def _stream(self, request: Request, params: Mapping[str, str]) -> tuple[Answer, int]:
        headers = {"Content-Type": "application/json"} if request.content is not None else {}
        async with self._http.stream(
            request.method,
            request.path,
            params=params,
            content=request.content,
            files=request.files,
            data=request.data,
            headers=headers,
        ) as response:
            if self._watch is not None:
                self._watch.note_date(response.headers.get("date", ""))
            read = bytearray()
            async for chunk in response.aiter_bytes():
                read += chunk
                if len(read) > request.limit:
                    raise RequestRefused(40006, "answer too large", "文件超过了允许的大小。")
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            name = _filename(response.headers.get("content-disposition", ""))
            return Answer(bytes(read), kind, name), response.status_code


def encode(payload: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8 without escapes; half a surrogate pair becomes a question mark."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _filename(disposition: str) -> str:
    _, _, name = disposition.partition("filename=")
    return name.strip(' "').split("/")[-1][:80]
