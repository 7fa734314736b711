from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.kit.db import SessionFactory
from kb.knowledge import LiveKnowledge
from kb.law_articles import package_file
from kb.law_citations import short_name
from kb.law_loading import load_package, missing, store_law
from kb.law_package import read_package
from kb.law_texts import LawState, LawTexts
from kb.models import Faq, LawStatus
from kb.repository import KnowledgeRepository
from tests.content import faq
from tests.fakes.laws import GONE, OLD_QUALITY, QUALITY, UPCOMING, add_laws, law

TODAY = date(2026, 11, 28)


def package(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """A data file in the package's shape, of laws with one article each."""
    with closing(sqlite3.connect(path)) as data, data:
        data.execute(
            "CREATE TABLE laws (law_id, law_name, issuing_body, publish_date, effective_date,"
            " version_date, status)"
        )
        data.execute("CREATE TABLE articles (id, law_id, article_no, chapter, article_text)")
        for number, (name, version, effective, status) in enumerate(rows):
            kept = (number, name, "某机关", version, effective, version, status)
            data.execute("INSERT INTO laws VALUES (?,?,?,?,?,?,?)", kept)
            article = (number, number, "第一条", None, f"{name}{version}")
            data.execute("INSERT INTO articles VALUES (?,?,?,?,?)", article)
    return path


async def test_a_package_is_loaded_once_and_the_next_one_replaces_it(
    sessions: SessionFactory, tmp_path: Path
) -> None:
    old = package(
        tmp_path / "old.db", ("中华人民共和国甲法", "2018-01-01", "2018-02-01", "现行有效")
    )
    new = package(
        tmp_path / "new.db",
        ("中华人民共和国甲法", "2018-01-01", "2018-02-01", "历史版本"),
        ("中华人民共和国甲法", "2026-01-01", "2018-02-01", "现行有效"),
    )
    async with sessions.begin() as session:
        first = await load_package(session, old)
        assert first is not None
        assert (first.laws, first.articles) == (1, 1)
    async with sessions.begin() as session:
        before = await KnowledgeRepository(session).revision()
        assert await load_package(session, old) is None
        assert await KnowledgeRepository(session).revision() == before
        assert await load_package(session, new) is not None
        assert await KnowledgeRepository(session).revision() > before
    async with sessions() as session:
        texts = LawTexts(session, TODAY)
        held = (await texts.outlines(["《中华人民共和国甲法》"])).of("甲法")
        assert [one.state for one in held] == [LawState.IN_FORCE, LawState.AMENDED]
        article = await texts.article(held[0].id, "1")
        assert article is not None
        assert article.text == "中华人民共和国甲法2026-01-01"


@pytest.mark.parametrize(
    ("today", "states"),
    [
        (date(2026, 11, 28), [LawState.IN_FORCE, LawState.UPCOMING]),
        (date(2027, 1, 1), [LawState.IN_FORCE, LawState.AMENDED]),
    ],
)
async def test_the_old_text_holds_until_the_new_one_starts(
    sessions: SessionFactory, today: date, states: list[LawState]
) -> None:
    old = law("商标法", {"第一条": "旧"}, "2019-04-23", "1983-03-01", LawStatus.AMENDED)
    new = law("商标法", {"第一条": "新"}, "2026-06-26", "2027-01-01")
    async with sessions.begin() as session:
        await store_law(session, old)
        await store_law(session, new)

    async with sessions() as session:
        held = (await LawTexts(session, today).outlines(["商标法"])).of("商标法")

    assert [one.state for one in held] == states
    assert held[0].version_on == (old if today.year == 2026 else new).version_on


async def test_a_file_given_again_replaces_its_own_text_alone(sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        await add_laws(session)
        await store_law(session, QUALITY)

    async with sessions() as session:
        known = await LawTexts(session, TODAY).outlines([QUALITY.name, GONE.name, UPCOMING.name])

    assert [one.version_on for one in known.of("产品质量法")] == [
        QUALITY.version_on,
        OLD_QUALITY.version_on,
    ]
    assert known.of(GONE.name)[0].state is LawState.REPEALED
    assert known.of(UPCOMING.name)[0].state is LawState.UPCOMING


def _citing(slug: str, *sources: str) -> Faq:
    entry = faq(slug, f"{slug}？", "答。")
    entry.sources = list(sources)
    return entry


async def test_what_entries_cite_and_nobody_loaded_is_named(
    sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    async with sessions.begin() as session:
        await add_laws(session)
        session.add(_citing("a", "《产品质量法》第四十条、第九十九条", "《某某办法》第一条"))
        session.add(_citing("b", "《某某办法》第二条", "《另一条例》"))

        session.add(_citing("c", "《旧办法》第一条"))
        lacking = await missing(session, TODAY)

    assert [
        (one.what, one.entries) for one in lacking.laws if "法》" in one.what or "例" in one.what
    ] == [
        ("《某某办法》", 2),
        ("《另一条例》", 1),
    ]
    assert [(one.what, one.entries) for one in lacking.articles] == [
        ("《产品质量法》第九十九条", 1)
    ]
    assert [(one.what, one.entries) for one in lacking.gone] == [("《旧办法》废止", 1)]


async def test_only_articles_that_are_there_can_be_opened(
    sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    async with sessions.begin() as session:
        await add_laws(session)
        session.add(_citing("a", "《产品质量法》第四十条、第九十九条", "《某某办法》第一条"))

    await knowledge.refresh()

    laws = knowledge.snapshot.laws
    opened = laws.openable(
        ["《产品质量法》第四十条、第九十九条", "《某某办法》第一条", "GB 1-2020"]
    )
    assert [one.title for one in opened] == ["《产品质量法》第四十条"]
    assert set(laws.by_short) == {"产品质量法"}


def test_the_package_at_hand_has_the_shape_that_is_read() -> None:
    path = package_file()
    assert path is not None
    name = "中华人民共和国标准化法"

    (read,) = read_package(path, frozenset({name}))

    assert short_name(read.name) == "标准化法"
    assert (read.version_on, read.effective_on) == (date(2017, 11, 4), date(2018, 1, 1))
    assert [article.key for article in read.articles] == [str(n) for n in range(1, 46)]
