"""What somebody typed when the session had ended: kept for an hour, and given back after sign-in.

A form is kept only if it carries the token that belongs to the browser's old session, so that no
other site can put words into it, and only for that session's member. The words are sealed. Sending
them takes a button: the page that gives them back carries the new session's token, and the form
goes where it would have gone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.staff.models import KeptForm
from bot.staff.sessions import hash_of, new_token, session_owner

KEPT_FOR = timedelta(hours=1)
MOST_KEPT = 5  # of one member; the oldest goes
LARGEST = 400_000  # bytes of words
FIELD = "kept_form.fields"
# Secrets, and what belongs to the old page only.
_LEFT_OUT = frozenset({"csrf", "kept", "password", "old", "new", "again", "code", "offer"})
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A form that waits: where it goes, and what is in it."""

    path: str
    fields: list[tuple[str, str]]


@dataclass(frozen=True)
class KeptForms:
    """Keeps them.

    Args:
        sessions: the database.
        keyring: seals the words.
        clock: the present moment.
    """

    sessions: SessionFactory
    keyring: Keyring
    clock: Clock

    async def keep(self, token: str, path: str, fields: Fields) -> str:
        """Keep a form for the member of a session that has ended.

        Returns:
            Its name, for :meth:`find`; empty where there is nothing to keep, or nobody to keep it
            for.
        """
        words = [(name, value) for name, value in fields if name not in _LEFT_OUT]
        written = json.dumps(words, ensure_ascii=False)
        if not any(value.strip() for _, value in words) or len(written.encode()) > LARGEST:
            return ""
        return await self.sessions.run(lambda s: self._keep(s, token, path, written))

    async def find(self, staff_id: int, name: str) -> Kept | None:
        """A member's own form that waits."""
        async with self.sessions() as session:
            row = await session.get(KeptForm, hash_of(name))
        if row is None or row.staff_id != staff_id or row.kept_at <= self.clock() - KEPT_FOR:
            return None
        fields = json.loads(self.keyring.open(row.fields_sealed, FIELD))
        return Kept(row.path, [(field, value) for field, value in fields])

    async def erase(self, staff_id: int, name: str) -> None:
        """It was sent, or isn't wanted."""
        mine = (KeptForm.name == hash_of(name), KeptForm.staff_id == staff_id)
        await self.sessions.run(lambda s: s.execute(delete(KeptForm).where(*mine)))

    def _keep(self, session: Session, token: str, path: str, written: str) -> str:
        owner, now = session_owner(session, token), self.clock()
        if owner is None:
            return ""
        forget_old(session, now)
        mine = select(KeptForm).where(KeptForm.staff_id == owner)
        newest_first = mine.order_by(KeptForm.kept_at.desc(), KeptForm.name)
        for row in session.scalars(newest_first.offset(MOST_KEPT - 1)).all():
            session.delete(row)
        name = new_token()
        sealed = self.keyring.seal(written, FIELD)
        session.add(
            KeptForm(
                name=hash_of(name), staff_id=owner, path=path, fields_sealed=sealed, kept_at=now
            )
        )
        return name


def forget_old(session: Session, now: datetime) -> int:
    """Delete what nobody came back for; how many."""
    gone = session.execute(delete(KeptForm).where(KeptForm.kept_at <= now - KEPT_FOR))
    return int(gone.rowcount)  # type: ignore[attr-defined]
