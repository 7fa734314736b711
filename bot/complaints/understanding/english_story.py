"""What a story told in English says, in the words the form keeps: 「退款」, 「观音桥」.

Its days and sums: :mod:`english_dates`, :mod:`english_sums`.

English messages are few and short; what isn't read here is asked, as in any other story.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.settings import SEEDS
from kb.text.english import is_english
from kb.yaml_file import read_yaml

_LEAST_WORDS = 4
_SHORT_WORDS = 8
_BARE_WISH = re.compile(r"\bwant to (?:complain|report)\b", re.IGNORECASE)
_LONGEST_THING = 16  # characters; the last words say what it is
# 「iFix Digital」 is a shop, an iPhone is none.
_CAPITAL = r"(?:[a-z](?!P(?:hone|ad|od)|Mac|Cloud|OS\b|Watch))?[A-Z](?:[\w'’&+-]|\.(?=\w)){0,20}"
_BETWEEN = r"(?:&\s|and\s|of\s|the\s)?"
_PART = rf"\s{_BETWEEN}(?:{_CAPITAL}|\d{{1,4}}(?=[\s,.]|$))"
_NAME = rf"(?P<name>(?:(?:Dr|Mr|Mrs|Ms|St)\.\s)?{_CAPITAL}(?:{_PART}){{0,4}})"
_KIND = (
    r"(?:shop|store|outlet|restaurant|gym|hotel|hostel|salon|spa|bakery|supermarket|market"
    r"|pharmacy|clinic"
    r"|caf[eé]|bar|garage|school|company|merchant|seller|dealer|studio|laundry|agency|mall"
    r"|cinema|platform|barber(?:shop)?|hairdresser|dentist|butcher|vendor|stall|factory"
    r"|workshop|farm"
    r"|kindergarten|photographer|optician|tailor|eatery|teahouse|buffet|canteen|caterer"
    r"|guesthouse)"
)
_NO_PART = (
    r"(?!(?:in|at|on|near|and|but|for|last|which|that|the|who|sold|is|was|charged|refused)\b)"
)
_WORDS = rf"(?P<name>[\w'’&+-]{{2,20}}(?:\s{_NO_PART}[\w'’&+-]{{2,20}}){{0,3}})"
_NAMED = (
    re.compile(r"[\"“](?P<name>[^\"“”]{2,28})[\"”]"),
    re.compile(
        rf"(?:\b(?:called|named)|(?<![Mm]y )\b(?:(?i:{_KIND})(?:'s)? )?name (?:is"
        rf"|was))\s[\"“']?{_NAME}"
    ),
    re.compile(rf"\b(?i:{_KIND})\s(?:called\s|named\s)?[\"“']?{_NAME}"),
    re.compile(
        rf"\b(?:[Ff]rom|[Aa]t|[Ii]n|[Bb]y|[Tt]he|[Rr]eport|[Aa]gainst|[Aa]bout)\s(?:the\s"
        rf"|a\s)?[\"“']?{_NAME}"
    ),
    re.compile(rf"(?:^|[.!;]\s){_NAME}(?=\s(?:sold|charged|refus|closed|would|will|won|did|has"
        rf"|is|was|in|store|shop)\w{{0,4}}\b)"),
    # 「PowerHouse Fitness, Jiefangbei.」: two words or a capital within, and then where.
    re.compile(
        rf"(?:^|[.!;]\s)(?=[A-Z][\w'’&+-]{{0,20}}(?:\s[A-Z]|[A-Z])){_NAME}"
        r"(?=,\s(?:in |near |at |on )?(?:the )?[A-Z一-鿿](?!\s))"
    ),
    # 「took my car to Happy Garage」
    re.compile(rf"\bto\s(?=[A-Z]\w{{1,20}}\s[A-Z]){_NAME}"),
    re.compile(rf"\b(?:called|named)\s{_WORDS}"),
)  # fmt: skip
# 「a restaurant, 老街火锅108」: what is written in Chinese is its name, or a place.
_IN_CHINESE = re.compile(r"(?P<name>[A-Za-z0-9&]{0,12}[一-鿿]{2,12}\d{0,4})")
# 「店名是 胖哥江湖菜」
_LABEL_IN_CHINESE = re.compile(r"^(?:店名|店家|商家|名字|店铺|公司)(?:名字?)?(?:就?是|叫做?|为)?")
_PLACE_IN_CHINESE = re.compile(r"[区县镇乡路街村]$|大道$|重庆|大学$|广场$")
_NO_NAME = re.compile(
    r"^(?:I|We|My|The|It|They|He|She|Chongqing|China|Chinese|English|RMB|CNY|Yuan|Hello|Hi|Dear"
    r"|Please|On|Last|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Taobao|Tmall|Pinduoduo|Douyin)\w{0,4}$"
)
_STOPS = (
    r"at|from|in|on|for|last|this|that|which|and|but|yesterday|today|two|three|with|brand|called"
    r"|named|near|when"
    r"|it|its|of|by|my|he|she|they|we|i|broke|is|was|were|has|had|stopped|came|the|costing|worth"
    r"|who|where|then|because|after|ago|to|about|too|so|very"
)
_STOPPED = re.compile(rf"\b(?:{_STOPS}|money|price|order|shop|store)\b")
_AGO = r"(?:hour|day|week|month|year)s? (?:ago|later|before|earlier|after)\b"
_THING = re.compile(
    r"\b(?:bought|ordered|purchased|rented|sold me|sold us|sent me|got|paid for|selling|sells"
    r"|sell"
    r"|(?:yuan|RMB|CNY|paid[^.]{0,20}) for)"
    rf"\s(?:\d{{1,3}}\s)?(?:(?:a|an|the|some|one|two|my|new|fake|broken|used|expired|counterfeit"
    rf"|rotten)\s)?(?:(?:pair|set|box|bottle|bag|pack|packet|piece|cup|bowl|kilo"
    rf"|can)s? of\s)?(?P<thing>(?!{_AGO})(?:(?!(?:{_STOPS})\b)[A-Za-z-]{{2,15}}\s?){{1,4}})",
    re.IGNORECASE,
)  # fmt: skip
# What a place deals in stands for what was bought there, where nothing else is named.
_SERVICES = (
    ("haircut", r"\bhair ?(?:salon|dresser|cut)|\bbarber"), ("gym card", r"\bgym\b|\bfitness"),
    ("meal", r"\brestaurant|\bhot ?pot|\bbbq\b|\bdinner|\blunch|\bmenu\b|\bnoodles? (?:shop"
        "|place)"),
    ("yoga classes", r"\byoga\b|\bpilates\b"), ("hotel room", r"\bhotel|\bhostel|(?-i:\broom\b)"),
    ("laundry", r"\blaundry|\bdry.?clean"),
    ("dental treatment", r"\bdent(?:al|ist)"), ("driving lessons", r"\bdriving school"),
    ("parking", r"\bparking"), ("massage", r"\bmassage|\bspa\b"), ("taxi ride", r"\btaxi"),
    ("pet care", r"\bpets?\b|\bvet\b|\bveterinar"),
    ("glasses", r"\boptician|\bglasses\b|\blenses\b"),
    ("car repair", r"\bgarage\b|\bmechanic\b|\bcar repair"),
    ("photos", r"\bphotograph|\bphoto studio|\bphoto shoot"),
    ("beauty treatment", r"\bbeauty|\bfacial\b|\bskin ?care"),
    ("lessons", r"\blessons?\b|\bclasses\b|\bcourses?\b|\btraining\b|\btutor"),
    ("moving", r"\bmoving company|\bmovers\b"), ("tour", r"\btour\b|\btravel agency"),
    ("parcel", r"\bparcel|\bcourier|\bexpress delivery"),
    ("renovation", r"\brenovat|\bdecorati(?:on|ng) company"),
    ("rented flat", r"\blandlord|\bapartment|\brent(?:al|ed)?\b"),
    ("drinks", r"\bcoffee|\bcaf[eé]|\bpub\b"),
    ("deposit", r"\bdeposit"), ("delivery meal", r"\btake ?away|\bdelivery food"),
)  # fmt: skip
_SERVED = tuple((name, re.compile(words, re.IGNORECASE)) for name, words in _SERVICES)
# 「their imported cheese had no Chinese label」, 「the milk they sell is expired」
_OF_THEM = re.compile(
    r"\b(?:their|its)\s(?:(?:own|imported|fresh|frozen|packaged|so-called)\s)?"
    r"(?P<thing>(?!(?:shop|store|staff|boss|owner|manager|service|problem|fault|website|menu"
    r"|price|address|name|phone)\b)"
    r"[a-z-]{3,12}(?:\s(?!(?:had|has|have|is|are|was|were)\b)[a-z]{3,12})?)(?=\s(?:had|has"
    r"|have|is|are|was|were|contain\w{0,3}|smell\w{0,2})\b)"
    r"|\bthe (?P<thing2>[a-z-]{3,12}) (?:they|he|she) (?:sells?|sold)\b"
)
_CHANGED = re.compile(
    r"\b(?:changed|replaced|swapped|installed|fitted)\s(?:my|our|the|a new)\s"
    r"(?P<thing>[a-z]{3,12})(?=[\s,.!;]|$)"
)
_MENDED = re.compile(
    r"\b(?:fix|repair|wash|clean|ruined|broke|cut|burnt?|lost|damaged)(?:ed|ing|s)?\s(?:my|our"
    r"|the)\s(?P<thing>[a-z]{3,12}(?:\s[a-z]{3,12})?)(?=[\s,.!;]|$)"
)
# 「my screen was replaced at Quick Fix」 tells what was done: a wish has a word for it before.
_WANTED = (
    r"(?:\b(?:want|ask|need|demand|request|please|would like|i'd like|hope|should|must|expect)"
    r"\w{0,3}\b[^.!?;]{0,40}?|(?:^|[.!?]\s{1,2}))\b"
)
_WISHES = (
    (
        "退款",
        r"\brefund|money back|difference back|give back (?:my|the) (?:money|deposit)"
        r"|(?:deposit|payment|cash|fee)s? back\b"
        r"|\b(?:my|the) ?[\d,.]{2,9}(?: ?(?:yuan|rmb))? back\b"
        r"|return my deposit|pay me back|return (?:me )?(?:my|the) money",
    ),
    ("换货", rf"{_WANTED}(?:replace|exchange)\w{{0,6}}\b|\ba new one\b"),
    ("维修", rf"{_WANTED}(?:repair|fix)(?:ed)?\b"),
    ("赔偿", r"\bcompensat"),
    ("道歉", r"\bapolog"),
    ("查处", r"\binvestigat|\binspect|check (?:them|this|it)|\bpunish|\bfine them"),
)
_UNNAMED = re.compile(
    r"\b(?:keep me anonymous|(?:stay|remain|report(?:ing)? (?:this |it )?)\s?anonymous(?:ly)?"
    r"|(?:do not|don'?t) (?:use|give|share|reveal|mention|tell them|disclose) my (?:real )?name"
    r"|without my name|want to be anonymous|anonymous(?:ly)?,? please"
    r"|please,? (?:make it |keep it )?anonymous)",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"(?:refus\w{0,4}|won'?t|will not|doesn'?t|didn'?t|not|never|denied|rejected|no)\b"
    r"[^.!?]{0,24}$",
    re.IGNORECASE,
)
_SUGGESTED = re.compile(
    r"\b(?:suggest|propose|recommend|should|ought to|hope)\b[^.!?]{3,200}", re.IGNORECASE
)
_WISHED = tuple((wish, re.compile(words, re.IGNORECASE)) for wish, words in _WISHES)
_DEALT = re.compile(
    rf"\b(?:bought|buy|ordered|paid|sold|selling|sells|sell|charged|cost|yuan|rmb|membership"
    rf"|deposit|taobao|pinduoduo|jd|douyin|delivery|takeaway|bbq|in my (?:food|soup|noodles|meal"
    rf"|hot ?pot|drink|rice|dish|milk tea)|{_KIND})\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:broke|broken|came off|fell (?:off|apart)|ruined|burnt?|rotten|kept my|keeps? my"
    r"|hidden fee|laughed at"
    r"|no refund|(?:the )?menu (?:said|says)|difference back|blocked me|does(?:n'?t| not) (?:fit"
    r"|match)|never (?:refund|repl)\w*"
    r"|refus\w{1,4}|fake|counterfeit|expired|rotten|sour|mou?ldy?|hair|insect"
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
    r"^(?:and |so |but |please ){0,2}(?:standards?|tell me|what|how|when|where|which|who|is|are"
    r"|can|could|do|does|should|may|if)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,.!?;\n]+")
_ASKS_WHAT = re.compile(
    r"^(?:and |so |but |then |please ){0,2}(?:(?:what|which)(?:'s| is| are| would be)?(?: the)?"
    r" (?:\w{2,12} ){0,2}(?:standards?|gb|norms?|rules?|requirements?|regulations?|law)\b"
    r"|where (?:do|can|should|could) i\b|who do i\b|how (?:do|can|could|should) i\b"
    r"|(?:is|are) (?:it|they|there|this|that|these|those) "
    r"(?:a |an |any |also |really )?(?:\w{2,12} )?(?:mandatory|compulsory|required|standards?"
    r"|gb|3c|ccc)\b)",
    re.IGNORECASE,
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
    if len(told.split()) < _SHORT_WORDS:
        told = _BARE_WISH.sub("", told)  # 「I want to complain about a shop」 tells nothing yet
    return _DEALT.search(told) is not None and _WRONG.search(told) is not None


def only_asks_in_english(text: str) -> bool:
    """Whether an English text asks and tells of nothing that went wrong.

    >>> only_asks_in_english("hi, about my son's scooter, which standard should it have")
    True
    >>> only_asks_in_english("the scooter broke after a day, which standard is that")
    False
    """
    if not is_english(text):
        return False
    clauses = [part.strip() for part in _CLAUSES.split(text) if part.strip()]
    told = [part for part in clauses if not _ASKS.match(part)]
    asked = any(map(_ASKS_WHAT.match, clauses))
    return asked and not any(map(_WRONG.search, told))


def business_in_english(text: str) -> str | None:
    """The name of the business, as it is written; places and months are none."""
    for match in _IN_CHINESE.finditer(text):
        name = _LABEL_IN_CHINESE.sub("", match["name"])
        if name and not _PLACE_IN_CHINESE.search(name) and name not in _chinese_places():
            return name
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
    if (theirs := _OF_THEM.search(text)) is not None:
        return str(theirs["thing"] or theirs["thing2"])
    for match in _THING.finditer(text):
        words = match["thing"].split()
        while len(" ".join(words)) > _LONGEST_THING:
            del words[0]
        if words and not re.match(r"(?:me|us|it|them|sick|ill|off|out|up)\b", " ".join(words)):
            return " ".join(words)
    if (changed := _CHANGED.search(text)) is not None:
        return changed["thing"]
    if (mended := _MENDED.search(text)) is not None and not _STOPPED.search(mended["thing"]):
        return mended["thing"]
    return next((name for name, words in _SERVED if words.search(text)), None)


def wish_in_english(text: str) -> str:
    """What is asked for, in the form's words; what the business refuses isn't a wish yet."""
    wishes = [
        wish
        for wish, words in _WISHED
        if any(not _REFUSES.search(text[: match.start()]) for match in words.finditer(text))
    ]
    return "、".join(wishes)


def identity_in_english(text: str) -> str:
    """``anonymous`` where the teller says so, else empty: a name given is asked about.

    >>> identity_in_english("Please keep me anonymous."), identity_in_english("Can I be anonymous?")
    ('anonymous', '')
    """
    return "anonymous" if _UNNAMED.search(text) else ""


def suggested_in_english(text: str) -> str:
    """What somebody would have changed, to the end of the sentence; empty if nothing."""
    match = _SUGGESTED.search(text)
    return match[0].strip() if match else ""


def with_places_in_chinese(text: str) -> str:
    """The text with places of Chongqing in their own writing: 「in 观音桥」."""

    def written(match: re.Match[str]) -> str:
        name = _pinyin().get(match[0].lower())
        return f"在{name}，" if name else match[0]

    return re.sub(r"[A-Za-z]{4,20}", written, text)


@cache
def _chinese_places() -> frozenset[str]:
    return frozenset(_pinyin().values())


@cache
def _pinyin() -> Mapping[str, str]:
    names: dict[str, str] = read_yaml(SEEDS / "places.yml")["pinyin"]
    return names
