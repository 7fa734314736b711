"""Notices in the browsers of staff (Web Push): counts and pages of ours, encrypted to the browser.

RFC 8030 (the request), 8291 (its encryption, by http-ece) and 8292 (who we are, by py-vapid). The
push service of the browser's maker passes it on; it can't read it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from bot.app.tasks.staff_channels import NotTaken, Sleep, tried
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.trusted import authorities
from bot.settings import Settings
from bot.staff.pushing import Subscription, forget, subscriptions_of

SECONDS = 10.0
SIGNED_FOR = timedelta(hours=12)  # RFC 8292 section 2: at most a day
_GONE = (404, 410)  # RFC 8030 section 7.3: the browser has unsubscribed


@dataclass(frozen=True)
class Notice:
    """What one member is told.

    Args:
        title: one line.
        body: counts; never anything of a citizen.
        path: the page of ours it opens.
        topic: one of the same replaces another that nobody has seen yet.
        seconds: how long the push service keeps it for a browser that is closed.
        is_urgent: whether a telephone that saves its battery shows it at once.
    """

    title: str
    body: str
    path: str
    topic: str
    seconds: int
    is_urgent: bool = False

    def shown(self) -> bytes:
        """What the browser's worker reads (``push-worker.js``)."""
        shown = {name: asdict(self)[name] for name in ("title", "body", "path", "topic")}
        return json.dumps(shown, ensure_ascii=False).encode()


class Gone(Exception):
    """The browser wants no notices any more."""


async def push(
    settings: Settings,
    sessions: SessionFactory,
    notices: Mapping[int, Notice],
    sleep: Sleep = asyncio.sleep,
    transport: httpx.AsyncBaseTransport | None = None,
) -> int:
    """Tell members in each of their browsers; how many browsers took it.

    What goes wrong is logged by its kind alone: addresses are keys to browsers.

    Args:
        settings: have our key, and the push services we speak to.
        sessions: the database.
        notices: what each is told, by the number of the member.
        sleep: waits some seconds.
        transport: to where requests go; for tests.
    """
    found = await sessions.run(lambda s: subscriptions_of(s, settings.keyring, notices))
    gone: list[str] = []
    # It follows no redirection: only the services that the setting names are spoken to.
    async with httpx.AsyncClient(
        timeout=SECONDS, verify=authorities(), transport=transport
    ) as http:

        async def tell(member: int, browser: Subscription) -> bool:
            async def send() -> None:
                await _send(http, settings, browser, notices[member])

            try:
                return await tried("push", send, sleep)
            except Gone:
                gone.append(browser.name)
                return False

        told = await asyncio.gather(*(tell(member, browser) for member, browser in found))
    if gone:
        await sessions.run(lambda s: forget(s, gone))
    return sum(told)


async def _send(
    http: httpx.AsyncClient, settings: Settings, browser: Subscription, notice: Notice
) -> None:
    if not browser.is_at(settings.push_hosts):  # the setting may have become narrower
        raise Gone
    import http_ece  # read only where notices are sent

    content = http_ece.encrypt(
        notice.shown(),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=browser.key("p256dh"),
        auth_secret=browser.key("auth"),
        version="aes128gcm",
    )
    headers = {
        **_signed(settings, browser.endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(notice.seconds),
        "Topic": notice.topic,
        "Urgency": "high" if notice.is_urgent else "normal",
    }
    answer = await http.post(browser.endpoint, content=content, headers=headers)
    if answer.status_code in _GONE:
        raise Gone
    if not answer.is_success:
        raise NotTaken


def _signed(settings: Settings, endpoint: str) -> dict[str, str]:
    """Who sends, so that the push service knows whom to complain to."""
    from py_vapid import Vapid02

    ours, theirs = urlsplit(settings.effective_public_url), urlsplit(endpoint)
    claims = {
        "aud": f"https://{theirs.netloc}",
        "sub": f"https://{ours.hostname}" if ours.scheme == "https" else "mailto:push@localhost",
        "exp": int((clock.now() + SIGNED_FOR).timestamp()),
    }
    signer = Vapid02.from_string(settings.staff_push_key.get_secret_value())
    headers: dict[str, str] = signer.sign(claims)
    return headers
