"""``yubiao telegram``: set the webhook, or fetch updates during development."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from typing import Any, NoReturn

import httpx
import typer
from telegram.error import TelegramError

from bot.app.parts import telegram_bot
from bot.channels.telegram.bot import TelegramBot
from bot.channels.telegram.message import COMMAND_LABELS
from bot.settings import Settings, SettingsError, load_settings

telegram_app = typer.Typer(no_args_is_help=True, help="Telegram 机器人")
PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECONDS_TO_WAIT = 25
PAUSE = 3.0  # seconds after a fault
_TRIES = 3  # for one update, as long as the service answers at all


@telegram_app.command("set-webhook")
def set_webhook() -> None:
    """让 Telegram 把消息推送到 PUBLIC_URL/telegram，并设置命令菜单。"""
    settings, bot = _bot()
    if not settings.public_url.startswith("https://"):
        _stop("设置 PUBLIC_URL 有误：Telegram 只推送到 https:// 的网址。")
    secret = settings.telegram_webhook_secret.get_secret_value()

    async def work() -> None:
        try:
            await bot.set_webhook(f"{settings.public_url}{PATH}", secret)
            await bot.set_commands(COMMAND_LABELS)
        finally:
            await bot.close()

    _run(work())
    typer.echo("已设置，Telegram 会推送到这个网址。")


@telegram_app.command("poll")
def poll() -> None:
    """开发用：不需要公网地址，取回消息交给本机正在运行的网页服务。按 Ctrl-C 停止。"""
    settings, bot = _bot()
    typer.echo("正在接收 Telegram 的消息，按 Ctrl-C 停止。")
    try:
        _run(forward(settings, bot))
    except KeyboardInterrupt:
        typer.echo("已停止。")


async def forward(settings: Settings, bot: TelegramBot, rounds: int | None = None) -> int:
    """Fetch updates and give each to the web process, as Telegram's own push would.

    An update is left behind only when the service has taken it, or has failed it three times.

    Args:
        settings: address of the web process, the webhook's secret.
        bot: fetches.
        rounds: how many fetches; None for ever.

    Returns:
        The number of the last update given on.

    Raises:
        TelegramError: Telegram refuses the token.
    """
    secret = settings.telegram_webhook_secret.get_secret_value()
    address = f"http://{settings.host}:{settings.port}{PATH}"
    last, done = 0, 0
    await bot.drop_webhook()
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        try:
            while rounds is None or done < rounds:
                done += 1
                for update in await bot.updates(last, SECONDS_TO_WAIT):
                    await _give(client, address, secret, json.dumps(update))
                    last = update["update_id"]
        finally:
            await bot.close()
    return last


async def _give(client: httpx.AsyncClient, address: str, secret: str, update: str) -> None:
    tries = 0
    while tries < _TRIES:
        headers = {SECRET_HEADER: secret, "content-type": "application/json"}
        try:
            answer = await client.post(address, content=update, headers=headers)
        except httpx.TransportError:
            typer.echo("网页服务没有响应，请先在另一个窗口运行 make run。", err=True)
            await asyncio.sleep(PAUSE)
            continue
        if answer.status_code == 200:
            return
        tries += 1
        await asyncio.sleep(PAUSE)


def _bot() -> tuple[Settings, TelegramBot]:
    try:
        settings = load_settings()
    except SettingsError as problem:
        _stop(str(problem))
    bot = telegram_bot(settings)
    if bot is None:
        _stop("没有设置 TELEGRAM_TOKEN，Telegram 渠道没有开通。")
    return settings, bot


def _run(work: Coroutine[Any, Any, object]) -> None:
    try:
        asyncio.run(work)
    except TelegramError as problem:
        _stop(f"Telegram 没有接受：{type(problem).__name__}。请检查令牌和网络。")


def _stop(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(1)
