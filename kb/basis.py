"""What an answer rests on: kept with a turn to replay it, and compared to tell what has changed.

An entry remembers how the standards it depends on stood when somebody last wrote or checked it;
where one stands otherwise now, its answer says so at once and the entry waits for a review.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from kb.catalogue import Catalogue, Edition
from kb.law_citations import cited_in
from kb.law_texts import Laws, LawTexts, outlines_in
from kb.models import Checked, Faq, Nature, StandardStatus
from kb.search.index import Entry, EntryKind
from kb.standards import stored
from kb.text.standard_number import StandardNumber

GONE = "目录里没有了"
_DAYS = ("published_on", "effective_on", "ended_on", "checked_on")


@dataclass(frozen=True)
class Change:
    """A standard or law that stands otherwise than when the entry was last looked at.

    Args:
        number: which, without year; a law in 《》.
        then, now: how, in words.
    """

    number: str
    then: str
    now: str

    def told(self) -> str:
        """In half a sentence."""
        return f"{self.number}（{self.then} → {self.now}）"


@dataclass(frozen=True)
class Basis:
    """Everything an answer was made from.

    Args:
        entry: the entry given, without its phrasings; None for a standard's own card.
        rests: numbers the entry depends on.
        editions: the records of the standards it depends on or names, with their successors.
        aged: what stood otherwise than when the entry had been looked at.
    """

    entry: Entry | None
    rests: tuple[str, ...]
    editions: tuple[Edition, ...]
    aged: tuple[Change, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same content."""
        written = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """For the database."""
        return {
            "entry": None if self.entry is None else asdict(self.entry),
            "rests": list(self.rests),
            "editions": [_written(edition) for edition in self.editions],
            "aged": [asdict(change) for change in self.aged],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Basis:
        """What :meth:`to_json` wrote."""
        entry = data["entry"]
        if entry is not None:
            lists = {name: tuple(entry[name]) for name in ("questions", "sources")}
            entry = Entry(**{**entry, **lists, "kind": EntryKind(entry["kind"])})
        aged = tuple(Change(**change) for change in data["aged"])
        return cls(entry, tuple(data["rests"]), tuple(map(_read, data["editions"])), aged)


def basis_of(
    reference: str,
    entries: Mapping[str, Entry],
    faq_standards: Mapping[str, tuple[str, ...]],
    catalogue: Catalogue,
    aged: Mapping[str, tuple[Change, ...]],
    today: date,
) -> Basis | None:
    """What the answer of an entry is made from; None if there is no such entry.

    Args:
        entries, faq_standards, catalogue, aged: the state it is taken from.
        today: the day in Chongqing.
    """
    kind, _, key = reference.partition(":")
    if kind == EntryKind.STANDARD:
        editions = tuple(_group(catalogue, [key], today))
        return Basis(None, (key,), editions) if editions else None
    entry = entries.get(reference)
    if entry is None:
        return None
    is_faq = entry.kind is EntryKind.FAQ
    rests = faq_standards.get(key, ()) if is_faq else ()
    named = (str(number) for number in StandardNumber.find_all(entry.answer))
    editions = tuple(_group(catalogue, dict.fromkeys((*rests, *named)), today))
    bare = replace(entry, questions=())
    return Basis(bare, tuple(rests), editions, aged.get(key, ()) if is_faq else ())


def _group(catalogue: Catalogue, numbers: Iterable[str], today: date) -> list[Edition]:
    """The editions of some numbers, the others of each number, and what replaces them."""
    found: dict[str, Edition] = {}
    for number in numbers:
        look_up = catalogue.look_up(StandardNumber.parse(number).undated, today)
        for edition in (look_up.found, *look_up.others):
            if edition is not None:
                found[edition.number] = edition
                later = (catalogue.get(successor) for successor in edition.superseded_by)
                found.update((one.number, one) for one in later if one is not None)
    return [found[number] for number in sorted(found)]


def dependencies(faq: Faq) -> list[str]:
    """The numbers without year an entry depends on: what it says it rests on, what it names."""
    rests = (StandardNumber.parse(number) for number in faq.standards)
    named = (*rests, *StandardNumber.find_all(faq.answer))
    return list(dict.fromkeys(str(number.undated) for number in named))


def standing(catalogue: Catalogue, undated: str, today: date) -> str:
    """How every edition of a number stands on a day: status, successors and dates, in words."""
    group = catalogue.editions(undated)
    return "；".join(f"{one.number} {_stands(catalogue, one, today)}" for one in group) or GONE


def _stands(catalogue: Catalogue, edition: Edition, today: date) -> str:
    told = [catalogue.status_on(edition, today).value]
    if edition.superseded_by:
        told.append(f"由 {'、'.join(edition.superseded_by)} 代替")
    if edition.effective_on:
        told.append(f"{edition.effective_on} 实施")
    if edition.ended_on:
        told.append(f"{edition.ended_on} 失效")
    return "，".join(told)


def laws_of(faq: Faq | Row[Any], laws: Laws) -> dict[str, str]:
    """How the laws stand whose texts are here and which an entry names as source."""
    named = dict.fromkeys(one.law for one in cited_in(faq.sources))
    return {f"《{law}》": told for law in named if (told := laws.standing(law))}


def changes(
    faq: Faq | Row[Any], catalogue: Catalogue, laws: Laws, today: date
) -> tuple[Change, ...]:
    """What an entry depends on that stands otherwise than when it was last looked at."""
    then: dict[str, str] = faq.basis or {}
    known = laws_of(faq, laws) if then else {}
    now = {
        name: known.get(name, GONE) if name.startswith("《") else standing(catalogue, name, today)
        for name in then
    }
    return tuple(
        Change(number, then[number], now[number]) for number in then if then[number] != now[number]
    )


async def changes_of(
    session: AsyncSession, faqs: Iterable[Faq | Row[Any]], today: date
) -> dict[str, tuple[Change, ...]]:
    """The same for some entries by slug, from the database; rows need slug, sources and basis."""
    faqs = list(faqs)
    wanted = {number for faq in faqs for number in faq.basis or ()}
    catalogue = Catalogue(await families(session, wanted))
    laws = await _laws(session, faqs, today)
    return {faq.slug: changes(faq, catalogue, laws, today) for faq in faqs}


async def settle(session: AsyncSession, faqs: Iterable[Faq], today: date) -> None:
    """See :func:`settle_in`."""
    await session.run_sync(settle_in, faqs, today)


def settle_in(session: Session, faqs: Iterable[Faq], today: date) -> None:
    """Note for entries that were just written or checked how what they depend on stands."""
    depends = {faq: dependencies(faq) for faq in faqs}
    laws = outlines_in(session, _named(depends), today)
    wanted = {number for numbers in depends.values() for number in numbers}
    catalogue = Catalogue(stored.families(session, list(wanted)))
    for faq, numbers in depends.items():
        stand = {number: standing(catalogue, number, today) for number in numbers}
        faq.basis = {**stand, **laws_of(faq, laws)}


async def note_laws(session: AsyncSession, today: date) -> None:
    """Note how laws stand whose texts were not here when the entries that name them were."""
    faqs = (await session.scalars(select(Faq).order_by(Faq.id))).all()
    laws = await _laws(session, faqs, today)
    for faq in faqs:
        more = laws_of(faq, laws)
        if faq.basis is not None and more.keys() - faq.basis.keys():
            faq.basis = {**more, **faq.basis}


async def _laws(session: AsyncSession, faqs: Iterable[Faq | Row[Any]], today: date) -> Laws:
    return await LawTexts(session, today).outlines(_named(faqs))


def _named(faqs: Iterable[Faq | Row[Any]]) -> set[str]:
    return {one.law for faq in faqs for one in cited_in(faq.sources)}


async def families(session: AsyncSession, undated: Iterable[str]) -> list[Edition]:
    """See :func:`kb.standards.stored.families`."""
    wanted = list(undated)
    return await session.run_sync(lambda session: stored.families(session, wanted))


def differences(then: Basis, now: Basis | None) -> list[str]:
    """What has changed of what an answer was made from, a Chinese sentence each."""
    if now is None:
        return ["这条内容已经下架或者删除。"]
    found = []
    if then.entry is not None and now.entry is not None:
        for name, label in _ENTRY_LABELS.items():
            if getattr(then.entry, name) != getattr(now.entry, name):
                found.append(f"{label}改过：{_text(then.entry, name)} → {_text(now.entry, name)}")
    if then.rests != now.rests:
        found.append(f"依据标准改过：{_listed(then.rests)} → {_listed(now.rests)}")
    current = {edition.number: edition for edition in now.editions}
    for old in then.editions:
        new = current.pop(old.number, None)
        if new is None:
            found.append(f"{old.number}：{GONE}。")
        elif new != old:
            told = [
                f"{label} {getattr(old, name) or '（空）'} → {getattr(new, name) or '（空）'}"
                for name, label in _EDITION_LABELS.items()
                if getattr(old, name) != getattr(new, name)
            ]
            found.append(f"{old.number}：{'；'.join(told)}")
    found += [f"{number}：新增到目录里。" for number in current]
    return found


_ENTRY_LABELS = {"title": "标题", "answer": "答案", "sources": "来源", "check": "核对情况"}
_EDITION_LABELS = {
    "title": "名称", "nature": "性质", "status": "状态", "published_on": "发布日期",
    "effective_on": "实施日期", "ended_on": "失效日期", "superseded_by": "代替它的",
    "partly_superseded_by": "部分代替它的",
    "summary": "说明", "note": "提示", "source": "来源", "checked": "核对情况",
    "checked_on": "核对日期", "undated": "编号",
}  # fmt: skip


def _text(entry: Entry, name: str) -> str:
    value = getattr(entry, name)
    return _listed(value) if isinstance(value, tuple) else f"“{value}”"


def _listed(values: Iterable[str]) -> str:
    return "；".join(values) or "（空）"


def _written(edition: Edition) -> dict[str, Any]:
    values = asdict(edition)
    days = {name: values[name] and values[name].isoformat() for name in _DAYS}
    return {**values, **days, "superseded_by": list(edition.superseded_by)}


def _read(data: Mapping[str, Any]) -> Edition:
    known = {one.name for one in fields(Edition)}
    values = {name: value for name, value in data.items() if name in known}
    days = {name: values[name] and date.fromisoformat(values[name]) for name in _DAYS}
    kinds = {
        "nature": Nature(values["nature"]),
        "status": StandardStatus(values["status"]),
        "checked": Checked(values["checked"]),
        **{name: tuple(values.get(name, ())) for name in ("superseded_by", "partly_superseded_by")},
    }
    return Edition(**{**values, **days, **kinds})
