"""Starts web, rasa and worker from the Procfile and restarts one that dies (by circus)."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from circus import get_arbiter
from circus.exc import ConflictError
from circus.sockets import CircusSocket
from circus.stream import StdoutStream

from bot.app.control import ControlFolder
from bot.app.damage import damaged_database
from bot.app.rolling import Rolling
from bot.kit.backup_names import which_to_restore
from bot.kit.inherited import inherited
from bot.kit.readiness import FOLDER
from bot.settings import ROOT, Settings

SECONDS_TO_STOP = 12
SECONDS_TO_ASK_AGAIN = 0.1
WEB, RASA, WORKER = "web", "rasa", "worker"
# How the way to WeChat and Telegram is set up; Rasa goes nowhere.
_OUTGOING = (
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "WEB_CONCURRENCY",
)  # fmt: skip


class PrefixedStream(StdoutStream):  # type: ignore[misc]
    """Writes each line of a process behind the process's name.

    Args:
        name: name in the Procfile.
    """

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(**options)
        self._name = name
        self._held = ""

    def __call__(self, data: dict[str, Any]) -> None:
        """Take a piece of output; an unfinished line waits for its end."""
        raw = data["data"]
        self._held += raw.decode(errors="replace") if isinstance(raw, bytes) else raw
        *lines, self._held = self._held.split("\n")
        for line in lines:
            sys.stdout.write(f"{self._name:<7}| {line}\n")
        sys.stdout.flush()


def processes(settings: Settings, procfile: Path = ROOT / "Procfile") -> dict[str, list[str]]:
    """Command of every process, with ``$SOCKET``, ``$WEB_PROCESSES``, ``$RASA_PORT`` filled in.

    ``$SOCKET`` becomes what circus replaces by the descriptor of the listening socket. Several
    Rasas are commands of their own (``rasa``, ``rasa-2``, …), for each listens where it alone does.
    """
    values = {"SOCKET": f"$(circus.sockets.{WEB})", "WEB_PROCESSES": settings.web_processes}
    found = {}
    for line in procfile.read_text(encoding="utf-8").splitlines():
        name, colon, command = line.partition(":")
        if not colon:
            continue
        if name.strip() != RASA:
            found[name.strip()] = _filled_in(command, values)
            continue
        for number, port in enumerate(settings.rasa_ports, 1):
            called = RASA if number == 1 else f"{RASA}-{number}"
            found[called] = _filled_in(command, values | {"RASA_PORT": port})
    return found


def _filled_in(command: str, values: dict[str, Any]) -> list[str]:
    for variable, value in values.items():
        command = command.replace(f"${variable}", str(value))
    return shlex.split(command)


def is_rasa(name: str) -> bool:
    """Whether a process of this name is a Rasa."""
    return name.partition("-")[0] == RASA


def environment(settings: Settings, name: str) -> dict[str, str]:
    """Environment of one process; each gets only what it needs.

    Rasa gets the address of the action endpoint and none of the settings; TensorFlow and BLAS are
    kept to one thread, because more only take the cores from the web process. glibc keeps an arena
    for every thread, which is never given back; the interpreter lets one thread run at a time.
    """
    usual = {"PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    if not is_rasa(name):
        return {**inherited((*Settings.model_fields, *_OUTGOING)), **usual}
    token = settings.action_token.get_secret_value()
    return {
        **inherited(),
        **usual,
        "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{settings.port}/rasa/actions?token={token}",
        "PYTHONPATH": str(ROOT),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_INTRA_OP_PARALLELISM_THREADS": "1",
        "TF_INTER_OP_PARALLELISM_THREADS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }


class CorruptDatabase(Exception):
    """Starting again and again would not mend the file; the message names it and the last backup.

    Args:
        path: of the file.
        backup: which backup there is, in a sentence.
    """

    def __init__(self, path: Path, backup: str) -> None:
        super().__init__(
            f"数据库文件 {path} 已损坏，没有启动。"
            f"请先把它移到别处保存，再用最近的备份恢复（yubiao restore）。{backup}"
        )


def check_database(settings: Settings) -> None:
    """Look whether the database file can be read.

    Raises:
        CorruptDatabase: it can't.
    """
    damaged = damaged_database(settings.effective_database_url)
    if damaged is not None:
        raise CorruptDatabase(damaged, which_to_restore(settings.backup_dir))


class CannotListen(Exception):
    """An address can't be had; the message is a sentence naming it."""

    def __init__(self, host: str, port: int, reason: str, change: str) -> None:
        super().__init__(
            f"不能在 {host}:{port} 上监听（{reason}），没有启动。"
            f"请看是不是已经有一个在运行，或者改 {change}。"
        )


def listening(settings: Settings) -> CircusSocket:
    """The socket all web processes accept from; it outlives each of them.

    Raises:
        CannotListen: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Here once to be told in a sentence; circus binds its own, which is the one inherited.
    _try(settings.host, settings.port, family, "HOST、PORT")
    return CircusSocket(WEB, settings.host, settings.port, family)


def check_rasa_ports(settings: Settings) -> None:
    """Look whether nobody listens where Rasa will.

    Rasas share a port while one follows another: with a second service on it each would get half
    of the other's messages.

    Raises:
        CannotListen: somebody does.
    """
    for port in settings.rasa_ports:
        _try("127.0.0.1", port, socket.AF_INET, "RASA_PORT")


def _try(host: str, port: int, family: socket.AddressFamily, change: str) -> None:
    try:
        with socket.create_server((host, port), family=family):
            pass
    except OSError as problem:
        raise CannotListen(host, port, problem.strerror or str(problem), change) from None


class _Guard:
    """Before a process is started (again): with a damaged database everything stops instead."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.problem: CorruptDatabase | None = None

    def __call__(self, *_: Any, **__: Any) -> bool:
        try:
            check_database(self._settings)
        except CorruptDatabase as problem:
            if self.problem is None:
                self.problem = problem
                os.kill(os.getpid(), signal.SIGTERM)
            return False
        return True


def reads_no_more(watcher: Any, process_pid: int, **_: Any) -> bool:
    """Take what a dead process wrote into out of circus's hands before it is closed.

    circus closes it and keeps its number: the next pipe that got that number was refused ("fd 19
    added twice"), and what had died was never started again.
    """
    process = watcher.processes.get(process_pid)
    if process is not None and watcher.stream_redirector is not None:
        watcher.stream_redirector.remove_redirections(process)
    return True


def _at_its_next_turn(look: Callable[[], Any]) -> Callable[[], Any]:
    """The look at the processes every second, left out while circus does something else.

    circus does one thing at a time and raises where two meet: each second of a stop, or of a look
    that takes longer, would write a stack trace.
    """

    def in_turn() -> Any:
        with suppress(ConflictError):
            return look()

    return in_turn


def _as_soon_as_it_may(arbiter: Any) -> Callable[[], Any]:
    """The stop, tried again where circus does something else.

    circus drops a signal that comes at such a moment, without a word: nothing stopped.
    """
    stop = arbiter.stop

    def again() -> Any:
        try:
            return stop()
        except ConflictError:
            if not arbiter._stopping:
                arbiter.loop.call_later(SECONDS_TO_ASK_AGAIN, again)
            return None

    return again


def run(settings: Settings) -> None:
    """Run everything until Ctrl-C or SIGTERM.

    Raises:
        CorruptDatabase: the database file is damaged, from the start or when a process died.
        CannotListen: the web's address can't be had, or Rasa's.
    """
    check_database(settings)
    guard = _Guard(settings)
    check_rasa_ports(settings)
    with tempfile.TemporaryDirectory(prefix="yubiao-") as name:
        folder = ControlFolder(Path(name))
        arbiter = get_arbiter(
            watchers(settings, guard, folder),
            controller=folder.control,
            pubsub_endpoint=folder.events,
            sockets=[listening(settings)],
        )
        arbiter.manage_watchers = _at_its_next_turn(arbiter.manage_watchers)
        arbiter.stop = _as_soon_as_it_may(arbiter)
        arbiter.reload = Rolling(arbiter, folder.ready)
        folder.note(settings)
        try:
            arbiter.start()
        finally:
            arbiter.stop()
            folder.forget(settings)
    if guard.problem is not None:
        raise guard.problem


def watchers(
    settings: Settings, guard: Callable[..., bool], folder: ControlFolder
) -> list[dict[str, Any]]:
    """What circus is told of each process.

    Args:
        settings: of the whole service.
        guard: asked before one is started (again); False: not now.
        folder: for what the processes share while they run.
    """
    several = {WEB: settings.web_processes, WORKER: settings.workers}
    return [
        {
            "name": name,
            "numprocesses": several.get(name, 1),
            "use_sockets": name == WEB,
            "cmd": command[0],
            "args": command[1:],
            "working_dir": str(ROOT),
            "env": environment(settings, name)
            | {FOLDER: str(folder.ready)}
            | _counted_together(settings, name, folder),
            "stdout_stream": {"stream": PrefixedStream(name)},
            "stderr_stream": {"stream": PrefixedStream(name)},
            # huey lets a job end at SIGINT, and breaks it off at SIGTERM.
            "stop_signal": signal.SIGINT if name == WORKER else signal.SIGTERM,
            "graceful_timeout": SECONDS_TO_STOP,
            "max_retry": -1,
            "stop_children": True,
            "hooks": {"before_reap": (reads_no_more, True)}
            | ({} if is_rasa(name) else {"before_spawn": (guard, False)}),
        }
        for name, command in processes(settings).items()
    ]


def _counted_together(settings: Settings, name: str, folder: ControlFolder) -> dict[str, str]:
    """Where several web processes keep their counters, so that each tells the sum of all."""
    if name != WEB or settings.web_processes == 1:
        return {}
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder.place)}
