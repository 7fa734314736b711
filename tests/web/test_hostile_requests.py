"""A share of the requests of ``bench/fuzz.py``: whatever comes in, nothing breaks."""

from __future__ import annotations

import sys

import httpx
import pytest
import structlog
from fastapi import FastAPI
from pydantic import SecretStr

from bench.fuzz import Findings, send
from bench.fuzz_requests import APP_ID, OPEN311_KEY, TOKEN, WEBHOOK_SECRET, inbound
from bot.conversation.late import PatientAnswers
from bot.settings import Settings

REQUESTS = 400
ASKED_AGAIN = 503  # to Telegram: deliver it once more


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Open to everything the fuzzer signs, and without limits."""
    return settings.model_copy(
        update={
            "wechat_token": SecretStr(TOKEN),
            "wechat_app_id": APP_ID,
            "wechat_mode": "compat",
            "telegram_token": SecretStr("1:fuzz"),
            "telegram_webhook_secret": SecretStr(WEBHOOK_SECRET),
            "telegram_api_url": "http://127.0.0.1:9",
            "open311_api_keys": SecretStr(OPEN311_KEY),
            "messages_per_minute": 10**9,
            "requests_per_minute": 10**9,
        }
    )


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch) -> Findings:
    """What the product logs as an error of its own.

    Each module's logger is replaced: one that was used before keeps its old configuration.
    """
    found = Findings()
    processors = [structlog.processors.format_exc_info, found.log]
    logger = structlog.wrap_logger(structlog.PrintLogger(), processors=processors)
    for name, module in list(sys.modules.items()):
        if name.startswith("bot.") and hasattr(module, "log") and hasattr(module.log, "bind"):
            monkeypatch.setattr(module, "log", logger)
    return found


async def test_hostile_requests_are_refused_and_break_nothing(
    app: FastAPI, client: httpx.AsyncClient, findings: Findings
) -> None:
    for number in range(REQUESTS):
        request = inbound(f"test:{number}")
        answer = await send(client, request)
        findings.statuses[str(answer.status_code // 100)] += 1
        if answer.status_code >= 500 and answer.status_code != ASKED_AGAIN:
            findings.problems.append(f"{number} {request.name}: {answer.status_code}")

    assert findings.problems == []
    assert {"2", "4"} <= set(findings.statuses)


async def test_an_error_the_product_catches_is_found(
    app: FastAPI, client: httpx.AsyncClient, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(PatientAnswers, "passive", broken)
    for number in range(60):
        await send(client, inbound(f"test:{number}"))

    assert any("wechat.failed" in problem for problem in findings.problems)
