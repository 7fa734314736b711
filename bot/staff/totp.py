"""One-time codes of an authenticator app (动态验证码): RFC 6238 over RFC 4226, 6 digits, 30 s."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
_SECRET_BYTES = 20  # RFC 4226 section 4, R6: 160 bits recommended
_STEPS_AROUND = 1  # RFC 6238 section 5.2: one step for slow hands and clocks
ISSUER = "渝标通"


def new_secret() -> str:
    """A secret in base32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def code_at(secret: bytes, step: int, digits: int = DIGITS, algorithm: str = "sha1") -> str:
    """The code of a time step (RFC 4226 section 5.3)."""
    digest = hmac.new(secret, struct.pack(">Q", step), getattr(hashlib, algorithm)).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, code: str, at: datetime, after: int = 0) -> int | None:
    """The time step a typed code belongs to, or None if it is wrong.

    Args:
        secret: base32.
        code: as typed; spaces don't matter.
        at: the present moment.
        after: the last step already used; codes up to it are refused.
    """
    typed = "".join(code.split()).encode()
    raw, now = base64.b32decode(secret), int(at.timestamp()) // STEP_SECONDS
    for step in range(now - _STEPS_AROUND, now + _STEPS_AROUND + 1):
        if hmac.compare_digest(code_at(raw, step).encode(), typed) and step > after:
            return step
    return None


def setup_uri(secret: str, username: str) -> str:
    """The address an authenticator app opens (Google Authenticator's key URI format)."""
    query = urlencode({"secret": secret, "issuer": ISSUER, "digits": DIGITS}, quote_via=quote)
    return f"otpauth://totp/{quote(ISSUER)}:{quote(username)}?{query}"
