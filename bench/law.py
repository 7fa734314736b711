"""Articles of laws found by meaning: how often the right one is offered for a question about law.

Usage: .venv/bin/python bench/law.py

Every phrasing of an entry that rests on articles of the laws we have is asked as if no entry were
there; an article is right if the entry names it as a source. Beside them the questions nobody can
answer: what is offered to them. Each line of nearness has its own row.
"""

from __future__ import annotations

import asyncio
import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import kb.law_search
from bench.golden import load_unanswerable
from bench.knowledge_base import seeded
from kb.knowledge import load_normaliser
from kb.law_articles import load_law_articles, value_of
from kb.law_search import Quoted, load_law_search
from kb.search.embedding import Vector
from kb.search.index import Entry, EntryKind

_NUMERAL = re.compile(r"第\s?([零〇一二三四五六七八九十百两]{1,7}|\d{1,3})\s?条")
LINES = (0.0, 0.9, 0.915, 0.93)


@dataclass(frozen=True)
class Asked:
    """A question with the articles that answer it, none if nothing does."""

    text: str
    vector: Vector
    right: frozenset[tuple[str, int]]


def main() -> None:
    """Print the table."""
    asked = asyncio.run(_asked())
    print(
        f"{sum(bool(one.right) for one in asked)} phrasings, {len(load_law_articles().laws)} laws"
    )
    print("| line | offered | first right | one of two right | of the unanswerable offered |")
    print("| --- | --- | --- | --- | --- |")
    for line in LINES:
        kb.law_search.NEAR = line
        print(_row(line, asked))


def _row(line: float, asked: list[Asked]) -> str:
    search = load_law_search()
    found = [(one, search.near(one.text, one.vector)) for one in asked]
    offered = [(one, near) for one, near in found if one.right and near]
    first = sum(_is_right(one, near[:1]) for one, near in offered)
    either = sum(_is_right(one, near) for one, near in offered)
    nothing = [near for one, near in found if not one.right]
    share = 100 / max(1, len(offered))
    return (
        f"| {line} | {len(offered)} | {first * share:.0f} % | {either * share:.0f} % |"
        f" {sum(bool(near) for near in nothing)} of {len(nothing)} |"
    )


def _is_right(one: Asked, near: list[Quoted]) -> bool:
    return any((quoted.law.name, _number(quoted)) in one.right for quoted in near)


def _number(quoted: Quoted) -> int:
    return next(n for n, article in quoted.law.articles.items() if article is quoted.article)


async def _asked() -> list[Asked]:
    normal = load_normaliser()
    async with seeded() as knowledge:
        index = knowledge.snapshot.index

        def of(text: str, right: frozenset[tuple[str, int]]) -> Asked:
            plain = normal(text)
            return Asked(plain, index.vector(plain), right)

        entries = [e for e in knowledge.snapshot.entries.values() if e.kind is EntryKind.FAQ]
        known = [(entry, _articles(entry)) for entry in entries]
        found = [of(text, right) for entry, right in known if right for text in entry.questions]
        return found + [of(text, frozenset()) for text in load_unanswerable()]


def _articles(entry: Entry) -> frozenset[tuple[str, int]]:
    """All articles an entry names: 《产品质量法》第四条、第十七条."""
    return frozenset(
        (law.name, value_of(numeral))
        for source in entry.sources
        if (law := load_law_articles().law_in(source)) is not None
        for numeral in _NUMERAL.findall(source)
    )


if __name__ == "__main__":
    main()
