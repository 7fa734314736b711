"""A process that has read all software and made all parts has copies of itself do the work.

What dies is back as soon as the copy has read what it answers from: the seconds of a core that
imports and parts take are spent once. The one who copies itself opens nothing and answers nobody.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable

from bot.kit.long_lived import give_back

_TOLD_TO_END = {signal.SIGTERM, signal.SIGINT}
_WAITED_FOR = _TOLD_TO_END | {signal.SIGCHLD}


def keep_one(work: Callable[[int], None], again: Callable[[], bool]) -> None:
    """Have a copy of this process do the work, and another one when it was killed.

    Told to end (SIGTERM, SIGINT) it tells the copy, and ends after it; a copy that ends by itself
    isn't followed by another either: whoever started this one decides.

    Args:
        work: done in the copy; given a descriptor that ends when this process does.
        again: asked before another copy is made; False: this process ends instead.

    Raises:
        SystemExit: there is no copy any more.
    """
    # The copies share these pages as long as nobody looks through them for garbage.
    gc.freeze()
    give_back()
    # Waited for, not handled: nothing can come between a look and what is done upon it.
    signal.pthread_sigmask(signal.SIG_BLOCK, _WAITED_FOR)
    while True:
        alive, held = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        if not (copy := os.fork()):
            os.close(held)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAITED_FOR)
            return work(alive)
        os.close(alive)
        code, told = _end_of(copy)
        os.close(held)
        if told or not _killed(code) or not again():
            sys.exit(code if code >= 0 else 128 - code)


def _end_of(copy: int) -> tuple[int, bool]:
    """How a copy ended (as :attr:`subprocess.Popen.returncode`), and whether it was told to."""
    told = False
    while True:
        if signal.sigwait(_WAITED_FOR) in _TOLD_TO_END:
            told = True
            os.kill(copy, signal.SIGTERM)
        elif (ended := os.waitpid(copy, os.WNOHANG)) != (0, 0):
            return os.waitstatus_to_exitcode(ended[1]), told


def _killed(code: int) -> bool:
    return code < 0 and -code not in _TOLD_TO_END
