"""The shelves of the FAQ: their order, and what became of those that were renamed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.models import Faq, FaqCategory

STORIES = "标准故事"  # citizens' page of stories shows this shelf by its name


def categories_in(session: Session) -> tuple[str, ...]:
    """The shelves in order: those staff keep, and behind them those only entries name."""
    rows = select(FaqCategory.name).where(FaqCategory.into == "")
    kept = session.scalars(rows.order_by(FaqCategory.place, FaqCategory.name)).all()
    used = session.scalars(select(Faq.category).group_by(Faq.category).order_by(func.min(Faq.id)))
    return tuple(dict.fromkeys((*kept, *used)))


def present_name(session: Session, name: str) -> str:
    """The name a shelf has today."""
    row = session.get(FaqCategory, name)
    return row.into if row is not None and row.into else name


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
