"""``yubiao doctor`` names what is wrong, and says what to do."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from typer.testing import CliRunner

from bot.app.__main__ import cli
from bot.app.backup.archives import new_pair
from bot.app.cli.look_outside import certificate_of
from bot.app.rasa_address import note_rasa_addresses
from bot.settings import Settings
from tests.fakes.wechat_api import FakeWeChat
from tests.migrated import with_tables
from tests.serving import in_thread


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
        "✗ 备份：没有打开", "✓ 磁盘：还有", "✓ 网页进程：1 个", "✓ 时钟：没有对时的地方",
        "✓ 证书：PUBLIC_URL 不是",
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
    with_tables(f"sqlite:///{place / 'yubiao.db'}")
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
    with_tables(url)
    with sa.create_engine(url).begin() as connection:
        columns = "conversation, sealed, consent_version, agreed_at, used_at"
        values = "'c', 'gone.QUJD', '1', '2026-11-01', '2026-11-01'"
        connection.execute(sa.text(f"INSERT INTO known_teller ({columns}) VALUES ({values})"))

    assert "✗ 密钥：打不开已加密的 known_teller" in told()


def test_a_damaged_database_is_named(place: Path) -> None:
    (place / "yubiao.db").write_bytes(b"this is no database " * 1000)

    assert "已损坏" in told()


class Rasa:
    """Answers as a Rasa with a model does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await JSONResponse({"model_file": "model.tar.gz"})(scope, receive, send)


def test_rasa_is_found_where_the_running_service_has_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_thread(Rasa(), lifespan="off") as address:
        note_rasa_addresses(Settings(_env_file=None, data_dir=place, rasa_url=address))
        assert "✓ Rasa：有应答，在服务启动时设置的另一个端口" in told()
        monkeypatch.setenv("RASA_URL", address)
        assert "✓ Rasa：有应答\n" in told()
    assert "✗ Rasa：没有应答" in told()


SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def wechat(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeChat]:
    with_tables(f"sqlite:///{place / 'yubiao.db'}")
    fake = FakeWeChat()
    for name, value in {
        "WECHAT_TOKEN": "t",
        "WECHAT_APP_ID": "wx0123456789abcdef",
        "WECHAT_MODE": "plain",
        "WECHAT_APP_SECRET": SECRET,
        "WECHAT_CASE_TEMPLATE": "template:T-1:a=number",
        "WECHAT_CAMPAIGN_TEMPLATE": "subscription:S-1:a=title",
    }.items():
        monkeypatch.setenv(name, value)
    with in_thread(fake, lifespan="off") as address:
        monkeypatch.setenv("WECHAT_API_URL", address)
        yield fake


def test_the_account_is_asked_for_its_token_menu_and_templates(wechat: FakeWeChat) -> None:
    output = told()
    for said in (
        "✓ 微信接口：取得到令牌", "✗ 微信菜单：还没有：请执行 yubiao wechat push-menu",
        "✗ 微信模板：WECHAT_CASE_TEMPLATE 写的 T-1 不在账号里",
        "✗ 微信模板：WECHAT_CAMPAIGN_TEMPLATE 写的 S-1 不在账号里", "✓ 时钟：和微信的一致",
    ):  # fmt: skip
        assert said in output
    assert SECRET not in output

    wechat.messages.templates = {"T-1": ("a",), "S-1": ("a",)}
    wechat.messages.kinds = {"S-1": "subscription"}
    wechat.users.menu = [{"name": "查标准", "type": "click", "key": "say:查标准"}]
    output = told()
    for said in (
        "✓ 微信菜单：有 1 个一级菜单", "✓ 微信模板：WECHAT_CASE_TEMPLATE 的在账号里",
        "✓ 微信模板：WECHAT_CAMPAIGN_TEMPLATE 的在账号里",
    ):  # fmt: skip
        assert said in output


@pytest.mark.parametrize(
    ("errcode", "said"),
    [
        (40164, "服务器的 IP 不在微信公众号的白名单里"),
        (40013, "微信 AppID 不正确"),
        (40125, "微信 AppSecret 不正确"),
    ],
)
def test_why_the_account_gives_no_token_is_said(
    wechat: FakeWeChat, errcode: int, said: str
) -> None:
    wechat.fail("stable_token", errcode)

    assert f"✗ 微信接口：{said}" in told()


@pytest.mark.parametrize(("off", "direction"), [(-300, "慢"), (300, "快")])
def test_a_wrong_clock_is_told_from_anothers(
    wechat: FakeWeChat, monkeypatch: pytest.MonkeyPatch, off: int, direction: str
) -> None:
    monkeypatch.setattr("bot.app.cli.look_outside.present", lambda: time.time() + off)

    assert f"✗ 时钟：比微信的{direction} " in told()


def test_where_nobody_tells_the_time_it_is_said(
    wechat: FakeWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WECHAT_API_URL", "http://127.0.0.1:9")

    output = told()

    assert "✗ 时钟：连不上微信" in output
    assert "✗ 微信接口：连不上" in output


def certified(folder: Path, name: str, days: int) -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate, secret = folder / "site.pem", folder / "site.key"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(written)
    return certificate, secret


@pytest.mark.parametrize(
    ("name", "days", "is_trusted", "said"),
    [
        ("site.example", 90, True, "✓ site.example 的还有 90 天"),
        ("site.example", 5, True, "✗ site.example 的证书再过 5 天到期"),
        ("site.example", 90, False, "✗ 浏览器不会相信 site.example 的证书"),
        ("other.example", 90, True, "✗ 浏览器不会相信 site.example 的证书"),
    ],
)
def test_the_certificate_is_looked_at_as_a_browser_does(
    tmp_path: Path, name: str, days: int, is_trusted: bool, said: str
) -> None:
    certificate, secret = certified(tmp_path, name, days)
    trusted = ssl.create_default_context(cafile=certificate) if is_trusted else None
    keys = {"ssl_certfile": certificate, "ssl_keyfile": secret}

    with in_thread(Rasa(), lifespan="off", **keys) as address:
        port = int(address.rpartition(":")[2])
        found = certificate_of("site.example", port, trusted, "127.0.0.1")

    assert f"{'✗' if found.problem else '✓'} {found.problem or found.told}".startswith(said)


def test_a_site_that_can_not_be_reached_from_here_is_no_fault() -> None:
    found = certificate_of("site.example", 9, None, "127.0.0.1")

    assert (found.problem, "没有检查" in found.told) == ("", True)
