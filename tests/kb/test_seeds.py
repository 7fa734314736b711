from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml
from sqlalchemy import event, func, select

from bot.kit.db import SessionFactory
from bot.settings import ROOT
from kb.lexicon import words
from kb.models import Department, District, Faq, Origin, SectorCode, Standard, Term
from kb.repository import KnowledgeRepository
from kb.seeds import load_seeds
from kb.text.normalise import normalise
from kb.yaml_file import read_yaml
from tests.content import standard

SEEDS = ROOT / "data" / "seeds"


async def test_all_seed_content_loads_without_a_problem(sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        report = await load_seeds(session, SEEDS)
    async with sessions.begin() as session:
        again = await load_seeds(session, SEEDS)
        counts = {
            table: await session.scalar(select(func.count()).select_from(table))
            for table in (Faq, Standard, Term, SectorCode, District, Department)
        }

    assert report.problems == []
    assert again.loaded == {}
    assert counts[Faq] >= 200
    assert counts[Standard] >= 150
    assert counts[Term] >= 60
    assert counts[SectorCode] >= 60
    assert counts[District] == 37
    assert counts[Department] >= 10


async def test_bad_rows_are_named_and_the_rest_loads(
    sessions: SessionFactory, tmp_path: Path
) -> None:
    (tmp_path / "faq").mkdir()
    (tmp_path / "standards").mkdir()
    good = {
        "slug": "good",
        "question": "？",
        "answer": "。",
        "sources": ["法"],
        "written_on": "2026-11-23",
    }
    rows = [good, {**good, "slug": "no-source", "sources": []}, {"slug": "empty"}, "text"]
    rows.append({"question": "没有名字的"})
    (tmp_path / "faq" / "a.yml").write_text(yaml.safe_dump({"category": "测", "entries": rows}))
    (tmp_path / "standards" / "b.csv").write_text(
        "number,title,nature,status,published_on,effective_on,ended_on,superseded_by,summary,"
        "field,note,source,checked,checked_on\n"
        "GB 1-2020,甲,强制,现行,,2020-05-01,,,,,,源,staff,2026-11-23\n"
        "hello,乙,强制,待核对,,,,,,,,源,unchecked,\n"
        "GB 2-2020,丙,随便,待核对,,,,,,,,源,unchecked,\n"
        "GB 3-2020,丁,强制,现行,,,,,,,,源,unchecked,\n"
        "GB 4-2020,戊,强制,待核对,,,,,,,,源,unchecked,2026-11-23\n"
        "GB 5-2020,己,强制,待核对,2026-05-25,,,,,,,源,unchecked,\n"
        "GB 6-2020,庚,强制,现行,2020-06-01,2020-05-01,,,,,,源,text,\n"
    )

    async with sessions.begin() as session:
        report = await load_seeds(session, tmp_path)

    assert report.loaded == {"faq/a.yml": 1, "standards/b.csv": 1}
    assert any("faq/a.yml 第 2 条" in p and "没有来源" in p for p in report.problems)
    assert any("faq/a.yml 第 3 条" in p for p in report.problems)
    assert any("faq/a.yml 第 4 条" in p for p in report.problems)
    assert any("faq/a.yml 第 5 条" in p for p in report.problems)
    assert any("standards/b.csv 第 3 行" in p for p in report.problems)
    assert any("standards/b.csv 第 4 行" in p for p in report.problems)
    for line, said in ((5, "没有实施日期"), (6, "核对日期"), (7, "编号的年份"), (8, "前后颠倒")):
        assert any(f"第 {line} 行" in p and said in p for p in report.problems)


async def test_what_staff_edited_is_not_overwritten(
    sessions: SessionFactory, tmp_path: Path
) -> None:
    (tmp_path / "faq").mkdir()
    shutil.copy(SEEDS / "faq" / "basics.yml", tmp_path / "faq")
    async with sessions.begin() as session:
        await load_seeds(session, tmp_path)
    async with sessions.begin() as session:
        faq = (await session.scalars(select(Faq).limit(1))).one()
        slug, faq.answer, faq.origin = faq.slug, "工作人员改过。", Origin.STAFF
        for path in await KnowledgeRepository(session).seed_digests():
            await KnowledgeRepository(session).remember_seed(path, "changed")
    async with sessions.begin() as session:
        await load_seeds(session, tmp_path)
        kept = await KnowledgeRepository(session).faq(slug)

    assert kept is not None
    assert kept.answer == "工作人员改过。"


async def test_of_a_large_catalogue_only_the_records_of_the_file_are_read(
    sessions: SessionFactory, tmp_path: Path
) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "a.csv").write_text(
        "number,title,nature,status,published_on,effective_on,ended_on,superseded_by,summary,"
        "field,note,source,checked,checked_on\n"
        "GB 1-2020,甲,强制,现行,,2020-05-01,,,,,,源,unchecked,\n"
        "看不懂,乙,强制,现行,,2020-05-01,,,,,,源,unchecked,\n"
    )
    async with sessions.begin() as session:
        ours = standard("GB 1-2020", "从前的", "现行", "2020-05-01")
        ours.origin = Origin.SEED
        session.add(ours)
        session.add(standard("GB 2-2020", "别的清单里的", "现行", "2020-05-01"))
    read: list[str] = []

    def note(row: Standard, _: object) -> None:
        read.append(row.number)

    event.listen(Standard, "load", note)
    async with sessions.begin() as session:
        report = await load_seeds(session, tmp_path)
    event.remove(Standard, "load", note)

    assert read == ["GB 1-2020"]
    assert report.loaded == {"standards/a.csv": 1}
    assert "第 3 行" in report.problems[0]
    async with sessions() as session:
        assert set(await session.scalars(select(Standard.title))) == {"甲", "别的清单里的"}


@pytest.fixture(scope="module")
def entries() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for path in sorted((SEEDS / "faq").glob("*.yml")):
        found += read_yaml(path)["entries"]
    return found


def test_slugs_are_unique(entries: list[dict[str, object]]) -> None:
    counts = Counter(entry["slug"] for entry in entries)

    assert [slug for slug, n in counts.items() if n > 1] == []


def test_an_entry_has_one_english_side() -> None:
    counts = Counter(row["slug"] for row in read_yaml(SEEDS / "english.yml"))

    assert [slug for slug, n in counts.items() if n > 1] == []


def test_no_wording_belongs_to_two_entries(entries: list[dict[str, object]]) -> None:
    owners: dict[str, set[object]] = {}
    for entry in entries:
        phrasings = entry.get("phrasings") or []
        assert isinstance(phrasings, list)
        for text in [entry["question"], *phrasings]:
            owners.setdefault(normalise(str(text)).rstrip("?？。"), set()).add(entry["slug"])

    assert {text: slugs for text, slugs in owners.items() if len(slugs) > 1} == {}


def test_the_bot_never_claims_to_accept_a_case(entries: list[dict[str, object]]) -> None:
    for entry in entries:
        assert "我们受理" not in str(entry["answer"])
        assert "已为您受理" not in str(entry["answer"])


def test_the_user_dictionary_is_current() -> None:
    written = (ROOT / "data/lexicon/userdict.txt").read_text(encoding="utf-8").split()

    assert written == words(SEEDS), "run: .venv/bin/yubiao kb write-lexicon"


def test_no_file_names_a_day_of_checking_nobody_stands_behind() -> None:
    dated = re.compile(r"20\d\d ?[-年][ \d月日-]{2,12}(?:核对|核实|比对)|checked_on: \d")
    named = {
        f"{path.relative_to(SEEDS)}:{number}"
        for path in SEEDS.rglob("*")
        if path.suffix in (".yml", ".csv")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if dated.search(line)
    }

    assert named == set()
