"""Chooses the line `sure` of kb/search/calibration.json and shows what it means.

Usage: .venv/bin/python bench/lines.py

Three splits, no question in two of them: the weights are fitted on the content's own phrasings
(``bench/calibrate.py``); the line is chosen on one half of the judged questions and reported on the
other. Judged are, by what an answer must say, the golden questions and the first turns of
``tests/talks``; nothing may be said to ``near_scope.yml`` (other cities, prices, products) and to
the unanswerable ones; and every question that is answered is asked again with the entry that
answers it left out: what is asserted then is wrong, unless it says what it must.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.golden import Golden, load_golden, load_unanswerable, matches
from bench.knowledge_base import seeded
from bench.talks import found
from bot.kit import clock
from bot.settings import ROOT
from kb.answer import Answer, Certainty
from kb.answering import Answerer
from kb.knowledge import Snapshot, load_normaliser
from kb.search.index import Hit
from kb.text.english import is_english
from kb.text.standard_number import StandardNumber, canonicalise
from kb.yaml_file import read_yaml

TALKS = ROOT / "tests" / "talks"
CONVERSATIONS = ("open.jsonl", "opened.jsonl")
# Kinds of first turns the knowledge base alone doesn't answer.
ELSEWHERE = ("smalltalk", "nonsense", "danger", "complain", "cases")
LINES = (0.076, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3)
BINS = (0.1, 0.15, 0.2, 0.3, 0.5, 1.01)
WANTED = 0.95
Right = Callable[[str], bool]


@dataclass(frozen=True)
class Judged:
    """A question and what is said to it when no line keeps anything back.

    Args:
        question: as it is asked.
        score: confidence of what is said.
        asserted: whether anything but the line keeps it from being asserted.
        right: whether it says what it must.
        left_out: the entry that answers it was left out.
    """

    question: str
    score: float
    asserted: bool
    right: bool
    left_out: bool

    @property
    def chooses(self) -> bool:
        """Whether it belongs to the half on which the line is chosen."""
        return hashlib.sha256(self.question.encode()).digest()[0] % 2 == 0


def _holding(golden: Golden) -> Right:
    return lambda text: matches(text, golden.must)


def _nothing(text: str) -> bool:
    return False


def questions() -> Iterator[tuple[str, Right]]:
    """Every judged question without a standard number, and whether a text answers it."""
    for golden in load_golden():
        yield golden.question, _holding(golden)
    for name in CONVERSATIONS:
        for line in (TALKS / name).read_text(encoding="utf-8").splitlines():
            talk = json.loads(line)
            first = talk["turns"][0]
            if talk["kind"] in ELSEWHERE or not first["must"]:
                continue

            def right(text: str, first: dict[str, str] = first) -> bool:
                bad = bool(first["must_not"]) and found(first["must_not"], text)
                return found(first["must"], text) and not bad

            yield first["say"], right
    near = read_yaml(TALKS / "near_scope.yml").values()
    for question in (*(one for each in near for one in each), *load_unanswerable()):
        yield question, _nothing


def judged(answerer: Answerer, snapshot: Snapshot) -> Iterator[Judged]:
    """Every question, and again without the entry that answers it."""
    normaliser = load_normaliser()
    for question, right in dict(questions()).items():
        text = canonicalise(normaliser(question))
        if StandardNumber.find_all(text) or is_english(text):
            continue

        def said(hits: list[Hit], text: str = text) -> Answer:
            return answerer._weighing.from_hits(snapshot, hits, text)

        hits = answerer.hits(question)
        answer = said(hits)
        asserted = answer.certainty is Certainty.SURE
        yield Judged(question, answer.score, asserted, right(answer.text), False)
        if asserted and right(answer.text):
            others = [hit for hit in hits if not _answers(snapshot, hit, right, said)]
            left = said(others)
            asserted = left.certainty is Certainty.SURE
            yield Judged(question, left.score, asserted, right(left.text), True)


def _answers(
    snapshot: Snapshot, hit: Hit, right: Right, said: Callable[[list[Hit]], Answer]
) -> bool:
    return right(said([hit]).text)


def told(rows: list[Judged], line: float) -> str:
    """One line of the table of lines."""
    asked = [row for row in rows if not row.left_out]
    sure = [row for row in asked if row.asserted and row.score >= line]
    right = sum(row.right for row in sure)
    could = sum(row.right for row in asked if row.asserted) or 1
    out = [row for row in rows if row.left_out]
    wrong = sum(row.asserted and not row.right and row.score >= line for row in out)
    share = right / len(sure) if sure else 1.0
    return (
        f"| {line} | {len(sure)} | {right} | {share:.1%} | {right / could:.1%} "
        f"| {wrong / len(out) if out else 0:.1%} |"
    )


def share_right(rows: list[Judged], line: float) -> float:
    """Of what is asserted from a line on, the share that is right."""
    sure = [r.right for r in rows if not r.left_out and r.asserted and r.score >= line]
    return sum(sure) / len(sure) if sure else 1.0


async def main() -> None:
    """Choose on one half, report on the other."""
    async with seeded() as knowledge:
        snapshot = knowledge.snapshot
        kept = snapshot.index.calibration
        snapshot.index.calibration = replace(kept, sure=0.0)
        answerer = Answerer(knowledge, load_normaliser(), clock.today)
        rows = list(judged(answerer, snapshot))
    choosing = [row for row in rows if row.chooses]
    reporting = [row for row in rows if not row.chooses]
    head = "| line | said as sure | right | share | kept of the right | asserted though left out |"
    for name, half in (("chosen on", choosing), ("reported on", reporting)):
        print(f"\n{name}: {len(half)}\n{head}\n|---|---|---|---|---|---|")
        print("\n".join(told(half, line) for line in LINES))
    chosen = next((line for line in LINES if share_right(choosing, line) >= WANTED), LINES[-1])
    print(f"\nchosen {chosen}, in use {kept.sure}; on the other half:")
    print("| confidence | said as sure | right | share |\n|---|---|---|---|")
    for low, high in pairwise(BINS):
        inside = [r for r in reporting if not r.left_out and r.asserted and low <= r.score < high]
        right = sum(r.right for r in inside)
        share = right / len(inside) if inside else 1.0
        print(f"| {low} to {min(high, 1.0)} | {len(inside)} | {right} | {share:.1%} |")


if __name__ == "__main__":
    asyncio.run(main())
