"""What waits for a member (待办), asked of every section the member may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session
from starlette.datastructures import State

from bot.staff.models import StaffMember

if TYPE_CHECKING:
    from bot.console.kit.parts import Section

MOST_SHOWN = 5


@dataclass(frozen=True)
class Item:
    """One thing that waits.

    Args:
        title: what it is.
        path: where it is done.
        more: a few words behind it, as how often or until when; names no citizen.
        outside: what may be said of it in a mail, with ``more``; never what a citizen wrote.
            Empty: nothing.
    """

    title: str
    path: str
    more: str = ""
    outside: str = ""


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits for a member.

    Args:
        title: what it is called.
        count: how many there are.
        path: where all of them are listed.
        items: the first few; none where only the number was asked for.
    """

    title: str
    count: int
    path: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Asking:
    """Who asks a section what waits.

    Args:
        state: of the application; it carries the services.
        member: for whom.
        session: the database, to be read only.
        most: how many things are to be named; 0 where only their number is wanted.
    """

    state: State
    member: StaffMember
    session: Session
    most: int = 0


def waiting_in(asking: Asking, sections: tuple[Section, ...]) -> dict[str, list[Waiting]]:
    """By the path of the section; kinds of which there are none are left out."""
    found: dict[str, list[Waiting]] = {}
    for section in sections:
        if asking.state.console.may(asking.member, section.permission):
            found[section.path] = [one for one in section.waiting(asking) if one.count]
    return found
