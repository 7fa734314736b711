"""Throughput and latency of this system beside a stock `rasa run` bot on the same machine.

Usage: .venv/bin/python bench/load.py [--seconds 12]

A Zipf mix over the golden questions (fixed seed) at 1, 8 and 32 users, each system started, used
and stopped in turn, on loopback only. Both are also asked the whole golden set, for their answer
quality through every layer. Ends only processes it started.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import stock_rasa
from bench.golden import load_golden, load_unanswerable, matches
from bot.settings import ROOT

USERS = (1, 8, 32)
PATH = "/webhooks/rest/webhook"


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(command: list[str], cwd: Path, env: dict[str, str], ready: str) -> Iterator[None]:
    """Run a server until the block ends; waits for ``ready`` to answer 200."""
    process = subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 240
        while True:
            try:
                answer = httpx.get(ready, timeout=3, trust_env=False)
                state = answer.json() if answer.status_code == 200 else {}
                if state.get("status") == "ok" or state.get("model_file"):
                    break
            except httpx.HTTPError:
                pass
            if time.monotonic() > deadline:
                raise TimeoutError(ready)
            time.sleep(1)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def zipf(questions: list[str], seed: int) -> Iterator[str]:
    """Questions for ever, the n-th most popular asked 1/n as often as the first."""
    chance = random.Random(seed)
    weights = [1 / rank for rank in range(1, len(questions) + 1)]
    while True:
        yield chance.choices(questions, weights)[0]


async def stage(url: str, users: int, seconds: float) -> list[float]:
    """Latencies in ms of all requests of one stage."""
    latencies: list[float] = []
    questions = [golden.question for golden in load_golden()]
    random.Random(1).shuffle(questions)
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        end = time.monotonic() + seconds

        async def user(number: int) -> None:
            for count, question in enumerate(zipf(questions, number)):
                if time.monotonic() >= end:
                    return
                started_at = time.perf_counter()
                body = {"sender": f"u{number}-{count}", "message": question}
                answer = await client.post(PATH, json=body)
                answer.raise_for_status()
                latencies.append((time.perf_counter() - started_at) * 1000)

        await asyncio.gather(*(user(number) for number in range(users)))
    return latencies


def measure(name: str, url: str, seconds: float) -> dict[int, float]:
    """Run the stages and print a line for each; returns throughput by users."""
    found = {}
    asyncio.run(stage(url, 1, 2))
    for users in USERS:
        begun = time.monotonic()
        latencies = sorted(asyncio.run(stage(url, users, seconds)))
        found[users] = len(latencies) / (time.monotonic() - begun)
        p50, p95, p99 = (latencies[int(q * (len(latencies) - 1))] for q in (0.5, 0.95, 0.99))
        print(
            f"{name:12} {users:>3} users {found[users]:8.1f}/s  p50 {p50:7.0f}  p95 {p95:7.0f}"
            f"  p99 {p99:7.0f} ms  mean {statistics.mean(latencies):7.0f}",
            flush=True,
        )
    return found


def quality(url: str) -> str:
    """Right first answers on the golden set, and unanswerable questions answered as if known."""
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:

        def ask(text: str) -> tuple[str, bool]:
            body = {"sender": hashlib.sha256(text.encode()).hexdigest(), "message": text}
            replies = client.post(PATH, json=body).json()
            said = "\n".join(reply.get("text", "") for reply in replies)
            kinds = [reply.get("metadata", {}).get("kind") for reply in replies]
            known = "answer" in kinds if any(kinds) else said not in ("不知道", "")
            return said, known

        goldens, nothing = load_golden(), load_unanswerable()
        answers = [(ask(golden.question), golden.must) for golden in goldens]
        right = sum(known and matches(said, must) for (said, known), must in answers)
        wrong = sum(known and not matches(said, must) for (said, known), must in answers)
        invented = sum(ask(text)[1] for text in nothing)
    return (
        f"right {right / len(goldens):.1%}, wrong {wrong / len(goldens):.1%}, "
        f"no-answer answered {invented / len(nothing):.1%}"
    )


def main() -> None:
    """Measure both and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=12, help="length of each stage")
    seconds = min(parser.parse_args().seconds, 60)
    model = stock_rasa.train()
    with tempfile.TemporaryDirectory(prefix="yubiao-load-") as folder:
        port = free_port()
        env = {
            **os.environ,
            "DATA_DIR": folder,
            "PORT": str(port),
            "RASA_PORT": str(free_port()),
            "REQUESTS_PER_MINUTE": "1000000",
            "MESSAGES_PER_MINUTE": "1000000",
            "PYTHONPATH": str(ROOT),
        }
        python = str(ROOT / ".venv" / "bin" / "python")
        for step in ("train", "migrate", "seed"):
            subprocess.run(
                [python, "-m", "bot", step], cwd=ROOT, env=env, check=True, capture_output=True
            )
        url = f"http://127.0.0.1:{port}"
        with started([python, "-m", "bot", "run"], ROOT, env, f"{url}/readyz"):
            ours = measure("this system", url, seconds)
            print(f"this system on the golden set: {quality(url)}", flush=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command, env = stock_rasa.command(model, port), stock_rasa.environment()
    with started(command, stock_rasa.FOLDER, env, f"{url}/status"):
        stock = measure("stock Rasa", url, seconds)
        print(f"stock Rasa on the golden set: {quality(url)}")
    for users in USERS:
        print(f"{users:>3} users: {ours[users] / stock[users]:.1f} times stock Rasa's throughput")


if __name__ == "__main__":
    main()
