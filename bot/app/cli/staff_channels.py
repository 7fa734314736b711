"""Whether staff can be told what waits, as ``yubiao doctor`` sees it; nothing is sent."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from bot.app.cli.finding import Finding
from bot.app.tasks.staff_channels import connected
from bot.settings import Settings

WHAT = "工作人员通知"
SECONDS = 5.0


def staff_channels(settings: Settings) -> Iterator[Finding]:
    """The mail server is signed in to, the robot's platform is looked for."""
    if not settings.tells_staff and not settings.sends_staff_mail and not settings.pushes:
        names = "STAFF_MAIL_TO、STAFF_WECOM_WEBHOOK、STAFF_MEMBER_MAIL_AT、STAFF_PUSH_KEY"
        yield Finding(WHAT, told=f"没有打开（{names} 都没有设置）")
        return
    if settings.sends_staff_mail:
        yield _mail(settings)
    if webhook := settings.staff_wecom_webhook.get_secret_value():
        yield _robot(webhook)
    if settings.pushes:
        yield _push(settings)


def _mail(settings: Settings) -> Finding:
    try:
        connected(settings).quit()
    except smtplib.SMTPAuthenticationError:
        return Finding(
            WHAT, "邮件服务器不认 SMTP_USER 和 SMTP_PASSWORD，请核对（常要用专门的授权码）。"
        )
    except (OSError, smtplib.SMTPException):
        return Finding(
            WHAT,
            f"连不上邮件服务器 {settings.smtp_host}:{settings.smtp_port}，请核对 SMTP_HOST、"
            "SMTP_PORT、SMTP_SECURITY 和出口网络。",
        )
    count = len(settings.staff_mail_addresses)
    at = settings.staff_member_mail_at
    each = f"，每个工作日 {at} 各人的待办发给填了邮箱的人" if at else ""
    return Finding(WHAT, told=f"邮件能发，收件 {count} 个{each}；没有真的发")


def _push(settings: Settings) -> Finding:
    """Which push services are reached; those below a ``*.`` have names only browsers know."""
    hosts = [host for host in settings.push_hosts if not host.startswith("*.")]
    reached = sum(_is_there(host) for host in hosts)
    if hosts and not reached:
        return Finding(
            WHAT,
            f"浏览器通知的推送服务（{'、'.join(hosts)}）一个也连不上，这些浏览器收不到；"
            "请检查出口网络，或者改用邮件、企业微信。",
        )
    return Finding(WHAT, told=f"浏览器通知打开了，推送服务连得上 {reached} 个；没有真的发")


def _is_there(host: str) -> bool:
    try:
        httpx.head(f"https://{host}/", timeout=SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return True


def _robot(webhook: str) -> Finding:
    parts = urlsplit(webhook)
    try:
        # The platform's door alone: a message to the group only to look would disturb people.
        httpx.head(f"{parts.scheme}://{parts.netloc}/", timeout=SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL):
        return Finding(
            WHAT, f"连不上企业微信（{parts.hostname}），请检查出口网络、代理和域名解析。"
        )
    return Finding(WHAT, told="企业微信连得上；没有真的发")
