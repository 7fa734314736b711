from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from bot.app.cli.audit import audit_app
from bot.app.cli.staff import staff_app
from bot.settings import Settings
from tests.migrated import with_tables


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'cli.db'}"
    with_tables(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("COLUMNS", "200")
    return url


def staff(*words: str) -> Result:
    return CliRunner().invoke(staff_app, list(words))


def test_an_account_is_added_with_a_password_that_is_shown_once(url: str) -> None:
    added = staff("add", "zhang", "--role", "administrator", "--role", "reviewer", "--name", "张三")

    assert added.exit_code == 0
    (password,) = re.findall(r"\b[a-z0-9]{5}(?:-[a-z0-9]{5}){3}\b", added.output)
    listed = staff("list").output
    assert "张三" in listed
    assert "内容审核、系统管理员" in listed
    assert password not in listed


def test_mistakes_are_told_in_chinese(url: str) -> None:
    assert "小写字母" in staff("add", "Zhang", "--role", "reviewer").output
    assert "区县" in staff("add", "zhang", "--role", "case_officer").output
    assert staff("add", "zhang", "--role", "emperor").exit_code == 2
    gone = staff("disable", "nobody")
    assert gone.exit_code == 1
    assert "没有这个账号" in gone.output


def test_a_key_for_push_services_is_drawn_as_the_setting_wants_it() -> None:
    drawn = staff("push-key").output.strip().removeprefix("STAFF_PUSH_KEY=")

    assert Settings(_env_file=None, staff_push_key=SecretStr(drawn)).pushes


def test_an_account_is_disabled_enabled_and_reset(url: str) -> None:
    staff("add", "li", "--role", "case_officer", "--district", "渝中区")
    staff("add", "zhao", "--role", "case_officer", "--district", "渝中区")

    assert "小写字母" in staff("add", "li", "--role", "reviewer").output
    assert "已停用" in staff("disable", "zhao", "--reason", "离岗").output
    assert "已停用" in staff("list").output
    assert "已启用" in staff("enable", "zhao").output
    assert "已停用" not in staff("list").output
    assert re.search(r"[a-z0-9]{5}-", staff("reset-password", "zhao").output)
    assert "已关闭" in staff("drop-totp", "zhao").output


def test_the_audit_log_is_verified_and_a_removed_row_named(url: str) -> None:
    for name in ("zhao", "qian", "sunli"):
        staff("add", name, "--role", "reviewer")
    intact = CliRunner().invoke(audit_app, ["verify"])
    assert intact.exit_code == 0
    assert "共 3 条" in intact.output
    (anchor,) = re.findall(r"\d+:[0-9a-f]{64}", intact.output)
    assert CliRunner().invoke(audit_app, ["verify", "--anchor", anchor]).exit_code == 0
    assert CliRunner().invoke(audit_app, ["verify", "--anchor", "3"]).exit_code == 2

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry WHERE id = 2"))
    engine.dispose()
    broken = CliRunner().invoke(audit_app, ["verify"])

    assert broken.exit_code == 1
    assert "第 2 条被删除" in broken.output


def test_emptied_tables_are_not_intact_and_a_loss_can_be_answered_for(url: str) -> None:
    empty = CliRunner().invoke(audit_app, ["verify"])
    assert "还没有记录" in empty.output
    staff("add", "zhao", "--role", "reviewer")
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in ("audit_entry", "audit_head", "audit_witness"):
            connection.execute(text(f"DELETE FROM {table}"))
    engine.dispose()

    broken = CliRunner().invoke(audit_app, ["verify"])

    assert broken.exit_code == 1
    assert "末尾登记文件记着第 2 条" in broken.output
    assert CliRunner().invoke(audit_app, ["accept", "--reason", " "]).exit_code == 2
    assert CliRunner().invoke(audit_app, ["accept", "--reason", "恢复备份"]).exit_code == 0
    assert CliRunner().invoke(audit_app, ["verify"]).exit_code == 0
