from __future__ import annotations

import httpx
import pytest
from starlette.responses import Response

from bot.channels.wechat.api import WeChatClient
from bot.channels.wechat.api.articles import Article
from bot.channels.wechat.api.errors import (
    AskOperator,
    GiveUpOnUser,
    QuotaUsedUp,
    RequestRefused,
    RetryLater,
    Uncertain,
    WaitForCitizen,
)
from bot.channels.wechat.api.mass import Content, new_client_id
from tests.channels.wechat.api.conftest import Clients
from tests.fakes.wechat_api import FakeWeChat
from tests.fakes.wechat_api_base import FakeClock

ANNE = "oAnne_0000000000000000000001"
BEN = "oBen__0000000000000000000002"
JPG = b"\xff\xd8\xff\xe0" + b"0" * 100
MP4 = b"\0\0\0\x18ftypmp42" + b"0" * 100


async def test_a_customer_service_message_arrives(client: WeChatClient, fake: FakeWeChat) -> None:
    fake.messages.interact(ANNE)
    await client.custom.text(ANNE, '《标准化法》😀 <a href="https://a.cn">看原文</a>')

    kinds = [message["kind"] for message in fake.messages.received[ANNE]]
    assert kinds == ["text"]
    assert "😀" in fake.messages.received[ANNE][0]["text"]["content"]


async def test_a_closed_window_and_a_spent_one_are_told_apart(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    with pytest.raises(WaitForCitizen) as closed:
        await client.custom.text(ANNE, "您好")
    fake.messages.interact(ANNE, "click")
    for _ in range(3):
        await client.custom.text(ANNE, "您好")
    with pytest.raises(WaitForCitizen) as spent:
        await client.custom.text(ANNE, "您好")

    assert (closed.value.errcode, spent.value.errcode) == (45015, 45047)


async def test_a_text_over_the_limit_never_leaves(client: WeChatClient, fake: FakeWeChat) -> None:
    with pytest.raises(RequestRefused):
        await client.custom.text(ANNE, "标" * 683)
    assert fake.calls == []


async def test_notices_need_consent_or_a_follower(client: WeChatClient, fake: FakeWeChat) -> None:
    fake.messages.templates["t1"] = ("thing1", "time2")
    data = {"thing1": "已受理", "time2": "2026-11-24"}
    for send in (client.notices.subscription, client.notices.template):
        with pytest.raises(GiveUpOnUser):
            await send(ANNE, "t1", data)
    fake.messages.consent(ANNE, "t1")
    fake.follow(ANNE)

    await client.notices.subscription(ANNE, "t1", data)
    number = await client.notices.template(ANNE, "t1", data, "https://a.cn")

    assert str(fake.events[-1]["MsgID"]) == number
    with pytest.raises(RequestRefused, match="模板不符"):
        await client.notices.template(ANNE, "t1", {"thing1": "x"})


async def test_a_tags_followers_come_page_by_page(client: WeChatClient, fake: FakeWeChat) -> None:
    openids = [f"o{n:027}" for n in range(20_000)]
    fake.follow(*openids)
    tag = await client.tags.create("企业")
    assert [page async for page in client.users.tagged(tag.id)] == []
    for tags in fake.users.openids.values():
        tags.add(tag.id)

    sizes = [len(page) async for page in client.users.tagged(tag.id)]

    assert sizes == [10_000, 10_000]


async def test_the_menu_is_replaced(client: WeChatClient, fake: FakeWeChat) -> None:
    buttons = [
        {"type": "click", "name": "查标准", "key": "LOOK_UP"},
        {"name": "我要办", "sub_button": [{"type": "view", "name": "投诉", "url": "https://a.cn"}]},
    ]
    await client.menu.replace(buttons)

    assert fake.users.menu == buttons


async def test_tags_are_made_given_and_taken(client: WeChatClient, fake: FakeWeChat) -> None:
    openids = [f"o{n:027}" for n in range(120)]
    fake.follow(*openids)
    tag = await client.tags.create("企业")
    await client.tags.give(tag.id, openids)
    await client.tags.take(tag.id, openids[:1])

    assert len(fake.called("tags/members/batchtagging")) == 3
    assert [len(page) async for page in client.users.tagged(tag.id)] == [119]
    assert [(t.name, t.count) for t in await client.tags.all()][-1] == ("企业", 119)
    with pytest.raises(RequestRefused, match="标签不存在"):
        await client.tags.give(tag.id + 1, openids)


async def test_a_draft_is_previewed_and_sent_to_a_tag(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    fake.follow(ANNE, BEN)
    tag = await client.tags.create("企业")
    await client.tags.give(tag.id, [ANNE])
    cover = await client.media.keep("thumb", JPG)
    picture = await client.media.article_image(JPG)
    article = Article("世界标准日", f'<p>…</p><img src="{picture}">', cover, digest="10 月 14 日")
    draft = await client.drafts.add([article])

    fake.users.names["ben"] = BEN
    await client.mass.preview_to_name("ben", Content("article", draft))
    job = await client.mass.to_tag(tag.id, Content("article", draft), new_client_id())

    assert await client.mass.status(job.id) == "SENDING"
    assert fake.finish_jobs()[0]["SentCount"] == 1
    assert await client.mass.status(job.id) == "SEND_SUCCESS"


async def test_the_same_mass_message_is_sent_once_however_often_it_is_tried(
    clients: Clients, fake: FakeWeChat, clock: FakeClock
) -> None:
    client, name = clients(), new_client_id()
    fake.follow(ANNE, BEN)
    tag = await client.tags.create("企业")
    await client.tags.give(tag.id, [ANNE, BEN])
    first = await client.mass.to_tag(tag.id, Content("text", "世界标准日"), name)
    with pytest.raises(RetryLater) as soon:
        await client.mass.to_tag(tag.id, Content("text", "世界标准日"), name)
    clock.advance(soon.value.after + 1)
    again = await client.mass.to_tag(tag.id, Content("text", "世界标准日"), name)

    assert (again.id, again.repeated) == (first.id, True)
    assert len(fake.mass.jobs) == 1


async def test_a_mass_message_without_an_answer_may_be_repeated_after_a_minute(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    fake.follow(ANNE)
    fake.answer("message/mass/sendall", Response("bad gateway", 502))
    with pytest.raises(RetryLater) as later:
        await client.mass.to_tag(2, Content("text", "世界标准日"), new_client_id())
    assert later.value.after == 60


async def test_a_mass_message_waits_for_the_administrator_and_is_not_repeated(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    fake.account.protected = True
    with pytest.raises(AskOperator, match="30 分钟"):
        await client.mass.to_tag(2, Content("text", "世界标准日"), new_client_id())
    assert len(fake.called("message/mass/sendall")) == 1


async def test_lists_and_names_out_of_bounds_never_leave(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    text = Content("text", "世界标准日")
    with pytest.raises(RequestRefused):
        await client.mass.to_tag(2, text, "a" * 33)
    for fields in ({"title": "长" * 33}, {"author": "长" * 17}, {"content": "长" * 20_000}):
        with pytest.raises(RequestRefused):
            Article(**{"title": "a", "content": "b", "cover_media_id": "c", **fields})
    with pytest.raises(RequestRefused):
        await client.menu.replace([])
    assert fake.calls == []


async def test_a_citizens_photo_is_downloaded_as_it_is(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    found = await client.media.download(fake.media.citizen_sends(JPG))

    assert (found.content, found.content_type) == (JPG, "image/jpeg")
    assert found.filename == "citizen-photo.jpg"


async def test_a_video_is_fetched_from_the_file_server_without_our_token(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    found = await client.media.download(fake.media.citizen_sends(MP4, "video"))
    assert found.content == MP4


async def test_an_error_instead_of_bytes_is_an_error(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    with pytest.raises(RequestRefused, match="素材"):
        await client.media.download("gone")
    fake.answer("media/get", Response('{"video_url": "http://10.0.0.1/x"}'))
    with pytest.raises(RequestRefused):  # not the platform's own server
        await client.media.download("odd")


async def test_a_download_stops_at_its_limit(client: WeChatClient, fake: FakeWeChat) -> None:
    large = fake.media.citizen_sends(JPG + b"0" * 100_000)
    with pytest.raises(RequestRefused, match="大小"):
        await client.media.download(large, limit=50_000)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", b"MZ not a picture"),
        ("image", JPG + b"0" * 2 * 1024 * 1024),
        ("thumb", b"\x89PNG\r\n\x1a\n"),
        ("voice", JPG),
    ],
)
async def test_files_the_platform_refuses_never_leave(
    client: WeChatClient, fake: FakeWeChat, kind: str, content: bytes
) -> None:
    with pytest.raises(RequestRefused):
        await client.media.keep(kind, content)
    assert fake.calls == []


async def test_a_video_is_kept_too(client: WeChatClient, fake: FakeWeChat) -> None:
    kept = await client.media.keep("video", MP4, "电梯标准", "三分钟看懂")
    assert fake.media.permanent[kept].content == MP4


async def test_reading_is_tried_three_times_and_sending_once(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    fake.messages.interact(ANNE)
    fake.fail("tags/get", -1, times=2)
    await client.tags.all()
    fake.fail("message/custom/send", -1)
    with pytest.raises(Uncertain):
        await client.custom.text(ANNE, "您好")

    assert len(fake.called("tags/get")) == 3
    assert len(fake.called("message/custom/send")) == 1
    fake.fail("tags/get", -1, times=3)
    with pytest.raises(RetryLater):
        await client.tags.all()


async def test_a_send_that_breaks_off_is_uncertain_and_one_that_never_left_is_not(
    clients: Clients, fake: FakeWeChat
) -> None:
    inner = httpx.ASGITransport(fake)
    failure: type[httpx.TransportError] = httpx.ReadTimeout

    class Breaking(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await inner.handle_async_request(request)
            if "custom" in request.url.path:
                raise failure("", request=request)
            return answer

    fake.messages.interact(ANNE)
    client = clients(transport=Breaking())
    with pytest.raises(Uncertain):
        await client.custom.text(ANNE, "您好")
    failure = httpx.ConnectTimeout
    with pytest.raises(RetryLater):
        await client.custom.text(ANNE, "您好")


async def test_an_answer_that_is_no_json_is_uncertain(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    fake.answer("message/custom/send", Response("<html>maintenance</html>"))
    with pytest.raises(Uncertain):
        await client.custom.text(ANNE, "您好")


async def test_a_quota_comes_back_at_midnight_in_beijing(
    client: WeChatClient, fake: FakeWeChat
) -> None:
    fake.fail("message/custom/send", 45009)
    with pytest.raises(QuotaUsedUp) as used:
        await client.custom.text(ANNE, "您好")
    assert used.value.until.isoformat()[10:] == "T00:00:00+08:00"
