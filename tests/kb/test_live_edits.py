from __future__ import annotations

import asyncio
import threading
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.kit.db import SessionFactory, create_engine
from kb.answering import Answerer
from kb.knowledge import Content, LiveKnowledge, SnapshotBuilder, load_normaliser
from kb.models import Checked, Faq, Standard, StandardStatus
from kb.repository import KnowledgeRepository, vectors_in
from kb.search.shipped import shipped
from kb.standards.change_set import Proposed, apply_batch, finish_reading, open_set, propose
from kb.standards.difference import Mark
from kb.standards.record import record_of
from tests.content import small_content
from tests.waiting import until


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

    def is_live() -> bool:
        return all("新的答案" in a.answer("世界标准日是哪天").text for a in answerers)

    await until(is_live)
    for task in followers:
        task.cancel()


async def test_a_status_another_process_writes_is_answered_before_the_index_is_made_anew(
    knowledge: LiveKnowledge,
    builder: SnapshotBuilder,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def takes_for_ever(*_content: object) -> None:
        raise TimeoutError

    def import_list(session: Session) -> None:
        mark = Mark(Checked.STAFF, date(2026, 11, 23))
        words = {"number": "GB/T 31888-2015", "title": "中小学生校服"}
        row = record_of({**words, "status": "废止", "source": "清单"})
        made = open_set(session, "k", "清单.csv", "li", mark)
        propose(session, made.id, [Proposed(2, dict(words), row)])
        finish_reading(session, made.id)
        assert not apply_batch(session, made.id)

    def asked() -> str:
        return answerer.answer("GB/T 31888-2015 还有效吗").text

    answerer = Answerer(knowledge, load_normaliser(), lambda: date(2026, 11, 23))
    before = asked()
    engine = create_engine(database_url)
    other = SessionFactory(engine)
    other.run_here(import_list)
    await other.dispose()
    await engine.dispose()
    monkeypatch.setattr(builder, "build", takes_for_ever)
    with pytest.raises(TimeoutError):
        await knowledge.refresh()

    assert "已废止" not in before
    assert "GB/T 31888-2015" in asked()
    assert "已废止" in asked()
    monkeypatch.undo()
    assert await knowledge.refresh()
    assert not await knowledge.refresh()


async def test_a_restart_finds_every_vector_shipped_or_in_the_database(
    knowledge: LiveKnowledge, sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    async with sessions() as session:
        content = await Content.read(session, date(2026, 11, 24))
        searched = builder.searched(content)
        wanted = searched.texts.keys()
        cached = shipped(wanted)
        cached |= await session.run_sync(vectors_in, list(wanted - cached.keys()))

    _, made = builder.build(searched, cached, knowledge.editions())

    assert made == {}


async def test_a_vector_is_held_once(knowledge: LiveKnowledge) -> None:
    index = knowledge.snapshot.index
    searched = dict(index.held())

    assert searched
    for key, vector in searched.items():
        ours = np.frombuffer(knowledge._vectors[key], np.float32)
        assert np.shares_memory(ours, np.frombuffer(vector, np.float32))
        assert ours.tobytes() == knowledge.vectors[key]


@pytest.mark.every_case
@pytest.mark.parametrize("step", ["searched", "build"])
async def test_a_status_written_while_the_index_is_made_anew_is_answered_before_it_is_done(
    step: str, sessions: SessionFactory, builder: SnapshotBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveKnowledge(sessions, sessions.begin, builder, seconds=0.01)
    async with sessions.begin() as session:
        session.add_all(small_content())
    await live.refresh()
    answerer = Answerer(live, load_normaliser(), lambda: date(2026, 11, 23))
    begun, go_on, go = threading.Event(), threading.Event(), getattr(builder, step)

    def waits(*content: Any) -> Any:
        begun.set()
        assert go_on.wait(60)
        return go(*content)

    async def written(status: StandardStatus) -> None:
        async with sessions.begin() as session:
            query = select(Standard).where(Standard.number == "GB/T 31888-2015")
            (await session.scalars(query)).one().status = status
            await KnowledgeRepository(session).touch()

    def is_withdrawn() -> bool:
        return "已废止" in answerer.answer("GB/T 31888-2015 还有效吗").text

    monkeypatch.setattr(builder, step, waits)
    try:
        await written(StandardStatus.UNVERIFIED)
        making = asyncio.create_task(live.refresh())
        await asyncio.to_thread(begun.wait, 60)
        assert not is_withdrawn()  # which is remembered as long as the catalogue is the same
        await written(StandardStatus.WITHDRAWN)

        await until(is_withdrawn)

        assert not making.done()
    finally:
        go_on.set()
    assert await making
    assert await live.refresh()  # the index has not seen it yet
    assert not await live.refresh()
