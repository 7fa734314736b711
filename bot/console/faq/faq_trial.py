"""「试一试」 with the whole bot: lines said one after the other, and what it answers to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from bot.console.kit.access import signed_in
from bot.console.kit.pages import render
from bot.console.kit.typed import PlainText
from bot.kit.errors import InvalidInput
from bot.staff.models import StaffMember
from bot.staff.roles import Permission

router = APIRouter()
Reader = Annotated[StaffMember, Depends(signed_in(Permission.FAQ_READ))]
MOST_LINES = 20
LONGEST = 6000  # characters of all lines
_FAQ = "faq:"


@dataclass(frozen=True)
class Shown:
    """One reply.

    Args:
        text: its words.
        picture: the address of the picture beside them; empty without one.
        alt: what that shows.
    """

    text: str
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Tried:
    """One line and what came of it.

    Args:
        choices: the buttons below the replies.
        intent: what the bot took it for; empty if nothing special.
        entry: reference of the entry that was given; empty without one.
    """

    line: str
    replies: tuple[Shown, ...]
    choices: tuple[str, ...]
    intent: str
    entry: str

    @property
    def slug(self) -> str:
        """Of the FAQ entry that was given; empty for anything else."""
        return self.entry.removeprefix(_FAQ) if self.entry.startswith(_FAQ) else ""


class TrialBot(Protocol):
    """The bot beside the service."""

    async def run(self, lines: Sequence[str]) -> list[Tried]:
        """Say lines in a conversation that is new, and leave no trace."""


@router.get("/bot")
async def page(request: Request, member: Reader) -> Response:
    """The empty form."""
    return render(request, "faq_bot.html", {"lines": "", "tried": [], "most": MOST_LINES})


@router.post("/bot")
async def run(
    request: Request,
    member: Reader,
    lines: Annotated[PlainText, Form(max_length=LONGEST)] = "",
) -> Response:
    """Say the lines and show the conversation.

    Raises:
        InvalidInput: there is none, or too many.
    """
    said = [line.strip() for line in lines.splitlines() if line.strip()]
    if not said or len(said) > MOST_LINES:
        raise InvalidInput(f"请写 1 到 {MOST_LINES} 行，一行是市民的一句话。")
    bot: TrialBot = request.app.state.trials
    shown = {"lines": "\n".join(said), "tried": await bot.run(said), "most": MOST_LINES}
    return render(request, "faq_bot.html", shown)
