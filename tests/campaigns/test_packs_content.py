"""Checks the shipped packs: counts, lengths, sources, FAQ slugs, standards, quiz answers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.text.standard_number import StandardNumber
from kb.yaml_file import read_yaml

SEEDS = Path(__file__).parents[2] / "data" / "seeds"
NAMES = ("world-standards-day", "quality-month", "consumer-rights-day")
PACKS: dict[str, Any] = {name: read_yaml(SEEDS / "campaigns" / f"{name}.yml") for name in NAMES}
CALENDAR = read_yaml(SEEDS / "campaigns.yml")
AUDIENCES = {"enterprise", "office", "school", "community", "village"}
AT_LEAST = {"article": 2, "text": 1, "card": 1, "poster": 1, "faq": 1}
KEYS = ("title", "digest", "body")
HAN = re.compile(r"[\u4e00-\u9fff]")
MARKDOWN = re.compile(r"(?m)^\s*(?:#|[-*+>|]|\d+\.)\s|\*\*|__|`|\]\(")
GLUED = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%²³][\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")

with (SEEDS / "standards" / "catalogue.csv").open(encoding="utf-8", newline="") as table:
    ROWS = {StandardNumber.parse(row["number"]): row for row in csv.DictReader(table)}
UNDATED = {number.undated for number in ROWS}
FAQ = {
    entry["slug"] for path in (SEEDS / "faq").glob("*.yml") for entry in read_yaml(path)["entries"]
}

every_pack = pytest.mark.parametrize("pack", PACKS.values(), ids=NAMES)


def versions(piece: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    yield f"{piece['slug']}/base", piece
    for audience, words in piece.get("versions", {}).items():
        yield f"{piece['slug']}/{audience}", words


def words_of(pack: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Everything citizens read, each with where it stands."""
    for piece in pack["pieces"]:
        for where, version in versions(piece):
            for key in KEYS:
                yield f"{where}/{key}", version[key]
    yield "quiz/title", pack["quiz"]["title"]
    for place, question in enumerate(pack["quiz"]["questions"], 1):
        for key in ("question", "explanation"):
            yield f"quiz/{place}/{key}", question[key]
        for option in question["options"]:
            yield f"quiz/{place}/option", option


def han(text: str) -> int:
    return len(HAN.findall(text))


def is_known(number: StandardNumber) -> bool:
    return number in ROWS or (number.year is None and number in UNDATED)


@every_pack
def test_each_kind_is_there(pack: dict[str, Any]) -> None:
    kinds = Counter(piece["kind"] for piece in pack["pieces"])

    assert set(kinds) <= set(AT_LEAST)
    assert len(pack["pieces"]) >= 6
    assert all(kinds[kind] >= least for kind, least in AT_LEAST.items()), kinds


@every_pack
def test_lengths(pack: dict[str, Any]) -> None:
    for piece in pack["pieces"]:
        for where, version in versions(piece):
            body = version["body"]
            assert 0 < len(version["title"]) <= 30, where
            assert 0 < len(version["digest"]) <= 110, where
            match piece["kind"]:
                case "article":
                    assert 500 <= han(body) <= 900, (where, han(body))
                    assert body.count("## ") >= 2, where
                    assert len(re.findall(r"(?m)^\|[-|]+\|$", body)) <= 1, where
                case "poster":
                    lines = body.splitlines()
                    assert 3 <= len(lines) <= 5, where
                    assert all(0 < len(line) <= 26 and han(line) <= 20 for line in lines), where
                case _:
                    assert 0 < han(body) <= 300, (where, han(body))
            if piece["kind"] != "article":
                assert not MARKDOWN.search(body), where


@every_pack
def test_audiences(pack: dict[str, Any]) -> None:
    written = [set(piece.get("versions", {})) for piece in pack["pieces"]]

    assert all(audiences <= AUDIENCES for audiences in written)
    assert sum(audiences == AUDIENCES for audiences in written) >= 2
    assert all(audiences == AUDIENCES or len(audiences) <= 3 for audiences in written)
    for piece in pack["pieces"]:
        bodies = [version["body"] for _, version in versions(piece)]
        assert len(set(bodies)) == len(bodies), piece["slug"]


@every_pack
def test_sources_and_faq(pack: dict[str, Any]) -> None:
    for piece in pack["pieces"]:
        assert piece["sources"], piece["slug"]
        assert all(isinstance(one, str) and one.strip() for one in piece["sources"]), piece["slug"]
        assert set(piece["faq"]) <= FAQ, piece["slug"]
        assert len(set(piece["faq"])) == len(piece["faq"]) <= 5, piece["slug"]
        if piece["kind"] == "faq":
            assert len(piece["faq"]) >= 3, piece["slug"]


@every_pack
def test_standards_are_in_the_catalogue(pack: dict[str, Any]) -> None:
    unknown = {
        (where, str(number))
        for where, text in words_of(pack)
        for number in StandardNumber.find_all(text)
        if not is_known(number)
    }

    assert not unknown
    for piece in pack["pieces"]:
        texts = [version[key] for _, version in versions(piece) for key in KEYS]
        named = {str(number) for text in texts for number in StandardNumber.find_all(text)}
        assert set(piece["standards"]) == named, piece["slug"]
        listed = [StandardNumber.parse(number) for number in piece["standards"]]
        assert all(number in ROWS for number in listed), piece["slug"]
        cited = [n for one in piece["sources"] for n in StandardNumber.find_all(one)]
        assert all(map(is_known, cited)), piece["slug"]


@every_pack
def test_status_of_standards_in_pieces(pack: dict[str, Any]) -> None:
    """No replaced edition is recommended, and a coming one is named with its date."""
    for piece in pack["pieces"]:
        for where, version in versions(piece):
            for number in StandardNumber.find_all(version["body"]):
                row = ROWS.get(number)
                assert row is None or row["status"] in ("现行", "待核对", "即将实施"), (
                    where,
                    str(number),
                )
                if row and row["status"] == "即将实施":
                    year, month, day = map(int, row["effective_on"].split("-"))
                    dates = (row["effective_on"], f"{year} 年 {month} 月 {day} 日")
                    assert any(date in version["body"] for date in dates), (where, str(number))


@every_pack
def test_quiz(pack: dict[str, Any]) -> None:
    quiz = pack["quiz"]
    questions = quiz["questions"]

    assert quiz["title"]
    assert len(questions) == 20
    assert len({question["question"] for question in questions}) == 20
    for question in questions:
        name, options = question["question"], question["options"]
        assert 0 < len(name) <= 80, name
        assert 3 <= len(options) <= 4, name
        assert all(isinstance(option, str) and 0 < len(option) <= 40 for option in options), name
        assert len(set(options)) == len(options), name
        assert 1 <= question["answer"] <= len(options), name
        assert 0 < len(question["explanation"]) <= 160, name
        assert question["source"].strip(), name
        assert question["faq"] == "" or question["faq"] in FAQ, name
    answers = Counter(question["answer"] for question in questions)
    assert len(answers) >= 3
    assert max(answers.values()) <= 10


@every_pack
def test_style(pack: dict[str, Any]) -> None:
    for where, text in words_of(pack):
        assert not GLUED.search(text), (where, GLUED.search(text))
        assert not HALF_WIDTH.search(text), (where, HALF_WIDTH.search(text))
        assert "！！" not in text, where


def test_slugs_are_unique_over_all_packs() -> None:
    slugs = [piece["slug"] for pack in PACKS.values() for piece in pack["pieces"]]
    slugs += [pack["quiz"]["slug"] for pack in PACKS.values()]

    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", slug) for slug in slugs)


def test_the_calendar_names_every_pack() -> None:
    topics = {topic["slug"] for topic in CALENDAR["topics"]}

    assert {audience["slug"] for audience in CALENDAR["audiences"]} == AUDIENCES
    assert {day["pack"] for day in CALENDAR["days"]} == {"", *NAMES}
    for day in CALENDAR["days"]:
        assert day["topic"] in topics, day["slug"]
        assert 5 <= len(day["checklist"]) <= 9, day["slug"]
        assert all(theme["source"] and theme["text"] for theme in day["themes"]), day["slug"]
        years = [(theme["year"], theme["scope"]) for theme in day["themes"]]
        assert len(set(years)) == len(years), day["slug"]
