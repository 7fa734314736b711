"""Every citation of the content that comes with the software, held against the laws at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from kb.law_articles import package_file
from kb.law_citations import STATE, Citation, citations, cited_in
from kb.law_claims import unfounded
from kb.law_package import ReadLaw, read_package
from kb.models import LawStatus
from kb.yaml_file import read_yaml

SEEDS = Path(__file__).resolve().parents[2] / "data" / "seeds"
TODAY = date(2026, 11, 28)
Entry = Mapping[str, object]


def entries() -> Iterator[Entry]:
    for path in sorted((SEEDS / "faq").glob("*.yml")):
        yield from read_yaml(path)["entries"]


def sources(entry: Entry) -> list[str]:
    return list(map(str, entry["sources"]))  # type: ignore[call-overload]


def said(entry: Entry) -> list[str]:
    return [*sources(entry), str(entry["answer"])]


@pytest.fixture(scope="module")
def laws() -> dict[str, ReadLaw]:
    """The cited laws the package has, each in the text that holds."""
    path = package_file()
    assert path is not None
    names = frozenset(f"{STATE}{one.law}" for entry in entries() for one in cited_in(said(entry)))
    held = {}
    for law in read_package(path, names):
        if (law.effective_on or date.min) <= TODAY:
            held[law.name.removeprefix(STATE)] = law  # the newest comes last
    return held


def text_of(laws: Mapping[str, ReadLaw], one: Citation) -> str | None:
    law = laws.get(one.law)
    return next((a.text for a in law.articles if a.key == one.key), None) if law else None


def test_every_law_cited_is_in_force_and_has_the_article(laws: Mapping[str, ReadLaw]) -> None:
    wrong, checked = [], 0
    for entry in entries():
        for one in cited_in(said(entry)):
            law = laws.get(one.law)
            if law is None:
                continue
            checked += 1
            if law.status is not LawStatus.IN_FORCE or (one.key and text_of(laws, one) is None):
                wrong.append(f"{entry['slug']}: {one.title} {law.status.value}")

    assert wrong == []
    assert checked > 600  # or nothing was held against anything


def test_sums_deadlines_and_multiples_stand_in_the_articles(laws: Mapping[str, ReadLaw]) -> None:
    wrong, checked = [], 0
    for entry in entries():
        named = [citations(source) for source in sources(entry)]
        texts = [text_of(laws, one) for each in named for one in each]
        # Where another source may tell it, nothing can be missed.
        if not all(named) or None in texts:
            continue
        checked += 1
        told = unfounded(str(entry["answer"]), filter(None, texts))
        wrong += [f"{entry['slug']}: {one}" for one in told]

    assert wrong == []
    assert checked > 200
