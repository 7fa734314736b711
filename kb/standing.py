"""How a number stands on a day, and what of it has changed since another day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from kb.catalogue import Catalogue, Edition, named
from kb.list_check import catalogue_of
from kb.models import Checked, StandardStatus
from kb.text.standard_number import StandardNumber

# Told once more when the day is so near: who makes or sells it must act now.
SOON = timedelta(days=30)
_OVER = (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN)


@dataclass(frozen=True)
class Standing:
    """How a number stands, by what is told of it.

    Args:
        valid: the edition it means today; empty for none.
        status: of that edition.
        after: what replaces it, where it is over.
        coming: the next edition that is to take effect; empty for none.
        coming_on: the day, ISO 8601.
        is_soon: whether that day is near.
        amendments: numbers of its amendments (修改单).
    """

    valid: str = ""
    status: str = ""
    after: tuple[str, ...] = ()
    coming: str = ""
    coming_on: str = ""
    is_soon: bool = False
    amendments: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Standing:
        """What :meth:`to_json` wrote."""
        lists = {name: tuple(kept.get(name, ())) for name in ("after", "amendments")}
        return cls(**{**kept, **lists})


@dataclass(frozen=True)
class Standings:
    """How several numbers stand today.

    Args:
        by_number: by undated number; those the catalogue doesn't know are missing.
        editions: of the catalogue, to name them.
    """

    by_number: dict[str, Standing]
    editions: Catalogue

    def news(self, undated: str, before: Standing, today: date) -> list[str]:
        """What has changed of a number since it stood so, one Chinese sentence each."""
        now = self.by_number.get(undated)
        return [] if now is None else list(_news(before, now, self.editions, today))

    def verdict(self, undated: str) -> str:
        """The status of a known number in a word, marked where memory alone says it."""
        standing = self.by_number[undated]
        edition = self.editions.get(standing.valid or standing.coming)
        told = standing.status in (StandardStatus.IN_FORCE, StandardStatus.UPCOMING)
        doubt = told and edition is not None and edition.checked is Checked.UNCHECKED
        return f"{standing.status}（未核对）" if doubt else standing.status

    def source(self, undated: str) -> str:
        """Where that stands; empty if nothing is known."""
        standing = self.by_number.get(undated)
        edition = None
        if standing is not None:
            edition = self.editions.get(standing.coming or standing.valid)
        return "" if edition is None else edition.origin


def standings(session: Session, undated: Iterable[str], today: date) -> Standings:
    """How numbers stand.

    Args:
        session: for reading.
        undated: canonical, without year.
        today: the day in Chongqing.
    """
    wanted = list(dict.fromkeys(undated))
    known = catalogue_of(session, wanted)
    found = {number: _standing(known, number, today) for number in wanted}
    return Standings({n: s for n, s in found.items() if s is not None}, known)


def _standing(catalogue: Catalogue, undated: str, today: date) -> Standing | None:
    look_up = catalogue.look_up(StandardNumber.parse(undated), today)
    if look_up.found is None:
        return None
    group = [look_up.found, *look_up.others]
    amendments = tuple(sorted(e.number for e in group if _is_amendment(e)))
    whole = [e for e in group if not _is_amendment(e)]
    if not whole:
        return Standing(amendments=amendments)
    valid = whole[0]
    status = catalogue.status_on(valid, today)
    later = dict.fromkeys([*whole, *catalogue.newer(valid)])
    coming = _next(catalogue, later, today)
    day = coming.effective_on if coming is not None else None
    is_over = status in _OVER
    return Standing(
        valid="" if valid is coming else valid.number,
        status=status.value,
        after=valid.superseded_by if is_over else (),
        coming="" if coming is None else coming.number,
        coming_on="" if day is None else day.isoformat(),
        is_soon=day is not None and day - today <= SOON,
        amendments=amendments,
    )


def _next(catalogue: Catalogue, editions: Iterable[Edition], today: date) -> Edition | None:
    coming = [
        edition
        for edition in editions
        if catalogue.status_on(edition, today) is StandardStatus.UPCOMING
        and not _is_amendment(edition)
    ]
    return min(coming, key=lambda e: (e.effective_on or date.max, e.number), default=None)


def _is_amendment(edition: Edition) -> bool:
    return bool(StandardNumber.parse(edition.number).amendment)


def _news(before: Standing, now: Standing, known: Catalogue, today: date) -> Iterator[str]:
    over = {status.value for status in _OVER}
    if now.valid and now.status in over and before.status not in over:
        joined = "、".join(_named(known, number).strip() for number in now.after)
        yield f"{_named(known, now.valid)}" + (f"已被 {joined} 代替。" if joined else "已经废止。")
    elif now.valid and now.valid != before.valid:
        old = f"，代替 {before.valid}" if before.valid else ""
        yield f"{_named(known, now.valid)}{_begun(known, now.valid, today)}{old}。"
    if now.coming and now.coming != before.coming:
        until = f"；实施前仍按 {now.valid}" if now.valid and now.status not in over else ""
        yield f"新版 {_named(known, now.coming)}已发布，{now.coming_on} 起实施{until}。"
    elif now.coming and now.coming_on != before.coming_on:
        yield f"{_named(known, now.coming)}的实施日期改为 {now.coming_on}。"
    elif now.is_soon and not before.is_soon:
        left = (date.fromisoformat(now.coming_on) - today).days
        yield f"{_named(known, now.coming)}将在 {now.coming_on} 实施，还有 {left} 天。"
    for number in now.amendments:
        if number not in before.amendments:
            yield f"有新的修改单：{_named(known, number).strip()}。"


def _begun(known: Catalogue, number: str, today: date) -> str:
    edition = known.get(number)
    since = None if edition is None else edition.effective_on
    return f" {since} 起实施" if since is not None and since <= today else "收进目录"


def _named(known: Catalogue, number: str) -> str:
    edition = known.get(number)
    return f"{number} " if edition is None else named(edition)
