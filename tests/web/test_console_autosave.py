"""A draft is kept while it is written, overwrites nobody, and fills no audit log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from bot.console.kit.parts import ConsoleParts
from bot.editing.faq.models import FaqDraft
from bot.kit.db import SessionFactory
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, hidden_fields, visitor_of

JSON = {"accept": "application/json"}
FIELDS = {"question": "校服掉色找谁说？", "answer": "先找学校。", "category": "测试"}


async def signed_in(app: FastAPI, staff: ConsoleParts, name: str) -> Visitor:
    await add_member(staff, name, Role.FAQ_EDITOR)
    visitor = visitor_of(app)
    await visitor.sign_in(name)
    return visitor


async def token(visitor: Visitor) -> dict[str, object]:
    page = (await visitor.get("/console/faq/new")).text
    return {"csrf": hidden_fields(page, "/console/faq/new")["csrf"]}


async def edits(sessions: SessionFactory) -> int:
    query = select(func.count()).where(AuditEntry.action == "faq.edited")
    async with sessions() as session:
        return await session.scalar(query) or 0


async def test_what_is_written_is_kept_in_one_draft_and_one_entry_of_the_log(
    app: FastAPI, staff: ConsoleParts, sessions: SessionFactory
) -> None:
    visitor = await signed_in(app, staff, "bian")
    form = {**await token(visitor), **FIELDS}

    first = await visitor.post("/console/faq/new/autosave", data=form, headers=JSON)
    kept = first.json()
    path = f"/console/faq/drafts/{kept['draft']}"
    for words in ("先找学校，", "先找学校，学校不管的打 12315。"):
        form |= {"answer": words, "stamp": kept["stamp"]}
        kept = (await visitor.post(f"{path}/autosave", data=form, headers=JSON)).json()

    assert "自动保存在草稿里" in kept["told"]
    assert "学校不管的打 12315" in (await visitor.get(path)).text
    async with sessions() as session:
        assert len(list(await session.scalars(select(FaqDraft)))) == 1
    assert await edits(sessions) == 1
    async with sessions.begin() as session:
        await session.execute(
            update(FaqDraft).values(changed_at=staff.clock() - timedelta(hours=1))
        )
    await visitor.post(f"{path}/autosave", data={**form, "stamp": kept["stamp"]}, headers=JSON)
    assert await edits(sessions) == 2


async def test_a_colleagues_words_are_not_overwritten(
    app: FastAPI, staff: ConsoleParts, sessions: SessionFactory
) -> None:
    anne, ben = await signed_in(app, staff, "anne"), await signed_in(app, staff, "ben")
    mine = {**await token(anne), **FIELDS}
    kept = (await anne.post("/console/faq/new/autosave", data=mine, headers=JSON)).json()
    path = f"/console/faq/drafts/{kept['draft']}"
    await ben.fill_in(path, {**FIELDS, "answer": "本写的。", "act": "save"})

    for stamp in (kept["stamp"], ""):
        late = {**mine, "answer": "安写的。", "stamp": stamp}
        refused = await anne.post(f"{path}/autosave", data=late, headers=JSON)
        assert refused.status_code == 409
        assert "没有覆盖" in refused.json()["error"]
    assert "本写的。" in (await anne.get(path)).text


@pytest.mark.parametrize("question", ["", "  "])
async def test_without_a_question_there_is_no_draft(
    app: FastAPI, staff: ConsoleParts, sessions: SessionFactory, question: str
) -> None:
    visitor = await signed_in(app, staff, "bian")
    form = {**await token(visitor), **FIELDS, "question": question}

    answer = await visitor.post("/console/faq/new/autosave", data=form, headers=JSON)

    assert answer.status_code == 400
    async with sessions() as session:
        assert list(await session.scalars(select(FaqDraft))) == []


async def test_what_is_being_reviewed_is_not_saved_over(
    app: FastAPI, staff: ConsoleParts, sessions: SessionFactory
) -> None:
    visitor = await signed_in(app, staff, "bian")
    form = {**await token(visitor), **FIELDS, "sources": "《产品质量法》第四十条"}
    kept = (await visitor.post("/console/faq/new/autosave", data=form, headers=JSON)).json()
    path = f"/console/faq/drafts/{kept['draft']}"
    sent = await visitor.post(path, data={**form, "stamp": kept["stamp"], "act": "submit"})
    assert "done=submitted" in sent.headers["location"]

    late = {**form, "answer": "别的", "stamp": kept["stamp"]}
    refused = await visitor.post(f"{path}/autosave", data=late, headers=JSON)

    assert refused.status_code >= 400
    assert "先找学校。" in (await visitor.get(path)).text
