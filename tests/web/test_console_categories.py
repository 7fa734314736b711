"""The shelves of the FAQ are kept by reviewers; tags find entries again."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import yaml
from fastapi import FastAPI
from sqlalchemy import select

from bot.console.kit.parts import ConsoleParts
from bot.editing.faq.models import FaqDraft
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from kb.models import Faq, FaqCategory
from kb.seeds import load_seeds
from tests.console.conftest import CHEAP, Visitor, add_member, hidden_fields, visitor_of

HERE = "/console/faq/categories/"
FORM = {
    "question": "校服掉色找谁说？", "answer": "先找学校。", "sources": "测试的来源",
    "tags": "校服、学生 开学", "act": "submit",
}  # fmt: skip


@pytest.fixture
async def two(
    app: FastAPI, settings: Settings, sessions: SessionFactory
) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """An editor and a reviewer."""
    staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
    await add_member(staff, "bian", Role.FAQ_EDITOR)
    await add_member(staff, "shen", Role.REVIEWER)
    async with visitor_of(app) as editor, visitor_of(app) as reviewer:
        await editor.sign_in("bian")
        await reviewer.sign_in("shen")
        yield editor, reviewer


async def keep(reviewer: Visitor, act: str, **data: str) -> httpx.Response:
    return await reviewer.fill_in(f"{HERE}{act}", dict(data), page=HERE)


async def published(two: tuple[Visitor, Visitor], **more: str) -> str:
    editor, reviewer = two
    made = await editor.fill_in("/console/faq/new", {**FORM, **more})
    assert made.status_code == 303, made.text
    draft = made.headers["location"].split("?")[0]
    done = await reviewer.fill_in(f"{draft}/publish", page=draft)
    assert done.status_code == 303, done.text
    return str(done.headers["location"]).split("?")[0]


async def shelves(client: httpx.AsyncClient) -> str:
    return (await client.get("/faq", headers={"accept": "text/html"})).text


async def test_a_renamed_shelf_takes_its_entries_along_also_those_still_drafted(
    two: tuple[Visitor, Visitor], client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    assert "测试" in await shelves(client)
    editor, reviewer = two
    made = await editor.fill_in("/console/faq/new", {**FORM, "category": "测试"})
    draft = made.headers["location"].split("?")[0]

    done = await keep(reviewer, "rename", name="测试", new="标准常识")

    assert done.status_code == 303
    assert "标准常识" in await shelves(client)
    assert "<option>标准常识</option>" in (await editor.get("/console/faq/new")).text
    assert (await reviewer.fill_in(f"{draft}/publish", page=draft)).status_code == 303
    async with sessions() as session:
        assert set(await session.scalars(select(Faq.category))) == {"标准常识"}
        actions = select(AuditEntry.action).where(AuditEntry.object_type == "faq_category")
        assert list(await session.scalars(actions)) == ["settings.changed"]


async def test_a_renamed_shelf_stays_so_when_its_file_is_loaded_again(
    two: tuple[Visitor, Visitor], sessions: SessionFactory, tmp_path: Path
) -> None:
    (tmp_path / "faq").mkdir()
    entry = {
        "slug": "of-a-file", "question": "文件里的？", "answer": "文件里的。", "sources": ["来源"],
        "checked_on": "2026-11-01",
    }  # fmt: skip
    file = tmp_path / "faq" / "one.yml"
    file.write_text(yaml.safe_dump({"category": "文件的分类", "entries": [entry]}), "utf-8")
    async with sessions.begin() as session:
        await load_seeds(session, tmp_path)
    await keep(two[1], "rename", name="文件的分类", new="改了的分类")
    file.write_text(
        yaml.safe_dump({"category": "文件的分类", "entries": [{**entry, "answer": "改了。"}]}),
        "utf-8",
    )

    async with sessions.begin() as session:
        report = await load_seeds(session, tmp_path)

    assert report.problems == []
    async with sessions() as session:
        (row,) = await session.scalars(select(Faq).where(Faq.slug == "of-a-file"))
        assert (row.category, row.answer) == ("改了的分类", "改了。")


async def test_drafts_have_the_present_name_of_their_shelf(
    two: tuple[Visitor, Visitor], sessions: SessionFactory
) -> None:
    editor, reviewer = two
    kept = {**FORM, "category": "测试", "act": "save"}
    made = [
        (await editor.fill_in("/console/faq/new", {**kept, "question": f"第 {n} 个？"})).headers[
            "location"
        ].split("?")[0]
        for n in range(2)
    ]  # fmt: skip
    await editor.fill_in(f"{made[1]}/drop", page=f"{made[1]}/drop")
    opened = hidden_fields((await editor.get(made[0])).text, made[0])

    assert (await keep(reviewer, "rename", name="测试", new="标准常识")).status_code == 303

    listed = (await editor.get("/console/faq/?view=open&category=标准常识")).text
    assert "第 0 个？" in listed
    assert '<td data-label="草稿和下架的">1 条</td>' in (await editor.get(HERE)).text
    # The page was made before the shelf had its name.
    stale = await editor.post(made[0], data={**opened, **kept, "question": "第 0 个？"})
    assert stale.status_code == 409
    again = hidden_fields(stale.text, made[0])
    assert (await editor.post(made[0], data={**again, **kept})).status_code == 303
    assert (await editor.fill_in(f"{made[1]}/restore", page=made[1])).status_code == 303
    async with sessions() as session:
        contents = await session.scalars(select(FaqDraft.content))
        assert [one["category"] for one in contents] == ["标准常识"] * 2


async def test_a_shelf_with_a_draft_stays(two: tuple[Visitor, Visitor]) -> None:
    editor, reviewer = two
    await keep(reviewer, "add", name="空架子")
    await editor.fill_in("/console/faq/new", {**FORM, "category": "空架子", "act": "save"})

    refused = await keep(reviewer, "remove", name="空架子")

    assert refused.status_code == 409
    assert "还有问答或者草稿" in refused.text


async def test_of_a_merge_entries_that_are_redrafted_count_once(
    two: tuple[Visitor, Visitor],
) -> None:
    entry = await published(two, new_category="学生用品")
    await two[0].fill_in(f"{entry}/edit", page=entry)

    asked = await keep(two[1], "rename", name="学生用品", new="测试")

    assert "合并：1 条问答并入“测试”" in asked.text


async def test_a_shelf_that_goes_takes_the_names_it_had_along(
    two: tuple[Visitor, Visitor], sessions: SessionFactory
) -> None:
    for act, names in (
        ("add", {"name": "旧名"}), ("rename", {"name": "旧名", "new": "新名"}),
        ("remove", {"name": "新名"}),
    ):  # fmt: skip
        assert (await keep(two[1], act, **names)).status_code == 303, act

    async with sessions() as session:
        kept = list(await session.scalars(select(FaqCategory.name)))
    assert not {"旧名", "新名"} & {*kept}


async def test_the_first_shelf_moved_up_is_no_change(
    two: tuple[Visitor, Visitor], sessions: SessionFactory
) -> None:
    assert (await keep(two[1], "up", name="测试")).status_code == 303

    async with sessions() as session:
        noted = select(AuditEntry).where(AuditEntry.object_type == "faq_category")
        assert (await session.scalars(noted)).all() == []


async def test_two_shelves_become_one_and_back_again(
    two: tuple[Visitor, Visitor], client: httpx.AsyncClient
) -> None:
    await published(two, new_category="学生用品")
    assert "学生用品" in await shelves(client)

    asked = await keep(two[1], "rename", name="学生用品", new="测试")
    assert asked.status_code == 409
    assert "1 条问答并入“测试”" in asked.text
    assert "学生用品" in await shelves(client)
    await keep(two[1], "rename", name="学生用品", new="测试", merge="yes")
    assert "学生用品" not in await shelves(client)
    await keep(two[1], "rename", name="测试", new="学生用品")

    shown = await shelves(client)
    assert "学生用品" in shown
    assert "测试" not in shown


async def test_shelves_have_an_order_and_empty_ones_can_go(
    two: tuple[Visitor, Visitor], client: httpx.AsyncClient
) -> None:
    await published(two, new_category="学生用品")
    before = await shelves(client)
    assert before.index("测试") < before.index("学生用品")

    assert (await keep(two[1], "up", name="学生用品")).status_code == 303

    after = await shelves(client)
    assert after.index("学生用品") < after.index("测试")
    assert (await keep(two[1], "add", name="还空着的")).status_code == 303
    assert "还空着的" in (await two[0].get("/console/faq/new")).text
    assert (await keep(two[1], "add", name="还空着的")).status_code == 400
    assert (await keep(two[1], "remove", name="还空着的")).status_code == 303
    assert "还空着的" not in (await two[1].get(HERE)).text


@pytest.mark.parametrize(
    ("act", "data", "told"),
    [
        ("remove", {"name": "测试"}, "还有问答"),
        ("rename", {"name": "测试", "new": " "}, "1 到 40 个字"),
        ("rename", {"name": "测试", "new": "长" * 41}, "1 到 40 个字"),
        ("rename", {"name": "测试", "new": "测试"}, "一样"),
        ("rename", {"name": "没有的", "new": "别的"}, "已经没有"),
        ("rename", {"name": "标准故事", "new": "别的"}, "不能改名"),
        ("rename", {"name": "测试", "new": "标准故事", "merge": "yes"}, "故事页"),
        ("rename", {"name": "测试", "new": "放着"}, "条问答并入“放着”"),
        ("add", {"name": "\u200b"}, "看不见的字符"),
        ("add", {"name": "学\u200b生"}, "看不见的字符"),
        ("add", {"name": "\u3164"}, "看不见的字符"),
        ("add", {"name": "😀"}, "要有字"),
        ("add", {"name": "——"}, "要有字"),
        ("add", {"name": "３Ｃ"}, "已经有“3C”"),
        ("rename", {"name": "测试", "new": "３Ｃ"}, "已经有“3C”"),
        ("up", {"name": "没有的"}, "已经没有"),
        ("up", {"name": ""}, "已经没有"),
    ],
)
async def test_what_cannot_be_done_is_told(
    two: tuple[Visitor, Visitor], act: str, data: dict[str, str], told: str
) -> None:
    for shelf in ("放着", "3C"):
        await keep(two[1], "add", name=shelf)

    answer = await keep(two[1], act, **data)

    assert answer.status_code in (400, 404, 409), answer.text
    assert told in answer.text


async def test_entries_are_found_by_their_tags(two: tuple[Visitor, Visitor]) -> None:
    editor, _ = two
    entry = await published(two, category="测试")
    shown = (await editor.get(entry)).text
    assert "校服、学生、开学" in shown

    for tag, is_found in (("学生", True), ("学", False), ("%", False)):
        listed = (await editor.get("/console/faq/", params={"tag": tag})).text
        assert (FORM["question"] in listed) is is_found, tag
    assert "学生（1）" in listed
    again = await editor.fill_in(f"{entry}/edit", page=entry)
    assert "校服\n学生\n开学" in (await editor.get(again.headers["location"])).text
    exported = await editor.fill_in("/console/faq/export", {"format": "csv"}, page="/console/faq/")
    assert "标签" in exported.text
    assert "开学" in exported.text


async def test_no_tag_is_blank(two: tuple[Visitor, Visitor], sessions: SessionFactory) -> None:
    editor, _ = two
    await published(two, category="测试", tags="、校服，；\n 学生、")
    async with sessions.begin() as session:
        (row,) = await session.scalars(select(Faq).where(Faq.question == FORM["question"]))
        assert row.tags == ["校服", "学生"]
        row.tags = ["校服", "", " "]  # kept before

    listed = (await editor.get("/console/faq/")).text

    assert "校服（1）" in listed
    assert '<span class="case-small">校服</span>' in listed
    assert not re.search(r">\s*（\d+）", listed)
    hidden = {**FORM, "category": "测试", "tags": "\u200b"}
    refused = await editor.fill_in("/console/faq/new", hidden)
    assert refused.status_code == 400
    assert "看不见的字符" in refused.text


async def test_too_many_or_too_long_tags_are_refused(two: tuple[Visitor, Visitor]) -> None:
    many = " ".join(f"标签{n}" for n in range(11))
    for tags, told in ((many, "标签最多 10 个"), ("长" * 21, "太长，最多 20 个字")):
        answer = await two[0].fill_in(
            "/console/faq/new", {**FORM, "category": "测试", "tags": tags}
        )
        assert answer.status_code == 400
        assert told in answer.text


async def test_citizens_see_no_tags(
    two: tuple[Visitor, Visitor], client: httpx.AsyncClient
) -> None:
    slug = (await published(two, category="测试", tags="只给工作人员看")).rsplit("/", 1)[-1]

    assert "只给工作人员看" not in (await client.get(f"/faq/{slug}")).text
