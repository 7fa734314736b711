"""Training runs: asked for on the console, done by the worker, put to use by staff."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.editing.model.heldout import Heldout, evaluation, heldout
from bot.editing.model.models import UNDER_WAY, RunState, TrainingRun
from bot.editing.model.rasa_process import Beat
from bot.editing.model.training import MODEL, TAUGHT, TrainingFailed, put_in_place
from bot.editing.unanswered.export import NLU, known_examples, nlu_yaml
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput, NotFound, ServiceError
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.repository import announce_in

SHORTEST_REASON = 4  # characters
WITHOUT_BEAT = timedelta(minutes=1)
RUNS_KEPT = 5  # models on disk
FIRST = "随软件提供"
SECONDS_TO_SWAP = 60.0
# Asked four times a second.
_ACTIVE = select(func.max(TrainingRun.id)).where(TrainingRun.state == RunState.ACTIVE.value)


class Refused(ServiceError):
    """This can't be done now."""

    status = 409


class Trainer(Protocol):
    """What trains and asks models."""

    async def train(self, taught: Path | None, out: Path, log: Path, beat: Beat) -> None:
        """Train a model."""

    async def understood(
        self, model: Path, texts: Sequence[str], log: Path, beat: Beat
    ) -> list[str]:
        """The intent of each text."""


@dataclass(frozen=True)
class TrainingRuns:
    """The runs.

    Args:
        sessions: the database.
        clock: the present moment.
        folder: where models of runs are kept.
        model: the file Rasa loads when it starts.
        taught: beside it, the examples it was trained with.
        nlu: the training data of the software.
        sentences: gives the held-out sentences.
    """

    sessions: SessionFactory
    clock: Clock
    folder: Path
    model: Path = MODEL
    taught: Path = TAUGHT
    nlu: Path = NLU
    sentences: Callable[[], list[Heldout]] = field(default=heldout)

    async def newest(self, most: int = 20) -> Sequence[TrainingRun]:
        """The last runs, the newest first."""
        query = select(TrainingRun).order_by(TrainingRun.id.desc()).limit(most)
        async with self.sessions() as session:
            return (await session.scalars(query)).all()

    async def active(self) -> int:
        """The number of the run in use; 0 for what came with the software."""
        return await self.sessions.read(lambda session: session.scalar(_ACTIVE)) or 0

    async def examples(self) -> int:
        """How many examples staff have taught that the software's data don't have."""
        text = await self._examples()
        return text.count("\n    - ")

    async def ask(self, by: str, audit: AuditLog) -> int:
        """Ask for a run; the worker begins within a minute.

        Raises:
            Refused: one is under way.
        """

        def work(session: Session) -> int:
            open_states = [state.value for state in UNDER_WAY]
            query = select(TrainingRun.id).where(TrainingRun.state.in_(open_states))
            if session.scalar(query) is not None:
                raise Refused("已经有一次训练在进行，请等它完成。")
            row = TrainingRun(by=by, asked_at=self.clock(), step="排队，一分钟内开始")
            session.add(row)
            session.flush()
            audit.add(
                session, by, AuditAction.MODEL_TRAINED, object_type="model",
                object_id=str(row.id), details={"asked": True},
            )  # fmt: skip
            return row.id

        return await self.sessions.run(work)

    async def work(self, trainer: Trainer) -> int:
        """Do the run that waits; its number, 0 if none does."""
        number = await self.sessions.run(self._claim)
        if not number:
            return 0
        try:
            await self._train(number, trainer)
        except (TrainingFailed, OSError, ValueError) as problem:
            structlog.get_logger().warning("training.failed", run=number)
            await self._note(
                number, state=RunState.FAILED.value, error=str(problem)[:2000],
                step="失败", ended_at=self.clock(),
            )  # fmt: skip
        self._remove_old(await self.newest(100))
        return number

    async def activate(
        self,
        by: str,
        number: int,
        reason: str,
        rasa: Sequence[httpx.AsyncClient],
        audit: AuditLog,
    ) -> None:
        """Let Rasa answer with a run's model from now on; nothing is interrupted.

        Of several processes one after the other takes it, and the others answer meanwhile.

        Args:
            by: who decides.
            number: of the run.
            reason: needed if the model does worse than the one before.
            rasa: a client for each Rasa process.

        Raises:
            NotFound: there is no such run, or its model was removed.
            Refused: it isn't ready, or Rasa refused it.
            InvalidInput: it does worse, and no reason was given.
        """
        async with self.sessions() as session:
            row = await session.get(TrainingRun, number)
        if row is None or not self._model_of(number).is_file():
            raise NotFound("没有这个模型，或者它的文件已经清理了。")
        if row.state not in (RunState.READY.value, RunState.RETIRED.value):
            raise Refused("这个模型现在不能换上。")
        if _does_worse(row) and len(reason.strip()) < SHORTEST_REASON:
            raise InvalidInput(f"新模型答对的少了，要换上请写明理由，至少 {SHORTEST_REASON} 个字。")
        await self._keep_first()
        await self._swap(self._model_of(number), rasa)
        taught = self._place(number) / "inbox.yml"
        await asyncio.to_thread(
            put_in_place, self._model_of(number), taught if taught.is_file() else None,
            self.model, self.taught,
        )  # fmt: skip

        def note(session: Session) -> None:
            actives = select(TrainingRun).where(TrainingRun.state == RunState.ACTIVE.value)
            for old in session.scalars(actives):
                old.state = RunState.RETIRED.value
            new = session.get_one(TrainingRun, number)
            new.state, new.activated_by = RunState.ACTIVE.value, by
            new.activated_at = self.clock()
            session.flush()
            announce_in(session)
            audit.add(
                session, by, AuditAction.MODEL_TRAINED, object_type="model",
                object_id=str(number), reason=reason.strip(), details={"activated": True},
            )  # fmt: skip

        await self.sessions.run(note)

    async def _swap(self, new: Path, rasa: Sequence[httpx.AsyncClient]) -> None:
        """All processes take the model, or all keep theirs.

        Raises:
            Refused: one is away, or doesn't take it.
        """
        for place, process in enumerate(rasa):
            problem = await _load(new, process)
            if problem:
                for before in rasa[:place]:
                    await _load(self.model, before)
                raise Refused(problem)

    def _claim(self, session: Session) -> int:
        now = self.clock()
        states = (RunState.TRAINING.value, RunState.EVALUATING.value)
        for lost in session.scalars(
            select(TrainingRun).where(
                TrainingRun.state.in_(states), TrainingRun.beat_at < now - WITHOUT_BEAT
            )
        ):
            lost.state, lost.step, lost.ended_at = RunState.FAILED.value, "失败", now
            lost.error = "训练进程中断了，请重新开始。"
        query = select(TrainingRun).where(TrainingRun.state == RunState.QUEUED.value)
        row = session.scalars(query.with_for_update(skip_locked=True)).first()
        if row is None:
            return 0
        row.state, row.begun_at, row.beat_at = RunState.TRAINING.value, now, now
        return row.id

    async def _train(self, number: int, trainer: Trainer) -> None:
        place = self._place(number)
        place.mkdir(parents=True, exist_ok=True)
        log, beat = place / "output.log", self._beat(number)
        text = await self._examples()
        taught = place / "inbox.yml" if text else None
        if taught is not None:
            taught.write_text(text, encoding="utf-8")
        await self._note(number, step="训练新模型", examples=text.count("\n    - "))
        await trainer.train(taught, self._model_of(number), log, beat)
        asked = self.sentences()
        texts = [one.text for one in asked]
        state = RunState.EVALUATING.value
        await self._note(number, state=state, step="评测现在的模型")
        before = evaluation(asked, await trainer.understood(self.model, texts, log, beat))
        await self._note(number, step="评测新模型", before=before)
        new = await trainer.understood(self._model_of(number), texts, log, beat)
        await self._note(
            number, state=RunState.READY.value, step="完成", after=evaluation(asked, new),
            ended_at=self.clock(),
        )  # fmt: skip

    async def _examples(self) -> str:
        known = await asyncio.to_thread(known_examples, self.nlu)
        return await self.sessions.run(lambda session: nlu_yaml(session, known))

    async def _keep_first(self) -> None:
        """Keep the model the software came with, so that it can be gone back to."""
        if not self.model.is_file() or await self.active():
            return

        def add(session: Session) -> int:
            if session.scalar(select(TrainingRun.id).where(TrainingRun.by == FIRST)) is not None:
                return 0
            now = self.clock()
            row = TrainingRun(
                by=FIRST, state=RunState.RETIRED.value, step="完成", asked_at=now, ended_at=now
            )
            session.add(row)
            session.flush()
            return row.id

        number = await self.sessions.run(add)
        if number:
            self._place(number).mkdir(parents=True, exist_ok=True)
            partial = self._model_of(number).with_suffix(".partial")
            shutil.copyfile(self.model, partial)
            os.replace(partial, self._model_of(number))

    def _beat(self, number: int) -> Callable[[], Awaitable[None]]:
        async def beat() -> None:
            await self._note(number)

        return beat

    async def _note(self, number: int, **columns: Any) -> None:
        def work(session: Session) -> None:
            row = session.get_one(TrainingRun, number)
            row.beat_at = self.clock()
            for name, value in columns.items():
                setattr(row, name, value)

        await self.sessions.run(work)

    def _place(self, number: int) -> Path:
        return self.folder / str(number)

    def _model_of(self, number: int) -> Path:
        return self._place(number) / "model.tar.gz"

    def _remove_old(self, runs: Sequence[TrainingRun]) -> None:
        kept = [
            run.id
            for run in runs
            if run.state not in (RunState.FAILED.value, RunState.ACTIVE.value) and run.by != FIRST
        ][:RUNS_KEPT]
        always = [run.id for run in runs if run.state == RunState.ACTIVE.value or run.by == FIRST]
        for folder in self.folder.glob("*"):
            if folder.name.isdigit() and int(folder.name) not in (*kept, *always):
                shutil.rmtree(folder, ignore_errors=True)


async def _load(model: Path, rasa: httpx.AsyncClient) -> str:
    """Have a process load a model; why it did not, empty if it did."""
    try:
        answer = await rasa.put("/model", json={"model_file": str(model)}, timeout=SECONDS_TO_SWAP)
    except httpx.HTTPError:
        return "连不上 Rasa，没有换。"
    if answer.status_code != httpx.codes.NO_CONTENT:
        return "Rasa 没有接受这个模型，还在用原来的。"
    return ""


def _does_worse(row: TrainingRun) -> bool:
    if row.before is None or row.after is None:
        return False
    return len(row.after["wrong"]) > len(row.before["wrong"])
