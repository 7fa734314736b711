from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.channels.wechat.api.errors import AskOperator, RetryLater
from bot.channels.wechat.api.models import WeChatToken
from bot.kit.db import SessionFactory
from tests.channels.wechat.api.conftest import Clients
from tests.fakes.wechat_api import FakeWeChat
from tests.fakes.wechat_api_base import FakeClock
from tests.serving import in_thread
from tests.waiting import PATIENCE

ANNE = "oAnne_0000000000000000000001"


async def test_many_clients_share_one_token(clients: Clients, fake: FakeWeChat) -> None:
    made = [clients() for _ in range(5)]

    await asyncio.gather(*(client.tags.all() for client in made for _ in range(4)))

    assert fake.tokens.fetches == ["stable"]
    assert len(fake.called("tags/get")) == 20


async def test_the_token_is_sealed_in_the_database(
    clients: Clients, fake: FakeWeChat, sessions: SessionFactory
) -> None:
    await clients().tags.all()

    async with sessions() as session:
        row = (await session.scalars(select(WeChatToken))).one()
    assert fake.tokens.stable is not None
    assert fake.tokens.stable[0] not in row.sealed
    assert row.leased_by == ""


async def test_a_token_is_renewed_five_minutes_before_its_end(
    clients: Clients, fake: FakeWeChat, clock: FakeClock
) -> None:
    client = clients()
    await client.tags.all()
    clock.advance(7200 - 301)
    await client.tags.all()
    assert fake.tokens.fetches == ["stable"]

    clock.advance(2)
    await client.tags.all()
    assert fake.tokens.fetches == ["stable", "stable"]


async def test_a_killed_token_is_fetched_once_by_whoever_notices_first(
    clients: Clients, fake: FakeWeChat
) -> None:
    made = [clients() for _ in range(3)]
    await asyncio.gather(*(client.tags.all() for client in made))
    fake.tokens.invalidate()

    await asyncio.gather(*(client.tags.all() for client in made))

    assert fake.tokens.fetches == ["stable", "stable"]


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_a_token_the_platform_calls_valid_but_refuses_is_forced_once(
    clients: Clients, fake: FakeWeChat, errcode: int
) -> None:
    client = clients()
    await client.tags.all()
    fake.fail("tags/get", errcode)

    await client.tags.all()

    assert fake.tokens.fetches == ["stable", "stable", "forced"]


async def test_a_platform_that_refuses_every_token_makes_no_loop(
    clients: Clients, fake: FakeWeChat
) -> None:
    client = clients()
    fake.fail("tags/get", 40001, times=50)

    with pytest.raises(AskOperator, match="连续拒绝"):
        await client.tags.all()

    assert len(fake.called("tags/get")) == 2
    assert len(fake.tokens.fetches) == 3
    with pytest.raises(RetryLater):  # forcing again within 30 s is not even tried
        await client.tags.all()
    assert fake.tokens.fetches.count("forced") == 1


async def test_wrong_credentials_stop_all_calls_for_a_minute(
    clients: Clients, fake: FakeWeChat, clock: FakeClock
) -> None:
    client = clients(secret="wrong-" * 5)
    for _ in range(3):
        with pytest.raises(AskOperator, match="WECHAT_APP_SECRET"):
            await client.tags.all()
    assert len(fake.called("stable_token")) == 1

    clock.advance(61)
    with pytest.raises(AskOperator):
        await client.tags.all()
    assert len(fake.called("stable_token")) == 2


async def test_a_foreign_address_is_named_for_the_operator(
    clients: Clients, fake: FakeWeChat
) -> None:
    fake.account.whitelist = {"10.0.0.1"}
    with pytest.raises(AskOperator, match=r"白名单.*IP：127\.0\.0\.1"):
        await clients().tags.all()


async def test_a_refresher_that_died_holds_nobody_up_for_long(
    clients: Clients, fake: FakeWeChat, sessions: SessionFactory
) -> None:
    client = clients()
    async with sessions.begin() as session:
        left = WeChatToken(app_id="wx0123456789abcdef", leased_by="dead")
        left.leased_until = clients.now().replace(microsecond=0)
        session.add(left)
    clients.clock.advance(-14)

    started = clients.clock()
    await client.tags.all()

    assert fake.tokens.fetches == ["stable"]
    assert 13 < clients.clock() - started < 16


PROCESS = """
import asyncio, sys
import structlog
from pydantic import SecretStr
from bot.channels.wechat.api import WeChatClient
from bot.kit.db import SessionFactory, create_engine
from bot.kit.sealing import Keyring

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

async def main(database, address, key):
    engine = create_engine(database)
    sessions = SessionFactory(engine)
    secret = SecretStr("0123456789abcdef0123456789abcdef")
    client = WeChatClient("wx0123456789abcdef", secret, sessions, Keyring.parse(key), address)
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "stop":
            break
        tags = await asyncio.gather(*(client.tags.all() for _ in range(5)))
        print(len(tags), flush=True)
    await client.close()
    await sessions.dispose()
    await engine.dispose()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def served() -> Iterator[tuple[FakeWeChat, str]]:
    """The fake on a real port, with real time and a slow token."""
    fake = FakeWeChat()
    with in_thread(fake, lifespan="off") as address:
        yield fake, address


async def test_four_processes_at_once_refresh_exactly_once(
    served: tuple[FakeWeChat, str], database_url: str, sessions: SessionFactory, tmp_path: Path
) -> None:
    fake, address = served
    key = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    script = tmp_path / "process.py"
    script.write_text(PROCESS)
    root = Path(__file__).parents[4]
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            str(script),
            database_url,
            address,
            key,
            cwd=root,
            env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        for _ in range(4)
    ]

    async def each(line: str, expected: bytes) -> None:
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(line.encode() + b"\n")
        for process in processes:
            assert process.stdout is not None
            assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == expected

    for process in processes:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"ready\n"
    fake.seconds_to_answer = 0.3  # all four are there before the first has its token
    await each("go", b"5\n")
    first = list(fake.tokens.fetches)
    fake.tokens.invalidate()
    await each("go", b"5\n")
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"stop\n")
        await process.wait()

    assert first == ["stable"]
    assert fake.tokens.fetches == ["stable", "stable"]


async def test_no_connection_is_told_from_a_broken_one(clients: Clients) -> None:
    def unreachable(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(RetryLater, match="连不上微信服务器"):
        await clients(transport=httpx.MockTransport(unreachable)).tags.all()
