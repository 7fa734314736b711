"""The real processes on a database and ports of their own, for benches that end only these."""

from __future__ import annotations

import base64
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bot.kit.private import pseudonym
from bot.kit.sealing import KEY_BYTES, Keyring
from bot.settings import ROOT
from tests.ports import free_port, free_ports

SECONDS_TO_START = 240
PYTHON = str(ROOT / ".venv" / "bin" / "python")
# What is in each process's command line and in no other's.
MARKS = {"web": "bot.app.web_process", "rasa": "bot.rasa.serve run", "worker": "huey_consumer"}


@dataclass
class Service:
    """A service of its own: made with :func:`service`.

    Args:
        folder: for the database, the keys and the output.
        port, rasa_port: where it listens.
        secret, keys: what the environment gives it, so that the bench can read what it wrote.
        settings: beside the usual ones.
    """

    folder: Path
    port: int = field(default_factory=free_port)
    # RASA_PROCESSES may be 2: the next one is free too.
    rasa_port: int = field(default_factory=lambda: free_ports(2)[0])
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(36))
    keys: str = field(
        default_factory=lambda: f"bench:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"
    )
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the web process answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "data" / "yubiao.db"

    @property
    def database_url(self) -> str:
        """The database, as the bench reaches it."""
        given = self.settings.get("DATABASE_URL", "")
        return given.replace("postgresql:", "postgresql+psycopg:") or f"sqlite:///{self.database}"

    @property
    def output(self) -> Path:
        """Everything the processes printed."""
        return self.folder / "output.txt"

    @property
    def keyring(self) -> Keyring:
        """What opens the sealed columns."""
        return Keyring.parse(self.keys)

    def conversation(self, sender: str) -> str:
        """The pseudonym under which the service knows a sender."""
        return pseudonym(self.secret, "web", sender)

    def prepare(self) -> None:
        """Train if the content changed, make the tables, load the content."""
        for step in ("train", "migrate", "seed"):
            self.yubiao(step)

    def yubiao(self, *arguments: str) -> str:
        """What a command of the command line prints.

        Raises:
            RuntimeError: it failed.
        """
        command = [PYTHON, "-m", "bot.app", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self._environment(), capture_output=True)
        if done.returncode:
            raise RuntimeError((done.stdout + done.stderr).decode()[-3000:])
        return done.stdout.decode()

    def start(self) -> None:
        """Start all processes and wait until they answer, Rasa included."""
        with self.output.open("ab") as stream:
            self.process = subprocess.Popen(
                [PYTHON, "-m", "bot.app", "run"],
                cwd=ROOT,
                env=self._environment(),
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        self.wait()

    def stop(self) -> None:
        """End all processes of this service, and no others."""
        if self.process is None or self.process.poll() is not None:
            return
        mine = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for child in mine:
            if child.is_running():
                child.kill()
        self.process = None

    def restart(self) -> None:
        """End every process and start them again on the same database."""
        self.stop()
        self.start()

    def wait(self, seconds: float = SECONDS_TO_START) -> None:
        """Wait until web and Rasa answer.

        Raises:
            TimeoutError: they don't; the end of their output is in the message.
        """
        deadline = time.monotonic() + seconds
        while self._state() != "ok":
            if time.monotonic() > deadline:
                raise TimeoutError(self.output.read_text(errors="replace")[-3000:])
            time.sleep(0.5)

    def pids(self, name: str, *, copied: bool = False) -> list[int]:
        """Process ids of ``web``, ``rasa`` or ``worker``; those that are down are missing.

        Args:
            name: of the process.
            copied: also those that have only made copies of themselves (bot/app/preloaded.py).
        """
        assert self.process is not None
        found = {}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if MARKS[name] in " ".join(child.cmdline()):
                    found[child.pid] = child.ppid()
            except psutil.Error:
                continue
        return [pid for pid in found if copied or pid not in found.values()]

    def kill(self, name: str) -> bool:
        """kill -9 one process; False if it was down already."""
        pids = self.pids(name)
        if not pids:
            return False
        try:
            os.kill(pids[0], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def _state(self) -> str:
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=3, trust_env=False)
            return str(answer.json().get("status"))
        except (httpx.HTTPError, ValueError):
            return ""

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": "",
            "ENVIRONMENT": "development",
            "PORT": str(self.port),
            "RASA_PORT": str(self.rasa_port),
            "SECRET_KEY": self.secret,
            "DATA_KEYS": self.keys,
            "REQUESTS_PER_MINUTE": "1000000",
            "MESSAGES_PER_MINUTE": "1000000",
            "PYTHONPATH": str(ROOT),
            **self.settings,
        }


@contextmanager
def service(folder: Path, **settings: str) -> Iterator[Service]:
    """A prepared and started service; ends with the block.

    Args:
        folder: for everything it writes.
        settings: beside the usual ones.
    """
    (folder / "data").mkdir(parents=True, exist_ok=True)
    made = Service(folder, settings=settings)
    made.prepare()
    try:
        made.start()
        yield made
    finally:
        made.stop()
