"""A job that only one process may do at a time: who does it holds a lease, and renews it.

And a moment of which only one process may be the first to speak: :func:`first_at`.

Huey's own locks stay for ever when their process is killed (its SQLite and PostgreSQL storages
know no expiry), and with them the outbox would stop until somebody notices.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import String, or_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.kit.clock import Clock
from bot.kit.db import SessionFactory, insert
from kb.models import Base, UtcDateTime

log = structlog.get_logger()

T = TypeVar("T")
LEASE = timedelta(seconds=90)  # a killed worker's job waits at most so long
CLOCKS_APART = timedelta(minutes=5)  # at most, of machines that share a database
BEATS = 4  # renewals within a lease
# The job a worker does every minute: when it was done last tells whether one lives.
EVERY_MINUTE = "outbox.delivered"


class JobLease(Base):
    """Who does a job, and until when it is theirs without a renewal."""

    __tablename__ = "job_lease"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    held_by: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


async def alone(
    job: str,
    sessions: SessionFactory,
    work: Callable[[], Awaitable[T]],
    now: Clock,
    lease: timedelta = LEASE,
) -> T | None:
    """Do the work unless another process is at it.

    Args:
        job: its name.
        sessions: the database.
        work: what to do; it must leave the loop free now and then, or the lease runs out.
        now: present moment.
        lease: how long a dead process keeps the job.

    Returns:
        What the work returned; None if somebody else does it.
    """
    me = uuid.uuid4().hex
    if not await sessions.run(lambda session: _take(session, job, me, now(), lease)):
        return None
    renewing = asyncio.create_task(_renew(job, me, sessions, now, lease))
    try:
        return await work()
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        await sessions.run(lambda session: _extend(session, job, me, now()))


async def _renew(job: str, me: str, sessions: SessionFactory, now: Clock, lease: timedelta) -> None:
    while True:
        await asyncio.sleep(lease.total_seconds() / BEATS)
        try:
            await sessions.run(lambda session: _extend(session, job, me, now() + lease))
        except Exception:  # the database may be away for a while; the work itself decides
            log.exception("job.not_renewed", job=job)


async def first_at(job: str, moment: datetime, sessions: SessionFactory) -> bool:
    """Whether nobody has come for this moment of the job, or a later one; each is given once.

    Args:
        job: its name, which must not be that of a lease.
        moment: when it was due.
        sessions: the database.
    """

    def take(session: Session) -> bool:
        new = insert(session, JobLease).values(job=job, held_by="", until=moment - CLOCKS_APART)
        session.execute(new.on_conflict_do_nothing(index_elements=["job"]))
        # Given far in the future: the clock was wrong then, and has been put right.
        free = or_(JobLease.until < moment, JobLease.until > moment + CLOCKS_APART)
        taken = session.execute(
            update(JobLease)
            .where(JobLease.job == job, free)
            .values(until=moment)
            .execution_options(synchronize_session=False)
        )
        return bool(taken.rowcount == 1)  # type: ignore[attr-defined]

    return await sessions.run(take)


def _take(session: Session, job: str, me: str, now: datetime, lease: timedelta) -> bool:
    new = insert(session, JobLease).values(job=job, held_by="", until=now)
    session.execute(new.on_conflict_do_nothing(index_elements=["job"]))
    free = or_(JobLease.held_by == "", JobLease.until <= now)
    taken = session.execute(
        update(JobLease)
        .where(JobLease.job == job, free)
        .values(held_by=me, until=now + lease)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def _extend(session: Session, job: str, me: str, until: datetime) -> None:
    """Keep the lease until then; a moment that has come gives it back."""
    session.execute(
        update(JobLease)
        .where(JobLease.job == job, JobLease.held_by == me)
        .values(until=until)
        .execution_options(synchronize_session=False)
    )
