"""Keeping the shelves of the FAQ: new ones, their order, other names, two made one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, union, update
from sqlalchemy.orm import Session

from bot.editing.drafts import OPEN, DraftState
from bot.editing.errors import NotFit, StepRefused
from bot.editing.faq.checks import LONGEST_CATEGORY
from bot.editing.faq.models import FaqDraft
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.kit.shown_names import as_compared, fault_of_name
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.categories import STORIES, categories_in, keep_in
from kb.knowledge import LiveKnowledge
from kb.models import Faq, FaqCategory, FaqStatus
from kb.repository import touch_in

_SHELF = FaqDraft.content["category"].as_string()


class MergeNotSure(StepRefused):
    """There is a shelf of that name, and nobody has said yet that both shall be one.

    Args:
        name: the shelf that would go.
        into: the one that stays.
        entries: what would change its shelf, with drafts.
    """

    def __init__(self, name: str, into: str, entries: int) -> None:
        self.name, self.into, self.entries = name, into, entries
        super().__init__(
            f"已经有“{into}”这个分类。合并以后，“{name}”的 {entries} 条问答都归“{into}”，"
            "再分开要一条一条改。"
        )


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
            drafts = select(_SHELF, func.count()).where(FaqDraft.state.in_(OPEN)).group_by(_SHELF)
            drafted = {name: n for name, n in session.execute(drafts)}
            return [
                Shelf(
                    name,
                    count.get((name, True), 0),
                    count.get((name, False), 0) + drafted.get(name, 0),
                    name != STORIES,
                )
                for name in categories_in(session)
            ]

        async with self.sessions() as session:
            return await session.run_sync(read)

    async def add(self, by: str, name: str) -> None:
        """A new shelf, the last one.

        Raises:
            NotFit: its name is no name, or there is one.
        """
        new = _fit(name)

        def work(session: Session) -> None:
            if (same := _same(new, _placed(session))) is not None:
                raise NotFit(f"已经有“{same}”这个分类。")
            keep_in(session, new)
            self._note(session, by, new, added=new)

        await self._change(work)

    async def rename(self, by: str, name: str, new: str, *, merge: bool = False) -> None:
        """Give a shelf another name; if there is one of that name, its entries go there.

        Drafts go along: who has one open is told that it was changed.

        Args:
            by: who does it.
            name: of the shelf.
            new: the other name.
            merge: whether two shelves may become one.

        Raises:
            NotFit: the new name is no name.
            NotFound: there is no such shelf any more.
            StepRefused: a page of citizens shows one of them by its name.
            MergeNotSure: there is one of that name, and it wasn't said that they become one.
        """
        typed = _fit(new)
        if name == STORIES:
            raise StepRefused(f"“{name}”在市民的页面上有自己的位置，不能改名。")
        if typed == name:
            raise NotFit("新名称和原来的一样。")
        if _same(typed, [STORIES]) is not None:
            raise StepRefused(
                f"“{typed}”里的问答会出现在市民的故事页上，别的分类不能并进去；"
                "是故事的，请在那一条问答里改分类。"
            )

        def work(session: Session) -> None:
            names = _placed(session, name)
            other = _same(typed, [one for one in names if one != name]) or typed
            if other in names and not merge:
                raise MergeNotSure(name, other, _entries_on(session, name))
            old, kept = keep_in(session, name), keep_in(session, other)
            if other not in names:
                kept.place = old.place
            session.execute(update(FaqCategory).where(FaqCategory.into == name).values(into=other))
            old.into = other
            session.execute(
                update(Faq)
                .where(Faq.category == name)
                .values(category=other)
                .execution_options(synchronize_session=False)
            )
            # Also those given up, which can be taken up again.
            drafts = select(FaqDraft).where(
                FaqDraft.state != DraftState.PUBLISHED.value, name == _SHELF
            )
            for row in session.scalars(drafts.with_for_update()):
                row.content = {**row.content, "category": other}
            self._note(session, by, name, before=name, after=other)

        await self._change(work)

    async def move_up(self, by: str, name: str) -> None:
        """Put a shelf before the one that stands before it.

        Raises:
            NotFound: there is no such shelf any more.
        """

        def work(session: Session) -> None:
            names = _placed(session, name)
            at = names.index(name)
            if not at:
                return
            keep_in(session, name).place = at - 1
            keep_in(session, names[at - 1]).place = at
            self._note(session, by, name, place=at)

        await self._change(work)

    async def remove(self, by: str, name: str) -> None:
        """Take an empty shelf away.

        Raises:
            StepRefused: something stands on it.
        """

        def work(session: Session) -> None:
            row = session.get(FaqCategory, name)
            if _entries_on(session, name):
                raise StepRefused("这个分类里还有问答或者草稿，先改到别的分类。")
            if row is None or row.into:
                raise NotFound("已经没有这个分类，可能刚被别人改过。")
            # What once went into it would lead to a shelf that is gone.
            session.execute(delete(FaqCategory).where(FaqCategory.into == name))
            session.delete(row)
            self._note(session, by, name, removed=name)

        await self._change(work)

    async def _change(self, work: Callable[[Session], None]) -> None:
        def noted(session: Session) -> None:
            work(session)
            touch_in(session)

        await self.sessions.run(noted)
        await self.knowledge.refresh()

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
    if fault := fault_of_name(plain):
        raise NotFit(fault)
    return plain


def _same(name: str, names: Iterable[str]) -> str | None:
    """The one of the names that reads like a name, in whatever width it was typed."""
    return next((one for one in names if as_compared(one) == as_compared(name)), None)


def _entries_on(session: Session, name: str) -> int:
    """Entries on a shelf, of any status or only drafted; one that is redrafted counts once."""
    entries = select(Faq.slug).where(Faq.category == name)
    drafts = select(FaqDraft.slug).where(FaqDraft.state.in_(OPEN), name == _SHELF)
    both = union(entries, drafts).subquery()
    return session.scalar(select(func.count()).select_from(both)) or 0


def _placed(session: Session, wanted: str | None = None) -> list[str]:
    """The shelves in order, each with a row that tells its place.

    Raises:
        NotFound: there is none of the wanted name any more.
    """
    names = list(categories_in(session))
    if wanted is not None and wanted not in names:
        raise NotFound("已经没有这个分类，可能刚被别人改过。")
    for place, one in enumerate(names):
        keep_in(session, one).place = place
    return names
