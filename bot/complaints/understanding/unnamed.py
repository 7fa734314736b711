"""An anonymous report without its teller: what a draft holds of who they are."""

from __future__ import annotations

from collections.abc import Mapping

from bot.complaints.understanding.event_place import is_home
from bot.complaints.understanding.teller import Part, without_teller

# What the citizen may have written about themselves; business, product and day are not.
_IDENTITY = {"name": "姓名", "phone": "手机号", "address": "地址"}
FIELDS = (
    "what",
    "wanted",
    "respondent",
    "product",
    "where",
    "_where",
    "_where_told",
    "standard",
    "when",
)
# Words of parts that the citizen, asked, wants to stay; one a line.
INSISTED = "insisted"
ADDRESS = "地址"
_TELLING = 4  # characters; a shorter place is a whole quarter


def teller_in(values: Mapping[str, str]) -> tuple[Part, ...]:
    """What the words of a draft say of their teller, each once, but for what is to stay."""
    parts = [part for name in FIELDS for part in _parts(values, name)]
    return tuple(dict.fromkeys(parts))


def leave_identity(values: dict[str, str]) -> tuple[str, ...]:
    """Take name, telephone and address out of a draft, and a home that was taken for the place.

    The words of the story are left as they are; kinds of what went.
    """
    homes = [values.get("address", "")]
    homes += [part.words for part in _every_part(values) if part.kind == ADDRESS]
    left = [kind for name, kind in _IDENTITY.items() if values.pop(name, "")]
    where, district = values.get("where", ""), values.get("district", "")
    if where and where != district and any(_is_at(where, district, home) for home in homes):
        values["where"] = district or "［地址］"
        left.append(ADDRESS)
    return tuple(dict.fromkeys(left))


def leave_out(values: dict[str, str]) -> tuple[str, ...]:
    """Take the teller out of a draft's values, but for what is to stay; the kinds of what went.

    A home never is the place of the event, whatever is to stay.
    """
    left = list(leave_identity(values))
    for name in FIELDS:
        if values.get(name):
            unnamed = without_teller(values[name], _insisted(values))
            values[name] = unnamed.text
            left += unnamed.left_out
    return tuple(dict.fromkeys(left))


def _is_at(where: str, district: str, home: str) -> bool:
    estate = where.replace(district, "")
    return is_home(where, home) or (len(estate) >= _TELLING and estate in home)


def _parts(values: Mapping[str, str], name: str) -> tuple[Part, ...]:
    return without_teller(values.get(name, ""), _insisted(values)).parts


def _every_part(values: Mapping[str, str]) -> list[Part]:
    return [part for name in FIELDS for part in without_teller(values.get(name, "")).parts]


def _insisted(values: Mapping[str, str]) -> list[str]:
    return values.get(INSISTED, "").splitlines()
