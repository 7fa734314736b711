"""The log of conversations as a workplace: from an answered turn to what is done about it."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from bot.conversation.models import Turn, UnansweredQuestion
from bot.editing.faq.content import FaqContent
from bot.editing.faq.models import FaqDraft, GoldenQuestion
from bot.editing.unanswered.models import QuestionCluster
from bot.kit.db import SessionFactory
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry
from kb.answer import Answer
from kb.answering import Answerer
from kb.search.index import Hit
from tests.console.conftest import Visitor

UNKNOWN = "校徽要用哪种颜色的线绣，我电话13812345678"


async def ask(client: httpx.AsyncClient, sessions: SessionFactory, *questions: str) -> int:
    """Ask in one chat; the number of the first turn."""
    for question in questions:
        sent = {"sender": "somebody", "message": question}
        assert (await client.post("/webhooks/rest/webhook", json=sent)).status_code == 200
    async with sessions() as session:
        turns = (await session.scalars(select(Turn).order_by(Turn.id))).all()
    return turns[-len(questions)].id


async def drafted(editor: Visitor, path: str, sessions: SessionFactory, **data: str) -> FaqDraft:
    """The draft a button of the page leads to."""
    page = path.rsplit("/", 1)[0]
    answer = await editor.fill_in(path, data, page)
    assert answer.status_code == 303, answer.text
    number = int(answer.headers["location"].rsplit("/", 1)[1])
    async with sessions() as session:
        return await session.get_one(FaqDraft, number)


async def test_a_turn_shows_why_what_lies_near_and_what_was_said_around(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory
) -> None:
    turn = await ask(client, sessions, "世界标准日是几月几号", UNKNOWN)

    listed = (await editor.get("/console/log/")).text
    page = (await editor.get(f"/console/log/{turn}")).text

    assert f'href="/console/log/{turn}"' in listed
    assert "为什么这样答" in page
    assert "知识库，把握" in page
    assert "世界标准日是每年的 10 月 14 日" in page
    assert 'href="/console/faq/entries/standards-day"' in page
    assert "校徽要用哪种颜色" in page
    assert "13812345678" not in listed + page


async def test_what_belongs_to_a_case_is_shown_to_nobody(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory
) -> None:
    turn = await ask(client, sessions, "世界标准日是几月几号", "推荐标准可以不管吗")
    async with sessions.begin() as session:
        await session.execute(update(Turn).where(Turn.id == turn).values(private=True))

    listed = (await editor.get("/console/log/")).text
    page = await editor.get(f"/console/log/{turn}")
    beside = (await editor.get(f"/console/log/{turn + 1}")).text
    tried = await editor.post(
        f"/console/log/{turn}/draft",
        data={"csrf": re.findall(r'name="csrf" value="(\w+)"', beside)[0]},
    )

    assert f"/console/log/{turn}" not in listed + beside
    assert (page.status_code, tried.status_code) == (404, 404)
    assert "10 月 14 日" not in page.text + tried.text
    async with sessions() as session:
        assert (await session.scalars(select(UnansweredQuestion))).all() == []


@pytest.mark.parametrize("complaint", ["你说的不对", "答错了", "这个回答没用"])
async def test_from_a_wrong_answer_to_the_change_of_its_entry(
    complaint: str, client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory
) -> None:
    turn = await ask(client, sessions, "世界标准日是几月几号", complaint)
    await editor.get("/console/inbox/")  # puts the question into a group
    wrong = (await editor.get("/console/log/?kind=wrong")).text
    assert f'href="/console/log/{turn}"' in wrong
    assert "市民说答错了" in (await editor.get(f"/console/log/{turn}")).text

    draft = await drafted(editor, f"/console/log/{turn}/mend", sessions, slug="standards-day")

    assert (draft.slug, draft.content["question"]) == ("standards-day", "世界标准日是哪天？")
    async with sessions() as session:
        (group,) = await session.scalars(select(QuestionCluster))
    assert (group.state, group.faq) == ("drafted", "standards-day")


async def test_from_an_unknown_question_to_a_new_entry_only_once(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory
) -> None:
    turn = await ask(client, sessions, UNKNOWN)

    draft = await drafted(editor, f"/console/log/{turn}/draft", sessions)
    again = await drafted(editor, f"/console/log/{turn}/draft", sessions)

    assert draft.content["question"].startswith("校徽要用哪种颜色")
    assert "13812345678" not in str(draft.content)
    assert again.id == draft.id


async def test_words_that_were_answered_become_a_phrasing_of_another_entry(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory
) -> None:
    turn = await ask(client, sessions, "世界标准日是几月几号", "采标是什么意思")

    draft = await drafted(editor, f"/console/log/{turn}/add", sessions, slug="complaint-or-report")

    assert draft.slug == "complaint-or-report"
    assert "世界标准日是几月几号" in draft.content["phrasings"]
    async with sessions() as session:
        picked = UnansweredQuestion.reason == "picked"
        (kept,) = await session.scalars(select(UnansweredQuestion).where(picked))
    assert (kept.turn_id, kept.reason) == (turn, "picked")


async def test_a_golden_question_is_written_down_and_asked_from_then_on(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory, app: FastAPI
) -> None:
    turn = await ask(client, sessions, "世界标准日是几月几号")
    desk = app.state.console.state.faq.desk
    before = len(await desk.standings())
    page = f"/console/log/{turn}"

    made = await editor.fill_in(f"{page}/golden", {"entry": "faq:standards-day"}, page)
    unknown = await editor.fill_in(f"{page}/golden", {"entry": "faq:gone"}, page)

    assert made.headers["location"] == f"{page}?done=golden"
    assert unknown.status_code == 400
    standings = await desk.standings()
    assert len(standings) == before + 1
    assert [one.right for one in standings if one.golden.number] == [True]
    shown = (await editor.get("/console/faq/golden/?view=own")).text
    assert "世界标准日是几月几号" in shown
    assert "给“世界标准日是哪天？”" in shown
    async with sessions() as session:
        (golden,) = await session.scalars(select(GoldenQuestion))
        noted = await session.scalars(
            select(AuditEntry).where(AuditEntry.action == AuditAction.GOLDEN_CHANGED.value)
        )
        assert [entry.object_id for entry in noted] == [str(golden.id)]


async def test_a_change_that_spoils_a_question_of_staff_is_stopped(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory, app: FastAPI
) -> None:
    turn = await ask(client, sessions, "世界标准日是几月几号")
    page = f"/console/log/{turn}"
    await editor.fill_in(f"{page}/golden", {"entry": "faq:standards-day"}, page)
    desk = app.state.console.state.faq.desk

    content = replace(FaqContent.of(await desk.entry("standards-day")), withdrawn=True)
    report = await desk.report({"standards-day": content})

    assert "世界标准日是几月几号" in [one.question for one in report.worse]


async def test_not_ours_from_a_turn_declines_from_then_on(
    client: httpx.AsyncClient, editor: Visitor, sessions: SessionFactory
) -> None:
    turn = await ask(client, sessions, UNKNOWN, "世界标准日是几月几号")

    done = await editor.fill_in(f"/console/log/{turn}/not-ours", page=f"/console/log/{turn}")
    page = f"/console/log/{turn + 1}"
    refused = await editor.fill_in(f"{page}/not-ours", page=page)

    assert done.headers["location"] == f"/console/log/{turn}?done=saved"
    assert refused.status_code == 409
    assert "现在有确定的答案" in refused.text


@pytest.mark.parametrize(
    ("question", "must", "is_taken"),
    [
        ("世界标准日是几月几号", "now", True),
        ("世界标准日是几月几号", "none", True),
        (UNKNOWN, "none", True),
        ("校徽的线断了几根算次品", "now", False),  # nothing surely answers it
        ("", "now", False),
    ],
)
async def test_a_golden_question_is_added_without_typing_a_code(
    question: str, must: str, is_taken: bool, editor: Visitor, sessions: SessionFactory
) -> None:
    page = "/console/faq/golden/?view=own"
    form = {"question": question, "must": must}

    answer = await editor.fill_in("/console/faq/golden/add", form, page)

    assert (answer.status_code == 303) == is_taken
    async with sessions() as session:
        kept = (await session.scalars(select(GoldenQuestion))).all()
    expected = ["faq:standards-day" if must == "now" else ""] if is_taken else []
    assert [one.entry for one in kept] == expected


async def test_nobody_waits_for_the_golden_questions(
    editor: Visitor, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = app.state.console.state.faq.desk
    ask, asked, may_go_on = Answerer.answer, list[str](), threading.Event()

    def slow(answerer: Answerer, question: str) -> Answer:
        may_go_on.wait(30)
        asked.append(question)
        return ask(answerer, question)

    with monkeypatch.context() as patch:
        patch.setattr(Answerer, "answer", slow)
        meanwhile = [(await editor.get("/console/faq/golden/")).text for _ in range(2)]
        may_go_on.set()
        await desk.standings()
        for _ in range(200):
            then = (await editor.get("/console/faq/golden/")).text
            if "再看一次" not in then:
                break

    assert all("正在后台" in page and "这里没有问题" not in page for page in meanwhile)
    assert 'id="golden-1"' in then
    form = {"question": "校徽绣几针？", "must": "none"}
    page = "/console/faq/golden/?view=own"
    asked.clear()
    with monkeypatch.context() as patch:
        patch.setattr(Answerer, "answer", slow)
        await editor.fill_in("/console/faq/golden/add", form, page)
        await desk.standings()
    assert asked == ["校徽绣几针？"]  # the others stand as they did


async def test_golden_questions_come_in_pages(editor: Visitor, app: FastAPI) -> None:
    await app.state.console.state.faq.desk.standings()
    first = (await editor.get("/console/faq/golden/?view=wrong")).text
    last = (await editor.get("/console/faq/golden/?view=wrong&page=99999")).text
    assert first.count('id="golden-') == 30
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 0 < last.count('id="golden-') <= 30
    assert 'rel="next"' not in last
    assert first != last
    assert (await editor.get("/console/faq/golden/?page=0")).status_code == 400


async def test_what_is_near_a_golden_question_is_searched_once(
    editor: Visitor, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.state.console.state.faq.desk.standings()
    searched: list[str] = []
    search = Answerer.hits

    def noted(answerer: Answerer, question: str) -> Sequence[Hit]:
        searched.append(question)
        return search(answerer, question)

    monkeypatch.setattr(Answerer, "hits", noted)
    pages = [(await editor.get("/console/faq/golden/?view=wrong")).text for _ in range(2)]

    assert len(searched) == len(set(searched)) == 30
    assert pages[0].count("最像的") == pages[1].count("最像的") > 0
