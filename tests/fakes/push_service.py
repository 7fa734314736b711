"""A browser maker's push service, and browsers that read what it passes on.

Both are written from the RFCs (8030, 8188, 8291, 8292) with nothing of the libraries we send with.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.kit import clock
from bot.staff.pushing import Subscription

HOST = "push.example.com"
LARGEST = 4096  # bytes: RFC 8030 section 7.2
DAY = 86400


def opened(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class FakeBrowser:
    """Has subscribed with a server's key, and keeps what it was told."""

    def __init__(self, number: int, server_key: str) -> None:
        self.path = f"/send/{number}:x-Y_z"
        self.server_key = server_key
        self.told: list[dict[str, Any]] = []
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._public = self._private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self._auth = bytes(range(number, number + 16))

    @property
    def subscription(self) -> Subscription:
        return Subscription(
            f"https://{HOST}{self.path}", written(self._public), written(self._auth)
        )

    def read(self, body: bytes) -> None:
        """RFC 8291 section 3.4, one record."""
        salt, length = body[:16], body[20]
        theirs, hidden = body[21 : 21 + length], body[21 + length :]
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        secret = self._private.exchange(ec.ECDH(), point)
        info = b"WebPush: info\0" + self._public + theirs
        keying = _derived(self._auth, secret, info, 32)
        key = _derived(salt, keying, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(salt, keying, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, hidden, None).rstrip(b"\0")
        assert plain.endswith(b"\2")  # the last record
        self.told.append(json.loads(plain[:-1]))


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


@dataclass
class PushService:
    """Takes notices for browsers; an ASGI application.

    Args:
        answers: what it answers for a path instead of taking the notice.
        moved_to: where it sends the sender, if anywhere.
    """

    browsers: dict[str, FakeBrowser] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    moved_to: str = ""
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def transport(self) -> httpx.ASGITransport:
        return httpx.ASGITransport(self)

    def subscribe(self, server_key: str) -> FakeBrowser:
        browser = FakeBrowser(len(self.browsers) + 1, server_key)
        self.browsers[browser.path] = browser
        return browser

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.asked.append(str(request.url))
        status = self.answers.get(request.url.path, 0)
        headers = {"location": self.moved_to} if self.moved_to else {}
        if not status:
            status = self._take(request, await request.body())
        await Response(status_code=status, headers=headers)(scope, receive, send)

    def _take(self, request: Request, body: bytes) -> int:
        browser = self.browsers.get(request.url.path)
        if browser is None or request.url.hostname != HOST:
            return 404
        if not _is_signed(request.headers["authorization"], browser.server_key):
            return 403
        if len(body) > LARGEST or request.headers["content-encoding"] != "aes128gcm":
            return 400
        self.headers.append(dict(request.headers))
        browser.read(body)
        return 201


def _is_signed(header: str, server_key: str) -> bool:
    """RFC 8292: by the key the browser subscribed with, for us, and not for longer than a day."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    if scheme != "vapid" or parts["k"] != server_key:
        return False
    signed, _, signature = parts["t"].rpartition(".")
    claims = json.loads(opened(signed.partition(".")[2]))
    raw = opened(signature)
    written_out = utils.encode_dss_signature(
        int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    )
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), opened(server_key))
    key.verify(written_out, signed.encode(), ec.ECDSA(hashes.SHA256()))
    now = clock.now().timestamp()
    is_ours = claims["aud"] == f"https://{HOST}" and now < claims["exp"] < now + DAY
    return bool(is_ours and claims["sub"].startswith(("mailto:", "https://")))
