"""A share of the requests of ``bench/fuzz.py``: whatever comes in, nothing breaks."""

from __future__ import annotations

import httpx
import pytest
import structlog
from fastapi import FastAPI
from pydantic import SecretStr

from bench.fuzz import Findings, send
from bench.fuzz_requests import APP_ID, OPEN311_KEY, TOKEN, inbound
from bot.settings import Settings

REQUESTS = 350


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Open to everything the fuzzer signs, and without limits."""
    return settings.model_copy(
        update={
            "wechat_token": SecretStr(TOKEN),
            "wechat_app_id": APP_ID,
            "wechat_mode": "compat",
            "open311_api_keys": SecretStr(OPEN311_KEY),
            "messages_per_minute": 10**9,
            "requests_per_minute": 10**9,
        }
    )


async def test_hostile_requests_are_refused_and_break_nothing(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    findings = Findings()
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, findings.log],
        cache_logger_on_first_use=False,
    )
    try:
        for number in range(REQUESTS):
            request = inbound(f"test:{number}")
            answer = await send(client, request)
            findings.statuses[str(answer.status_code // 100)] += 1
            if answer.status_code >= 500:
                findings.problems.append(f"{number} {request.name}: {answer.status_code}")
    finally:
        structlog.configure(**before)

    assert findings.problems == []
    assert set(findings.statuses) == {"2", "4"}
