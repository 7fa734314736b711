"""The client: everything the service asks of WeChat, by theme."""

from __future__ import annotations

import asyncio
from types import TracebackType

import httpx
from pydantic import SecretStr

from bot.channels.wechat.api.articles import Drafts
from bot.channels.wechat.api.custom import CustomMessages
from bot.channels.wechat.api.mass import MassMessages
from bot.channels.wechat.api.media import Media
from bot.channels.wechat.api.menu import Menu
from bot.channels.wechat.api.notices import Notices
from bot.channels.wechat.api.token import Fetched, TokenStore
from bot.channels.wechat.api.users import Tags, Users
from bot.channels.wechat.api.wire import OFFICIAL, Sleep, Wire, make_http
from bot.kit import clock
from bot.kit.clock_watch import ClockWatch
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring


class WeChatClient:
    """One official account's API; safe to use from many tasks and processes at once.

    Args:
        app_id: the account.
        secret: AppSecret; it leaves this object only in the request for a token.
        sessions: the database the processes share the token in.
        keyring: seals the token there.
        base_url: where the platform (or a fake) answers.
        transport: in tests, the fake itself.
        now: present moment.
        sleep: waits some seconds.
        watch: learns from the answers whether our clock is right.
    """

    def __init__(
        self,
        app_id: str,
        secret: SecretStr,
        sessions: SessionFactory,
        keyring: Keyring,
        base_url: str = OFFICIAL,
        transport: httpx.AsyncBaseTransport | None = None,
        now: clock.Clock = clock.now,
        sleep: Sleep = asyncio.sleep,
        watch: ClockWatch | None = None,
    ) -> None:
        self._http = make_http(base_url, transport)
        wire = Wire(self._http, now, sleep, watch)

        async def fetch(*, force: bool) -> Fetched:
            return await wire.fetch_token(app_id, secret.get_secret_value(), force=force)

        wire.tokens = TokenStore(app_id, sessions, keyring, fetch, now, sleep)
        self.custom = CustomMessages(wire)
        self.notices = Notices(wire)
        self.users = Users(wire)
        self.tags = Tags(wire)
        self.mass = MassMessages(wire)
        self.drafts = Drafts(wire)
        self.media = Media(wire)
        self.menu = Menu(wire)

    async def __aenter__(self) -> WeChatClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
