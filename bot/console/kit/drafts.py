"""Drafts that wait for a member: to be reviewed, sent back to them, or not handed in yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.console.kit.waiting import Asking, Item, Waiting
from bot.editing.drafts import DraftState
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may


def drafts_waiting(
    asking: Asking,
    table: type[Any],
    what: str,
    item: Callable[[Any, str], Item],
    path: str,
    edits: Permission,
    reviews: Permission,
) -> Iterator[Waiting]:
    """What of a kind waits.

    Args:
        asking: who asks.
        table: its drafts (:class:`bot.editing.drafts.Draft`).
        what: it is called.
        item: how one of its rows is shown, and who wrote it.
        path: of the list, with ``{view}`` for one of ``review`` and ``open``.
        edits, reviews: who writes it, and who judges.
    """
    name, session = asking.member.username, asking.session

    def told(
        title: str, rows: Sequence[tuple[int, Any]], view: str, *, is_written: bool = True
    ) -> Waiting:
        wanted = [number for number, _ in rows[: asking.most]]
        query = select(table, StaffMember.display_name).outerjoin(
            StaffMember, StaffMember.username == table.author
        )
        query = query.where(table.id.in_(wanted)).order_by(table.id)
        found = session.execute(query) if wanted else ()
        items = tuple(item(row, who or row.author) for row, who in found)
        if is_written:
            items = tuple(replace(one, outside=one.title) for one in items)
        return Waiting(title.format(what=what), len(rows), path.format(view=view), items)

    def of(state: DraftState, *more: Any) -> list[tuple[int, Any]]:
        query = select(table.id, table.hands).where(table.state == state.value, *more)
        return [(number, hands) for number, hands in session.execute(query.order_by(table.id))]

    if may(asking.member, reviews):
        others = [row for row in of(DraftState.IN_REVIEW) if name not in row[1]]
        yield told("等我审核的{what}", others, "review")
    if may(asking.member, edits):
        mine = table.author == name
        yield told("被退回给我的{what}", of(DraftState.REJECTED, mine), "open")
        # Begun with a question of the inbox, it may still be the citizen's, word for word.
        begun = of(DraftState.DRAFT, mine)
        yield told("我还没有提交的{what}", begun, "open", is_written=False)
