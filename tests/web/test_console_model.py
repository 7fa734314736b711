"""The page about training, in the whole application."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import FastAPI

from bot.console.kit.parts import ConsoleParts
from bot.editing.model.models import TrainingRun
from bot.kit.db import SessionFactory
from bot.staff.roles import Role
from tests.console.conftest import add_member, visitor_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)


async def test_a_reviewer_starts_a_run_sees_the_evaluation_and_hears_why_not(
    app: FastAPI, staff: ConsoleParts, sessions: SessionFactory
) -> None:
    await add_member(staff, "shen", Role.REVIEWER)
    page = "/console/model/"
    async with visitor_of(app) as reviewer:
        await reviewer.sign_in("shen")
        assert "还没有训练过" in (await reviewer.get(page)).text
        assert (await reviewer.fill_in(f"{page}start", page=page)).status_code == 303
        assert (await reviewer.get(f"{page}progress")).json()["state"] == "queued"
        shown = (await reviewer.get(page)).text
        assert 'action="/console/model/start"' not in shown
        again = await reviewer.fill_in(f"{page}start", page="/console/account")
        assert (again.status_code, "已经有一次训练" in again.text) == (409, True)
        async with sessions.begin() as session:
            session.add(
                TrainingRun(
                    by="shen", state="ready", asked_at=NOW, examples=3,
                    before={"total": 9, "wrong": [["要得", "affirm", "deny"]]},
                    after={"total": 9, "wrong": [["<b>好</b>", "a", "b"], ["多谢", "a", "b"]]},
                )
            )  # fmt: skip
        shown = (await reviewer.get(page)).text
        assert "模型对 8 个，这个模型对 7 个" in shown
        assert "&lt;b&gt;好" in shown
        gone = await reviewer.fill_in(f"{page}runs/2/activate", page=page)
        assert (gone.status_code, "已经清理" in gone.text) == (404, True)


async def test_an_editor_does_not_train(app: FastAPI, staff: ConsoleParts) -> None:
    await add_member(staff, "bian", Role.FAQ_EDITOR)
    async with visitor_of(app) as editor:
        await editor.sign_in("bian")
        assert (await editor.get("/console/model/")).status_code == 403
        answer = await editor.fill_in("/console/model/start", page="/console/account")
        assert answer.status_code == 403
