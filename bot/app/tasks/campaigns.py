"""What the worker does for campaigns."""

from __future__ import annotations

from bot.app.parts import channel_senders, quota_ledger, region_folders, wechat_client
from bot.app.tasks.messages import after, forget_subscriber
from bot.campaigns.office import build_campaign_office, mass_sending, segment_tags
from bot.campaigns.pieces import proposing
from bot.campaigns.runner import CampaignRunner
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.outbox.bulk_delivery import BulkDeliverer
from bot.settings import Settings

# Longer than the minute after which the next run begins: no time is lost between the two.
CAMPAIGN_SECONDS = 62.0


async def campaigns(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Begin, gather, send and end broadcasts, until the next minute's run has begun.

    Several processes may do this at once.
    """
    ledger = quota_ledger(settings, sessions)
    office = build_campaign_office(settings, sessions, ledger, clock.now)
    async with channel_senders(settings, sessions) as channels:
        deliverer = BulkDeliverer(sessions, office.queue, channels.senders, gone=forget_subscriber)
        mass = (
            None
            if channels.wechat is None
            else mass_sending(settings, sessions, channels.wechat, ledger, office, clock.now)
        )
        return await CampaignRunner(sessions, office, deliverer, mass).run(after(CAMPAIGN_SECONDS))


async def propose_campaigns(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Propose the campaigns whose days come near."""
    office = build_campaign_office(settings, sessions, quota_ledger(settings, sessions), clock.now)
    made = await sessions.run(lambda s: office.proposals.run(s, clock.today(), clock.now()))
    return {"proposed": len(made)}


async def draft_digest(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Draft the month's digest of new standards, in its first days and once."""
    content = await region_folders(settings, sessions).folder()
    ledger = quota_ledger(settings, sessions)
    digests = build_campaign_office(settings, sessions, ledger, clock.now, content).digests
    made = await sessions.run(lambda s: digests.run(s, clock.today(), clock.now()))
    return {"piece": made or 0}


async def seed_quizzes(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Put the questions that come with the software in."""
    office = build_campaign_office(settings, sessions, quota_ledger(settings, sessions), clock.now)
    made = await sessions.run(lambda s: proposing.seed_quizzes(s, office.calendar, clock.now()))
    return {"quizzes": made}


async def sync_tags(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Bring the account's tags and the segments in line."""
    client = wechat_client(settings, sessions)
    if client is None:
        return {}
    async with client:
        office = build_campaign_office(
            settings, sessions, quota_ledger(settings, sessions), clock.now
        )
        tags = segment_tags(settings, sessions, client, office.calendar, clock.now)
        return await tags.sync()
