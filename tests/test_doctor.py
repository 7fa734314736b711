"""``yubiao doctor`` names what is wrong, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.app.__main__ import cli
from bot.app.backup.archives import new_pair
from bot.app.schema import migrate
from bot.settings import Settings


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RASA_URL", "http://127.0.0.1:9")
    return tmp_path


def told() -> str:
    result = CliRunner().invoke(cli, ["doctor"])
    assert result.exit_code == 1, result.output
    return result.output


def test_what_is_missing_on_a_new_machine_is_named(place: Path) -> None:
    output = told()

    for said in (
        "✗ 数据库：还差", "yubiao upgrade --check", "✗ Rasa：没有应答", "✓ 微信：没有开通",
        "✗ 备份：没有打开", "✓ 磁盘：还有", "✓ 网页进程：1 个",
    ):  # fmt: skip
        assert said in output


def test_more_web_processes_than_cores_are_told(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setenv("WEB_PROCESSES", "3")

    assert "✗ 网页进程：WEB_PROCESSES 是 3，这台机器只有 2 个核" in told()


def test_the_rest_is_looked_at_once_there_are_tables(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(f"sqlite:///{place / 'yubiao.db'}")
    monkeypatch.setenv("BACKUP_DIR", str(place))
    public, private = new_pair()
    monkeypatch.setenv("BACKUP_RECIPIENT", public)
    monkeypatch.setenv("BACKUP_IDENTITY", private)
    monkeypatch.setenv("WECHAT_TOKEN", "t")
    monkeypatch.setenv("WECHAT_APP_ID", "wx1")
    monkeypatch.setenv("WECHAT_MODE", "plain")
    output = told()

    for said in (
        "✓ 数据库：表是最新的", "✓ 密钥", "✗ 后台：后台任务还没有启动过",
        "✗ 微信：没有 WECHAT_APP_SECRET",
        "✗ 备份：私钥 BACKUP_IDENTITY 留在", "和数据在同一块盘上",
    ):  # fmt: skip
        assert said in output
    assert private not in output


def test_keys_that_open_nothing_are_found(place: Path) -> None:
    url = f"sqlite:///{place / 'yubiao.db'}"
    migrate(url)
    with sa.create_engine(url).begin() as connection:
        columns = "conversation, sealed, consent_version, agreed_at, used_at"
        values = "'c', 'gone.QUJD', '1', '2026-11-01', '2026-11-01'"
        connection.execute(sa.text(f"INSERT INTO known_teller ({columns}) VALUES ({values})"))

    assert "✗ 密钥：打不开已加密的 known_teller" in told()


def test_a_damaged_database_is_named(place: Path) -> None:
    (place / "yubiao.db").write_bytes(b"this is no database " * 1000)

    assert "已损坏" in told()
