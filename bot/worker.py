"""The worker's queue and its periodic jobs (Huey), beside the database that the service uses."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from sqlalchemy import delete

from bot.conversation.models import ConversationState, Turn, UnansweredQuestion
from bot.kit import clock, log
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings, load_settings

TURNS_KEPT = timedelta(days=180)
STATES_KEPT = timedelta(days=2)


def make_queue(settings: Settings) -> Huey:
    """The queue: a SQLite file in the data folder, or the PostgreSQL the service uses."""
    url = settings.effective_database_url
    if url.startswith("postgresql"):
        dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
        return PostgresHuey("yubiao", dsn=dsn, utc=True)
    return SqliteHuey("yubiao", filename=str(settings.data_dir / "queue.db"), utc=True)


_settings = load_settings()
log.configure(json=_settings.environment == "production")
huey = make_queue(_settings)


@huey.periodic_task(crontab(hour="19", minute="20"))  # type: ignore[untyped-decorator]
# 19:20 UTC is 03:20 in Chongqing.
def purge_old_turns() -> None:
    """Delete what conversations no longer need (个人信息保护法第十九条：最短保存期限)."""
    counts = asyncio.run(purge(_settings))
    structlog.get_logger().info("retention.purged", **counts)


async def purge(settings: Settings) -> dict[str, int]:
    """Delete old turns and states; unanswered questions go after the same time as turns."""
    engine = create_engine(settings.effective_database_url)
    now = clock.now()
    jobs = {
        "turns": delete(Turn).where(Turn.received_at < now - TURNS_KEPT),
        "states": delete(ConversationState).where(ConversationState.updated_at < now - STATES_KEPT),
        "questions": delete(UnansweredQuestion).where(
            UnansweredQuestion.asked_at < now - TURNS_KEPT
        ),
    }
    try:
        async with SessionFactory(engine).begin() as session:
            return {
                name: (await session.execute(job)).rowcount  # type: ignore[attr-defined]
                for name, job in jobs.items()
            }
    finally:
        await engine.dispose()
