"""Redaction (脱敏) of personal data typed into free text, and pseudonyms for chat identities."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable

# People write the groups of a number apart; signs one cannot see come along when they copy it.
_GAP = r"[ \t\u3000.·_\-‐-―－\u00ad\u200b-\u200f\u2060\ufeff]{0,2}"
_YEAR_ON = rf"(?:19|20)\d{{2}}{_GAP}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SHORT_YEAR_ON = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_REGION = r"[1-9]\d{5}"
_FOURS = rf"\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?"


def _passes_luhn(digits: str) -> bool:
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def _is_card(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return 15 <= len(digits) <= 19 and digits[0] in "3456" and _passes_luhn(digits)


def _always(written: str) -> bool:
    return True


# The citizen number (GB 11643) first: it holds runs that look like a telephone number. It counts
# by its shape: with a mistyped check digit it still says who somebody is. So does a card number of
# 16 to 19 digits in fours or in one run; only an odd grouping or a length of 15 must pass Luhn's
# check, or two standard numbers side by side would be masked.
_PATTERNS: tuple[tuple[re.Pattern[str], str, Callable[[str], bool]], ...] = (
    (
        re.compile(rf"(?<!\d){_REGION}{_GAP}{_YEAR_ON}{_GAP}\d{{3}}{_GAP}[\dXx](?![\dXx])"),
        "［身份证号］",
        _always,
    ),
    (re.compile(rf"(?<!\d)[1-8]\d{{5}}{_SHORT_YEAR_ON}\d{{3}}(?!\d)"), "［身份证号］", _always),
    (re.compile(rf"(?<!\d)(?:\d{{16,19}}|{_FOURS})(?!\d)"), "［银行卡号］", _always),
    (re.compile(r"(?<!\d)[3-6](?:[ .\-]?\d){14,18}(?!\d)"), "［银行卡号］", _is_card),
    (
        re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"),
        "［手机号］",
        _always,
    ),
    # Digit by digit, or four-three-four, as numbers are read aloud.
    (re.compile(r"(?<!\d)1([ .·\-])[3-9](?:\1\d){9}(?!\d)"), "［手机号］", _always),
    (re.compile(r"(?<!\d)1[3-9]\d{2}[ .\-]\d{3}[ .\-]\d{4}(?!\d)"), "［手机号］", _always),
    (
        re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"),
        "［邮箱］",
        _always,
    ),
)
# One sign for one, so that a place in the plain spelling is the same place in the text.
_PLAIN = {0xFF01 + n: 0x21 + n for n in range(94)}
_SPOKEN = str.maketrans("零〇一二三四五六七八九幺", "001234567891")


def redact(text: str) -> str:
    """Replace citizen numbers, bank cards, mobile numbers and e-mail addresses by their kind.

    >>> redact("我的电话13812345678，帮我看看")
    '我的电话［手机号］，帮我看看'
    """
    for pattern, label, counts in _PATTERNS:
        text = _masked(text, text.translate(_PLAIN), pattern, label, counts)
    for pattern, label, counts in _PATTERNS:
        # In Chinese numerals; apart from the first round, where 「第三13812345678」 would be a run.
        text = _masked(text, text.translate(_SPOKEN), pattern, label, counts)
    return text


def _masked(
    text: str, plain: str, pattern: re.Pattern[str], label: str, counts: Callable[[str], bool]
) -> str:
    found = [match.span() for match in pattern.finditer(plain) if counts(match[0])]
    for start, end in reversed(found):
        text = text[:start] + label + text[end:]
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
