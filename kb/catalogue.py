"""The catalogue of standards (标准目录): look-up by number, and what may be said of an edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.models import Checked, Nature, Standard, StandardStatus
from kb.text.standard_number import StandardNumber
from kb.truth import UNCHECKED, mark

OFFICIAL = "全国标准信息公共服务平台（std.samr.gov.cn）"
REGULATIONS = "市场监管总局网站（www.samr.gov.cn）"
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
    def of(cls, row: Standard) -> Edition:
        """The edition a database row describes."""
        return cls(
            number=row.number,
            undated=row.undated,
            title=row.title,
            nature=row.nature,
            status=row.status,
            published_on=row.published_on,
            effective_on=row.effective_on,
            ended_on=row.ended_on,
            superseded_by=tuple(row.superseded_by),
            summary=row.summary,
            note=row.note,
            source=row.source,
            checked=row.checked,
            checked_on=row.checked_on,
        )


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
    """All editions in memory, by number."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self._by_number: dict[str, Edition] = {}
        self._by_undated: dict[str, list[Edition]] = defaultdict(list)
        for edition in editions:
            self._by_number[edition.number] = edition
            self._by_undated[edition.undated].append(edition)
        for group in self._by_undated.values():
            group.sort(key=_year, reverse=True)
        self._by_serial: dict[str, list[str]] = defaultdict(list)
        for undated in self._by_undated:
            self._by_serial[undated.rpartition(" ")[2]].append(undated)

    def __len__(self) -> int:
        return len(self._by_number)

    def get(self, number: str) -> Edition | None:
        """The edition with exactly this canonical number."""
        return self._by_number.get(number)

    def editions(self, undated: str) -> list[Edition]:
        """Every edition of a number without year, the newest first."""
        return self._by_undated.get(undated, [])

    def with_serial(self, serial: str) -> list[str]:
        """The undated numbers that have a serial, whatever their letters."""
        return self._by_serial.get(serial, [])

    def titled(self, words: str, today: date) -> list[Edition]:
        """The editions not known to be over or to come whose title has these words."""
        valid = (StandardStatus.IN_FORCE, StandardStatus.UNVERIFIED)
        return [
            edition
            for edition in self._by_number.values()
            if words in edition.title and self.status_on(edition, today) in valid
        ]

    def newer(self, edition: Edition) -> list[Edition]:
        """The editions that replace one, or will, the newest first."""
        named = [self._by_number[n] for n in edition.superseded_by if n in self._by_number]
        later = [e for e in self._by_undated[edition.undated] if _year(e) > _year(edition)]
        return list(dict.fromkeys([*later, *named]))

    def older(self, edition: Edition) -> list[Edition]:
        """The editions that one replaces, or will, the newest first."""
        earlier = [e for e in self._by_undated[edition.undated] if _year(e) < _year(edition)]
        replaced = [e for e in self._by_number.values() if edition.number in e.superseded_by]
        return list(dict.fromkeys([*earlier, *replaced]))

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
        group = self._by_undated.get(str(standard.undated), [])
        parts = () if group else self._parts(standard, today)
        return LookUp(asked, None, tuple(group), parts)

    def _exact(
        self, asked: StandardNumber, today: date
    ) -> tuple[Edition, tuple[Edition, ...]] | None:
        """The edition a number means and the others of its number."""
        for number in (asked, *neighbours(asked)):
            group = self._by_undated.get(str(number.undated), [])
            if not group:
                continue
            if number.year is None:
                found = self._newest_valid(group, today)
            elif (dated := self._by_number.get(str(number))) is not None:
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
            stem = f"{number.undated}."
            named = sorted(
                StandardNumber.parse(undated)
                for undated, group in self._by_undated.items()
                if group and undated.startswith(stem)
            )
            if named:
                return tuple(self._newest_valid(self._by_undated[str(n)], today) for n in named)
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
        if any(self._took_over(successor, day) for successor in edition.superseded_by):
            return StandardStatus.SUPERSEDED
        if edition.effective_on is None:
            return StandardStatus.UNVERIFIED
        if edition.effective_on > day:
            return StandardStatus.UPCOMING
        if edition.status is StandardStatus.UNVERIFIED:
            return StandardStatus.UNVERIFIED
        return StandardStatus.IN_FORCE

    def _took_over(self, number: str, day: date) -> bool:
        successor = self._by_number.get(number)
        return (
            successor is not None
            and successor.effective_on is not None
            and successor.effective_on <= day
        )

    def _newest_valid(self, group: list[Edition], day: date) -> Edition:
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
        if not edition.superseded_by:
            return []
        names = [
            named(successor) if (successor := self._by_number.get(number)) else number
            for number in edition.superseded_by
        ]
        joined = "、".join(names)
        if self.status_on(edition, today) in ALIVE:
            starts = [
                str(successor.effective_on)
                for number in edition.superseded_by
                if (successor := self._by_number.get(number)) and successor.effective_on
            ]
            when = f"（{starts[0]} 起实施）" if starts else ""
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


def _year(edition: Edition) -> int:
    return StandardNumber.parse(edition.number).year or 0


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
