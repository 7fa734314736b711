"""The worker's queue and its periodic jobs (Huey), beside the database that the service uses."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import structlog
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.api import PeriodicTask

from bot.app.database import Chore, with_database
from bot.app.tasks import (
    backups,
    cases,
    conversations,
    keeping,
    member_mail,
    member_push,
    messages,
    staff_notices,
    standards,
)
from bot.app.tasks import campaigns as campaign_tasks
from bot.kit import clock, log
from bot.kit.db import SessionFactory
from bot.kit.job_lease import EVERY_MINUTE, alone, first_at
from bot.kit.readiness import tell_ready
from bot.settings import Settings, load_settings

MINUTE = "minute"  # the name under which workers agree on who begins a minute's jobs


class _Scheduling(Huey):  # type: ignore[misc]
    """Of several workers one begins the jobs of a minute, whichever is there first."""

    service: Settings

    def read_periodic(self, timestamp: datetime | None) -> list[PeriodicTask]:
        """See huey; nothing where another worker has begun this minute's."""
        now = timestamp or self._get_timestamp()
        due = super().read_periodic(now)
        return due if due and self._is_first(now.replace(tzinfo=UTC)) else []

    def _is_first(self, now: datetime) -> bool:
        async def ask(_: Settings, sessions: SessionFactory) -> bool:
            return await first_at(MINUTE, now.replace(second=0, microsecond=0), sessions)

        try:
            return asyncio.run(with_database(self.service, ask))
        except Exception:
            # Rather twice, one after the other, than a night without a backup.
            structlog.get_logger().exception("worker.minute_not_asked")
            return True


class _OnSqlite(_Scheduling, SqliteHuey):  # type: ignore[misc]
    pass


class _OnPostgres(_Scheduling, PostgresHuey):  # type: ignore[misc]
    pass


def make_queue(settings: Settings) -> Huey:
    """The queue: a SQLite file in the data folder, or the PostgreSQL the service uses."""
    url = settings.effective_database_url
    if url.startswith("postgresql"):
        dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
        queue = _OnPostgres("yubiao", dsn=dsn, utc=True)
    else:
        queue = _OnSqlite("yubiao", filename=str(settings.data_dir / "queue.db"), utc=True)
    queue.service = settings
    return queue


_settings = load_settings()
log.configure(json=_settings.environment == "production")
huey = make_queue(_settings)
huey.on_startup()(tell_ready)


def _run(name: str, chore: Chore) -> None:
    counts = asyncio.run(with_database(_settings, chore))
    if any(counts.values()):
        structlog.get_logger().info(name, **counts)


def _run_alone(name: str, chore: Chore) -> None:
    async def work(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
        return await alone(name, sessions, lambda: chore(settings, sessions), clock.now) or {}

    _run(name, work)


@huey.periodic_task(crontab(hour="19", minute="20"))  # type: ignore[untyped-decorator]
# 19:20 UTC is 03:20 in Chongqing.
def purge() -> None:
    """Delete what is older than promised."""
    _run_alone("retention.purged", keeping.purge)


@huey.periodic_task(crontab(hour="20", minute="10"))  # type: ignore[untyped-decorator]
def back_up() -> None:
    """Back up, if switched on; 20:10 UTC is 04:10 in Chongqing, after what is due has gone."""
    _run_alone(backups.BACKUP, backups.back_up)


@huey.periodic_task(crontab(minute="45"))  # type: ignore[untyped-decorator]
def drop_old_backups() -> None:
    """Delete backups that have lived as long as promised, also while none can be made."""
    _run_alone("backup.dropped", backups.drop_old)


@huey.periodic_task(crontab(hour="19", minute="40"))  # type: ignore[untyped-decorator]
def train_classifier() -> None:
    """Learn from what staff corrected during the day."""
    _run_alone("classifier.trained", cases.train_classifier)


@huey.periodic_task(crontab(minute="*/3"))  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Delete old drafts, and erase the replies of private turns."""
    _run_alone("drafts.swept", keeping.sweep)


@huey.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def settle_withdrawals() -> None:
    """End the cases whose citizens withdrew them an hour ago."""
    _run_alone("cases.withdrawn", cases.settle_withdrawals)


@huey.periodic_task(crontab())  # type: ignore[untyped-decorator]
def time_out_handovers() -> None:
    """Give conversations back that nobody takes or speaks in."""
    _run_alone("handover.given_back", conversations.time_out_handovers)


@huey.periodic_task(crontab())  # type: ignore[untyped-decorator]
def train_model() -> None:
    """Train the model when staff asked for it."""
    _run_alone("model.trained", conversations.train_model)


@huey.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def group_questions() -> None:
    """Put new unanswered questions into groups."""
    _run_alone("inbox.grouped", conversations.group_questions)


@huey.periodic_task(crontab(minute="5"))  # type: ignore[untyped-decorator]
def escalate() -> None:
    """Mark legal clocks that are due soon or overdue; end supplements nobody sent."""
    _run_alone("cases.escalated", cases.escalate)


@huey.periodic_task(crontab())  # type: ignore[untyped-decorator]
def deliver() -> None:
    """Send what waits in the outbox."""
    _run_alone(EVERY_MINUTE, messages.deliver)


# Nobody alone: several workers deliver side by side, each at its share of the pace, and a run
# ends only after the next minute's has begun.
@huey.periodic_task(crontab())  # type: ignore[untyped-decorator]
def campaigns() -> None:
    """Send what staff have scheduled."""
    _run("campaigns.sent", campaign_tasks.campaigns)


@huey.periodic_task(crontab(minute="15"))  # type: ignore[untyped-decorator]
def propose_campaigns() -> None:
    """Tell staff in time which days come near."""
    _run_alone("campaigns.proposed", campaign_tasks.propose_campaigns)


@huey.periodic_task(crontab(minute="25"))  # type: ignore[untyped-decorator]
def draft_digest() -> None:
    """Draft the month's digest as soon as the first day has begun in Chongqing."""
    _run_alone("campaigns.digest_drafted", campaign_tasks.draft_digest)


@huey.periodic_task(crontab(hour="18", minute="30"))  # type: ignore[untyped-decorator]
def sync_tags() -> None:
    """Bring WeChat's tags and our segments in line; 18:30 UTC is 02:30 in Chongqing."""
    _run_alone("campaigns.tags_synced", campaign_tasks.sync_tags)


@huey.periodic_task(crontab(hour="17", minute="10"))  # type: ignore[untyped-decorator]
def visit_official() -> None:
    """Compare with the official platforms, if switched on; 17:10 UTC is 01:10 in Chongqing."""
    _run_alone(standards.OFFICIAL, standards.visit_official)


@huey.periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
def tell_watchers() -> None:
    """Tell those who watch a standard what has changed of it."""
    _run_alone("watchers.told", standards.tell_watchers)


@huey.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def tell_staff_daily() -> None:
    """Tell staff each working day what waits, if switched on."""
    _run_alone("staff.told_daily", staff_notices.tell_daily)


@huey.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def mail_members() -> None:
    """Mail each member of staff what waits for them, once on a working day, if switched on."""
    _run_alone("staff.mailed", member_mail.mail_members)


@huey.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def push_members() -> None:
    """Tell each member what waits in the browsers where they want it, if switched on."""
    _run_alone("staff.pushed", member_push.push_members)


@huey.periodic_task(crontab())  # type: ignore[untyped-decorator]
def tell_staff_of_citizens() -> None:
    """Tell staff that a citizen waits for a person, if switched on."""
    _run_alone("staff.told_of_citizens", staff_notices.tell_of_citizens)
