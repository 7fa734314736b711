"""What an English question takes for granted of a standard's day, told first where it is wrong."""

from __future__ import annotations

import re
from datetime import date

from kb.catalogue import Edition

_MONTHS = "january february march april may june july august september october november december"
_MONTH_OF = {name[:3]: number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH}),? (?P<year>20\d\d)"
    rf"|(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>20\d\d)"
    r"|(?P<year3>20\d\d)-(?P<month3>\d\d?)-(?P<day3>\d\d?)"
    r"|(?P<only>20\d\d)(?![\d-])"
)
_STARTS = re.compile(
    r"(?:(?:took|takes?|taking|came|comes?|goes|went) (?:in ?to )?(?:effect|force)"
    r"|starts?|started|begins?|began|effective|applies|applied|apply|since|from|as of)"
    rf"(?: (?:on|from|since|in|as of|the)){{0,2}} (?:{_DAY})",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"\b(?:right|true|correct|really|so he says)\b|^\W{0,3}(?:is|are|did|does|do|was|has|so)\b",
    re.IGNORECASE,
)

_QUANTITY = re.compile(
    r"(?<![\d.])(?P<value>\d{1,6}(?:\.\d{1,3})?) ?"
    r"(?P<unit>km/h|mg/kg|percent|%|yuan|times|days?|months?|years?|hours?)(?!\w)",
    re.IGNORECASE,
)
_YES = re.compile(r"^Yes[.,:] ")


def around_day(text: str) -> str | None:
    """What a yes/no question says beside a day something takes effect; None if it says none.

    >>> around_day("and it came into force on 1 September 2025, correct")
    'and it , '
    >>> around_day("it came into force")
    """
    said = _STARTS.search(text)
    if said is None or not _YES_NO.search(text):
        return None
    return _YES_NO.sub("", text[: said.start()] + text[said.end() :])


def day_corrected(edition: Edition, text: str, today: date) -> str:
    """Whether a standard takes effect on the day a yes/no question says; empty if it says none."""
    said, own = _STARTS.search(text), edition.effective_on
    if said is None or own is None or not _YES_NO.search(text):
        return ""
    verdict = "Yes" if _is_that_day(said, own) else "No"
    verb = "takes" if own > today else "took"
    return f"{verdict}: it {verb} effect on {own.day} {own:%B} {own.year}, {own.isoformat()}."


def value_corrected(asked: str, answer: str) -> str:
    """An answer whose 「Yes.」 doesn't confirm a value it denies: 「caps the speed at 20, right?」.

    Where a yes/no question names a quantity and the answer only others of its unit, it begins with
    that; where the answer has none of the unit the value is neither confirmed nor denied.
    """
    asks = _YES.match(answer) and _YES_NO.search(asked)
    told = {(one["unit"].lower(), one["value"]) for one in _QUANTITY.finditer(answer)}
    for one in _QUANTITY.finditer(asked) if asks else ():
        unit, value = one["unit"].lower(), one["value"]
        if (unit, value) in told:
            continue
        plain = _YES.sub("", answer)
        lead = f"Not {one[0]}. " if unit in {of for of, _ in told} else ""
        return f"{lead}{plain[:1].upper()}{plain[1:]}"
    return answer


def _is_that_day(said: re.Match[str], own: date) -> bool:
    if said["only"]:
        return int(said["only"]) == own.year
    year = said["year"] or said["year2"] or said["year3"]
    day = said["day"] or said["day2"] or said["day3"]
    named = (said["month"] or said["month2"] or "").lower()[:3]
    month = _MONTH_OF[named] if named else int(said["month3"])
    return (int(year), month, int(day)) == (own.year, own.month, own.day)
