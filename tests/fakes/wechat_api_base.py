"""What every part of the fake platform shares: its clock, its calls, its refusals, its tokens."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

BEIJING = 8 * 3600  # seconds ahead of UTC
DAY = 86400


class Refusal(Exception):
    """An answer with an errcode."""

    def __init__(self, errcode: int, errmsg: str, **more: Any) -> None:
        super().__init__(errcode)
        rid = secrets.token_hex(4) + "-" + secrets.token_hex(4)
        self.body = {"errcode": errcode, "errmsg": f"{errmsg} rid: {rid}", **more}


class FakeClock:
    """Seconds since 1970, moved by hand."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self.seconds = start

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds


@dataclass
class Call:
    """One recorded request."""

    method: str
    path: str
    query: dict[str, str]
    raw: bytes
    form: dict[str, str] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    errcode: int = 0

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object sent.

        Raises:
            Refusal: 47001, it isn't one; 40033, its letters are escaped.
        """
        try:
            text = self.raw.decode("utf-8")
            found = json.loads(text)
        except ValueError:
            raise Refusal(47001, "data format error") from None
        if not isinstance(found, dict):
            raise Refusal(47001, "data format error")
        if re.search(r"\\u[0-9a-fA-F]{4}", text):
            raise Refusal(40033, "invalid charset: \\uXXXX escapes")
        return found


@dataclass
class File:
    """An answer that isn't JSON."""

    content: bytes
    content_type: str
    filename: str


@dataclass
class Account:
    """The account's rights and the switches a test turns.

    Args:
        kind: ``service`` (服务号) or ``subscription`` (公众号).
        verified: 认证; without it most calls answer 48001.
        whitelist: addresses that may ask for a token; None lets everybody in.
        protected: the admin must confirm mass sends in WeChat.
    """

    app_id: str = "wx0123456789abcdef"
    secret: str = "0123456789abcdef0123456789abcdef"
    kind: str = "service"
    verified: bool = True
    whitelist: set[str] | None = None
    protected: bool = False
    clock: Callable[[], float] = time.time
    daily: dict[str, int] = field(default_factory=dict)
    used: dict[tuple[str, int], int] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)

    def today(self) -> int:
        """Number of the day in Beijing."""
        return int((self.clock() + BEIJING) // DAY)

    def month(self) -> tuple[int, int]:
        """Year and month in Beijing."""
        moment = time.gmtime(self.clock() + BEIJING)
        return moment.tm_year, moment.tm_mon

    def count_day(self, what: str, most: int) -> None:
        """Use one of today's calls; ``daily`` overrides the official number."""
        key = (what, self.today())
        if self.used.get(key, 0) >= self.daily.get(what, most):
            raise Refusal(45009, "reach max api daily quota limit")
        self.used[key] = self.used.get(key, 0) + 1

    def count_minute(self, what: str, most: int) -> None:
        """Use one of this minute's calls."""
        recent = [t for t in self.times.get(what, []) if t > self.clock() - 60]
        if len(recent) >= most:
            raise Refusal(45011, "api minute-quota reach limit, must slower, retry next minute")
        self.times[what] = [*recent, self.clock()]

    def need_verified(self) -> None:
        """Refuse an account without 认证."""
        if not self.verified:
            raise Refusal(48001, "api unauthorized")


class Tokens:
    """Access tokens: ``token`` and ``stable_token`` live apart; each has one holder at a time."""

    lifetime = 7200
    renewal = 300  # a stable token is renewed so long before its end

    def __init__(self, account: Account) -> None:
        self.account = account
        self.plain: tuple[str, float] | None = None
        self.stable: tuple[str, float] | None = None
        self.fetches: list[str] = []
        self._old: dict[str, float] = {}
        self._forced: list[float] = []

    def check(self, token: str) -> None:
        """Refuse a token that is unknown, killed or too old."""
        now = self.account.clock()
        if not token:
            raise Refusal(41001, "access_token missing")
        for held in (self.plain, self.stable):
            if held is not None and held[0] == token:
                if held[1] <= now:
                    raise Refusal(42001, "access_token expired")
                return
        if self._old.get(token, 0) <= now:
            raise Refusal(40001, "invalid credential, access_token is invalid or not latest")

    def invalidate(self) -> None:
        """The platform forgets every token, as after a change of the secret."""
        self.plain = self.stable = None
        self._old.clear()

    def get_plain(self, call: Call) -> dict[str, Any]:
        """``GET /cgi-bin/token``: a new token each time; it kills the one before."""
        if call.query.get("grant_type") != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        self._who(call, call.query.get("appid", ""), call.query.get("secret", ""))
        self.account.count_day("token", 2000)
        self.fetches.append("token")
        self.plain = self._new()
        return self._answer(self.plain)

    def get_stable(self, call: Call) -> dict[str, Any]:
        """``POST /cgi-bin/stable_token``: the same token until it is renewed or forced."""
        body = call.body
        if body.get("grant_type") != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        self._who(call, str(body.get("appid", "")), str(body.get("secret", "")))
        self.account.count_minute("stable_token", 10_000)
        now = self.account.clock()
        forced = body.get("force_refresh") is True
        if forced:
            self._count_forced(now)
        self.fetches.append("forced" if forced else "stable")
        if forced or self.stable is None or self.stable[1] - now <= self.renewal:
            if self.stable is not None and not forced:
                self._old[self.stable[0]] = self.stable[1]
            self.stable = self._new()
        return self._answer(self.stable)

    def _count_forced(self, now: float) -> None:
        if self._forced and now - self._forced[-1] < 30:
            raise Refusal(45011, "api minute-quota reach limit")
        if sum(t > now - DAY for t in self._forced) >= 20:
            raise Refusal(45009, "reach max api daily quota limit")
        self._forced.append(now)

    def _who(self, call: Call, app_id: str, secret: str) -> None:
        account = self.account
        if account.whitelist is not None and call.query.get("_ip") not in account.whitelist:
            ip = call.query.get("_ip")
            raise Refusal(40164, f"invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist")
        if app_id != account.app_id:
            raise Refusal(40013, "invalid appid")
        if secret != account.secret:
            raise Refusal(40125, "invalid appsecret")

    def _new(self) -> tuple[str, float]:
        return secrets.token_urlsafe(90), self.account.clock() + self.lifetime

    def _answer(self, held: tuple[str, float]) -> dict[str, Any]:
        return {"access_token": held[0], "expires_in": int(held[1] - self.account.clock())}
