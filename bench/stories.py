"""What is read from citizens' stories, field by field: precision, recall, F1, and every miss.

Use: ``.venv/bin/python bench/stories.py [--quiet] STORIES.jsonl …`` (tests/stories has some).
Stories tell of the days before 28 November 2026. ``--quiet`` prints no misses.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.story_scores import FIELDS, is_right
from bot.complaints.case.draft import Draft
from bot.complaints.case.script import Script
from bot.complaints.intake.reading import Reader
from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.places import Places
from bot.complaints.understanding.triage import Triage

TOLD_ON = date(2026, 11, 28)
_NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
_TOLD = ("complaint", "report", "either", "danger_first")


@dataclass
class Scores:
    """Counts by field.

    Args:
        stated: what the stories say.
        right: what was read as they say it.
        read: what was read at all, invented values included.
        misses: a line each.
    """

    stated: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of stated fields that was read right."""
        return self.right.total() / max(1, self.stated.total())


def load(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The stories of files, without questions and matters of other bodies."""
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines() if line]
    return [row for row in map(json.loads, lines) if row["expect"] in _TOLD]


def score(rows: Iterable[dict[str, Any]], reader: Reader) -> Scores:
    """Read each story and compare."""
    scores = Scores()
    for row in rows:
        kind = "report" if row["expect"] == "report" else "complaint"
        read = reader.everything(row["text"], Draft("bench", "bench", _NOW, _NOW, kind=kind), _NOW)
        _compare(row, read, scores)
    return scores


def build_reader() -> Reader:
    """The reader as the application has it, without a database."""
    return Reader(Script.load(), Places.load(), load_products(), Triage.load())


def _compare(row: dict[str, Any], read: dict[str, str], scores: Scores) -> None:
    stated = {name: value for name, value in row["fields"].items() if name in FIELDS}
    traps = {
        name
        for name, words in (row.get("traps") or {}).items()
        if (value := read.get(FIELDS.get(name, ""))) and not re.search(words, value)
    }
    for name, key in FIELDS.items():
        value = read.get(key, "")
        is_read = bool(value)
        right = name in stated and is_right(name, stated[name], read, TOLD_ON)
        right = right and name not in traps
        if name in stated and not (name == "amount" and stated[name] is None):
            scores.stated[name] += 1
            scores.right[name] += right
        scores.read[name] += is_read
        invented = is_read and name not in stated and name not in ("what", "date", "wish")
        if (name in stated and not right) or invented or name in traps:
            meant = stated.get(name, "(not said)")
            shown = value[:40] if name != "date" else f"{value}..{read.get('until', '')}"
            scores.misses.append(f"{name:8} {row['id']} {meant} ≠ {shown or '—'} | {row['text']}")


def main(arguments: list[str]) -> None:
    """Measure the files named on the command line."""
    quiet = "--quiet" in arguments
    paths = [Path(one) for one in arguments if one != "--quiet"]
    if not paths:
        sys.exit(__doc__)
    rows = load(paths)
    scores = score(rows, build_reader())
    for line in [] if quiet else sorted(scores.misses):
        print(line)
    print(f"{'field':9} stated  read right  precision recall     F1")
    for name in FIELDS:
        stated, read, right = scores.stated[name], scores.read[name], scores.right[name]
        if not stated:
            continue
        precision, recall = right / max(1, read), right / stated
        f1 = 2 * right / max(1, read + stated)
        print(f"{name:9}{stated:7}{read:6}{right:6}{precision:10.1%}{recall:8.1%}{f1:8.1%}")
    print(f"stated fields right: {scores.right.total()} of {scores.stated.total()}", end=" ")
    print(f"({scores.share:.1%}) in {len(rows)} stories")


if __name__ == "__main__":
    main(sys.argv[1:])
