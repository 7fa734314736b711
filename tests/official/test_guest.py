from __future__ import annotations

import httpx
import pytest

from bot.official.guest import LARGEST_ANSWER, Guest, Unavailable, http_client
from bot.official.national import National
from bot.official.record import Asked, ShapeChanged
from tests.fakes.official_platforms import FakeNational, standard

STANDARDS = [standard("GB 1-2020", "2020-01-01", "2021-01-01")]


class Waited(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


def guest(transport: httpx.AsyncBaseTransport, waited: Waited) -> Guest:
    http = http_client("https://std.example", "yubiaotong/0.1", transport)
    return Guest("平台", http, 1.0, waited)


async def test_a_pause_comes_before_every_request_but_the_first() -> None:
    fake, waited = FakeNational(STANDARDS), Waited()
    asking = guest(fake.transport, waited)

    for _ in range(3):
        await asking.ask(National().page(1))

    assert waited == [1.0, 1.0]
    assert {r.headers["User-Agent"] for r in fake.asked} == {"yubiaotong/0.1"}


async def test_two_failures_are_borne_and_three_in_a_row_end_the_visit() -> None:
    fake, waited = FakeNational(STANDARDS, fails={1, 2, 4, 5, 6}), Waited()
    asking = guest(fake.transport, waited)

    await asking.ask(National().page(1))
    with pytest.raises(Unavailable) as gone:
        await asking.ask(National().page(2))

    assert len(fake.asked) == 6
    assert "返回 500" in gone.value.for_staff
    assert waited == [5.0, 9.0, 1.0, 5.0, 9.0]


async def test_no_redirect_leads_elsewhere() -> None:
    elsewhere = httpx.MockTransport(
        lambda _: httpx.Response(302, headers={"Location": "http://x/"})
    )

    with pytest.raises(Unavailable, match="302"):
        await guest(elsewhere, Waited()).ask(National().page(1))


async def test_an_endless_answer_is_refused() -> None:
    endless = httpx.MockTransport(
        lambda _: httpx.Response(200, content=b" " * (LARGEST_ANSWER + 1))
    )

    with pytest.raises(ShapeChanged, match="太大"):
        await guest(endless, Waited()).ask(National().page(1))


async def test_a_form_may_have_a_field_twice() -> None:
    seen: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.content)
        return httpx.Response(200)

    fields = (("status[]", "现行"), ("status[]", "废止"))
    await guest(httpx.MockTransport(answer), Waited()).ask(Asked("POST", "/x", fields))

    assert seen[0].count(b"status%5B%5D=") == 2
