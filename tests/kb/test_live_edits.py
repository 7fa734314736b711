from __future__ import annotations

import asyncio
import time
from datetime import date

from sqlalchemy import select

from bot.kit.db import SessionFactory
from kb.answering import Answerer
from kb.knowledge import Content, LiveKnowledge, SnapshotBuilder, load_normaliser
from kb.models import Faq
from kb.repository import KnowledgeRepository
from kb.search.shipped import shipped


async def test_an_edit_is_live_in_every_process_without_a_restart(
    knowledge: LiveKnowledge, sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    other = LiveKnowledge(sessions, sessions.begin, builder)
    await other.refresh()
    followers = [asyncio.create_task(live.follow()) for live in (knowledge, other)]
    answerers = [
        Answerer(live, load_normaliser(), lambda: date(2026, 11, 23)) for live in (knowledge, other)
    ]

    async with sessions.begin() as session:
        faq = (await session.scalars(select(Faq).where(Faq.slug == "standards-day"))).one()
        faq.answer = "新的答案。"
        await KnowledgeRepository(session).touch()
    deadline = time.monotonic() + 15  # two seconds are promised; a busy machine gets more
    while time.monotonic() < deadline:
        if all("新的答案" in a.answer("世界标准日是哪天").text for a in answerers):
            break
        await asyncio.sleep(0.05)

    for task in followers:
        task.cancel()
    assert all("新的答案" in a.answer("世界标准日是哪天").text for a in answerers)


async def test_a_restart_finds_every_vector_shipped_or_in_the_database(
    knowledge: LiveKnowledge, sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    async with sessions() as session:
        content = await Content.read(session, date(2026, 11, 24))
        wanted = builder.digests(content)
        cached = shipped(wanted)
        cached |= await KnowledgeRepository(session).vectors(wanted - cached.keys())

    _, made = builder.build(content, cached, knowledge.editions())

    assert made == {}
