"""What ``/readyz`` and ``/metrics`` say of the work behind the web."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
import yaml
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.dialogue.client import DialogueClient
from bot.kit import clock
from bot.kit.backup_names import NAME
from bot.kit.db import SessionFactory
from bot.kit.job_lease import EVERY_MINUTE, JobLease
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.settings import ROOT
from bot.web import health
from bot.web.standing import BACKUP_OLD, SILENT, STUCK

TOKEN = "a-token-for-the-monitoring"
MINUTE = timedelta(minutes=1)
STAGES = ("danger", "decision", "knowledge")  # and Rasa's, where it isn't left alone for a while


@pytest.fixture
def up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the web process had been started days ago."""
    monkeypatch.setattr(health, "_BEGAN", health._BEGAN - 1e6)


def beat(session: Session, age: timedelta) -> None:
    session.add(JobLease(job=EVERY_MINUTE, held_by="w", until=clock.now() - age))


def waiting(session: Session, age: timedelta, status: OutboxStatus = OutboxStatus.QUEUED) -> None:
    session.add(
        OutboxMessage(
            purpose="case_notice", dedupe_key=str(age), conversation="c", channel="wechat",
            body_sealed="t.x", status=status.value, not_before=clock.now() - age,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("happens", "part", "said"),
    [
        (lambda s: None, "worker", "后台任务还没有启动过"),
        (lambda s: beat(s, SILENT + MINUTE), "worker", "后台任务 5 分钟没有动静"),
        (lambda s: (beat(s, MINUTE), waiting(s, STUCK + MINUTE)), "outbox", "最久的等了 31 分钟"),
    ],
)
async def test_readyz_says_what_stands_still_and_what_to_do(
    client: httpx.AsyncClient,
    sessions: SessionFactory,
    up_for_long: None,
    happens: Callable[[Session], object],
    part: str,
    said: str,
) -> None:
    await sessions.run(happens)

    ready = (await client.get("/readyz")).json()

    assert ready[part] in {"silent", "stuck"}
    (problem,) = [one for one in ready["problems"] if said in one]
    assert "请" in problem
    assert ready["status"] == "degraded"


@pytest.mark.parametrize(
    ("away", "said", "state"),
    [
        (1, "2 个 Rasa 进程里有 1 个没有应答", "partly"),
        (2, "Rasa 没有应答：提问由知识库直接回答", "unavailable"),
    ],
)
async def test_readyz_tells_one_rasa_away_from_all(
    client: httpx.AsyncClient, app: FastAPI, away: int, said: str, state: str
) -> None:
    def answer(request: httpx.Request, number: int) -> httpx.Response:
        return httpx.Response(200, json={"model_file": "" if number < away else "m.tar.gz"})

    rasas = [
        httpx.AsyncClient(
            transport=httpx.MockTransport(partial(answer, number=number)), base_url="http://rasa"
        )
        for number in range(2)
    ]
    app.state.services.dialogue = DialogueClient(rasas, 1.0)

    ready = (await client.get("/readyz")).json()

    assert ready["rasa"] == state
    assert [problem for problem in ready["problems"] if problem.startswith(said)]


async def test_readyz_has_nothing_to_say_where_all_goes_its_way(
    client: httpx.AsyncClient, sessions: SessionFactory, up_for_long: None
) -> None:
    def work(session: Session) -> None:
        beat(session, -MINUTE)  # at work now
        waiting(session, STUCK - MINUTE)
        waiting(session, 9 * STUCK, OutboxStatus.SENT)
        waiting(session, 8 * STUCK, OutboxStatus.HELD)

    await sessions.run(work)
    ready = (await client.get("/readyz")).json()

    assert (ready["worker"], ready["outbox"]) == ("ok", "ok")
    (only,) = ready["problems"]  # Rasa is away in these tests
    assert only.startswith("Rasa 没有应答")


async def test_a_backup_that_grows_old_is_told(
    app: FastAPI, client: httpx.AsyncClient, up_for_long: None, tmp_path: Path
) -> None:
    settings = app.state.services.settings
    settings.backup_dir, settings.backup_recipient = str(tmp_path / "b"), "age1"
    problems = (await client.get("/readyz")).json()["problems"]
    assert any("里面还没有备份" in one for one in problems)

    old = tmp_path / "b" / (clock.now() - BACKUP_OLD - MINUTE).strftime(NAME)
    old.mkdir(parents=True)
    problems = (await client.get("/readyz")).json()["problems"]
    assert any("最近的备份是 36 小时以前的" in one for one in problems)

    (tmp_path / "b" / clock.now().strftime(NAME)).mkdir()
    problems = (await client.get("/readyz")).json()["problems"]
    assert not any("备份" in one for one in problems)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": ""}])
@pytest.mark.parametrize("token", ["", TOKEN])
async def test_without_the_token_there_are_no_figures(
    app: FastAPI, client: httpx.AsyncClient, headers: dict[str, str], token: str
) -> None:
    app.state.services.settings.metrics_token = SecretStr(token)

    assert (await client.get("/metrics", headers=headers)).status_code == 404


async def figures(app: FastAPI, client: httpx.AsyncClient) -> dict[str, float]:
    app.state.services.settings.metrics_token = SecretStr(TOKEN)
    answer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_the_figures_tell_what_was_asked_and_nothing_of_anybody(
    app: FastAPI, client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await sessions.run(lambda session: beat(session, MINUTE))
    for sender in ("a", "b"):
        body = {"sender": f"browser-{sender}", "message": "世界标准日是哪天？"}
        await client.post("/webhooks/rest/webhook", json=body)
    await client.get("/nothing")

    found = await figures(app, client)

    assert found['yubiao_messages{channel="web",kind="answer"}'] == 2
    assert found['yubiao_decisions{skill="answers"}'] == 2
    assert found["yubiao_degraded_messages"] == 2  # Rasa is away
    assert found['yubiao_answer_seconds{quantile="0.99"}'] > 0
    stages = {
        stage: found[f'yubiao_stage_seconds{{quantile="0.5",stage="{stage}"}}'] for stage in STAGES
    }
    assert all(seconds >= 0 for seconds in stages.values())
    assert found['yubiao_part_ok{part="rasa"}'] == 0
    assert found['yubiao_part_ok{part="database"}'] == 1
    assert found["yubiao_usable"] == 1
    assert found["yubiao_worker_silent_seconds"] >= 60
    assert found['yubiao_errors_total{status="404"}'] >= 1
    assert not any("browser" in name or "标准日" in name for name in found)


async def test_alerts_and_dashboard_ask_for_figures_there_are(
    app: FastAPI, client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await sessions.run(lambda session: beat(session, MINUTE))
    for number in range(2):
        body = {"sender": f"s{number}", "message": "世界标准日是哪天？"}
        await client.post("/webhooks/rest/webhook", json=body)
    there = {name.partition("{")[0] for name in await figures(app, client)}
    there |= {"yubiao_backup_age_seconds"}
    folder = ROOT / "deploy" / "monitoring"
    alerts = (folder / "alerts.yml").read_text(encoding="utf-8")
    rules = [rule for group in yaml.safe_load(alerts)["groups"] for rule in group["rules"]]
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")

    for page in (alerts, (folder / "dashboard.json").read_text(encoding="utf-8")):
        asked = set(re.findall(r"\byubiao_\w+", page))
        assert asked
        assert asked - there - {"yubiao_errors_total"} == set()
    for rule in rules:
        assert f"## {rule['alert']}" in runbook


async def test_the_database_is_there_while_somebody_writes_for_long(
    app: FastAPI, sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        await session.execute(text("SELECT 1"))  # SQLite's lock for writing is taken

        assert await health._reads(app.state.services)
