"""Two of each process: any may die, and all may be replaced, while messages run."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager

import httpx
import pytest

from tests.journeys.conftest import SECONDS_TO_START, Running

pytestmark = pytest.mark.rasa

MARKS = {"web": "bot.app.web_process", "rasa": "bot.rasa.serve", "worker": "huey_consumer"}
CLIENTS = 3
SECONDS_BETWEEN = 0.4  # the cores are for those that start
NUMBERS = ("17761", "18401", "2760")


def living(service: Running) -> dict[str, list[int]]:
    """The processes by kind, the oldest first."""
    return {name: [one.pid for one in service.living(mark)] for name, mark in MARKS.items()}


class Talkers:
    """Citizens who ask on until they are told to stop; what got no answer is asked again."""

    def __init__(self, service: Running, called: str) -> None:
        self._service, self._called = service, called
        self._over = threading.Event()
        self.answered: Counter[str] = Counter()
        self.unanswered: list[str] = []

    def talk(self, client: int) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            about = NUMBERS[number % len(NUMBERS)]
            # In ever new words, for Rasa to read.
            text = f"GB {about} 是强制性的吗{'呀' * (number % 7)}{'，' + '谢谢' * (number % 5)}"
            key = f"{client}-{number}"
            body = {"sender": f"{self._called}-{client}", "message": text, "message_id": key}
            while about not in (said := self._sent(body)):
                assert not said, said
            self.answered[key] += 1
            self._over.wait(SECONDS_BETWEEN)

    def _sent(self, body: dict[str, str]) -> str:
        url = f"{self._service.url}/webhooks/rest/webhook"
        try:
            answer = httpx.post(url, json=body, timeout=60, trust_env=False)
        except httpx.TransportError as problem:
            self.unanswered.append(f"{body['message_id']} {problem!r}")
            assert len(self.unanswered) < 100
            return ""
        assert answer.status_code == httpx.codes.OK, answer.text
        return "".join(str(reply["text"]) for reply in answer.json())

    @contextmanager
    def talking(self) -> Iterator[None]:
        """Meanwhile they talk; at the end each has heard an answer to all that was asked."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            talking: list[Future[None]] = [pool.submit(self.talk, one) for one in range(CLIENTS)]
            try:
                yield
            finally:
                self._over.set()
            for one in talking:
                one.result(timeout=120)


def turns_of(service: Running) -> tuple[int, int, int]:
    """Turns answered, how many messages they answer, and turns without an answer."""
    with closing(sqlite3.connect(service.folder / "data" / "yubiao.db", timeout=20)) as database:
        answered = "SELECT count(*), count(DISTINCT key) FROM turn WHERE replies IS NOT NULL"
        turns, keys = database.execute(answered).fetchone()
        (open_ones,) = database.execute(
            "SELECT count(*) FROM turn WHERE replies IS NULL"
        ).fetchone()
    return turns, keys, open_ones


def test_one_of_each_is_killed(twice: Running) -> None:
    """Nothing but what the dead web process was answering is unanswered, and that but once."""
    before, had = living(twice), turns_of(twice)[0]
    assert {name: len(pids) for name, pids in before.items()} == dict.fromkeys(MARKS, 2)
    talkers = Talkers(twice, "killed")

    with talkers.talking():
        for pids in before.values():
            os.kill(pids[0], signal.SIGKILL)
            twice.say("世界标准日是哪天", f"beside-{pids[0]}")
        twice.wait_for("ok", SECONDS_TO_START)

    assert len(talkers.unanswered) <= CLIENTS, talkers.unanswered
    turns, keys, open_ones = turns_of(twice)
    assert turns - had == len(talkers.answered) + len(before)
    assert (turns, open_ones) == (keys, 0)
    after = living(twice)
    assert all(len(pids) == 2 for pids in after.values())
    assert all(before[name][1] in after[name] for name in MARKS)


def test_all_are_replaced(twice: Running) -> None:
    before, had = living(twice), turns_of(twice)[0]
    talkers = Talkers(twice, "replaced")

    with talkers.talking():
        told = twice.yubiao("restart")

    assert talkers.unanswered == []
    turns, keys, open_ones = turns_of(twice)
    assert turns - had == len(talkers.answered)
    assert (turns, open_ones) == (keys, 0)
    after = living(twice)
    for name, pids in before.items():
        assert not set(pids) & set(after[name])
        assert len(after[name]) == 2
    assert "web：换了 2 个" in told
    assert twice.state()["status"] == "ok"
