"""What every request passes first: its size, where it really comes from, and for whom it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.app.web import create_app
from bot.settings import Settings
from tests.web.served import served

PIECE = b"x" * 16_384
HUGE = 60_000_000  # bytes
CHAT = "/webhooks/rest/webhook"
UPLOAD = "multipart/form-data; boundary=b"
# Address, type of the body, what it begins with, and how many bytes of it may be read.
TAKES = [
    (CHAT, "application/json", b'{"sender":"a","message":"', 65_536),
    ("/chat/unsubscribe", "application/json", b'{"a":"', 65_536),
    ("/progress", "application/x-www-form-urlencoded", b"number=", 65_536),
    ("/open311/v2/requests.json", "application/x-www-form-urlencoded", b"api_key=", 65_536),
    ("/wechat", "text/xml", b"<xml>", 65_536),
    ("/telegram", "application/json", b'{"a":"', 262_144),
    ("/rasa/actions?token=action-token-of-tests", "application/json", b'{"a":"', 4_000_000),
    (
        "/chat/evidence",
        UPLOAD,
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n',
        10_600_000,
    ),
    ("/console/login", "application/x-www-form-urlencoded", b"csrf=", 1_000_000),
    ("/console/staff/add", "application/x-www-form-urlencoded", b"csrf=", 1_000_000),
]


class Body:
    """A body that is made only as it is read.

    Args:
        start: its first bytes.
    """

    def __init__(self, start: bytes) -> None:
        self.start, self.read = start, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.read += len(self.start)
        yield self.start
        while self.read < HUGE:
            self.read += len(PIECE)
            yield PIECE


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={
            "telegram_token": SecretStr("1:doors"),
            "telegram_webhook_secret": SecretStr("webhook-secret"),
            "telegram_api_url": "http://127.0.0.1:9",
            "open311_api_keys": SecretStr("key"),
        }
    )


@pytest.mark.parametrize("length", [None, str(HUGE), "10"], ids=["chunked", "told", "lied"])
@pytest.mark.parametrize(("path", "kind", "start", "limit"), TAKES, ids=[t[0] for t in TAKES])
async def test_of_a_huge_body_only_so_much_is_read(
    client: httpx.AsyncClient, path: str, kind: str, start: bytes, limit: int, length: str | None
) -> None:
    headers = {"content-type": kind, "x-telegram-bot-api-secret-token": "webhook-secret"}
    if length is not None:
        headers["content-length"] = length
    body = Body(start)

    answer = await client.post(path, content=body, headers=headers)

    assert body.read <= limit + 2 * len(PIECE)
    # Telegram would deliver again what isn't taken, so that one is dropped with a 200.
    assert answer.status_code == (200 if path == "/telegram" else answer.status_code)
    assert answer.status_code < 500
    assert "Content Too Large" not in answer.text


async def test_a_body_too_large_is_told_so_in_chinese(client: httpx.AsyncClient) -> None:
    for content in (b"x" * 70_000, Body(b"{")):
        answer = await client.post(CHAT, content=content)

        assert answer.status_code == 413
        assert "太大" in answer.json()["error"]


async def test_a_browser_whose_body_is_too_large_gets_a_page(client: httpx.AsyncClient) -> None:
    for path in ("/learn/classes", "/receipt"):
        form = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
        answer = await client.post(path, content=b"title=" + b"x" * 70_000, headers=form)

        assert answer.status_code == 413, path
        assert answer.headers["content-type"].startswith("text/html")
        assert "太大" in answer.text


def nested(depth: int) -> bytes:
    return b'{"sender":"a","message":"b","more":' + b"[" * depth + b"]" * depth + b"}"


def named(count: int) -> bytes:
    more = ",".join(f'"n{number}":1' for number in range(count))
    return f'{{"sender":"a","message":"b",{more}}}'.encode()


@pytest.mark.parametrize("body", [nested(40), nested(30_000), named(2001), b'"' + b'\\"' * 30_000])
async def test_json_too_deep_or_with_too_many_names_is_refused(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post(CHAT, content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert "没法识别" in answer.json()["error"]


async def test_brackets_and_colons_in_words_are_no_structure(client: httpx.AsyncClient) -> None:
    message = "[{" * 300 + '\\"' * 50 + ":" * 300
    answer = await client.post(CHAT, json={"sender": "a", "message": message})

    assert answer.status_code == 200


@asynccontextmanager
async def asking(
    app: FastAPI, peer: str = "127.0.0.1", host: str = "test"
) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        yield client


async def statuses(client: httpx.AsyncClient, forwarded: Iterator[str]) -> list[int]:
    return [
        (
            await client.get("/open311/v2/services.json", headers={"x-forwarded-for": one})
        ).status_code
        for one in forwarded
    ]


def forged(last: str = "") -> Iterator[str]:
    return (f"203.0.113.{number}{last}" for number in range(8))


@pytest.mark.parametrize(
    ("proxies", "peer", "last", "walked_around"),
    [
        ("", "127.0.0.1", "", False),
        ("", "10.0.0.9", "", False),
        ("10.0.0.1", "127.0.0.1", "", False),
        ("10.0.0.1", "10.0.0.2", "", False),
        # A trusted proxy: whoever it names at the right end counts, forged ones stand before it.
        ("127.0.0.1", "127.0.0.1", ", 198.51.100.7", False),
        ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", ", 198.51.100.7, 10.2.3.4", False),
        # Eight citizens behind it are eight.
        ("127.0.0.1", "127.0.0.1", "", True),
        ("10.0.0.0/8", "10.0.0.9", ", 10.2.3.4", True),
    ],
)
async def test_only_a_trusted_proxy_says_where_a_request_comes_from(
    settings: Settings, proxies: str, peer: str, last: str, walked_around: bool
) -> None:
    app = create_app(
        settings.model_copy(update={"trusted_proxies": proxies, "requests_per_minute": 4})
    )
    async with asking(app, peer) as client:
        found = await statuses(client, forged(last))

    assert (429 not in found) == walked_around


def test_the_server_itself_believes_no_header_either(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"requests_per_minute": 4}))
    with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        found = [
            client.get("/open311/v2/services.json", headers={"x-forwarded-for": one}).status_code
            for one in forged()
        ]

    assert found == [200] * 4 + [429] * 4


@pytest.fixture
def production(settings: Settings) -> FastAPI:
    public = {"environment": "production", "public_url": "https://biaozhun.example.gov.cn"}
    return create_app(settings.model_copy(update=public))


@pytest.mark.parametrize(
    ("host", "path", "is_answered"),
    [
        ("biaozhun.example.gov.cn", "/healthz", True),
        ("BIAOZHUN.example.gov.cn:443", "/open311/v2/services.json", True),
        ("biaozhun.example.gov.cn", "/", True),
        ("127.0.0.1:8000", "/healthz", True),
        ("localhost:8000", "/healthz", True),
        ("[::1]:8000", "/healthz", True),
        ("127.0.0.1:8000", "/open311/v2/services.json", False),
        ("evil.example", "/healthz", False),
        ("evil.example", "/", False),
        ("evil.example", "/console/login", False),
        ("biaozhun.example.gov.cn:8443", "/", False),
        ("biaozhun.example.gov.cn.evil.example", "/", False),
        ("x@biaozhun.example.gov.cn", "/", False),
        ("biaozhun.example.gov.cn/x", "/", False),
        ("", "/", False),
        ("biaozhun.example.gov.cn:port", "/", False),
    ],
)
async def test_in_production_only_our_own_host_is_answered(
    production: FastAPI, host: str, path: str, is_answered: bool
) -> None:
    async with asking(production) as client:
        answer = await client.get(path, headers={"host": host})

    assert (answer.status_code == 200) == is_answered
    if not is_answered:
        told: dict[str, Any] = answer.json()
        assert answer.status_code == 400
        assert "PUBLIC_URL" in told["error"]


async def test_rasa_reaches_the_actions_over_the_loopback(production: FastAPI) -> None:
    async with asking(production, host="127.0.0.1:8000") as client:
        answer = await client.post("/rasa/actions?token=action-token-of-tests", json=[])

    assert answer.json()["error"].startswith("发来的内容没法识别")


async def test_the_monitoring_reads_its_figures_over_the_loopback(production: FastAPI) -> None:
    """Without the token there is nothing there, but the host is not what is refused."""
    async with asking(production, host="127.0.0.1:8000") as client:
        assert (await client.get("/metrics")).status_code == 404
