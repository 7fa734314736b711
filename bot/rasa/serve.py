"""Rasa's own command line; its logs say where something went wrong, never what somebody typed.

Rasa writes messages, entities and the values of local variables into warnings and tracebacks.

Its server can be followed by another on the same port (``yubiao restart``): both listen for a
moment, the new one from when its model is loaded.
"""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import sys
import traceback
import warnings
from pathlib import Path
from types import TracebackType
from typing import Any

from sanic import Sanic
from structlog.contextvars import get_contextvars

# What structlog's events are called; anything else may be a sentence with somebody's words in it.
_EVENT = re.compile(r"\A[a-z0-9_]+(?:\.[a-z0-9_]+)+")
_NUMBER = re.compile(r"[0-9a-f]{16}")  # of a request, as the web process draws it
_make_record = logging.getLogRecordFactory()


def install() -> None:
    """Make every log record and warning of this process discreet, whoever handles it."""
    logging.setLogRecordFactory(_discreet_record)
    warnings.showwarning = _show_warning


def _discreet_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make_record(*args, **kwargs)
    fields = _fields(record.msg)
    event = fields.get("event", "")
    known = event if isinstance(event, str) and _EVENT.fullmatch(event) else ""
    error = _error(record.exc_info) or _written_error(fields)
    number = get_contextvars().get("request_id", "")
    told = (known, f"{record.name}:{record.lineno}", error, number if _is_number(number) else "")
    record.msg, record.args = " ".join(part for part in told if part), ()
    record.exc_info = record.exc_text = record.stack_info = None
    return record


def share_port() -> None:
    """Make every server of this process one that can be followed."""
    run = Sanic.run

    def run_shared(app: Sanic, host: str, port: int, **options: Any) -> None:
        app.register_listener(_tell_ready, "after_server_start")
        run(app, sock=_bound(host, port), **options)

    Sanic.run = run_shared


def _bound(host: str, port: int) -> socket.socket:
    """A socket that will listen, on a port that another of our processes may listen on too."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((host, port))
    return bound


async def _tell_ready(app: Sanic, *_: Any) -> None:
    """Tell the supervisor, as bot/kit/readiness.py does; without a model nothing is ready."""
    folder, agent = os.environ.get("READY_FOLDER"), app.ctx.agent
    if folder and agent is not None and agent.is_ready():
        (Path(folder) / str(os.getpid())).touch()


def _is_number(found: object) -> bool:
    return isinstance(found, str) and _NUMBER.fullmatch(found) is not None


def _fields(message: object) -> dict[str, Any]:
    """The fields of a structured record; none if it isn't one."""
    try:
        fields = json.loads(str(message))
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _error(info: Any) -> str:
    if not isinstance(info, tuple) or info[0] is None:
        return ""
    return f"{info[0].__name__} {_place(info[2])}"


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def _written_error(fields: dict[str, Any]) -> str:
    """Of the tracebacks structlog writes, which hold local variables, the kind and the place."""
    try:
        last = fields["exception"][0]
        frame = last["frames"][-1]
        return f"{last['exc_type']} {frame['filename']}:{frame['lineno']}"
    except (KeyError, IndexError, TypeError):
        return ""


def _show_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any
) -> None:
    sys.stderr.write(f"{category.__name__} {filename}:{lineno}\n")


def _excepthook(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(f"{kind.__name__} {_place(trace)}\n")


if __name__ == "__main__":
    from rasa.__main__ import main

    install()
    share_port()
    sys.excepthook = _excepthook
    main()
