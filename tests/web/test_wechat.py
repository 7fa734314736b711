from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.app.web import create_app
from bot.campaigns.models import Piece
from bot.campaigns.pieces.content import PieceContent, Version
from bot.citizens.models import ConsentRecord, Subscriber
from bot.conversation.models import Turn
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import Settings
from tests.fakes.wechat_pusher import Push, Pusher
from tests.web.conftest import AES_KEY


@pytest.fixture
def pusher() -> Pusher:
    return Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)


async def send(client: httpx.AsyncClient, push: Push) -> httpx.Response:
    return await client.post("/wechat", params=push.query, content=push.body)


async def turns(sessions: SessionFactory) -> int | None:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(Turn))


async def test_the_address_is_verified(client: httpx.AsyncClient, pusher: Pusher) -> None:
    good = await client.get("/wechat", params=pusher.verification("abc"))
    bad = await client.get("/wechat", params={**pusher.verification(), "signature": "0"})

    assert (good.status_code, good.text) == (200, "abc")
    assert bad.status_code == 403


async def test_a_question_gets_an_encrypted_passive_reply(
    client: httpx.AsyncClient, pusher: Pusher
) -> None:
    answer = await send(client, pusher.text("世界标准日是哪天？", 1))

    assert "10 月 14 日" in (pusher.read(answer.text) or "")


async def poster(sessions: SessionFactory) -> int:
    """A published poster."""
    content = PieceContent(Version("标准在身边", "", "先看标签\n再付钱"), sources=("标准化法",))
    async with sessions.begin() as session:
        row = Piece(
            kind="poster", topic="standards_day", title="海报", state="approved",
            content=content.to_json(), made_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip
        session.add(row)
    return row.id


async def test_a_poster_comes_as_a_card_with_its_picture(
    client: httpx.AsyncClient, pusher: Pusher, sessions: SessionFactory, settings: Settings
) -> None:
    number, site = await poster(sessions), settings.effective_public_url
    answer = await send(client, pusher.text("看海报", 1))
    again = await send(client, pusher.text("看海报", 1))

    card = pusher.read_card(answer.text)
    assert card["Title"] == "海报：标准在身边"
    assert card["PicUrl"] == f"{site}/campaigns/{number}/poster.png"
    assert card["Url"] == f"{site}/campaigns/{number}?via=wechat"
    assert card["Url"] in card["Description"]
    assert pusher.read_card(again.text) == card  # kept with the turn


async def test_without_a_poster_words_are_said(client: httpx.AsyncClient, pusher: Pusher) -> None:
    answer = await send(client, pusher.text("看海报", 1))
    assert "现在没有发布的海报和卡片" in (pusher.read(answer.text) or "")


async def test_a_message_id_pushed_again_for_somebody_else_gets_an_answer_of_its_own(
    client: httpx.AsyncClient, pusher: Pusher, sessions: SessionFactory
) -> None:
    first = await send(client, pusher.text("世界标准日是哪天？", 7))
    stranger = replace(pusher, openid="oStranger_0002")
    other = await send(client, stranger.text("我要投诉", 7))

    assert "10 月 14 日" in str(pusher.read(first.text))
    assert "10 月 14 日" not in str(stranger.read(other.text))
    assert await turns(sessions) == 2


async def test_three_pushes_to_two_processes_and_over_a_restart_are_one_turn(
    client: httpx.AsyncClient,
    app: FastAPI,
    settings: Settings,
    pusher: Pusher,
    sessions: SessionFactory,
) -> None:
    other = create_app(settings)
    other.state.services.knowledge._builder = app.state.services.knowledge._builder
    transport = httpx.ASGITransport(other)
    async with (
        other.router.lifespan_context(other),
        httpx.AsyncClient(transport=transport, base_url="http://other") as second,
    ):
        one, two = await asyncio.gather(
            send(client, pusher.text("世界标准日是哪天？", 7)),
            send(second, pusher.text("世界标准日是哪天？", 7)),
        )
    restarted = create_app(settings)
    restarted.state.services.knowledge._builder = app.state.services.knowledge._builder
    async with (
        restarted.router.lifespan_context(restarted),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(restarted), base_url="http://again"
        ) as third,
    ):
        three = await send(third, pusher.text("世界标准日是哪天？", 7))

    texts = {pusher.read(answer.text) for answer in (one, two, three)}
    assert len(texts) == 1
    assert "10 月 14 日" in str(texts)
    assert await turns(sessions) == 1


async def test_events_and_what_the_bot_can_not_use(
    client: httpx.AsyncClient, pusher: Pusher
) -> None:
    follow = await send(client, pusher.event("subscribe"))
    leave = await send(client, pusher.event("unsubscribe"))
    picture = await send(client, pusher.other("image", "<MsgId>3</MsgId>"))
    voice = await send(
        client, pusher.other("voice", "<Recognition>标准日是几月几号</Recognition><MsgId>4</MsgId>")
    )

    assert "渝标通" in (pusher.read(follow.text) or "")
    assert leave.text == "success"
    assert "图片" in (pusher.read(picture.text) or "")
    assert "10 月 14 日" in (pusher.read(voice.text) or "")


@pytest.mark.parametrize("mode", ["secure", "plain"])
async def test_whatever_is_in_a_message_it_is_answered(
    client: httpx.AsyncClient, app: FastAPI, pusher: Pusher, mode: str
) -> None:
    app.state.services.wechat._mode = "compat" if mode == "plain" else mode
    for number, fields in enumerate(
        (
            "<Content>世界标准日\x01是哪天\x1b？</Content>",
            "<Content><![CDATA[世界标准日\ufffe是哪天？]]></Content>",
            "<Content>世界标准日是哪天？</Content><Label>a & b",
        )
    ):
        push = pusher.other("text", f"{fields}<MsgId>{number}</MsgId>", mode=mode)
        answer = await send(client, push)
        assert "10 月 14 日" in (pusher.read(answer.text, encrypted=mode == "secure") or "")
    follow = await send(client, pusher.event("subscribe", "qrscene_7", mode=mode))
    scanned = await send(client, pusher.event("scancode_waitmsg", "x", mode=mode))
    strange = await send(client, pusher.other("hologram", "<Event2/>", mode=mode))
    nobody = await send(client, pusher.other("text", "</FromUserName><oops>", mode=mode))

    for answer, part in ((follow, "渝标通"), (scanned, "打字"), (strange, "看不懂")):
        assert part in (pusher.read(answer.text, encrypted=mode == "secure") or "")
    assert nobody.status_code == 200


async def test_hostile_pushes_are_refused_and_never_a_500(
    client: httpx.AsyncClient, pusher: Pusher
) -> None:
    good = pusher.text("x", 9)
    for query, body in [
        ({}, b""),
        (good.query, b"<xml>"),
        ({**good.query, "msg_signature": "x"}, good.body),
        (pusher.text("x", 9, age=9999).query, pusher.text("x", 9, age=9999).body),
        (good.query, b"x" * 2_000_000),
    ]:
        answer = await client.post("/wechat", params=query, content=body)
        assert answer.status_code in (400, 403, 413)


async def test_a_fault_of_ours_is_no_error_for_the_citizen(
    client: httpx.AsyncClient, app: FastAPI, pusher: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(turn: int, message: object, state: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(app.state.services.conversation, "answer", broken)

    answer = await send(client, pusher.text("你好", 11))

    assert "没有答上来" in (pusher.read(answer.text) or "")


async def test_the_channel_is_off_without_a_token(
    settings: Settings, tmp_path: Path, pusher: Pusher
) -> None:
    from pydantic import SecretStr

    app = create_app(settings.model_copy(update={"wechat_token": SecretStr("")}))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as client:
        assert (await client.get("/wechat", params=pusher.verification())).status_code == 403


async def test_no_openid_is_stored(
    client: httpx.AsyncClient, pusher: Pusher, sessions: SessionFactory
) -> None:
    await send(client, pusher.text("世界标准日是哪天？", 12))

    async with sessions() as session:
        row = (await session.scalars(select(Turn))).one()
        stored = " ".join(str(getattr(row, column.key)) for column in Turn.__table__.columns)
    assert pusher.openid not in stored


async def test_a_subscription_is_agreed_to_and_gone_when_they_leave(
    client: httpx.AsyncClient, pusher: Pusher, sessions: SessionFactory
) -> None:
    async def says(text: str, number: int) -> str:
        return pusher.read((await send(client, pusher.text(text, number))).text) or ""

    assert "回复 1 表示同意" in await says("我想收世界标准日的消息", 1)
    assert "订好了：世界标准日" in await says("1", 2)
    assert "关心的方面：企业" in await says("1", 3)
    async with sessions() as session:
        row = (await session.scalars(select(Subscriber))).one()
        assert (row.channel, row.audience) == ("wechat", "enterprise")
        assert row.address_sealed
        assert pusher.openid not in row.address_sealed

    await send(client, pusher.event("unsubscribe"))
    async with sessions() as session:
        assert (await session.scalars(select(Subscriber))).all() == []
        assert set(await session.scalars(select(ConsentRecord.conversation))) == {""}
