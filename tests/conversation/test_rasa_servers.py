"""Several Rasa processes: who is asked, and who is asked next."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import httpx
import pytest

from bot.dialogue.client import DialogueClient, DialogueUnavailable
from bot.dialogue.servers import REST_SECONDS
from tests.waiting import until

PARSE = {"intent": {"name": "greet", "confidence": 0.9}}


class OneRasa:
    """A Rasa process that answers, is away, or stands still.

    Args:
        fault: raised instead of an answer while it is set.
    """

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.fault: Callable[[], Exception] | None = None
        self.faults_left = 1000
        self.standing: asyncio.Event | None = None

    @property
    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer), base_url="http://r")

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.fault is not None and self.faults_left:
            self.faults_left -= 1
            raise self.fault()
        if self.standing is not None:
            await self.standing.wait()
            raise httpx.ReadTimeout("too late")
        if request.url.path == "/status":
            return httpx.Response(200, json={"model_file": "model.tar.gz"})
        if request.url.path.endswith("/parse"):
            return httpx.Response(200, json=PARSE)
        return httpx.Response(200, json=[{"text": "好"}])


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def several(count: int, clock: Clock) -> tuple[list[OneRasa], DialogueClient]:
    rasas = [OneRasa() for _ in range(count)]
    return rasas, DialogueClient([rasa.client for rasa in rasas], 1.0, clock)


async def where(rasas: list[OneRasa], talk: DialogueClient, conversation: str) -> int:
    """Which of them takes the conversation's turn."""
    before = [len(rasa.asked) for rasa in rasas]
    await talk.take_turn(conversation, "好的")
    return next(n for n, rasa in enumerate(rasas) if len(rasa.asked) > before[n])


async def test_a_conversation_stays_with_one_and_they_share_the_conversations(
    clock: Clock,
) -> None:
    rasas, talk = several(3, clock)
    names = [f"citizen-{number}" for number in range(60)]

    first = {name: await where(rasas, talk, name) for name in names}

    assert first == {name: await where(rasas, talk, name) for name in names}
    assert min(Counter(first.values()).values()) > 5
    others, elsewhere = several(3, clock)  # another web process's
    assert first == {name: await where(others, elsewhere, name) for name in names}


@pytest.mark.parametrize(
    "fault", [lambda: httpx.ConnectError("refused"), lambda: httpx.ReadTimeout("slow")]
)
async def test_the_next_takes_over_and_only_its_conversations_move(
    clock: Clock, fault: Callable[[], Exception]
) -> None:
    rasas, talk = several(3, clock)
    names = [f"citizen-{number}" for number in range(30)]
    before = {name: await where(rasas, talk, name) for name in names}
    rasas[0].fault = fault

    for name in names:  # nobody notices
        assert [reply.text for reply in await talk.take_turn(name, "好的")] == ["好"]
        assert (await talk.parse(f"你好{name}")).intent == "greet"

    after = {name: await where(rasas, talk, name) for name in names}
    assert {name: place for name, place in after.items() if before[name] != 0} == {
        name: place for name, place in before.items() if place != 0
    }
    assert 0 not in after.values()
    rasas[0].fault = None
    clock.now += REST_SECONDS
    assert before == {name: await where(rasas, talk, name) for name in names}


async def test_one_that_failed_rests_and_all_away_is_told_at_once(clock: Clock) -> None:
    rasas, talk = several(2, clock)
    for rasa in rasas:
        rasa.fault = lambda: httpx.ConnectError("refused")
    with pytest.raises(DialogueUnavailable):
        await talk.parse("你好")
    tried = sum(len(rasa.asked) for rasa in rasas)

    with pytest.raises(DialogueUnavailable):
        await talk.parse("在吗")

    assert tried == sum(len(rasa.asked) for rasa in rasas) == 2


@pytest.mark.parametrize(
    "fault",
    [lambda: httpx.RemoteProtocolError("disconnected"), lambda: httpx.ReadError("reset")],
)
async def test_a_connection_that_a_leaving_process_closed_is_made_anew(
    clock: Clock, fault: Callable[[], Exception]
) -> None:
    """Its successor listens on the same port (``yubiao restart``), also of a single Rasa."""
    (rasa,), talk = several(1, clock)
    rasa.fault, rasa.faults_left = fault, 1

    assert (await talk.parse("你好")).intent == "greet"
    rasa.faults_left = 1
    assert await talk.take_turn("citizen", "好的")


async def test_who_stands_still_is_asked_least(clock: Clock) -> None:
    """A Rasa that loads a model answers nothing meanwhile."""
    rasas, talk = several(2, clock)
    rasas[0].standing = asyncio.Event()
    stuck = [asyncio.create_task(talk.parse(f"第一句{number}")) for number in range(2)]
    await until(lambda: rasas[0].asked, "the first is stuck")

    for number in range(20):
        assert (await talk.parse(f"你好{number}")).intent == "greet"

    assert len(rasas[0].asked) == 1
    rasas[0].standing.set()
    assert {parse.intent for parse in await asyncio.gather(*stuck)} == {"greet"}


async def test_all_of_them_forget_a_conversation(clock: Clock) -> None:
    rasas, talk = several(3, clock)
    rasas[1].fault = lambda: httpx.ConnectError("refused")

    await talk.erase("citizen")

    assert [[one.url.path for one in rasa.asked] for rasa in rasas] == [
        ["/conversations/citizen/tracker/events"]
    ] * 3


async def test_how_many_are_away_is_told(clock: Clock) -> None:
    rasas, talk = several(3, clock)
    assert (await talk.away(), talk.processes) == (0, 3)
    rasas[2].fault = lambda: httpx.ConnectError("refused")
    assert await talk.away() == 1
