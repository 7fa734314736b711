from __future__ import annotations

import base64
import random
import string
from pathlib import Path

import pytest

from bot.kit.guessable import is_guessable
from bot.settings import ROOT, Settings, SettingsError, load_settings

KEYS = f"k1:{base64.b64encode(bytes(range(7, 39))).decode()}"
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "vUBzK3m9QhWd7TgR2xLpYc5NfJs8AeEi",
    "ACTION_TOKEN": "m4Xq9TzB6wLr2KdV",
    "DATA_KEYS": KEYS,
    "PUBLIC_URL": "https://biaozhun.example.gov.cn",
}
WECHAT = {
    "WECHAT_TOKEN": "h7Rk2Pw9sXc4",
    "WECHAT_APP_ID": "wx1",
    "WECHAT_ENCODING_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}


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
        ({**PRODUCTION, "ACTION_TOKEN": ""}, "ACTION_TOKEN"),
        ({**PRODUCTION, "DATA_KEYS": ""}, "DATA_KEYS"),
        ({"DATA_KEYS": "k1:short"}, "DATA_KEYS"),
        ({"WECHAT_CASE_TEMPLATE": "nonsense"}, "WECHAT_CASE_TEMPLATE"),
        ({"WECHAT_TOKEN": "t"}, "WECHAT_APP_ID"),
        ({"WECHAT_TOKEN": "t", "WECHAT_APP_ID": "wx1"}, "WECHAT_ENCODING_AES_KEY"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({**PRODUCTION, **WECHAT, "WECHAT_MODE": "plain"}, "WECHAT_MODE"),
        ({**PRODUCTION, **WECHAT, "WECHAT_TOKEN": "token"}, "WECHAT_TOKEN"),
        ({**PRODUCTION, "PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({**PRODUCTION, "PUBLIC_URL": "http://biaozhun.example.gov.cn"}, "PUBLIC_URL"),
        ({**PRODUCTION, "PUBLIC_URL": "https://"}, "PUBLIC_URL"),
        ({**PRODUCTION, "SECRET_KEY": "x" * 32}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "kT7pQ2zW" * 4}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz012345"}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "please-Change-Me-before-2027-0115"}, "SECRET_KEY"),
        ({**PRODUCTION, "ACTION_TOKEN": "y" * 16}, "ACTION_TOKEN"),
        (
            {**PRODUCTION, "DATA_KEYS": f"k1:{base64.b64encode(b'k' * 32).decode()}"},
            "DATA_KEYS",
        ),
        ({**PRODUCTION, "OPEN311_API_KEYS": "k"}, "OPEN311_API_KEYS"),
        ({**PRODUCTION, "OPEN311_API_KEYS": "vUBzK3m9QhWd7TgR2xLpYc5N,short"}, "OPEN311_API_KEYS"),
        ({**PRODUCTION, "OPEN311_API_KEYS": "1" * 24}, "OPEN311_API_KEYS"),
        ({**PRODUCTION, "TELEGRAM_TOKEN": "1:t"}, "TELEGRAM_WEBHOOK_SECRET"),
        (
            {**PRODUCTION, "TELEGRAM_TOKEN": "1:t", "TELEGRAM_WEBHOOK_SECRET": "z" * 20},
            "TELEGRAM_WEBHOOK_SECRET",
        ),
        ({**PRODUCTION, "RASA_URL": "http://10.0.0.7:5005"}, "RASA_URL"),
        (
            {**PRODUCTION, "OFFICIAL_LOCAL_URL": "http://dbba.example"},
            "OFFICIAL_LOCAL_URL",
        ),
        ({**PRODUCTION, "RASA_URL": "http://127.0.0.1.evil.example:5005"}, "RASA_URL"),
        ({**PRODUCTION, "WECHAT_API_URL": "http://api.weixin.qq.com"}, "WECHAT_API_URL"),
        ({**PRODUCTION, "TELEGRAM_API_URL": "http://telegram.example"}, "TELEGRAM_API_URL"),
        ({**PRODUCTION, "RASA_URL": "https://a.example,http://b.example"}, "RASA_URL"),
        ({"RASA_PORT": "7999", "RASA_PROCESSES": "2"}, "RASA_PORT"),
        ({"RASA_PORT": "8000"}, "RASA_PORT"),
        ({"RASA_PORT": "65535", "RASA_PROCESSES": "2"}, "RASA_PORT"),
        ({"TRUSTED_PROXIES": "the-proxy"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "*"}, "TRUSTED_PROXIES"),
        ({"BACKUP_RECIPIENT": "age1short"}, "BACKUP_RECIPIENT"),
        ({"BACKUP_RECIPIENT": "AGE-SECRET-KEY-1" + "Q" * 58}, "BACKUP_RECIPIENT"),
        ({"BACKUP_IDENTITY": "age1" + "q" * 58}, "BACKUP_IDENTITY"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN"),
        ({"BACKUP_DAYS": "0"}, "BACKUP_DAYS"),
        ({"TRUSTED_PROXIES": "10.0.0.1, 0.0.0.0/0"}, "TRUSTED_PROXIES"),
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


@pytest.mark.parametrize(
    "more",
    [
        {},
        WECHAT,
        {"RASA_URL": "http://localhost:5005", "TELEGRAM_API_URL": "http://[::1]:8081"},
        {"RASA_URL": "https://rasa.inner.example"},
        {"RASA_URL": "https://a.inner.example, http://127.0.0.1:5006"},
        {"OPEN311_API_KEYS": "vUBzK3m9QhWd7TgR2xLpYc5N, n8Wq3Zt6Rk1Hx7Lc4Vd9Fb2M"},
        {"TRUSTED_PROXIES": "127.0.0.1, 10.1.0.0/16, ::1"},
    ],
)
def test_what_production_should_be_is_accepted(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, str]
) -> None:
    for name, value in {**PRODUCTION, **more}.items():
        monkeypatch.setenv(name, value)

    assert load_settings().environment == "production"


@pytest.mark.parametrize("letters", ["0123456789abcdef", string.ascii_letters + string.digits])
def test_what_is_drawn_by_lot_is_not_called_guessable(letters: str) -> None:
    lot = random.Random(1)
    drawn = ["".join(lot.choices(letters, k=24)) for _ in range(2000)]

    assert not [secret for secret in drawn if is_guessable(secret)]


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_every_setting_is_in_the_example(name: str, field: object) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert f"# {getattr(field, 'description', '')}\n# {name.upper()}=" in example
