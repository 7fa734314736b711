"""What is asked about in a question: the rules and a trained extractor, side by side.

Usage: .venv/bin/python bench/entities.py

Marked by hand, by somebody who had seen neither code nor content: the 626 utterances of
tests/talks/entities.jsonl. Products by the rules that answer (whole words of
data/seeds/products.yml); by a conditional random field over characters (crfsuite, the engine of
Rasa's CRFEntityExtractor, which would see whole tokens only), trained on the phrasings of the FAQ
as the rules mark them, or on four fifths of the marked utterances; and by both. Standard numbers by
the one parser. Right is the same place in the text; overlapped is one that is partly the same.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pycrfsuite

from bot.complaints.understanding.extract import load_products, whole_words
from bot.complaints.understanding.name_tagger import features
from bot.settings import SEEDS
from kb.text.standard_number import spans
from kb.text.word_finder import WordFinder
from kb.yaml_file import read_yaml

MARKED = ROOT / "tests" / "talks" / "entities.jsonl"
FOLDS = 5
SETTINGS = {"c1": 0.05, "c2": 0.01, "max_iterations": 80, "feature.possible_transitions": True}

Span = tuple[int, int]
Finder = Callable[[str], list[Span]]


def marked(kind: str) -> list[tuple[str, list[Span]]]:
    """The utterances with where an entity of a kind stands in them."""
    rows = map(json.loads, MARKED.read_text().splitlines())
    return [(row["text"], _places(row["text"], row["entities"], kind)) for row in rows]


def _places(text: str, entities: Iterable[dict[str, str]], kind: str) -> list[Span]:
    found, after = [], 0
    for entity in entities:
        at = text.find(entity["value"], after)
        at = text.find(entity["value"]) if at < 0 else at
        after = at + len(entity["value"])
        if entity["type"] == kind:
            found.append((at, after))
    return found


def by_rules() -> Finder:
    """The product words of the content."""
    words = WordFinder(word for product in load_products() for word in product.words)
    return lambda text: [(at, at + len(word)) for at, word in whole_words(text, words)]


def trained(rows: Sequence[tuple[str, list[Span]]], known: dict[str, frozenset[str]]) -> Finder:
    """A field trained on marked texts."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(SETTINGS)
    for text, places in rows:
        if text:
            trainer.append(features(text, known), _labels(len(text), places))
    with tempfile.NamedTemporaryFile(suffix=".crf") as file:
        trainer.train(file.name)
        tagger = pycrfsuite.Tagger()
        tagger.open(file.name)
    return lambda text: _spans(tagger.tag(features(text, known)) if text else [])


def _labels(length: int, places: Iterable[Span]) -> list[str]:
    labels = ["O"] * length
    for start, end in places:
        labels[start:end] = ["B", *["I"] * (end - start - 1)]
    return labels


def _spans(labels: Sequence[str]) -> list[Span]:
    found: list[Span] = []
    for at, label in enumerate(labels):
        if label == "B":
            found.append((at, at + 1))
        elif label == "I" and found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
    return found


def both(first: Finder, second: Finder) -> Finder:
    """What the first finds, and what the second finds elsewhere."""

    def find(text: str) -> list[Span]:
        found = first(text)
        more = [one for one in second(text) if not any(_overlap(one, other) for other in found)]
        return sorted([*found, *more])

    return find


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def folded(rows: Sequence[tuple[str, list[Span]]], make: Callable[[list], Finder]) -> Finder:
    """A finder for each fifth, trained on the other four."""
    finders = [
        make([row for n, row in enumerate(rows) if n % FOLDS != fold]) for fold in range(FOLDS)
    ]
    turn = {text: finders[n % FOLDS] for n, (text, _) in enumerate(rows)}
    return lambda text: turn[text](text)


def line(name: str, rows: Iterable[tuple[str, list[Span]]], find: Finder) -> str:
    """A row of the table: how many are found where they stand, how many of those found are one."""
    gold = found = exact = near = 0
    for text, places in rows:
        said = find(text)
        gold, found = gold + len(places), found + len(said)
        exact += len(set(said) & set(places))
        near += sum(any(_overlap(one, other) for other in said) for one in places)
    precision, recall = exact / max(found, 1), exact / gold
    score = 2 * precision * recall / max(precision + recall, 1e-9)
    return (
        f"| {name} | {gold} | {found} | {precision:.1%} | {recall:.1%} | {score:.1%} "
        f"| {near / gold:.1%} |"
    )


def main() -> None:
    """Print the table."""
    rows, rules = marked("product"), by_rules()
    words = frozenset(word for product in load_products() for word in product.words)
    phrasings = [
        question
        for path in sorted((SEEDS / "faq").glob("*.yml"))
        for entry in read_yaml(path)["entries"]
        for question in (entry["question"], *entry.get("phrasings", ()))
    ]
    silver = [(text, rules(text)) for text in phrasings]
    with_list, without = {"p": words}, {"p": frozenset[str]()}
    from_faq = trained(silver, without)
    from_marked = folded(rows, lambda part: trained(part, with_list))
    print("| products by | marked | found | precision | recall | F1 | overlapped |")
    print("|---|---|---|---|---|---|---|")
    print(line("rules", rows, rules))
    print(line("trained on phrasings", rows, from_faq))
    print(line("rules, then trained on phrasings", rows, both(rules, from_faq)))
    print(line("trained on four fifths", rows, from_marked))
    print(line("rules, then trained on four fifths", rows, both(rules, from_marked)))
    print(
        line(
            "standard numbers by the parser",
            marked("standard"),
            lambda text: [(start, end) for start, end, _ in spans(text)],
        )
    )


if __name__ == "__main__":
    main()
