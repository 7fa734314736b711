from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.app.__main__ import cli
from bot.official.models import OfficialFinding
from bot.official.visits import Visits
from bot.settings import Settings
from tests.content import standard as ours
from tests.fakes.official_platforms import FakeNational
from tests.migrated import with_tables
from tests.official.test_sync import newest_first


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'cli.db'}"
    with_tables(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setattr("bot.app.cli.official.console.width", 200)
    return url


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> FakeNational:
    async def at_once(seconds: float) -> None:
        assert seconds >= 1

    fake = FakeNational(newest_first(25))
    visits = partial(
        Visits, transports={"national": fake.transport}, sleep=at_once, rest_on=lambda: ()
    )
    monkeypatch.setattr("bot.app.cli.official.Visits", visits)
    monkeypatch.setattr("bot.app.tasks.standards.Visits", visits)
    return fake


def kb(*words: str) -> Result:
    return CliRunner().invoke(cli, ["kb", *words])


def count(url: str, table: str = "standard") -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    engine.dispose()
    return found


def test_a_dry_run_shows_and_the_next_one_writes_without_asking_again(
    url: str, platform: FakeNational
) -> None:
    looked = kb("sync", "--national", "--dry-run")

    assert looked.exit_code == 0, looked.output
    assert "GB/T 1024-2020 第 24 种产品" in looked.output
    assert (count(url), len(platform.asked)) == (0, 2)

    done = kb("sync", "--national")

    assert "要撤销：yubiao kb undo 1" in done.output
    assert (count(url), len(platform.asked)) == (25, 2)
    assert count(url, "audit_entry") == 1
    assert kb("undo", "1").exit_code == 0
    assert count(url) == 0


@pytest.mark.parametrize("how", ["--dry-run", "--all"])
def test_with_a_set_that_is_undone_its_contradictions_go(
    url: str, platform: FakeNational, how: str
) -> None:
    engine = create_engine(url)
    with Session(engine) as session, session.begin():
        session.add(ours("GB/T 1000-2020", "第 0 种产品", "现行", "2020-07-01"))
    assert "有 1 处矛盾等人处理" in kb("sync", "--national", how).output

    assert kb("undo", "1").exit_code == 0

    with Session(engine) as session:
        assert list(session.scalars(select(OfficialFinding.state))) == ["gone"]
    engine.dispose()


def test_what_goes_wrong_is_one_sentence(url: str, platform: FakeNational) -> None:
    platform.fails = {1, 2, 3}
    silent = kb("sync", "--since", "2020-01-10")
    place = kb("sync", "--local", "亚特兰蒂斯")

    assert silent.exit_code == place.exit_code == 1
    assert "连续 3 次没有正常回答" in silent.output
    assert "没有“亚特兰蒂斯”的代号" in place.output
    assert "Traceback" not in silent.output + place.output


def test_a_check_says_what_it_found(url: str, platform: FakeNational) -> None:
    assert "没有到期要核对的" in kb("check").output
    kb("sync")

    assert "核对了 0 个标准号" in kb("check").output


@pytest.mark.parametrize(
    ("wish", "good"),
    [
        ("", True), ("check", True), ("check national local:重庆", True),
        ("nightly", False), ("check,national", False), ("local:", False),
    ],
)  # fmt: skip
def test_the_nightly_wish_is_checked(wish: str, good: bool) -> None:
    if good:
        assert Settings(_env_file=None, official_nightly=wish).official_nightly == wish
        return
    with pytest.raises(ValueError, match="official_nightly"):
        Settings(_env_file=None, official_nightly=wish)


def test_the_day_is_taken_as_it_is_written(url: str, platform: FakeNational) -> None:
    kb("sync", "--since", "2020-01-20")

    engine = create_engine(url)
    with engine.connect() as connection:
        newest = connection.execute(text("SELECT max(published_on) FROM standard")).scalar_one()
    engine.dispose()
    assert newest == str(date(2020, 1, 25))
