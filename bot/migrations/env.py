"""Alembic's environment: runs the migrations over the asynchronous drivers."""

from __future__ import annotations

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, event, text

import bot.campaigns.models
import bot.citizens.models
import bot.complaints.case.evidence_models
import bot.complaints.case.models
import bot.conversation.models
import bot.editing.faq.models
import bot.editing.model.models
import bot.editing.region.models
import bot.editing.unanswered.models
import bot.handover.models
import bot.kit.job_lease
import bot.official.models
import bot.outbox.bulk_models
import bot.outbox.models
import bot.staff.models
import bot.watching.models  # noqa: F401  (registers the tables)
import kb.standards.models  # noqa: F401
from bot.kit.db import create_engine
from kb.models import Base

_LOCK = int.from_bytes(b"migrate")


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Of several machines that begin at once one migrates, and the others find it done.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        # The full-text table belongs to the database, not to the models.
        include_name=lambda name, kind, _parents: (
            kind != "table" or not (name or "").startswith("standard_search")
        ),
    )
    with context.begin_transaction():
        context.run_migrations()


def _keep_children(engine: Engine) -> None:
    """A table made anew is dropped on the way, and with foreign keys on its children's rows go.

    They are checked at the end instead (sqlite.org, "Making Other Kinds Of Table Schema Changes").
    """

    @event.listens_for(engine, "connect")
    def _off(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys=OFF").close()

    @event.listens_for(engine, "commit")
    def _check(connection: Connection) -> None:
        orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if orphan is not None:
            raise RuntimeError(f"a row of {orphan[0]} refers to a row of {orphan[2]} that is gone")


async def _main() -> None:
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
    if engine.dialect.name == "sqlite":
        _keep_children(engine.sync_engine)
    async with engine.begin() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


asyncio.run(_main())
