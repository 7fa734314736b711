"""The shelves of the FAQ: their order, and what became of those that were renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.models import Faq, FaqCategory


@dataclass(frozen=True)
class Categories:
    """What is known of shelves.

    Args:
        names: those there are, in order.
        renamed: the present name of each that has another one now.
    """

    names: Sequence[str]
    renamed: Mapping[str, str]

    def now(self, name: str) -> str:
        """The name a shelf has today."""
        return self.renamed.get(name, name)


def categories_in(session: Session) -> Categories:
    """The shelves staff keep, and behind them those only entries name."""
    rows = session.scalars(select(FaqCategory).order_by(FaqCategory.place, FaqCategory.name)).all()
    kept = [row.name for row in rows if not row.into]
    used = session.scalars(select(Faq.category).group_by(Faq.category).order_by(func.min(Faq.id)))
    names = dict.fromkeys((*kept, *used))
    return Categories(tuple(names), {row.name: row.into for row in rows if row.into})


def keep_in(session: Session, name: str) -> FaqCategory:
    """The row of a shelf, made at the end if there is none; one that was renamed is one again."""
    row = session.get(FaqCategory, name)
    if row is None:
        last = session.scalar(select(func.max(FaqCategory.place)))
        row = FaqCategory(name=name, into="", place=0 if last is None else last + 1)
        session.add(row)
    row.into = ""
    session.flush()
    return row
