from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from circus.stream.redirector import Redirector
from tornado.ioloop import IOLoop

from bot.app.control import ControlFolder
from bot.app.supervisor import (
    CannotListen,
    CorruptDatabase,
    PrefixedStream,
    environment,
    listening,
    processes,
    reads_no_more,
    run,
    watchers,
)
from bot.settings import ROOT, Settings
from tests.ports import free_port

PROGRAM = """
import sys
from pathlib import Path
import bot.app.supervisor as supervisor
from bot.settings import load_settings
python = sys.executable
supervisor.processes = lambda settings: {
    "web": [python, "-u", "-c", "import time; print('up', flush=True); time.sleep(60)"],
    "worker": [python, "-u", "-c", "print('once', flush=True); import time; time.sleep(1)"],
}
supervisor.run(load_settings())
"""
# Each says who it is to whoever connects; told to die, it dies at once.
SHARING = """
import sys
import bot.app.supervisor as supervisor
from bot.settings import load_settings
CHILD = '''
import os, socket, sys
listening = socket.socket(fileno=int(sys.argv[1]))
listening.setblocking(True)
while True:
    caller, _ = listening.accept()
    caller.sendall(str(os.getpid()).encode())
    if caller.recv(3) == b"die":
        os.kill(os.getpid(), 9)
    caller.close()
'''
supervisor.processes = lambda settings: {
    "web": [sys.executable, "-u", "-c", CHILD, "$(circus.sockets.web)"],
}
supervisor.run(load_settings())
"""


def apart(folder: Path) -> dict[str, str]:
    """Settings of a service that meets no other of this machine."""
    port = str(free_port())
    return {**os.environ, "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "PORT": port}


def test_the_procfile_names_the_three_processes_with_where_they_listen() -> None:
    found = processes(Settings(_env_file=None, rasa_port=5123))

    assert list(found) == ["web", "rasa", "worker"]
    assert "$(circus.sockets.web)" in found["web"]
    assert "5123" in found["rasa"]
    assert "127.0.0.1" in found["rasa"]


def test_several_rasas_listen_on_ports_of_their_own() -> None:
    found = processes(Settings(_env_file=None, rasa_port=5123, rasa_processes=3))

    ports = {
        name: command[command.index("--port") + 1]
        for name, command in found.items()
        if name.startswith("rasa")
    }
    assert ports == {"rasa": "5123", "rasa-2": "5124", "rasa-3": "5125"}


@pytest.mark.parametrize("rasa", ["rasa", "rasa-2"])
def test_rasa_gets_the_action_address_and_no_secrets(
    monkeypatch: pytest.MonkeyPatch, rasa: str
) -> None:
    settings = Settings(_env_file=None, action_token="t" * 16)
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), f"value-of-{name}")
    monkeypatch.setenv("secret_key", "in-small-letters")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "somebody-else-s")

    env = environment(settings, rasa)

    url = env.pop("ACTION_ENDPOINT_URL")
    assert url.endswith(f"token={'t' * 16}")
    assert "PATH" in env
    given = " ".join(env.values())
    assert "value-of-" not in given
    assert "in-small-letters" not in given
    assert "somebody-else-s" not in given


@pytest.mark.parametrize("name", ["web", "worker"])
def test_web_and_worker_get_the_settings_and_nothing_strange(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", "of-this-service")
    monkeypatch.setenv("https_proxy", "http://10.0.0.1:3128")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "somebody-else-s")

    env = environment(Settings(_env_file=None), name)

    # No memory kept for each thread, no cores taken from the other processes.
    assert (env["MALLOC_ARENA_MAX"], env["OMP_NUM_THREADS"]) == ("2", "1")

    assert env["SECRET_KEY"] == "of-this-service"
    assert env["https_proxy"] == "http://10.0.0.1:3128"
    assert "ACTION_ENDPOINT_URL" not in env
    assert "AWS_SECRET_ACCESS_KEY" not in env


def test_lines_are_prefixed_and_halves_wait(capsys: pytest.CaptureFixture[str]) -> None:
    stream = PrefixedStream("web")

    stream({"data": "一行\n半".encode()})
    stream({"data": "行\n"})

    assert capsys.readouterr().out == "web    | 一行\nweb    | 半行\n"


def test_one_that_dies_is_restarted_and_all_stop_together(tmp_path: Path) -> None:
    env = apart(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", PROGRAM], env=env, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    seen: list[str] = []
    for line in process.stdout:
        seen.append(line)
        if "".join(seen).count("worker | once") == 2 and "web    | up\n" in seen:
            break
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)

    assert ("".join(seen) + output).count("web    | up") == 1
    assert process.returncode == 0


SLOW_TO_STOP = """
import sys
import bot.app.supervisor as supervisor
from bot.settings import load_settings
says_no = (
    "import signal, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(4), exit(0)));"
    "print('up', flush=True); time.sleep(60)"
)
supervisor.processes = lambda settings: {"web": [sys.executable, "-u", "-c", says_no]}
supervisor.run(load_settings())
"""


class _Process:
    """What a redirector knows of a process: where its output is read."""

    pipe_stdout, pipe_stderr, pid, redirected = True, False, 1, False

    def __init__(self) -> None:
        reading, self.writing = os.pipe()
        self.stdout = os.fdopen(reading, "rb")


def test_the_next_process_may_have_the_number_of_a_dead_ones_pipe() -> None:
    """circus closed the pipe and kept its number, which the next pipe was then refused."""
    loop = IOLoop(make_current=False)
    one, other = (Redirector(print, print, loop=loop) for _ in range(2))
    dead, next_one = _Process(), None
    one.start()
    one.add_redirections(dead)
    watcher = SimpleNamespace(processes={7: dead}, stream_redirector=one)

    reads_no_more(watcher, process_pid=7, arbiter=None, hook_name="before_reap", time=0.0)
    number = dead.stdout.fileno()
    dead.stdout.close()
    next_one = _Process()
    assert next_one.stdout.fileno() == number
    other.start()
    other.add_redirections(next_one)  # "fd added twice" without it

    other.remove_redirections(next_one)
    next_one.stdout.close()
    loop.close()


def test_every_process_is_let_go_of_before_it_is_reaped(tmp_path: Path) -> None:
    made = watchers(Settings(_env_file=None), lambda *_: True, ControlFolder(tmp_path))

    assert {name for one in made for name in one["hooks"] if name == "before_reap"}
    assert all("before_reap" in one["hooks"] for one in made)


def test_whoever_stops_it_reads_no_stack_trace_while_a_process_takes_its_time(
    tmp_path: Path,
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", SLOW_TO_STOP],
        env=apart(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "up" in line:
            break
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)

    assert "Traceback" not in output
    assert process.returncode == 0


BUSY = """
import sys
import circus.watcher
from tornado import gen
import bot.app.supervisor as supervisor
from bot.settings import load_settings
manage = circus.watcher.Watcher.manage_processes
@gen.coroutine
def at_length(self):
    print("looks", flush=True)
    yield gen.sleep(1.5)  # longer than from one look to the next
    yield manage(self)
circus.watcher.Watcher.manage_processes = at_length
up = "import time; print('up', flush=True); time.sleep(60)"
supervisor.processes = lambda settings: {"web": [sys.executable, "-u", "-c", up]}
supervisor.run(load_settings())
"""


def test_it_stops_at_one_signal_whatever_it_does_at_that_moment(tmp_path: Path) -> None:
    """A look at processes that die again and again takes long, and circus drops signals then."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", BUSY],
        env=apart(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    looks = 0
    for line in process.stdout:
        looks += "looks" in line
        if looks == 3:
            break
    process.send_signal(signal.SIGINT)
    try:
        output, _ = process.communicate(timeout=30)
    finally:
        process.kill()

    assert "Traceback" not in output
    assert process.returncode == 0


def test_several_web_processes_share_the_port_and_who_dies_is_replaced(tmp_path: Path) -> None:
    env = apart(tmp_path) | {"WEB_PROCESSES": "3"}
    port = int(env["PORT"])
    process = subprocess.Popen([sys.executable, "-u", "-c", SHARING], env=env)

    def ask(then: bytes) -> str:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
            who = caller.recv(20).decode()
            caller.sendall(then)
        return who

    def until(count: int, known: set[str]) -> set[str]:
        """Everybody who answered, once there are so many."""
        deadline = time.monotonic() + 60
        while len(known) < count:
            assert time.monotonic() < deadline
            with suppress(ConnectionError):  # the very first moment, when the port is only tried
                known = known | {ask(b"not")}
        return known

    try:
        known = until(3, set())
        for _ in range(3):  # nobody is refused meanwhile
            dead = ask(b"die")
            known.discard(dead)
            assert dead not in {ask(b"not") for _ in range(20)}
        assert len(until(3, set())) == 3
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotListen, match=f"不能在 127.0.0.1:{port} 上监听"):
            listening(Settings(_env_file=None, port=port))


@pytest.mark.parametrize(("count", "together"), [(1, False), (2, True)])
def test_several_web_processes_count_together(count: int, together: bool, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, web_processes=count)

    watched = {
        one["name"]: one for one in watchers(settings, lambda: True, ControlFolder(tmp_path))
    }

    assert watched["web"]["numprocesses"] == count
    assert ("PROMETHEUS_MULTIPROC_DIR" in watched["web"]["env"]) is together
    assert watched["worker"]["numprocesses"] == 1


def test_so_many_workers_are_started_as_the_setting_says(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, workers=3)

    watched = {
        one["name"]: one for one in watchers(settings, lambda: True, ControlFolder(tmp_path))
    }

    assert {name: one["numprocesses"] for name, one in watched.items()} == {
        "web": 1, "rasa": 1, "worker": 3,
    }  # fmt: skip


def test_a_damaged_database_stops_everything_with_one_sentence(tmp_path: Path) -> None:
    """Found when a process that died would be started again, and again, and again."""
    database = tmp_path / "yubiao.db"
    env = apart(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", PROGRAM],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "once" in line:
            break
    database.write_bytes(b"this is no database " * 1000)
    output, _ = process.communicate(timeout=60)

    assert f"数据库文件 {database} 已损坏" in output
    assert output.count("once") <= 1
    assert process.returncode == 1


def test_a_damaged_database_is_not_even_started(tmp_path: Path) -> None:
    (tmp_path / "yubiao.db").write_bytes(b"this is no database " * 1000)

    with pytest.raises(CorruptDatabase, match=r"yubiao\.db 已损坏"):
        run(Settings(_env_file=None, data_dir=tmp_path))


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (None, "没有设置 BACKUP_DIR"),
        ((), "里没有备份"),
        # The newest by its name, whole: one that is being made isn't.
        (
            ("yubiao-20261128T201000Z", "yubiao-20261129T201000Z", ".partial-yubiao-20261130T1Z"),
            "最近的备份是 {}/yubiao-20261129T201000Z。",
        ),
    ],
)
def test_the_sentence_on_a_damaged_database_names_the_last_backup(
    there: tuple[str, ...] | None, said: str, tmp_path: Path
) -> None:
    (tmp_path / "yubiao.db").write_bytes(b"this is no database " * 1000)
    backups = tmp_path / "backups"
    for name in there or ():
        (backups / name).mkdir(parents=True)
    place = "" if there is None else str(backups)

    with pytest.raises(CorruptDatabase) as problem:
        run(Settings(_env_file=None, data_dir=tmp_path, backup_dir=place))

    assert said.format(backups) in str(problem.value)
