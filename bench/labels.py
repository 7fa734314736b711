"""How well photographed labels are read: 100 drawn and spoiled ones, number by number.

A number counts as found if the answer is about it or asks whether it is meant; as wrongly asserted
if the answer says that another number stands on the label. Drawn labels are easier than packaging:
flat, of one ink, in fonts everybody knows.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import random
import resource
import time
from collections import Counter

from bench.catalogue import SEEDS
from bench.knowledge_base import seeded
from bench.label_pictures import Drawn, draw, fonts
from bot.kit import clock
from bot.kit.messages import ReplyKind
from bot.labels.answer import LabelAnswers
from bot.labels.printed import printed_on
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.ocr.page import PageReader
from kb.text.standard_number import StandardNumber

INVENTED, OTHERS = 0.1, 0.1  # shares not in the catalogue: made up, firms' and associations'
SEED = 20261128


def numbers(catalogue_numbers: list[str], count: int, chance: random.Random) -> list[str]:
    """What the labels say."""
    known = [n for n in catalogue_numbers if n.startswith(("GB", "QB", "FZ", "DB"))]
    drawn = []
    for _ in range(count):
        kind, year = chance.random(), chance.randint(2005, 2024)
        if kind < INVENTED:
            drawn.append(f"GB/T {chance.randint(50000, 69999)}-{year}")
        elif kind < INVENTED + OTHERS:
            drawn.append(f"T/CAS {chance.randint(100, 999)}-{year}")
        else:
            drawn.append(chance.choice(known))
    return drawn


def outcome(answers: LabelAnswers, label: Drawn, reader: PageReader) -> str:
    """``found``, ``asked``, ``without its year``, ``nothing``, or what was wrong."""
    printed = printed_on(reader.read(label.data))
    said = answers.to(printed)
    if said is None:
        return "nothing"
    true = StandardNumber.parse(label.number)
    if said.about:
        if said.about == str(true.undated) != str(true):
            return "without its year"  # the answer says that none was read
        return "found" if said.about == str(true) else f"asserted {said.about}"
    if said.reply.kind is ReplyKind.CHOICES and label.number in said.reply.text:
        return "asked"
    return "asked another"


async def _knowledge() -> LiveKnowledge:
    async with seeded() as knowledge:
        return knowledge


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--spoil", type=float, default=1.0, help="1.5: hardly read by people")
    parser.add_argument("--show", action="store_true", help="name every label that was not found")
    parsed = parser.parse_args()
    knowledge, day = asyncio.run(_knowledge()), clock.today()
    answerer = Answerer(knowledge, load_normaliser(), lambda: day)
    answers = LabelAnswers(answerer, knowledge.snapshot.catalogue, day)
    with SEEDS.open(encoding="utf-8-sig", newline="") as stream:
        known = sorted(row["number"] for row in csv.DictReader(stream))
    chance, faces = random.Random(parsed.seed), fonts()
    reader, told, spent = PageReader(), Counter[str](), []
    spoiled: Counter[str] = Counter()
    for number in numbers(known, parsed.count, chance):
        label = draw(number, chance, faces, parsed.spoil)
        begun = time.process_time()
        said = outcome(answers, label, reader)
        spent.append(time.process_time() - begun)
        told[said.partition(" ")[0] if said.startswith("asserted") else said] += 1
        if said not in ("found", "asked"):
            spoiled.update(label.spoiled)
            if parsed.show:
                print(f"{label.number:24} {said:32} {' '.join(label.spoiled)}")
    spent.sort()
    print(f"{parsed.count} labels, {len(faces)} fonts, seed {parsed.seed}, spoil {parsed.spoil}")
    print(f"found {told['found']}, asked whether it is the one {told['asked']}")
    print(f"another asserted {told['asserted']}, another asked {told['asked another']}")
    print(f"found without the year that is printed {told['without its year']}")
    print(f"nothing {told['nothing']}; not found when {dict(spoiled)}")
    print(f"CPU seconds a label: median {spent[len(spent) // 2]:.2f}, longest {spent[-1]:.2f}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory {most:.0f} MB, with the knowledge base")


if __name__ == "__main__":
    main()
