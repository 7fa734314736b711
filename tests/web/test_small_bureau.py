"""A bureau of two: one writes and reads the proofs, the other approves; no third is waited for."""

from __future__ import annotations

from fastapi import FastAPI

from bot.console.kit.parts import ConsoleParts
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, visitor_of

PIECE = {
    "title": "标准在身边",
    "body": "## 一行小字\n\n看**执行标准**。",
    "sources": "《标准化法》第二条",
}
BEGUN = {"kind": "article", "topic": "standards_day", "title": PIECE["title"]}


async def sent(visitor: Visitor, path: str, data: dict[str, object], page: str = "") -> str:
    """Where a form leads."""
    answer = await visitor.fill_in(path, data, page=page or path)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_a_piece_is_proofread_by_its_writer_and_approved_by_the_other(
    app: FastAPI, staff: ConsoleParts
) -> None:
    await add_member(staff, "xie", Role.CAMPAIGN_EDITOR, name="谢编")
    await add_member(staff, "fabu", Role.CAMPAIGN_PUBLISHER, name="方发")
    async with visitor_of(app) as writer, visitor_of(app) as publisher:
        await writer.sign_in("xie")
        await publisher.sign_in("fabu")
        made = await sent(writer, "/console/campaigns/pieces/new", BEGUN, "/console/campaigns/")
        piece = made.split("?")[0]
        await sent(writer, piece, {**PIECE, "act": "submit"})
        proof, waits = (await writer.get(piece)).text, (await writer.get("/console/")).text
        others = (await publisher.get(piece)).text
        await sent(writer, f"{piece}/reviews/proofread", {}, piece)
        read = (await publisher.get(piece)).text
        await sent(publisher, f"{piece}/reviews/approve", {}, piece)
        number = piece.rsplit("/", 1)[-1]
        plans = [
            (await one.get(f"/console/campaigns/broadcasts/new?piece={number}")).text
            for one in (writer, publisher)
        ]

    assert "由您自己校对" in proof
    assert "等校对的宣传内容" in waits
    assert "由写的人自己校对" in others
    assert "校对通过" not in others
    assert "写的人：谢编；校对：谢编" in read
    assert ["只有您一位" in one for one in plans] == [False, True]


async def test_whoever_judges_reads_it_laid_out(app: FastAPI, staff: ConsoleParts) -> None:
    await add_member(staff, "xie", Role.CAMPAIGN_EDITOR)
    await add_member(staff, "fabu", Role.CAMPAIGN_PUBLISHER)
    async with visitor_of(app) as writer, visitor_of(app) as publisher:
        await writer.sign_in("xie")
        await publisher.sign_in("fabu")
        made = await sent(writer, "/console/campaigns/pieces/new", BEGUN, "/console/campaigns/")
        piece = made.split("?")[0]
        await sent(writer, piece, {**PIECE, "act": "submit"})
        shown = (await publisher.get(piece)).text

    assert "<strong>执行标准</strong>" in shown
    assert "## 一行小字" not in shown


async def test_the_list_says_that_citizens_read_samples_and_how_that_ends(
    app: FastAPI, staff: ConsoleParts
) -> None:
    await add_member(staff, "xie", Role.CAMPAIGN_EDITOR)
    async with visitor_of(app) as writer:
        await writer.sign_in("xie")
        shown = (await writer.get("/console/campaigns/")).text

    assert "份样稿，写明本单位还没有审定" in shown
    assert "提前开始一个活动" in shown
