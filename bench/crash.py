"""kill -9 of web, Rasa and worker in the middle of conversations: is every case there exactly once?

Usage: .venv/bin/python bench/crash.py [--conversations 200] [--kills 60] [--seed 1]

Clients talk to the service at the same time and, as WeChat does, repeat a request that got no
answer under the same message id. Kill points are drawn with a seed: half of them anywhere, half
right after a "confirm" was sent. Ends only processes it started, by their ids. Afterwards every
acknowledged case must exist once and whole, and no case may exist of which nobody was told.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.citizen_prompts import Prompts
from bench.citizen_runner import Citizen
from bench.citizen_script import Script
from bench.crash_check import check
from bench.processes import Service, service

PATH = "/webhooks/rest/webhook"
CLIENTS = 8
VICTIMS, WEIGHTS = ("web", "rasa", "worker"), (6, 2, 2)
LATEST = 0.2  # seconds between sending a request and the kill
PATIENCE = 120.0  # seconds a client repeats a request
AGAIN = 0.3  # seconds between two repeats
TURNS = 11  # a conversation has about so many; where kill points are drawn from
OPENINGS = {"complaint": "我要投诉", "named": "我要举报", "report": "我要举报"}


@dataclass
class Killer:
    """Ends a process when the drawn request is sent.

    Args:
        running: the service.
        anywhere: request number to victim and delay in seconds.
        confirming: the same, counting only requests that confirm.
    """

    running: Service
    anywhere: dict[int, tuple[str, float]]
    confirming: dict[int, tuple[str, float]]
    sent: int = 0
    confirmed: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    timers: list[threading.Thread] = field(default_factory=list)

    @classmethod
    def draw(cls, running: Service, chance: random.Random, kills: int, size: int) -> Killer:
        """Kill points for so many conversations."""

        def points(count: int, highest: int) -> dict[int, tuple[str, float]]:
            drawn = chance.sample(range(1, highest), min(count, highest - 1))
            return {
                at: (chance.choices(VICTIMS, WEIGHTS)[0], chance.uniform(0, LATEST)) for at in drawn
            }

        anywhere = points(kills - kills // 2, size * TURNS)
        return cls(running, anywhere, points(kills // 2, size))

    def sending(self, words: str) -> None:
        """Called before each new request."""
        with self.lock:
            self.sent += 1
            due = [self.anywhere.pop(self.sent, None)]
            if words == "确认":
                self.confirmed += 1
                due.append(self.confirming.pop(self.confirmed, None))
            for point in due:
                if point is not None:
                    thread = threading.Thread(target=self._kill, args=point)
                    self.timers.append(thread)
                    thread.start()

    def _kill(self, victim: str, delay: float) -> None:
        time.sleep(delay)
        if self.running.kill(victim):
            with self.lock:
                self.killed[victim] += 1

    def rest(self) -> None:
        """Wait for kills under way."""
        for thread in self.timers:
            thread.join()


@dataclass
class Client:
    """Says something until it is answered, always under the same message id.

    Args:
        url: of the service.
        killer: told of every new request.
    """

    url: str
    killer: Killer
    count: int = 0
    repeats: int = 0
    gave_up: bool = False

    def say(self, sender: str, words: str) -> list[dict[str, Any]]:
        """The replies; a failure after :data:`PATIENCE` is noted and gives none."""
        self.count += 1
        body = {"sender": sender, "message": words, "message_id": f"{sender}-{self.count}"}
        self.killer.sending(words)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if (replies := self._once(body)) is not None:
                return replies
            self.repeats += 1
            time.sleep(AGAIN)
        self.gave_up = True
        return []

    def _once(self, body: dict[str, str]) -> list[dict[str, Any]] | None:
        try:
            answer = httpx.post(f"{self.url}{PATH}", json=body, timeout=6, trust_env=False)
        except httpx.HTTPError:
            return None
        if answer.status_code != 200:
            return None
        replies: list[dict[str, Any]] = answer.json()
        waiting = any("正在查，请过几秒再发" in str(reply["text"]) for reply in replies)
        return None if waiting else replies


def script(number: int) -> Script:
    """The citizen of a number; everything about them is theirs alone."""
    kind = ("complaint", "report", "named")[number % 3]
    expected = {
        "kind": "complaint" if kind == "complaint" else "report",
        "anonymous": kind == "report",
        "respondent": f"测试商店第{number:03}号",
        "product": "电饭煲",
        "what": f"内胆掉漆，编号{number:03}",
    }
    if kind != "report":
        expected |= {"name": "张建国", "phone": f"139{number:08}"}
    return Script.of(
        {
            "name": f"crash-{number:03}",
            "turns": [OPENINGS[kind]],
            "says": {
                "respondent": expected["respondent"],
                "product": "电饭煲",
                "what": f"内胆掉漆，编号{number:03}",
                "when": "昨天",
                "where": "沙坪坝区",
                "wanted": "退款",
                "identity": "匿名" if kind == "report" else "实名",
                "name": "张建国",
                "phone": f"139{number:08}",
                "address": "沙坪坝区渝碚路 8 号",
            },
            "case": expected,
        }
    )


def talk(running: Service, killer: Killer, size: int) -> list[tuple[Citizen, Client]]:
    """All conversations, :data:`CLIENTS` at a time."""
    prompts = Prompts.load()

    def one(number: int) -> tuple[Citizen, Client]:
        client = Client(running.url, killer)
        who = script(number)
        citizen = Citizen(who, client.say, lambda *_: None, prompts, who.name)
        for _ in citizen.play():
            pass
        return citizen, client

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(one, range(size)))


def main() -> int:
    """Talk, kill, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="yubiao-crash-") as folder,
        service(Path(folder)) as running,
    ):
        chance = random.Random(options.seed)
        killer = Killer.draw(running, chance, options.kills, options.conversations)
        talked = talk(running, killer, options.conversations)
        killer.rest()
        running.wait()
        seen = check(running, [citizen for citizen, _ in talked])
    repeated = sum(client.repeats > 0 for _, client in talked)
    print(f"killed: {dict(killer.killed)}; requests: {killer.sent}")
    print(f"conversations that had to repeat a request: {repeated} of {len(talked)}")
    print(f"clients that gave up: {sum(client.gave_up for _, client in talked)}")
    for citizen, _ in talked:
        for problem in citizen.problems:
            print(f"note  {citizen.script.name}: {problem}")
    for name, count in seen.counts.items():
        print(f"{name}: {count}")
    for violation in seen.violations:
        print(f"VIOLATION  {violation}")
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if seen.violations else 0


if __name__ == "__main__":
    sys.exit(main())
