"""Two web processes behind one port: who dies takes only its own requests, both say the same."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import httpx
import psutil
import pytest

from tests.journeys.conftest import METRICS_TOKEN, Running

pytestmark = pytest.mark.rasa

EDIT_SECONDS = 60.0  # two are promised; a machine busy with other tests takes its time
NUMBERS = ("17761", "18401", "2760")
FOLLOWS = "那它什么时候实施"
CLIENTS = 8
MESSAGES = 20  # of each client


@pytest.fixture
def service(twice: Running) -> Running:
    return twice


def webs(service: Running) -> list[psutil.Process]:
    """The web processes that live now."""
    return service.living("bot.app.web_process")


def accepting(service: Running) -> list[psutil.Process]:
    """Both web processes, as soon as each answers by itself."""
    deadline = time.monotonic() + 120
    while len(both := webs(service)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    for one in both:
        with only(one, both):
            service.wait_for("ok", 120)
    return both


@contextmanager
def only(process: psutil.Process, both: list[psutil.Process]) -> Iterator[None]:
    """The others stand still: what is asked meanwhile this one answers."""
    others = [other for other in both if other.pid != process.pid]
    for other in others:
        other.suspend()
    try:
        yield
    finally:
        for other in others:
            other.resume()


def said(service: Running, text: str, sender: str) -> str:
    return "\n".join(str(reply["text"]) for reply in service.say(text, sender))


def test_an_edit_is_live_in_both(service: Running) -> None:
    both = accepting(service)
    with closing(sqlite3.connect(service.folder / "data" / "yubiao.db", timeout=20)) as database:
        with database:
            changed = database.execute(
                "UPDATE faq SET answer = '改过的回答，甲乙两处一样。'"
                " WHERE question LIKE '世界标准日是哪%'"
            )
            database.execute("UPDATE kb_revision SET revision = revision + 1")
        assert changed.rowcount == 1

    deadline = time.monotonic() + EDIT_SECONDS
    for number, one in enumerate(both):
        with only(one, both):
            while "甲乙两处一样" not in said(service, "世界标准日是哪天？", f"edit-{number}"):
                assert time.monotonic() < deadline
                time.sleep(0.5)


def test_a_dialogue_goes_on_in_the_other(service: Running) -> None:
    first, second = both = accepting(service)
    with only(first, both):
        asked = service.say("帮我查一个标准", "wanderer")
    with only(second, both):
        done = said(service, "GB 18401", "wanderer")
        service.say("GB 17761 是强制性的吗", "wanderer")
    with only(first, both):
        followed = said(service, "那它什么时候实施", "wanderer")

    assert "form" in [reply["metadata"]["kind"] for reply in asked]  # type: ignore[index]
    assert "GB 18401-2010" in done
    assert "17761" in followed


def test_messages_sent_without_waiting_are_answered_in_their_order(service: Running) -> None:
    accepting(service)
    asked = [f"GB {number} 是强制性的吗" for number in NUMBERS]

    with ThreadPoolExecutor(6) as pool:
        sending = []
        for question in asked:
            for text in (question, FOLLOWS):
                sending.append(pool.submit(service.say, text, "hasty"))
                time.sleep(0.05)
        assert all(one.result(timeout=60) for one in sending)

    with closing(sqlite3.connect(service.folder / "data" / "yubiao.db")) as database:
        (conversation,) = database.execute(
            "SELECT conversation FROM turn WHERE question = ? ORDER BY id DESC LIMIT 1", (asked[2],)
        ).fetchone()
        query = "SELECT question, replies FROM turn WHERE conversation = ? ORDER BY id"
        turns = database.execute(query, (conversation,)).fetchall()
    assert len(turns) == 6
    for (before, _), (question, replies) in pairwise(turns):
        if question == FOLLOWS and before in asked:
            assert before.split()[1] in replies


def test_both_tell_the_errors_of_both(service: Running) -> None:
    both = accepting(service)
    header = {"Authorization": f"Bearer {METRICS_TOKEN}"}

    def counted() -> float:
        text = httpx.get(f"{service.url}/metrics", headers=header, trust_env=False).text
        return sum(map(float, re.findall(r"^yubiao_errors_total\S* (\S+)$", text, re.MULTILINE)))

    before = counted()
    for one in both:
        with only(one, both):
            httpx.get(f"{service.url}/there-is-no-such-page", trust_env=False)

    for one in both:
        with only(one, both):
            assert counted() == before + 2


def test_who_is_killed_takes_only_its_own_requests(service: Running) -> None:
    """Eight talk at once; what got no answer is sent again under its id, as WeChat does."""
    both = accepting(service)
    failed: list[tuple[float, float]] = []
    killed_at: list[float] = []
    begun = threading.Event()

    def talk(client: int) -> list[tuple[str, str]]:
        """What was said to follow-ups that does not name what the question before was about."""
        wrong = []
        for number in range(MESSAGES):
            about = NUMBERS[(client + number // 2) % len(NUMBERS)]
            text = FOLLOWS if number % 2 else f"GB {about} 是强制性的吗"
            said = sent({"sender": f"k{client}", "message": text, "message_id": f"m{number}"})
            if about not in said:
                wrong.append((text, said))
            if number == MESSAGES // 3:
                begun.set()
        return wrong

    def sent(body: dict[str, str]) -> str:
        while True:
            at = time.monotonic()
            try:
                # A connection of its own each: a kept one belongs to the process that dies.
                answer = httpx.post(
                    f"{service.url}/webhooks/rest/webhook", json=body, timeout=60, trust_env=False
                )
            except httpx.TransportError:
                failed.append((at, time.monotonic()))
                assert len(failed) < 2 * CLIENTS
                continue
            assert answer.status_code == 200, answer.text
            return "".join(str(one["text"]) for one in answer.json())

    with ThreadPoolExecutor(CLIENTS) as pool:
        talking = [pool.submit(talk, client) for client in range(CLIENTS)]
        assert begun.wait(60)
        killed_at.append(time.monotonic())
        os.kill(both[0].pid, signal.SIGKILL)
        wrong = [one.result(timeout=240) for one in talking]

    assert not any(wrong), wrong
    # Nobody who came after it was dead had anything of it.
    assert all(at <= killed_at[0] <= until for at, until in failed)
    assert len(failed) <= CLIENTS
    with closing(sqlite3.connect(Path(service.folder) / "data" / "yubiao.db")) as database:
        answered = "SELECT count(*), count(DISTINCT key) FROM turn WHERE replies IS NOT NULL"
        before = "SELECT count(*) FROM turn WHERE replies IS NULL"
        turns, keys = database.execute(answered).fetchone()
        assert turns == keys >= CLIENTS * MESSAGES
        assert database.execute(before).fetchone() == (0,)
    assert both[0].pid not in [one.pid for one in accepting(service)]
