"""A web process that is killed is followed by a copy of the one that has read everything."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import httpx
import psutil
import pytest

from bot.app.schema import migrate
from bot.settings import ROOT
from tests.ports import listening
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux only")

# In the place of ours: says who answers, of whom it is a copy, whether garbage was looked for when
# it was made and is now, and notes each time it is made.
SERVER = """
import gc
import os
from pathlib import Path

def app():
    begun = gc.isenabled()
    with Path("made").open("a") as stream:
        stream.write("x")

    async def answer(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
                if kind == "lifespan.shutdown":
                    return
        garbage = f"{begun} {gc.isenabled()} {gc.get_freeze_count() > 0}"
        told = f"{os.getpid()} {os.getppid()} {garbage}"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": told.encode()})

    return answer
"""


# What a copy would not have (threads), or share with the one it is a copy of (connections).
HELD = """
import os, stat, sys
import server

app = server.app()
held = [f"thread {one}" for one in os.listdir("/proc/self/task") if int(one) != os.getpid()]
for number in os.listdir("/proc/self/fd"):
    path = f"/proc/self/fd/{number}"
    if os.path.exists(path) and int(number) > 2:
        if stat.S_ISSOCK(os.stat(path).st_mode) or "yubiao.db" in os.readlink(path):
            held.append(os.readlink(path))
print(held)
"""


class Web:
    """A web process as its supervisor starts it."""

    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self.url, self.process = url, process

    def asked(self) -> int:
        """Who answers; always a copy of the one that was started, which looks for garbage again."""
        number, of, *garbage = httpx.get(self.url, timeout=120, trust_env=False).text.split()
        assert int(of) == self.process.pid
        assert garbage == ["False", "True", "True"]
        return int(number)


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    folder = tmp_path / "ready"
    folder.mkdir()
    return folder


@pytest.fixture
def web(tmp_path: Path, ready: Path) -> Iterator[Web]:
    with started(tmp_path, ready) as one:
        yield one


@contextmanager
def started(folder: Path, ready: Path) -> Iterator[Web]:
    (folder / "server.py").write_text(SERVER)
    with listening() as door:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.app.web_process", str(door.fileno()), "1"],
            cwd=folder,
            env={
                **os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(folder),
                "DATABASE_URL": "", "READY_FOLDER": str(ready),
            },
            pass_fds=[door.fileno()],
        )  # fmt: skip
        try:
            yield Web(f"http://127.0.0.1:{door.getsockname()[1]}/", process)
        finally:
            process.kill()
            process.wait()


def test_the_next_copy_answers_and_nothing_is_read_again(web: Web, tmp_path: Path) -> None:
    for _ in range(2):
        killed = web.asked()
        os.kill(killed, signal.SIGKILL)
        wait_until(partial(dead, killed), "it is dead")

        assert web.asked() != killed

    assert (tmp_path / "made").read_text() == "x"


def test_its_supervisor_hears_of_the_process_it_started(web: Web, ready: Path) -> None:
    web.asked()

    assert [one.name for one in ready.iterdir()] == [str(web.process.pid)]


def test_told_to_end_both_end(web: Web) -> None:
    copy = web.asked()

    web.process.send_signal(signal.SIGTERM)

    assert web.process.wait(timeout=60) == 128 + signal.SIGTERM
    assert dead(copy)


def test_a_copy_that_was_told_to_end_is_not_followed(web: Web) -> None:
    os.kill(web.asked(), signal.SIGTERM)

    web.process.wait(timeout=60)


def test_without_the_one_it_is_a_copy_of_it_ends(web: Web) -> None:
    copy = web.asked()

    web.process.kill()

    wait_until(partial(dead, copy), "the copy ends")


def test_with_a_damaged_database_the_supervisor_decides(web: Web, tmp_path: Path) -> None:
    copy, database = web.asked(), tmp_path / "yubiao.db"
    migrate(f"sqlite:///{database}")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * 4096 * 8)

    os.kill(copy, signal.SIGKILL)

    assert web.process.wait(timeout=60) == 128 + signal.SIGKILL


def test_the_application_holds_nothing_before_it_is_copied(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'yubiao.db'}")
    usual = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {"PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path), "OMP_NUM_THREADS": "1"}

    told = subprocess.run(
        [sys.executable, "-c", HELD], cwd=ROOT, env=usual | given, check=True, capture_output=True
    )

    assert told.stdout.decode().splitlines()[-1] == "[]"


def dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
