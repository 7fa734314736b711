"""The bot of python-telegram-bot, with our timeouts and its rate limiter."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.render import TelegramText
from bot.kit.trusted import authorities

SECONDS_BETWEEN = 1.0  # messages to one chat: core.telegram.org/bots/faq#broadcasting-to-users
CONNECT, ANSWER = 5.0, 15.0  # seconds
WANTED = ["message", "callback_query", "my_chat_member"]  # edits aren't even delivered


class FileTooLarge(Exception):
    """A file is larger than what we take."""


def _request(connections: int, transport: httpx.AsyncBaseTransport | None) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT,
        read_timeout=ANSWER,
        write_timeout=ANSWER,
        httpx_kwargs={"verify": authorities()} if transport is None else {"transport": transport},
    )


class TelegramBot:
    """Speaks the Bot API.

    Args:
        api_url: where the Bot API is, ``https://api.telegram.org`` or a server of one's own.
        transport: for tests.
    """

    def __init__(
        self, token: str, api_url: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.bot = ExtBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=_request(32, transport),
            get_updates_request=_request(1, transport),
            rate_limiter=AIORateLimiter(max_retries=1),
        )
        self._starting = asyncio.Lock()
        self._started = False

    async def say(self, chat: int | str, texts: list[TelegramText]) -> None:
        """Send messages to one chat, in order.

        Raises:
            PartlySent: some of them were sent.
            TelegramError: none was.
        """
        await self._start()
        for sent, one in enumerate(texts):
            if sent:
                await asyncio.sleep(SECONDS_BETWEEN)
            try:
                await self._send(chat, one)
            except TelegramError as error:
                if sent:
                    raise PartlySent(sent) from error
                raise

    async def _send(self, chat: int | str, one: TelegramText) -> None:
        if one.picture:
            try:
                await self.bot.send_photo(
                    chat, one.picture, caption=one.text, reply_markup=one.keyboard
                )
                return
            except BadRequest:
                pass  # not to be fetched from there, or no picture to them: the words say where
        await self.bot.send_message(chat, one.text, reply_markup=one.keyboard)

    async def acknowledge(self, callback: str, chat: int, tapped: int) -> None:
        """Stop the tapped button's spinner, and take the buttons away: they are answered.

        Telegram forgets taps after a while, so a refusal means nothing.
        """
        try:
            await self._start()
            await self.bot.answer_callback_query(callback)
            if tapped:
                nothing = InlineKeyboardMarkup([])
                await self.bot.edit_message_reply_markup(chat, tapped, reply_markup=nothing)
        except TelegramError:
            pass

    async def download(self, file: str, most: int) -> bytes:
        """The bytes of a file.

        Args:
            file: Telegram's id.
            most: bytes we take.

        Raises:
            FileTooLarge: it has more.
            TelegramError: it can't be fetched.
        """
        await self._start()
        found = await self.bot.get_file(file)
        if (found.file_size or 0) > most:
            raise FileTooLarge
        return bytes(await found.download_as_bytearray())

    async def set_webhook(self, url: str, secret: str) -> None:
        """Tell Telegram where to push, and with which secret.

        Raises:
            TelegramError: refused.
        """
        await self._start()
        await self.bot.set_webhook(
            url, secret_token=secret, allowed_updates=WANTED, max_connections=40
        )

    async def set_commands(self, commands: Mapping[str, str]) -> None:
        """Set the menu of commands.

        Raises:
            TelegramError: refused.
        """
        await self._start()
        await self.bot.set_my_commands(list(commands.items()))

    async def updates(self, after: int, seconds: int) -> list[dict[str, Any]]:
        """What happened since, for development without a public address.

        Args:
            after: number of the last update seen; 0 for all that wait.
            seconds: how long to wait for one.

        Raises:
            TelegramError: out of reach, or a webhook is set.
        """
        await self._start()
        found = await self.bot.get_updates(
            offset=after + 1 if after else None, timeout=seconds, allowed_updates=WANTED
        )
        return [update.to_dict() for update in found]

    async def drop_webhook(self) -> None:
        """Have updates fetched instead of pushed; none is lost.

        Raises:
            TelegramError: refused.
        """
        await self._start()
        await self.bot.delete_webhook()

    async def close(self) -> None:
        """Close the connections."""
        if self._started:
            await self.bot.shutdown()

    async def _start(self) -> None:
        # When first needed: the service starts although Telegram is out of reach.
        async with self._starting:
            if not self._started:
                await self.bot.initialize()
                self._started = True


class PartlySent(Exception):
    """A long message was cut off between its parts; ``sent`` of them arrived."""

    def __init__(self, sent: int) -> None:
        super().__init__(sent)
        self.sent = sent
