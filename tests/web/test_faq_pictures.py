"""A picture of an answer, from the editor's form to each channel."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from bot.console.kit.parts import ConsoleParts
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.roles import Role
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
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
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
    assert Image.open(io.BytesIO(kept.content)).size == (40, 30)
    for page in (f"/faq/{slug}", f"/faq?q={QUESTION}"):
        text = (await browser.get(page)).text
        assert f'<img src="{path}" alt="校服领口的标签"' in text
        assert "<ul><li>执行标准</li><li>安全类别</li></ul>" in text
        assert '<a href="https://std.samr.gov.cn/gb" rel="noopener noreferrer">查标准</a>' in text

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
