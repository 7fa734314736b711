from __future__ import annotations

import csv
from collections import Counter

import pytest

from bot.complaints.understanding.extract import load_products
from bot.settings import SEEDS
from bot.watching.household import FILE, Thing, load_household
from kb.yaml_file import read_yaml

THINGS = [thing for group in load_household() for thing in group.things]


def entries() -> dict[str, dict[str, object]]:
    files = (SEEDS / "faq").glob("*.yml")
    return {one["slug"]: one for path in files for one in read_yaml(path)["entries"]}


def catalogue() -> dict[str, dict[str, str]]:
    with (SEEDS / "standards" / "catalogue.csv").open(encoding="utf-8") as file:
        return {row["number"]: row for row in csv.DictReader(file)}


ENTRIES, CATALOGUE = entries(), catalogue()


def test_every_name_is_a_product_and_none_is_there_twice() -> None:
    named = [one["name"] for group in read_yaml(FILE) for one in group["things"]]
    assert named == [thing.name for thing in THINGS]
    assert [name for name, count in Counter(named).items() if count > 1] == []


@pytest.mark.parametrize("thing", THINGS, ids=lambda one: one.name)
def test_a_mandatory_standard_is_known_of_everything(thing: Thing) -> None:
    assert [n for n in thing.standards if CATALOGUE[n]["nature"] == "强制"]


@pytest.mark.parametrize("thing", THINGS, ids=lambda one: one.name)
def test_its_answer_is_about_it(thing: Thing) -> None:
    entry = ENTRIES[thing.faq]
    words = next(one.words for one in load_products() if one.name == thing.name)
    about = str(entry["question"]) + str(entry["answer"]) + "".join(entry["phrasings"])  # type: ignore[arg-type]
    assert any(word in about for word in words)
    assert set(entry["standards"]) & set(thing.standards)  # type: ignore[call-overload]
