"""The way to the running supervisor, for a command in another terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from circus.client import CircusClient
from circus.exc import CallError

from bot.settings import Settings

_FILE = "supervisor.folder"  # in the data folder
_CONTROL, _EVENTS, _READY = "control", "events", "ready"
SECONDS_TO_SAY_IT_IS_THERE = 10.0
SECONDS_TO_ROLL = 3600.0


class NotRunning(Exception):
    """No supervisor answers; the message is a sentence saying so."""

    def __init__(self) -> None:
        super().__init__("没有找到正在运行的服务。请用启动它的账号和同样的 DATA_DIR。")


class ControlFolder:
    """Where a supervisor's sockets are; files in a private folder keep them off the network.

    Args:
        place: the folder, made by who runs the supervisor.
    """

    def __init__(self, place: Path) -> None:
        self.control = f"ipc://{place / _CONTROL}"
        self.events = f"ipc://{place / _EVENTS}"
        self.ready = place / _READY
        self.place = place

    def note(self, settings: Settings) -> None:
        """Let commands find it.

        Raises:
            OSError: the data folder can't be written.
        """
        self.ready.mkdir()
        (settings.data_dir / _FILE).write_text(str(self.place))

    def forget(self, settings: Settings) -> None:
        """The supervisor has ended."""
        (settings.data_dir / _FILE).unlink(missing_ok=True)


def roll(settings: Settings) -> dict[str, Any]:
    """Have new processes take the place of the old ones; see :mod:`bot.app.rolling`.

    Raises:
        NotRunning: no supervisor answers.
    """
    try:
        folder = ControlFolder(Path((settings.data_dir / _FILE).read_text()))
    except OSError:
        raise NotRunning from None
    _ask(folder, "numwatchers", SECONDS_TO_SAY_IT_IS_THERE)
    return _ask(folder, "reload", SECONDS_TO_ROLL)


def _ask(folder: ControlFolder, command: str, seconds: float) -> dict[str, Any]:
    client = CircusClient(endpoint=folder.control, timeout=seconds)
    try:
        answer: dict[str, Any] = client.send_message(command, waiting=True)
    except CallError:
        raise NotRunning from None
    finally:
        client.stop()
    return answer
