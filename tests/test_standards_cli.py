from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from bot.app.__main__ import cli
from bot.app.cli.staff import staff_app
from tests.migrated import with_tables

EXCERPT = str(Path(__file__).parent / "kb" / "standards" / "excerpt.csv")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'cli.db'}"
    with_tables(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setattr("bot.app.cli.standards.console.width", 200)
    return url


def kb(*words: str) -> Result:
    return CliRunner().invoke(cli, ["kb", *words])


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_a_list_is_compared_imported_and_undone(url: str, tmp_path: Path) -> None:
    profile, report = tmp_path / "profile.json", tmp_path / "report.csv"
    looked = kb(
        "import-standards", EXCERPT, "--dry-run", "--profile", str(profile), "--report", str(report)
    )

    assert looked.exit_code == 0, looked.output
    assert "第 5 行" in looked.output
    assert "看不懂编号“T/ABCD TG06-011.3-2023”" in looked.output
    assert '"department": "issued_by"' in profile.read_text(encoding="utf-8")
    with report.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 8
    assert rows(url, "select count(*) from standard") == [(0,)]

    done = kb("import-standards", EXCERPT, "--yes", "--profile", str(profile))

    assert done.exit_code == 0, done.output
    assert rows(url, "select count(*), sum(checked = 'unchecked') from standard") == [(6, 6)]
    assert rows(url, "select state, read from standard_set") == [("applied", 8)]
    assert "excerpt.csv" in kb("change-sets").output

    undone = kb("undo", "1")

    assert "已撤销第 1 号变更集" in undone.output
    assert rows(url, "select count(*) from standard") == [(0,)]
    actions = rows(url, "select action, object_id from audit_entry order by id")
    assert actions == [("standards.imported", "1"), ("standards.undone", "1")]
    assert "没有第 9 号变更集" in kb("undo", "9").output


def test_only_a_member_of_staff_can_stand_behind_a_comparison(url: str) -> None:
    nobody = kb("import-standards", EXCERPT, "--yes", "--compared-by", "zhang")
    assert nobody.exit_code == 1
    assert "没有可用的工作人员账号“zhang”" in nobody.output
    CliRunner().invoke(staff_app, ["add", "zhang", "--role", "faq_editor"])

    assert kb("import-standards", EXCERPT, "--yes", "--compared-by", "zhang").exit_code == 0

    told = rows(url, "select count(*) from standard where checked = 'staff' and checked_on > ''")
    assert told == [(6,)]
    assert ("zhang", "standards.imported") in rows(url, "select actor, action from audit_entry")


def test_what_was_only_looked_at_is_forgotten(url: str) -> None:
    kb("import-standards", EXCERPT, "--dry-run")

    assert "没有写入过，已丢掉" in kb("undo", "1").output
    assert rows(url, "select count(*) from standard_change") == [(0,)]


@pytest.mark.parametrize("option", ["--report", "--profile"])
def test_a_file_that_cannot_be_written_is_one_sentence(
    url: str, tmp_path: Path, option: str
) -> None:
    place = tmp_path / "没有的文件夹" / "表.csv"

    refused = kb("import-standards", EXCERPT, "--yes", option, str(place))

    assert refused.exit_code == 1
    assert f"读写不了 {place}：没有这个文件或者文件夹。" in refused.output.replace("\n", "")
    assert "Traceback" not in refused.output
    assert refused.exception is None or isinstance(refused.exception, SystemExit)
    assert rows(url, "select count(*) from standard") == [(0,)]


def test_nothing_is_noted_as_handed_out_that_could_not_be_written(url: str, tmp_path: Path) -> None:
    words = ["privacy", "export", str(tmp_path), "--reason", "本人要求", "--channel", "web"]

    refused = CliRunner().invoke(cli, [*words, "--id", "somebody"])

    assert refused.exit_code == 1
    assert "读写不了" in refused.output
    assert rows(url, "select count(*) from audit_entry") == [(0,)]


def test_what_stands_in_brackets_is_told_as_it_is(url: str, tmp_path: Path) -> None:
    source = Path(EXCERPT).read_bytes()
    (tmp_path / "[b]清单 :key:.csv").write_bytes(source)

    kb("import-standards", str(tmp_path / "[b]清单 :key:.csv"), "--dry-run")

    assert "[b]清单 :key:.csv" in kb("change-sets").output
