"""Pages of checked questions: by category, by search, and one page for each to share and print."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.editing.faq.pictures import shown_in
from bot.kit import clock
from bot.kit.errors import NotFound
from bot.kit.laid_out import in_one_line
from bot.web.pages.finding import LONGEST_QUESTION, Finder, finder
from bot.web.pages.rendering import counted, page
from bot.web.pages.standard import path_of
from bot.web.services import Services, services
from kb.answer import Answer, Certainty
from kb.categories import categories_in
from kb.knowledge import check_of, faq_entry
from kb.law_texts import Laws
from kb.law_texts import path_of as path_of_article
from kb.models import Faq, FaqStatus
from kb.reminders import warnings
from kb.repository import KnowledgeRepository
from kb.search.index import Entry

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
LONGEST_DESCRIPTION = 90  # characters
MOST_RELATED = 8


@dataclass(frozen=True)
class Title:
    """A question in a list."""

    slug: str
    question: str


@dataclass(frozen=True)
class Shelf:
    """All published questions by category, at one revision of the knowledge base."""

    revision: int
    categories: Mapping[str, Sequence[Title]]


@dataclass(frozen=True)
class RelatedStandard:
    """A standard an answer rests on, as it stands today."""

    number: str
    title: str
    verdict: str
    path: str


@router.get("/faq")
async def browse(
    request: Request,
    finder: Annotated[Finder, Depends(finder)],
    parts: Annotated[Services, Depends(services)],
    q: str = "",
    category: str = "",
) -> Response:
    """Categories; with words, the chat's answer and the nearest questions."""
    shelf = await _shelf(request, parts)
    words = q.strip()[:LONGEST_QUESTION]
    values: dict[str, Any] = {"words": words, "categories": shelf.categories, "chosen": ""}
    if words:
        answer, found = await asyncio.to_thread(_search, finder, words)
        values |= {"answer": answer, "found": found}
    elif category in shelf.categories:
        values["chosen"] = category
    elif category:
        return page(request, "faq_missing.html", status=404)
    return page(request, "faq.html", values)


@router.get("/faq/{slug}")
async def entry_page(
    request: Request,
    slug: str,
    finder: Annotated[Finder, Depends(finder)],
    parts: Annotated[Services, Depends(services)],
) -> Response:
    """One question with its answer, sources and the standards it rests on."""
    faq = await _published(parts, slug)
    if faq is None:
        return page(request, "faq_missing.html", status=404)
    values = {
        "faq": faq,
        "check": check_of(faq, finder.snapshot.laws),
        "description": _shortened(faq.answer),
        "standards": _related(finder, faq),
        "warnings": _warnings(finder, faq),
        "sources": [_with_links(source, finder.snapshot.laws) for source in faq.sources],
        "near": await _neighbours(request, parts, faq),
    }
    return page(request, "faq_entry.html", values)


@router.get("/faq/pictures/{name}")
async def picture(parts: Annotated[Services, Depends(services)], name: str) -> Response:
    """The picture of a published answer.

    Raises:
        NotFound: no answer shows it.
    """
    async with parts.sessions() as session:
        found = await session.run_sync(lambda s: shown_in(s, name))
    if found is None:
        raise NotFound("没有这张图片。")
    kept = {"Cache-Control": "public, max-age=3600"}  # what is withdrawn is soon gone
    return Response(found.content, media_type=found.media_type, headers=kept)


def _search(finder: Finder, words: str) -> tuple[Answer | None, list[Entry]]:
    answer, found = finder.answer(words), finder.faqs(words)[:MOST_RELATED]
    if answer.certainty is not Certainty.SURE:
        return None, found
    return answer, [entry for entry in found if entry.reference != answer.entry]


async def _published(parts: Services, slug: str) -> Faq | None:
    # The pattern also keeps out what a database refuses as text, such as a NUL.
    if _SLUG.fullmatch(slug) is None:
        return None
    async with parts.sessions() as session:
        faq = await KnowledgeRepository(session).faq(slug)
    if faq is None or faq.status is not FaqStatus.PUBLISHED:
        return None
    today = clock.today()
    is_valid = (faq.valid_from or today) <= today <= (faq.valid_to or today)
    return faq if is_valid else None


def _related(finder: Finder, faq: Faq) -> list[RelatedStandard]:
    catalogue, today = finder.snapshot.catalogue, clock.today()
    known = [e for n in faq.standards if (e := catalogue.get(n)) is not None]
    return [
        RelatedStandard(e.number, e.title, catalogue.verdict(e, today), path_of(e.number))
        for e in known
    ]


def _warnings(finder: Finder, faq: Faq) -> list[str]:
    # The chat says the same under the answer.
    return warnings(finder.snapshot, faq_entry(faq, finder.snapshot.laws), clock.today())


def _with_links(source: str, laws: Laws) -> list[tuple[str, str]]:
    """A source in pieces, each with the page it opens or none."""
    pieces, last = [], 0
    for one in laws.openable([source]):
        if one.end > one.start >= last:
            path = path_of_article(one.law, one.key)
            pieces += [(source[last : one.start], ""), (source[one.start : one.end], path)]
            last = one.end
    return [piece for piece in (*pieces, (source[last:], "")) if piece[0]]


async def _neighbours(request: Request, parts: Services, faq: Faq) -> list[Title]:
    shelf = await _shelf(request, parts)
    return [t for t in shelf.categories.get(faq.category, ()) if t.slug != faq.slug][:6]


async def _shelf(request: Request, parts: Services) -> Shelf:
    """The shelf of this revision; reading it anew for each visitor would read the whole table."""
    kept: Shelf | None = getattr(request.app.state, "faq_shelf", None)
    revision = parts.knowledge.snapshot.revision
    if kept is not None and kept.revision == revision:
        return kept
    async with parts.sessions() as session:
        faqs = await KnowledgeRepository(session).published_faqs(clock.today())
        order = await session.run_sync(categories_in)
    by_category: dict[str, list[Title]] = defaultdict(list)
    for faq in faqs:
        by_category[faq.category].append(Title(faq.slug, faq.question))
    ordered = {name: by_category[name] for name in order if name in by_category}
    request.app.state.faq_shelf = shelf = Shelf(revision, ordered)
    return shelf


def _shortened(text: str) -> str:
    plain = in_one_line(text)
    return plain if len(plain) <= LONGEST_DESCRIPTION else plain[: LONGEST_DESCRIPTION - 1] + "…"
