"""The published and withdrawn entries staff look for, with the figures of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from bot.console.kit.typed import Asks
from bot.conversation.models import PICKED, AnswerVote, Turn
from bot.editing.faq.content import tags_of
from kb.models import Checked, Faq, FaqStatus
from kb.search.index import EntryKind

COUNTED = timedelta(days=90)
ENDS_SOON = timedelta(days=30)
CHECKS = {"staff": "工作人员核对过", "text": "原文这样写", "unchecked": "还没有核对"}
VALID = {"now": "现在有效", "soon": "30 天内到期", "over": "过期了", "later": "还没开始"}
USES = {"used": "近 90 天有人问", "never": "近 90 天没人问", "useless": "有人点没用"}
SORTS = {"asked": "问得多的在前", "useless": "没用多的在前"}


class Wanted(BaseModel):
    """The filter as the address carries it; what is left empty does not narrow."""

    view: Literal["published", "open", "review", "withdrawn", "dropped"] = "published"
    q: Asks = ""
    category: Asks = ""
    check: Literal["", "staff", "text", "unchecked"] = ""
    valid: Literal["", "now", "soon", "over", "later"] = ""
    use: Literal["", "used", "never", "useless"] = ""
    tag: Asks = ""
    sort: Literal["", "asked", "useless"] = ""
    page: int = Field(1, ge=1, le=100_000)


def entries(
    session: Session, wanted: Wanted, near: Sequence[str], now: datetime, today: date, size: int
) -> tuple[Sequence[Any], int]:
    """A page of entries with slug, question, category, tags, updated_at, asked, useful and useless.

    Args:
        session: the database.
        wanted: the filter.
        near: slugs a citizen's search finds for its words, the best first.
        now: the present moment.
        today: the day in Chongqing.
        size: entries on a page.
    """
    said = literal(f"{EntryKind.FAQ.value}:") + Faq.slug
    asked = _asked(now).subquery()
    votes = _votes().subquery()
    where = _where(wanted, near, today)
    count = func.coalesce(asked.c.asked, 0)
    useless = func.coalesce(votes.c.useless, 0)
    query = (
        select(
            Faq.slug, Faq.question, Faq.category, Faq.tags, Faq.updated_at, count.label("asked"),
            func.coalesce(votes.c.useful, 0).label("useful"), useless.label("useless"),
        )
        .outerjoin(asked, asked.c.entry == said)
        .outerjoin(votes, votes.c.entry == said)
        .where(*where)
    )  # fmt: skip
    uses = {"used": count > 0, "never": count == 0, "useless": useless > 0}
    if wanted.use:
        query = query.where(uses[wanted.use])
    # How often each is asked is counted only where the total depends on it.
    counted = query.with_only_columns(Faq.id) if wanted.use else select(Faq.id).where(*where)
    total = session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    order: list[Any] = [Faq.updated_at.desc(), Faq.id.desc()]
    if near:
        places = {slug: place for place, slug in enumerate(near)}
        order.insert(0, case(places, value=Faq.slug, else_=len(near)))
    if wanted.sort:
        order.insert(0, (count if wanted.sort == "asked" else useless).desc())
    rows = session.execute(query.order_by(*order).limit(size).offset((wanted.page - 1) * size))
    return rows.all(), total


def tags_in(session: Session) -> list[tuple[str, int]]:
    """The tags of all entries and how many have each, the most used first."""
    rows = session.scalars(select(Faq.tags).where(cast(Faq.tags, Text) != "[]"))
    return Counter(tag for tags in rows for tag in tags_of(tags)).most_common()


def figures(session: Session, slug: str, now: datetime) -> dict[str, int]:
    """How often an entry was given in the last and the 90 days before, and what was said of it.

    ``chosen`` of the last it was picked from the choices an unsure answer offers.
    """
    lately = Turn.received_at >= now - COUNTED
    entry = f"{EntryKind.FAQ.value}:{slug}"
    row = session.execute(
        select(
            func.count().filter(lately),
            func.count().filter(Turn.received_at < now - COUNTED),
            func.count().filter(lately, Turn.intent == PICKED),
        ).where(Turn.entry == entry, Turn.received_at >= now - 2 * COUNTED)
    ).one()
    votes = session.execute(_votes().where(AnswerVote.entry == entry)).first()
    useful, useless = (votes.useful, votes.useless) if votes else (0, 0)
    return {
        "asked": row[0],
        "before": row[1],
        "chosen": row[2],
        "useful": useful,
        "useless": useless,
    }


def _asked(now: datetime) -> Select[str, int]:
    return (
        select(Turn.entry, func.count().label("asked"))
        .where(Turn.received_at >= now - COUNTED, Turn.entry != "")
        .group_by(Turn.entry)
    )


def _votes() -> Select[str, int, int]:
    useful = func.count().filter(AnswerVote.useful.is_(True))
    useless = func.count().filter(AnswerVote.useful.is_(False))
    return select(AnswerVote.entry, useful.label("useful"), useless.label("useless")).group_by(
        AnswerVote.entry
    )


def _where(wanted: Wanted, near: Sequence[str], today: date) -> list[ColumnElement[bool]]:
    is_out = wanted.view == "withdrawn"
    where: list[ColumnElement[bool]] = [
        Faq.status != FaqStatus.PUBLISHED if is_out else Faq.status == FaqStatus.PUBLISHED
    ]
    if words := wanted.q.strip():
        where.append(
            or_(
                Faq.question.contains(words, autoescape=True),
                Faq.answer.contains(words, autoescape=True),
                Faq.slug == words,
                Faq.slug.in_(near),
            )
        )
    if wanted.category:
        where.append(Faq.category == wanted.category)
    if wanted.tag:
        # As JSON writes a list of words on either database.
        where.append(cast(Faq.tags, Text).contains(json.dumps(wanted.tag), autoescape=True))
    if wanted.check:
        where.append(Faq.checked == Checked(wanted.check))
    begun = or_(Faq.valid_from.is_(None), Faq.valid_from <= today)
    going = or_(Faq.valid_to.is_(None), Faq.valid_to >= today)
    kinds = {
        "now": and_(begun, going),
        "soon": and_(begun, Faq.valid_to >= today, Faq.valid_to <= today + ENDS_SOON),
        "over": Faq.valid_to < today,
        "later": Faq.valid_from > today,
    }
    if wanted.valid:
        where.append(kinds[wanted.valid])
    return where
