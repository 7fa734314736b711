"""How a content is known stands beside its source; a day only of a check somebody made."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.kit.db import SessionFactory, create_engine
from bot.settings import ROOT
from kb.answering import Answerer
from kb.basis import note_laws
from kb.knowledge import Content, LiveKnowledge, entries_of, load_normaliser
from kb.law_articles import package_file
from kb.law_citations import citations, short_name
from kb.law_claims import unfounded
from kb.law_loading import store_law
from kb.law_package import read_package
from kb.models import Checked, Faq, LawStatus, SectorCode, Term
from kb.repository import KnowledgeRepository
from kb.search.index import EntryKind
from kb.seeds import load_seeds, with_check
from kb.truth import QUOTED, UNCHECKED, mark
from kb.yaml_file import read_yaml
from tests.fakes.laws import QUALITY, add_laws, law

DAY = date(2026, 11, 28)


async def test_no_content_of_the_seed_shows_a_day_of_checking_nobody_stands_behind(
    seeded_database: Path, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{shutil.copy(seeded_database, tmp_path)}")
    async with SessionFactory(engine).begin() as session:
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
    await engine.dispose()

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


def test_a_text_said_to_be_compared_has_every_article_and_every_figure_of_the_answer() -> None:
    path = package_file()
    assert path is not None
    held = {
        short_name(law.name): {article.key: article.text for article in law.articles}
        for law in read_package(path)
        if law.status is LawStatus.IN_FORCE
    }
    compared, wrong = 0, []
    for file in sorted((ROOT / "data" / "seeds" / "faq").glob("*.yml")):
        for row in read_yaml(file)["entries"]:
            if row.get("checked") != "text":
                continue
            compared += 1
            cited = [citations(source) for source in row["sources"]]
            texts = [held.get(one.law, {}).get(one.key) for found in cited for one in found]
            known = [text for text in texts if text is not None]
            if not all(cited) or len(known) < len(texts) or unfounded(row["answer"], known):
                wrong.append(row["slug"])

    assert wrong == []
    assert compared > 100


async def test_an_entry_is_of_the_text_only_while_that_is_here_and_in_force(
    sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    answerer = Answerer(knowledge, load_normaliser(), lambda: DAY)

    async def told(work: Callable[[AsyncSession], Awaitable[object]]) -> str:
        async with sessions.begin() as session:
            await work(session)
            await KnowledgeRepository(session).touch()
        await knowledge.refresh()
        return answerer.answer("世界标准日是哪天？").text

    async def rests(session: AsyncSession) -> None:
        values = {"checked": Checked.TEXT, "sources": ["《产品质量法》第四十条"], "basis": {}}
        await session.execute(
            update(Faq).where(Faq.slug == "standards-day").values(checked_on=None, **values)
        )

    async def load(session: AsyncSession) -> None:
        await add_laws(session)
        await note_laws(session, DAY)

    async def amend(session: AsyncSession) -> None:
        await store_law(session, law(QUALITY.name, {"第四十条": "新的条文。"}, "2026-11-01"))

    assert (await told(rests)).endswith(UNCHECKED)
    loaded = await told(load)
    assert loaded.endswith(QUOTED)
    assert "正在复核" not in loaded
    assert "《产品质量法》 的状态、接替或者日期有变化，工作人员正在复核" in await told(amend)


async def test_the_files_cannot_say_that_staff_checked(
    sessions: SessionFactory, tmp_path: Path
) -> None:
    (tmp_path / "faq").mkdir()
    row = {
        "slug": "a", "question": "？", "answer": "。", "sources": ["法"],
        "checked_on": "2026-11-28", "checked": "staff",
    }  # fmt: skip
    (tmp_path / "faq" / "a.yml").write_text(yaml.safe_dump({"category": "测", "entries": [row]}))

    async with sessions.begin() as session:
        report = await load_seeds(session, tmp_path)

    assert report.loaded == {"faq/a.yml": 0}
    assert "没有人在后台确认" in report.problems[0]


def test_who_checked_the_old_content_did_not_check_another() -> None:
    def code(industry: str) -> SectorCode:
        return SectorCode(code="QB", industry=industry, authority="", source="表")

    old = code("轻工")
    old.checked, old.checked_on = Checked.STAFF, DAY

    same, other = with_check(code("轻工"), old), with_check(code("纺织"), old)

    assert (same.checked, same.checked_on) == (Checked.STAFF, DAY)
    assert (other.checked, other.checked_on) == (Checked.UNCHECKED, None)
