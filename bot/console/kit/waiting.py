"""What waits for a member (待办), asked of every section the member may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request
from sqlalchemy.orm import Session

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
        more: a few words behind it, as how often or until when.
    """

    title: str
    path: str
    more: str = ""


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
        request: of the browser; its application carries the services.
        member: for whom.
        session: the database, to be read only.
        most: how many things are to be named; 0 where only their number is wanted.
    """

    request: Request
    member: StaffMember
    session: Session
    most: int = 0


def waiting_in(asking: Asking, sections: tuple[Section, ...]) -> dict[str, list[Waiting]]:
    """By the path of the section; kinds of which there are none are left out."""
    found: dict[str, list[Waiting]] = {}
    for section in sections:
        if asking.request.app.state.console.may(asking.member, section.permission):
            found[section.path] = [one for one in section.waiting(asking) if one.count]
    return found
