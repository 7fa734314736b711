"""A picture of an answer, from the editor's form to each channel."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select, update

from bot.console.kit.parts import ConsoleParts
from bot.conversation.models import Turn
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, Picture
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.outbox.sender import Body
from bot.settings import Settings
from bot.staff.roles import Role
from kb.models import Faq, text_digest
from kb.repository import touch_in
from tests.console.conftest import CHEAP, Visitor, add_member, hidden_fields, visitor_of
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY

QUESTION = "校服洗了就掉色咋个说"
FORM = {
    "question": "校服掉色找谁说？",
    "answer": "先看标签：\n- 执行标准\n- 安全类别\n查标准：https://std.samr.gov.cn/gb",
    "phrasings": QUESTION,
    "sources": "《产品质量法》第四十条",
    "category": "测试",
    "picture_alt": "校服领口的标签",
}


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (140, 130), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
async def staff(app: FastAPI, settings: Settings, sessions: SessionFactory) -> list[Visitor]:
    """An editor and a reviewer."""
    parts = ConsoleParts.build(settings, sessions, {}, CHEAP)
    people = []
    for name, role in (("bian", Role.FAQ_EDITOR), ("shen", Role.REVIEWER)):
        await add_member(parts, name, role)
        visitor = visitor_of(app)
        await visitor.sign_in(name)
        people.append(visitor)
    return people


async def sent(
    editor: Visitor, path: str, form: dict[str, str], file: bytes | None = None
) -> httpx.Response:
    hidden = hidden_fields((await editor.get(path)).text, path)
    files = {} if file is None else {"file": ("标签.png", file, "image/png")}
    return await editor.post(path, data={**hidden, **form}, files=files)


async def published(staff: list[Visitor], **more: str) -> tuple[str, str]:
    """The entry's slug, and the picture's name."""
    editor, reviewer = staff
    form = {**FORM, **more, "act": "submit"}
    answer = await sent(editor, "/console/faq/new", form, picture())
    assert answer.status_code == 303, answer.text
    draft = answer.headers["location"].split("?")[0]
    shown = (await reviewer.get(draft)).text
    name = shown.split("/console/faq/pictures/")[1].split('"')[0]
    answer = await reviewer.fill_in(f"{draft}/publish", page=draft)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("/")[-1].split("?")[0], name


async def asked(client: httpx.AsyncClient) -> dict[str, Any]:
    said = {"sender": "citizen", "message": QUESTION}
    replies = (await client.post("/webhooks/rest/webhook", json=said)).json()
    return dict(replies[0])


async def test_the_form_keeps_a_picture_and_lets_go_of_it(staff: list[Visitor]) -> None:
    editor, _ = staff
    made = await sent(editor, "/console/faq/new", {**FORM, "act": "save"}, picture())
    draft = made.headers["location"].split("?")[0]
    page = (await editor.get(draft)).text
    name = hidden_fields(page, draft)["picture"]
    assert (
        f'<img class="faq-picture" src="/console/faq/pictures/{name}" alt="校服领口的标签">' in page
    )
    shown = await editor.get(f"/console/faq/pictures/{name}")
    assert shown.headers["content-type"] == "image/jpeg"

    refused = await sent(editor, draft, {**FORM, "act": "save"}, b"<svg onload=alert(1)>")
    assert refused.status_code == 400
    assert "这不是能用的图片" in refused.text
    assert hidden_fields((await editor.get(draft)).text, draft)["picture"] == name

    await sent(editor, draft, {**FORM, "act": "save", "picture_gone": "yes"})
    page = (await editor.get(draft)).text
    assert hidden_fields(page, draft)["picture"] == ""
    assert "/console/faq/pictures/" not in page


@pytest.mark.parametrize("act", ["save", "submit"])
async def test_a_picture_that_is_not_here_is_told_of_and_the_rest_kept(
    staff: list[Visitor], act: str
) -> None:
    editor, _ = staff
    invented = {**FORM, "picture": "f" * 32 + ".jpg", "act": act}

    made = await sent(editor, "/console/faq/new", invented)
    draft = made.headers["location"].split("?")[0]
    changed = await sent(editor, draft, {**invented, "answer": "改过的答案"})
    kept = await editor.post(
        f"{draft}/autosave",
        data={**hidden_fields((await editor.get(draft)).text, draft), **invented},
    )

    for answer in (made, changed):
        page = (await editor.get(answer.headers["location"])).text
        assert "没有表单里写的那张图片" in page
        assert hidden_fields(page, draft)["picture"] == ""
        assert "提交审核" in page  # it still is a draft
    assert "没有表单里写的那张图片" in kept.json()["told"]
    assert FORM["question"] in (await editor.get(draft)).text


async def test_a_file_that_is_too_large_leads_back_in_the_consoles_frame(
    staff: list[Visitor],
) -> None:
    editor, _ = staff
    new = "http://test/console/faq/new"
    large = {"file": ("标签.png", b"x" * 10_000_000, "image/png")}

    answer = await editor.post(new, data=FORM, files=large, headers={"referer": new})
    elsewhere = await editor.post(
        new, files=large, headers={"referer": "http://other/console/faq/"}
    )

    assert answer.status_code == 413
    assert "太大" in answer.text
    assert 'href="/console/faq/new">回到刚才那一页' in answer.text
    assert 'aria-label="功能"' in answer.text  # the menu
    assert "回到刚才那一页" not in elsewhere.text.replace("请回到刚才那一页", "")


async def test_each_channel_shows_what_it_can(
    staff: list[Visitor], client: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    slug, name = await published(staff)
    path = f"/faq/pictures/{name}"

    reply = await asked(client)
    assert reply["text"].startswith(FORM["answer"])
    assert reply["metadata"]["picture"] == {
        "title": "校服领口的标签", "path": path, "page": f"/faq/{slug}"
    }  # fmt: skip
    kept = await browser.get(path)
    assert kept.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(kept.content)).size == (140, 130)
    for page in (f"/faq/{slug}", f"/faq?q={QUESTION}"):
        text = (await browser.get(page)).text
        assert f'<img src="{path}" alt="校服领口的标签"' in text
        assert "<ul><li>执行标准</li><li>安全类别</li></ul>" in text
        assert '<a href="https://std.samr.gov.cn/gb" rel="noopener noreferrer">查标准</a>' in text

    said = '<meta name="description" content="先看标签：执行标准；安全类别 查标准">'
    assert said in (await browser.get(f"/faq/{slug}")).text

    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text(QUESTION, 1)
    card = pusher.read_card(
        (await client.post("/wechat", params=push.query, content=push.body)).text
    )
    assert card["Title"] == "校服领口的标签"
    assert card["Description"].startswith(FORM["answer"])
    assert card["PicUrl"].endswith(path)
    assert card["Url"].endswith(f"/faq/{slug}")


async def test_a_longer_answer_stays_text_on_wechat_with_a_link_to_its_picture(
    staff: list[Visitor], client: httpx.AsyncClient
) -> None:
    slug, _ = await published(staff, answer="先找学校，学校不管的打 12315。" * 8)
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text(QUESTION, 1)

    answer = await client.post("/wechat", params=push.query, content=push.body)

    told = pusher.read(answer.text) or ""
    assert told.startswith("先找学校")
    assert f'/faq/{slug}">校服领口的标签</a>' in told


async def test_it_is_shown_beside_the_answers_to_several_questions(
    staff: list[Visitor], client: httpx.AsyncClient
) -> None:
    _, name = await published(staff)

    said = {"sender": "citizen", "message": f"世界标准日是哪天？{QUESTION}？"}
    (reply,) = (await client.post("/webhooks/rest/webhook", json=said)).json()

    assert "10 月 14 日" in reply["text"]
    assert "先看标签" in reply["text"]
    assert reply["metadata"]["picture"]["path"] == f"/faq/pictures/{name}"


async def test_the_whole_bot_tried_shows_it(staff: list[Visitor]) -> None:
    _, name = await published(staff)

    tried = await staff[0].fill_in("/console/faq/bot", {"lines": QUESTION})

    assert (
        f'<img class="faq-picture" src="/faq/pictures/{name}" alt="校服领口的标签">' in tried.text
    )


@pytest.mark.parametrize("held", [False, True])
async def test_an_answer_that_comes_late_brings_it(
    staff: list[Visitor], app: FastAPI, sessions: SessionFactory, held: bool
) -> None:
    slug, name = await published(staff)
    parts = app.state.services
    message = IncomingMessage("wechat", "citizen", QUESTION, "k", address="oCitizen_0001")
    assert await parts.patient.passive(message) is not None  # and then the process was killed
    async with sessions.begin() as session:
        (turn,) = await session.scalars(select(Turn))
        turn.received_at -= timedelta(seconds=40)
    assert await sessions.run(parts.late.rescue) == 1

    if held:
        async with sessions.begin() as session:
            await session.execute(update(OutboxMessage).values(status=OutboxStatus.HELD.value))
        more = replace(message, text="世界标准日是哪天", key="l")
        found = await parts.patient.passive(more)
        (shown,) = [one.picture for one in found.replies if one.picture]
    else:
        async with sessions() as session:
            (row,) = await session.scalars(select(OutboxMessage))
        shown = Body.opened(row.body_sealed, parts.settings.keyring).picture

    assert shown == Picture("校服领口的标签", f"/faq/pictures/{name}", f"/faq/{slug}")


async def test_the_english_side_has_the_picture_of_its_entry(
    staff: list[Visitor], client: httpx.AsyncClient, sessions: SessionFactory, app: FastAPI
) -> None:
    slug, name = await published(staff)
    side = {
        "question": "Who helps when the dye of a school uniform runs?",
        "phrasings": ["school uniform loses its colour"],
        "answer": "Read the label first.",
        "of": text_digest(FORM["answer"]),
    }
    async with sessions.begin() as session:
        await session.execute(update(Faq).where(Faq.slug == slug).values(english=side))
        await session.run_sync(touch_in)
    await app.state.services.knowledge.refresh()

    said = {"sender": "citizen", "message": side["question"]}
    (reply,) = (await client.post("/webhooks/rest/webhook", json=said)).json()

    assert reply["text"].startswith("Read the label first.")
    assert reply["metadata"]["picture"] == {
        "title": "校服领口的标签 (described in Chinese)",
        "path": f"/faq/pictures/{name}",
        "page": f"/faq/{slug}",
    }


async def test_a_picture_is_public_only_while_an_answer_shows_it(
    staff: list[Visitor], browser: httpx.AsyncClient
) -> None:
    editor, reviewer = staff
    made = await sent(editor, "/console/faq/new", {**FORM, "act": "submit"}, picture())
    draft = made.headers["location"].split("?")[0]
    listed = (await reviewer.get("/console/faq/?view=review")).text
    assert 'alt="校服领口的标签"' in listed  # who publishes from the list has seen it
    text = (await reviewer.get(draft)).text
    path = "/faq/pictures/" + text.split("/console/faq/pictures/")[1].split('"')[0]
    assert (await browser.get(path)).status_code == 404
    assert (await browser.get(f"/console{path}")).status_code == 303  # to the login

    published = await reviewer.fill_in(f"{draft}/publish", page=draft)
    entry = published.headers["location"].split("?")[0]
    assert (await browser.get(path)).status_code == 200

    begun = await editor.fill_in(f"{entry}/edit", page=entry)
    gone = begun.headers["location"]
    await sent(editor, gone, {**FORM, "withdrawn": "yes", "act": "submit"})
    assert (await reviewer.fill_in(f"{gone}/publish", page=gone)).status_code == 303
    assert (await browser.get(path)).status_code == 404
    assert (await browser.get("/faq/pictures/..%2F..%2Fetc")).status_code == 404
