"""One dated edition of a standard, detached from the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.models import Checked, Nature, Standard, StandardStatus
from kb.standards.models import StandardLink
from kb.truth import UNCHECKED, mark

OFFICIAL = "全国标准信息公共服务平台（std.samr.gov.cn）"
REGULATIONS = "市场监管总局网站（www.samr.gov.cn）"


@dataclass(frozen=True)
class Edition:
    """One dated edition, detached from the database."""

    number: str
    undated: str
    title: str
    nature: Nature
    status: StandardStatus
    published_on: date | None
    effective_on: date | None
    ended_on: date | None
    superseded_by: tuple[str, ...]
    summary: str
    note: str
    source: str
    checked: Checked
    checked_on: date | None
    # Those that take the place of a part only.
    partly_superseded_by: tuple[str, ...] = ()

    @property
    def is_compared(self) -> bool:
        """Whether it was compared with an official platform, by program or by staff."""
        return self.checked in (Checked.OFFICIAL, Checked.STAFF)

    @property
    def check(self) -> str:
        """What may be said of the check, as half a sentence."""
        return mark(self.checked, self.checked_on) if self.is_compared else UNCHECKED

    @property
    def origin(self) -> str:
        """Where the record comes from, and what was checked."""
        return f"{self.source}；{self.check}"

    @property
    def authority(self) -> str:
        """Where the newest state stands."""
        return REGULATIONS if self.nature is Nature.REGULATION else OFFICIAL

    @classmethod
    def of(cls, row: Standard, links: Iterable[StandardLink]) -> Edition:
        """The edition a database row describes.

        Args:
            row: the record.
            links: what takes its place, as this record or the other one says.
        """
        links = tuple(links)
        whole = dict.fromkeys(row.superseded_by) | {n.new: None for n in links if not n.partly}
        partly = dict.fromkeys(n.new for n in links if n.partly)
        return cls(
            number=row.number,
            undated=row.undated,
            title=row.title,
            nature=row.nature,
            status=row.status,
            published_on=row.published_on,
            effective_on=row.effective_on,
            ended_on=row.ended_on,
            superseded_by=tuple(number for number in whole if number not in partly),
            partly_superseded_by=tuple(partly),
            summary=row.summary,
            note=row.note,
            source=row.source,
            checked=row.checked,
            checked_on=row.checked_on,
        )


def origins(editions: Iterable[Edition]) -> str:
    """Where several records come from, what was checked of each, as one says its own."""
    by_check: dict[str, list[Edition]] = {}
    for edition in editions:
        by_check.setdefault(edition.check, []).append(edition)
    told = []
    for check, alike in by_check.items():
        named = "、".join(edition.number for edition in alike) if len(by_check) > 1 else ""
        sources = "、".join(dict.fromkeys(edition.source for edition in alike))
        told.append(f"{named}{'：' if named else ''}{sources}；{check}")
    return "。".join(told)
