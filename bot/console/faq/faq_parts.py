"""What the pages of the FAQ need, made once at start."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from bot.editing.faq.categories import CategoryDesk
from bot.editing.faq.desk import FaqDesk
from bot.editing.faq.golden_desk import GoldenDesk
from bot.editing.faq.many import ManyAtOnce
from bot.editing.faq.standing_now import StandingNow
from kb.answering import Answerer


@dataclass(frozen=True)
class FaqParts:
    """The services behind the FAQ's pages.

    Args:
        desk: changes entries.
        answerer: answers as citizens are answered.
        many: changes many entries in one go.
        goldens: changes the golden questions of staff.
        categories: keeps the shelves.
        standing: asks the golden questions in the background.
    """

    desk: FaqDesk
    answerer: Answerer
    many: ManyAtOnce
    goldens: GoldenDesk
    categories: CategoryDesk
    standing: StandingNow


def faq_parts(request: Request) -> FaqParts:
    """The parts, for use as a FastAPI dependency."""
    found: FaqParts = request.app.state.faq
    return found
