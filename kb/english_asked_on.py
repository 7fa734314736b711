"""Which English entry a few words ask for, by what was told: 「and mediation?」, 「fine?」."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.english_answers import of_another_day
from kb.search.index import Entry, Hit, SearchIndex
from kb.text.english import facet_in_english
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

_WORD = re.compile(r"[a-z0-9]+")
# Letters by which words are the same: mediation and mediate, complaint and complain.
_STEM = 6
_MOST_OWN = 4
# What names nothing of its own.
_FUNCTION = re.compile(
    r"a|about|after|again|all|also|am|an|and|any|are|as|ask|at|back|be"
    r"|been|but|by|came|can|chongqing|china|chinese|come|could|did|didn|do"
    r"|does|doesn|doing|don|done|dont|down|else|ever|exactly|for|from|gb|get"
    r"|gets|give|go|got|had|has|have|he|her|here|him|his|how|i|if|in|is"
    r"|isn|it|its|just|know|let|like|many|may|maybe|me|mean|meant|more|much"
    r"|must|my|need|no|not|now|of|off|ok|okay|on|one|ones|only|or|other"
    r"|our|out|over|please|pls|really|right|same|say|says|see|she|should"
    r"|since|so|some|sorry|standard|still|tell|than|thank|thanks|that|the"
    r"|their|them|then|there|these|they|thing|things|this|those|till|to|today"
    r"|too|true|under|until|up|us|use|very|want|was|way|we|were|what|when"
    r"|where|which|who|whom|whose|why|will|with|wont|would|yes|yet|you|your"
    r"|long|often|soon|days|day|week|weeks|month|months|year|years|kind|number"
    r"|code|mandatory|compulsory|required|recommended|voluntary|valid|force|effect|effective|version"
    r"|edition|total|altogether|without"
)
# What is asked by another word: 「penalty?」 of a fine.
_SAME = {"penalt": "fine", "punish": "fine", "fined": "fine", "elevat": "lift", "cost": "fee"}
# Too common to tie a question to what was told.
_COMMON = re.compile(
    r"shop|store|seller|product|company|business|thing|food|new|old|buy|bought"
    r"|sell|sold|check|rule|law|mandatory|china|find|good"
)
_KINDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:fined?|penalt(?:y|ies)|punish\w{0,4})\b",
        r"\bhow (?:long|soon|many (?:working )?days)\b|\btime limit\b|\bdeadline\b|\bdays\b"
        r"|\bwhen\b|\bsince\b",
        r"\bwho(?:m| do| is| handles| can)?\b|\bwhich (?:bureau|department|office)\b|\bhotline\b",
        r"\bwhere\b",
        r"\bhow (?:much|many)\b|\b(?:minimum|maximum|limit)\b",
        r"\bwhich (?:gb|standard)\b|\bstandards?\b.{0,9}\b(?:cover|for|number)",
    )
)
_KIND_OF_STANDARDS = "international|national|industry|local|enterprise|group|company"
_KIND = re.compile(rf"\b(?:{_KIND_OF_STANDARDS})\b", re.IGNORECASE)
_ONLY_KIND = re.compile(
    rf"(?:and |what about |how about |the ){{0,2}}(?P<kind>{_KIND_OF_STANDARDS})"
    r"(?: standards?| ones?)?\W{0,3}",
    re.IGNORECASE,
)
_WHERE_STANDARDS = re.compile(
    r"\bwhere\b.{0,40}\b(?:standards?|gbs?|texts?)\b|\b(?:read|download)\b.{0,30}\bstandards?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AskedOf:
    """What was told before.

    Args:
        reference: of the entry told; empty if it was none.
        about: what was asked then, in the entry's words.
        words: what is said now.
        earlier: what else was asked until now, the latest last.
    """

    reference: str
    about: str
    words: str
    earlier: tuple[str, ...] = ()


def asked_on(english: SearchIndex, asked: AskedOf) -> Hit | None:
    """The entry that holds every word said and belongs to what was told; None if none does.

    The one told itself has no confidence: whether it was meant nobody knows.
    """
    own = _content(asked.words, _COMMON) or _content(asked.words)
    told = next((one for one in english.entries if one.reference == asked.reference), None)
    if other := _of_other_standards(english, asked, told):
        return other
    kind = _kind(asked.words) or _kind(asked.about)
    if len(own) > _MOST_OWN or (not own and kind is None):
        return None
    if told is not None and own and own <= _asked(told) | _content(told.answer):
        return Hit(told, 0.0, (), told.title)  # it was told already
    topic = _content(f"{asked.about} {told.title if told else ''}", _COMMON) - own
    hits = _hits(english, *_readings(asked, kind))
    there = (hit for hit in hits if not of_another_day(asked.about, hit.entry))
    fitting = [hit for hit in there if _fits(hit.entry, own, topic, asked.reference)]
    if not own:
        fitting = [hit for hit in fitting if _asks(hit.entry, topic, kind)]
    return max(fitting, key=lambda hit: (_asks(hit.entry, own, kind), hit.confidence), default=None)


def _readings(asked: AskedOf, kind: re.Pattern[str] | None) -> Iterable[str]:
    """What may be asked in full: with what was told, alone, and as that was asked."""
    asks = kind.search(asked.about) if kind else None
    yield f"{asked.about} {asked.words}"
    yield asked.words
    if asks:
        yield f"{asks[0]} {asked.words}"


def names_something(words: str) -> bool:
    """Whether English words name a thing of their own, and don't only ask where or how much.

    >>> names_something("and mediation?"), names_something("where can I see them")
    (True, False)
    """
    return bool(_content(words)) or _ONLY_KIND.fullmatch(words.strip()) is not None


def says_all(about: str, words: str) -> bool:
    """Whether what an entry is asked by has every word that names something.

    >>> says_all("When is Quality Month in China?", "when is quality month")
    True
    """
    kind = _ONLY_KIND.fullmatch(words.strip())
    return not kind and names_something(words) and _content(words) <= _content(about)


def asks_no_record(words: str) -> bool:
    """Whether English words ask what no record of a standard holds.

    >>> asks_no_record("what is the fine for shops that modify it"), asks_no_record("is it new")
    (True, False)
    """
    return names_something(words) and facet_in_english(words) in (None, Facet.SCOPE)


def tells_standard(entry: Entry, thing: str) -> bool:
    """Whether an entry is asked for what some words name, and tells a standard."""
    named = _content(thing)
    numbered = StandardNumber.find(entry.answer) is not None
    return bool(named) and named <= _asked(entry) and numbered


def _hits(english: SearchIndex, *texts: str) -> Iterable[Hit]:
    """What is found for any of some texts, each entry once, as likely as it is for one."""
    found: dict[str, Hit] = {}
    for hit in (hit for text in texts for hit in english.search(text)):
        known = found.get(hit.entry.reference)
        if known is None or hit.confidence > known.confidence:
            found[hit.entry.reference] = hit
    return found.values()


def _fits(entry: Entry, own: frozenset[str], topic: frozenset[str], told: str) -> bool:
    asked = _asked(entry)
    kin = bool(own) and _family(entry.reference) == _family(told)
    return entry.reference != told and own <= asked and (kin or bool(topic & asked))


def _asked(entry: Entry) -> frozenset[str]:
    return _content(" ".join((entry.title, *entry.questions)))


def _family(reference: str) -> str:
    return reference.partition("-")[0]


def _asks(entry: Entry, own: frozenset[str], kind: re.Pattern[str] | None) -> bool:
    """Whether one question of an entry has the words and asks in the same way."""
    asked = (one for one in (entry.title, *entry.questions) if own & _content(one))
    return kind is not None and any(kind.search(one) for one in asked)


def _of_other_standards(english: SearchIndex, asked: AskedOf, told: Entry | None) -> Hit | None:
    """「and international ones」 after how many local standards a plan wants, or where they are."""
    said = _ONLY_KIND.fullmatch(asked.words.strip())
    if told is None or said is None:
        return None
    title = _KIND.sub(said["kind"], told.title, count=1) if _KIND.search(told.title) else ""
    found = [one for one in english.entries if title and _asks_this(one, title)]
    if not found and any(map(_WHERE_STANDARDS.search, (*asked.earlier, asked.about))):
        found = [one for one in english.entries if _is_where(one, said["kind"])]
    return next((Hit(one, 1.0, (), one.title) for one in found), None)


def _is_where(entry: Entry, kind: str) -> bool:
    title = entry.title.lower()
    return title.startswith("where do i find") and f"{kind.lower()} standards" in title


def _asks_this(entry: Entry, title: str) -> bool:
    plain = title.strip(" ?").lower()
    return any(one.strip(" ?").lower() == plain for one in (entry.title, *entry.questions))


def _kind(text: str) -> re.Pattern[str] | None:
    return next((kind for kind in _KINDS if kind.search(text)), None)


def _content(text: str, but: re.Pattern[str] = _FUNCTION) -> frozenset[str]:
    """The words that name something, by their first letters, but those of a pattern."""
    words = (word for word in _WORD.findall(text.lower()) if len(word) > 1)
    told = (word.removesuffix("s") for word in words if not _FUNCTION.fullmatch(word))
    stems = (word.removesuffix("ing")[:_STEM] for word in told if not but.fullmatch(word))
    return frozenset(_SAME.get(stem, stem) for stem in stems)
