"""What an entry says, apart from where it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from kb.models import Checked, Faq, FaqPhrasing, FaqStatus, Origin

PLAIN_WORDS = "大白话"
EVERYBODY = "公众"
CONCERNED = ("企业", "机关", "学校", "社区", "乡村")
# Who an answer may be worded for; without a wording the base answer is given.
AUDIENCES = (*CONCERNED, PLAIN_WORDS)


def tags_of(kept: Iterable[str] | None) -> tuple[str, ...]:
    """Tags without the blank ones, which were kept for a while."""
    return tuple(tag for tag in kept or () if tag.strip())


@dataclass(frozen=True)
class FaqContent:
    """One state of an entry.

    Args:
        question: as the title of its page.
        answer: the base answer.
        phrasings: other ways of asking.
        versions: audience to its own wording of the answer.
        sources: laws with article, standards, pages.
        standards: numbers the answer rests on.
        category: shelf of the FAQ pages.
        audience: whom it concerns.
        valid_from, valid_to: ISO days, empty for always.
        withdrawn: no longer given.
        tags: words of the staff to find it by.
        picture: name of the picture beside the answer; empty for none.
        picture_alt: what it shows, for who can't see it.
    """

    question: str = ""
    answer: str = ""
    phrasings: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    category: str = ""
    audience: tuple[str, ...] = (EVERYBODY,)
    valid_from: str = ""
    valid_to: str = ""
    withdrawn: bool = False
    tags: tuple[str, ...] = ()
    picture: str = ""
    picture_alt: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FaqContent:
        """What :meth:`as_json` wrote."""
        known = {one.name for one in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in data.items()
            if name in known
        }
        return cls(**{**values, "tags": tags_of(values.get("tags"))})

    @classmethod
    def of(cls, faq: Faq) -> FaqContent:
        """What an entry says now."""
        return cls(
            question=faq.question,
            answer=faq.answer,
            phrasings=tuple(phrasing.text for phrasing in faq.phrasings),
            versions=dict(faq.versions or {}),
            sources=tuple(faq.sources),
            standards=tuple(faq.standards),
            category=faq.category,
            audience=tuple(faq.audience),
            valid_from=str(faq.valid_from or ""),
            valid_to=str(faq.valid_to or ""),
            withdrawn=faq.status is not FaqStatus.PUBLISHED,
            tags=tags_of(faq.tags),
            picture=faq.picture or "",
            picture_alt=faq.picture_alt or "",
        )

    def write(self, faq: Faq, today: date) -> None:
        """Make an entry say this; it counts as checked today and as the staff's from now on."""
        faq.question, faq.answer, faq.category = self.question, self.answer, self.category
        faq.phrasings = [FaqPhrasing(text=text) for text in self.phrasings]
        faq.versions, faq.audience = dict(self.versions), list(self.audience)
        faq.sources, faq.standards = list(self.sources), list(self.standards)
        faq.tags = list(self.tags)
        faq.picture, faq.picture_alt = self.picture, self.picture_alt if self.picture else ""
        faq.valid_from, faq.valid_to = _day(self.valid_from), _day(self.valid_to)
        faq.status = FaqStatus.WITHDRAWN if self.withdrawn else FaqStatus.PUBLISHED
        faq.origin, faq.written_on = Origin.STAFF, today
        # The reviewer's: publishing leaves the audit entry that stands behind it.
        faq.checked, faq.checked_on, faq.basis = Checked.STAFF, today, None

    def digest(self) -> str:
        """Tells whether it is still what somebody saw."""
        written = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()

    def told(self) -> str:
        """The base answer as citizens get it, with its sources."""
        return f"{self.answer}\n来源：{'；'.join(self.sources)}"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
