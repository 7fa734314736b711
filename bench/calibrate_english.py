"""Fits kb/search/calibration_english.json: how sure an English answer is.

Usage: .venv/bin/python bench/calibrate_english.py [--dry-run]

Each English phrasing is asked as if it were not stored; questions from elsewhere (``NOTHING``) must
find nothing. ``sure`` is twice what the likeliest of those reaches, ``unsure`` that itself.
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
from bot.kit import clock
from kb.search.fuse import ENGLISH_FILE, FEATURES, Calibration

NOTHING = (
    "what is the weather tomorrow", "tell me a joke", "who won the world cup",
    "how do I get a visa",
    "write me a poem about rivers", "where is the nearest hospital", "translate this for me",
    "how much is a train ticket to Beijing", "what is the exchange rate", "what time is it",
    "best restaurant in Chongqing", "how to cook noodles", "how do I rent an apartment",
    "stock price of Moutai", "is the metro open late", "my wife is angry", "how to learn Chinese",
    "which phone should I buy", "where can I exchange money", "what is the standard deviation",
    "how do I register my residence", "can I drive with a foreign licence", "standard of living",
    "how to open a bank account", "what is the population of Chongqing", "gold price today",
    "which brand of e-bike is best", "how much does a helmet cost",
)  # fmt: skip


async def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="print, but write nothing")
    dry = parser.parse_args().dry_run
    async with seeded() as knowledge:
        index = knowledge.snapshot.english
    inside = [
        [(h.features, h.entry.key == entry.key) for h in index.search(text, without=text)]
        for entry in index.entries
        for text in entry.questions
    ]
    outside = [[(h.features, False) for h in index.search(text)] for text in NOTHING]
    pairs = [pair for group in (*inside, *outside) for pair in group]
    model = LogisticRegression(C=10.0, max_iter=5000)
    model.fit(np.array([f for f, _ in pairs]), np.array([own for _, own in pairs]))
    fitted = Calibration(tuple(map(float, model.coef_[0])), float(model.intercept_[0]), 0.5, 0.2)
    top = max(fitted.confidence(f) for group in outside for f, _ in group)
    sure, unsure = round(1.5 * top, 3), round(top, 3)
    best = [max((fitted.confidence(f), own) for f, own in group) for group in inside]
    answered = [own for confidence, own in best if confidence >= sure]
    print(f"sure {sure}, unsure {unsure}; of {len(best)} left-out phrasings")
    print(f"answered {len(answered) / len(best):.1%}, of these right {np.mean(answered):.1%}")
    if dry:
        return
    content = {
        "features": FEATURES,
        "weights": [round(w, 3) for w in fitted.weights],
        "bias": round(fitted.bias, 3),
        "sure": sure,
        "unsure": unsure,
        "fitted_on": clock.today().isoformat(),
    }
    ENGLISH_FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
