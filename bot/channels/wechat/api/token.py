"""The access token: one for all processes, kept in the database, fetched by one at a time."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.channels.wechat.api.errors import AskOperator, RetryLater, WeChatError
from bot.channels.wechat.api.models import WeChatToken
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring, SealBroken

log = structlog.get_logger()

FIELD = "wechat_token.token"
MARGIN = timedelta(seconds=300)  # the platform renews a stable token 5 minutes before its end
LEASE = timedelta(seconds=15)  # longer than connecting (3 s) and reading (8 s) together
LOOK_AGAIN = 0.1  # seconds
PATIENCE = 20.0  # seconds; a dead refresher's lease runs out before
BETWEEN_FORCED = timedelta(seconds=30)  # stable_token: force_refresh at most every 30 s
QUIET = timedelta(seconds=60)  # after wrong credentials the platform is left alone


@dataclass(frozen=True, repr=False)
class Fetched:
    """A token as the platform gave it, with its remaining seconds."""

    token: str
    expires_in: int


class Fetch(Protocol):
    """Asks the platform for the token; ``force`` makes a new one."""

    def __call__(self, *, force: bool) -> Awaitable[Fetched]: ...


class TokenStore:
    """The token all processes share; the fetching one holds a lease in the row.

    Args:
        app_id: the account.
        sessions: the database.
        keyring: the token is sealed in the row.
        fetch: asks the platform.
        clock: present moment.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        app_id: str,
        sessions: SessionFactory,
        keyring: Keyring,
        fetch: Fetch,
        clock: Clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._app_id = app_id
        self._sessions = sessions
        self._keyring = keyring
        self._fetch = fetch
        self._clock = clock
        self._sleep = sleep
        self._name = uuid.uuid4().hex
        self._known: tuple[str, datetime] | None = None
        self._trouble: tuple[AskOperator, datetime] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def get(self, refused: str = "") -> str:
        """The token to use now.

        Args:
            refused: a token the platform just refused; another one is given, from the database
                when a colleague was faster.

        Raises:
            AskOperator: the credentials or the whitelist are wrong.
            RetryLater: nobody could get a token in time.
        """
        if token := self._remembered(refused):
            return token
        async with self._one_at_a_time:  # many calls of this process: one looks, the others get
            if token := self._remembered(refused):
                return token
            return await self._agree(refused)

    def _remembered(self, refused: str) -> str | None:
        if self._known is None or self._known[0] == refused or self._known[1] <= self._clock():
            return None
        return self._known[0]

    async def _agree(self, refused: str) -> str:
        """Read what the processes share, or be the one that fetches, until there is a token."""
        self._respect_trouble()
        for _ in range(int(PATIENCE / LOOK_AGAIN)):
            token, mine = await self._sessions.run(lambda session: self._look(session, refused))
            if token:
                return token
            if mine:
                return await self._refresh(refused)
            await self._sleep(LOOK_AGAIN)
        raise RetryLater(0, "no token in time", "一直没有取到微信访问令牌，稍后再试。", after=30)

    def _look(self, session: Session, refused: str) -> tuple[str, bool]:
        """The shared token, or whether the lease to fetch one is now ours."""
        now = self._clock()
        row = session.get(WeChatToken, self._app_id) or self._new_row(session)
        if row.usable_until is not None and row.usable_until > now:
            token = self._open(row.sealed)
            if token and token != refused:
                self._known = (token, row.usable_until)
                return token, False
        free = or_(WeChatToken.leased_until.is_(None), WeChatToken.leased_until <= now)
        # The row must still be the one we judged: who waited here may find a fresh token instead.
        taken = session.execute(
            update(WeChatToken)
            .where(WeChatToken.app_id == self._app_id, free, WeChatToken.sealed == row.sealed)
            .values(leased_by=self._name, leased_until=now + LEASE)
            .execution_options(synchronize_session=False)
        )
        return "", taken.rowcount == 1  # type: ignore[attr-defined]

    def _new_row(self, session: Session) -> WeChatToken:
        try:
            with session.begin_nested():
                session.add(WeChatToken(app_id=self._app_id))
        except IntegrityError:
            pass  # another process made it first
        mine = WeChatToken.app_id == self._app_id
        return session.scalars(select(WeChatToken).where(mine)).one()

    def _open(self, sealed: str) -> str:
        try:
            return self._keyring.open(sealed, FIELD)
        except SealBroken:
            return ""  # the key was changed: fetch again

    async def _refresh(self, refused: str) -> str:
        try:
            fetched, forced = await self._ask(refused)
        except WeChatError as error:
            await self._sessions.run(self._let_go)
            if isinstance(error, AskOperator):
                self._trouble = (error, self._clock() + QUIET)
                log.error("wechat.token_unavailable", errcode=error.errcode, hint=error.for_staff)
            raise
        until = self._clock() + timedelta(seconds=fetched.expires_in) - MARGIN
        self._known = (fetched.token, until)
        await self._sessions.run(lambda session: self._keep(session, fetched.token, until, forced))
        log.info("wechat.token_refreshed", forced=forced, seconds=fetched.expires_in)
        return fetched.token

    async def _ask(self, refused: str) -> tuple[Fetched, bool]:
        fetched = await self._fetch(force=False)
        if fetched.token != refused:
            return fetched, False
        # The platform refuses the token it calls valid: only now a new one is forced.
        last = await self._sessions.run(self._forced_at)
        if last is not None and self._clock() - last < BETWEEN_FORCED:
            raise RetryLater(40001, "forced a moment ago", "微信访问令牌失效，稍后再试。", after=30)
        return await self._fetch(force=True), True

    def _forced_at(self, session: Session) -> datetime | None:
        mine = WeChatToken.app_id == self._app_id
        return session.scalar(select(WeChatToken.forced_at).where(mine))

    def _keep(self, session: Session, token: str, until: datetime, forced: bool) -> None:
        values = {"sealed": self._keyring.seal(token, FIELD), "usable_until": until}
        if forced:
            values["forced_at"] = self._clock()
        self._write(session, {**values, "leased_by": "", "leased_until": None})

    def _let_go(self, session: Session) -> None:
        self._write(session, {"leased_by": "", "leased_until": None})

    def _write(self, session: Session, values: dict[str, object]) -> None:
        """Only while the lease is ours: a slow refresher must not overwrite its successor."""
        session.execute(
            update(WeChatToken)
            .where(WeChatToken.app_id == self._app_id, WeChatToken.leased_by == self._name)
            .values(**values)
            .execution_options(synchronize_session=False)
        )

    def _respect_trouble(self) -> None:
        if self._trouble is not None:
            error, until = self._trouble
            if self._clock() < until:
                raise AskOperator(error.errcode, error.errmsg, error.for_staff)
            self._trouble = None
