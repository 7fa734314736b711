"""The three processes as a user starts them, on free ports and a folder of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

from bot.editing.model import training
from bot.settings import ROOT
from tests.ports import free_port, free_ports

METRICS_TOKEN = "a-token-for-the-monitoring"
SECONDS_TO_START = 240
SECONDS_TO_ANSWER = 60  # tells what hangs from what is slow


@dataclass
class Running:
    """A started service.

    Args:
        url: where the web process answers.
        process: the supervisor.
        folder: its data folder.
        output: file with everything it printed.
        rasa_urls: where the Rasa processes answer.
        environment: its settings.
    """

    url: str
    process: subprocess.Popen[bytes]
    folder: Path
    output: Path
    rasa_urls: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def yubiao(self, *arguments: str) -> str:
        """What a command of the command line prints."""
        command = [str(ROOT / ".venv" / "bin" / "python"), "-m", "bot.app", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def say(self, text: str, sender: str = "journey") -> list[dict[str, object]]:
        """Send one message to the REST channel."""
        answer = httpx.post(
            f"{self.url}/webhooks/rest/webhook",
            json={"sender": sender, "message": text},
            timeout=SECONDS_TO_ANSWER,
            trust_env=False,
        )
        answer.raise_for_status()
        replies: list[dict[str, object]] = answer.json()
        return replies

    def living(self, mark: str) -> list[psutil.Process]:
        """The supervisor's processes that do the work of ``mark``, the oldest first.

        Of the web processes the copies (bot/app/preloaded.py), once there are any.
        """
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            # One that ended between being listed and being asked is not living.
            with suppress(psutil.NoSuchProcess):  # of which ZombieProcess is one
                if mark in " ".join(child.cmdline()):
                    found.append((child.create_time(), child.pid, child.ppid(), child))
        copied = {pid for _, pid, _, _ in found} & {parent for _, _, parent, _ in found}
        return [child for _, pid, _, child in sorted(found) if pid not in copied]

    def state(self) -> dict[str, object]:
        """What ``/readyz`` says; empty while nothing answers."""
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=10, trust_env=False)
        except httpx.HTTPError:
            return {}
        state: dict[str, object] = answer.json()
        return state

    def wait_for(self, status: str, seconds: float = SECONDS_TO_START) -> None:
        """Wait until ``/readyz`` says this status."""
        deadline = time.monotonic() + seconds
        while self.state().get("status") != status:
            assert self.process.poll() is None, self.output.read_text()[-3000:]
            assert time.monotonic() < deadline, self.output.read_text()[-3000:]
            time.sleep(0.5)


@contextmanager
def started(folder: Path, seeded_folder: Path, **settings: str) -> Iterator[Running]:
    """Started by the command line on a copy of all content, with the trained model.

    Args:
        folder: for the data and the output.
        seeded_folder: what the command line made of an empty one.
        settings: beside the usual ones.
    """
    if not training.MODEL.is_file():
        pytest.skip("no trained model: make train")
    rasas = int(settings.get("RASA_PROCESSES", "1"))
    port, rasa_ports = free_port(), free_ports(rasas)
    environment = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        "RASA_PORT": str(rasa_ports[0]),
        "WECHAT_TOKEN": "wechat-token",
        "WECHAT_APP_ID": "wx0123456789abcdef",
        "WECHAT_ENCODING_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "MESSAGES_PER_MINUTE": "600",
        "PYTHONPATH": str(ROOT),
        **settings,
    }
    python = str(ROOT / ".venv" / "bin" / "python")
    shutil.copytree(seeded_folder, folder / "data")
    output = folder / "output.txt"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [python, "-m", "bot.app", "run"],
            cwd=ROOT,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    rasa_urls = tuple(f"http://127.0.0.1:{rasa_port}" for rasa_port in rasa_ports)
    service = Running(f"http://127.0.0.1:{port}", process, folder, output, rasa_urls, environment)
    try:
        service.wait_for("ok")
        yield service
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, seeded_folder: Path) -> Iterator[Running]:
    """One service for all journeys that do not ask for another."""
    with started(tmp_path_factory.mktemp("service"), seeded_folder) as service:
        yield service


@pytest.fixture(scope="session")
def twice(tmp_path_factory: pytest.TempPathFactory, seeded_folder: Path) -> Iterator[Running]:
    """One service with two of each process."""
    two = dict.fromkeys(("WEB_PROCESSES", "RASA_PROCESSES", "WORKERS"), "2")
    folder = tmp_path_factory.mktemp("twice")
    with started(folder, seeded_folder, METRICS_TOKEN=METRICS_TOKEN, **two) as service:
        yield service
