"""The FAQ's pages in the whole application: what is published is what citizens get."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.console.kit.parts import ConsoleParts
from bot.editing.faq.content import FaqContent
from bot.editing.faq.models import FaqDraft
from bot.editing.faq.sheet import HEADINGS
from bot.kit.db import SessionFactory
from bot.kit.spreadsheet import csv_line
from bot.staff.roles import Role
from kb.models import Faq
from tests.console.conftest import Visitor, add_member, visitor_of
from tests.fakes.laws import add_laws
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY

QUESTION = "校服洗了就掉色咋个说"
FORM = {
    "question": "校服掉色找谁说？",
    "answer": "先找学校，学校不管的打 12315。<script>alert(1)</script>",
    "phrasings": f"{QUESTION}\n校服掉颜色",
    "sources": "《产品质量法》第四十条",
    "category": "测试",
    "version_0": "企业看合同。",
}


async def drafted(editor: Visitor, act: str = "submit", **more: str) -> str:
    """The address of a draft made through the form."""
    answer = await editor.fill_in("/console/faq/new", {**FORM, "act": act, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("?")[0]


async def asked(client: httpx.AsyncClient, question: str) -> str:
    sent = {"sender": "citizen", "message": question}
    answer = await client.post("/webhooks/rest/webhook", json=sent)
    return str(answer.json()[0]["text"])


async def test_what_is_published_is_what_citizens_get_on_each_channel(
    editor: Visitor, reviewer: Visitor, client: httpx.AsyncClient
) -> None:
    draft = await drafted(editor)
    assert "12315。" not in await asked(client, QUESTION)
    page = (await reviewer.get(draft)).text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page

    answer = await reviewer.fill_in(f"{draft}/publish", page=draft)

    assert answer.status_code == 303
    assert "先找学校" in await asked(client, QUESTION)
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text(QUESTION, 1)
    told = await client.post("/wechat", params=push.query, content=push.body)
    assert "先找学校" in (pusher.read(told.text) or "")
    slug = answer.headers["location"].split("/")[-1].split("?")[0]
    public = (await client.get(f"/faq/{slug}")).text
    assert "企业看合同" in public
    assert "<script>alert" not in public
    tried = (await editor.get("/console/faq/try", params={"q": QUESTION})).text
    assert "直接回答" in tried
    assert "意思相近" in tried


async def test_whom_an_answer_concerns_is_ticked_not_typed(editor: Visitor) -> None:
    draft = await drafted(editor, "save")
    first = (await editor.get(draft)).text

    wanted = {**FORM, "act": "save", "audience": ["企业", "学校"]}
    answer = await editor.fill_in(draft, wanted)
    then = (await editor.get(draft)).text

    assert answer.status_code == 303, answer.text
    ticked = r'name="audience" value="(\w+)" checked'
    assert re.findall(ticked, first) == ["公众"]
    assert re.findall(ticked, then) == ["企业", "学校"]
    assert len(re.findall('name="audience"', then)) == 6


async def test_the_gate_is_shown_and_can_be_overruled_with_a_reason(
    app: FastAPI, editor: Visitor, reviewer: Visitor, client: httpx.AsyncClient
) -> None:
    edit = "/console/faq/entries/standards-day/edit"
    begun = await editor.fill_in(edit, page="/console/faq/entries/standards-day")
    draft = begun.headers["location"]
    spoiled = {**FORM, "question": "世界标准日是哪天？", "answer": "不清楚。", "act": "submit"}
    assert (await editor.fill_in(draft, spoiled)).status_code == 303

    stopped = await reviewer.fill_in(f"{draft}/publish", page=draft)
    assert stopped.status_code == 400
    assert "会变差" in stopped.text
    assert "10 月 14 日" in await asked(client, "世界标准日是哪天？")
    done = await reviewer.fill_in(f"{draft}/publish", {"override": "换了新的说法"}, page=draft)

    assert done.status_code == 303
    assert "不清楚" in await asked(client, "世界标准日是哪天？")
    back = "/console/faq/entries/standards-day/roll-back"
    sent = {"number": "1", "reason": "说法不准"}
    answer = await reviewer.fill_in(back, sent, page="/console/faq/entries/standards-day")
    assert answer.status_code == 303
    assert "10 月 14 日" in await asked(client, "世界标准日是哪天？")
    diff = await reviewer.get("/console/faq/entries/standards-day/versions/2")
    assert "<del>" in diff.text
    assert "<ins>" in diff.text


async def test_rights_and_bad_input(editor: Visitor, reviewer: Visitor) -> None:
    draft = await drafted(editor)

    assert (await editor.fill_in(f"{draft}/publish", page=draft)).status_code == 403
    assert (await reviewer.get("/console/faq/new")).status_code == 403
    assert (await reviewer.fill_in(f"{draft}/reject", page=draft)).status_code == 400
    assert (await editor.get("/console/faq/drafts/4711")).status_code == 404
    assert (await editor.get("/console/faq/entries/nothing")).status_code == 404
    faulty = await editor.fill_in("/console/faq/new", {**FORM, "sources": "", "act": "submit"})
    assert faulty.status_code == 400
    assert "来源" in faulty.text


async def test_the_preview_shows_bytes_and_problems_and_keeps_nothing(editor: Visitor) -> None:
    sent = {**FORM, "answer": "长" * 900, "standards": "GB 2760-2014"}

    shown = await editor.fill_in("/console/faq/preview", sent, page="/console/faq/new")

    assert "字节" in shown.text
    assert "代替" in shown.text
    assert "没有符合条件" in (await editor.get("/console/faq/?view=open")).text


async def test_lists_are_searched_and_drafts_have_their_own(editor: Visitor) -> None:
    await drafted(editor, "save")

    assert "校服掉色" in (await editor.get("/console/faq/?view=open&q=掉色")).text
    assert "校服掉色" not in (await editor.get("/console/faq/?view=review")).text
    found = await editor.get("/console/faq/", params={"q": "标准日"})
    assert "世界标准日是哪天" in found.text
    assert "没有符合条件" in (await editor.get("/console/faq/?q=%25")).text


async def test_an_import_names_bad_rows_and_takes_the_rest(editor: Visitor) -> None:
    def row(**values: str) -> list[str]:
        return [values.get(name, "") for name in HEADINGS]

    good = row(问题="新的问题？", 答案="新的答案。", 来源="《标准化法》", 分类="测试")
    bad = row(问题="坏的问题？", 来源="《标准化法》", 分类="测试")
    gone = row(编号="no-such", 问题="改？", 答案="改。", 来源="《标准化法》", 分类="测试")
    text = "".join(map(csv_line, [HEADINGS, good, bad, gone]))
    page = await editor.get("/console/faq/import")
    csrf = page.text.split('name="csrf" value="')[1][:64]

    async def send(act: str) -> str:
        answer = await editor.post(
            "/console/faq/import",
            data={"csrf": csrf, "act": act},
            files={"file": ("../../x.csv", text.encode(), "text/csv")},
        )
        return answer.text

    large = await editor.post(
        "/console/faq/import",
        data={"csrf": csrf, "act": "try"},
        files={"file": ("x.csv", b"x" * 2_000_000, "text/csv")},
    )
    assert "没有找到表头" in large.text
    tried = await send("try")
    assert "1 行可以导入，2 行有问题" in tried
    assert "没有编号是" in tried
    assert "没有符合条件" in (await editor.get("/console/faq/?view=open")).text
    assert "1 行已经导入，2 行有问题" in await send("import")
    assert "新的问题" in (await editor.get("/console/faq/?view=open")).text
    again = await send("import")
    assert "由 某人 导入过" in again
    assert "0 行已经导入，3 行有问题" in again
    assert "是同一个问题，没有再导入" in again
    template = await editor.get("/console/faq/template?kind=csv")
    assert "其他问法" in template.text
    exported = await editor.fill_in(
        "/console/faq/export", {"format": "csv"}, page="/console/faq/import"
    )
    assert "世界标准日是哪天" in exported.text


async def sent_sheet(editor: Visitor, lines: list[tuple[str, ...]], **more: str) -> str:
    """The page after a sheet was imported."""
    page = await editor.get("/console/faq/import")
    csrf = page.text.split('name="csrf" value="')[1][:64]
    answer = await editor.post(
        "/console/faq/import",
        data={"csrf": csrf, "act": "import", **more},
        files={"file": ("x.csv", "".join(map(csv_line, lines)).encode(), "text/csv")},
    )
    return answer.text


async def test_questions_and_answers_alone_become_drafts_that_say_what_they_lack(
    editor: Visitor,
) -> None:
    told = await sent_sheet(
        editor, [("问题", "答案"), ("雨伞有标准吗？", "有。"), ("没有答案的？", "")], shelf="生活"
    )

    assert "1 行已经导入，1 行有问题" in told
    assert "答案是空的" in told
    assert "没有写分类，放进了“生活”。没有写来源" in told
    drafts = (await editor.get("/console/faq/?view=open")).text
    (number,) = re.findall(r"/console/faq/drafts/(\d+)", told)
    assert ("雨伞有标准吗" in drafts, "生活" in drafts) == (True, True)
    refused = await editor.fill_in(
        f"/console/faq/drafts/{number}", {**FORM, "act": "submit", "sources": ""}
    )
    assert "没有写来源" in refused.text


async def test_a_sheet_changes_of_an_entry_only_what_it_has_columns_for(
    editor: Visitor, sessions: SessionFactory
) -> None:
    told = await sent_sheet(
        editor,
        [("编号", "问题", "答案"), ("standards-day", "世界标准日是哪天？", "10 月 14 日，每年。")],
    )

    assert "1 行已经导入，0 行有问题" in told
    async with sessions() as session:
        faq = (await session.scalars(select(Faq).where(Faq.slug == "standards-day"))).one()
        (draft,) = await session.scalars(select(FaqDraft))
    kept = FaqContent.of(faq)
    assert FaqContent.from_json(draft.content) == replace(
        kept, question="世界标准日是哪天？", answer="10 月 14 日，每年。"
    )


async def test_the_articles_words_stand_beside_the_answer_and_one_that_is_not_there_is_refused(
    editor: Visitor, sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        await add_laws(session)

    draft = await drafted(editor, act="save")
    page = await editor.get(draft)
    assert "销售者应当负责修理、更换、退货" in page.text
    assert "依据的原文" in page.text
    refused = await editor.fill_in(
        draft, {**FORM, "sources": "《产品质量法》第九十九条", "act": "submit"}
    )
    assert "没有第九十九条" in refused.text
    assert refused.status_code == 400


async def test_many_are_published_in_one_go_and_each_result_is_told(
    editor: Visitor, reviewer: Visitor
) -> None:
    await drafted(editor)
    await drafted(editor, question="书包太重找谁说？", phrasings="书包好重咋个说")
    # The same words as the first: it can't stand beside it.
    await drafted(editor, question="校服褪色问哪个？", phrasings=QUESTION)
    listed = (await reviewer.get("/console/faq/?view=review")).text
    ticked = re.findall(r'name="one" value="(\d+:[0-9a-f]{64})"', listed)
    assert len(ticked) == 3
    csrf = re.findall(r'name="csrf" value="(\w+)"', listed)[0]
    # In the order in which they were written.
    form = {"csrf": csrf, "one": sorted(ticked, key=lambda one: int(one.split(":")[0]))}

    done = await reviewer.post("/console/faq/bulk/publish", data=form)
    again = await reviewer.post("/console/faq/bulk/publish", data=form)

    assert "共 3 条，已发布 2 条" in done.text
    assert "和一起发布的“校服掉色找谁说？”有同样的问法" in done.text
    assert "已发布 0 条" in again.text
    entries = (await reviewer.get("/console/faq/?q=书包")).text
    assert "书包太重找谁说？" in entries


async def test_many_are_sent_back_for_one_reason(editor: Visitor, reviewer: Visitor) -> None:
    first = await drafted(editor)
    second = await drafted(editor, question="书包太重找谁说？", phrasings="书包好重咋个说")
    listed = (await reviewer.get("/console/faq/?view=review")).text
    assert "退回所选的" in listed
    ticked = re.findall(r'name="one" value="(\d+:[0-9a-f]{64})"', listed)
    await editor.fill_in(f"{second}/take-back", page=second)
    await editor.fill_in(second, {**FORM, "question": "书包太重找谁？", "act": "submit"})
    form = {"csrf": re.findall(r'name="csrf" value="(\w+)"', listed)[0], "one": ticked}

    empty = await reviewer.post("/console/faq/bulk/reject", data={**form, "reason": " "})
    done = await reviewer.post("/console/faq/bulk/reject", data={**form, "reason": "来源写到条"})
    again = await reviewer.post("/console/faq/bulk/reject", data={**form, "reason": "来源写到条"})

    assert empty.status_code == 400
    assert "退回要写明理由" in empty.text
    assert "共 2 条，已退回 1 条" in done.text
    assert "打开页面以后内容又改过，没有退回" in done.text
    assert "已退回 0 条" in again.text
    assert "来源写到条" in (await editor.get(first)).text


async def test_what_was_changed_since_it_was_ticked_is_left_out(
    editor: Visitor, reviewer: Visitor
) -> None:
    path = await drafted(editor)
    listed = (await reviewer.get("/console/faq/?view=review")).text
    ticked = re.findall(r'name="one" value="(\d+:[0-9a-f]{64})"', listed)
    await editor.fill_in(f"{path}/take-back", page=path)
    await editor.fill_in(path, {**FORM, "answer": "换了一个答案。", "act": "submit"})
    form = {"csrf": re.findall(r'name="csrf" value="(\w+)"', listed)[0], "one": ticked}

    done = await reviewer.post("/console/faq/bulk/publish", data=form)

    assert "已发布 0 条" in done.text
    assert "请重新看一遍再发布" in done.text


async def test_nobody_publishes_their_own_in_a_heap(app: FastAPI, staff: ConsoleParts) -> None:
    await add_member(staff, "both", Role.FAQ_EDITOR, Role.REVIEWER)
    async with visitor_of(app) as both:
        await both.sign_in("both")
        path = await drafted(both)
        listed = (await both.get("/console/faq/?view=review")).text
        assert 'name="one"' not in listed
        digest = re.findall(r'value="([0-9a-f]{64})"', (await both.get(path)).text)[0]
        number = path.rsplit("/", 1)[1]
        csrf = re.findall(r'name="csrf" value="(\w+)"', listed)[0]

        done = await both.post(
            "/console/faq/bulk/publish", data={"csrf": csrf, "one": [f"{number}:{digest}"]}
        )

    assert "已发布 0 条" in done.text
    assert "自己写的不能自己审" in done.text


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=标准日是啥子日子", True), ("category=测试&valid=now", True), ("check=staff", True),
        ("check=unchecked", False), ("valid=over", False), ("use=used", False),
        ("use=never&sort=asked", True), ("use=useless", False), ("category=别的", False),
    ],
)  # fmt: skip
async def test_entries_are_found_as_citizens_find_them_and_by_what_they_are(
    reviewer: Visitor, query: str, is_found: bool
) -> None:
    page = (await reviewer.get(f"/console/faq/?{query}")).text

    assert ("世界标准日是哪天？" in page) == is_found


async def test_taking_entries_down_is_reviewed_as_well(editor: Visitor, reviewer: Visitor) -> None:
    listed = (await editor.get("/console/faq/")).text
    csrf = re.findall(r'name="csrf" value="(\w+)"', listed)[0]
    form = {"csrf": csrf, "one": ["standards-day", "additives"]}

    done = await editor.post("/console/faq/bulk/withdraw", data=form)
    again = await editor.post("/console/faq/bulk/withdraw", data=form)

    assert "已提交下架，等审核 2 条" in done.text
    assert "正在修改，请先处理完" in again.text
    assert "世界标准日是哪天？" in (await reviewer.get("/console/faq/?view=published")).text
    assert "世界标准日是哪天？" in (await reviewer.get("/console/faq/?view=review")).text


@pytest.mark.parametrize("day", ["9999-99-99", "2026-02-30", "明天"])
async def test_a_day_that_is_none_is_refused_when_it_is_saved(editor: Visitor, day: str) -> None:
    refused = await editor.fill_in("/console/faq/new", {**FORM, "act": "save", "valid_from": day})
    draft = await drafted(editor, "save")
    again = await editor.fill_in(draft, {**FORM, "act": "save", "valid_to": day})

    for answer in (refused, again):
        assert answer.status_code == 400
        assert "日期要写成 2026-01-31 这样" in answer.text
        assert day in answer.text


async def test_a_day_in_full_width_digits_is_kept_as_a_day(editor: Visitor) -> None:
    draft = await drafted(editor, "save", valid_from="２０２６－０１－３１")

    assert 'value="2026-01-31"' in (await editor.get(draft)).text


async def test_an_empty_form_is_not_said_to_be_without_fault(editor: Visitor) -> None:
    shown = (await editor.get("/console/faq/new")).text

    assert "检查没有发现问题" not in shown
    assert "还没有写" in shown
