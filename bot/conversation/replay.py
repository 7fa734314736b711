"""A past answer made again from what it was made of, and what has changed since (回放)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import AnswerBasis, Turn
from bot.kit.clock import CHONGQING
from kb.answering import Answerer
from kb.basis import Basis, basis_of, changes_of, dependencies, differences, families
from kb.catalogue import Catalogue
from kb.knowledge import Content, Normalise, Snapshot, entries_of
from kb.law_texts import Laws
from kb.search.embedding import DIMENSION, Embedder
from kb.search.fuse import Calibration
from kb.search.index import EntryKind, SearchIndex
from kb.text.facet import facet_of
from kb.text.standard_number import StandardNumber


@dataclass(frozen=True)
class Replay:
    """A turn as it was, and as it would be.

    Args:
        turn: its number.
        asked_at: when it arrived.
        channel: how.
        question: the words, personal data taken out; empty if they belong to a case.
        said: the replies as they were kept; empty if they belong to a case.
        entry, score: what was given, how sure; empty if nothing was asserted.
        reasons: who bid to answer.
        again: the answer made again from what was kept; empty if nothing was kept.
        same: whether the citizen got just these words.
        changed: what has changed since, a sentence each.
    """

    turn: int
    asked_at: datetime
    channel: str
    question: str
    said: tuple[str, ...]
    entry: str
    score: float | None
    reasons: Sequence[dict[str, Any]]
    again: str = ""
    same: bool = False
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Fixed:
    snapshot: Snapshot


async def replay(
    session: AsyncSession, turn: int, today: date, embedder: Embedder, normalise: Normalise
) -> Replay | None:
    """A past turn; None if there is none of this number."""
    row = await session.get(Turn, turn)
    if row is None:
        return None
    replies = row.replies or []
    said = () if row.private else tuple(str(reply.get("text", "")) for reply in replies)
    told = Replay(
        row.id, row.received_at, row.channel, row.question, said, row.entry, row.score, row.reasons
    )
    kept = await session.get(AnswerBasis, row.basis) if row.basis else None
    if kept is None:
        return told
    basis = Basis.from_json(kept.content)
    day = row.received_at.astimezone(CHONGQING).date()
    made = _made_again(basis, row.entry, row.question, day, embedder, normalise)
    whole = "\n".join(said)
    again = next((text for text in made if text in whole), made[0])
    changed = differences(basis, await _now(session, row.entry, today))
    return Replay(
        **{**vars(told), "again": again, "same": again in whole, "changed": tuple(changed)}
    )


def _made_again(
    basis: Basis, entry: str, question: str, day: date, embedder: Embedder, normalise: Normalise
) -> list[str]:
    """The words an entry gave on a day: whole, and a standard's by what was asked of it."""
    entries = {} if basis.entry is None else {entry: basis.entry}
    key = entry.partition(":")[2]
    index = SearchIndex([], {}, str.split, embedder, Calibration.load())
    snapshot = Snapshot(
        revision=0,
        index=index,
        catalogue=Catalogue(basis.editions),
        entries=entries,
        faq_standards={key: basis.rests},
        english=index,
        foreign=np.zeros((0, DIMENSION), np.float32),
        laws=Laws({}),
        aged={key: basis.aged} if basis.aged else {},
        catalogue_revision=0,
    )
    answerer = Answerer(_Fixed(snapshot), normalise, lambda: day)
    if basis.entry is not None:
        given = answerer.give(entry)
        return [given.text if given else basis.entry.answer]
    number = StandardNumber.parse(key)
    asked = [n for n in StandardNumber.find_all(question) if n.undated == number.undated] or [
        number
    ]
    facets = dict.fromkeys((facet_of(question), None))
    return [answerer.look_up(one, facet).text for one in asked for facet in facets]


async def _now(session: AsyncSession, entry: str, today: date) -> Basis | None:
    """The same entry's basis today, of all editions that have a part in it."""
    content = await Content.read(session, today)
    kind, _, key = entry.partition(":")
    own = [faq for faq in content.faqs if kind == EntryKind.FAQ and faq.slug == key]
    entries = {one.reference: one for one in entries_of(content)}
    said = entries[entry].answer if entry in entries else ""
    named = [*StandardNumber.find_all(said), *StandardNumber.find_all(key)]
    wanted = {str(number.undated) for number in named}
    wanted.update(number for faq in own for number in dependencies(faq))
    catalogue = Catalogue(await families(session, wanted))
    rests = {faq.slug: tuple(faq.standards) for faq in own}
    aged = await changes_of(session, own, today)
    return basis_of(entry, entries, rests, catalogue, aged, today)
