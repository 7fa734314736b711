"""What an editor picks instead of typing it: standards by their titles, articles by their words.

Each answers a search field's script with a piece of a page; nothing is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.typed import Asks
from bot.staff.models import StaffMember
from bot.staff.roles import Permission
from kb.catalogue import Edition
from kb.finding import has_word, standards_for
from kb.law_finding import articles_for
from kb.law_search import Quoted, load_law_search
from kb.text.standard_number import canonicalise

router = APIRouter(prefix="/pick")
Parts = Annotated[FaqParts, Depends(faq_parts)]
Editor = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_EDIT))]
MOST = 8
NEAR = 3  # articles that only lie near by meaning


@router.get("/standards")
async def standards(request: Request, parts: Parts, member: Editor, q: Asks = "") -> Response:
    """Standards by number, title or the thing they are about, and how they stand today."""
    snapshot, today = parts.desk.knowledge.snapshot, parts.desk.today
    plain, catalogue = canonicalise(parts.desk.normalise(q.strip())), snapshot.catalogue

    def look() -> Sequence[Edition]:
        if has_word(q):
            return standards_for(snapshot, plain, today, MOST)
        begun = plain[:1].isalpha()  # "GB 1"
        return catalogue.suggested(plain, MOST) if begun else []

    found = await asyncio.to_thread(look)
    shown = [(one, catalogue.status_on(one, today).value) for one in found]
    return render(request, "faq_standards_found.html", {"q": q, "found": shown})


@router.get("/articles")
async def articles(request: Request, parts: Parts, member: Editor, q: Asks = "") -> Response:
    """Articles of laws, with their words."""
    asked, today = q.strip(), parts.desk.today
    if not has_word(asked):
        return render(request, "faq_articles_found.html", {"q": q, "found": []})
    index = parts.desk.knowledge.snapshot.index

    def lie_near() -> list[Quoted]:
        plain, search = parts.desk.normalise(asked), load_law_search()
        if not search.knows(plain):  # something is always the nearest, also to nonsense
            return []
        return search.nearest(plain, index.vector(plain), NEAR)

    near = await asyncio.to_thread(lie_near)
    found = await parts.desk.sessions.read(lambda s: articles_for(s, asked, near, today, MOST))
    return render(request, "faq_articles_found.html", {"q": q, "found": found})
