"""``yubiao restart``: the new process is ready before the old one leaves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from bot.app.__main__ import cli
from bot.app.control import NotRunning, roll
from bot.app.supervisor import CannotListen, check_rasa_ports
from bot.kit.readiness import is_ready
from bot.settings import ROOT, Settings
from tests.migrated import with_tables
from tests.ports import free_port, free_ports, listening
from tests.waiting import wait_until

# Each generation is told apart by a file that is there or not when it starts.
PROGRAM = """
import sys
import bot.app.rolling as rolling
import bot.app.supervisor as supervisor
from bot.settings import load_settings
rolling.SECONDS_TO_BE_READY = 60.0
CHILD = '''
import os, signal, socket, sys, threading, time
from pathlib import Path
from bot.kit.readiness import tell_ready
how = Path(sys.argv[2], "how")
if how.exists() and how.read_text() == sys.argv[3]:
    sys.exit(1)
time.sleep(0.5)  # what it takes to be ready
if int(sys.argv[1]):
    listening = socket.socket(fileno=int(sys.argv[1]))
    listening.setblocking(True)
tell_ready()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
while True:
    if int(sys.argv[1]):
        caller, _ = listening.accept()
        caller.sendall(str(os.getpid()).encode())
        caller.close()
    else:
        time.sleep(0.1)
'''
settings = load_settings()
supervisor.processes = lambda settings: {
    name: [sys.executable, "-c", CHILD, fd, str(settings.data_dir), name]
    for name, fd in {"web": "$(circus.sockets.web)", "worker": "0"}.items()
}
supervisor.run(settings)
"""


@contextmanager
def supervised(folder: Path) -> Iterator[tuple[Settings, subprocess.Popen[bytes]]]:
    """Two web processes and a worker, all of them ready."""
    port, rasa = free_port(), free_port()
    env = {
        **os.environ, "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "PORT": str(port),
        "RASA_PORT": str(rasa), "WEB_PROCESSES": "2",
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-u", "-c", PROGRAM], env=env)
    settings = Settings(_env_file=None, data_dir=folder, port=port)
    try:
        wait_until(lambda: (folder / "supervisor.folder").exists(), "the supervisor runs")
        ready = Path((folder / "supervisor.folder").read_text()) / "ready"
        wait_until(lambda: len(list(ready.iterdir())) >= 3, "all are ready")
        yield settings, process
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


def asked(settings: Settings) -> str:
    """Who answers."""
    with socket.create_connection(("127.0.0.1", settings.port), timeout=30) as caller:
        return caller.recv(20).decode()


def who(settings: Settings, count: int = 40) -> set[str]:
    return {asked(settings) for _ in range(count)}


def test_all_are_replaced_and_nobody_is_refused(tmp_path: Path) -> None:
    with supervised(tmp_path) as (settings, _):
        before = who(settings)
        for _ in range(2):
            assert roll(settings)["replaced"] == {"web": 2, "worker": 1}
            after = who(settings)
            assert not before & after
            before = after


def test_what_never_gets_ready_does_not_take_the_place_of_what_works(tmp_path: Path) -> None:
    with supervised(tmp_path) as (settings, process):
        before = who(settings)
        (tmp_path / "how").write_text("web")

        told = roll(settings)

        assert (told["not_ready"], told["replaced"]["web"]) == ("web", 0)
        assert who(settings) <= before
        (tmp_path / "how").unlink()
        assert roll(settings)["replaced"] == {"web": 2, "worker": 1}
        assert process.poll() is None


def test_without_a_supervisor_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="没有找到正在运行的服务"):
        roll(Settings(_env_file=None, data_dir=tmp_path))


def test_the_command_tells_what_it_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with_tables(f"sqlite:///{tmp_path / 'yubiao.db'}")
    with supervised(tmp_path):
        told = CliRunner().invoke(cli, ["restart"])
        assert (told.exit_code, "web：换了 2 个" in told.output) == (0, True)
    told = CliRunner().invoke(cli, ["restart"])
    assert (told.exit_code, "没有找到正在运行的服务" in told.output) == (2, True)


def test_with_tables_to_come_nothing_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    told = CliRunner().invoke(cli, ["restart"])

    assert (told.exit_code, "停止服务，按升级的步骤做" in told.output) == (1, True)


def test_readiness_of_a_process_before_is_not_taken_for_this_one_s(tmp_path: Path) -> None:
    said = tmp_path / "77"
    assert not is_ready(tmp_path, 77, 1000.0)
    said.touch()
    os.utime(said, (999.0, 999.0))
    assert not is_ready(tmp_path, 77, 1000.0)
    os.utime(said, (1001.0, 1001.0))
    assert is_ready(tmp_path, 77, 1000.0)


def test_a_second_service_does_not_share_rasa_s_port() -> None:
    """Each would get half of the other's messages."""
    first, second = free_ports(2)
    settings = Settings(_env_file=None, rasa_port=first, rasa_processes=2)
    check_rasa_ports(settings)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", second))
        other.listen()
        with pytest.raises(CannotListen, match=f"127.0.0.1:{second} .*改 RASA_PORT"):
            check_rasa_ports(settings)


LEAVING = """
import asyncio, os, signal, sys, socket
import uvicorn
from bot.app.web_process import WebServer

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})

listening = socket.socket(fileno=int(sys.argv[1]))
listening.setblocking(False)
config = uvicorn.Config(app, lifespan="off", log_level="error", timeout_graceful_shutdown=5)
WebServer(config, listening, alone=True).run()
"""


def test_a_leaving_web_process_answers_what_it_accepted_and_asks_to_close() -> None:
    with listening() as door:
        process = subprocess.Popen(
            [sys.executable, "-c", LEAVING, str(door.fileno())],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            pass_fds=[door.fileno()],
        )
        with httpx.Client(
            base_url=f"http://127.0.0.1:{door.getsockname()[1]}", trust_env=False, timeout=60
        ) as kept:
            assert "connection" not in kept.get("/").headers
            process.send_signal(signal.SIGTERM)
            wait_until(lambda: kept.get("/").headers.get("connection") == "close", "it says so")
        assert process.wait(timeout=60) == -signal.SIGTERM  # as uvicorn ends, after all else
