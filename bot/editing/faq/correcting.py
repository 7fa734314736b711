"""A term or the code of a sector corrected by hand, with an audit row and a way back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.editing.errors import NotFit, StepRefused
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.kit.stamp import demand_unchanged, stamp_of
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.models import Checked, SectorCode, SeedFile, Term
from kb.repository import KnowledgeRepository
from kb.seeds import LONGEST_ANSWER

LABELS = {
    "explanation": "解释",
    "aliases": "别名",
    "industry": "行业",
    "authority": "主管部门",
    "source": "来源",
}
# By kind: the table, its key, what is corrected of it, the seed file it came with.
_KINDS: Mapping[str, tuple[type[Any], str, tuple[str, ...], str]] = {
    "term": (Term, "term", ("explanation", "aliases", "source"), "terms.yml"),
    "sector": (SectorCode, "code", ("industry", "authority", "source"), "sector_codes.csv"),
}
# Characters, as the tables keep them and a message has room for them.
_LONGEST = {"industry": 80, "authority": 120, "source": 300}
_LONGEST_ALIAS, _MOST_ALIASES = 80, 30
_MAY_BE_EMPTY = ("aliases", "authority")
_BETWEEN = re.compile(r"[、，,;；\n]")


@dataclass(frozen=True)
class Present:
    """A record as it stands.

    Args:
        kind, key: which.
        texts: what it says, as it is typed into the form.
        stamp: tells whether it is still what somebody saw.
        corrected: whether staff corrected it, so that this can be undone.
    """

    kind: str
    key: str
    texts: Mapping[str, str]
    stamp: str
    corrected: bool


@dataclass(frozen=True)
class Correcting:
    """Takes the corrections of staff.

    Args:
        sessions: the database.
        audit: the log.
        clock: the present moment.
    """

    sessions: SessionFactory
    audit: AuditLog
    clock: Clock

    async def present(self, kind: str, key: str) -> Present:
        """A record as it stands.

        Raises:
            NotFound: there is none of this name.
        """
        async with self.sessions() as session:
            row = await _row(session, kind, key)
            said = _said(kind, row)
        texts = {name: "、".join(v) if isinstance(v, list) else v for name, v in said.items()}
        return Present(kind, key, texts, stamp_of(said, row.before), row.before is not None)

    async def corrected(self) -> list[tuple[str, str]]:
        """Kind and key of each record staff corrected."""
        found = list[tuple[str, str]]()
        async with self.sessions() as session:
            for kind, (table, name, *_) in _KINDS.items():
                column = getattr(table, name)
                keys = select(column).where(table.before.is_not(None)).order_by(column)
                found += [(kind, key) for key in await session.scalars(keys)]
        return found

    async def names(self, kind: str) -> list[str]:
        """What can be corrected of a kind."""
        table, name, *_ = _KINDS[kind]
        column = getattr(table, name)
        async with self.sessions() as session:
            return list(await session.scalars(select(column).order_by(column)))

    async def look(self, kind: str, key: str, given: Mapping[str, str]) -> None:
        """Whether this could be written.

        Raises:
            NotFound, NotFit: as :meth:`write`.
        """
        async with self.sessions() as session:
            await _read(session, kind, await _row(session, kind, key), given)

    async def write(
        self, by: str, kind: str, key: str, given: Mapping[str, str], seen: str
    ) -> None:
        """Put what is right in the place of what a record says; who does so has checked it.

        Args:
            given: the texts of the form.
            seen: stamp of what they had before them.

        Raises:
            NotFound: there is no such record.
            Overtaken: it was changed since the page was made.
            NotFit: something of it is wrong, or nothing differs.
        """
        async with self.sessions.begin() as session:
            row = await _row(session, kind, key, seen)
            after = await _read(session, kind, row, given)
            before = {
                **_said(kind, row),
                "checked": row.checked.value,
                "checked_on": row.checked_on.isoformat() if row.checked_on else None,
                "before": row.before,
            }
            today = self.clock().astimezone(CHONGQING).date()
            values = {**after, "before": before, "checked": Checked.STAFF, "checked_on": today}
            await self._put(session, by, kind, row, values)

    async def undo(self, by: str, kind: str, key: str, seen: str) -> None:
        """Let a record say what it said before it was corrected last.

        Raises:
            NotFound, Overtaken: as :meth:`write`.
            StepRefused: nobody corrected it.
        """
        async with self.sessions.begin() as session:
            row = await _row(session, kind, key, seen)
            if row.before is None:
                raise StepRefused("这一条没有更正过，没有可以撤销的。")
            on = row.before["checked_on"]
            values = {
                **row.before,
                "checked": Checked(row.before["checked"]),
                "checked_on": date.fromisoformat(on) if on else None,
            }
            # A newer file was not loaded into this row; the next start does so.
            file = _KINDS[kind][3]
            await session.execute(delete(SeedFile).where(SeedFile.path == file))
            await self._put(session, by, kind, row, values, back=True)

    async def _put(
        self,
        session: AsyncSession,
        by: str,
        kind: str,
        row: Any,
        values: Mapping[str, Any],
        **more: bool,
    ) -> None:
        was, key = _said(kind, row), getattr(row, _KINDS[kind][1])
        for name, value in values.items():
            setattr(row, name, value)
        now = _said(kind, row)
        differing = [name for name in now if now[name] != was[name]]
        await session.flush()
        await KnowledgeRepository(session).touch()
        await session.run_sync(
            lambda blocking: self.audit.add(
                blocking,
                by,
                AuditAction.CONTENT_CORRECTED,
                object_type=kind,
                object_id=key,
                details={
                    "before": {name: was[name] for name in differing},
                    "after": {name: now[name] for name in differing},
                    **more,
                },
            )
        )


async def _row(session: AsyncSession, kind: str, key: str, seen: str | None = None) -> Any:
    """The record; with what was seen of it, locked and still the same."""
    table, name, *_ = _KINDS[kind]
    query = select(table).where(getattr(table, name) == key)
    row = await session.scalar(query if seen is None else query.with_for_update())
    if row is None:
        raise NotFound("没有这个术语或者行业代号，请照它的原名写。")
    demand_unchanged(seen, _said(kind, row), row.before)
    return row


def _said(kind: str, row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _KINDS[kind][2]}


async def _read(
    session: AsyncSession, kind: str, row: Any, given: Mapping[str, str]
) -> dict[str, Any]:
    """The values of a form."""
    names = _KINDS[kind][2]
    texts = {name: given.get(name, "").strip() for name in names}
    problems = [
        f"“{LABELS[name]}”必须填写。"
        for name in names
        if not texts[name] and name not in _MAY_BE_EMPTY
    ]
    problems += [
        f"“{LABELS[name]}”太长，最多 {most} 个字。"
        for name, most in _LONGEST.items()
        if len(texts.get(name, "")) > most
    ]
    values: dict[str, Any] = dict(texts)
    if kind == "term":
        if len(texts["explanation"].encode()) > LONGEST_ANSWER:
            problems.append(f"“解释”太长，最多 {LONGEST_ANSWER // 3} 个字。")
        words = (word.strip() for word in _BETWEEN.split(texts["aliases"]))
        values["aliases"] = list(dict.fromkeys(word for word in words if word))
        problems += await _bad_aliases(session, row.term, values["aliases"])
    if not problems and values == _said(kind, row):
        problems.append("和现在的一样，没有要改的。")
    if problems:
        raise NotFit("".join(problems))
    return values


async def _bad_aliases(session: AsyncSession, term: str, aliases: Sequence[str]) -> list[str]:
    """What speaks against the other names of a term: a name means one thing."""
    found = [
        f"别名“{alias[:20]}…”太长，最多 {_LONGEST_ALIAS} 个字。"
        for alias in aliases
        if len(alias) > _LONGEST_ALIAS
    ]
    if len(aliases) > _MOST_ALIASES:
        found.append(f"别名太多，最多 {_MOST_ALIASES} 个。")
    others = (await session.scalars(select(Term).where(Term.term != term))).all()
    taken = {name.casefold(): one.term for one in others for name in (one.term, *one.aliases)}
    return found + [
        f"别名“{alias}”已经是术语“{taken[alias.casefold()]}”的名字。"
        for alias in aliases
        if alias.casefold() in taken
    ]
