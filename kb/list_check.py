"""Checks a list of numbers against the catalogue: valid, replaced, to come, unknown, mistyped.

What a mistyped number may mean is found in :mod:`kb.near_numbers`.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, repeat

from sqlalchemy.orm import Session

from kb.catalogue import Catalogue, Edition, named, neighbours
from kb.models import Checked, StandardStatus
from kb.near_numbers import MOST_NAMED, Asked, Near, is_named_otherwise, near, same_name
from kb.standards.stored import begun, families
from kb.text.standard_number import StandardNumber, spans

MOST = 2000  # numbers a list may have
_LONGEST_TYPED = 80  # characters shown of what was typed
_NO_NUMBER = re.compile(
    r"[0-9]{2,6}(?:\.[0-9]{1,3})?\s*[-—–~]\s*(?:19|20)[0-9]{2}|[A-Za-z]{1,4}\W{0,3}[0-9]{3,6}"
)
# What stands behind a number whose year couldn't be read: too many digits, too few, another dash;
# or the part, behind a comma that should be a dot.
_YEAR_TYPED = re.compile(
    r"\s?[-—–―_~:：]{1,2}\s?(?P<year>[0-9]{2,6})(?![0-9年])"
    r"|(?P<part>[,，][0-9]{1,2})\s?[-—–]\s?(?:19|20)[0-9]{2}(?![0-9])"
)


class Verdict(enum.StrEnum):
    """What may be said of one number."""

    VALID = "现行"
    UPCOMING = "即将实施"
    UNVERIFIED = "是否现行没有核实到"
    REPLACED = "被代替"
    WITHDRAWN = "已废止"
    TYPO = "没有查到，可能抄错"
    OTHER_NAME = "编号和名称对不上"
    SERIES = "分成几个部分"
    NOT_FOUND = "没有查到"
    UNREADABLE = "不像标准号"


_VERDICTS = {
    StandardStatus.IN_FORCE: Verdict.VALID,
    StandardStatus.UPCOMING: Verdict.UPCOMING,
    StandardStatus.UNVERIFIED: Verdict.UNVERIFIED,
    StandardStatus.SUPERSEDED: Verdict.REPLACED,
    StandardStatus.WITHDRAWN: Verdict.WITHDRAWN,
}


_NOTHING_NEAR = Near()


@dataclass(frozen=True)
class Typed:
    """One number of a list.

    Args:
        place: from 1, in the order of the list.
        text: as it was typed.
        number: None where the line holds none.
        year_typed: digits where a year belongs that are none; the number then has none.
        words: what stands beside the number.
    """

    place: int
    text: str
    number: StandardNumber | None
    year_typed: str = ""
    words: str = ""


@dataclass(frozen=True)
class Line:
    """What is said of one number.

    Args:
        typed: the number in the list.
        verdict: in a word.
        edition: what the catalogue has; None where it has nothing.
        successors: numbers that replace it, or will.
        near: of a mistyped number, the known ones it may be.
        parts: of a series, its first known part of each number.
    """

    typed: Typed
    verdict: Verdict
    edition: Edition | None = None
    successors: tuple[str, ...] = ()
    near: Near = _NOTHING_NEAR
    parts: tuple[str, ...] = ()

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
        """What belongs to the verdict: the successor, the day, the numbers that may be meant."""
        if self.near.editions and not self.near.is_slip:
            return f"目录里有的是 {_alternatives(self.near, '、')}，不能判断您这一版是否存在。"
        if self.near.editions:
            of_it = f"这个编号是《{self.edition.title}》。" if self.edition else ""
            return f"{of_it}是不是 {_alternatives(self.near)}？请对照原件。"
        if self.parts:
            count = len(self.parts)
            return f"目录里有它的 {count} 个部分，比如 {self.parts[0]}，请写明是哪一部分。"
        if self.verdict is Verdict.NOT_FOUND:
            return "目录里没有，不能判断它是否存在、是否有效。" + (
                f"和它差一个字的有 {self.near.count} 个，请把年份写全再查。"
                if self.near.count
                else ""
            )
        if self.edition is None:
            return "请对照原件，把代号、编号和年份写全。"
        parts = [f"您写的是 {self.typed.number}，代号不同"] if self._has_other_code else []
        joined = "、".join(self.successors)
        if self.verdict is Verdict.REPLACED:
            parts += [f"由 {joined} 代替"] if joined else []
            return "；".join(parts) + ("。" if parts else "")
        since = self.edition.effective_on
        parts += [f"{since} 起实施"] if since else []
        if joined and self.verdict is not Verdict.WITHDRAWN:
            parts.append(f"新版 {joined} 已发布，到时代替它")
        return "；".join(parts) + ("。" if parts else "")

    @property
    def _has_other_code(self) -> bool:
        """Whether the ``/T`` was left out or added, which tells binding from recommended."""
        if self.edition is None or self.typed.number is None:
            return False
        undated = str(self.typed.number.undated)
        return undated != self.edition.undated


def numbers_of(lines: Iterable[str], beside: Iterable[str] = ()) -> list[Typed]:
    """The numbers of a list in their order, lines that look like a mistyped one among them.

    A line without anything like a number is a heading or a name and left out. A list that is too
    long is read no further than to the first number too many.

    Args:
        lines: each with a number, and whatever else stands there.
        beside: what a table has in the other columns of each line.
    """
    found: list[Typed] = []
    for line, words in zip(lines, chain(beside, repeat("")), strict=False):
        if len(found) > MOST:
            break
        found += (
            replace(one, place=len(found) + at) for at, one in enumerate(_in_line(line, words), 1)
        )
    return found


def _in_line(line: str, words: str) -> list[Typed]:
    whole = line.strip()[:_LONGEST_TYPED]
    numbers = {number: end for _, end, number in reversed(spans(line))}
    if not numbers:
        return [Typed(0, whole, None, words=f"{line} {words}")] if _NO_NUMBER.search(line) else []
    if len(numbers) > 1:
        return [_with_year(Typed(0, str(n), n), line[numbers[n] :]) for n in reversed(numbers)]
    [(number, end)] = numbers.items()
    return [_with_year(Typed(0, whole, number, words=f"{line} {words}"), line[end:])]


def _with_year(typed: Typed, rest: str) -> Typed:
    """With the digits behind the number, where a year belongs and none could be read."""
    number = typed.number
    found = _YEAR_TYPED.match(rest) if number is not None and number.year is None else None
    if number is None or found is None:
        return typed
    if found["part"]:
        joined = f"{number}.{found[0].lstrip(',，')}"
        return replace(typed, number=StandardNumber.parse(joined), year_typed=found[0][-4:])
    return replace(typed, year_typed=found["year"])


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
    missing = [one for one in typed if found[one.place] is None]
    for place, line in _series(session, missing):
        found[place] = line
    doubtful = [one for one in typed if _is_doubtful(one, found[one.place])]
    nearest = near(session, [_asked(one, found[one.place]) for one in doubtful])
    return [_told(one, found[one.place], nearest.get(one.place, _NOTHING_NEAR)) for one in typed]


def _forms(number: StandardNumber | None) -> tuple[StandardNumber, ...]:
    return () if number is None else (number, *neighbours(number))


def _found(catalogue: Catalogue, typed: Typed, today: date) -> Line | None:
    if typed.number is None or typed.year_typed:
        return None
    edition = catalogue.look_up(typed.number, today).found
    if edition is None:
        return None
    verdict = _VERDICTS[catalogue.status_on(edition, today)]
    return Line(typed, verdict, edition, edition.superseded_by)


def _series(session: Session, typed: Iterable[Typed]) -> Iterator[tuple[int, Line]]:
    """Numbers without a year that are no standard of their own, and have known parts."""
    stems: dict[str, list[Typed]] = {}
    for one in typed:
        if one.number is not None and one.number.year is None and not one.year_typed:
            for form in _forms(one.number):
                stems.setdefault(f"{form.undated}.", []).append(one)
    parts: dict[int, dict[str, str]] = {}
    for undated, number in begun(session, stems):
        for one in stems.get(undated[: undated.find(".", undated.rfind(" ") + 1) + 1], ()):
            parts.setdefault(one.place, {}).setdefault(undated, number)
    by_place = {one.place: one for held in stems.values() for one in held}
    for place, found in parts.items():
        yield place, Line(by_place[place], Verdict.SERIES, parts=tuple(found.values()))


def _is_doubtful(typed: Typed, found: Line | None) -> bool:
    """Whether the number isn't known, or the name beside it is another one."""
    if found is None:
        return True
    if found.edition is None:  # a series
        return False
    return bool(typed.words) and is_named_otherwise(typed.words, found.edition.title)


def _asked(typed: Typed, found: Line | None) -> Asked:
    return Asked(
        typed.place,
        typed.number,
        typed.text,
        typed.year_typed,
        typed.words,
        is_known=found is not None,
    )


def _told(typed: Typed, found: Line | None, nearest: Near) -> Line:
    if found is not None:
        # One slip makes another known number; only the name tells that it isn't meant.
        meant = tuple(e for e in nearest.editions if same_name(typed.words, e))
        if not meant:
            return found
        return replace(found, verdict=Verdict.OTHER_NAME, near=Near(meant, len(meant)))
    has_year = typed.number is None or typed.number.year is not None or typed.year_typed
    if nearest.editions and (has_year or nearest.count <= MOST_NAMED):
        return Line(typed, Verdict.TYPO if nearest.is_slip else Verdict.NOT_FOUND, near=nearest)
    if typed.number is None:
        return Line(typed, Verdict.UNREADABLE)
    return Line(typed, Verdict.NOT_FOUND, near=Near(count=nearest.count))


def _alternatives(near: Near, last: str = " 或者 ") -> str:
    """The numbers that may be meant; the last one joined by a word of its own."""
    told = [named(edition) for edition in near.editions]
    if near.count > len(told):
        return f"{'、'.join(told)} 等 {near.count} 个里的一个"
    return last.join(["、".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def catalogue_of(session: Session, undated: Iterable[str]) -> Catalogue:
    """The editions of these undated numbers, and those that replace them."""
    return Catalogue(families(session, undated))
