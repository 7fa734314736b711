"""Keeping the shelves of the FAQ: new ones, their order, other names, two made one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.editing.drafts import OPEN
from bot.editing.errors import NotFit, StepRefused
from bot.editing.faq.checks import LONGEST_CATEGORY
from bot.editing.faq.models import FaqDraft
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.categories import categories_in, keep_in
from kb.knowledge import LiveKnowledge
from kb.models import Faq, FaqCategory, FaqStatus
from kb.repository import touch_in

# The citizens' page of stories shows this shelf by its name.
FIXED = ("标准故事",)


@dataclass(frozen=True)
class Shelf:
    """A shelf and what stands on it.

    Args:
        name: as citizens read it.
        published: entries citizens see on it.
        others: entries taken down, and drafts.
        may_change: whether it may have another name.
    """

    name: str
    published: int
    others: int
    may_change: bool


@dataclass(frozen=True)
class CategoryDesk:
    """Changes shelves, each change with its audit entry.

    Args:
        sessions: the database.
        audit: the log.
        knowledge: is read anew after a change.
    """

    sessions: SessionFactory
    audit: AuditLog
    knowledge: LiveKnowledge

    async def shelves(self) -> Sequence[Shelf]:
        """All of them, in order."""

        def read(session: Session) -> Sequence[Shelf]:
            is_out = Faq.status == FaqStatus.PUBLISHED
            counted = select(Faq.category, is_out, func.count()).group_by(Faq.category, is_out)
            count = {(name, bool(out)): n for name, out, n in session.execute(counted)}
            shelf = FaqDraft.content["category"].as_string()
            drafts = select(shelf, func.count()).where(FaqDraft.state.in_(OPEN)).group_by(shelf)
            drafted = {name: n for name, n in session.execute(drafts)}
            return [
                Shelf(
                    name,
                    count.get((name, True), 0),
                    count.get((name, False), 0) + drafted.get(name, 0),
                    name not in FIXED,
                )
                for name in categories_in(session).names
            ]

        async with self.sessions() as session:
            return await session.run_sync(read)

    async def add(self, by: str, name: str) -> None:
        """A new shelf, the last one.

        Raises:
            NotFit: its name is empty or too long, or there is one.
        """
        new = _fit(name)

        def work(session: Session) -> None:
            if new in _placed(session):
                raise NotFit(f"已经有“{new}”这个分类。")
            keep_in(session, new)
            self._note(session, by, new, added=new)

        await self._change(work)

    async def rename(self, by: str, name: str, new: str) -> int:
        """Give a shelf another name; if there is one of that name, its entries go there.

        Returns:
            How many entries have another shelf now.

        Raises:
            NotFit: the name is empty or too long.
            NotFound: there is no such shelf any more.
            StepRefused: a page of citizens shows it by its name.
        """
        other = _fit(new)
        if name in FIXED:
            raise StepRefused(f"“{name}”在市民的页面上有自己的位置，不能改名。")
        if other == name:
            raise NotFit("新名称和原来的一样。")

        def work(session: Session) -> int:
            names = _placed(session, name)
            old, kept = keep_in(session, name), keep_in(session, other)
            if other not in names:
                kept.place = old.place
            session.execute(update(FaqCategory).where(FaqCategory.into == name).values(into=other))
            old.into = other
            moved = session.execute(
                update(Faq)
                .where(Faq.category == name)
                .values(category=other)
                .execution_options(synchronize_session=False)
            )
            self._note(session, by, name, before=name, after=other)
            return int(moved.rowcount)  # type: ignore[attr-defined]

        return await self._change(work)

    async def move_up(self, by: str, name: str) -> None:
        """Put a shelf before the one that stands before it.

        Raises:
            NotFound: there is no such shelf any more.
        """

        def work(session: Session) -> None:
            names = _placed(session, name)
            at = names.index(name)
            if at:
                keep_in(session, name).place = at - 1
                keep_in(session, names[at - 1]).place = at
            self._note(session, by, name, place=max(at, 1))

        await self._change(work)

    async def remove(self, by: str, name: str) -> None:
        """Take an empty shelf away.

        Raises:
            StepRefused: something stands on it.
        """

        def work(session: Session) -> None:
            row = session.get(FaqCategory, name)
            used = select(Faq.id).where(Faq.category == name).limit(1)
            if row is None or row.into:
                raise NotFound("已经没有这个分类，可能刚被别人改过。")
            if session.scalar(used) is not None:
                raise StepRefused("这个分类里还有问答，先改到别的分类。")
            session.delete(row)
            self._note(session, by, name, removed=name)

        await self._change(work)

    async def _change(self, work: Callable[[Session], int | None]) -> int:
        def noted(session: Session) -> int:
            done = work(session)
            touch_in(session)
            return done or 0

        done: int = await self.sessions.run(noted)
        await self.knowledge.refresh()
        return done

    def _note(self, session: Session, by: str, name: str, **details: object) -> None:
        session.flush()
        self.audit.add(
            session,
            by,
            AuditAction.SETTINGS_CHANGED,
            object_type="faq_category",
            object_id=name,
            details=details,
        )


def _fit(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_CATEGORY:
        raise NotFit(f"分类的名称要写 1 到 {LONGEST_CATEGORY} 个字。")
    return plain


def _placed(session: Session, wanted: str | None = None) -> list[str]:
    """The shelves in order, each with a row that tells its place.

    Raises:
        NotFound: there is none of the wanted name any more.
    """
    names = list(categories_in(session).names)
    if wanted is not None and wanted not in names:
        raise NotFound("已经没有这个分类，可能刚被别人改过。")
    for place, one in enumerate(names):
        keep_in(session, one).place = place
    return names
