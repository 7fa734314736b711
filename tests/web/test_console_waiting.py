"""The start page (待办): everybody sees what waits for them, and nothing of others' to judge."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from bot.campaigns.models import Piece, PieceState
from bot.console.kit import access
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section
from bot.console.kit.waiting import MOST_SHOWN, Asking, Waiting
from bot.conversation.models import UnansweredQuestion
from bot.handover.models import Handover, HandoverState
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, visitor_of

DRAFT = {
    "question": "校服掉色找谁说？",
    "answer": "先找学校，学校不管的打 12315。",
    "sources": "《产品质量法》第四十条",
    "category": "测试",
}


async def start_page(visitor: Visitor) -> str:
    return (await visitor.get("/console/")).text


def menu_of(page: str) -> list[str]:
    """The entries of the menu with their numbers, as they are read."""
    menu = page.split('aria-label="功能"')[1].split("</nav>")[0]
    entries = re.findall(r"<a [^>]*>(.*?)</a>", menu)
    return [re.sub(r"<[^>]+>", "", entry) for entry in entries]


async def test_a_page_asks_once_what_waits_and_names_it_on_the_start_page_only(
    app: FastAPI, staff: ConsoleParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_member(staff, "yuan", Role.SUPERVISOR)
    asked: list[int] = []
    ask = access.waiting_in

    def noted(asking: Asking, sections: tuple[Section, ...]) -> dict[str, list[Waiting]]:
        asked.append(asking.most)
        return ask(asking, sections)

    monkeypatch.setattr(access, "waiting_in", noted)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("yuan")
        asked.clear()
        await start_page(visitor)
        await visitor.get("/console/account")

    assert asked == [MOST_SHOWN, 0]


@pytest.mark.parametrize("roles", [(role,) for role in Role] + [tuple(Role)], ids=str)
async def test_the_menu_has_at_most_seven_entries(
    app: FastAPI, staff: ConsoleParts, roles: tuple[Role, ...]
) -> None:
    await add_member(staff, "yuan", *roles)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("yuan")
        entries = menu_of(await start_page(visitor))

    assert entries[0].split()[0] == "待办"
    assert {entry.split()[0] for entry in entries[1:]} <= {group.value for group in MenuGroup}
    if len(roles) > 1:
        assert [entry.split()[0] for entry in entries[1:]] == [one.value for one in MenuGroup]


async def test_a_review_waits_for_everybody_but_who_wrote_it(
    app: FastAPI, staff: ConsoleParts
) -> None:
    await add_member(staff, "both", Role.FAQ_EDITOR, Role.REVIEWER, name="钱编")
    await add_member(staff, "shen", Role.REVIEWER)
    async with visitor_of(app) as writer, visitor_of(app) as judge:
        await writer.sign_in("both")
        await judge.sign_in("shen")
        made = await writer.fill_in("/console/faq/new", {**DRAFT, "act": "save"})
        path = made.headers["location"].split("?")[0]
        unsent = await start_page(writer)
        await writer.fill_in(path, {**DRAFT, "act": "submit"})

        own, others = await start_page(writer), await start_page(judge)
        sent_back = await judge.fill_in(f"{path}/reject", {"reason": "来源不对，请改"}, page=path)
        returned = await start_page(writer)

    assert "我还没有提交的问答" in unsent
    assert "等我审核" not in own
    assert "等我审核的问答" in others
    assert f'href="{path}"' in others
    assert "问答 1 件待办" in menu_of(others)
    assert "钱编" in others
    assert "both" not in others
    assert sent_back.status_code == 303
    assert "被退回给我的问答" in returned
    assert f'href="{path}"' in returned


async def test_open_questions_and_citizens_who_wait_are_named(
    app: FastAPI, staff: ConsoleParts, sessions: SessionFactory
) -> None:
    await add_member(staff, "bian", Role.FAQ_EDITOR)
    await add_member(staff, "ban", Role.CASE_OFFICER)
    now = clock.now()
    async with sessions.begin() as session:
        session.add(
            UnansweredQuestion(
                question="飞碟归哪个管", reason="unknown", channel="web", asked_at=now
            )
        )
        for state, who in (("waiting", ""), ("callback", ""), ("taken", "ban"), ("taken", "li")):
            session.add(
                Handover(
                    conversation=f"c-{state}-{who}", channel="web", address_sealed="",
                    state=HandoverState(state).value, staff=who, asked_at=now, changed_at=now,
                )
            )  # fmt: skip
    async with visitor_of(app) as editor, visitor_of(app) as officer:
        await editor.sign_in("bian")
        await officer.sign_in("ban")
        await editor.get("/console/inbox/")  # puts it into a group

        asked, called = await start_page(editor), await start_page(officer)

    assert "飞碟归哪个管" in asked
    assert "近七天 1 次" in asked
    assert "人工：" not in asked
    assert "市民（网页）" in called
    assert "人工对话 3 件待办" in menu_of(called)  # not the one a colleague speaks in
    assert "飞碟" not in called


async def test_campaign_work_waits_for_the_next_hand(
    app: FastAPI, staff: ConsoleParts, sessions: SessionFactory
) -> None:
    await add_member(staff, "xie", Role.CAMPAIGN_EDITOR)
    await add_member(staff, "jiao", Role.CAMPAIGN_EDITOR)
    await add_member(staff, "fabu", Role.CAMPAIGN_PUBLISHER)
    piece = Piece(
        kind="article", topic="standards_day", title="一块秤砣", content={}, hands=["xie"],
        state=PieceState.SUBMITTED.value, made_at=clock.now(), changed_at=clock.now(),
    )  # fmt: skip
    async with sessions.begin() as session:
        session.add(piece)
    async with visitor_of(app) as writer, visitor_of(app) as publisher:
        await writer.sign_in("xie")
        await publisher.sign_in("fabu")
        own, proof = await start_page(writer), await start_page(publisher)
        later = clock.now() + timedelta(minutes=1)
        async with sessions.begin() as session:
            values = {"state": PieceState.PROOFREAD.value, "changed_at": later}
            await session.execute(update(Piece).values(**values))
        approve = await start_page(publisher)

    assert "一块秤砣" not in own
    assert "等校对的宣传内容" in proof
    assert "等批准的宣传内容" in approve
