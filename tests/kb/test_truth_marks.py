"""How a content is known stands beside its source; a day only of a check somebody made."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from bot.kit.db import SessionFactory
from bot.settings import ROOT
from kb.answering import Answerer
from kb.knowledge import Content, LiveKnowledge, entries_of, load_normaliser
from kb.models import Checked, Faq, SectorCode, Term
from kb.repository import KnowledgeRepository
from kb.search.index import EntryKind
from kb.seeds import load_seeds, with_check
from kb.truth import QUOTED, UNCHECKED, mark

DAY = date(2026, 11, 28)


async def test_no_content_of_the_seed_shows_a_day_of_checking_nobody_stands_behind(
    sessions: SessionFactory,
) -> None:
    async with sessions.begin() as session:
        await load_seeds(session, ROOT / "data" / "seeds")
        rows = KnowledgeRepository(session)
        content = await Content.read(session, DAY)
        known = (
            *content.faqs,
            *content.standards,
            *content.terms,
            *content.sectors,
            *(await rows.departments()),
            *(await rows.districts()),
        )
        entries = entries_of(content)

    assert len(known) > 1500
    # The software comes from people who compared nothing with an official platform.
    assert {row.checked for row in known} <= {Checked.TEXT, Checked.UNCHECKED}
    assert [row for row in known if row.checked_on is not None] == []
    for entry in entries:
        if entry.kind is not EntryKind.STANDARD:
            assert entry.check in (QUOTED, UNCHECKED), entry.reference
            assert entry.sourced.endswith(f"；{entry.check}"), entry.reference


@pytest.mark.parametrize(
    ("checked", "on", "said"),
    [
        (Checked.OFFICIAL, DAY, "核对日期：2026-11-28"),
        (Checked.STAFF, DAY, "核对日期：2026-11-28"),
        (Checked.STAFF, None, UNCHECKED),
        (Checked.TEXT, DAY, QUOTED),
        (Checked.UNCHECKED, DAY, UNCHECKED),
    ],
)
def test_a_day_needs_a_check(checked: Checked, on: date | None, said: str) -> None:
    assert mark(checked, on) == said


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("世界标准日是哪天？", Faq),
        ("什么是采标？", Term),
        ("QB 是哪个行业的标准", SectorCode),
    ],
)
async def test_the_mark_stands_beside_the_source_of_an_answer(
    question: str,
    table: type[Faq | Term | SectorCode],
    sessions: SessionFactory,
    knowledge: LiveKnowledge,
) -> None:
    answerer = Answerer(knowledge, load_normaliser(), lambda: DAY)
    told = {}
    for checked, on in ((Checked.UNCHECKED, None), (Checked.STAFF, DAY)):
        async with sessions.begin() as session:
            await session.execute(update(table).values(checked=checked, checked_on=on))
            await KnowledgeRepository(session).touch()
        await knowledge.refresh()
        told[checked] = answerer.answer(question).text.splitlines()[-1]

    assert told[Checked.UNCHECKED].startswith("来源：")
    assert told[Checked.UNCHECKED].endswith(f"；{UNCHECKED}")
    assert told[Checked.STAFF].endswith("；核对日期：2026-11-28")


def test_who_checked_the_old_content_did_not_check_another() -> None:
    def code(industry: str) -> SectorCode:
        return SectorCode(code="QB", industry=industry, authority="", source="表")

    old = code("轻工")
    old.checked, old.checked_on = Checked.STAFF, DAY

    same, other = with_check(code("轻工"), old), with_check(code("纺织"), old)

    assert (same.checked, same.checked_on) == (Checked.STAFF, DAY)
    assert (other.checked, other.checked_on) == (Checked.UNCHECKED, None)
