"""Pages of standards: a search, and a card for each edition that can be shared and printed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from bot.kit import clock
from bot.web.pages.finding import LONGEST_QUESTION, Finder, finder
from bot.web.pages.rendering import counted, page
from kb.catalogue import Catalogue, Edition
from kb.models import Checked, StandardStatus
from kb.standards.terms import Filters
from kb.text.standard_number import StandardNumber

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])

MEANINGS = {
    StandardStatus.IN_FORCE: "现在按这个标准执行。",
    StandardStatus.UNVERIFIED: (
        "编号和名称记在目录里，没有记到它被代替或者废止；是否现行没有核实到，请先到官方平台核对。"
    ),
    StandardStatus.UPCOMING: "还没有实施，现在还不能作为判断违法的依据，要等到实施那天。",
    StandardStatus.SUPERSEDED: "请按代替它的新标准。",
    StandardStatus.WITHDRAWN: "不能再当作依据。",
}
MOST_UPCOMING = 50
MOST_SUGGESTED = 8
LONGEST_FILTER = 40  # characters
_EXAMPLES = ("GB 17761", "GB 7718", "校服", "电动自行车", "食品标签")


@dataclass(frozen=True)
class Milestone:
    """A day in the life of an edition.

    Args:
        day: the day in China.
        event: what happens.
        past: whether it has happened.
    """

    day: date
    event: str
    past: bool


@dataclass(frozen=True)
class Line:
    """An edition in a list."""

    edition: Edition
    status: StandardStatus
    verdict: str
    path: str

    @property
    def tag(self) -> str:
        """The status in a word or two."""
        return f"{self.status.value}（未核对）" if self._is_doubtful else self.status.value

    @property
    def colour(self) -> str:
        """The style class: green only for what more than memory says."""
        return "unverified" if self._is_doubtful else self.status.name.lower()

    @property
    def _is_doubtful(self) -> bool:
        told = (StandardStatus.IN_FORCE, StandardStatus.UPCOMING)
        return self.status in told and self.edition.checked is Checked.UNCHECKED


@dataclass(frozen=True)
class Card:
    """Everything the page of an edition shows."""

    line: Line
    nature: str
    meaning: str
    milestones: tuple[Milestone, ...]
    successors: tuple[Line, ...]
    unknown_successors: tuple[str, ...]
    predecessors: tuple[Line, ...]
    others: tuple[Line, ...]


def chosen(
    ics: str = "",
    ccs: str = "",
    department: str = "",
    district: str = "",
    nature: str = "",
    status: str = "",
) -> Filters:
    """The filters of the search form."""
    said = (ics, ccs, department, district, nature, status)
    return Filters(*(one.strip()[:LONGEST_FILTER] for one in said))


@router.get("/standards")
async def search_page(
    request: Request,
    finder: Annotated[Finder, Depends(finder)],
    filters: Annotated[Filters, Depends(chosen)],
    q: str = "",
) -> Response:
    """Search by number or words; without words, what comes into force next."""
    words, today = q.strip()[:LONGEST_QUESTION], clock.today()
    catalogue = finder.snapshot.catalogue
    is_asked = bool(words or filters)
    found = await asyncio.to_thread(finder.standards, words, today, filters) if is_asked else []
    values = {
        "words": words,
        "filters": filters,
        "is_asked": is_asked,
        "found": [line_of(catalogue, edition, today) for edition in found],
        "upcoming": [] if is_asked else _upcoming(finder, today),
        "examples": _EXAMPLES,
        "count": len(catalogue),
    }
    return page(request, "standards.html", values)


@router.get("/standards/suggest")
async def suggest(finder: Annotated[Finder, Depends(finder)], q: str = "") -> list[dict[str, str]]:
    """What somebody may be typing, by number and title."""
    typed = q.strip()[:LONGEST_QUESTION]
    if not typed:
        return []
    found = await asyncio.to_thread(finder.suggested, typed, MOST_SUGGESTED)
    return [{"number": e.number, "title": e.title, "path": path_of(e.number)} for e in found]


@router.get("/standards/{number:path}")
async def standard_page(
    request: Request, number: str, finder: Annotated[Finder, Depends(finder)]
) -> Response:
    """The card of one edition; a number without year leads to the edition valid today."""
    catalogue, today = finder.snapshot.catalogue, clock.today()
    asked = StandardNumber.find(number[:LONGEST_QUESTION])
    if asked is None:
        return page(request, "standard_missing.html", {"number": number[:40]}, status=404)
    look_up = catalogue.look_up(asked, today)
    if look_up.found is None:
        values = {
            "number": str(asked),
            "others": [
                line_of(catalogue, edition, today) for edition in (*look_up.others, *look_up.parts)
            ],
        }
        return page(request, "standard_missing.html", values, status=404)
    if look_up.found.number != number:
        return RedirectResponse(path_of(look_up.found.number), 302)
    return page(request, "standard.html", {"card": card(finder, look_up.found, today)})


def card(finder: Finder, edition: Edition, today: date) -> Card:
    """What the page of an edition shows on a day."""
    catalogue = finder.snapshot.catalogue
    line = line_of(catalogue, edition, today)
    successors = [catalogue.get(number) for number in edition.superseded_by]
    before = catalogue.replaced_by(edition)
    shown = {edition.number, *edition.superseded_by, *(e.number for e in before)}
    same = catalogue.look_up(StandardNumber.parse(edition.number).undated, today)
    others = [e for e in (same.found, *same.others) if e is not None and e.number not in shown]
    return Card(
        line,
        catalogue.nature(edition, today),
        MEANINGS[line.status],
        milestones(edition, [e for e in successors if e], today),
        tuple(line_of(catalogue, e, today) for e in successors if e),
        tuple(n for n in edition.superseded_by if catalogue.get(n) is None),
        tuple(line_of(catalogue, e, today) for e in before),
        tuple(line_of(catalogue, e, today) for e in others),
    )


def milestones(edition: Edition, successors: list[Edition], today: date) -> tuple[Milestone, ...]:
    """The dates known of an edition and of what replaces it, earliest first."""
    dated = [
        (edition.published_on, "发布"),
        (edition.effective_on, "开始实施"),
        (edition.ended_on, "不再有效"),
        *((e.effective_on, f"新版 {e.number} 开始实施") for e in successors),
    ]
    known = sorted((day, event) for day, event in dated if day is not None)
    return tuple(Milestone(day, event, day <= today) for day, event in known)


def path_of(number: str) -> str:
    """The address of an edition's page on this site."""
    return f"/standards/{quote(number)}"


def line_of(catalogue: Catalogue, edition: Edition, today: date) -> Line:
    """An edition as lists show it."""
    status = catalogue.status_on(edition, today)
    return Line(edition, status, catalogue.verdict(edition, today), path_of(edition.number))


def _upcoming(finder: Finder, today: date) -> list[Line]:
    catalogue = finder.snapshot.catalogue
    return [
        line_of(catalogue, edition, today) for edition in catalogue.upcoming(today, MOST_UPCOMING)
    ]
