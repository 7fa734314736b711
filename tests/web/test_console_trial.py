"""The whole bot tried by staff: it remembers, takes stories, hands over, and leaves no trace."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.kit.db import SessionFactory
from bot.settings import Settings
from kb.models import Base
from tests.console.conftest import Visitor

# What a visit to the console itself writes.
OF_THE_VISIT = {"audit_entry", "audit_head", "staff_member", "staff_session", "job_lease"}


async def rows(sessions: SessionFactory) -> dict[str, int]:
    async with sessions() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in OF_THE_VISIT
        }


async def tried(editor: Visitor, *lines: str) -> str:
    answer = await editor.fill_in("/console/faq/bot", {"lines": "\n".join(lines)})
    assert answer.status_code == 200, answer.text
    return answer.text.split('id="said"')[1].split("<form")[0]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("世界标准日是哪天？",), "10 月 14 日"),
        (("GB 2760-2024是什么", "那它什么时候实施"), "2025"),
        (("家里煤气漏了",), "通风"),
        (("转人工",), "工作人员"),
        (("解放碑哪家火锅好吃", "南坪哪家小面好吃"), "转人工"),
        (("关注 GB 17761", "1"), "GB 17761"),
    ],
)
async def test_the_bot_answers_as_it_would_and_nothing_is_kept(
    editor: Visitor,
    sessions: SessionFactory,
    settings: Settings,
    lines: tuple[str, ...],
    told: str,
) -> None:
    before = await rows(sessions)

    said = await tried(editor, *lines)

    assert told in said
    assert said.count("市民：") == len(lines)
    assert await rows(sessions) == before
    assert list((settings.data_dir / "trials").iterdir()) == []


async def test_each_trial_begins_anew(editor: Visitor) -> None:
    first = await tried(editor, "GB 2760-2024是什么", "那它什么时候实施")
    second = await tried(editor, "那它什么时候实施")

    assert "2025" in first
    assert "2025" not in second


@pytest.mark.parametrize("lines", ["", " \n ", "问\n" * 21])
async def test_nothing_and_too_much_are_refused(editor: Visitor, lines: str) -> None:
    answer = await editor.fill_in("/console/faq/bot", {"lines": lines})

    assert answer.status_code == 400
    assert "一行是市民的一句话" in answer.text


async def test_rasas_call_for_a_trial_that_ended_reaches_no_citizens_hands(
    app: FastAPI, editor: Visitor
) -> None:
    call = {"next_action": "action_x", "tracker": {"sender_id": f"trial-{'0' * 32}"}}

    answer = await editor.post("/rasa/actions?token=action-token-of-tests", json=call)

    assert answer.status_code == 404
