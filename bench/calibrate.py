"""Fits the weights in kb/search/calibration.json (make calibrate) and shows the lines.

Each FAQ phrasing is asked as if it were not stored; the entries found are labelled by whether they
are its own. The out-of-scope training utterances must find nothing. A phrasing that is nearly
another one of its entry (Dice >= 0.8 of character pairs) teaches nothing and is left out. The
golden set takes no part. It prints the confidence from which at most 2 % and 10 % of the
out-of-scope utterances would be answered, and leaves the lines as they are: these were chosen on
judged conversations (docs/measurements.md, "The lines"; ``bench/parts.py`` shows what they give).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.knowledge_base import seeded
from bench.utterances import utterances
from bot.kit import clock
from kb.knowledge import load_normaliser
from kb.search.fuse import CALIBRATION_FILE, FEATURES, Calibration, bigrams
from kb.search.index import EntryKind, SearchIndex
from kb.text.standard_number import canonicalise

NEAR_COPY = 0.8
ANSWERED_OUTSIDE, OFFERED_OUTSIDE = 0.02, 0.10

Group = list[tuple[tuple[float, ...], bool]]


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice coefficient of two sets, from 0 to 1."""
    return 2 * len(one & other) / max(1, len(one) + len(other))


def groups(index: SearchIndex) -> tuple[list[Group], list[Group]]:
    """Candidates of each left-out phrasing, and of each out-of-scope utterance."""
    normaliser = load_normaliser()
    inside: list[Group] = []
    for entry in index.entries:
        if entry.kind is not EntryKind.FAQ:
            continue
        for text in entry.questions:
            others = [bigrams(other) for other in entry.questions if other != text]
            if not others or max(dice(bigrams(text), o) for o in others) >= NEAR_COPY:
                continue
            hits = index.search(canonicalise(text), top=30, without=text)
            inside.append(
                [
                    (hit.features, hit.entry.key == entry.key)
                    for hit in hits
                    # A term or a catalogue title on the same subject is no wrong answer.
                    if hit.entry.kind is EntryKind.FAQ
                ]
            )
    outside = [
        [(hit.features, False) for hit in index.search(canonicalise(normaliser(text)), top=12)]
        for text in utterances("ask_out_of_scope")
    ]
    return inside, outside


async def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="print, but write nothing")
    dry = parser.parse_args().dry_run
    async with seeded() as knowledge:
        inside, outside = groups(knowledge.snapshot.index)
    kept = Calibration.load()
    pairs = [pair for group in (*inside, *outside) for pair in group]
    model = LogisticRegression(C=10.0, max_iter=5000)
    model.fit(np.array([f for f, _ in pairs]), np.array([own for _, own in pairs]))
    fitted = Calibration(tuple(map(float, model.coef_[0])), float(model.intercept_[0]), 0.5, 0.2)
    top = sorted((max(fitted.confidence(f) for f, _ in group) for group in outside), reverse=True)
    sure = round(top[int(ANSWERED_OUTSIDE * len(top))] + 0.005, 3)
    unsure = round(top[int(OFFERED_OUTSIDE * len(top))] + 0.005, 3)
    best = [max((fitted.confidence(f), own) for f, own in group) for group in inside if group]
    answered = [own for confidence, own in best if confidence >= sure]
    print(dict(zip(FEATURES, (round(w, 2) for w in fitted.weights), strict=True)), fitted.bias)
    print(f"sure {sure}, unsure {unsure}; of {len(best)} left-out phrasings")
    print(f"answered {len(answered) / len(best):.1%}, of these right {np.mean(answered):.1%}")
    if not dry:
        content = {
            "features": FEATURES,
            "weights": [round(w, 3) for w in fitted.weights],
            "bias": round(fitted.bias, 3),
            "sure": kept.sure,
            "unsure": kept.unsure,
            "fitted_on": clock.today().isoformat(),
        }
        CALIBRATION_FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
