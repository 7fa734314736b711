"""``yubiao kb load-laws``."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app.__main__ import cli
from bot.kit.db import SessionFactory, create_engine
from kb.law_articles import load_law_articles
from tests.content import faq
from tests.migrated import with_tables


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'cli.db'}"
    with_tables(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr("bot.app.cli.law.package_file", lambda: None)
    monkeypatch.setattr("bot.app.cli.law.console.width", 200)
    return url


async def add_entry(url: str) -> None:
    engine = create_engine(url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        entry = faq("a", "问？", "答。")
        entry.sources = ["《某市办法》第一条、第九条", "《没有的条例》第二条"]
        session.add(entry)
    await sessions.dispose()
    await engine.dispose()


def load(*words: str) -> Result:
    return CliRunner().invoke(cli, ["kb", "load-laws", *words])


def test_what_entries_cite_and_nobody_gave_is_named(url: str, tmp_path: Path) -> None:
    asyncio.run(add_entry(url))
    rule = tmp_path / "某市办法.txt"
    rule.write_text("某市办法\n第一条 甲。\n第二条 乙。", encoding="utf-8")

    without = load()
    given = load(str(rule), "--status", "现行", "--version", "2020-05-01")

    assert "没有安装软件包" in without.output
    assert "《某市办法》：1 条问答" in without.output
    assert "已载入《某市办法》2 条（现行，2020-05-01 的文本" in given.output
    assert "《没有的条例》：1 条问答" in given.output
    assert "《某市办法》：1 条问答" not in given.output
    assert "文本里没有这一条：《某市办法》第九条" in given.output


def test_what_stands_in_brackets_is_told_as_it_is(url: str, tmp_path: Path) -> None:
    rule = tmp_path / "办法.txt"
    rule.write_text("某市办法\n第一条 甲。", encoding="utf-8")

    given = load(str(rule), "--name", "某市办法[/修订]")

    assert given.exit_code == 0, given.output
    assert "已载入《某市办法[/修订]》1 条" in given.output


def test_a_file_that_is_no_law_is_refused_in_a_sentence(url: str, tmp_path: Path) -> None:
    notice = tmp_path / "通知.txt"
    notice.write_text("某通知\n请执行。", encoding="utf-8")

    refused = load(str(notice))

    assert refused.exit_code == 1
    assert "没有找到以“第…条”开头的条文" in refused.output


def test_without_the_package_no_article_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.law_articles.package_file", lambda: None)

    laws = load_law_articles.__wrapped__()

    assert laws.named_in("产品质量法第四十条") is None
