"""Another model is put to use in the running Rasa while citizens ask."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.editing.model.models import RunState, TrainingRun
from bot.editing.model.runs import TrainingRuns
from bot.editing.model.training import MODEL
from bot.kit.db import SessionFactory
from bot.staff.audit import AuditLog
from tests.journeys.conftest import Running

pytestmark = pytest.mark.rasa
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("service", ["running", "twice"])
async def test_nobody_notices_a_new_model(
    service: str, request: pytest.FixtureRequest, sessions: SessionFactory, tmp_path: Path
) -> None:
    running: Running = request.getfixturevalue(service)
    model = tmp_path / "yubiao.tar.gz"
    shutil.copyfile(MODEL, model)
    runs = TrainingRuns(sessions, lambda: NOW, tmp_path / "runs", model, tmp_path / "taught.yml")
    async with sessions.begin() as session:
        session.add(TrainingRun(by="shen", state=RunState.READY.value, asked_at=NOW))
    (run,) = await runs.newest()
    new = runs.folder / str(run.id) / "model.tar.gz"
    new.parent.mkdir(parents=True)
    shutil.copyfile(MODEL, new)

    def ask(number: int) -> list[str]:
        # Each in other words, so that Rasa has to parse every one.
        question = f"{'请问' * (number % 2)}世界标准日是哪天{'呀' * (number // 2)}"
        replies = running.say(question, f"swap-{number}")
        return [str(reply["text"]) for reply in replies]

    rasas = [
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) for url in running.rasa_urls
    ]
    asking = [asyncio.create_task(asyncio.to_thread(ask, n)) for n in range(12)]
    await runs.activate("shen", run.id, "", rasas, AuditLog("s" * 32, lambda: NOW))
    said = await asyncio.gather(*asking)
    loaded = [(await rasa.get("/status")).json()["model_file"] for rasa in rasas]
    # The new one stays in use: it is the same, and to load it takes a Rasa ten seconds.
    for rasa in rasas:
        await rasa.aclose()

    assert all("".join(texts) for texts in said)
    assert set(loaded) == {"model.tar.gz"}
    assert len(loaded) == (2 if service == "twice" else 1)
    assert await runs.active() == run.id
