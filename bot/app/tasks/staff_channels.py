"""How staff are told: by mail and by a 企业微信 group robot, each only where it is set."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Awaitable, Callable
from email.message import EmailMessage

import httpx
import structlog

from bot.kit.trusted import authorities
from bot.settings import Settings

SECONDS = 15.0
TRIES = 3
PAUSE = 5.0  # seconds between two tries
# The platform takes text of 2048 bytes (企业微信, 群机器人, 文本类型).
MOST_BYTES = 2048
log = structlog.get_logger()
Sleep = Callable[[float], Awaitable[object]]


class NotTaken(Exception):
    """The other side answered, and refused."""


async def tell_staff(
    settings: Settings, subject: str, text: str, sleep: Sleep = asyncio.sleep
) -> int:
    """Tell by every channel that is set; how many took it.

    What goes wrong is logged by its kind alone: addresses carry keys.

    Args:
        settings: say which channels there are.
        subject: one line.
        text: counts and addresses of pages; never anything of a person.
        sleep: waits some seconds.
    """
    ways: dict[str, Callable[[], Awaitable[None]]] = {}
    if settings.staff_wecom_webhook.get_secret_value():
        ways["wecom"] = lambda: _by_robot(settings, f"{subject}\n{text}")
    if settings.staff_mail_to:
        everyone = ", ".join(settings.staff_mail_addresses)
        ways["mail"] = lambda: asyncio.to_thread(_by_mail, settings, subject, text, everyone)
    return sum([await tried(name, way, sleep) for name, way in ways.items()])


async def mail_to(
    settings: Settings, address: str, subject: str, text: str, sleep: Sleep = asyncio.sleep
) -> bool:
    """Mail to one member; whether the server took it. Fails as :func:`tell_staff` does."""

    async def send() -> None:
        await asyncio.to_thread(_by_mail, settings, subject, text, address)

    return await tried("mail", send, sleep)


async def mail_answers(settings: Settings, sleep: Sleep = asyncio.sleep) -> bool:
    """Whether the mail server lets us in."""

    async def look() -> None:
        await asyncio.to_thread(lambda: connected(settings).quit())

    return await tried("mail", look, sleep)


async def tried(name: str, way: Callable[[], Awaitable[None]], sleep: Sleep) -> bool:
    """Whether a way took it, some tries and pauses later; what goes wrong is logged by its kind."""
    for left in reversed(range(TRIES)):
        try:
            await way()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, smtplib.SMTPException, NotTaken) as e:
            log.warning("staff.not_told", channel=name, kind=type(e).__name__, tries_left=left)
            if left:
                await sleep(PAUSE)
        else:
            return True
    return False


async def _by_robot(settings: Settings, text: str) -> None:
    short = text.encode()[:MOST_BYTES].decode(errors="ignore")
    said = {"msgtype": "text", "text": {"content": short}}
    async with httpx.AsyncClient(timeout=SECONDS, verify=authorities()) as http:
        answer = await http.post(settings.staff_wecom_webhook.get_secret_value(), json=said)
    # An address that is wrong is answered with 200 and a code.
    try:
        is_taken = answer.is_success and answer.json()["errcode"] == 0
    except (ValueError, KeyError, TypeError):
        is_taken = False
    if not is_taken:
        raise NotTaken


def _by_mail(settings: Settings, subject: str, text: str, to: str) -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = settings.smtp_from
    message["To"] = to
    # Not every server on the way takes eight bits.
    message.set_content(text, cte="base64")
    with connected(settings) as server:
        server.send_message(message)


def connected(settings: Settings) -> smtplib.SMTP:
    """The mail server, signed in.

    Raises:
        OSError: it can't be reached, or its certificate is not trusted.
        smtplib.SMTPException: it refuses us.
    """
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except Exception:
        server.close()
        raise
    return server
