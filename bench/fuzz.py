"""Hostile inbound requests against the whole web application in this process, Rasa away.

Usage: .venv/bin/python bench/fuzz.py [--count 5000] [--seed 1] [--timeout 10]

WeChat XML plain and encrypted, JSON of the chat, uploads, Open311 forms: well-formed, of wrong
types, cut off, huge, with entities. Request n of a seed is always the same. It fails on a 5xx,
on an
an error the product caught and logged as its own, on a request over the timeout, and says how the
memory grew between the first tenth and the end. Four requests run at a time, on SQLite.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import collections
import faulthandler
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import structlog
from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.fuzz_requests import (
    AES_KEY,
    APP_ID,
    OPEN311_KEY,
    TOKEN,
    WEBHOOK_SECRET,
    Inbound,
    inbound,
)
from bot.app.schema import migrate
from bot.app.web import create_app
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from tests.content import small_content

AT_ONCE = 4


@dataclass
class Findings:
    """What came back."""

    statuses: collections.Counter[str] = field(default_factory=collections.Counter)
    problems: list[str] = field(default_factory=list)
    seconds: list[tuple[float, str]] = field(default_factory=list)

    def log(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> Any:
        """A processor of the product's log: errors it caught count, the rest is dropped."""
        if method in ("exception", "error", "critical"):
            rest = event.pop("exception", "")
            self.problems.append(f"logged {event.get('event')}: {str(rest)[-1500:]}")
        raise structlog.DropEvent


async def send(client: httpx.AsyncClient, request: Inbound) -> httpx.Response:
    """One request as it is."""
    return await client.request(
        request.method,
        request.path,
        params=request.query or None,
        content=request.body,
        headers=request.headers,
    )


@asynccontextmanager
async def application(folder: Path) -> Any:
    """The real application on a database of its own, without limits and without Rasa."""
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        secret_key=SecretStr("s" * 32),
        action_token=SecretStr("action-token-of-the-fuzzer"),
        data_keys=SecretStr(f"fuzz:{base64.b64encode(b'k' * 32).decode()}"),
        rasa_url="http://127.0.0.1:9",
        wechat_token=SecretStr(TOKEN),
        wechat_app_id=APP_ID,
        wechat_encoding_aes_key=SecretStr(AES_KEY),
        wechat_mode="compat",
        telegram_token=SecretStr("1:fuzz"),
        telegram_webhook_secret=SecretStr(WEBHOOK_SECRET),
        telegram_api_url="http://127.0.0.1:9",  # nobody there: what can't be sent is tried too
        open311_api_keys=SecretStr(OPEN311_KEY),
        messages_per_minute=10**9,
        requests_per_minute=10**9,
    )
    await asyncio.to_thread(migrate, settings.effective_database_url)
    engine = create_engine(settings.effective_database_url)
    async with SessionFactory(engine).begin() as session:
        session.add_all(small_content())
    await engine.dispose()
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


async def _worker(
    client: httpx.AsyncClient,
    numbers: Iterator[int],
    seed: int,
    patience: float,
    findings: Findings,
) -> None:
    for number in numbers:
        request = inbound(f"{seed}:{number}")
        # A loop that never gives way would stop everything: then say where, and end.
        faulthandler.dump_traceback_later(6 * patience, exit=True)
        started = time.perf_counter()
        try:
            answer = await asyncio.wait_for(send(client, request), patience)
        except TimeoutError:
            findings.problems.append(f"{number} {request.name}: no answer in {patience} s")
            continue
        took = time.perf_counter() - started
        findings.seconds.append((took, f"{number} {request.name}"))
        findings.statuses[f"{request.name} {answer.status_code}"] += 1
        if answer.status_code >= 500:
            findings.problems.append(
                f"{number} {request.name}: {answer.status_code} {request.path}"
            )


async def run(count: int, seed: int, patience: float) -> Findings:
    """Send everything; prints the figures."""
    findings, process = Findings(), psutil.Process()
    with tempfile.TemporaryDirectory(prefix="yubiao-fuzz-") as folder:
        async with application(Path(folder)) as client:
            structlog.configure(
                processors=[structlog.processors.format_exc_info, findings.log],
                cache_logger_on_first_use=False,
            )
            started, marks = time.perf_counter(), []
            for tenth in range(10):
                numbers = iter(range(count * tenth // 10, count * (tenth + 1) // 10))
                await asyncio.gather(
                    *(_worker(client, numbers, seed, patience, findings) for _ in range(AT_ONCE))
                )
                marks.append(process.memory_info().rss / 2**20)
                done = count * (tenth + 1) // 10
                print(
                    f"{done} sent, {marks[-1]:.0f} MiB, {len(findings.problems)} problems",
                    flush=True,
                )
            faulthandler.cancel_dump_traceback_later()
    took = time.perf_counter() - started
    for name, number in sorted(findings.statuses.items()):
        print(f"{number:8} {name}")
    ordered = sorted(seconds for seconds, _ in findings.seconds)
    for seconds, name in sorted(findings.seconds, reverse=True)[:5]:
        print(f"{seconds:8.2f} s {name}")
    print(
        f"{count} requests in {took:.0f} s ({count / took:.0f} /s); "
        f"median {statistics.median(ordered) * 1000:.0f} ms, "
        f"p99 {ordered[int(len(ordered) * 0.99)] * 1000:.0f} ms, slowest {ordered[-1]:.2f} s"
    )
    print(f"memory: {marks[0]:.0f} MiB after a tenth, {marks[-1]:.0f} at the end")
    return findings


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=10.0)
    asked = parser.parse_args()
    findings = asyncio.run(run(asked.count, asked.seed, asked.timeout))
    print(f"{len(findings.problems)} problems")
    for problem in list(dict.fromkeys(findings.problems))[:20]:
        print(f"--- {problem}")
    sys.exit(1 if findings.problems else 0)


if __name__ == "__main__":
    main()
