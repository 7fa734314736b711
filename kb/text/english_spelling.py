"""English as many write it: 「recomended」, 「std number pls」, 「which law this」."""

from __future__ import annotations

import re

_SHORT_FOR = {
    "std": "standard",
    "stds": "standards",
    "stnd": "standard",
    "standart": "standard",
    "standarts": "standards",
    "pls": "please",
    "plz": "please",
    "qs": "questions",
    "ur": "your",
    "govt": "government",
    "smth": "something",
}
# What questions turn on; only in them a slip is put right.
_KEY = (
    "standard",
    "standards",
    "mandatory",
    "compulsory",
    "recommended",
    "voluntary",
    "obligatory",
    "effective",
    "replaced",
    "published",
    "certificate",
    "certification",
    "regulation",
    "requirement",
    "requirements",
    "formaldehyde",
    "hygiene",
    "additives",
    "pesticide",
    "ingredients",
    "expired",
    "complain",
    "complaint",
    "compensation",
    "refund",
    "receipt",
    "restaurant",
    "furniture",
    "helmet",
    "charger",
    "battery",
    "electric",
    "bicycle",
    "children",
    "clothes",
    "clothing",
    "leather",
    "toothpaste",
    "cosmetics",
    "labelling",
    "packaging",
    "extinguisher",
    "refrigerator",
    "conditioner",
    "appliance",
    "appliances",
    "enterprise",
    "article",
    "penalty",
    "anonymous",
    "stationery",
    "detergent",
    "chocolate",
)
_NO_SLIP = frozenset(("compliant",))
_WORD = re.compile(r"[A-Za-z]{3,16}")
_LEAST = 6  # letters; a shorter word is soon another
_ENDING = 2  # letters in which words of one family differ: complain, complaint
_PIDGIN = (
    (re.compile(r"\bhow many money\b", re.IGNORECASE), "how much money"),
    (re.compile(r"\b(which|what) law (?:is )?this\b", re.IGNORECASE), r"\1 law is this"),
    (re.compile(r"\bhow much (?:money )?law give\b", re.IGNORECASE), "how much can i claim"),
    (
        re.compile(
            r"\bmy (?P<thing>[a-z]{3,12}(?: [a-z]{3,12})?) (?:must|should|need to|needs?) "
            r"(?:have|meet|follow|use) (?P<what>which|what) (?P<kind>gb|standards?)\b",
            re.IGNORECASE,
        ),
        r"\g<what> \g<kind> must my \g<thing> have",
    ),
    (re.compile(r"\bmy cloth\b", re.IGNORECASE), "my clothes"),
)


def spelled_out(text: str) -> str:
    """An English text with its slips and short forms put right; its other words as they are.

    >>> spelled_out("mandatory or just recomended?"), spelled_out("number of the std pls")
    ('mandatory or just recommended?', 'number of the standard please')
    >>> spelled_out("they recommend a complainer")
    'they recommend a complainer'
    """
    said = _WORD.sub(lambda word: _right(word[0]), text)
    for said_so, plain in _PIDGIN:
        said = said_so.sub(plain, said)
    return said


def _right(word: str) -> str:
    if word.isupper():
        return word
    lower = word.lower()
    if plain := _SHORT_FOR.get(lower):
        return plain
    if len(lower) < _LEAST - 1 or lower in _KEY or lower in _NO_SLIP:
        return word
    meant = [one for one in _KEY if len(one) >= _LEAST and _is_slip(lower, one)]
    return meant[0] if len(meant) == 1 else word


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word differs from what is meant in one stroke before its ending."""
    if word[0] != meant[0] or word[-_ENDING:] != meant[-_ENDING:]:
        return False
    start = next((n for n, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), -1)
    if start < 0:
        return False
    left, other = word[start:], meant[start:]
    swapped = left[:2] == other[1::-1] and left[2:] == other[2:]
    return swapped or left[1:] == other or left == other[1:] or left[1:] == other[1:]
