"""Puts texts of laws into the database, and tells which are cited but not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from kb.law_citations import cited_in, short_name
from kb.law_package import ReadLaw, fingerprint, read_package
from kb.law_texts import GONE, LawTexts
from kb.models import Faq, FaqStatus, LawArticle, LawOrigin, LawVersion
from kb.repository import KnowledgeRepository

_KEPT_AS = "laws:package"


@dataclass(frozen=True)
class Loaded:
    """How much was loaded."""

    laws: int
    articles: int


async def load_package(session: AsyncSession, path: Path) -> Loaded | None:
    """Take over the package's texts in the caller's transaction; None if it has them already."""
    repository = KnowledgeRepository(session)
    mark = fingerprint(path)
    if (await repository.seed_digests()).get(_KEPT_AS) == mark:
        return None
    await _remove(session, LawVersion.origin == LawOrigin.PACKAGE)
    loaded = await _add(session, read_package(path), LawOrigin.PACKAGE)
    await repository.remember_seed(_KEPT_AS, mark)
    await repository.touch()
    return loaded


async def store_law(session: AsyncSession, law: ReadLaw) -> Loaded:
    """Keep a text from a file; the same law's text of the same day from a file is replaced."""
    await _remove(
        session,
        LawVersion.origin == LawOrigin.FILE,
        LawVersion.short == short_name(law.name),
        LawVersion.version_on.is_(None)
        if law.version_on is None
        else LawVersion.version_on == law.version_on,
    )
    loaded = await _add(session, [law], LawOrigin.FILE)
    await KnowledgeRepository(session).touch()
    return loaded


@dataclass(frozen=True)
class Missing:
    """Something entries cite that is not there.

    Args:
        what: 「《…办法》」 or 「《…法》第九十九条」.
        entries: how many entries cite it.
    """

    what: str
    entries: int


@dataclass(frozen=True)
class Lacking:
    """What published entries cite and can't rest on.

    Args:
        laws: have no text.
        articles: are not in their law's text.
        gone: laws that no longer hold.
    """

    laws: list[Missing]
    articles: list[Missing]
    gone: list[Missing]


async def missing(session: AsyncSession, today: date) -> Lacking:
    """What published entries cite and can't rest on."""
    query = select(Faq.sources).where(Faq.status == FaqStatus.PUBLISHED).order_by(Faq.id)
    cited = [cited_in(sources) for sources in await session.scalars(query)]
    known = await LawTexts(session, today).outlines({one.law for each in cited for one in each})
    laws, articles, gone = Counter[str](), Counter[str](), Counter[str]()
    for each in cited:
        laws.update({f"《{one.law}》" for one in each if not known.of(one.law)})
        there = [(one, held[0]) for one in each if (held := known.of(one.law))]
        articles.update(one.title for one, law in there if not law.has(one.key))
        gone.update({f"《{law.name}》{law.state.value}" for _, law in there if law.state in GONE})
    return Lacking(_sorted(laws), _sorted(articles), _sorted(gone))


def _sorted(counted: Counter[str]) -> list[Missing]:
    return [Missing(*pair) for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair))]


async def _remove(session: AsyncSession, *which: object) -> None:
    found = select(LawVersion.id).where(*which)  # type: ignore[arg-type]
    await session.execute(delete(LawArticle).where(LawArticle.version_id.in_(found)))
    await session.execute(delete(LawVersion).where(*which))  # type: ignore[arg-type]


async def _add(session: AsyncSession, laws: Iterable[ReadLaw], origin: LawOrigin) -> Loaded:
    count = articles = 0
    for law in laws:
        row = LawVersion(
            name=law.name,
            short=short_name(law.name),
            status=law.status,
            version_on=law.version_on,
            effective_on=law.effective_on,
            issuer=law.issuer,
            source=law.source,
            origin=origin,
            keys=[article.key for article in law.articles],
        )
        session.add(row)
        await session.flush()
        held = [
            {
                "version_id": row.id,
                "position": position,
                "key": article.key,
                "label": article.label,
                "chapter": article.chapter,
                "text": article.text,
            }
            for position, article in enumerate(law.articles, 1)
        ]
        if held:
            await session.execute(insert(LawArticle), held)
        count, articles = count + 1, articles + len(held)
    return Loaded(count, articles)
