"""What a conversation was about a moment ago, in public words of the knowledge base."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from kb.answer import is_record, number_of

KEPT_FOR = timedelta(minutes=30)
MOST_SUBJECTS = 6


@dataclass(frozen=True)
class Subject:
    """One thing that was talked about, as the knowledge base calls it.

    Args:
        entry: reference of the entry given.
        called: the product's usual name, or what the entry is about.
        about: the entry's own phrasing that was nearest to the question.
        standard: number of the standard; empty if there is none.
        offered: whether it was only offered.
        also: further standards of a thing whose records were told.
        place: in the order in which things were first told; told again it stays.
    """

    entry: str
    called: str
    about: str
    standard: str = ""
    offered: bool = False
    also: tuple[str, ...] = ()
    place: int = 0


@dataclass(frozen=True)
class Memory:
    """What was last talked about.

    Args:
        standard: number of the standard.
        also: further standards of the same answer.
        product: its usual name.
        entry: reference of the entry given.
        about: the entry's own phrasing that was nearest to the question.
        topic: what the phrasing is about (「世界标准日」), for the answer's heading.
        asked: the kind of question.
        listed: references last shown as a list.
        year: that was asked about, 0 if none.
        offered: whether the entry was only offered: what leans on it is offered too.
        danger: the advice last given to somebody in danger.
        things: what an answer compared or listed, for as long as one of them is asked about.
        article: of a law, where it was quoted itself, as sources name it.
        code: the letters of standard numbers that were explained, 「GB/Z」.
        facet: what of a standard was asked.
        home: what an entry is asked by, which tells of Chongqing what was asked of elsewhere.
        english: whether the talk is in English: 「additives?」 is a word of it.
        trail: what was told for sure until now, the latest last: 「前一个」, 「电池那个」.
        heads: what each of the listed was asked as, where one message asked several things.
        measured: a substance and its value that were said: 「甲醛 0.12」.
    """

    standard: str = ""
    product: str = ""
    entry: str = ""
    about: str = ""
    topic: str = ""
    asked: str = ""
    listed: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    year: int = 0
    offered: bool = False
    danger: str = ""
    things: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    article: str = ""
    code: str = ""
    facet: str = ""
    home: str = ""
    english: bool = False
    trail: tuple[Subject, ...] = ()
    measured: str = ""

    def __bool__(self) -> bool:
        return any(
            (
                self.standard,
                self.product,
                self.entry,
                self.article,
                self.code,
                self.listed,
                self.about,
            )
        )

    @property
    def only_listed(self) -> bool:
        """Whether a list was told and nothing of it can be meant by 「它」."""
        told = bool(self.listed or self.about)
        return told and not (self.standard or self.product or self.entry)

    @property
    def standards(self) -> tuple[str, ...]:
        """All standards of the answer, the first one first."""
        return (self.standard, *self.also) if self.standard else ()

    def with_trail_of(self, before: Memory) -> Memory:
        """The same with all that was told until now, each once."""
        trail = before.trail
        if self.entry:
            called = self.product or self.topic
            also = self._told_beside() if is_record(self.entry) else ()
            place = 1 + max((one.place for one in trail), default=0)
            own = Subject(self.entry, called, self.about, self.standard, self.offered, also, place)
            again = next((one for one in trail if _is_same(one, own)), None)
            own = replace(own, place=again.place) if again else own
            others = tuple(one for one in trail if one is not again)
            # A date told of a standard is no other thing than the standard told before.
            keep = again is not None and is_named(again) and not again.offered
            trail = (*others, again if again and keep else own)
        return replace(self, trail=trail[-MOST_SUBJECTS:])

    @property
    def in_order(self) -> tuple[Subject, ...]:
        """What was told, the first first: 「最先说的那个」, whatever was told again since."""
        return tuple(sorted(self.trail, key=lambda one: one.place))

    def _told_beside(self) -> tuple[str, ...]:
        """Further standards of the same thing: 「衬衫看 GB 18401、GB/T 2660」."""
        listed = () if self.heads or self.things else tuple(map(number_of, self.listed))
        return tuple(one for one in (*self.also, *listed) if one and one != self.standard)

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary for storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any], kept_at: datetime | None, now: datetime) -> Memory:
        """What :meth:`to_json` wrote; nothing after half an hour."""
        if kept_at is None or now - kept_at > KEPT_FOR:
            return cls()
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        lists = {
            name: tuple(values.get(name, ())) for name in ("listed", "also", "things", "heads")
        }
        own = {field.name for field in fields(Subject)}
        told = ({k: v for k, v in one.items() if k in own} for one in values.get("trail", ()))
        trail = tuple(Subject(**one | {"also": tuple(one.get("also", ()))}) for one in told)
        return cls(**values | lists | {"trail": trail})


def is_named(subject: Subject) -> bool:
    """Whether it is known by a name and not only by a number."""
    return bool(subject.called) and subject.called != subject.standard


def _is_same(one: Subject, other: Subject) -> bool:
    return one.entry == other.entry or bool(one.standard and one.standard == other.standard)
