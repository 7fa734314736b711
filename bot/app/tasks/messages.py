"""What the worker sends, and whom it forgets when they have left."""

from __future__ import annotations

import asyncio

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.app.parts import channel_senders, quota_ledger, region_folders, wechat_client
from bot.channels.wechat.account_menu import load_menu
from bot.citizens.models import CitizenAddress
from bot.citizens.subscriptions import Subscriptions
from bot.complaints.intake.known_teller import forget_teller
from bot.conversation.late import LateAnswers
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.outbox.delivery import Deliverer
from bot.outbox.service import Outbox
from bot.settings import Settings
from bot.watching.watches import forget as forget_watches

SENDING_SECONDS = 55.0


async def deliver(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Send what waits in the outbox, for not quite a minute; the next minute's run goes on."""
    ledger = quota_ledger(settings, sessions)
    async with channel_senders(settings, sessions) as channels:
        deliverer = Deliverer(
            sessions, ledger, settings.keyring, channels.senders, gone=forget_address
        )
        late = LateAnswers(Outbox(), settings.keyring, clock.now)
        counts = {
            "rescued": await sessions.run(late.rescue),
            "apologised": await sessions.run(late.apologise),
        }
        await deliverer.run(after(SENDING_SECONDS))
    return counts


def after(seconds: float) -> asyncio.Event:
    """An event that happens when a run must end."""
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, stop.set)
    return stop


class NoAccount(Exception):
    """The account's secret isn't set."""

    for_staff = "没有设置 WECHAT_APP_SECRET，不能调用微信接口。"


async def push_menu(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Set the account's menu as it was last published.

    Raises:
        MenuError: the file is wrong.
        NoAccount: there is no secret.
        WeChatError: the platform refused.
    """
    folder = await region_folders(settings, sessions).folder()
    menu = load_menu(settings.effective_public_url, folder / "menu.yml")
    client = wechat_client(settings, sessions)
    if client is None:
        raise NoAccount(NoAccount.for_staff)
    try:
        await client.menu.replace(menu)
    finally:
        await client.close()
    return {"menu": len(menu)}


def forget_address(session: Session, channel: str, conversation: str, why: str) -> None:
    """A citizen can't be reached any more: keep no address of theirs."""
    if not _left_for_good(channel, why):
        return
    session.execute(delete(CitizenAddress).where(CitizenAddress.conversation == conversation))
    forget_subscriber(session, channel, conversation, why)


def forget_subscriber(session: Session, channel: str, conversation: str, why: str) -> None:
    """A subscriber can't be reached any more: nothing of them stays."""
    if not _left_for_good(channel, why):
        return
    Subscriptions.forget(session, conversation, clock.now())
    forget_watches(session, conversation)
    forget_teller(session, conversation)


def _left_for_good(channel: str, why: str) -> bool:
    """Whether a person has left, rather than our account or its settings being at fault.

    WeChat's other refusals (a wrong AppID, a restricted account) would come for everybody: they
    must not erase whom we serve.
    """
    return channel != "wechat" or why == "unfollowed"
