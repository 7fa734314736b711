"""A setting that a part can't read is told in one sentence before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import supervisor
from bot.app.__main__ import cli
from bot.app.web import create_app
from bot.settings import Settings, SettingsError, load_settings

WRONG = [
    ("HANDOVER_ROLES", "case_oficer"),
    ("HANDOVER_ROLES", "case_officer administrator"),
    ("TOTP_ROLES", "administrator bos"),
    ("WIDGET_SITES", "www.example.gov.cn"),
    ("WECHAT_ENCODING_AES_KEY", "abc很" + "d" * 39),
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("WECHAT_TOKEN", "wechat-token")
    monkeypatch.setenv("WECHAT_APP_ID", "wx0123456789abcdef")
    monkeypatch.setenv("WECHAT_ENCODING_AES_KEY", "a" * 43)


@pytest.mark.parametrize(("name", "value"), WRONG)
@pytest.mark.parametrize("command", ["run", "restart", "doctor"])
def test_the_command_line_says_which_and_starts_nothing(
    place: None, monkeypatch: pytest.MonkeyPatch, command: str, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(supervisor, "run", lambda _: pytest.fail("started"))

    result = CliRunner().invoke(cli, [command])

    assert result.exit_code in (1, 2)
    (sentence,) = result.output.splitlines()
    assert f"设置 {name} 有误：" in sentence


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_no_application_is_made_with_it(
    place: None, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=f"^设置 {name} 有误：.*。$"):
        create_app(load_settings())


def test_with_right_ones_it_starts(place: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_ROLES", "reviewer")
    started: list[Settings] = []
    monkeypatch.setattr(supervisor, "run", started.append)

    assert CliRunner().invoke(cli, ["run"]).exit_code == 0
    assert started[0].handover_roles == "reviewer"
