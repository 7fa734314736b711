"""Citizens who talk while faults happen, and what each of them heard and when."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.citizen_prompts import Prompts
from bench.citizen_runner import Citizen
from bench.crash import script
from bench.silence import AES_KEY, APP_ID, CUT, TOKEN, TRIES
from tests.fakes.wechat_api import FakeWeChat
from tests.fakes.wechat_pusher import Pusher

NUMBERS = ("17761", "18401", "2760")
ASKERS, ON_WECHAT, FILING = 2, 2, 1
BETWEEN = 0.4  # seconds: the cores are for those that start
AGAIN = 0.3
PATIENCE = 120.0  # seconds a message is repeated
WAITING = "正在查"
NOT_KEPT = "没有保存下来"


@dataclass
class Said:
    """One message.

    Args:
        by: ``web`` or ``wechat``.
        sender: who, each but once.
        sent: when, as all moments here by the monotonic clock.
        heard: when anything was said to it, be it that nothing can be kept now.
        answered: when its answer came.
        late: whether it came as a customer-service message.
        again: how often it was sent once more as a new message, being told that it wasn't kept.
    """

    by: str
    sender: str
    sent: float
    heard: float | None = None
    answered: float | None = None
    late: bool = False
    again: int = 0

    def hear(self, answer: bool) -> None:
        """Something was said."""
        now = time.monotonic()
        self.heard = self.heard or now
        if answer:
            self.answered = now

    def silence(self, until: float) -> float:
        """Seconds without a word."""
        return (self.heard or until) - self.sent


@dataclass
class Citizens:
    """All of them.

    Args:
        url: of the service.
        fake: the WeChat platform.
        seed: of what is drawn.
    """

    url: str
    fake: FakeWeChat
    seed: int = 1
    said: list[Said] = field(default_factory=list)
    filed: list[Citizen] = field(default_factory=list)
    clock_off: int = 0  # seconds WeChat's clock is behind ours
    files: bool = True  # whether cases are begun
    _over: threading.Event = field(default_factory=threading.Event)
    _number: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def talking(self) -> Iterator[None]:
        """They talk until the block ends, and then what they have begun is ended."""
        works: list[Callable[[], None]] = [self._ask] * ASKERS + [self._push] * ON_WECHAT
        works += [self._file] * FILING
        with ThreadPoolExecutor(len(works)) as pool:
            begun: list[Future[None]] = [pool.submit(work) for work in works]
            try:
                yield
            finally:
                self._over.set()
            for one in begun:
                one.result()

    def one(self, patience: float = PATIENCE) -> Said:
        """One more asks on the web, until there is an answer."""
        number = next(self._number)
        said = Said("web", f"soak-{number}", time.monotonic())
        self.said.append(said)
        # In ever new words, for Rasa to read.
        text = f"GB {NUMBERS[number % 3]} 是强制性的吗{'呀' * (number % 7)}"
        body = {"sender": said.sender, "message": text, "message_id": "1"}
        while said.answered is None and time.monotonic() - said.sent < patience:
            answer, right = self._post(body, NUMBERS[number % 3])
            if answer:
                said.hear(right)
            if not right:
                time.sleep(AGAIN)
        return said

    def push(self, text: str, number: int, times: int = 1) -> Said:
        """One message on WeChat: three tries, five seconds apart, then the customer service."""
        openid = f"oSoak{number:023d}"
        self.fake.follow(openid)
        self.fake.messages.interact(openid)
        said = Said("wechat", openid, time.monotonic())
        self.said.append(said)
        pusher = Pusher(TOKEN, APP_ID, AES_KEY, openid=openid)
        while NOT_KEPT in self._tried(pusher, text, number, times, said):
            # Sent once more, as the sentence asks.
            if time.monotonic() - said.sent > PATIENCE:
                break
            time.sleep(BETWEEN)
            number, said.again = next(self._number), said.again + 1
        while said.answered is None and time.monotonic() - said.sent < PATIENCE:
            if self._over.is_set() and said.heard:
                break
            if self.fake.messages.received.get(openid):
                said.late = True
                said.hear(True)
            time.sleep(AGAIN)
        return said

    def _tried(self, pusher: Pusher, text: str, number: int, times: int, said: Said) -> str:
        """What was shown of one message: three tries, until one is answered."""
        begun = time.monotonic()
        for attempt in range(TRIES):
            time.sleep(max(0.0, begun + attempt * CUT - time.monotonic()))
            with ThreadPoolExecutor(times) as pool:
                told = list(pool.map(lambda _: self._pushed(pusher, text, number), range(times)))
            for one in filter(None, told):
                said.hear("强制" in one)
            if any(one is not None for one in told):
                break
        return "".join(filter(None, told))

    def _post(self, body: dict[str, str], about: str) -> tuple[bool, bool]:
        """Whether something was said, and whether it is the answer."""
        try:
            answer = httpx.post(
                f"{self.url}/webhooks/rest/webhook", json=body, timeout=6, trust_env=False
            )
            told = answer.text
        except httpx.HTTPError:
            return False, False
        return WAITING not in told, answer.status_code == httpx.codes.OK and about in told

    def _pushed(self, pusher: Pusher, text: str, number: int) -> str | None:
        """What was shown at once; empty for ``success``, None where the try failed."""
        sent = pusher.text(text, number, age=self.clock_off)
        try:
            answer = httpx.post(
                f"{self.url}/wechat", params=sent.query, content=sent.body, timeout=CUT,
                trust_env=False,
            )  # fmt: skip
        except httpx.HTTPError:
            return None
        if answer.status_code != httpx.codes.OK:
            return None
        return pusher.read(answer.text) or ""

    def _ask(self) -> None:
        while not self._over.is_set():
            self.one()
            self._over.wait(BETWEEN)

    def _push(self) -> None:
        while not self._over.is_set():
            number = next(self._number)
            self.push(f"GB {NUMBERS[number % 3]} 是强制性的吗{'呀' * (number % 7)}", number)
            self._over.wait(BETWEEN)

    def _file(self) -> None:
        prompts = Prompts.load()
        for number in itertools.count():
            while not self.files and not self._over.is_set():
                time.sleep(AGAIN)
            if self._over.is_set():
                return
            told = script(number)
            citizen = Citizen(told, self._say, lambda *_: None, prompts, told.name)
            for _ in citizen.play():
                pass
            self.filed.append(citizen)

    def _say(self, sender: str, words: str) -> list[dict[str, Any]]:
        """Says something until it is answered, under one id."""
        number = next(self._number)
        body = {"sender": sender, "message": words, "message_id": str(number)}
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            try:
                answer = httpx.post(
                    f"{self.url}/webhooks/rest/webhook", json=body, timeout=6, trust_env=False
                )
            except httpx.HTTPError:
                time.sleep(AGAIN)
                continue
            if answer.status_code == httpx.codes.OK and WAITING not in answer.text:
                replies: list[dict[str, Any]] = answer.json()
                return replies
            time.sleep(AGAIN)
        return []


def shuffled(citizens: Citizens, count: int = 6) -> None:
    """Messages that come twice at the same moment, the later ones first."""
    numbers = [next(citizens._number) for _ in range(count)]
    random.Random(citizens.seed).shuffle(numbers)
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda n: citizens.push(f"GB {NUMBERS[n % 3]} 是强制性的吗", n, 2), numbers))
