from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from huey import Huey, SqliteHuey, crontab
from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.app import worker
from bot.app.tasks.keeping import CAMPAIGNS_KEPT, MESSAGES_KEPT, STATES_KEPT, TURNS_KEPT, due, purge
from bot.app.tasks.messages import forget_address
from bot.app.worker import make_queue
from bot.campaigns.audience.browsers import opened
from bot.citizens.models import ConsentRecord, Subscriber
from bot.citizens.subscriptions import Person, Subscriptions
from bot.complaints.case.models import KnownTeller, PurgeEntry
from bot.complaints.keeping.retention import RetentionRules
from bot.conversation.ledger import Ledger, Outcome
from bot.conversation.models import ConversationState, Turn, UnansweredQuestion
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, Reply
from bot.kit.sealing import Keyring
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.sender import Body
from bot.outbox.service import NewMessage, Outbox
from bot.settings import Settings
from bot.watching.models import Watch
from bot.watching.watches import Watches

KEYRING = Keyring({"test": b"k" * 32})


def settings(folder: Path, database_url: str) -> Settings:
    keys = SecretStr(f"test:{base64.b64encode(b'k' * 32).decode()}")
    return Settings(_env_file=None, data_dir=folder, database_url=database_url, data_keys=keys)


async def test_what_is_older_than_promised_is_deleted(
    sessions: SessionFactory, database_url: str, tmp_path: Path
) -> None:
    for age, key in ((TURNS_KEPT + timedelta(days=1), "old"), (timedelta(), "new")):
        ledger = Ledger(sessions, lambda age=age: clock.now() - age, KEYRING)
        message = IncomingMessage("web", f"citizen-{key}", "问题", key)
        turn = (await ledger.open_turns.open(message)).id
        await ledger.close(turn, message, Outcome((Reply("答"),), keep_as="unknown"), 1)

    counts = await purge(settings(tmp_path, database_url), sessions)

    assert {k: v for k, v in counts.items() if v} == {"turns": 1, "states": 1, "questions": 1}
    async with sessions() as session:
        for table in (Turn, ConversationState, UnansweredQuestion):
            assert await session.scalar(select(func.count()).select_from(table)) == 1
    assert STATES_KEPT < TURNS_KEPT


async def test_what_is_just_as_old_as_promised_stays_to_the_second(
    sessions: SessionFactory, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, over = clock.now(), timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: now)
    for key, age in enumerate((TURNS_KEPT, TURNS_KEPT + over, STATES_KEPT, STATES_KEPT + over)):
        ledger = Ledger(sessions, lambda age=age: now - age, KEYRING)
        message = IncomingMessage("web", f"citizen-{key}", "问题", str(key))
        turn = (await ledger.open_turns.open(message)).id
        await ledger.close(turn, message, Outcome((Reply("答"),), keep_as="unknown"), 1)

    counts = await purge(settings(tmp_path, database_url), sessions)

    assert {k: v for k, v in counts.items() if v} == {"turns": 1, "states": 3, "questions": 1}


async def test_a_message_long_sent_keeps_neither_text_nor_address(
    sessions: SessionFactory, database_url: str, tmp_path: Path
) -> None:
    for age, key in ((MESSAGES_KEPT + timedelta(days=1), "old"), (timedelta(days=1), "new")):
        outbox = Outbox(lambda age=age: clock.now() - age)
        message = NewMessage.seal(
            KEYRING, purpose="answer", dedupe_key=key, conversation="c", channel="telegram",
            address="77", body=Body("您的投诉"),
        )  # fmt: skip
        async with sessions.begin() as session:
            await outbox.put(session, message)
            await session.execute(update(OutboxMessage).values(status=OutboxStatus.SENT.value))

    assert (await purge(settings(tmp_path, database_url), sessions))["messages"] == 1

    async with sessions() as session:
        rows = {row.dedupe_key: row for row in await session.scalars(select(OutboxMessage))}
    assert (rows["old"].address_sealed, rows["old"].body_sealed) == ("", "")
    assert Body.opened(rows["new"].body_sealed, KEYRING).text == "您的投诉"


def test_the_queue_is_beside_the_database(tmp_path: Path) -> None:
    queue = make_queue(Settings(_env_file=None, data_dir=tmp_path))

    assert isinstance(queue, SqliteHuey)
    assert (tmp_path / "queue.db").exists()


def _due_every_minute(folder: Path, url: str) -> Huey:
    queue = make_queue(settings(folder, url))
    queue.periodic_task(crontab())(lambda: None)
    return queue


async def test_of_two_workers_one_begins_the_jobs_of_a_minute(
    sessions: SessionFactory, database_url: str, tmp_path: Path
) -> None:
    both = [_due_every_minute(tmp_path, database_url) for _ in range(2)]

    async def begun(hour: int, minute: int, second: int) -> list[int]:
        """How many jobs each of them begins."""
        now = datetime(2026, 11, 29, hour, minute, second, tzinfo=UTC)
        found = [asyncio.to_thread(queue.read_periodic, now) for queue in both]
        return sorted(len(due) for due in await asyncio.gather(*found))

    assert await begun(12, 0, 5) == [0, 1]
    assert await begun(12, 0, 59) == [0, 0]
    assert await begun(12, 1, 0) == [0, 1]


async def test_a_worker_that_cannot_ask_begins_the_jobs(tmp_path: Path) -> None:
    queue = _due_every_minute(tmp_path, f"sqlite:///{tmp_path / 'not' / 'there.db'}")

    assert len(await asyncio.to_thread(queue.read_periodic, clock.now())) == 1


async def test_a_consent_is_kept_while_somebody_subscribes_and_a_while_after(
    sessions: SessionFactory, database_url: str, tmp_path: Path
) -> None:
    subscriptions, old = Subscriptions(KEYRING), clock.now() - CAMPAIGNS_KEPT - timedelta(days=1)
    stays, left = (Person("telegram", name, name) for name in ("stays", "left"))

    def work(session: Session) -> None:
        for person in (stays, left):
            subscriptions.add(session, person, ["standards_day"], "我同意。", old)
        subscriptions.stop(session, left, "退订", old)

    await sessions.run(work)
    assert (await purge(settings(tmp_path, database_url), sessions))["consents"] == 2
    async with sessions() as session:
        assert list(await session.scalars(select(ConsentRecord.conversation))) == ["stays"]


async def test_what_a_browser_that_stays_away_watches_goes(
    sessions: SessionFactory, database_url: str, tmp_path: Path
) -> None:
    kept_for = timedelta(days=RetentionRules.load().browsers_after_days)
    here, watches = settings(tmp_path, database_url), Watches(KEYRING, {})
    ages = {
        "gone": kept_for + timedelta(days=1),
        "back": kept_for + timedelta(days=1),
        "new": kept_for,
    }

    def work(session: Session) -> None:
        for name, age in ages.items():
            at = clock.now() - age
            person = Person("web", name, via="page")
            watches.add(session, person, ["GB 17761"], "我同意。", at, clock.today() - age)
            Subscriptions(KEYRING).add(session, person, ["standards_day"], "我同意。", at)
        followed = Person("wechat", "wechat", "openid")
        watches.add(session, followed, ["GB 17761"], "我同意。", at, clock.today() - kept_for * 2)
        opened(session, "back", clock.today())

    await sessions.run(work)
    assert (await due(here, sessions))["browsers"] == 1

    assert (await purge(here, sessions))["browsers"] == 1

    async with sessions() as session:
        watching = set(await session.scalars(select(Watch.conversation)))
        subscribed = set(await session.scalars(select(Subscriber.conversation)))
        named = set(await session.scalars(select(ConsentRecord.conversation)))
        ledger = select(PurgeEntry.table, PurgeEntry.rows).order_by(PurgeEntry.id)
        assert [tuple(row) for row in await session.execute(ledger)] == [
            ("subscriber", 1),
            ("watch", 1),
        ]
    assert (watching, subscribed) == ({"back", "new", "wechat"}, {"back", "new"})
    assert "gone" not in named


def test_no_job_is_locked_for_ever_by_a_worker_that_was_killed() -> None:
    assert not worker.huey._locks  # they know no expiry; see bot.kit.job_lease


@pytest.mark.parametrize(
    ("channel", "why", "left"),
    [
        ("wechat", "unfollowed", True), ("wechat", "wrong_openid", False),
        ("wechat", "restricted", False), ("telegram", "blocked", True),
    ],
)  # fmt: skip
async def test_a_fault_of_our_account_erases_nobody(
    sessions: SessionFactory, channel: str, why: str, left: bool
) -> None:
    person = Person(channel, "somebody", "77")

    def work(session: Session) -> int:
        Subscriptions(KEYRING).add(session, person, ["standards_day"], "我同意。", clock.now())
        session.add(KnownTeller(conversation="somebody", sealed="", consent_version="1"))
        forget_address(session, channel, "somebody", why)
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Subscriber, KnownTeller)
        )

    assert await sessions.run(work) == (0 if left else 2)
