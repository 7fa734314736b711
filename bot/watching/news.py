"""Tells those who watch a standard what has changed of it, once, by way of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.outbox.sender import Body
from bot.outbox.service import NewMessage, Outbox
from bot.watching.models import Watch
from bot.watching.watches import ADDRESS_FIELD, PRODUCT, PURPOSE, Watches
from kb.standing import Standing, Standings, standings

_BATCH = 500  # rows a transaction
HEAD = "您关注的标准有变化："
HEAD_OF_PRODUCT = "您关注的{product}，标准有变化："
FOOT = "不想再收，回复“取消关注”加标准号或者东西的名字；“退订”全部停止。"


@dataclass(frozen=True)
class News:
    """Looks at what is watched and puts what is new into the outbox.

    Args:
        sessions: the database.
        watches: what targets stand for.
        outbox: everything sent unasked leaves by it.
        keyring: opens and seals addresses.
        opens: the end of the quiet hours if they are now, else the moment itself.
        public_url: where citizens' pages are.
        now: the present moment.
    """

    sessions: SessionFactory
    watches: Watches
    outbox: Outbox
    keyring: Keyring
    opens: Callable[[datetime], datetime]
    public_url: str
    now: Clock

    async def run(self) -> int:
        """Tell everybody; how many messages were put in.

        What somebody was told and how it stands now are kept in one transaction, so that a process
        killed anywhere neither forgets anybody nor tells them twice.
        """
        after, told = 0, 0
        while True:
            last, count = await self.sessions.run(partial(self._batch, after=after))
            told += count
            if not last:
                return told
            after = last

    def _batch(self, session: Session, after: int) -> tuple[int, int]:
        query = select(Watch).where(Watch.id > after).order_by(Watch.id).limit(_BATCH)
        rows = session.scalars(query).all()
        today = self.now().astimezone(CHONGQING).date()
        numbers = [number for row in rows for number in self.watches.numbers(row.target)]
        known = standings(session, numbers, today)
        told = sum(self._tell(session, row, known, today) for row in rows)
        return (rows[-1].id if len(rows) == _BATCH else 0), told

    def _tell(self, session: Session, row: Watch, known: Standings, today: date) -> bool:
        lines: list[str] = []
        seen = {}
        for number in self.watches.numbers(row.target):
            now = known.by_number.get(number)
            if now is None:
                continue
            seen[number] = now.to_json()
            if (before := row.seen.get(number)) is None:
                continue  # new among the product's standards, or new in the catalogue
            news = known.news(number, Standing.from_json(before), today)
            lines += news
            if news:
                lines.append(f"来源：{known.source(number)}")
        if seen == row.seen:
            return False
        row.seen = seen
        return bool(lines) and self._put(session, row, lines, today)

    def _put(self, session: Session, row: Watch, lines: list[str], today: date) -> bool:
        product = row.target.removeprefix(PRODUCT) if row.target.startswith(PRODUCT) else ""
        head = HEAD_OF_PRODUCT.format(product=product) if product else HEAD
        address = self.keyring.open(row.address_sealed, ADDRESS_FIELD) if row.address_sealed else ""
        url = f"{self.public_url.rstrip('/')}/standards"
        what = sha256(repr((row.target, lines, today)).encode()).hexdigest()[:32]
        message = NewMessage.seal(
            self.keyring,
            purpose=PURPOSE,
            dedupe_key=f"watch:{what}",
            conversation=row.conversation,
            channel=row.channel,
            address=address,
            body=Body("\n".join((head, *lines, FOOT)), url=url),
            not_before=self.opens(self.now()),
        )
        return self.outbox.put_in(session, message)
