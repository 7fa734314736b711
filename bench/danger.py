"""How often danger gets emergency words, and how often ordinary messages get them for nothing.

Use: ``.venv/bin/python bench/danger.py DANGER.txt [ORDINARY.txt]``, one message a line. Prints both
rates and every miss; a false alarm with the words that raised it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import structlog

from bot.complaints.understanding.danger_sense import DangerSense
from bot.complaints.understanding.danger_watch import DangerWatch
from bot.complaints.understanding.triage import Triage
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder


def main() -> None:
    """Measure the files named on the command line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    triage, normal, embedder = Triage.load(), load_normaliser(), Embedder()
    watch = DangerWatch(triage, DangerSense.load(), embedder.question)

    def alarms(line: str) -> str:
        # As the conversation does: what arrives is normalised first.
        text = normal(line)
        danger = watch.find(text)
        if danger is None:
            return ""
        found = triage.explain(text)
        odds = watch.sensed(text, ruled=found is not None).odds
        words = "、".join(found.words) if found else "no rule"
        return f"{danger.slug}: {words}; odds {odds:.1f}"

    for path, is_danger in zip(sys.argv[1:], (True, False), strict=False):
        _measure(path, alarms, is_danger=is_danger)


def _measure(path: str, alarms: Callable[[str], str], *, is_danger: bool) -> None:
    lines = [line.strip() for line in Path(path).read_text("utf-8").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    said = [(line, alarms(line)) for line in lines]
    alarmed = sum(bool(why) for _, why in said)
    print(f"{path}: {alarmed} of {len(said)} alarmed ({alarmed / len(said):.1%})")
    for line, why in said:
        if bool(why) != is_danger:
            print(f"  {'missed' if is_danger else 'false alarm'}: {line}  {why}".rstrip())


if __name__ == "__main__":
    main()
