"""How the work behind the web stands: the worker, what waits to be sent, the backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.complaints.case.models import Case, CaseDeadline
from bot.kit import clock
from bot.kit.backup_names import newest_backup
from bot.kit.db import SessionFactory
from bot.kit.job_lease import EVERY_MINUTE, JobLease
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.settings import Settings

SILENT = timedelta(minutes=4)  # it beats every minute; a killed one's lease may last 90 s
STUCK = timedelta(minutes=30)
BACKUP_OLD = timedelta(hours=36)  # one a night

WORKER_SILENT = (
    "后台任务 {minutes} 分钟没有动静：补发、通知、时限提醒、到期清除都停了。"
    "请看后台任务进程的日志，重启它。"
)
WORKER_NEVER = "后台任务还没有启动过：补发、通知、到期清除都不会做。请启动后台任务进程。"
OUTBOX_STUCK = (
    "有 {count} 条消息该发而没有发出，最久的等了 {minutes} 分钟。"
    "请看后台任务的日志和微信、Telegram 的设置。"
)
NO_BACKUP = "设置了备份目录，可是里面还没有备份。请执行 yubiao backup，看哪里不对。"
BACKUP_IS_OLD = "最近的备份是 {hours} 小时以前的。请执行 yubiao backup，看哪里不对。"


@dataclass(frozen=True)
class Standing:
    """What was found.

    Args:
        worker_silent: since the worker's last work; None if it never worked.
        outbox: messages by status.
        overdue: messages whose time has come, and how long the oldest waits.
        late_cases: legal periods that have run out, of cases that are open.
        backup_age: of the newest; None without one.
        backs_up: whether there should be any.
    """

    worker_silent: timedelta | None
    outbox: dict[str, int]
    overdue: tuple[int, timedelta]
    late_cases: int
    backup_age: timedelta | None
    backs_up: bool

    def problems(self, seconds_up: float) -> list[str]:
        """What is wrong and what to do.

        Args:
            seconds_up: how long this process lives; a worker may start after it.
        """
        found = []
        if self.worker_silent is None and seconds_up > SILENT.total_seconds():
            found.append(WORKER_NEVER)
        if self.worker_silent is not None and self._is_silent(seconds_up):
            found.append(WORKER_SILENT.format(minutes=_minutes(self.worker_silent)))
        count, age = self.overdue
        if count and age > STUCK:
            found.append(OUTBOX_STUCK.format(count=count, minutes=_minutes(age)))
        if self.backs_up and self.backup_age is None and seconds_up > BACKUP_OLD.total_seconds():
            found.append(NO_BACKUP)
        if self.backs_up and self.backup_age is not None and self.backup_age > BACKUP_OLD:
            found.append(BACKUP_IS_OLD.format(hours=_minutes(self.backup_age) // 60))
        return found

    def state(self, seconds_up: float) -> dict[str, str]:
        """The same for programs."""
        worker = "silent" if self._is_silent(seconds_up) else "ok"
        outbox = "stuck" if self.overdue[0] and self.overdue[1] > STUCK else "ok"
        return {"worker": worker, "outbox": outbox}

    def _is_silent(self, seconds_up: float) -> bool:
        # Whoever starts everything anew after a night gives the worker its minutes.
        if seconds_up <= SILENT.total_seconds():
            return False
        return self.worker_silent is None or self.worker_silent > SILENT


async def standing_of(settings: Settings, sessions: SessionFactory) -> Standing:
    """Look at the tables and the folder of backups."""
    now = clock.now()
    due = select(func.count(), func.min(OutboxMessage.not_before)).where(
        OutboxMessage.status == OutboxStatus.QUEUED.value, OutboxMessage.not_before <= now
    )
    by_status = select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status)
    late = (
        select(func.count())
        .select_from(CaseDeadline)
        .join(Case, Case.id == CaseDeadline.case_id)
        .where(
            CaseDeadline.met_at.is_(None),
            CaseDeadline.due_on < clock.today(),
            Case.closed_at.is_(None),
        )
    )
    async with sessions() as session:
        beat = await session.scalar(select(JobLease.until).where(JobLease.job == EVERY_MINUTE))
        count, oldest = (await session.execute(due)).one()
        outbox = {status: number for status, number in await session.execute(by_status)}
        late_cases = await session.scalar(late) or 0
    newest = newest_backup(Path(settings.backup_dir)) if settings.backup_dir else None
    return Standing(
        worker_silent=_since(beat, now),
        outbox=outbox,
        overdue=(count, _since(oldest, now) or timedelta()),
        late_cases=late_cases,
        backup_age=_since(newest, now),
        backs_up=bool(settings.backup_dir and settings.backup_recipient),
    )


def _since(moment: datetime | None, now: datetime) -> timedelta | None:
    # A lease in hand ends in the future: somebody is at work now.
    return None if moment is None else max(timedelta(), now - moment)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
