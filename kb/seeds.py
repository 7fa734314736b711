"""Loads the seed files; every bad row is reported with file, place and reason, the rest loads."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Awaitable, Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import lazyload

from kb.basis import settle
from kb.categories import present_name
from kb.models import (
    Checked,
    Department,
    District,
    Faq,
    FaqPhrasing,
    FaqStatus,
    HasCorrection,
    Nature,
    Origin,
    SectorCode,
    Standard,
    StandardStatus,
    Term,
    text_digest,
)
from kb.repository import KnowledgeRepository
from kb.standards.among import among
from kb.text.standard_number import StandardNumber
from kb.truth import day_problem
from kb.yaml_file import read_yaml

LONGEST_ANSWER = 1700  # bytes of UTF-8: WeChat shows 2048 with the sources


@dataclass
class SeedReport:
    """What was loaded and what was refused."""

    loaded: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unchanged: int = 0


class _BadRow(Exception):
    """A row can't be used; the message says why in Chinese."""


async def load_seeds(
    session: AsyncSession, folder: Path, left_out: Container[str] = (), on: date | None = None
) -> SeedReport:
    """Load what changed in the folder; rows staff have edited are left alone.

    Args:
        session: the caller's transaction.
        folder: ``data/seeds`` with its files.
        left_out: names of files staff have taken over.
        on: the day in Chongqing; None for today.
    """
    report = SeedReport()
    repository = KnowledgeRepository(session)
    known = await repository.seed_digests()
    loaders: list[tuple[str, Callable[..., Awaitable[int]]]] = [
        ("standards/*.csv", _standards),
        ("sector_codes.csv", _sector_codes),
        ("terms.yml", _terms),
        ("departments.yml", _departments),
        ("districts.yml", _districts),
        ("faq/*.yml", _faqs),
        # After the entries it belongs to.
        ("english.yml", _english),
    ]
    for pattern, load in loaders:
        for path in sorted(folder.glob(pattern)):
            name = path.relative_to(folder).as_posix()
            if name in left_out:
                continue
            fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
            if known.get(name) == fingerprint:
                report.unchanged += 1
                continue
            report.loaded[name] = await load(session, path, name, report)
            await repository.remember_seed(name, fingerprint)
    # What is new or was written anew depends on the standards as they stand now.
    query = select(Faq).where(Faq.basis.is_(None)).options(lazyload(Faq.phrasings))
    unnoted = (await session.scalars(query.order_by(Faq.id))).all()
    if unnoted:
        await settle(session, unnoted, on or _today())
    if report.loaded:
        await repository.touch()
    return report


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _rows(path: Path, report: SeedReport, name: str) -> Iterable[tuple[str, dict[str, Any]]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for line, row in enumerate(csv.DictReader(stream), 2):
                yield f"第 {line} 行", {k: (v or "").strip() for k, v in row.items() if k}
        return
    content = read_yaml(path)
    entries = content["entries"] if isinstance(content, dict) else content
    for number, row in enumerate(entries, 1):
        if isinstance(row, dict):
            yield f"第 {number} 条", row
        else:
            report.problems.append(f"{name} 第 {number} 条：格式不对")


def _each(path: Path, name: str, report: SeedReport, load: Callable[[dict[str, Any]], None]) -> int:
    """Hand each row over; ``load`` changes nothing before it has read all of a row."""
    count = 0
    for place, row in _rows(path, report, name):
        try:
            load(row)
            count += 1
        except _BadRow as problem:
            report.problems.append(f"{name} {place}：{problem}")
        except (KeyError, ValueError, TypeError) as problem:
            report.problems.append(f"{name} {place}：缺少或写错了 {problem}")
    return count


async def _english(session: AsyncSession, path: Path, name: str, report: SeedReport) -> int:
    query = select(Faq).options(lazyload(Faq.phrasings))
    known = {faq.slug: faq for faq in await session.scalars(query)}

    def load(row: dict[str, Any]) -> None:
        faq = known.get(str(row["slug"]))
        if faq is None:
            raise _BadRow(f"没有编号是 {row['slug']} 的问答")
        if faq.origin is Origin.STAFF:
            return
        faq.english = {
            "question": str(row["question"]).strip(),
            "phrasings": [str(text).strip() for text in row["phrasings"]],
            "answer": str(row["answer"]).strip(),
            "of": text_digest(faq.answer),
        }

    return _each(path, name, report, load)


async def _faqs(session: AsyncSession, path: Path, name: str, report: SeedReport) -> int:
    content = read_yaml(path)
    # Staff may have given the shelf another name.
    shelf = await session.run_sync(present_name, str(content["category"]))
    slugs = [
        str(row["slug"]) for row in content["entries"] if isinstance(row, dict) and "slug" in row
    ]
    query = select(Faq).where(Faq.slug.in_(slugs)).options(lazyload(Faq.phrasings))
    known = {faq.slug: faq for faq in await session.scalars(query)}
    phrasings: dict[str, list[str]] = {}

    def load(row: dict[str, Any]) -> None:
        slug = str(row["slug"])
        answer = str(row["answer"]).strip()
        if not row.get("sources"):
            raise _BadRow(f"{slug} 没有来源")
        if len(answer.encode()) > LONGEST_ANSWER:
            raise _BadRow(f"{slug} 的答案超过 {LONGEST_ANSWER} 字节")
        faq = known.get(slug)
        if faq is not None and faq.origin is Origin.STAFF:
            return
        question = str(row["question"]).strip()
        # An operator's own file may still have the name of before; no check stands behind it.
        written_on = _day(row.get("written_on") or row["checked_on"])
        sources = [str(source) for source in row["sources"]]
        standards = [str(StandardNumber.parse(str(n))) for n in row.get("standards") or ()]
        audience = list(row.get("audience") or ["公众"])
        other_words = [str(text) for text in row.get("phrasings") or ()]
        checked = Checked(row.get("checked") or Checked.UNCHECKED)
        if checked not in (Checked.TEXT, Checked.UNCHECKED):
            raise _BadRow(f"{slug} 写着核对过，可是没有人在后台确认")
        if faq is None:
            faq = known[slug] = Faq(slug=slug)
            session.add(faq)
        before = _content(faq)
        faq.question, faq.answer, faq.category, faq.audience = question, answer, shelf, audience
        faq.sources, faq.standards, faq.written_on = sources, standards, written_on
        faq.status, faq.origin = FaqStatus.PUBLISHED, Origin.SEED
        if _content(faq) != before:
            faq.checked, faq.checked_on, faq.basis = checked, None, None
        elif faq.checked in (Checked.TEXT, Checked.UNCHECKED):
            faq.checked = checked
        phrasings[slug] = other_words

    count = _each(path, name, report, load)
    await session.flush()
    await _put(session, {known[slug]: texts for slug, texts in phrasings.items()})
    return count


async def _put(session: AsyncSession, phrasings: Mapping[Faq, Sequence[str]]) -> None:
    """Write entries' phrasings anew, all at once: they are most of what is loaded."""
    ids = [faq.id for faq in phrasings]
    await session.execute(delete(FaqPhrasing).where(FaqPhrasing.faq_id.in_(ids)))
    rows = [{"faq_id": faq.id, "text": text} for faq, texts in phrasings.items() for text in texts]
    if rows:
        await session.execute(insert(FaqPhrasing), rows)
    for faq in phrasings:
        session.expire(faq, ["phrasings"])


def _content(faq: Faq) -> tuple[Any, ...]:
    """What was checked of an entry; another content nobody checked."""
    return (faq.question, faq.answer, faq.sources, faq.standards)


async def _standards(session: AsyncSession, path: Path, name: str, report: SeedReport) -> int:
    # Not the whole catalogue, which may have millions of records.
    named = among(session.sync_session, Standard.number, _numbers(path))
    known = {row.number: row for row in await session.scalars(select(Standard).where(named))}

    def load(row: dict[str, Any]) -> None:
        number = StandardNumber.parse(row["number"])
        if number.year is None:
            raise _BadRow(f"{number} 没有年份")
        old = known.get(str(number))
        if old is not None and old.origin is Origin.STAFF:
            return
        successors = [part.strip() for part in row["superseded_by"].split(";") if part.strip()]
        values = {
            "undated": str(number.undated),
            "title": row["title"],
            "nature": Nature(row["nature"]),
            "status": StandardStatus(row["status"]),
            "published_on": _maybe_day(row["published_on"]),
            "effective_on": _maybe_day(row["effective_on"]),
            "ended_on": _maybe_day(row["ended_on"]),
            "superseded_by": [str(StandardNumber.parse(part)) for part in successors],
            "summary": row["summary"],
            "field": row["field"],
            "note": row["note"],
            "source": row["source"],
            "checked": Checked(row["checked"]),
            "checked_on": _maybe_day(row["checked_on"]),
            "origin": Origin.SEED,
        }
        new = Standard(number=str(number), **values)
        unwritten = (Checked.TEXT, Checked.UNCHECKED)
        if old is not None and _record(new) == _record(old) and old.checked not in unwritten:
            # Who compared it with a platform compared this record.
            new.checked, new.checked_on = old.checked, old.checked_on
        if problem := contradiction(new):
            raise _BadRow(f"{number} {problem}")
        if old is None:
            session.add(new)
            known[new.number] = new
            return
        for column in values:
            setattr(old, column, getattr(new, column))

    count = _each(path, name, report, load)
    await session.flush()
    return count


def _numbers(path: Path) -> Iterator[str]:
    """The canonical numbers of a file; what is none is told when its row is read."""
    for _, row in _rows(path, SeedReport(), path.name):
        with suppress(KeyError, ValueError):
            yield str(StandardNumber.parse(row["number"]))


def _record(row: Standard) -> tuple[Any, ...]:
    """What is checked of a standard's record."""
    days = (row.published_on, row.effective_on, row.ended_on)
    return (row.title, row.nature, row.status, *days, row.superseded_by, row.source)


def contradiction(row: Standard) -> str:
    """What the record of a standard says against itself, in Chinese; empty if nothing."""
    if (
        row.status in (StandardStatus.IN_FORCE, StandardStatus.UPCOMING)
        and row.effective_on is None
    ):
        return f"没有实施日期，不能写“{row.status.value}”；没有核实到就写“待核对”"
    if row.published_on and row.published_on.year != StandardNumber.parse(row.number).year:
        return f"发布日期 {row.published_on} 不在编号的年份里"
    days = [day for day in (row.published_on, row.effective_on, row.ended_on) if day]
    if days != sorted(days):
        return "发布、实施、失效的日期前后颠倒"
    return day_problem(row.checked, row.checked_on)


async def _terms(session: AsyncSession, path: Path, name: str, report: SeedReport) -> int:
    return await _replaced(session, path, name, report, Term, "term", _term_of)


async def _sector_codes(session: AsyncSession, path: Path, name: str, report: SeedReport) -> int:
    return await _replaced(session, path, name, report, SectorCode, "code", _sector_code_of)


async def _departments(session: AsyncSession, path: Path, name: str, report: SeedReport) -> int:
    return await _replaced(session, path, name, report, Department, "slug", department_of)


async def _districts(session: AsyncSession, path: Path, name: str, report: SeedReport) -> int:
    return await _replaced(session, path, name, report, District, "name", district_of)


Row = TypeVar("Row", Term, SectorCode, Department, District)


async def _replaced(
    session: AsyncSession,
    path: Path,
    name: str,
    report: SeedReport,
    table: type[Row],
    key: str,
    made: Callable[[Mapping[str, Any]], Row],
) -> int:
    """Rows that stand in the place of those of the same key."""
    known = {getattr(row, key): row for row in await session.scalars(select(table))}
    fresh: dict[str, Row] = {}

    def load(row: dict[str, Any]) -> None:
        new = made(row)
        old = known.get(getattr(new, key))
        if isinstance(old, HasCorrection) and old.before is not None:
            return
        if isinstance(new, Term) and isinstance(old, Term):
            new.id = old.id
        fresh[getattr(new, key)] = with_check(new, old)

    count = _each(path, name, report, load)
    for row in fresh.values():
        await session.merge(row)
    return count


def with_check(
    new: Row, old: Row | None, checked: Checked = Checked.UNCHECKED, on: date | None = None
) -> Row:
    """A row with the check of the one it replaces: nobody checked a content that is another.

    Args:
        new: the row as it is written now.
        old: the present one, if there is one.
        checked, on: what counts of another content.
    """
    names = [column.key for column in inspect(type(new)).columns]
    said = [name for name in names if name not in ("checked", "checked_on")]
    if old is not None and all(getattr(old, name) == getattr(new, name) for name in said):
        checked, on = old.checked, old.checked_on
    new.checked, new.checked_on = checked, on
    return new


def _term_of(row: Mapping[str, Any]) -> Term:
    return Term(
        term=str(row["term"]),
        aliases=[str(alias) for alias in row.get("aliases") or ()],
        explanation=str(row["explanation"]).strip(),
        source=str(row["source"]),
    )


def _sector_code_of(row: Mapping[str, Any]) -> SectorCode:
    names = ("code", "industry", "authority", "source")
    return SectorCode(**{name: row[name] for name in names})


def department_of(row: Mapping[str, Any]) -> Department:
    """The record of a row of ``departments.yml``.

    Raises:
        KeyError: slug, name or source is missing.
    """
    return Department(
        slug=str(row["slug"]),
        name=str(row["name"]),
        short=str(row.get("short") or ""),
        handles=[str(matter) for matter in row.get("handles") or ()],
        phone=str(row.get("phone") or ""),
        source=str(row["source"]),
    )


def district_of(row: Mapping[str, Any]) -> District:
    """The record of a row of ``districts.yml``.

    Raises:
        KeyError: name or kind is missing.
    """
    return District(
        name=str(row["name"]),
        short=str(row.get("short") or ""),
        kind=str(row["kind"]),
        aliases=[str(alias) for alias in row.get("aliases") or ()],
        note=str(row.get("note") or ""),
    )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _maybe_day(value: Any) -> date | None:
    return _day(value) if value else None
