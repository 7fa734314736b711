"""What the worker does for cases."""

from __future__ import annotations

import asyncio

from sqlalchemy.orm import Session

from bot.app.parts import CLASSIFIER, region_folders
from bot.complaints.follow.withdrawing import Withdrawing
from bot.complaints.office import build_casework
from bot.complaints.understanding import classify
from bot.complaints.work.corrections import corrected_texts
from bot.complaints.work.escalation import Escalation
from bot.complaints.work.supplements import Supplements
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import Settings
from kb.search.embedding import Embedder


async def train_classifier(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Train the classifier of cases on content and corrections, if they changed."""
    corrections = await sessions.run(lambda s: corrected_texts(s, settings.keyring))
    path = settings.data_dir / CLASSIFIER
    before = path.stat().st_mtime if path.is_file() else 0.0
    await asyncio.to_thread(classify.train_classifier, path, corrections, Embedder())
    return {"trained": int(path.stat().st_mtime != before)}


async def escalate(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Escalate overdue clocks, remind of those due soon, end supplements nobody sent."""
    content = await region_folders(settings, sessions).folder()
    casework = build_casework(settings, clock.now, content)

    def work(session: Session) -> dict[str, int]:
        swept = Supplements(casework).run(session, clock.now())
        done = Escalation(casework.clocks).run(session, clock.now())
        return {
            "due_soon": done.due_soon,
            "overdue": done.overdue,
            "reminded": swept.reminded,
            "returned": swept.returned,
        }

    return await sessions.run(work)


async def settle_withdrawals(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Let withdrawals count whose hour is over."""
    content = await region_folders(settings, sessions).folder()
    withdrawing = Withdrawing(build_casework(settings, clock.now, content))
    done = await sessions.run(lambda session: withdrawing.settle(session, clock.now()))
    return {"withdrawn": done}
