"""Two machines on one PostgreSQL: folders, ports and processes of their own, one list of Rasas.

The Rasas are away: what is tried is what the machines share.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import func, make_url, select

from bench.citizen_prompts import Prompts
from bench.citizen_runner import Citizen
from bench.crash import script
from bot.app.schema import newest_revision
from bot.complaints.case.models import Case
from bot.conversation.models import Turn
from bot.kit.db import SessionFactory, create_engine
from bot.kit.private import pseudonym
from bot.settings import ROOT
from kb.models import Faq
from kb.repository import KnowledgeRepository
from tests.ports import free_port
from tests.waiting import wait_until

NAME = "two_machines"
AT_ONCE = 3
SECONDS_TO_START = 240.0


@dataclass
class Machine:
    """One of them.

    Args:
        url: where its web process answers.
        folder: its data folder.
        process: the web process.
    """

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def say(self, text: str, sender: str, message: str = "") -> list[dict[str, Any]]:
        """The replies to a message."""
        body = {"sender": sender, "message": text, **({"message_id": message} if message else {})}
        answer = httpx.post(
            f"{self.url}/webhooks/rest/webhook", json=body, timeout=60, trust_env=False
        )
        answer.raise_for_status()
        replies: list[dict[str, Any]] = answer.json()
        return replies

    def told(self, text: str, sender: str) -> str:
        """The words of the replies."""
        return "\n".join(str(reply["text"]) for reply in self.say(text, sender))

    def is_ready(self) -> bool:
        """Whether it can answer."""
        assert self.process.poll() is None
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK


def environment(folder: Path, database: str) -> dict[str, str]:
    """Settings of one machine; the secrets are the same on all."""
    given: dict[str, Any] = {
        "DATA_DIR": folder,
        "DATABASE_URL": database,
        "ENVIRONMENT": "development",
        "SECRET_KEY": "s" * 32,
        "DATA_KEYS": f"all:{base64.b64encode(b'k' * 32).decode()}",
        "ACTION_TOKEN": "a" * 32,
        # Of the same list, as they'd be on two machines; nobody is there.
        "RASA_URL": "http://127.0.0.1:9,http://127.0.0.2:9",
        "PYTHONPATH": ROOT,
        "OMP_NUM_THREADS": 1,
    }
    return {**os.environ, **{name: str(value) for name, value in given.items()}}


@pytest.fixture(scope="module")
def database(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of its own; its tables are made by several machines that begin at once."""
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
    url = make_url(postgresql).set(database=NAME).render_as_string(hide_password=False)
    beginning = [
        subprocess.Popen(
            [sys.executable, "-m", "bot.app", "migrate"],
            cwd=ROOT,
            env=environment(tmp_path_factory.mktemp("begins"), url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(AT_ONCE)
    ]
    told = [one.communicate()[0].decode() for one in beginning]
    assert [one.returncode for one in beginning] == [0] * AT_ONCE, told
    yield url
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture(scope="module")
def machines(
    database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Machine, Machine]]:
    """Both, ready; the content was brought in once."""
    with psycopg.connect(database) as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert revision == (newest_revision(),)
    content = [sys.executable, "-c", _CONTENT]
    first = tmp_path_factory.mktemp("content")
    subprocess.run(content, cwd=ROOT, env=environment(first, database), check=True)
    with ExitStack() as stack:
        both = [
            stack.enter_context(running(tmp_path_factory.mktemp(name), database))
            for name in ("one", "other")
        ]
        for machine in both:
            deadline = time.monotonic() + SECONDS_TO_START
            while not machine.is_ready():
                assert time.monotonic() < deadline
                time.sleep(0.2)
        yield both[0], both[1]


@contextmanager
def running(folder: Path, database: str) -> Iterator[Machine]:
    """One machine's web process."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "server:app", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--log-level", "error", "--no-access-log"],
        cwd=ROOT,
        env=environment(folder, database),
        stdout=subprocess.DEVNULL,
    )
    try:
        yield Machine(f"http://127.0.0.1:{port}", folder, process)
    finally:
        process.terminate()
        process.wait(timeout=60)


_CONTENT = """
import asyncio
from bot.app.database import with_database
from bot.settings import load_settings
from tests.content import small_content

async def bring(settings, sessions):
    async with sessions.begin() as session:
        session.add_all(small_content())
    return {}

asyncio.run(with_database(load_settings(), bring))
"""


@pytest.fixture
async def sessions(database: str) -> AsyncIterator[SessionFactory]:
    """The tests' own way to the shared database."""
    engine = create_engine(database)
    factory = SessionFactory(engine)
    yield factory
    await factory.dispose()
    await engine.dispose()


async def test_an_edit_is_live_on_both(
    machines: tuple[Machine, Machine], sessions: SessionFactory
) -> None:
    asked, written = "世界标准日是哪天", "改过的回答，两台机器上一样。"
    assert all(written not in one.told(asked, "before") for one in machines)

    async with sessions.begin() as session:
        faq = (await session.scalars(select(Faq).where(Faq.slug == "standards-day"))).one()
        faq.answer = written
        await KnowledgeRepository(session).touch()

    for number, one in enumerate(machines):
        tries = iter(range(10**6))
        wait_until(lambda m=one, n=number, t=tries: written in m.told(asked, f"{n}-{next(t)}"))


async def test_what_one_has_answered_the_other_does_not_answer_again(
    machines: tuple[Machine, Machine], sessions: SessionFactory
) -> None:
    told = [one.say("GB 17761 是强制性的吗", "twice", "message-1") for one in machines * 2]

    assert told[0] == told[1] == told[2] == told[3]
    async with sessions() as session:
        who = Turn.conversation == pseudonym("s" * 32, "web", "twice")
        turns = select(func.count()).select_from(Turn).where(who)
        assert await session.scalar(turns) == 1


def test_a_conversation_goes_on_on_the_other(machines: tuple[Machine, Machine]) -> None:
    one, other = machines
    assert "17761" in one.told("GB 17761 是强制性的吗", "moving")

    assert "17761" in other.told("那它什么时候实施", "moving")


@pytest.mark.parametrize("number", [0, 1, 2], ids=["complaint", "anonymous", "named"])
async def test_a_case_told_to_both_in_turn_is_filed_once(
    machines: tuple[Machine, Machine], sessions: SessionFactory, number: int
) -> None:
    told, turns = script(number), cycle(machines)

    def say(sender: str, words: str) -> list[dict[str, Any]]:
        return next(turns).say(words, sender)

    citizen = Citizen(told, say, lambda *_: None, Prompts.load(), told.name)
    for _ in citizen.play():
        pass

    assert len(set(citizen.numbers)) == 1, citizen.transcript
    async with sessions() as session:
        shop = str(told.cases[0]["respondent"])
        filed = await session.scalars(select(Case.number).where(Case.respondent == shop))
        assert filed.all() == [citizen.numbers[0]]
    # Its receipt opens it wherever the citizen asks.
    for one in machines:
        words = f"{citizen.numbers[0]} {citizen.codes[0]}"
        assert "已登记" in one.told(words, f"receipt-{number}-{one.url}")
