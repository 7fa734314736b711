"""Answer quality on the golden set: this system beside BM25 alone and embeddings alone.

Usage: .venv/bin/python bench/answers.py [--misses]

The two peers answer with the same entries. Their thresholds are chosen *on the golden set
itself*, so that each shows the most right answers it can with at most 5 % of the unanswerable
questions answered: the comparison leans towards the peers.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.golden import Golden, load_golden, load_unanswerable, matches
from bench.knowledge_base import seeded
from kb.answer import Certainty
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.text.standard_number import canonicalise

Retrieve = Callable[[str], tuple[str, float]]
ALLOWED = 0.05


def ours(knowledge: LiveKnowledge, *, show: bool) -> tuple[int, int, int, int]:
    """Right, sure but wrong, right among the choices, unanswerable answered as known."""
    answerer = Answerer(knowledge, load_normaliser(), date.today)
    right = wrong = offered = known = 0
    for golden in load_golden():
        answer = answerer.answer(golden.question)
        good = matches(answer.text, golden.must)
        if answer.certainty is Certainty.SURE:
            right += good
            wrong += not good
        else:
            given = [answerer.give(c.reference) for c in answer.candidates]
            offered += any(g is not None and matches(g.text, golden.must) for g in given)
        if show and not (answer.certainty is Certainty.SURE and good):
            print(f"  {golden.question} {golden.must} -> {answer.certainty} {answer.entry} "
                  f"{answer.score:.2f} {[c.title for c in answer.candidates]}")  # fmt: skip
    for question in load_unanswerable():
        answer = answerer.answer(question)
        known += answer.certainty is Certainty.SURE
        if show and answer.certainty is Certainty.SURE:
            print(f"  answered: {question} -> {answer.entry} {answer.score:.2f}")
    return right, wrong, offered, known


def peer(retrieve: Retrieve, goldens: list[Golden], nothing: list[str]) -> tuple[int, int, int]:
    """Right, wrong and answered-as-known of a one-signal retriever at its best threshold."""
    found = [(retrieve(golden.question), golden) for golden in goldens]
    scores = sorted(retrieve(question)[1] for question in nothing)
    limit = scores[-1 - int(ALLOWED * len(scores))]
    above = [(text, golden) for (text, score), golden in found if score > limit]
    right = sum(matches(text, golden.must) for text, golden in above)
    return right, len(above) - right, sum(score > limit for score in scores)


def one_signal(knowledge: LiveKnowledge, feature: int) -> Retrieve:
    """The entry that scores highest in one feature of the index alone."""
    normaliser = load_normaliser()
    index = knowledge.snapshot.index

    def retrieve(question: str) -> tuple[str, float]:
        hits = index.search(canonicalise(normaliser(question)), top=100)
        if not hits:
            return "", 0.0
        best = max(hits, key=lambda hit: hit.features[feature])
        text = "\n".join([best.entry.answer, *best.entry.sources, best.entry.title])
        return text, best.features[feature]

    return retrieve


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="show every miss")
    show = parser.parse_args().misses
    goldens, nothing = load_golden(), load_unanswerable()
    async with seeded() as knowledge:
        right, wrong, offered, known = ours(knowledge, show=show)
        bm25 = peer(one_signal(knowledge, 2), goldens, nothing)
        cosine = peer(one_signal(knowledge, 0), goldens, nothing)
    print(f"{len(goldens)} questions with an answer, {len(nothing)} without")
    print(f"{'':22}{'right first':>12}{'sure, wrong':>12}{'no-answer answered':>20}")
    rows = {
        "this system": (right, wrong, known),
        "BM25 alone": bm25,
        "embeddings alone": cosine,
    }
    for name, (good, bad, answered) in rows.items():
        print(
            f"{name:22}{good / len(goldens):>12.1%}{bad / len(goldens):>12.1%}"
            f"{answered / len(nothing):>20.1%}"
        )
    print(f"this system also offers the right entry among its choices: {offered}")


if __name__ == "__main__":
    asyncio.run(main())
