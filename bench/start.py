"""How long a web process takes from its start to its first answer, and how much of a core.

Usage: .venv/bin/python bench/start.py [--times 5] [--software FOLDER ...] [--catalogue FOLDER]

Starts one web process after the other on one copy of the content, without Rasa, asks each
``/readyz`` and a few questions, kills the one that serves and asks again. Python's compiled files
are there from the first start on, as beside software that is installed, even if the shell that
runs this asks for none (``PYTHONDONTWRITEBYTECODE``: a process then compiles ours at each start).
Peers in the same run: the same start with nothing kept from earlier ones (``DATA_DIR/made``), and
other checkouts of the software (``--software``) with what they have kept themselves, each in its
turn, so that a busy machine is as busy for all; the same content beside the records that
``bench.catalogue --folder`` kept (``--catalogue``). What is told is the middle of each.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.settings import ROOT
from kb.kept_work import FOLDER

PYTHON = str(ROOT / ".venv" / "bin" / "python")
NOBODY = "http://127.0.0.1:9"  # the discard port: refuses at once
QUESTIONS = ("世界标准日是哪天", "电动车国标是哪个", "过期食品怎么赔")
PATIENCE = 300.0  # seconds


@dataclass(frozen=True)
class Start:
    """One start.

    Args:
        wall, core: seconds to the answer of ``/readyz``, by the clock and of a core.
        first: seconds by the clock until the first question was answered, from then on.
        memory: MB then.
        said: digest of what was answered.
        again, again_core: after kill -9 of the one that serves, as wall and core.
    """

    wall: float
    core: float
    first: float
    memory: float
    said: str
    again: float
    again_core: float


def started(software: Path, data: Path) -> Start:
    """Start one web process, ask, kill it, ask what follows it, end that."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        begun = time.monotonic()
        process = begin(software, data, door.fileno())
        try:
            wall = until_ready(url) - begun
            core, memory = used(process)
            said = [answered(url, number, text) for number, text in enumerate(QUESTIONS)]
            copies = psutil.Process(process.pid).children()
            killed = time.monotonic()
            if copies:
                copies[0].kill()
            else:
                process.kill()
                process.wait()
                process = begin(software, data, door.fileno())  # as the supervisor does
            again = until_ready(url) - killed
            after, _ = used(process, itself=not copies)
        finally:
            process.terminate()
            process.wait()
    digest = hashlib.sha256(json.dumps([text for _, text in said]).encode()).hexdigest()[:12]
    return Start(wall, core, said[0][0], memory, digest, again, after)


def begin(software: Path, data: Path, door: int) -> subprocess.Popen[bytes]:
    """A web process."""
    return subprocess.Popen(
        [PYTHON, "-m", "bot.app.web_process", str(door), "1"],
        cwd=software,
        env=environment(software, data),
        pass_fds=(door,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def until_ready(url: str) -> float:
    """When ``/readyz`` was answered: it waits at the door, nothing is accepted before."""
    ready = httpx.get(f"{url}/readyz", timeout=PATIENCE, trust_env=False)
    assert ready.status_code == httpx.codes.OK, ready.text
    return time.monotonic()


def used(process: subprocess.Popen[bytes], *, itself: bool = True) -> tuple[float, float]:
    """Seconds of a core and MB of a web process and its copy, shared pages counted once.

    Args:
        process: that was started.
        itself: or only its copy.
    """
    first = psutil.Process(process.pid)
    mine = [*([first] if itself else []), *first.children()]
    times = [one.cpu_times() for one in mine]
    memory = sum(one.memory_full_info().pss for one in mine) / 2**20
    return sum(one.user + one.system for one in times), memory


def answered(url: str, number: int, text: str) -> tuple[float, str]:
    """How long a question took, and the answer."""
    asked = time.monotonic()
    body = {"sender": f"start-{number}", "message": text}
    answer = httpx.post(f"{url}/webhooks/rest/webhook", json=body, timeout=60, trust_env=False)
    return time.monotonic() - asked, "\n".join(str(reply["text"]) for reply in answer.json())


def environment(software: Path, data: Path) -> dict[str, str]:
    """What the supervisor would give it (:func:`bot.app.supervisor.environment`)."""
    return {
        **os.environ,
        "DATA_DIR": str(data),
        "DATABASE_URL": "",
        "ENVIRONMENT": "development",
        "RASA_URL": NOBODY,
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONPATH": str(software),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(data / "compiled"),
    }


def prepared(folder: Path, name: str = "data", catalogue: Path | None = None) -> Path:
    """A data folder with all content, beside the records of a catalogue if there is one."""
    data = folder / name
    data.mkdir()
    if catalogue is not None:
        shutil.copy(catalogue / "kb.db", data / "yubiao.db")
    for step in (["migrate"], ["seed"], ["kb", "load-laws"]):
        command = [PYTHON, "-m", "bot.app", *step]
        subprocess.run(
            command, cwd=ROOT, env=environment(ROOT, data), check=True, stdout=subprocess.DEVNULL
        )
    return data


def middle(starts: list[Start], of: str) -> float:
    """The median of one figure."""
    return statistics.median(getattr(one, of) for one in starts)


def main() -> None:
    """Start, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--software", type=Path, nargs="*", default=[])
    parser.add_argument("--catalogue", type=Path, help="what bench.catalogue --folder kept")
    given = parser.parse_args()
    found: dict[str, list[Start]] = {}
    with tempfile.TemporaryDirectory(prefix="yubiao-start-") as name:
        data = prepared(Path(name))
        ways = {"nothing kept": (ROOT, data), "kept": (ROOT, data)}
        if given.catalogue:
            ways["whole catalogue"] = (ROOT, prepared(Path(name), "whole", given.catalogue))
        for number, one in enumerate(given.software):
            own = shutil.copytree(data, data.with_name(f"data-{number}"))
            ways[str(one)] = (one.resolve(), own)
        for number in range(given.times + 1):
            for way, (software, folder) in ways.items():
                if way == "nothing kept":
                    shutil.rmtree(folder / FOLDER, ignore_errors=True)
                start = started(software, folder)
                if number:  # the first of each reads the files from the disk
                    found.setdefault(way, []).append(start)
    load = os.getloadavg()[0]
    print(f"{given.times} starts each, load {load:.1f} at the end; medians")
    print(
        "| start | wall, s | core, s | first answer, s | killed: wall, s | core, s | memory, MB |"
    )
    print("|---|---|---|---|---|---|---|")
    for way, starts in found.items():
        figures = (middle(starts, of) for of in ("wall", "core", "first", "again", "again_core"))
        told = " | ".join(f"{one:.2f}" for one in figures)
        print(f"| {way} | {told} | {middle(starts, 'memory'):.0f} |")
    ratio = middle(found["nothing kept"], "core") / middle(found["kept"], "core")
    print(f"core, nothing kept / kept: {ratio:.2f}")
    same = {one.said for starts in found.values() for one in starts}
    print("answers: the same" if len(same) == 1 else f"ANSWERS DIFFER: {sorted(same)}")


if __name__ == "__main__":
    main()
