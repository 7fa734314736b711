"""Train the taggers of names: tests/stories/a*.jsonl -> data/names/wider.crf, tagger.crf.

Use: ``.venv/bin/python scripts/train_names.py [--of all|first] [--without FILE] [--to MODEL]``;
``first`` are a0 to a6, for the tagger the rules were written around: half a minute; of all two.
``--without tests/stories/a1.jsonl`` leaves one author's stories out, to measure on them.
The stories are few, so more are made of them: clauses of different stories put together, with
names and products in them that nobody has.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import pycrfsuite

from bot.complaints.understanding.name_tagger import (
    BUSINESS,
    MODEL,
    PRODUCT,
    WIDER,
    features,
    known_words,
)
from bot.settings import ROOT

STORIES = ROOT / "tests" / "stories"
# What a weight must be worth: of all stories a small one would only double the file.
STRICTNESS = {"first": 0.1, "all": 0.4}
RENAMED, MADE = 4, 1200  # copies of each story with another name; stories made of clauses
_TOLD = ("complaint", "report", "either", "danger_first")
_CLAUSE = re.compile(r"[^，。！？；,!?;\s]+[，。！？；,!?;\s]*")
_CHARACTERS = (
    "好来福云星月小大老阿鑫顺达发家美乐康源瑞金玉山水花甜蜜巴渝蜀食味香妹哥姐三张李王陈刘记人时光朵果鲜优品宝贝童心安平和信诚义博学飞鱼猫熊鹿"
    "天地一九红白黑青风雅居轩阁堂坊铺园里外前后春夏秋冬东南西北中国民生活快乐不是我的你说要就再开门见喜投诉好评新旧重庆山城江湖嘉陵缙云雾都麻"
    "辣先生老板娘胖娃幺儿巧手匠工造梦幻想心语间树下"
)
Text = tuple[str, list[str]]


def spans(row: dict[str, Any], name: str) -> list[tuple[int, int]]:
    """Where a story names its merchant or product, as far as the author's own answer goes."""
    words, text = row["fields"].get(name), row["text"]
    said = row.get("say", {}).get(name, "")
    shorter = re.sub(r"^.*(?:的|上)(?=.{2})", "", said)
    if name == "merchant" and len(said) > 4 and words and re.search(words, shorter):
        said = shorter
    found = []
    for match in re.finditer(words, text) if words else ():
        start, end = match.span()
        while start > 0 and text[start - 1 : end] in said:
            start -= 1
        while end < len(text) and text[start : end + 1] in said:
            end += 1
        found.append((start, end))
    if not found:
        return []
    start, end = max(found, key=lambda one: (one[1] - one[0], -one[0]))
    return [match.span() for match in re.finditer(re.escape(text[start:end]), text)]


def tagged(row: dict[str, Any]) -> Text:
    """A story and the tag of each character."""
    tags = ["O"] * len(row["text"])
    for name, what in (("product", PRODUCT), ("merchant", BUSINESS)):
        for start, end in spans(row, name):
            tags[start:end] = [f"B-{what}"] + [f"I-{what}"] * (end - start - 1)
    return row["text"], tags


class Maker:
    """Makes stories of stories.

    Args:
        rows: the stories.
        rng: where chance comes from.
    """

    def __init__(self, rows: Sequence[dict[str, Any]], rng: random.Random) -> None:
        self._rng = rng
        words = known_words()
        self._trades, self._ends = sorted(words["trades"]), sorted(words["ends"])
        self._products = sorted(word for word in words["products"] if len(word) < 6)
        self._names = [_first(row, "merchant") for row in rows if spans(row, "merchant")]
        self._clauses: dict[str, list[Text]] = {"": [], BUSINESS: [], PRODUCT: [], "both": []}
        for row in rows:
            if row["expect"] in _TOLD:
                self._cut(*tagged(row))

    def renamed(self, row: dict[str, Any]) -> Text | None:
        """A story with another business in it; None if it names none."""
        if not spans(row, "merchant"):
            return None
        text, tags = tagged(row)
        return self._filled((text, tags), self._name(), "")

    def made(self) -> Text:
        """A story of clauses of several."""
        rng = self._rng
        if rng.random() < 0.3 and self._clauses["both"]:
            parts = [rng.choice(self._clauses["both"])]
        else:
            parts = [rng.choice(self._clauses[BUSINESS]), rng.choice(self._clauses[PRODUCT])]
            parts = parts[1:] if rng.random() < 0.15 else parts
        parts += rng.choices(self._clauses[""], k=rng.randint(1, 4))
        rng.shuffle(parts)
        text, tags = "", list[str]()
        name, product = self._name(), rng.choice(self._products)
        for part in parts:
            more, its_tags = self._filled(part, name, product)
            if not re.search(r"[，。！？；,!?;\s]$", more):
                more, its_tags = f"{more} ", [*its_tags, "O"]
            text, tags = text + more, tags + its_tags
        return text, tags

    def _cut(self, text: str, tags: list[str]) -> None:
        for match in _CLAUSE.finditer(text):
            its_tags = tags[match.start() : match.end()]
            if its_tags[0].startswith("I"):
                continue
            has = {tag[-1] for tag in its_tags} & {BUSINESS, PRODUCT}
            kind = "both" if len(has) == 2 else "".join(has)
            self._clauses[kind].append((match[0], its_tags))

    def _name(self) -> str:
        rng = self._rng
        which = rng.random()
        head = "".join(rng.choices(_CHARACTERS, k=rng.choice((2, 2, 2, 3, 3, 4))))
        if which < 0.35:
            return head + rng.choice(self._trades)
        if which < 0.6:
            return head + rng.choice([*self._trades, *[""] * 20]) + rng.choice(self._ends)
        if which < 0.68:
            return head
        one, other = rng.choice(self._names), rng.choice(self._names)
        return one[: max(1, len(one) // 2)] + other[len(other) // 2 :] if which < 0.9 else one

    @staticmethod
    def _filled(clause: Text, name: str, product: str) -> Text:
        """A clause with other names; an empty one leaves what is there."""
        text, tags = "", list[str]()
        at = 0
        while at < len(clause[0]):
            what = clause[1][at][2:]
            end = at + 1
            while what and end < len(clause[0]) and clause[1][end] == f"I-{what}":
                end += 1
            put = {BUSINESS: name, PRODUCT: product}.get(what, "") or clause[0][at:end]
            text += put
            tags += [f"B-{what}"] + [f"I-{what}"] * (len(put) - 1) if what else ["O"]
            at = end
        return text, tags


def _first(row: dict[str, Any], name: str) -> str:
    start, end = spans(row, name)[0]
    return str(row["text"][start:end])


def texts(rows: Sequence[dict[str, Any]]) -> Iterator[Text]:
    """What the tagger is trained on."""
    maker = Maker(rows, random.Random(1))
    for row in rows:
        yield tagged(row)
        for _ in range(RENAMED):
            if (other := maker.renamed(row)) is not None:
                yield other
    for _ in range(MADE):
        yield maker.made()


def main(arguments: list[str]) -> None:
    """Train and write the model."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    left_out = Path(options.get("--without", "")).name
    which = options.get("--of", "all")
    names = "a[0-6].jsonl" if which == "first" else "a*.jsonl"
    files = [path for path in sorted(STORIES.glob(names)) if path.name != left_out]
    rows = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]
    words = known_words()
    trainer = pycrfsuite.Trainer(verbose=False)
    for text, tags in texts(rows):
        trainer.append(features(text, words), tags)
    trainer.set_params({"c1": STRICTNESS[which], "c2": 0.05, "max_iterations": 100})
    trainer.train(options.get("--to", str(MODEL if which == "first" else WIDER)))
    print(f"{len(rows)} stories of {', '.join(path.name for path in files)}")


if __name__ == "__main__":
    main(sys.argv[1:])
