"""Training runs with a trainer that only pretends, on each database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.editing.model.heldout import Heldout
from bot.editing.model.models import RunState, TrainingRun
from bot.editing.model.rasa_process import Beat
from bot.editing.model.runs import Refused, TrainingRuns
from bot.editing.model.training import TrainingFailed
from bot.editing.unanswered.models import TrainingExample
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput, NotFound
from bot.staff.audit import AuditLog
from bot.staff.models import AuditEntry
from tests.staff.conftest import Hands

ASKED = [Heldout("你好呀", "greet"), Heldout("多谢咯", "thank"), Heldout("要得", "affirm")]


class Pretender:
    """Writes a small file as the model; sees what the file says.

    Args:
        new: the intents a new model sees.
        fails: whether training fails.
    """

    def __init__(self, *new: str, fails: bool = False) -> None:
        self.new, self.fails, self.beats = new, fails, 0
        self.taught = ""

    async def train(self, taught: Path | None, out: Path, log: Path, beat: Beat) -> None:
        await beat()
        self.taught = await asyncio.to_thread(taught.read_text) if taught else ""
        if self.fails:
            raise TrainingFailed("Rasa 报错：第 3 行不对")
        await asyncio.to_thread(out.write_text, " ".join(self.new))

    async def understood(
        self, model: Path, texts: Sequence[str], log: Path, beat: Beat
    ) -> list[str]:
        await beat()
        return (await asyncio.to_thread(model.read_text)).split()


class Rasa(httpx.AsyncClient):
    """A Rasa that takes models or refuses them."""

    def __init__(self, status: int = 204) -> None:
        self.loaded: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            self.loaded.append(request.read().decode())
            return httpx.Response(status)

        super().__init__(transport=httpx.MockTransport(answer), base_url="http://rasa")


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def runs(sessions: SessionFactory, clock: Hands, tmp_path: Path) -> TrainingRuns:
    (tmp_path / "nlu").mkdir()
    model = tmp_path / "models" / "yubiao.tar.gz"
    model.parent.mkdir()
    model.write_text("greet thank deny")
    return TrainingRuns(
        sessions, clock, tmp_path / "training", model, tmp_path / "models" / "taught.yml",
        tmp_path / "nlu", lambda: ASKED,
    )  # fmt: skip


@pytest.fixture
def audit(clock: Hands) -> AuditLog:
    return AuditLog("s" * 32, clock)


async def teach(sessions: SessionFactory, *texts: str) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    async with sessions.begin() as session:
        session.add_all(TrainingExample(text=t, intent="greet", by="bian", at=now) for t in texts)


async def the(runs: TrainingRuns, number: int) -> TrainingRun:
    return next(run for run in await runs.newest() if run.id == number)


async def test_a_run_trains_with_what_staff_taught_and_says_what_gets_better(
    runs: TrainingRuns, sessions: SessionFactory, audit: AuditLog
) -> None:
    await teach(sessions, "哈喽噻", "打 13812345678 找我")
    number = await runs.ask("shen", audit)
    with pytest.raises(Refused, match="已经有一次"):
        await runs.ask("shen", audit)
    trainer = Pretender("greet", "thank", "affirm")

    assert await runs.work(trainer) == number

    run = await the(runs, number)
    assert (run.state, run.examples) == ("ready", 2)
    assert run.before == {"total": 3, "wrong": [["要得", "affirm", "deny"]]}
    assert run.after == {"total": 3, "wrong": []}
    assert "哈喽噻" in trainer.taught
    assert "13812345678" not in trainer.taught
    assert runs.model.read_text() == "greet thank deny"
    assert await runs.work(trainer) == 0


async def test_a_model_is_put_to_use_and_the_first_one_comes_back(
    runs: TrainingRuns, sessions: SessionFactory, audit: AuditLog
) -> None:
    await teach(sessions, "哈喽噻")
    number = await runs.ask("shen", audit)
    await runs.work(Pretender("greet", "thank", "affirm"))
    rasa = Rasa()

    await runs.activate("shen", number, "", [rasa], audit)

    assert f"{number}/model.tar.gz" in rasa.loaded[0]
    assert runs.model.read_text() == "greet thank affirm"
    assert "哈喽噻" in runs.taught.read_text()
    assert await runs.active() == number
    first = next(run for run in await runs.newest() if run.id != number)
    assert (first.state, first.by) == (RunState.RETIRED.value, "随软件提供")

    await runs.activate("shen", first.id, "", [rasa], audit)

    assert runs.model.read_text() == "greet thank deny"
    assert not runs.taught.exists()
    assert (await the(runs, number)).state == "retired"
    async with sessions() as session:
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
    assert [entry.details for entry in entries] == [{"asked": True}, *[{"activated": True}] * 2]


async def test_a_worse_model_needs_a_reason(runs: TrainingRuns, audit: AuditLog) -> None:
    number = await runs.ask("shen", audit)
    await runs.work(Pretender("greet", "deny", "deny"))

    with pytest.raises(InvalidInput, match="理由"):
        await runs.activate("shen", number, "好", [Rasa()], audit)
    await runs.activate("shen", number, "先用着看看", [Rasa()], audit)


async def test_a_failed_training_says_why_and_changes_nothing(
    runs: TrainingRuns, audit: AuditLog
) -> None:
    number = await runs.ask("shen", audit)

    await runs.work(Pretender(fails=True))

    run = await the(runs, number)
    assert (run.state, run.error) == ("failed", "Rasa 报错：第 3 行不对")
    with pytest.raises(NotFound):
        await runs.activate("shen", number, "", [Rasa()], audit)
    assert await runs.ask("shen", audit) > number


async def test_a_model_rasa_refuses_is_not_put_in_place(
    runs: TrainingRuns, audit: AuditLog
) -> None:
    number = await runs.ask("shen", audit)
    await runs.work(Pretender("greet", "thank", "affirm"))

    with pytest.raises(Refused, match="还在用原来的"):
        await runs.activate("shen", number, "", [Rasa(400)], audit)

    assert runs.model.read_text() == "greet thank deny"
    assert await runs.active() == 0


@pytest.mark.parametrize("status", [400, 503])
async def test_where_one_of_several_refuses_a_model_all_keep_theirs(
    runs: TrainingRuns, audit: AuditLog, status: int
) -> None:
    number = await runs.ask("shen", audit)
    await runs.work(Pretender("greet", "thank", "affirm"))
    first, second, third = Rasa(), Rasa(status), Rasa()

    with pytest.raises(Refused, match="还在用原来的"):
        await runs.activate("shen", number, "", [first, second, third], audit)

    assert [f"{number}/model.tar.gz" in one for one in first.loaded] == [True, False]
    assert str(runs.model) in first.loaded[1]
    assert third.loaded == []
    assert await runs.active() == 0


async def test_every_process_takes_the_model(runs: TrainingRuns, audit: AuditLog) -> None:
    number = await runs.ask("shen", audit)
    await runs.work(Pretender("greet", "thank", "affirm"))
    both = [Rasa(), Rasa()]

    await runs.activate("shen", number, "", both, audit)

    assert [len(one.loaded) for one in both] == [1, 1]


async def test_a_run_whose_worker_died_is_not_waited_for(
    runs: TrainingRuns, sessions: SessionFactory, audit: AuditLog, clock: Hands
) -> None:
    number = await runs.ask("shen", audit)
    await sessions.run(runs._claim)
    clock.move(minutes=2)

    assert await runs.work(Pretender()) == 0

    run = await the(runs, number)
    assert (run.state, run.error) == ("failed", "训练进程中断了，请重新开始。")


async def test_only_a_few_models_are_kept(runs: TrainingRuns, audit: AuditLog) -> None:
    numbers = []
    for _ in range(7):
        numbers.append(await runs.ask("shen", audit))
        await runs.work(Pretender("greet", "thank", "affirm"))

    kept = {int(folder.name) for folder in runs.folder.iterdir()}
    assert kept == set(numbers[2:])
