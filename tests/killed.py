"""Runs a piece of work in processes that end with SIGKILL in the middle of a transaction.

To be called in a process of its own: a fork of pytest would hold its threads' locks.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable

from sqlalchemy import Engine, event

from bot.settings import ROOT

Step = Callable[..., None]
# Of a run with some twenty steps, such that each comes before the work is done.
POINTS = (2, 5, 7, 9, 3, 8, 6, 3, 4, 2)


def killed(work: Callable[[Step], None], points: Iterable[int] = POINTS) -> int:
    """Begin the work anew after each kill, then once to its end.

    Args:
        work: told what to call at steps of its own; every begin and commit is a step anyway.
        points: at which step each process is killed.

    Returns:
        How many were.
    """
    steps = last = 0

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "begin", step)
    event.listen(Engine, "commit", step)
    count = 0
    for point in points:
        last = point
        if (child := os.fork()) == 0:
            work(step)
            os._exit(0)
        count += os.waitpid(child, 0)[1] == signal.SIGKILL
    last = 0
    work(step)
    return count


def in_own_process(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script that calls :func:`killed` and prints what it gives."""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
