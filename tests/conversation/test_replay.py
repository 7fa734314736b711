"""Answers age with what they rest on, and a past one can be made again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from bot.app.cli.answer import lines
from bot.conversation.models import AnswerBasis, Turn
from bot.conversation.replay import replay
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from kb.answering import Answerer
from kb.basis import Basis, changes_of, settle
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.models import Checked, Faq, Standard, StandardStatus
from kb.repository import KnowledgeRepository
from kb.search.embedding import Embedder
from tests.content import standard
from tests.conversation.test_conversation import FakeRasa, make

TODAY = date(2026, 11, 23)
QUESTION = "食品添加剂看哪个标准？"
NOTE = "提醒：这条答案写好以后，GB 2760 的状态、接替或者日期有变化，工作人员正在复核。"


async def settled(sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        await settle(session, (await session.scalars(select(Faq).order_by(Faq.id))).all(), TODAY)


async def amended(sessions: SessionFactory, **values: object) -> None:
    """Somebody, a sync or an import writes another state of the standard."""
    async with sessions.begin() as session:
        await session.execute(
            update(Standard).where(Standard.number == "GB 2760-2024").values(**values)
        )
        await KnowledgeRepository(session).touch()


@pytest.mark.parametrize(
    "values",
    [
        {"superseded_by": ["GB 2760-2027"]},
        {"status": StandardStatus.WITHDRAWN, "ended_on": TODAY},
        {"effective_on": date(2025, 3, 1)},
    ],
)
async def test_a_change_of_what_an_entry_rests_on_is_said_at_once_until_somebody_looked(
    values: dict[str, object], sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    await settled(sessions)
    answerer = Answerer(knowledge, load_normaliser(), lambda: TODAY)
    assert NOTE not in answerer.answer(QUESTION).text

    await amended(sessions, **values)
    await knowledge.refresh()

    assert NOTE in answerer.answer(QUESTION).text
    assert [change.number for change in knowledge.snapshot.aged["additives"]] == ["GB 2760"]

    await settled(sessions)
    await amended(sessions, note="另一句")
    await knowledge.refresh()
    assert NOTE not in answerer.answer(QUESTION).text


async def test_a_change_nobody_depends_on_is_no_change(
    sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    await settled(sessions)
    await amended(sessions, summary="换个说法。")
    await knowledge.refresh()

    assert knowledge.snapshot.aged == {}


@pytest.mark.parametrize("question", [QUESTION, "GB 2760-2024", "GB 2760 什么时候实施的"])
async def test_a_past_answer_is_made_again_in_its_own_words(
    question: str, sessions: SessionFactory, knowledge: LiveKnowledge, embedder: Embedder
) -> None:
    await settled(sessions)
    rasa = FakeRasa()
    rasa.down = True
    talk = make(sessions, knowledge, rasa)
    told = await talk.receive(IncomingMessage("web", "citizen", question, "1"))
    await talk.receive(IncomingMessage("web", "another", question, "2"))
    async with sessions() as session:
        first = (await session.scalars(select(Turn).order_by(Turn.id))).first()
        kept = (await session.scalars(select(AnswerBasis))).all()
    assert first is not None
    assert len(kept) == 1  # both were made from the same

    await amended(sessions, title="新名称", status=StandardStatus.WITHDRAWN, ended_on=TODAY)
    async with sessions.begin() as session:
        await session.execute(
            update(Faq).where(Faq.slug == "additives").values(answer="改过的答案。")
        )
        before = await replay(session, first.id, TODAY, embedder, load_normaliser())

    assert before is not None
    assert before.same
    assert before.again in told[0].text
    said = "\n".join(lines(before))
    assert "和当时发出的一致" in said
    assert "名称 食品添加剂使用标准 → 新名称" in said
    assert ("改过的答案" in said) == (first.entry == "faq:additives")
    assert before.reasons == first.reasons != []


async def test_a_turn_without_an_entry_says_that_nothing_was_asserted(
    sessions: SessionFactory, knowledge: LiveKnowledge, embedder: Embedder
) -> None:
    rasa = FakeRasa()
    rasa.down = True
    await make(sessions, knowledge, rasa).receive(
        IncomingMessage("web", "c", "茅台股票多少钱", "1")
    )
    async with sessions() as session:
        number = (await session.scalars(select(Turn.id))).one()
        found = await replay(session, number, TODAY, embedder, load_normaliser())
        nothing = await replay(session, number + 1, TODAY, embedder, load_normaliser())

    assert found is not None
    assert "没有留下可以回放的依据" in "\n".join(lines(found))
    assert nothing is None


async def test_what_was_kept_is_read_as_it_was_written(
    sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    await settled(sessions)
    await amended(sessions, checked=Checked.OFFICIAL, superseded_by=["GB 2760-2027"])
    await knowledge.refresh()
    answerer = Answerer(knowledge, load_normaliser(), lambda: TODAY)
    basis = answerer.basis("faq:additives")

    assert basis is not None
    assert basis.aged
    again = Basis.from_json(basis.to_json())
    assert (again, again.digest) == (basis, basis.digest)


async def test_what_only_the_newer_record_says_is_no_change_by_itself(
    sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    async with sessions.begin() as session:
        newer = standard("GB 2760-2026", "食品添加剂使用标准", "现行", "2026-08-01")
        newer.replaces = ["GB 2760-2024"]
        session.add(newer)
        await KnowledgeRepository(session).touch()
    await settled(sessions)
    await knowledge.refresh()
    answerer = Answerer(knowledge, load_normaliser(), lambda: TODAY)

    assert "GB 2760-2024" in answerer.answer(QUESTION).text
    assert NOTE not in answerer.answer(QUESTION).text
    async with sessions.begin() as session:
        faqs = (await session.scalars(select(Faq).order_by(Faq.id))).all()
        assert not any((await changes_of(session, faqs, TODAY)).values())
