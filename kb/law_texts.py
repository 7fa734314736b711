"""The texts of laws in the database, read when somebody opens one, and what holds on a day."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from kb.law_citations import Citation, citations, short_name
from kb.models import LawArticle, LawOrigin, LawStatus, LawVersion


class LawState(enum.StrEnum):
    """What a text of a law is on a day."""

    IN_FORCE = "现行"
    UPCOMING = "尚未施行"
    AMENDED = "已修订"
    REPEALED = "废止"
    UNVERIFIED = "待核对"


GONE = (LawState.AMENDED, LawState.REPEALED)


@dataclass(frozen=True)
class LawOutline:
    """A text of a law without its words.

    Args:
        id: of its row.
        name, short: in full and as sources name it.
        state: on the day it was asked for.
        version_on: passed or last amended on.
        starts_on: in force from that day on.
        keys: of its articles.
        origin: where it was loaded from.
        source: that, in words.
    """

    id: int
    name: str
    short: str
    state: LawState
    version_on: date | None
    starts_on: date | None
    keys: frozenset[str]
    origin: LawOrigin
    source: str

    def has(self, key: str) -> bool:
        """Whether there is such an article; every law has itself."""
        return not key or key in self.keys

    @property
    def is_whole(self) -> bool:
        """Whether no article is left out; of an extract nothing can be said to be lacking."""
        numbers = {int(key.partition("-")[0]) for key in self.keys if key[:1].isdigit()}
        return len(numbers) == max(numbers, default=-1)


@dataclass(frozen=True)
class Laws:
    """What is known of some laws on a day, every text of each, the one that counts first."""

    by_short: Mapping[str, tuple[LawOutline, ...]]

    def of(self, law: str) -> tuple[LawOutline, ...]:
        """The texts of a law."""
        return self.by_short.get(short_name(law), ())

    def hold(self, sources: Iterable[str]) -> bool:
        """Whether every source names articles, and each is there and in force."""
        named = [citations(source) for source in sources]
        return bool(named) and all(cited and all(map(self._holds, cited)) for cited in named)

    def _holds(self, one: Citation) -> bool:
        held = self.of(one.law)
        return bool(held) and held[0].state is LawState.IN_FORCE and held[0].has(one.key)

    def standing(self, law: str) -> str:
        """How the text that counts of a law stands, in words; empty if there is none."""
        held = self.of(law)
        return f"{held[0].version_on or '日期不明'} 的文本，{held[0].state.value}" if held else ""

    def openable(self, texts: Iterable[str]) -> list[Citation]:
        """The citations in some sources that have a page, each once."""
        found: dict[str, Citation] = {}
        for one in (one for text in texts for one in citations(text)):
            held = self.of(one.law)
            if held and held[0].has(one.key):
                found.setdefault(path_of(one.law, one.key), one)
        return list(found.values())


def path_of(law: str, key: str = "") -> str:
    """The address of an article's page on this site, or of the law's."""
    return f"/laws/{quote(law, safe='')}" + (f"/{key}" if key else "")


def outlines(versions: Iterable[LawVersion], today: date) -> Laws:
    """What is known of laws on a day."""
    by_short: dict[str, list[LawVersion]] = defaultdict(list)
    for version in versions:
        by_short[version.short].append(version)
    return Laws({short: _ranked(held, today) for short, held in by_short.items()})


def outlines_in(session: Session, names: Iterable[str], today: date) -> Laws:
    """The same of the laws of these names, from the database."""
    shorts = sorted({short_name(name) for name in names})
    query = select(LawVersion).where(LawVersion.short.in_(shorts)).order_by(LawVersion.id)
    return outlines(session.scalars(query).all(), today)


def _ranked(versions: Sequence[LawVersion], today: date) -> tuple[LawOutline, ...]:
    made = [_outline(version, versions, today) for version in versions]
    order = list(LawState)
    # What holds comes first; then what the operator gave, then the newest.
    made.sort(key=lambda one: one.version_on or date.min, reverse=True)
    made.sort(key=lambda one: one.origin is not LawOrigin.FILE)
    made.sort(key=lambda one: order.index(one.state) if one.state in _DECIDED else 0)
    return tuple(made)


_DECIDED = (LawState.UPCOMING, LawState.AMENDED, LawState.REPEALED)


def _outline(version: LawVersion, all_of_it: Sequence[LawVersion], today: date) -> LawOutline:
    return LawOutline(
        version.id,
        version.name,
        version.short,
        _state(version, all_of_it, today),
        version.version_on,
        _starts(version),
        frozenset(version.keys),
        version.origin,
        version.source,
    )


def _state(version: LawVersion, all_of_it: Sequence[LawVersion], today: date) -> LawState:
    """What a text is today: a source calls the next one 现行 before it starts."""
    starts = _starts(version)
    if starts is not None and starts > today:
        return LawState.UPCOMING
    if version.status is LawStatus.AMENDED:
        later = [
            _starts(other) or date.max
            for other in all_of_it
            if (other.version_on or date.min) > (version.version_on or date.min)
        ]
        return LawState.IN_FORCE if later and min(later) > today else LawState.AMENDED
    return LawState(version.status.value)


def _starts(version: LawVersion) -> date | None:
    """When this text starts; a day before it was passed is the day of the first text."""
    passed, effective = version.version_on, version.effective_on
    return passed if effective is None or (passed and effective < passed) else effective


class LawTexts:
    """Reads the texts in the caller's transaction."""

    def __init__(self, session: AsyncSession, today: date) -> None:
        self.session = session
        self.today = today

    async def outlines(self, names: Iterable[str]) -> Laws:
        """What is known of the laws of these names."""
        return await self.session.run_sync(outlines_in, names, self.today)

    async def article(self, version: int, key: str) -> LawArticle | None:
        """An article of a text."""
        query = select(LawArticle).where(LawArticle.version_id == version, LawArticle.key == key)
        found: LawArticle | None = await self.session.scalar(query)
        return found

    async def articles(self, version: int) -> Sequence[LawArticle]:
        """All articles of a text, in order."""
        query = select(LawArticle).where(LawArticle.version_id == version)
        return (await self.session.scalars(query.order_by(LawArticle.position))).all()
