"""Content of the region in the whole application: what is published counts at once."""

from __future__ import annotations

import itertools
import re

import httpx
import pytest
from fastapi import FastAPI

from bot.console.kit.parts import ConsoleParts
from bot.editing.region.sheets import SHEETS
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, visitor_of
from tests.waiting import until


async def written(editor: Visitor, sheet: str, table: str, place: int, **cells: str) -> str:
    """The address of a submitted change of one row."""
    begun = await editor.fill_in(
        f"/console/region/sheets/{sheet}/begin", page=f"/console/region/sheets/{sheet}"
    )
    draft = str(begun.headers["location"])
    form = f"{draft}/rows/{table}/{place}"
    page = (await editor.get(form)).text
    stamp = re.findall(r'name="stamp" value="(\d+)"', page)[0]
    given = {f"cell-{key}": value for key, value in cells.items()}
    answer = await editor.fill_in(form, {"stamp": stamp, **given})
    assert answer.status_code == 303, answer.text
    answer = await editor.fill_in(f"{draft}/submit", {"note": "测试要改"}, page=draft)
    assert answer.status_code == 303, answer.text
    return draft


async def published(reviewer: Visitor, draft: str) -> None:
    review = draft.replace("/drafts/", "/reviews/")
    answer = await reviewer.fill_in(f"{review}/publish", page=draft)
    assert answer.status_code == 303, answer.text


async def test_a_reply_edited_by_staff_is_given_without_a_restart(
    editor: Visitor, reviewer: Visitor, client: httpx.AsyncClient, app: FastAPI
) -> None:
    async def abused(sender: str) -> str:
        sent = {"sender": sender, "message": "傻逼机器人"}
        answer = await client.post("/webhooks/rest/webhook", json=sent)
        return str(answer.json()[0]["text"])

    assert "着急" in await abused("first")
    draft = await written(editor, "sensitive_words", "replies", 0, text="别急，慢慢说。")
    assert "着急" in await abused("second")
    await published(reviewer, draft)

    async def is_live() -> bool:
        return await abused(f"later-{next(senders)}") == "别急，慢慢说。"

    senders = itertools.count()
    await until(is_live)


async def test_a_row_written_wrongly_says_what_and_keeps_it(editor: Visitor) -> None:
    begun = await editor.fill_in(
        "/console/region/sheets/office_hours/begin", page="/console/region/sheets/office_hours"
    )
    form = f"{begun.headers['location']}/rows/one/0"
    cells = {"cell-from": "9点<script>", "cell-to": "17:30", "cell-wait_minutes": "五"}

    answer = await editor.fill_in(form, {"stamp": "0", **cells})

    assert answer.status_code == 400
    assert "整数" in answer.text
    assert 'value="9点&lt;script&gt;"' in answer.text


@pytest.mark.every_case
@pytest.mark.parametrize("slug", SHEETS)
async def test_every_sheet_has_its_pages(editor: Visitor, slug: str) -> None:
    page = f"/console/region/sheets/{slug}"
    assert SHEETS[slug].about in (await editor.get(page)).text
    begun = await editor.fill_in(f"{page}/begin", page=page)
    draft = begun.headers["location"]
    shown = (await editor.get(draft)).text
    for address in set(re.findall(r'href="(/console/region/drafts/\d+/rows/[^"]+)"', shown)):
        assert (await editor.get(address)).status_code == 200


async def test_versions_are_shown_and_taken_back(editor: Visitor, reviewer: Visitor) -> None:
    await published(reviewer, await written(
        editor, "phrases", "rows", 0, label="请补凭证", text="请补充凭证。"))  # fmt: skip
    page = "/console/region/sheets/phrases"
    assert "请补凭证" in (await reviewer.get(page)).text
    assert "<del>" in (await reviewer.get(f"{page}/versions/2")).text

    await reviewer.fill_in(f"{page}/roll-back", {"number": "1", "reason": "改错了"}, page=page)
    answer = await reviewer.fill_in(
        f"{page}/roll-back", {"number": "1", "reason": "这次改错了"}, page=page
    )
    assert answer.status_code == 303
    assert "请补充购买凭证" in (await reviewer.get(page)).text


async def test_the_menu_is_not_pushed_without_an_account(reviewer: Visitor) -> None:
    page = "/console/region/sheets/menu"

    answer = await reviewer.fill_in(f"{page}/push", page=page)

    assert (answer.status_code, "WECHAT_APP_SECRET" in answer.text) == (409, True)


async def test_who_only_reads_gets_no_forms(app: FastAPI, staff: ConsoleParts) -> None:
    await add_member(staff, "kan", Role.AUDITOR)
    async with visitor_of(app) as auditor:
        await auditor.sign_in("kan")
        page = (await auditor.get("/console/region/sheets/menu")).text
        assert "<form" not in page.split("<main", 1)[1]
        answer = await auditor.fill_in("/console/region/sheets/menu/begin", page="/console/account")
        assert answer.status_code == 403
