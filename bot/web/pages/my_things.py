"""Our home's standards: pick what you own, see what the mandatory standards ask and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import select

from bot.kit import clock
from bot.watching.household import Group, Thing, load_household
from bot.web.pages.finding import Finder, finder
from bot.web.pages.rendering import counted, page
from bot.web.pages.standard import Line, line_of
from bot.web.services import Services, services
from kb.catalogue import Catalogue
from kb.models import Faq, FaqStatus, Nature, StandardStatus
from kb.text.standard_number import StandardNumber

router = APIRouter(include_in_schema=False, dependencies=[Depends(counted)])
MOST_OWNED = 60
_TOLD = (StandardStatus.IN_FORCE, StandardStatus.UPCOMING, StandardStatus.UNVERIFIED)


@dataclass(frozen=True)
class Owned:
    """A thing somebody picked, with what is known of it.

    Args:
        thing: its name.
        lines: mandatory editions that are valid or come.
        look: the answer that says how to tell by the label; None if staff withdrew it.
    """

    thing: Thing
    lines: Sequence[Line]
    look: Faq | None


@router.get("/learn/my-things")
async def my_things_page(
    request: Request,
    finder: Annotated[Finder, Depends(finder)],
    parts: Annotated[Services, Depends(services)],
    own: Annotated[list[Annotated[str, Query(max_length=40)]] | None, Query()] = None,
) -> Response:
    """The things to pick from, and what holds for those picked."""
    groups = load_household(parts.content / "products.yml")
    chosen = _chosen(groups, (own or [])[:MOST_OWNED])
    answers = await _answers(parts, [thing.faq for thing in chosen])
    catalogue, today = finder.snapshot.catalogue, clock.today()
    values = {
        "groups": groups,
        "chosen": {thing.name for thing in chosen},
        "owned": [
            Owned(thing, mandatory(catalogue, thing.standards, today), answers.get(thing.faq))
            for thing in chosen
        ],
        "wording": parts.watching.wording(),
    }
    return page(request, "my_things.html", values)


def mandatory(catalogue: Catalogue, numbers: Sequence[str], today: date) -> list[Line]:
    """The mandatory editions among numbers that are valid on a day, and those that will be.

    Args:
        numbers: of a product; an old edition leads to the one that is valid.
    """
    found: dict[str, Line] = {}
    for number in numbers:
        asked = StandardNumber.parse(number).undated
        for edition in catalogue.editions(str(asked)):
            status = catalogue.status_on(edition, today)
            if edition.nature is Nature.MANDATORY and status in _TOLD:
                found[edition.number] = line_of(catalogue, edition, today)
    return list(found.values())


def _chosen(groups: Sequence[Group], names: Sequence[str]) -> list[Thing]:
    return [thing for group in groups for thing in group.things if thing.name in names]


async def _answers(parts: Services, slugs: Sequence[str]) -> Mapping[str, Faq]:
    """The entries citizens may be given today, by slug."""
    today = clock.today()
    query = select(Faq).where(Faq.slug.in_(slugs), Faq.status == FaqStatus.PUBLISHED)
    async with parts.sessions() as session:
        rows = (await session.scalars(query)).all()
    return {
        one.slug: one
        for one in rows
        if (one.valid_from or today) <= today <= (one.valid_to or today)
    }
