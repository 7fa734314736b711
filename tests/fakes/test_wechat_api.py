from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from tests.fakes.wechat_api import FakeWeChat
from tests.fakes.wechat_api_base import Account, FakeClock

ANNE = "oAnne_0000000000000000000001"
BEN = "oBen__0000000000000000000002"
JPG = b"\xff\xd8\xff\xe0" + b"0" * 100


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def fake(clock: FakeClock) -> FakeWeChat:
    return FakeWeChat(clock)


class Caller:
    """A plain HTTP client with a token, that knows nothing of the product."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.token = ""

    async def stable(self, **more: Any) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential",
            "appid": "wx0123456789abcdef",
            "secret": "0123456789abcdef0123456789abcdef",
            **more,
        }
        answer = (await self.http.post("/cgi-bin/stable_token", json=body)).json()
        self.token = answer.get("access_token", self.token)
        return dict(answer)

    async def plain(self) -> dict[str, Any]:
        params = {
            "grant_type": "client_credential",
            "appid": "wx0123456789abcdef",
            "secret": "0123456789abcdef0123456789abcdef",
        }
        return dict((await self.http.get("/cgi-bin/token", params=params)).json())

    async def post(self, path: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        content = json.dumps(body, ensure_ascii=more.get("escaped", False)).encode()
        params = {"access_token": more.get("token", self.token)}
        found = await self.http.post(f"/cgi-bin/{path}", params=params, content=content)
        return dict(found.json())

    async def code(self, path: str, body: dict[str, Any], **more: Any) -> int:
        return int((await self.post(path, body, **more)).get("errcode", 0))

    async def text(self, openid: str, text: str = "您好") -> int:
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        return await self.code("message/custom/send", body)

    async def upload(self, path: str, content: bytes, kind: str = "image") -> dict[str, Any]:
        params = {"access_token": self.token, "type": kind}
        files = {"media": ("a.jpg", content, "image/jpeg")}
        found = await self.http.post(f"/cgi-bin/{path}", params=params, files=files)
        return dict(found.json())


@pytest.fixture
async def caller(fake: FakeWeChat) -> AsyncIterator[Caller]:
    transport = httpx.ASGITransport(fake)
    async with httpx.AsyncClient(transport=transport, base_url="http://fake") as http:
        made = Caller(http)
        await made.stable()
        yield made


async def test_a_stable_token_stays_the_same_and_is_renewed_five_minutes_before_its_end(
    caller: Caller, clock: FakeClock
) -> None:
    first = await caller.stable()
    clock.advance(6899)
    second = await caller.stable()
    clock.advance(2)
    third = await caller.stable()

    assert second == {"access_token": first["access_token"], "expires_in": 301}
    assert third["access_token"] != first["access_token"]
    assert third["expires_in"] == 7200
    # The old one still works to its end.
    assert await caller.code("draft/batchget", {"count": 1}, token=first["access_token"]) == 0
    clock.advance(300)
    assert await caller.code("draft/batchget", {"count": 1}, token=first["access_token"]) == 40001


async def test_each_plain_token_kills_the_one_before_but_not_the_stable_one(
    caller: Caller, clock: FakeClock
) -> None:
    first, second = await caller.plain(), await caller.plain()

    codes = [
        await caller.code("draft/batchget", {"count": 1}, token=token)
        for token in (first["access_token"], second["access_token"], caller.token, "", "x")
    ]

    assert codes == [40001, 0, 0, 41001, 40001]
    clock.advance(7200)
    assert await caller.code("draft/batchget", {}, token=second["access_token"]) == 42001


async def test_forcing_is_limited_to_every_thirty_seconds_and_twenty_a_day(
    caller: Caller, clock: FakeClock
) -> None:
    old = caller.token
    await caller.stable(force_refresh=True)

    assert caller.token != old
    assert await caller.code("draft/batchget", {"count": 1}, token=old) == 40001
    assert (await caller.stable(force_refresh=True))["errcode"] == 45011
    for _ in range(19):
        clock.advance(31)
        assert "access_token" in await caller.stable(force_refresh=True)
    clock.advance(31)
    assert (await caller.stable(force_refresh=True))["errcode"] == 45009


async def test_wrong_credentials_and_foreign_addresses_get_no_token(
    caller: Caller, fake: FakeWeChat
) -> None:
    assert (await caller.stable(appid="wx"))["errcode"] == 40013
    assert (await caller.stable(secret="no"))["errcode"] == 40125
    fake.account.whitelist = {"10.0.0.1"}
    refused = await caller.stable()
    assert refused["errcode"] == 40164
    assert "127.0.0.1" in refused["errmsg"]


@pytest.mark.parametrize(
    ("deed", "count", "seconds"),
    [
        ("message", 5, 48 * 3600),
        ("click", 3, 60),
        ("follow", 3, 60),
        ("scan", 3, 60),
    ],
)
async def test_a_deed_opens_a_window_for_some_messages(
    caller: Caller, fake: FakeWeChat, clock: FakeClock, deed: str, count: int, seconds: int
) -> None:
    assert await caller.text(ANNE) == 45015
    fake.messages.interact(ANNE, deed)
    assert [await caller.text(ANNE) for _ in range(count + 1)] == [0] * count + [45047]
    fake.messages.interact(ANNE, deed)
    clock.advance(seconds - 1)
    await caller.stable()
    assert await caller.text(ANNE) == 0
    clock.advance(1)
    assert await caller.text(ANNE) == 45015
    assert len(fake.messages.received[ANNE]) == count + 1


async def test_text_is_measured_in_bytes_and_must_not_be_escaped(
    caller: Caller, fake: FakeWeChat
) -> None:
    fake.messages.interact(ANNE)
    body = {"touser": ANNE, "msgtype": "text", "text": {"content": "标准"}}

    assert await caller.code("message/custom/send", body, escaped=True) == 40033
    assert await caller.text(ANNE, "标" * 682 + "ab") == 0
    assert await caller.text(ANNE, "标" * 683) == 45002
    assert await caller.text("nobody") == 40003


async def test_what_the_account_may_not_do_is_refused(caller: Caller, fake: FakeWeChat) -> None:
    fake.messages.interact(ANNE)
    fake.account.verified = False
    assert await caller.text(ANNE) == 48001
    fake.account.verified, fake.account.kind = True, "subscription"
    assert await caller.code("message/mass/send", {"touser": [ANNE, BEN]}) == 48001
    assert await caller.code("message/template/send", {}) == 48001


async def test_a_subscription_notice_uses_up_a_consent(caller: Caller, fake: FakeWeChat) -> None:
    fake.messages.templates["t1"] = ("thing1",)
    body = {"touser": ANNE, "template_id": "t1", "data": {"thing1": {"value": "已受理"}}}

    assert await caller.code("message/subscribe/bizsend", body) == 43101
    fake.messages.consent(ANNE, "t1")
    assert await caller.code("message/subscribe/bizsend", body) == 0
    assert await caller.code("message/subscribe/bizsend", body) == 43101
    fake.messages.consent(ANNE, "t1", long_term=True)
    assert [await caller.code("message/subscribe/bizsend", body) for _ in range(3)] == [0] * 3
    assert await caller.code("message/subscribe/bizsend", {**body, "data": {}}) == 47003
    assert fake.events[0]["Event"] == "subscribe_msg_sent_event"


async def test_a_template_message_needs_a_follower_and_reports_later(
    caller: Caller, fake: FakeWeChat
) -> None:
    fake.messages.templates["t1"] = ("thing1",)
    body = {"touser": ANNE, "template_id": "t1", "data": {"thing1": {"value": "已受理"}}}
    assert await caller.code("message/template/send", body) == 43004
    fake.follow(ANNE)
    answer = await caller.post("message/template/send", body)
    assert fake.events == [
        {
            "Event": "TEMPLATESENDJOBFINISH",
            "FromUserName": ANNE,
            "MsgID": answer["msgid"],
            "Status": "success",
        }
    ]


def mass(tag: int | None, **more: Any) -> dict[str, Any]:
    audience = {"is_to_all": tag is None, **({} if tag is None else {"tag_id": tag})}
    return {"filter": audience, "msgtype": "text", "text": {"content": "世界标准日"}, **more}


async def test_a_mass_message_ends_later_and_a_follower_gets_four_a_month(
    caller: Caller, fake: FakeWeChat, clock: FakeClock
) -> None:
    fake.follow(ANNE, BEN)
    fake.messages.blocked.add(BEN)
    events = []
    fake.listeners.append(events.append)
    for _ in range(5):
        answer = await caller.post("message/mass/sendall", mass(None))
        status = await caller.post("message/mass/get", {"msg_id": answer["msg_id"]})
        assert status["msg_status"] == "SENDING"
        fake.finish_jobs()

    assert [(e["SentCount"], e["ErrorCount"], e["FilterCount"]) for e in events] == [
        *[(1, 0, 1)] * 4,
        (0, 1, 1),
    ]
    clock.advance(31 * 86400)
    await caller.stable()
    await caller.post("message/mass/sendall", mass(None))
    assert fake.finish_jobs()[0]["SentCount"] == 1


async def test_a_subscription_account_sends_once_a_day(clock: FakeClock) -> None:
    fake = FakeWeChat(clock, Account(kind="subscription"))
    transport = httpx.ASGITransport(fake)
    async with httpx.AsyncClient(transport=transport, base_url="http://fake") as http:
        caller = Caller(http)
        await caller.stable()
        codes = [await caller.code("message/mass/sendall", mass(None)) for _ in range(2)]
        clock.advance(86400)
        await caller.stable()
        codes.append(await caller.code("message/mass/sendall", mass(None)))

    assert codes == [0, 45028, 0]


async def test_a_clientmsgid_is_known_for_a_day_and_must_be_short(
    caller: Caller, fake: FakeWeChat, clock: FakeClock
) -> None:
    body = mass(None, clientmsgid="a" * 32)
    first = await caller.post("message/mass/sendall", body)
    assert await caller.code("message/mass/sendall", body) == 45066
    clock.advance(61)
    again = await caller.post("message/mass/sendall", body)
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    assert len(fake.mass.jobs) == 1
    assert await caller.code("message/mass/sendall", mass(None, clientmsgid="a" * 33)) == 45067


async def test_mass_messages_check_audience_draft_and_protection(
    caller: Caller, fake: FakeWeChat
) -> None:
    assert await caller.code("message/mass/sendall", mass(101)) == 40152
    assert await caller.code("message/mass/send", {"touser": [ANNE]}) == 40130
    assert await caller.code("message/mass/send", {"touser": [ANNE] * 10_001}) == 40032
    fake.account.protected = True
    assert await caller.code("message/mass/sendall", mass(None)) == 89503


async def draft(caller: Caller, content: str = "<p>正文</p>") -> str:
    cover = (await caller.upload("material/add_material", JPG, "thumb"))["media_id"]
    article = {"title": "标准是什么", "content": content, "thumb_media_id": cover}
    return str((await caller.post("draft/add", {"articles": [article]}))["media_id"])


async def test_sending_or_publishing_takes_a_draft_out_of_the_box(
    caller: Caller, fake: FakeWeChat
) -> None:
    sent, published = await draft(caller), await draft(caller)
    body = {"filter": {"is_to_all": True}, "msgtype": "mpnews", "mpnews": {"media_id": sent}}

    assert await caller.code("message/mass/sendall", body) == 0
    assert await caller.code("message/mass/sendall", body) == 40007
    job = await caller.post("freepublish/submit", {"media_id": published})
    assert fake.articles.drafts == {}
    status = {"publish_id": job["publish_id"]}
    assert (await caller.post("freepublish/get", status))["publish_status"] == 1
    event = next(e for e in fake.finish_jobs() if e["Event"] == "PUBLISHJOBFINISH")
    assert event["FromUserName"] == "mphelper"
    assert event["PublishEventInfo"]["article_id"] in fake.articles.published


async def test_a_draft_keeps_only_its_own_pictures_and_no_scripts(
    caller: Caller, fake: FakeWeChat
) -> None:
    own = (await caller.upload("media/uploadimg", JPG))["url"]
    content = f'<p>a</p><img src="{own}"><img src="https://else.cn/b.jpg"><script>x</script>'
    media_id = await draft(caller, content)
    found = (await caller.post("draft/get", {"media_id": media_id}))["news_item"][0]["content"]
    assert found == f'<p>a</p><img src="{own}">'


async def test_uploads_are_checked_and_come_back_as_bytes(
    caller: Caller, fake: FakeWeChat, clock: FakeClock
) -> None:
    media_id = (await caller.upload("media/upload", JPG))["media_id"]
    params = {"access_token": caller.token, "media_id": media_id}
    found = await caller.http.get("/cgi-bin/media/get", params=params)
    assert (found.content, found.headers["content-type"]) == (JPG, "image/jpeg")
    assert (await caller.upload("media/upload", b"MZ..."))["errcode"] == 40005
    assert (await caller.upload("media/upload", JPG, "poster"))["errcode"] == 40004
    assert (await caller.upload("media/upload", JPG + b"0" * 70_000, "thumb"))["errcode"] == 40006
    assert (await caller.upload("media/uploadimg", JPG + b"0" * 1024 * 1024))["errcode"] == 40009
    clock.advance(3 * 86400 + 1)
    params["access_token"] = (await caller.stable())["access_token"]
    gone = await caller.http.get("/cgi-bin/media/get", params=params)
    assert gone.json()["errcode"] == 40007
    assert gone.headers["content-type"].startswith("text/plain")


async def test_followers_come_in_pages_and_the_last_page_names_an_empty_one(
    caller: Caller, fake: FakeWeChat
) -> None:
    fake.follow(*(f"o{n:027}" for n in range(25_000)))
    counts, after = [], ""
    while True:
        params = {"access_token": caller.token, "next_openid": after}
        page = (await caller.http.get("/cgi-bin/user/get", params=params)).json()
        counts.append(page["count"])
        if not page["count"]:
            break
        after = page["next_openid"]

    assert counts == [10_000, 10_000, 5_000, 0]
    assert "data" not in page


async def test_tags_have_their_limits(caller: Caller, fake: FakeWeChat) -> None:
    fake.follow(ANNE)
    made = await caller.post("tags/create", {"tag": {"name": "企业"}})
    tag = made["tag"]["id"]
    some = {"tagid": tag, "openid_list": [ANNE]}

    assert await caller.code("tags/create", {"tag": {"name": "企业"}}) == 45157
    assert await caller.code("tags/create", {"tag": {"name": "长" * 31}}) == 45158
    assert await caller.code("tags/delete", {"tag": {"id": 2}}) == 45058
    assert await caller.code("tags/members/batchtagging", some) == 0
    assert await caller.code("tags/members/batchtagging", {**some, "tagid": 7}) == 45159
    many = {**some, "openid_list": [ANNE] * 51}
    assert await caller.code("tags/members/batchtagging", many) == 40032
    assert await caller.code("tags/members/batchtagging", {**some, "openid_list": [BEN]}) == 49003
    for n in range(98):
        assert await caller.code("tags/create", {"tag": {"name": f"t{n}"}}) == 0
    assert await caller.code("tags/create", {"tag": {"name": "one too many"}}) == 45056


async def test_any_error_comes_on_demand_and_every_call_is_recorded(
    caller: Caller, fake: FakeWeChat
) -> None:
    fake.messages.interact(ANNE)
    fake.fail("message/custom/send", -1)
    fake.answer("message/custom/send", Response("bad gateway", 502))

    assert await caller.text(ANNE) == -1
    with pytest.raises(ValueError, match="Expecting value"):
        await caller.text(ANNE)
    assert await caller.text(ANNE) == 0
    assert len(fake.called("message/custom/send")) == 3
    assert fake.calls[-1].body["text"] == {"content": "您好"}


async def test_calls_a_day_are_counted_in_beijing(
    caller: Caller, fake: FakeWeChat, clock: FakeClock
) -> None:
    fake.account.daily["custom"] = 1
    fake.messages.interact(ANNE)
    assert [await caller.text(ANNE), await caller.text(ANNE)] == [0, 45009]
    clock.advance(86400 - (clock() + 8 * 3600) % 86400)
    await caller.stable()
    assert await caller.text(ANNE) == 0
