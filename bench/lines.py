"""Shows where the lines `sure` and `unsure` of kb/search/calibration.json may be drawn.

Usage: .venv/bin/python bench/lines.py

For each confidence it prints how many of the out-of-scope training utterances (data/nlu) would
be answered, and how many of the knowledge utterances would be. The golden set takes no part.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.knowledge_base import seeded
from bot.settings import ROOT
from kb.knowledge import load_normaliser
from kb.text.standard_number import canonicalise


def utterances(intent: str) -> list[str]:
    """Training utterances of an intent."""
    found: list[str] = []
    for path in (ROOT / "data" / "nlu").rglob(f"{intent}.yml"):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]
    return found


async def main() -> None:
    """Print the table."""
    normaliser = load_normaliser()
    async with seeded() as knowledge:
        index = knowledge.snapshot.index

        def best(text: str) -> float:
            hits = index.search(canonicalise(normaliser(text)), top=1)
            return hits[0].confidence if hits else 0.0

        nothing = [best(text) for text in utterances("ask_out_of_scope")]
        known = [best(text) for text in utterances("ask_faq")]
    print(f"{len(nothing)} out-of-scope and {len(known)} knowledge utterances")
    for line in (0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.55):
        share = [sum(score >= line for score in group) / len(group) for group in (nothing, known)]
        print(f"from {line:4.2f}: out of scope {share[0]:6.1%}   knowledge {share[1]:6.1%}")


if __name__ == "__main__":
    asyncio.run(main())
