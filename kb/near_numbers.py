"""The known numbers a slip away from one that isn't known, or that its name doesn't fit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.catalogue import Edition, neighbours
from kb.models import Standard
from kb.standards.among import among
from kb.standards.stored import numbered
from kb.text.standard_number import StandardNumber

MOST_NAMED = 3  # as near as one another; more of them tell nobody anything
_LEADING_SERIAL = re.compile(r"(?P<stem>[A-Z]?)(?P<digits>[0-9]+)(?P<rest>.*)", re.DOTALL)
_LETTERS_GONE = re.compile(
    r"(?P<letters>[A-Za-z0-9/\\ ]{0,8}?)[ \-_.]{0,3}"
    r"(?<![0-9])(?P<serial>[0-9]{2,6}(?:\.[0-9]{1,3})?)(?:\s*[-—–~]\s*(?P<year>(?:19|20)[0-9]{2}))?(?![0-9])"
)
_HAN = re.compile(r"[㐀-鿿]+")
# Of the pairs of signs of a title, how many the words beside a number must have to mean it.
_SAME_NAME = 0.6
_MOST_COMPARED = 20  # whose titles are read

# How unlikely a slip is: of the digits; of letters that are no code; of a digit and the letters, or
# of letters that are a code. Another edition may be no slip at all.
_DIGIT, _CODE, _TWO, _EDITION = range(4)


@dataclass(frozen=True)
class Asked:
    """A number that was typed and isn't known, or that doesn't fit what stands beside it.

    Args:
        place: where it stands in its list.
        number: None where its letters couldn't be read.
        text: as it was typed.
        year_typed: digits that stand where a year belongs and are none.
        words: what stands beside the number, the name of the standard perhaps.
        is_known: whether the number is known, and only the words are another standard's name.
    """

    place: int
    number: StandardNumber | None
    text: str
    year_typed: str = ""
    words: str = ""
    is_known: bool = False


@dataclass(frozen=True)
class Near:
    """What may be meant.

    Args:
        editions: equally near, at most :data:`MOST_NAMED`; empty where nothing is near.
        count: how many are equally near.
        is_slip: whether one slip of the hand explains the difference; else they are only other
            editions of the same number.
    """

    editions: tuple[Edition, ...] = ()
    count: int = 0
    is_slip: bool = True


@dataclass(frozen=True, order=True)
class _Row:
    """A known number; how unlikely that it is meant: the kind of slip, then how far it goes."""

    slip: int
    far: int
    undated: str
    number: str


def near(session: Session, asked: Sequence[Asked]) -> dict[int, Near]:
    """The known editions one slip away from each number, by its place; those without are left out.

    A slip is one digit of the year or of the serial that is wrong, missing, doubled or changed
    places with the next, or one letter of the code, the rest being right. Those whose title the
    words beside the number say come before what is nearer by its signs.

    Args:
        session: for reading.
        asked: numbers of a list, each with a place of its own.
    """
    rows: dict[int, set[_Row]] = defaultdict(set)
    for place, row in (*_by_number(session, asked), *_by_serial(session, asked)):
        rows[place].add(row)
    words = {one.place: one.words for one in asked}
    best = {place: _first(sorted(found), words[place]) for place, found in rows.items()}
    needed = {row.number for found in best.values() for row in found}
    editions = {edition.number: edition for edition in numbered(session, needed)}
    return {place: _chosen(found, editions, words[place]) for place, found in best.items()}


def says(words: str, title: str) -> float:
    """How much of a title the words say, from 0 to 1.

    >>> says("电动自行车安全技术规范 2 本", "电动自行车安全技术规范")
    1.0
    """
    pairs = _pairs(title)
    return len(pairs & _pairs(words)) / len(pairs) if pairs else 0.0


def is_named_otherwise(words: str, title: str) -> bool:
    """Whether the words beside a number may be a name, and have nothing of the title."""
    return len("".join(_HAN.findall(words))) >= 4 and not _pairs(words) & _pairs(title)


def same_name(words: str, edition: Edition) -> bool:
    """Whether the words beside a number are the name of that edition."""
    return says(words, edition.title) >= _SAME_NAME


def _pairs(text: str) -> set[tuple[str, str]]:
    return {pair for run in _HAN.findall(text) for pair in pairwise(run)}


def _first(ordered: Sequence[_Row], words: str) -> Sequence[_Row]:
    """The nearest; with a name beside the number so many of the others that it may tell."""
    return ordered[:_MOST_COMPARED] if words else _nearest(ordered)


def _nearest(ordered: Sequence[_Row]) -> Sequence[_Row]:
    first = ordered[0]
    return [row for row in ordered if (row.slip, row.far) == (first.slip, first.far)]


def _chosen(ordered: Sequence[_Row], editions: Mapping[str, Edition], words: str) -> Near:
    named = [row for row in ordered if same_name(words, editions[row.number])]
    nearest = _nearest(named or ordered)
    shown = tuple(editions[row.number] for row in nearest[:MOST_NAMED])
    return Near(shown, len(nearest), is_slip=nearest[0].slip < _EDITION)


def _by_number(session: Session, asked: Iterable[Asked]) -> Iterator[tuple[int, _Row]]:
    """What is known of the numbers that one slip makes, with the place that made it."""
    # Hundreds each: made twice sooner than kept with what made them.
    with_number = [(one, one.number) for one in asked if one.number is not None]
    known: dict[str, list[str]] = defaultdict(list)
    wanted = {undated for _, number in with_number for undated, _ in _slips(number)}
    for undated, dated in _known(session, wanted):
        known[undated].append(dated)
    for one, number in with_number:
        for undated, slip in _slips(number):
            for dated in known.get(undated, ()):
                if slip is None:
                    if not one.is_known:
                        yield one.place, _other_year(one, undated, dated)
                elif _same_year(one, dated):
                    yield one.place, _Row(slip, 0, undated, dated)


def _by_serial(session: Session, asked: Iterable[Asked]) -> Iterator[tuple[int, _Row]]:
    """What is known of the same serial and year under letters that are nearly the same."""
    serials: dict[str, list[tuple[Asked, str, int | None]]] = defaultdict(list)
    for one in asked:
        if one.number is not None:
            if one.number.year is not None:
                serials[one.number.serial].append((one, _letters(one.number.prefix), None))
        elif found := _without_code(one.text):
            year = int(found["year"]) if found["year"] else None
            serials[found["serial"]].append((one, _letters(found["letters"]), year))
    query = select(Standard.serial, Standard.undated, Standard.number)
    found_of = query.where(among(session, Standard.serial, serials))
    for serial, undated, dated in session.execute(found_of):
        known = _letters(undated.rpartition(" ")[0])
        for one, letters, year in serials[serial]:
            if one.number is not None:
                if dated.endswith(f"-{one.number.year}") and _one_letter_off(letters, known):
                    yield one.place, _Row(_TWO, 0, undated, dated)
            elif year is None or dated.endswith(f"-{year}"):
                far = _letters_apart(letters, known)
                if far is not None:
                    yield one.place, _Row(_CODE, far, undated, dated)


def _without_code(text: str) -> re.Match[str] | None:
    """What looks most like a number whose letters aren't any; a year tells it from a count."""
    found = list(_LETTERS_GONE.finditer(text))
    return next((one for one in found if one["year"]), found[0] if found else None)


def _known(session: Session, undated: Collection[str]) -> Iterator[tuple[str, str]]:
    """Undated and dated number of what is known of these."""
    query = select(Standard.undated, Standard.number)
    query = query.where(among(session, Standard.undated, undated)).order_by(Standard.id)
    yield from ((row[0], row[1]) for row in session.execute(query))


def _same_year(asked: Asked, dated: str) -> bool:
    year = asked.number.year if asked.number is not None else None
    return year is None or dated.endswith(f"-{year}")


def _other_year(asked: Asked, undated: str, dated: str) -> _Row:
    """Another edition of the number asked: near where one slip makes one year of the other."""
    year, number = dated[-4:], asked.number
    typed = asked.year_typed or (str(number.year) if number is not None and number.year else year)
    if len(typed) == 2:  # as years were once written, and for new ones sometimes are
        return _Row(_DIGIT if year.endswith(typed) else _EDITION, 0, undated, dated)
    next_to = year.isdigit() and abs(int(year) - int(typed)) <= 1
    is_slip = next_to or _edits(typed, year) <= 1 or sorted(typed) == sorted(year)
    return _Row(_DIGIT if is_slip else _EDITION, 0, undated, dated)


def _edits(one: str, other: str) -> int:
    """The least signs to change, add or leave out (Levenshtein)."""
    before = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        row = [at]
        for place, wanted in enumerate(other, 1):
            changed = before[place - 1] + (sign != wanted)
            row.append(min(before[place] + 1, row[-1] + 1, changed))
        before = row
    return before[-1]


def _letters(code: str) -> str:
    """A code without what is left out or added most easily: blanks, slashes, the T behind one."""
    bare = re.sub(r"[/\\\s_.\-]+", "/", code.strip().upper()).strip("/")
    return bare.removesuffix("/T").replace("/", "")


def _one_letter_off(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _letters_apart(typed: str, code: str) -> int | None:
    """How far letters that are no code are from one; None where they say another one.

    >>> _letters_apart("GN", "GB"), _letters_apart("", "GB"), _letters_apart("", "YY")
    (1, 0, 1)
    """
    if not typed:
        return 0 if code == "GB" else 1
    far = _edits(typed, code)
    return far if far <= 1 or (far == 2 and typed.startswith(code)) else None


def _slips(number: StandardNumber) -> Iterator[tuple[str, int | None]]:
    """Undated numbers a slip away, and the kind of slip; None for the number itself."""
    forms = (number, *neighbours(number))
    for form in forms:
        yield str(form.undated), None
    found = _LEADING_SERIAL.fullmatch(number.serial)
    if found is None:
        return
    for form in forms:
        # Hundreds of slips each: their text is made from one number's, not through the class.
        code = str(StandardNumber(form.prefix, "")) + found["stem"]
        for digits in _one_slip(found["digits"]):
            yield f"{code}{digits}{found['rest']}", _DIGIT if form is number else _TWO


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
