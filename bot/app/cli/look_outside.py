"""What ``yubiao doctor`` sees outside of this machine: the clock of others, our certificate."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from time import time as present
from urllib.parse import urlsplit

import httpx

from bot.app.cli.finding import Finding
from bot.kit.clock_watch import OFF
from bot.settings import Settings

SECONDS = 5.0
RENEWED_BEFORE = 21  # days; Let's Encrypt renews 30 days before the end
_DAY = 86400
_HTTPS = 443


def clock(settings: Settings) -> Iterator[Finding]:
    """Our clock beside the ``Date`` of the platforms we speak to anyway (RFC 9110, 6.6.1)."""
    asked = [
        (name, address)
        for name, address, is_used in (
            ("微信", settings.wechat_api_url, settings.wechat_token.get_secret_value()),
            ("Telegram", settings.telegram_api_url, settings.telegram_token.get_secret_value()),
            ("国家标准平台", settings.official_national_url, settings.official_nightly),
        )
        if is_used
    ]
    if not asked:
        yield Finding("时钟", told="没有对时的地方（微信、Telegram、官方平台都没有开通），没有检查")
        return
    for name, address in asked:
        if (off := seconds_ahead(address)) is not None:
            yield _clock(name, off)
            return
    names = "、".join(name for name, _ in asked)
    yield Finding("时钟", f"连不上{names}，没法对时：请检查出口网络、代理和域名解析。")


def _clock(name: str, off: float) -> Finding:
    if abs(off) <= OFF:
        return Finding("时钟", told=f"和{name}的一致")
    direction = "快" if off > 0 else "慢"
    return Finding(
        "时钟",
        f"比{name}的{direction} {abs(off):.0f} 秒：请打开自动对时（timedatectl set-ntp true）；"
        "差 10 分钟以上时微信的消息会被拒收。",
    )


def seconds_ahead(address: str) -> float | None:
    """How far our clock is ahead of a server's (negative: behind); None if it can't be told."""
    try:
        answer = httpx.head(address, timeout=SECONDS)
        theirs = parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (httpx.HTTPError, KeyError, ValueError):
        return None
    return present() - theirs


def certificate(settings: Settings) -> Iterator[Finding]:
    """The certificate of our public address, as a browser sees it."""
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" or not parts.hostname:
        yield Finding("证书", told="PUBLIC_URL 不是 https:// 开头，没有证书可查")
        return
    yield certificate_of(parts.hostname, parts.port or _HTTPS)


def certificate_of(
    host: str, port: int, trusted: ssl.SSLContext | None = None, server: str = ""
) -> Finding:
    """Whether a certificate is trusted, ours and not about to end.

    Args:
        host, port: of the site.
        trusted: which authorities are; those of the system if none is given.
        server: the machine to ask, if not the one the name leads to.
    """
    what, context = "证书", trusted or ssl.create_default_context()
    try:
        with (
            socket.create_connection((server or host, port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secret,
        ):
            found = secret.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Finding(
            what,
            f"浏览器不会相信 {host} 的证书（{error.verify_message}）：请换成受信任机构给这个域名"
            "签发的，连同中间证书一起装。",
        )
    except (OSError, ssl.SSLError):
        return Finding(what, told=f"从这台机器连不上 {host}:{port}，没有检查；请在外面看一次")
    days = int((ssl.cert_time_to_seconds(str(found["notAfter"])) - present()) // _DAY)
    if days < RENEWED_BEFORE:
        return Finding(what, f"{host} 的证书再过 {days} 天到期：请现在续，并检查自动续期。")
    return Finding(what, told=f"{host} 的还有 {days} 天")
