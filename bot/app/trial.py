"""The whole bot tried by staff (试一试): forms, danger and handover included, and no trace of it.

Each trial has a database of its own, a file that is deleted when the trial ends: what is written in
it reaches no figure, no ledger, no case and nobody. Knowledge and catalogue are the service's.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app.house import build_services
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.case.story import CaseStory, info_of
from bot.console.faq.faq_trial import Shown, Tried
from bot.conversation.models import Turn
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.kit.messages import IncomingMessage, Reply
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.web.services import ActionResult, Services
from kb.models import Base

_NAME = re.compile(r"trial-[0-9a-f]{32}")
LEFT_BEHIND = 600.0  # seconds; then a file belongs to a process that was killed


class Trials:
    """Runs trials; Rasa's calls of a trial's actions may come to another process of this machine.

    Args:
        services: of the running service.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = services.settings.data_dir / "trials"
        self._open: dict[str, Services] = {}
        # A trial is the work of a second or two: more at once would slow citizens down.
        self._one = asyncio.Lock()

    async def run(self, lines: Sequence[str]) -> list[Tried]:
        """Say some lines to the bot, one after the other in one conversation that is new."""
        name = f"trial-{secrets.token_hex(16)}"
        async with self._one:
            self._sweep()
            self._folder.mkdir(mode=0o700, exist_ok=True)
            try:
                async with self._opened(name, new=True) as trial:
                    self._open[name] = trial
                    return [await _said(trial, name, str(n), line) for n, line in enumerate(lines)]
            finally:
                self._open.pop(name, None)
                for path in self._folder.glob(f"{name}*"):
                    path.unlink(missing_ok=True)

    async def run_action(self, call: dict[str, Any]) -> ActionResult | None:
        """Do what Rasa asks for in a trial; None for what belongs to none."""
        tracker = call.get("tracker")
        name = tracker.get("sender_id") if isinstance(tracker, dict) else None
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            return None
        if (here := self._open.get(name)) is not None:
            return await here.run_action(call)
        if not self._file(name).is_file():
            return ActionResult(404, {"error": "the trial has ended"})
        async with self._opened(name) as trial:
            return await trial.run_action(call)

    @asynccontextmanager
    async def _opened(self, name: str, *, new: bool = False) -> AsyncIterator[Services]:
        real = self._services
        settings, engine = real.settings, create_engine(f"sqlite:///{self._file(name)}")
        sessions = SessionFactory(engine, info_of(CaseStory.of(settings, clock.now)))
        try:
            if new:
                async with engine.begin() as connection:
                    await connection.run_sync(Base.metadata.create_all)
            evidence = EvidenceStore(
                sessions, settings.keyring, settings.data_dir / "evidence", clock.now
            )
            apart = replace(
                real,
                engine=engine,
                sessions=sessions,
                evidence=evidence,
                quota=QuotaLedger(sessions, {"wechat": wechat_rules(settings.wechat_account)}),
            )
            yield await asyncio.to_thread(
                build_services, settings, apart, real.content, real.sessions
            )
        finally:
            await sessions.dispose()
            await engine.dispose()

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.db"

    def _sweep(self) -> None:
        """Delete what a killed process left."""
        for path in self._folder.glob("trial-*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > LEFT_BEHIND:
                    path.unlink()


async def _said(trial: Services, name: str, key: str, line: str) -> Tried:
    replies = await trial.conversation.receive(IncomingMessage("web", name, line, key))
    newest = select(Turn.intent, Turn.entry).order_by(Turn.id.desc()).limit(1)
    async with trial.sessions() as session:
        turn = (await session.execute(newest)).one_or_none()
    return Tried(
        line=line,
        replies=tuple(map(_shown, replies)),
        choices=tuple(button.title for reply in replies for button in reply.buttons),
        intent=turn.intent if turn else "",
        entry=turn.entry if turn else "",
    )


def _shown(reply: Reply) -> Shown:
    # What a trial answers with is published, so the picture is where citizens find it.
    picture = reply.picture
    return Shown(reply.text, picture.path, picture.title) if picture else Shown(reply.text)
