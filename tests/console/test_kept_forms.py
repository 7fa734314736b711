"""An ended session loses nothing that was typed, and gives it to nobody else."""

from __future__ import annotations

import html
import re

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.console.kit.parts import ConsoleParts
from bot.staff.kept_forms import LARGEST, MOST_KEPT, forget_old
from bot.staff.models import KeptForm
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, hidden_fields, visitor_of
from tests.staff.conftest import Hands

ACCOUNT = "/console/staff/accounts/other"
TYPED = {"display_name": "王晓明（城口）\n第二行", "roles": "reviewer"}


@pytest.fixture(autouse=True)
async def members(parts: ConsoleParts) -> None:
    await add_member(parts, "other", Role.REVIEWER, name="旧名字")
    await add_member(parts, "guan", Role.ADMINISTRATOR)
    await add_member(parts, "guan2", Role.ADMINISTRATOR)


async def too_late(visitor: Visitor, clock: Hands, **more: str) -> str:
    """Type for longer than the session lasts, then send; where the browser is led."""
    await visitor.sign_in("guan")
    fields = hidden_fields((await visitor.get(ACCOUNT)).text, ACCOUNT)
    clock.move(minutes=31)
    answer = await visitor.post(ACCOUNT, data={**fields, **TYPED, **more})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def given_back(page: str) -> dict[str, str]:
    found = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(value) for name, value in found}


async def test_what_was_typed_is_there_again_and_is_erased_when_it_is_sent(
    visitor: Visitor, parts: ConsoleParts, clock: Hands
) -> None:
    where = await too_late(visitor, clock)
    login = await visitor.get(where)
    assert "登录后还在" in login.text
    path = where.split("next=")[1]
    assert path.startswith("/console/kept/")

    signed_in = await visitor.sign_in("guan", next=path)
    assert signed_in.headers["location"] == path
    page = (await visitor.get(path)).text
    assert "王晓明（城口）" in page
    assert f'action="{ACCOUNT}"' in page
    back = given_back(page)
    assert back["display_name"].replace("\r\n", "\n") == TYPED["display_name"]
    assert "csrf" not in back
    back["display_name"] = "王晓明"
    done = await visitor.post(ACCOUNT, data={**hidden_fields(page, ACCOUNT), **back})

    assert done.status_code == 303, done.text
    assert (await parts.accounts.get("other")).display_name == "王晓明"
    assert (await visitor.get(path)).status_code == 404


async def test_a_colleague_who_was_faster_is_not_overwritten_by_it(
    visitor: Visitor, parts: ConsoleParts, clock: Hands
) -> None:
    path = (await too_late(visitor, clock)).split("next=")[1]
    member = await parts.accounts.get("other")
    member.display_name = "别人改的"
    async with parts.sessions.begin() as session:
        await session.merge(member)
    await visitor.sign_in("guan")
    page = (await visitor.get(path)).text

    back = {**given_back(page), "display_name": "王晓明"}
    answer = await visitor.post(ACCOUNT, data={**hidden_fields(page, ACCOUNT), **back})

    assert answer.status_code == 409
    assert "别人改的" in answer.text
    assert "王晓明" in answer.text


async def test_nobody_else_gets_it(
    visitor: Visitor, app: FastAPI, parts: ConsoleParts, clock: Hands
) -> None:
    path = (await too_late(visitor, clock)).split("next=")[1]
    await visitor.sign_in("guan2")

    assert (await visitor.get(path)).status_code == 404
    await visitor.fill_in(f"{path}/discard", page="/console/account")
    async with parts.sessions() as session:
        (row,) = await session.scalars(select(KeptForm))
    assert "王晓明" not in str(vars(row))
    assert path.rsplit("/", 1)[1] not in str(vars(row))
    async with visitor_of(app) as stranger:
        assert "/console/login" in (await stranger.get(path)).headers["location"]


@pytest.mark.parametrize("csrf", ["", "0" * 64])
async def test_another_site_puts_no_words_into_it(
    visitor: Visitor, parts: ConsoleParts, clock: Hands, csrf: str
) -> None:
    assert await too_late(visitor, clock, csrf=csrf) == "/console/login"

    async with parts.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(KeptForm)) == 0


async def test_it_waits_an_hour(visitor: Visitor, parts: ConsoleParts, clock: Hands) -> None:
    path = (await too_late(visitor, clock)).split("next=")[1]
    clock.move(minutes=60)
    await visitor.sign_in("guan")

    assert (await visitor.get(path)).status_code == 404
    assert await parts.sessions.run(lambda s: forget_old(s, clock())) == 1


async def test_it_can_be_thrown_away(visitor: Visitor, parts: ConsoleParts, clock: Hands) -> None:
    path = (await too_late(visitor, clock)).split("next=")[1]
    await visitor.sign_in("guan")

    done = await visitor.fill_in(f"{path}/discard", page=path)

    assert done.status_code == 303
    assert (await visitor.get(path)).status_code == 404


async def test_passwords_and_endless_words_are_not_kept_and_only_a_few_forms_are(
    visitor: Visitor, parts: ConsoleParts, clock: Hands
) -> None:
    await visitor.sign_in("guan")
    fields = hidden_fields((await visitor.get("/console/password")).text, "/console/password")
    account = hidden_fields((await visitor.get(ACCOUNT)).text, ACCOUNT)
    clock.move(minutes=31)
    secret = {"old": "Chao-Tian-Men-8", "new": "Hong-Ya-Dong-9", "again": "Hong-Ya-Dong-9"}
    answer = await visitor.post("/console/password", data={**fields, **secret})
    assert answer.headers["location"] == "/console/login"
    long = {**account, "display_name": "x y" * (LARGEST // 3)}
    assert (await visitor.post(ACCOUNT, data=long)).headers["location"] == "/console/login"

    for n in range(MOST_KEPT + 3):
        await visitor.post(ACCOUNT, data={**account, "display_name": f"名字{n}"})

    async with parts.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(KeptForm)) == MOST_KEPT


async def test_what_a_script_posts_by_itself_is_not_kept(
    visitor: Visitor, parts: ConsoleParts, clock: Hands
) -> None:
    await visitor.sign_in("guan")
    fields = hidden_fields((await visitor.get(ACCOUNT)).text, ACCOUNT)
    clock.move(minutes=31)
    headers = {"sec-fetch-mode": "cors"}
    answer = await visitor.post(ACCOUNT, data={**fields, **TYPED}, headers=headers)

    assert answer.headers["location"] == "/console/login"
