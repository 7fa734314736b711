"""Simulated citizens through the real processes and the real Rasa model: the right cases?

Usage: .venv/bin/python bench/citizens.py [--only NAME] [--verbose] [--failures FILE]

Starts web, Rasa and worker on a database of its own, plays every script of bench/citizens/ over the
REST channel, restarts all processes where scripts say so, then compares the rows of the database
with what each citizen meant. Exit 1 if less than 95 % of the cases, of the fields or of the replies
that a script judges are right.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.citizen_cases import Found, Judge
from bench.citizen_prompts import Prompts
from bench.citizen_runner import Citizen, leave_alone
from bench.citizen_script import Script, load_scripts
from bench.processes import Service, service
from bot.kit.clock import today

ENOUGH = 0.95
PATH = "/webhooks/rest/webhook"


def rest(url: str, sender: str, words: str) -> list[dict[str, Any]]:
    """Say something over the REST channel."""
    body = {"sender": sender, "message": words}
    answer = httpx.post(f"{url}{PATH}", json=body, timeout=30, trust_env=False)
    answer.raise_for_status()
    replies: list[dict[str, Any]] = answer.json()
    return replies


def play(running: Service, scripts: list[Script]) -> list[Citizen]:
    """Play all scripts one after the other; those that wait for a restart go on after it."""
    prompts = Prompts.load()
    citizens = [
        Citizen(
            script,
            lambda sender, words: rest(running.url, sender, words),
            lambda sender, minutes: leave_alone(
                running.database, running.conversation(sender), minutes
            ),
            prompts,
            f"citizen-{script.name}",
        )
        for script in scripts
    ]
    waiting = [(citizen, citizen.play()) for citizen in citizens]
    while waiting := [(c, played) for c, played in waiting if _waits(c, played)]:
        running.restart()
    return citizens


def _waits(citizen: Citizen, played: Iterator[None]) -> bool:
    try:
        next(played)
    except StopIteration:
        return False
    except httpx.HTTPError as error:
        citizen.problems.append(f"没有回答：{error!r}")
        return False
    return True


def report(citizens: list[Citizen], found: list[Found]) -> None:
    """One line for each citizen, with what is wrong."""
    for citizen, case in zip(citizens, found, strict=True):
        mark = "right" if case.right and not citizen.problems else "WRONG"
        print(f"{mark}  {citizen.script.name:28} {citizen.script.about}")
        for problem in (*case.wrong, *citizen.problems):
            print(f"         {problem}")


def shares(citizens: list[Citizen], found: list[Found]) -> dict[str, tuple[int, int]]:
    """Right ones of all, for cases, fields and judged replies."""
    fields = sum(case.fields for case in found)
    checks = sum(citizen.checks for citizen in citizens)
    return {
        "cases": (sum(case.right for case in found), len(found)),
        "fields": (fields - sum(len(case.wrong) for case in found), fields),
        "replies": (checks - sum(len(c.problems) for c in citizens), checks),
    }


def write_failures(path: Path, citizens: list[Citizen], found: list[Found]) -> None:
    """Keep what was said in every conversation that went wrong."""
    parts = []
    for citizen, case in zip(citizens, found, strict=True):
        if case.right and not citizen.problems:
            continue
        wrong = "\n".join(f"!! {problem}" for problem in (*case.wrong, *citizen.problems))
        head = f"===== {citizen.script.name} {citizen.script.about}\n{wrong}"
        parts.append(head + "\n" + "\n".join(citizen.transcript))
    path.write_text("\n\n".join(parts), encoding="utf-8")


def judged(running: Service, citizens: list[Citizen], day: date) -> tuple[list[Found], int, int]:
    """What became of all citizens, the cases nobody was told of, and the turns without Rasa."""
    engine = create_engine(f"sqlite:///{running.database}")
    with Session(engine) as session:
        judge = Judge(session, running.keyring, running.conversation, day)
        found = [judge.look(citizen) for citizen in citizens]
        untold = judge.count() - sum(len(citizen.numbers) for citizen in citizens)
        degraded = session.scalar(text("SELECT count(*) FROM turn WHERE degraded"))
    engine.dispose()
    return found, untold, int(degraded or 0)


def main() -> int:
    """Play, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="play only scripts whose name has this in it")
    parser.add_argument("--verbose", action="store_true", help="print everything that was said")
    parser.add_argument("--failures", type=Path, help="file for the conversations that went wrong")
    options = parser.parse_args()
    scripts = [script for script in load_scripts() if options.only in script.name]
    begun, day = time.monotonic(), today()
    with tempfile.TemporaryDirectory(prefix="yubiao-citizens-") as folder:
        with service(Path(folder)) as running:
            ready = time.monotonic()
            citizens = play(running, scripts)
        found, untold, degraded = judged(running, citizens, day)
    if options.verbose:
        for citizen in citizens:
            print(f"===== {citizen.script.name}", *citizen.transcript, sep="\n")
    report(citizens, found)
    if options.failures:
        write_failures(options.failures, citizens, found)
    enough = untold == 0
    for name, (right, total) in shares(citizens, found).items():
        enough = enough and right >= ENOUGH * total
        print(f"right {name}: {right} of {total} ({right / max(total, 1):.1%})")
    print(f"cases nobody was told of: {untold}; turns answered without Rasa: {degraded}")
    print(f"{ready - begun:.0f} s to start, {time.monotonic() - ready:.0f} s to play")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
