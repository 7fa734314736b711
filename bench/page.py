"""Runs the benches of ``make bench`` and writes what they print into one page.

Usage: .venv/bin/python -m bench.page [--only answers,start] [--page docs/benchmarks.md]

The page says on which machine, when, of which commit and with how much other load; a part that
fails says so and the rest goes on. What the figures mean stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.load import processor
from bot.settings import ROOT

PYTHON, RASA = str(ROOT / ".venv/bin/python"), str(ROOT / "bot/rasa/.venv/bin/python")
PARTS: Mapping[str, tuple[str, Sequence[str]]] = {
    "answers": ("Answer quality", (PYTHON, "bench/answers.py")),
    "load": ("Load, beside a stock Rasa", (PYTHON, "bench/load.py")),
    "start": ("Start of a web process", (PYTHON, "bench/start.py")),
    "intents": ("Intents", (RASA, "bench/nlu.py")),
}


def ran(command: Sequence[str]) -> str:
    """What a bench printed, and how it ended if not well; it is shown while it runs."""
    lines: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    end = f"\nEnded with {process.returncode}.\n" if process.returncode else ""
    return "".join(lines) + end


def page(found: Mapping[str, str], machine: str, commit: str, at: datetime) -> str:
    """The page.

    Args:
        found: name of a part to what it printed.
        machine: its processor and load.
        commit: of the software.
        at: when.
    """
    parts = [
        f"## {PARTS[name][0]}\n\n```text\n{text.strip()}\n```\n" for name, text in found.items()
    ]
    head = (
        "# Benchmarks\n\n"
        f"Written by `make bench` on {at:%Y-%m-%d %H:%M} UTC at {commit}; {machine}. "
        "What each figure means: [measurements.md](measurements.md).\n"
    )
    return "\n".join([head, *parts])


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md")
    given = parser.parse_args()
    named = given.only.split(",")
    if unknown := set(named) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    asked = ("git", "rev-parse", "--short", "HEAD")
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    machine = f"{processor()}, load {os.getloadavg()[0]:.1f} before"
    found = {name: ran(PARTS[name][1]) for name in named}
    told = page(found, machine, commit.strip() or "a copy without git", datetime.now(UTC))
    given.page.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
