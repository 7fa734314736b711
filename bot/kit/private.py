"""Redaction (脱敏) of personal data typed into free text, and pseudonyms for chat identities."""

from __future__ import annotations

import hashlib
import hmac
import re

# Longest first: an 18-digit citizen number (GB 11643) holds runs that look like a phone number.
_PATTERNS = (
    (
        re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![\dXx])"),
        "［身份证号］",
    ),
    (re.compile(r"(?<!\d)(?:\d[ -]?){15,18}\d(?!\d)"), "［银行卡号］"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "［手机号］"),
    (
        re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"),
        "［邮箱］",
    ),
)


def redact(text: str) -> str:
    """Replace citizen numbers, bank cards, mobile numbers and e-mail addresses by their kind.

    >>> redact("我的电话13812345678，帮我看看")
    '我的电话［手机号］，帮我看看'
    """
    for pattern, label in _PATTERNS:
        text = pattern.sub(label, text)
    return text


def pseudonym(secret: str, channel: str, identity: str) -> str:
    """A stable name for a chat identity that can't be turned back without the secret.

    Args:
        secret: the service's own key.
        channel: the platform, so that equal ids on two platforms stay apart.
        identity: openid, chat id or session id as the platform gives it.
    """
    message = f"{channel}\0{identity}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:40]
