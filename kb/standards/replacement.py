"""Replacement as a graph: what follows what, and where the records do not fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.models import Standard, StandardStatus
from kb.standards.models import StandardLink
from kb.standards.stored import may_be

_OVER = (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN)


@dataclass(frozen=True)
class Report:
    """What is wrong with the links between standards.

    Args:
        links: how many there are.
        loops: numbers that lead back to themselves, each loop once.
        dangling: older number, newer number, and which of them the catalogue lacks.
        unended: valid by the record, with no end, though one that replaces it whole is in force.
        longest: the longest chain, from the oldest on.
    """

    links: int
    loops: tuple[tuple[str, ...], ...]
    dangling: tuple[tuple[str, str, str], ...]
    unended: tuple[tuple[str, str], ...]
    longest: tuple[str, ...]


def report(session: Session, today: date) -> Report:
    """Look at every link of the catalogue; memory grows with the links, not with the standards."""
    query = select(StandardLink.old, StandardLink.new, StandardLink.partly)
    links = session.execute(query.order_by(StandardLink.old, StandardLink.new)).all()
    whole: dict[str, list[str]] = {}
    for old, new, partly in links:
        followers = whole.setdefault(old, [])
        if not partly and new not in followers:
            followers.append(new)
    loops = tuple(loops_in(whole))
    in_loops = {number for loop in loops for number in loop}
    dangling = tuple(_dangling(session))
    return Report(
        len(links), loops, dangling, tuple(_unended(session, today)), longest(whole, in_loops)
    )


def loops_in(followers: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The loops of a graph, each once, beginning with its smallest number.

    >>> list(loops_in({"A": ["B"], "B": ["A", "C"]}))
    [('A', 'B')]
    """
    told: set[tuple[str, ...]] = set()
    finished: set[str] = set()
    for start in followers:
        path: list[str] = []
        on_path: set[str] = set()
        # Without recursion: a chain may be longer than Python's stack.
        todo = [(start, False)]
        while todo:
            number, leave = todo.pop()
            if leave:
                on_path.discard(path.pop())
                finished.add(number)
            elif number in on_path:
                loop = path[path.index(number) :]
                least = loop.index(min(loop))
                turned = (*loop[least:], *loop[:least])
                if turned not in told:
                    told.add(turned)
                    yield turned
            elif number not in finished:
                path.append(number)
                on_path.add(number)
                todo.append((number, True))
                todo += ((follower, False) for follower in followers.get(number, ()))


def longest(followers: Mapping[str, Iterable[str]], left_out: Iterable[str]) -> tuple[str, ...]:
    """The longest chain, without the numbers that lead in circles."""
    best: dict[str, tuple[str, ...]] = dict.fromkeys(left_out, ())
    for start in followers:
        todo = [start]
        while todo:
            number = todo[-1]
            open_ones = [one for one in followers.get(number, ()) if one not in best]
            if number in best or not open_ones:
                todo.pop()
                if number not in best:
                    chains = (best[one] for one in followers.get(number, ()))
                    best[number] = (number, *max(chains, key=len, default=()))
            else:
                todo += open_ones
    return max(best.values(), key=len, default=())


def _dangling(session: Session) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for column in (StandardLink.old, StandardLink.new):
        known = select(Standard.id).where(Standard.number == column).exists()
        query = select(StandardLink.old, StandardLink.new, column).where(~known).distinct()
        rows = session.execute(query.order_by(StandardLink.old, StandardLink.new))
        found += ((old, new, lacking) for old, new, lacking in rows)
    return found


def _unended(session: Session, today: date) -> Iterator[tuple[str, str]]:
    """Records that say in force and name no end, beside one that took their place by its day."""
    newer = select(Standard.number).where(may_be(StandardStatus.IN_FORCE, today))
    query = (
        select(StandardLink.old, StandardLink.new)
        .join(Standard, Standard.number == StandardLink.old)
        .where(
            StandardLink.partly.is_(False),
            Standard.status.not_in(_OVER),
            Standard.ended_on.is_(None),
            StandardLink.new.in_(newer),
        )
        .distinct()
        .order_by(StandardLink.old, StandardLink.new)
    )
    yield from ((old, new) for old, new in session.execute(query))
