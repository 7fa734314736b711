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


def _is_no_standard(written: str) -> bool:
    """Whether 「新GB18401」 is a plate and not a standard somebody calls new."""
    return re.match(r"..?(?:GB|DB\d{2}$)|新[A-Z]{2}", written, re.IGNORECASE) is None


def _is_no_day(written: str) -> bool:
    return re.search(rf"\D{_YEAR_ON}$", written) is None


_Kind = tuple[re.Pattern[str], str, Callable[[str], bool]]
Stays = Callable[[str, str, str], bool]
_BEFORE = 40  # characters that say whose something is
_KINDERGARTEN = "幼儿园"
_SCHOOL = (
    r"[^\W\d_a-zA-Z的在是我你他她读上念]{2,10}?"
    r"(?:小学|中学|学校|[一二三四五六七八九]中|一小|完小)的?"
)


# The citizen number (GB 11643) first: it holds runs that look like a telephone number. It counts
# by its shape: with a mistyped check digit it still says who somebody is. So does a card number of
# 16 to 19 digits in fours or in one run; only an odd grouping or a length of 15 must pass Luhn's
# check, or two standard numbers side by side would be masked.
_PATTERNS: tuple[_Kind, ...] = (
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
    # With its area code, or after a word for a telephone.
    (
        re.compile(
            rf"(?<![\dA-Za-z])[（(]?0\d{{2,3}}[)）]?{_GAP}[2-8]\d{{2,3}}{_GAP}\d{{4}}(?!\d)"
        ),
        "［座机］",
        _always,
    ),
    (
        re.compile(
            rf"(?:(?<=电话)|(?<=座机)|(?<=固话))(?:号码?)?[是为:：\s]{{0,3}}[2-8]\d{{2,3}}{_GAP}\d{{4}}(?!\d)"
        ),
        "［座机］",
        _always,
    ),
    (
        re.compile(
            r"(?<![A-Za-z])(?:QQ|扣扣|企鹅)(?:群)?(?:号码?|[账帐]号)?[是为:：\s]{0,3}[1-9]\d{4,11}(?![\d.元块万千百个])",
            re.IGNORECASE,
        ),
        "［QQ号］",
        _always,
    ),
    (
        re.compile(
            r"(?:(?:微信|薇信|威信|v信|(?<![a-z])(?:vx|wx|wechat)(?![a-z0-9]))(?:号码?|id|[账帐]号)?[是为:：\s]{0,3}"
            r"(?:[a-z][a-z0-9_-]{5,19}|\d{5,12}(?![\d.元块万千百个]))|(?<![a-z0-9])wxid_[a-z0-9]{6,20})(?![a-z0-9_-])",
            re.IGNORECASE,
        ),
        "［微信号］",
        _always,
    ),
    (
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.-]?"
            r"(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![A-Z0-9])",
            re.IGNORECASE,
        ),
        "［车牌号］",
        _is_no_standard,
    ),
    (
        re.compile(r"(?<![A-Za-z0-9])E[A-HJ-NP-Z]?\d{7,8}(?![A-Za-z0-9])", re.IGNORECASE),
        "［护照号］",
        _is_no_day,
    ),
    (
        re.compile(
            r"(?:(?<=护照)|(?<=通行证)|(?<=居留证))(?:号码?)?[是为:：\s]{0,3}[A-Z]{0,2}\d{7,9}(?![A-Z0-9])",
            re.IGNORECASE,
        ),
        "［护照号］",
        _always,
    ),
)
# A house number with its road, a flat with its house; a road, estate or shop alone is no address.
_ROAD_SIGN = r"[^\W\d_a-zA-Z的了在是到从去和与我你他她它住于给有买卖这那及、]"
_NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})"
_HOUSE = rf"(?:附?{_NUMERAL}(?:号楼|栋|幢|座|单元|号(?![线文令机])|层|楼(?!梯|道|下|上)|室))"
_FLAT = rf"(?:[\s,，-]?(?:{_HOUSE}|\d{{1,3}}(?:[-－—]\d{{1,4}}){{1,2}}))"
_STREET = (
    rf"(?:{_ROAD_SIGN}{{1,8}}?[区县镇乡])?(?:{_ROAD_SIGN}{{1,8}}?街道)?"
    rf"{_ROAD_SIGN}{{1,8}}?(?:(?<![电线气油水公铁思道套网])路|(?<!步行)街|大道|巷|弄|坝|村|小区|花园|家园|公寓|新村|苑|庭|宿舍|家属院)"
    r"[东南西北中一二三四五六]?(?:段|支路)?"
)
_PLACES: tuple[_Kind, ...] = (
    (
        re.compile(
            rf"(?:{_SCHOOL})?(?:(?:[一二三四五六七八九]年级|[初高][一二三]年?级?|(?:19|20)\d{{2}}级|"
            rf"(?<!\d)[1-9]年级)\s?[（(]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[)）]?班|"
            rf"(?<={_KINDERGARTEN})的?[大中小托](?:[一二三四五六]|\d{{1,2}})班)"
        ),
        "［班级］",
        _always,
    ),
    (
        re.compile(
            rf"{_STREET}{_FLAT}{{1,5}}|"
            rf"{_ROAD_SIGN}{{0,8}}\d{{1,3}}(?:栋|幢|号楼|单元){_FLAT}{{1,4}}|"
            rf"(?:(?<=家住)|(?<=我住)|(?<=住在)|(?<=住址)|(?<=家庭地址)|(?<=收货地址)|(?<=家庭住址))[是为在:：\s]{{0,3}}"
            rf"[^\s，。,;；！!？?、]{{2,30}}?{_FLAT}{{1,4}}"
        ),
        "［地址］",
        _always,
    ),
)
# One sign for one, so that a place in the plain spelling is the same place in the text.
_PLAIN = {0xFF01 + n: 0x21 + n for n in range(94)}
_SPOKEN = str.maketrans("零〇一二三四五六七八九幺", "001234567891")


def redact(
    text: str,
    *,
    places: bool = True,
    stays: Stays = lambda before, kind, words: False,
) -> str:
    """Replace what tells who somebody is by its kind: numbers, accounts, plates, addresses.

    Names are not among it: only their surroundings tell them from other words.

    Args:
        text: free text.
        places: whether addresses and school classes go too; where a business is must stay in what
            staff write.
        stays: whether something stays, given the words before it, its kind (「［手机号］」) and
            itself.

    >>> redact("我的电话13812345678，帮我看看")
    '我的电话［手机号］，帮我看看'
    """
    for kind in (*(_PLACES if places else ()), *_PATTERNS):
        text = _masked(text, text.translate(_PLAIN), kind, stays)
    for kind in _PATTERNS:
        # In Chinese numerals; apart from the first round, where 「第三13812345678」 would be a run.
        text = _masked(text, text.translate(_SPOKEN), kind, stays)
    return text


def _masked(text: str, plain: str, kind: _Kind, stays: Stays) -> str:
    pattern, label, counts = kind
    found = [match.span() for match in pattern.finditer(plain) if counts(match[0])]
    for start, end in reversed(found):
        if not stays(text[max(0, start - _BEFORE) : start], label, text[start:end]):
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
