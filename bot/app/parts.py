"""Parts that the web process and the worker make alike, from the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.wechat.api import WeChatClient
from bot.complaints.case.clocks import staff_calendar
from bot.editing.model.runs import TrainingRuns
from bot.editing.region.folder import RegionFolders
from bot.handover.hours import OfficeHours
from bot.handover.people import People
from bot.kit import clock
from bot.kit.clock_watch import ClockWatch
from bot.kit.db import SessionFactory
from bot.outbox.bulk_queue import PURPOSE
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.outbox.sender import Sender
from bot.outbox.service import Outbox
from bot.outbox.wechat import NoticeTemplate, WeChatSender
from bot.settings import SEEDS, Settings

if TYPE_CHECKING:
    from bot.channels.telegram.bot import TelegramBot

CLASSIFIER = "case-classifier.npz"  # in the data folder


def people_of(settings: Settings, sessions: SessionFactory, content: Path = SEEDS) -> People:
    """The staff behind the bot, in the office hours of a content folder."""
    return People(
        sessions,
        settings.keyring,
        Outbox(clock.now),
        clock.now,
        OfficeHours.load(content / "office_hours.yml"),
        staff_calendar,
    )


def region_folders(settings: Settings, sessions: SessionFactory) -> RegionFolders:
    """Where the content of the region lies on this machine."""
    return RegionFolders(sessions, settings.data_dir / "region")


def training_runs(settings: Settings, sessions: SessionFactory) -> TrainingRuns:
    """The training runs, their models in the data folder."""
    return TrainingRuns(sessions, clock.now, settings.data_dir / "training")


@dataclass(frozen=True)
class Channels:
    """What can be spoken on.

    Args:
        senders: by channel.
        wechat: the account's client; None without a secret.
    """

    senders: dict[str, Sender]
    wechat: WeChatClient | None


@asynccontextmanager
async def channel_senders(settings: Settings, sessions: SessionFactory) -> AsyncIterator[Channels]:
    """The channels that are set up; their connections are closed afterwards."""
    client, bot = wechat_client(settings, sessions), telegram_bot(settings)
    senders: dict[str, Sender] = {}
    if client is not None:
        senders["wechat"] = wechat_sender(settings, client)
    if bot is not None:
        from bot.outbox.telegram import TelegramSender

        senders["telegram"] = TelegramSender(bot, settings.effective_public_url.rstrip("/"))
    try:
        yield Channels(senders, client)
    finally:
        if client is not None:
            await client.close()
        if bot is not None:
            await bot.close()


def quota_ledger(settings: Settings, sessions: SessionFactory) -> QuotaLedger:
    """The one quota ledger."""
    return QuotaLedger(sessions, {"wechat": wechat_rules(settings.wechat_account)})


def wechat_client(
    settings: Settings, sessions: SessionFactory, watch: ClockWatch | None = None
) -> WeChatClient | None:
    """The client of our account; None while it has no secret."""
    if not settings.wechat_app_secret.get_secret_value():
        return None
    return WeChatClient(
        settings.wechat_app_id,
        settings.wechat_app_secret,
        sessions,
        settings.keyring,
        settings.wechat_api_url,
        watch=watch,
    )


def telegram_bot(settings: Settings) -> TelegramBot | None:
    """Our bot; None while it has no token."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    # python-telegram-bot takes a tenth of a second of a core to read.
    from bot.channels.telegram.bot import TelegramBot

    return TelegramBot(token, settings.telegram_api_url)


def wechat_sender(settings: Settings, client: WeChatClient) -> WeChatSender:
    """The sender of our account, with the templates of notices there are."""
    written = {"case_notice": settings.wechat_case_template}
    written[PURPOSE] = settings.wechat_campaign_template
    templates = {name: (_template(text),) for name, text in written.items() if text}
    site = settings.effective_public_url.rstrip("/")
    return WeChatSender(client, templates, site=site)


def _template(written: str) -> NoticeTemplate:
    route, template, fields = written.split(":")
    return NoticeTemplate(route, template, dict(pair.split("=") for pair in fields.split(",")))
