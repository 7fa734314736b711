"""The receipt: opened by number and code in a form, kept nowhere, saved as a picture."""

from __future__ import annotations

import base64
import io
import re

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select

from bot.campaigns.drawing.paragraphs import WIDTH
from bot.campaigns.drawing.receipt import draw_receipt, qr_picture
from bot.channels.text_parts import size_in_bytes
from bot.complaints.case.models import Case
from bot.complaints.office import receipt_link
from bot.kit.db import SessionFactory
from tests.web.conftest import Registered
from tests.web.test_pages import fields_of

FILED = (
    "我要举报", "渝味轩底料厂", "火锅底料", "半夜把用过的油捞回来再熬", "昨天", "南川区", "匿名",
    "确认",
)  # fmt: skip


async def opened(browser: httpx.AsyncClient, number: str, code: str) -> httpx.Response:
    """Through the form, as the page's script does it."""
    fields = fields_of(await browser.get("/receipt"), "/receipt")
    token = fields["token"]
    return await browser.post("/receipt", data={"token": token, "number": number, "code": code})


async def test_it_shows_number_code_and_what_happens_when(
    browser: httpx.AsyncClient, case: Registered, sessions: SessionFactory
) -> None:
    page = await opened(browser, case.number, case.code)

    async with sessions() as session:
        due = (await session.scalars(select(Case.next_due_on))).one()
    assert page.status_code == 200
    for words in (
        case.number,
        case.code,
        f"（{due}前）决定是否受理",
        "令第121号第十五条",
        "已登记",
    ):
        assert words in page.text
    assert "唯一凭据" not in page.text


async def test_of_an_anonymous_case_it_says_that_nothing_else_leads_there(
    browser: httpx.AsyncClient, case: Registered, sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        (await session.scalars(select(Case))).one().anonymous = True

    assert "唯一凭据" in (await opened(browser, case.number, case.code)).text


async def test_it_is_in_no_address_and_no_cache(
    browser: httpx.AsyncClient, case: Registered
) -> None:
    page = await opened(browser, case.number, case.code)

    assert str(page.url) == "http://test/receipt"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    by_address = await browser.get("/receipt", params={"number": case.number, "code": case.code})
    assert case.code not in by_address.text


@pytest.mark.parametrize("what", ["code", "number", "token"])
async def test_without_number_code_and_our_own_form_there_is_nothing(
    browser: httpx.AsyncClient, case: Registered, what: str
) -> None:
    given = {
        "number": case.number,
        "code": case.code,
        "token": fields_of(await browser.get("/receipt"), "/receipt")["token"],
        what: "x",
    }
    page = await browser.post("/receipt", data=given)

    assert page.status_code == (403 if what == "token" else 200)
    assert 'role="alert"' in page.text
    assert case.code not in page.text


async def test_the_picture_to_save_holds_the_same(
    app: FastAPI, browser: httpx.AsyncClient, case: Registered
) -> None:
    page = await opened(browser, case.number, case.code)

    found = re.search(
        r'id="save" href="data:image/png;base64,([^"]+)" download="([^"]+)"', page.text
    )
    assert found is not None
    assert found[2] == f"渝标通登记凭证-{case.number}.png"
    picture = Image.open(io.BytesIO(base64.b64decode(found[1])))
    assert picture.width == WIDTH
    link = receipt_link(app.state.services.settings, case.number, case.code)
    code = base64.b64encode(qr_picture(link)).decode()
    assert f"data:image/png;base64,{code}" in page.text


def test_what_the_font_cannot_draw_does_not_stop_it() -> None:
    picture = draw_receipt("凭证", [("事项", "举报：😀牌")], ["一\n二"], "https://a.cn/receipt#x")

    assert Image.open(io.BytesIO(picture)).width == WIDTH


async def test_the_chat_gives_the_link_and_says_in_one_line_how_to_come_back(
    browser: httpx.AsyncClient,
) -> None:
    body = {"sender": "chat-of-nobody"}
    for words in FILED:
        told = (
            await browser.post("/webhooks/rest/webhook", json={**body, "message": words})
        ).json()
    text = "\n\n".join(reply["text"] for reply in told)

    found = re.search(r"http://\S+/receipt#(\S+)\.(\S+)$", text)
    assert found is not None
    number, code = found.groups()
    (line,) = [one for one in text.split("\n") if one.startswith("查进度、补充情况")]
    assert f"“{number} {code}”" in line
    assert size_in_bytes(text) <= 2048
    assert code in (await opened(browser, number, code)).text
