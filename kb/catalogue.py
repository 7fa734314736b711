"""The catalogue of standards (标准目录): look-up by number, and what may be said of an edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.models import Checked, Nature, StandardStatus
from kb.standards.edition import OFFICIAL, REGULATIONS, Edition
from kb.standards.editions import MOST_COMPARED, Editions, EditionsInMemory, year_of
from kb.standards.terms import Filters
from kb.text.standard_number import StandardNumber
from kb.truth import UNCHECKED

__all__ = (
    "ALIVE",
    "OFFICIAL",
    "REGULATIONS",
    "UNCHECKED",
    "Catalogue",
    "Edition",
    "LookUp",
    "named",
)

# An edition in one of these may be asked for and followed; the others are over.
ALIVE = (StandardStatus.IN_FORCE, StandardStatus.UNVERIFIED, StandardStatus.UPCOMING)

# Binding force in plain words (《中华人民共和国标准化法》第二条).
_NATURES = {
    Nature.MANDATORY: "强制性标准，必须执行",
    Nature.RECOMMENDED: "推荐性标准，自愿采用；但企业明示采用或合同约定的，就要兑现",
    Nature.GUIDANCE: "指导性技术文件，仅供参考",
    Nature.REGULATION: "技术规范，不属于标准，按有关法规执行",
}


@dataclass(frozen=True)
class LookUp:
    """What the catalogue says to a number.

    Args:
        asked: the number as the citizen meant it.
        found: the edition to speak about, or None when the number is unknown.
        others: other editions of the same number, newest first.
        parts: where nothing has exactly this number, its parts or the members of its range.
    """

    asked: StandardNumber
    found: Edition | None
    others: tuple[Edition, ...] = ()
    parts: tuple[Edition, ...] = ()


class Catalogue:
    """What a number means, and what may be said of an edition.

    Args:
        editions: where they are; a handful may be given as such.
    """

    def __init__(self, editions: Editions | Iterable[Edition]) -> None:
        self._editions: Editions = (
            EditionsInMemory(editions) if isinstance(editions, Iterable) else editions
        )

    def __len__(self) -> int:
        return self._editions.count()

    def get(self, number: str) -> Edition | None:
        """The edition with exactly this canonical number."""
        return self._editions.get(number)

    def editions(self, undated: str) -> list[Edition]:
        """Every edition of a number without year, the newest first."""
        return list(self._editions.family(undated))

    def with_serial(self, serial: str) -> list[str]:
        """The undated numbers that have a serial, whatever their letters."""
        return list(self._editions.with_serial(serial))

    def titled(self, words: str, today: date) -> list[Edition]:
        """The editions not known to be over or to come whose title has these words."""
        valid = (StandardStatus.IN_FORCE, StandardStatus.UNVERIFIED)
        found = self._editions.titled(words)
        return [edition for edition in found if self.status_on(edition, today) in valid]

    def search(
        self, words: Sequence[Sequence[str]], filters: Filters, today: date, most: int
    ) -> list[Edition]:
        """The editions whose titles have these words or other names of them, the best first."""
        if not filters.status:
            return self._editions.search(words, filters, today, most)
        found = self._editions.search(words, filters, today, MOST_COMPARED)
        return [e for e in found if self.status_on(e, today) == filters.status][:most]

    def suggested(self, typed: str, most: int) -> list[Edition]:
        """The editions whose number or title begins as somebody has begun to type."""
        return list(self._editions.suggested(typed, most))

    def upcoming(self, today: date, most: int) -> list[Edition]:
        """The editions that take effect next, the soonest first."""
        found = self._editions.upcoming(today, most)
        return [e for e in found if self.status_on(e, today) is StandardStatus.UPCOMING]

    def newer(self, edition: Edition) -> list[Edition]:
        """The editions that replace one, or will, the newest first."""
        named = [one for n in edition.superseded_by if (one := self.get(n)) is not None]
        family = self._editions.family(edition.undated)
        later = [e for e in family if year_of(e) > year_of(edition)]
        return list(dict.fromkeys([*later, *named]))

    def older(self, edition: Edition) -> list[Edition]:
        """The editions that one replaces, or will, the newest first."""
        family = self._editions.family(edition.undated)
        earlier = [e for e in family if year_of(e) < year_of(edition)]
        return list(dict.fromkeys([*earlier, *self.replaced_by(edition)]))

    def replaced_by(self, edition: Edition) -> list[Edition]:
        """The editions whose place one takes, or will take."""
        return list(self._editions.replaced_by(edition.number))

    def look_up(self, asked: StandardNumber, today: date) -> LookUp:
        """The edition a number means; without a year, the newest one valid today.

        A mandatory prefix also finds the recommended standard of the same serial and the other
        way round, because people drop the ``/T`` and old packages print GB for what is GB/T now;
        an exact match always comes first.
        """
        standard = asked.amended
        if exact := self._exact(standard, today):
            return LookUp(asked, *exact)
        # The year is unknown to us: what we know of other editions still helps.
        group = self._editions.family(str(standard.undated))
        parts = () if group else self._parts(standard, today)
        return LookUp(asked, None, tuple(group), parts)

    def _exact(
        self, asked: StandardNumber, today: date
    ) -> tuple[Edition, tuple[Edition, ...]] | None:
        """The edition a number means and the others of its number."""
        for number in (asked, *neighbours(asked)):
            group = self._editions.family(str(number.undated))
            if not group:
                continue
            if number.year is None:
                found = self._newest_valid(group, today)
            elif (dated := self.get(str(number))) is not None:
                found = dated
            else:
                continue
            return found, tuple(edition for edition in group if edition is not found)
        return None

    def _parts(self, asked: StandardNumber, today: date) -> tuple[Edition, ...]:
        """One edition of each part (GB 6675.1 of GB 6675) or each member of a range."""
        if len(asked.members) > 1:
            exact = (
                self._exact(one, today) or self._exact(one.undated, today) for one in asked.members
            )
            return tuple(found[0] for found in exact if found)
        for number in (asked, *neighbours(asked)):
            named = sorted(map(StandardNumber.parse, self._editions.parts(str(number.undated))))
            if named:
                families = (self._editions.family(str(one)) for one in named)
                return tuple(self._newest_valid(family, today) for family in families)
        return ()

    def status_on(self, edition: Edition, day: date) -> StandardStatus:
        """Status on a day: a date that has passed counts even if nobody edited the row.

        Without the day it takes effect nobody can tell whether an edition is in force; a row may
        also say so itself, when a successor is rumoured.
        """
        if edition.status in (StandardStatus.WITHDRAWN, StandardStatus.SUPERSEDED):
            return edition.status
        if edition.ended_on is not None and edition.ended_on <= day:
            if edition.superseded_by:
                return StandardStatus.SUPERSEDED
            return StandardStatus.WITHDRAWN
        # With a later day of its own both are valid until then (过渡期).
        if edition.ended_on is None and any(
            self._took_over(successor, day) for successor in edition.superseded_by
        ):
            return StandardStatus.SUPERSEDED
        if edition.effective_on is None:
            return StandardStatus.UNVERIFIED
        if edition.effective_on > day:
            return StandardStatus.UPCOMING
        if edition.status is StandardStatus.UNVERIFIED:
            return StandardStatus.UNVERIFIED
        return StandardStatus.IN_FORCE

    def _took_over(self, number: str, day: date) -> bool:
        successor = self.get(number)
        return (
            successor is not None
            and successor.effective_on is not None
            and successor.effective_on <= day
        )

    def _newest_valid(self, group: Sequence[Edition], day: date) -> Edition:
        for wanted in ALIVE:
            for edition in group:
                if self.status_on(edition, day) is wanted:
                    return edition
        return group[0]

    def describe(self, look_up: LookUp, today: date) -> str:
        """What a citizen is told: status first, then successor, force, meaning and the source.

        Raises:
            ValueError: the number is unknown; :mod:`kb.missing_number` tells what to say then.
        """
        edition = _known(look_up)
        lines = [f"{named(edition)}：{self.status_sentence(edition, today)}"]
        lines += self._successors(edition, today)
        if self.status_on(edition, today) in ALIVE:
            lines.append(f"性质：{self.nature(edition, today)}。")
        if edition.summary:
            lines.append(f"对您意味着：{edition.summary.rstrip('。')}。")
        dates = _dates(edition)
        if dates:
            lines.append(dates)
        lines += self._related(look_up, today)
        if edition.note:
            lines.append(f"提示：{edition.note.rstrip('。')}。")
        lines.append(f"来源：{edition.origin}。最新状态以{edition.authority}显示为准。")
        return "\n".join(lines)

    def nature(self, edition: Edition, today: date) -> str:
        """The binding force as the status lets it be said: what is over binds nobody."""
        status = self.status_on(edition, today)
        if status in (StandardStatus.IN_FORCE, StandardStatus.UPCOMING):
            return _NATURES[edition.nature]
        kind = _NATURES[edition.nature].partition("，")[0]
        return kind if status is StandardStatus.UNVERIFIED else f"{kind}，现在已不再有效"

    def verdict(self, edition: Edition, today: date) -> str:
        """The status in half a sentence; what rests on memory is marked as not checked."""
        status = self.status_on(edition, today)
        if status is StandardStatus.UNVERIFIED:
            return "是否现行没有核实到"
        told = {
            StandardStatus.IN_FORCE: "现行有效",
            StandardStatus.UPCOMING: f"已发布、即将实施（{edition.effective_on} 起实施）",
            StandardStatus.SUPERSEDED: "已被代替，不再有效",
            StandardStatus.WITHDRAWN: "已废止，不再有效",
        }[status]
        if edition.checked is not Checked.UNCHECKED:
            return told
        recorded = status.value if status is StandardStatus.IN_FORCE else told
        return f"目录里记的是{recorded}，{UNCHECKED}"

    def brief(self, look_up: LookUp, today: date) -> str:
        """The shortest card: name, status, successor, and where to check it.

        Raises:
            ValueError: the number is unknown.
        """
        edition = _known(look_up)
        lines = [f"{named(edition)}：{self.status_sentence(edition, today)}"]
        lines += [*self._successors(edition, today), *self._related(look_up, today)]
        lines.append(f"来源：{edition.origin}。最新状态以{edition.authority}显示为准。")
        return "\n".join(lines)

    def status_sentence(self, edition: Edition, today: date) -> str:
        """The status as a whole sentence, with what follows from it."""
        status = self.status_on(edition, today)
        if status is StandardStatus.UNVERIFIED:
            since = edition.effective_on
            known = f"{since} 起实施，后来有没有新版接替" if since else "实施日期"
            return (
                f"编号和名称记在目录里，没有记到它被代替或者废止；{known}没有核实到，"
                f"是否现行请到{edition.authority}核对。"
            )
        verdict = self.verdict(edition, today)
        if status is StandardStatus.UPCOMING:
            return f"{verdict}，现在还不能作为判断违法的依据。"
        return f"{verdict}。"

    def _successors(self, edition: Edition, today: date) -> list[str]:
        whole = self._whole_successors(edition, today)
        if not edition.partly_superseded_by:
            return whole
        return [*whole, f"其中一部分内容由 {self._named(edition.partly_superseded_by)} 代替。"]

    def _named(self, numbers: Iterable[str]) -> str:
        return "、".join(named(one) if (one := self.get(number)) else number for number in numbers)

    def _whole_successors(self, edition: Edition, today: date) -> list[str]:
        if not edition.superseded_by:
            return []
        joined = self._named(edition.superseded_by)
        if self.status_on(edition, today) in ALIVE:
            starts = [
                str(successor.effective_on)
                for number in edition.superseded_by
                if (successor := self.get(number)) and successor.effective_on
            ]
            when = f"（{starts[0]} 起实施）" if starts else ""
            if edition.ended_on is not None:
                return [f"新版已发布：{joined}{when}，本标准 {edition.ended_on} 起失效。"]
            return [f"新版已发布：{joined}{when}，到时将代替本标准。"]
        return [f"由 {joined} 代替，请按新标准。"]

    def _related(self, look_up: LookUp, today: date) -> list[str]:
        edition = look_up.found
        if edition is None or look_up.asked.year is not None:
            return []
        upcoming = [
            other
            for other in look_up.others
            if self.status_on(other, today) is StandardStatus.UPCOMING
            and other.number not in edition.superseded_by
        ]
        return [
            f"另有新版 {named(other)} 将于 {other.effective_on} 起实施。"
            for other in upcoming
            if other.effective_on
        ]


def _known(look_up: LookUp) -> Edition:
    if look_up.found is None:
        raise ValueError(f"not in the catalogue: {look_up.asked}")
    return look_up.found


def named(edition: Edition) -> str:
    """Number and title."""
    return f"{edition.number}《{edition.title}》"


def _dates(edition: Edition) -> str:
    parts = []
    if edition.published_on:
        parts.append(f"{edition.published_on} 发布")
    if edition.effective_on:
        parts.append(f"{edition.effective_on} 实施")
    if edition.ended_on:
        parts.append(f"{edition.ended_on} 失效")
    return "，".join(parts) + "。" if parts else ""


def neighbours(number: StandardNumber) -> list[StandardNumber]:
    """The numbers people mean as well: with or without ``/T``."""
    prefix = number.prefix
    if prefix.startswith(("ISO", "IEC", "T/", "Q/", "TSG", "JJ", "YBB", "CECS")):
        return []
    if prefix.endswith("-"):  # DBJ50/T-, DBJ50-
        bare = prefix.removesuffix("-")
        other = bare.removesuffix("/T") if bare.endswith("/T") else f"{bare}/T"
        return [StandardNumber(f"{other}-", number.serial, number.year)]
    if prefix.endswith("/T"):
        other = prefix.removesuffix("T") if prefix.startswith("DB") else prefix.removesuffix("/T")
    else:
        other = f"{prefix.removesuffix('/')}/T"
    return [StandardNumber(other, number.serial, number.year)]
