from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.settings import ROOT, Settings, SettingsError, load_settings

KEYS = f"k1:{base64.b64encode(b'k' * 32).decode()}"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setitem(Settings.model_config, "env_file", None)


def test_development_needs_no_settings_and_keeps_its_secret() -> None:
    first, second = load_settings(), load_settings()

    assert len(first.secret_key.get_secret_value()) >= 32
    assert first.secret_key == second.secret_key
    assert first.action_token == second.action_token


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"ENVIRONMENT": "staging"}, "ENVIRONMENT"),
        ({"ENVIRONMENT": "production"}, "SECRET_KEY"),
        ({"ENVIRONMENT": "production", "SECRET_KEY": "x" * 32}, "ACTION_TOKEN"),
        (
            {"ENVIRONMENT": "production", "SECRET_KEY": "x" * 32, "ACTION_TOKEN": "y" * 16},
            "DATA_KEYS",
        ),
        ({"DATA_KEYS": "k1:short"}, "DATA_KEYS"),
        ({"WECHAT_CASE_TEMPLATE": "nonsense"}, "WECHAT_CASE_TEMPLATE"),
        ({"WECHAT_TOKEN": "t"}, "WECHAT_APP_ID"),
        ({"WECHAT_TOKEN": "t", "WECHAT_APP_ID": "wx1"}, "WECHAT_ENCODING_AES_KEY"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        (
            {
                "ENVIRONMENT": "production",
                "SECRET_KEY": "x" * 32,
                "ACTION_TOKEN": "y" * 16,
                "DATA_KEYS": KEYS,
                "WECHAT_TOKEN": "t",
                "WECHAT_APP_ID": "wx1",
                "WECHAT_MODE": "plain",
            },
            "WECHAT_MODE",
        ),
    ],
)
def test_a_wrong_setting_is_one_chinese_sentence_naming_it(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], named: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as problem:
        load_settings()

    sentence = str(problem.value)
    assert sentence.startswith(f"设置 {named} ")
    assert sentence.count("。") == 1


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_every_setting_is_in_the_example(name: str, field: object) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert f"# {getattr(field, 'description', '')}\n# {name.upper()}=" in example
