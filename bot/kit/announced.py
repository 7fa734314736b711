"""When to look whether another process has changed something.

PostgreSQL says so when the change is committed (LISTEN and NOTIFY), whichever machine made it.
SQLite can't, and of a broken connection nothing is heard: there it is looked at again and again.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from sqlalchemy.engine import URL

from bot.kit.outage import Outage
from kb.repository import CHANNEL

OFTEN = 0.25  # seconds between two looks where nothing is announced
# While changes are announced, for what gets lost (a pooler in between passes none on): an edit
# shall be live within two seconds, its index made.
SELDOM = 1.5
# A machine that is cut off is noticed within half a minute.
_IDLE, _INTERVAL, _COUNT = 10, 5, 3


class Announcements:
    """What other processes announce.

    Args:
        url: of the database.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._followers: list[Follower] = []
        self.heard = False  # whether announcements would be heard now
        # Without them changes are looked for.
        self._outage = Outage("changes.not_heard", logging.WARNING)

    def follower(self) -> Follower:
        """Somebody who waits for changes; it hears each, however busy it is meanwhile."""
        made = Follower(self)
        self._followers.append(made)
        return made

    async def listen(self) -> None:
        """Listen for as long as the connection lasts; for ever on SQLite, where nothing comes.

        Raises:
            psycopg.Error: there is no connection.
        """
        if self._url.get_backend_name() != "postgresql":
            await asyncio.get_running_loop().create_future()
        # It takes a tenth of a second of a core to read, and who is on SQLite has no use for it.
        import psycopg

        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            async with await psycopg.AsyncConnection.connect(
                address,
                autocommit=True,
                keepalives_idle=_IDLE,
                keepalives_interval=_INTERVAL,
                keepalives_count=_COUNT,
            ) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                self.heard = True
                self._outage.over()
                # What was said before is not said again.
                self._wake()
                async for _ in connection.notifies():
                    self._wake()
        finally:
            self.heard = False
            self._wake()

    async def listen_on(self) -> None:
        """Listen for ever; a lost connection is made anew."""
        while True:
            try:
                await self.listen()
            except Exception as error:
                self._outage.tell(error)
            await asyncio.sleep(OFTEN)

    def _wake(self) -> None:
        for one in self._followers:
            one.news.set()


class Follower:
    """Waits for the next time to look.

    Args:
        of: what is announced.
    """

    def __init__(self, of: Announcements) -> None:
        self._of = of
        self.news = asyncio.Event()

    async def __call__(self) -> None:
        """Until something is announced, or it is time to look anyway."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SELDOM if self._of.heard else OFTEN):
                await self.news.wait()
        self.news.clear()
