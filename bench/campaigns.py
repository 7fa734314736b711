"""How fast a broadcast leaves, as a share of what the pace allows, and how much memory it takes.

    .venv/bin/python bench/campaigns.py                     # throughput, a few minutes
    .venv/bin/python bench/campaigns.py --memory 10000 100000 1000000

Throughput: the product's WeChat sender at the product's pace against the fake platform, which
answers after ``--latency`` seconds, as a far one does; the peer is the outbox's deliverer, which
speaks to one citizen at a time, with the same sender, people and platform. Memory: a process of
its own gathers and delivers to so many through a sender that answers at once, so that the number
is the only difference.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psutil
import structlog
from sqlalchemy import func, select

from bench.campaign_crash import openid_of, platform_of, prepare, settings_of
from bot.app.parts import channel_senders, quota_ledger
from bot.app.schema import migrate
from bot.campaigns.models import Broadcast
from bot.campaigns.office import build_campaign_office
from bot.campaigns.runner import CampaignRunner
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.outbox.bulk_delivery import BulkDeliverer
from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.outbox.delivery import Deliverer
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.sender import Body, Outgoing, Plan
from bot.outbox.service import NewMessage, Outbox
from bot.outbox.wechat import WeChatSender
from bot.settings import Settings

PACE = 1 / WeChatSender.seconds_between
AT_ONCE = 5000.0  # messages a second of the sender that answers at once
MIB = 2**20


class InstantSender:
    """A platform without limits or delay."""

    seconds_between = 1 / AT_ONCE

    def plan(self, message: Outgoing, route: str) -> Plan | None:
        """Every route, without a quota."""
        return Plan("telegram")

    def repeatable(self, route: str) -> bool:
        """No."""
        return False

    async def send(self, message: Outgoing, route: str) -> str:
        """Nothing happens."""
        return ""


async def _gathered(settings: Settings, sessions: SessionFactory) -> None:
    office = build_campaign_office(settings, sessions, quota_ledger(settings, sessions), clock.now)
    await sessions.run(office.broadcasts.begin_due)
    while await sessions.run(office.broadcasts.gather):
        pass


async def in_bulk(settings: Settings, count: int) -> float:
    """Seconds from the first claim until every row is settled."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    await _gathered(settings, sessions)
    office = build_campaign_office(settings, sessions, quota_ledger(settings, sessions), clock.now)
    object.__setattr__(office.calendar, "quiet_from", office.calendar.quiet_to)
    stop = asyncio.Event()
    async with channel_senders(settings, sessions) as channels:
        deliverer = BulkDeliverer(sessions, office.queue, channels.senders)
        begun = time.monotonic()
        running = asyncio.create_task(deliverer.run(stop))
        sent = select(func.count()).where(Delivery.status == DeliveryStatus.SENT.value)
        while True:
            async with sessions() as session:
                if await session.scalar(sent.select_from(Delivery)) == count:
                    break
            await asyncio.sleep(0.1)
        seconds = time.monotonic() - begun
        stop.set()
        await running
    await sessions.dispose()
    await engine.dispose()
    return seconds


async def one_at_a_time(settings: Settings, count: int) -> float:
    """The same with the outbox's deliverer."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    outbox, body = Outbox(), Body("【世界标准日】\n标准让生活更方便。")
    async with sessions.begin() as session:
        for number in range(count):
            message = NewMessage.seal(
                settings.keyring,
                purpose="campaign",
                dedupe_key=f"bench-{number}",
                conversation=f"person-{number}",
                channel="wechat",
                address=openid_of(number),
                body=body,
            )
            await outbox.put(session, message)
    async with channel_senders(settings, sessions) as channels:
        ledger = quota_ledger(settings, sessions)
        deliverer = Deliverer(sessions, ledger, settings.keyring, channels.senders)
        begun = time.monotonic()
        while (await deliverer.run_once()).total():
            pass
        seconds = time.monotonic() - begun
    async with sessions() as session:
        sent = select(func.count()).where(OutboxMessage.status == OutboxStatus.SENT.value)
        assert await session.scalar(sent.select_from(OutboxMessage)) == count
    await sessions.dispose()
    await engine.dispose()
    return seconds


def throughput(count: int, latency: float) -> None:
    """Print both shares."""
    shares = {}
    peers = count // 10  # it takes as long
    for name, number, work in (
        ("bulk", count, in_bulk),
        ("one at a time", peers, one_at_a_time),
    ):
        with tempfile.TemporaryDirectory() as folder, platform_of(number, latency) as platform:
            settings = settings_of(Path(folder), "", platform)
            migrate(settings.effective_database_url)
            asyncio.run(prepare(settings, number))
            seconds = asyncio.run(work(settings, number))
        shares[name] = number / seconds / PACE
        print(
            f"{name}: {number} messages in {seconds:.1f} s = {number / seconds:.1f} /s, "
            f"{shares[name]:.1%} of the pace of {PACE:.0f} /s",
            flush=True,
        )
    print(f"bulk / one at a time: {shares['bulk'] / shares['one at a time']:.1f}")


async def deliver_all(settings: Settings) -> dict[str, float]:
    """Gather and deliver as the worker does; memory in MiB before and at most, and seconds."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    office = build_campaign_office(settings, sessions, quota_ledger(settings, sessions), clock.now)
    object.__setattr__(office.calendar, "quiet_from", office.calendar.quiet_to)
    deliverer = BulkDeliverer(sessions, office.queue, {"wechat": InstantSender()})
    before = psutil.Process().memory_info().rss / MIB
    begun, stop = time.monotonic(), asyncio.Event()
    running = asyncio.create_task(CampaignRunner(sessions, office, deliverer, None).run(stop))
    while not await _is_over(sessions):
        await asyncio.wait({running}, timeout=1)
    stop.set()
    await running
    seconds = time.monotonic() - begun
    async with sessions() as session:
        sent = select(func.count()).where(Delivery.status == DeliveryStatus.SENT.value)
        count = await session.scalar(sent.select_from(Delivery))
    await sessions.dispose()
    await engine.dispose()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"before": before, "most": most, "seconds": seconds, "sent": float(count or 0)}


async def _is_over(sessions: SessionFactory) -> bool:
    async with sessions() as session:
        return await session.scalar(select(Broadcast.ended_at).limit(1)) is not None


def memory(counts: list[int]) -> None:
    """Print the memory for each number, and against the first."""
    first = None
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            settings = settings_of(Path(name), "", "http://127.0.0.1:9")
            migrate(settings.effective_database_url)
            asyncio.run(prepare(settings, count))
            command = [sys.executable, __file__, "--be-worker", name]
            result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        assert result["sent"] == count
        first = first or result
        print(
            f"{count}: {result['before']:.0f} MiB before, at most {result['most']:.0f} MiB, "
            f"{result['most'] / first['most']:.2f} of the first; "
            f"{count / result['seconds']:.0f} messages /s",
            flush=True,
        )


def main() -> None:
    """Measure one of the two."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--latency", type=float, default=0.15, help="seconds")
    parser.add_argument("--memory", type=int, nargs="+", metavar="RECIPIENTS")
    parser.add_argument("--be-worker", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet)
    if asked.be_worker:
        settings = settings_of(asked.be_worker, "", "http://127.0.0.1:9")
        print(json.dumps(asyncio.run(deliver_all(settings))))
    elif asked.memory:
        memory(asked.memory)
    else:
        throughput(asked.count, asked.latency)


if __name__ == "__main__":
    main()
