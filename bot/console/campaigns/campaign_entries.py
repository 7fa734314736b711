"""FAQ entries picked for pieces and questions by what they say; nobody has to know their slugs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.console.campaigns.campaign_parts import CampaignParts
from bot.console.campaigns.campaign_typed import Editor
from bot.console.faq.faq_parts import FaqParts, faq_parts
from bot.console.kit.pages import render
from bot.console.kit.typed import Asks
from kb.finding import near_in
from kb.search.index import Entry, EntryKind

router = APIRouter(prefix="/entries")
MOST = 8


@router.get("/")
async def found(
    request: Request,
    faq: Annotated[FaqParts, Depends(faq_parts)],
    member: Editor,
    q: Asks = "",
    one: bool = False,
) -> Response:
    """Published entries that fit, for the script of a search field.

    Args:
        request: of the page.
        faq: what is published.
        member: who asks.
        q: words, as citizens ask.
        one: only one is picked, not several.
    """
    asked = q.strip()
    shown = await asyncio.to_thread(_entries, faq, asked) if asked else []
    return render(request, "campaign_entries_found.html", {"q": asked, "found": shown, "one": one})


def titles_of(parts: CampaignParts, slugs: Iterable[str]) -> dict[str, str]:
    """What entries ask, by slug; one that isn't published any more is told as such."""
    entries = parts.desk.inspection.knowledge.snapshot.entries
    found = {slug: entries.get(f"{EntryKind.FAQ.value}:{slug}") for slug in slugs if slug}
    return {
        slug: f"{slug}（已经没有这条问答）" if entry is None else entry.title
        for slug, entry in found.items()
    }


def _entries(faq: FaqParts, asked: str) -> list[Entry]:
    snapshot = faq.desk.knowledge.snapshot
    near = near_in(snapshot, faq.desk.normalise(asked), EntryKind.FAQ, MOST)
    worded = (
        entry
        for entry in snapshot.entries.values()
        if entry.kind is EntryKind.FAQ and asked in entry.title
    )
    return list({entry.key: entry for entry in (*near, *worded)}.values())[:MOST]
