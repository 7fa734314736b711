"""Identities as lists and pages show them before they are unmasked (脱敏显示)."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.complaints.understanding.persons import MOBILE
from bot.kit.sealing import Keyring

ANONYMOUS = "匿名"
PURGED = "已到期清除"
_SHORTEST_SHOWN = 11  # of fewer digits seven shown ones would be nearly all


def mask_name(name: str) -> str:
    """The first sign only; how long the name is stays hidden too.

    >>> mask_name("欧阳慕雪")
    '欧**'
    """
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """The first three and last four digits of a mobile number; two of a shorter one.

    >>> mask_phone("13812345678"), mask_phone("68123456")
    ('138****5678', '****56')
    """
    if len(phone) < _SHORTEST_SHOWN:
        return f"****{phone[-2:]}" if phone else ""
    return f"{phone[:3]}****{phone[-4:]}"


def mask_phones_in(text: str) -> str:
    """Every mobile number in a text as :func:`mask_phone` shows it, whosever it is.

    >>> mask_phones_in("老板电话139 8765 4321，单号20261120139876543210")
    '老板电话139****4321，单号20261120139876543210'
    >>> mask_phones_in("+86 139.8765.4321")
    '139****4321'
    """
    return MOBILE.sub(lambda found: mask_phone("".join(found.groups())), text)


class Identified(Protocol):
    """The columns of a case that say who filed it."""

    anonymous: bool
    name_sealed: str
    phone_sealed: str
    purged_at: datetime | None


def masked_person(keyring: Keyring, case: Identified) -> str:
    """Who filed a case, masked; never more than this leaves for a list."""
    if case.anonymous:
        return ANONYMOUS
    if case.purged_at is not None:
        return PURGED
    name = mask_name(keyring.open(case.name_sealed, "case.name"))
    phone = mask_phone(keyring.open(case.phone_sealed, "case.phone"))
    return f"{name} {phone}".strip()
