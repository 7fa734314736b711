"""Where something happened, as everybody who works on cases may read it: never a home address."""

from __future__ import annotations

import re

from bot.complaints.understanding.addresses import address_in
from bot.complaints.understanding.persons import name_in
from bot.kit.private import redact

_HOME = re.compile(
    r"我家|家里|家中|家住|我住|住在|住址|屋头|屋里|宿舍|本人住|租的房|收货|我们(?:小区|楼|单元)|"
    r"\d\s?(?:栋|幢|单元|号楼)|\d{1,3}[-－—]\d{1,4}(?![\d年月日])|\d{3,4}室"
)
_DOOR = re.compile(r"[^\W\d_]{2,10}?(?:路|街|大道|巷|村|小区|花园|苑|庭)[^\d，。,]{0,6}\d+")


def is_home(where: str, address: str = "") -> bool:
    """Whether words for a place tell where somebody lives.

    Args:
        where: what was said of the place.
        address: the citizen's own address, empty if it isn't known.

    >>> is_home("我家，中山四路36号"), is_home("解放碑八一路12号")
    (True, False)
    """
    if _HOME.search(where):
        return True
    door = _DOOR.search(where)
    return bool(address and door and (door[0] in address or address_in(where) in address))


def event_place(where: str, district: str, address: str = "") -> str:
    """The place of the event without name and numbers; only the district if it is a home."""
    if is_home(where, address):
        return district
    person = name_in(where)
    return redact(where if person is None else where.replace(person, "［姓名］"), places=False)
