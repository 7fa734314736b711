"""What a story told in English says, in the words the form keeps: 「退款」, 「观音桥」.

English messages are few and short; what isn't read here is asked, as in any other story.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from bot.complaints.understanding.dates import Happened
from bot.settings import SEEDS
from kb.text.english import is_english
from kb.yaml_file import read_yaml

_LEAST_WORDS = 8
_LONGEST_THING = 16  # characters; the last words say what it is
_DAY = timedelta(days=1)
_CAPITAL = r"[A-Z][\w'’&+.-]{0,20}"
_NAME = rf"(?P<name>{_CAPITAL}(?:\s(?:&\s|and\s)?{_CAPITAL}){{0,4}})"
_NAMED = (
    re.compile(rf"\b(?:called|named|name is|name was)\s[\"“']?{_NAME}"),
    re.compile(rf"\b(?:[Ff]rom|[Aa]t|[Ii]n|[Bb]y|[Tt]he|[Rr]eport)\s(?:the\s|a\s)?[\"“']?{_NAME}"),
    re.compile(rf"^{_NAME}(?=\s(?:sold|charged|refus|closed|would|will|won|did|has|is|was|in)\w{{0,4}}\b)"),
)  # fmt: skip
_NO_NAME = re.compile(
    r"^(?:I|We|My|The|It|They|He|She|Chongqing|China|Chinese|English|RMB|CNY|Yuan|Hello|Hi|Dear|Please|On|Last|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|Taobao|Tmall|Pinduoduo|Douyin)\w{0,4}$"
)
_STOPS = (
    r"at|from|in|on|for|last|this|that|which|and|but|yesterday|today|two|three|with|brand|called|named|near|when"
    r"|it|its|broke|is|was|were|has|had|stopped|came|the|costing|worth|who|where|then|because|after|ago|to|about"
)
_THING = re.compile(
    r"\b(?:bought|ordered|purchased|rented|sold me|sold us|sent me|got|paid for|selling|sells|sell"
    r"|(?:yuan|RMB|CNY|paid[^.]{0,20}) for)"
    rf"\s(?:a|an|the|some|one|two|my|new|fake|broken|used|expired|counterfeit|rotten)?\s?(?P<thing>(?:(?!(?:{_STOPS})\b)[A-Za-z-]{{2,15}}\s?){{1,4}})",
    re.IGNORECASE,
)  # fmt: skip
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if number}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_WEEKDAYS = {name[:3].lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "ten": 10,
}  # fmt: skip
_ON = re.compile(
    rf"\b(?:{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH.replace('<month>', '<month2>')})\b",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?P<near>the day before yesterday|yesterday|last night|today|tonight"
    r"|this (?:morning|afternoon|evening|noon)|just now)\b"
    r"|\b(?P<number>\d{1,2}|an?|one|two|three|four|five|six|seven|ten)\s(?P<unit>day|week|month)s?\sago\b"
    r"|\b(?:last|on|this past)\s(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\blast\s(?P<whole>week|month)\b",
    re.IGNORECASE,
)
_BACK = {"the day before yesterday": 2, "yesterday": 1, "last night": 1}
_SUM = re.compile(
    r"(?:[¥￥]|RMB|CNY)\s?(?P<before>\d[\d,]{0,9}(?:\.\d{1,2})?)"
    r"|(?P<after>\d[\d,]{0,9}(?:\.\d{1,2})?)\s?(?:yuan|RMB|CNY|kuai|元|块)",
    re.IGNORECASE,
)
_WISHES = (
    ("退款", r"\brefund|money back|pay me back|return (?:me )?(?:my|the) money"),
    ("换货", r"\b(?:replace|exchange)\w{0,6}\b|\ba new one\b"),
    ("维修", r"\b(?:repair|fix)(?:ed)?\b"),
    ("赔偿", r"\bcompensat"),
    ("道歉", r"\bapolog"),
    ("查处", r"\binvestigat|\binspect|check (?:them|this|it)|\bpunish|\bfine them"),
)
_REFUSES = re.compile(
    r"(?:refus\w{0,4}|won'?t|will not|doesn'?t|didn'?t|not|never|denied|rejected|no)\b"
    r"[^.!?]{0,24}$",
    re.IGNORECASE,
)
_WISHED = tuple((wish, re.compile(words, re.IGNORECASE)) for wish, words in _WISHES)
_DEALT = re.compile(
    r"\b(?:bought|buy|ordered|paid|sold|selling|sells|sell|charged|cost|yuan|rmb|shop|store|restaurant|gym|market|hotel|pharmacy|bakery|merchant|seller|membership|deposit)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:broke|broken|refus\w{1,4}|fake|counterfeit|expired|rotten|sour|mou?ldy?|hair|insect"
    r"|cockroach|worm|sick|diarrh\w{1,6}|closed|vanished|disappeared|scam\w{0,4}|cheat\w{0,4}"
    r"|overcharg\w{1,3}|defect\w{0,4}|damaged|doesn'?t work|didn'?t work|not working"
    r"|stopped working|no (?:chinese )?label|no (?:licen[cs]e|receipt|production date|price)"
    r"|won'?t|nobody answers|leak\w{0,3}|burn\w{0,3}|smell\w{0,3}|wrong|short weight|dirty"
    r"|instead of|menu said|price list|please (?:investigate|check|inspect)"
    r"|restart\w{0,3}|crash\w{0,3}|freez\w{1,3}|overheat\w{0,3}|crack\w{0,3}|torn|tore|faded"
    r"|shrank|shrunk|swollen|noisy|rust\w{0,2}|allergic|rash|useless|twice|extra|late"
    r"|never (?:arrived|came|worked)"
    r"|not (?:delivered|as described|what|match|fit|turn on|charge|cool|heat)"
    r"|keeps? \w{3,12}ing|want (?:a|my|the) (?:full )?(?:refund|money back|replacement)"
    r"|want to (?:complain|report)|poison\w{0,3})\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:what|how|when|where|which|who|is|are|can|could|do|does|should|may|if)\b", re.IGNORECASE
)


def is_english_story(text: str) -> bool:
    """Whether an English text tells of a deal that went wrong; a question alone tells nothing.

    >>> is_english_story("I bought a jacket at North Peak, the zipper broke the next day.")
    True
    >>> is_english_story("What is the difference between a complaint and a report here?")
    False
    """
    if not is_english(text) or len(text.split()) < _LEAST_WORDS:
        return False
    sentences = [part.strip() for part in re.split(r"[.!?;\n]\s", text) if part.strip()]
    told = ". ".join(part for part in sentences if not _ASKS.match(part))
    return _DEALT.search(told) is not None and _WRONG.search(told) is not None


def business_in_english(text: str) -> str | None:
    """The name of the business, as it is written; places and months are none."""
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            name = match["name"].rstrip(".,'’")
            if not _NO_NAME.match(name) and not all(
                part in _pinyin() for part in name.lower().split()
            ):
                return name[:28]
    return None


def product_in_english(text: str) -> str | None:
    """What was bought: the words behind a verb for it."""
    for match in _THING.finditer(text):
        words = match["thing"].split()
        while len(" ".join(words)) > _LONGEST_THING:
            del words[0]
        if words and not re.match(r"(?:me|us|it|them|sick|ill|off|out|up)\b", " ".join(words)):
            return " ".join(words)
    return None


def date_in_english(text: str, today: date) -> Happened | None:
    """The day: 「November 8」, 「last Friday」, 「two days ago」; None if none is told."""
    if (on := _ON.search(text)) is not None:
        month, day = (
            _MONTHS[(on["month"] or on["month2"])[:3].lower()],
            int(on["day"] or on["day2"]),
        )
        for year in (today.year, today.year - 1):
            if 0 < day <= calendar.monthrange(year, month)[1] and date(year, month, day) <= today:
                return Happened(date(year, month, day), None, on[0], True, start=on.start())
    if (near := _NEAR.search(text)) is None:
        return None
    first, last = _near_days(near, today)
    until = last if last > first else None
    return Happened(first, until, near[0], until is None, start=near.start())


def _near_days(near: re.Match[str], today: date) -> tuple[date, date]:
    if near["near"]:
        day = today - _BACK.get(near["near"].lower(), 0) * _DAY
        return day, day
    if near["number"]:
        number = _NUMBERS.get(near["number"].lower()) or int(near["number"])
        day = today - number * {"day": 1, "week": 7, "month": 30}[near["unit"].lower()] * _DAY
        return day, day
    if near["weekday"]:
        back = (today.weekday() - _WEEKDAYS[near["weekday"][:3].lower()]) % 7 or 7
        return today - back * _DAY, today - back * _DAY
    if near["whole"].lower() == "week":
        monday = today - (today.weekday() + 7) * _DAY
        return monday, monday + 6 * _DAY
    last = today.replace(day=1) - _DAY
    return last.replace(day=1), last


def amount_in_english(text: str) -> str:
    """The first sum in yuan; empty if there is none."""
    match = _SUM.search(text)
    return (match["before"] or match["after"]).replace(",", "") if match else ""


def wish_in_english(text: str) -> str:
    """What is asked for, in the form's words; what the business refuses isn't a wish yet."""
    wishes = [
        wish
        for wish, words in _WISHED
        if any(not _REFUSES.search(text[: match.start()]) for match in words.finditer(text))
    ]
    return "、".join(wishes)


def with_places_in_chinese(text: str) -> str:
    """The text with places of Chongqing in their own writing: 「in 观音桥」."""

    def written(match: re.Match[str]) -> str:
        name = _pinyin().get(match[0].lower())
        return f"在{name}，" if name else match[0]

    return re.sub(r"[A-Za-z]{4,20}", written, text)


@cache
def _pinyin() -> Mapping[str, str]:
    names: dict[str, str] = read_yaml(SEEDS / "places.yml")["pinyin"]
    return names
