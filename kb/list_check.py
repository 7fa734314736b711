"""Checks a list of numbers against the catalogue: valid, replaced, to come, unknown, mistyped."""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.catalogue import Catalogue, Edition, named, neighbours
from kb.models import Checked, Standard, StandardStatus
from kb.standards.stored import families, numbered, parted
from kb.text.standard_number import StandardNumber

MOST = 2000  # numbers a list may have
_LONGEST_TYPED = 80  # characters shown of what was typed
_NO_NUMBER = re.compile(
    r"[0-9]{2,6}(?:\.[0-9]{1,3})?\s*[-—–~]\s*(?:19|20)[0-9]{2}|[A-Za-z]{1,4}\W{0,3}[0-9]{3,6}"
)
_LEADING_SERIAL = re.compile(r"(?P<stem>[A-Z]?)(?P<digits>[0-9]+)(?P<rest>.*)", re.DOTALL)


class Verdict(enum.StrEnum):
    """What may be said of one number."""

    VALID = "现行"
    UPCOMING = "即将实施"
    UNVERIFIED = "是否现行没有核实到"
    REPLACED = "被代替"
    WITHDRAWN = "已废止"
    TYPO = "没有查到，可能抄错"
    NOT_FOUND = "没有查到"
    UNREADABLE = "不像标准号"


_VERDICTS = {
    StandardStatus.IN_FORCE: Verdict.VALID,
    StandardStatus.UPCOMING: Verdict.UPCOMING,
    StandardStatus.UNVERIFIED: Verdict.UNVERIFIED,
    StandardStatus.SUPERSEDED: Verdict.REPLACED,
    StandardStatus.WITHDRAWN: Verdict.WITHDRAWN,
}


@dataclass(frozen=True)
class Typed:
    """One number of a list.

    Args:
        place: from 1, in the order of the list.
        text: as it was typed.
        number: None where the line holds none.
    """

    place: int
    text: str
    number: StandardNumber | None


@dataclass(frozen=True)
class Line:
    """What is said of one number.

    Args:
        typed: the number in the list.
        verdict: in a word.
        edition: what the catalogue has; None where it has nothing.
        successors: numbers that replace it, or will.
        nearest: of a mistyped number, the known one it may be.
    """

    typed: Typed
    verdict: Verdict
    edition: Edition | None = None
    successors: tuple[str, ...] = ()
    nearest: Edition | None = None

    @property
    def number(self) -> str:
        """The number it is about, else what was typed."""
        if self.edition is not None:
            return self.edition.number
        return str(self.typed.number) if self.typed.number else self.typed.text

    @property
    def is_doubtful(self) -> bool:
        """Whether memory alone says that it is in force or will be."""
        told = self.verdict in (Verdict.VALID, Verdict.UPCOMING)
        return told and self.edition is not None and self.edition.checked is Checked.UNCHECKED

    @property
    def said(self) -> str:
        """The verdict as it may be told."""
        return f"{self.verdict.value}（未核对）" if self.is_doubtful else self.verdict.value

    @property
    def remark(self) -> str:
        """What belongs to the verdict: the successor, the day, the number that may be meant."""
        if self.nearest is not None:
            return f"是不是 {named(self.nearest)}？请对照原件。"
        if self.verdict is Verdict.NOT_FOUND:
            return "目录里没有，不能判断它是否存在、是否有效。"
        if self.edition is None:
            return "请对照原件，把代号、编号和年份写全。"
        joined = "、".join(self.successors)
        if self.verdict is Verdict.REPLACED:
            return f"由 {joined} 代替。" if joined else ""
        since = self.edition.effective_on
        parts = [f"{since} 起实施"] if since else []
        if joined and self.verdict is not Verdict.WITHDRAWN:
            parts.append(f"新版 {joined} 已发布，到时代替它")
        return "；".join(parts) + ("。" if parts else "")


def numbers_of(lines: Iterable[str]) -> list[Typed]:
    """The numbers of a list in their order, lines that look like a mistyped one among them.

    A line without anything like a number is a heading or a name and left out. A list that is too
    long is read no further than to the first number too many.
    """
    found: list[Typed] = []
    for line in lines:
        if len(found) > MOST:
            break
        numbers = StandardNumber.find_all(line)
        if not numbers and _NO_NUMBER.search(line):
            found.append(Typed(len(found) + 1, line.strip()[:_LONGEST_TYPED], None))
        for number in numbers:
            text = str(number) if len(numbers) > 1 else line.strip()[:_LONGEST_TYPED]
            found.append(Typed(len(found) + 1, text, number))
    return found


def check(session: Session, typed: Sequence[Typed], today: date) -> list[Line]:
    """What the catalogue says of each number of a list, in its order.

    Args:
        session: for reading.
        typed: at most :data:`MOST`.
        today: the day in Chongqing.
    """
    wanted = {str(form.undated) for one in typed for form in _forms(one.number)}
    catalogue = catalogue_of(session, wanted)
    found = {one.place: _found(catalogue, one, today) for one in typed}
    nearest = _nearest(session, [one for one in typed if found[one.place] is None])
    return [found[one.place] or _unknown(one, nearest.get(one.place)) for one in typed]


def _forms(number: StandardNumber | None) -> tuple[StandardNumber, ...]:
    return () if number is None else (number, *neighbours(number))


def _found(catalogue: Catalogue, typed: Typed, today: date) -> Line | None:
    if typed.number is None:
        return None
    edition = catalogue.look_up(typed.number, today).found
    if edition is None:
        return None
    verdict = _VERDICTS[catalogue.status_on(edition, today)]
    return Line(typed, verdict, edition, edition.superseded_by)


def _unknown(typed: Typed, nearest: Edition | None) -> Line:
    if nearest is not None:
        return Line(typed, Verdict.TYPO, nearest=nearest)
    return Line(typed, Verdict.UNREADABLE if typed.number is None else Verdict.NOT_FOUND)


def catalogue_of(session: Session, undated: Iterable[str]) -> Catalogue:
    """The editions of these undated numbers, and those that replace them."""
    return Catalogue(families(session, undated))


def _nearest(session: Session, typed: Sequence[Typed]) -> dict[int, Edition]:
    """The known edition one slip away from each number, where just one fits best.

    A slip is another year of the same number, or one digit of the serial that is wrong, missing,
    doubled or changed places with the next, with the year right.
    """
    slips: dict[str, list[tuple[int, int]]] = defaultdict(list)  # by undated: place and distance
    years: dict[int, int | None] = {}
    for one in typed:
        number = one.number or _without_code(one.text)
        if number is None:
            continue
        years[one.place] = number.year
        for undated, distance in _slips(number, known_code=one.number is not None):
            slips[undated].append((one.place, distance))
    found: dict[int, list[tuple[int, int, str, str]]] = defaultdict(list)
    for undated, dated in _known(session, slips):
        year = int(dated[-4:]) if dated[-4:].isdigit() else 0
        for place, distance in slips[undated]:
            asked = years[place]
            if not distance or asked in (None, year):
                found[place].append((distance, abs(year - (asked or 0)), undated, dated))
    best = {place: nearest for place, rows in found.items() if (nearest := _best(rows))}
    editions = {e.number: e for e in numbered(session, best.values())}
    return {place: editions[nearest] for place, nearest in best.items()}


def _known(session: Session, undated: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Undated and dated number of what is known of these."""
    for part in parted(undated):
        query = select(Standard.undated, Standard.number).where(Standard.undated.in_(part))
        query = query.order_by(Standard.id)
        yield from ((row[0], row[1]) for row in session.execute(query))


def _best(rows: list[tuple[int, int, str, str]]) -> str:
    """The nearest; empty where two are equally near and nothing tells which is meant."""
    rows.sort()
    distance = rows[0][0]
    rivals = {undated for near, _, undated, _ in rows if near == distance}
    return rows[0][3] if len(rivals) == 1 else ""


def _without_code(text: str) -> StandardNumber | None:
    """A number whose letters are missing or unknown, read as a national one."""
    digits = re.search(r"[0-9]{2,6}(?:\.[0-9]{1,3})?(?:\s*[-—–~]\s*(?:19|20)[0-9]{2})?", text)
    if digits is None:
        return None
    try:
        return StandardNumber.parse(f"GB {digits[0]}")
    except ValueError:
        return None


def _slips(number: StandardNumber, *, known_code: bool) -> Iterator[tuple[str, int]]:
    """Undated numbers a slip away; how unlikely each is, from 0."""
    forms = (number, *neighbours(number))
    for form in forms:
        yield str(form.undated), 0 if known_code else 1
    found = _LEADING_SERIAL.fullmatch(number.serial) if known_code else None
    if found is None:
        return
    for form in forms:
        # Hundreds of slips each: their text is made from one number's, not through the class.
        code = str(StandardNumber(form.prefix, "")) + found["stem"]
        for digits in _one_slip(found["digits"]):
            yield f"{code}{digits}{found['rest']}", 2


def _one_slip(digits: str) -> Iterator[str]:
    made = {digits}
    for at in range(len(digits) + 1):
        head, tail = digits[:at], digits[at:]
        slips = [f"{head}{new}{tail}" for new in "0123456789"]
        if tail:
            slips += [f"{head}{new}{tail[1:]}" for new in "0123456789"]
            slips.append(head + tail[1:])
        if len(tail) > 1:
            slips.append(f"{head}{tail[1]}{tail[0]}{tail[2:]}")
        for slip in slips:
            if slip and slip not in made:
                made.add(slip)
                yield slip
