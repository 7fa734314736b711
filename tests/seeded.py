"""A data folder as ``yubiao migrate`` and ``yubiao seed`` leave it: made once in a run of tests.

Loading all content takes long. Whoever needs it copies this folder.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT

DATABASE = "yubiao.db"


def made_once(shared: Path) -> Path:
    """The folder; the first of the processes that ask makes it, the others wait.

    Args:
        shared: a folder that all processes of this run know.
    """
    folder, done = shared / "seeded", shared / "seeded.done"
    with (shared / "seeded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            environment = {**os.environ, "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
            for step in ("migrate", "seed"):
                command = [sys.executable, "-m", "bot.app", step]
                subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
            done.touch()
    return folder
