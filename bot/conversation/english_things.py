"""What goods are called in English: 「a mask for my kid, which standard」 asks of 儿童口罩."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.scope import SEEDS
from kb.yaml_file import read_yaml

MOST = 3
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CHILD = frozenset({"kid", "children", "baby", "babie", "infant", "toddler", "childrens"})
_ASKS = re.compile(
    r"\b(?:standards?|gb|norms?|requirements?|regulations?|rules?|specifications?)\b"
    r"|\b(?:which|what) (?:one|number|code|norm)s? (?:covers?|is (?:it |there )?for|goes for"
    r"|appl(?:y|ies)(?: to)?|do(?:es)? \w{1,12} (?:follow|have|need))\b",
    re.IGNORECASE,
)
# A number that is no standard's: 「the SC number on biscuits is their standard number」.
_NO_STANDARD = re.compile(r"\bSC (?:number|code|licen[cs]e)\b|\bbar ?codes?\b", re.IGNORECASE)
_SENTENCES = re.compile(r"[.!?;]\s{1,3}")
_POINTS = re.compile(r"\b(?:it|its|they|them|their|these|those|this|that|both|each)\b", re.I)
# What stands around a thing that is only named.
_AROUND = re.compile(
    r"an?|the|and|or|for|of|on|to|in|my|our|about|what|which|how|is|are|please|pls|hi|hello|also"
    r"|china|chinese|national"
)
# What may stand beside a thing and makes no other of it, as soy makes of milk.
_BESIDE = re.compile(
    rf"{_AROUND.pattern}|standard|gb|norm|requirement|regulation|rule|specification|number|code|law"
    r"|safety|quality|hygiene|new|newest|latest|current|official|mandatory|compulsory|recommended"
    r"|valid|formaldehyde|energy|efficiency|label|labelling|labeling|packaging|limit|inspection"
    r"|harmful|substance|lead|cadmium|glaze|performance|test|testing|doe?|did|can|could|must|should"
    r"|need|have|has?|be"
    r"|was?|i|me|we|you|it|they|there|any|some|that|thi|this|these|those|with|from|by|at|vs?|versu"
    r"|than|between|difference|same|cover|covered|under|apply|use|used|using|buy|buying|bought|sell|sold|sale|tell"
    r"|give|find|want|know|look|looking|check|get|if|when|where|who|why|since|then|but|so|here"
    r"|cover(?:ing|ed)?|govern(?:s|ed|ing)?|regulat(?:e|ed|ing)|concern(?:s|ed|ing)?|regarding"
    r"|relat(?:ed|ing)|appl(?:y|ied|ying|icable)|follow(?:ed|ing)?|comply|meet|fulfil|pass(?:ed)?"
    r"|satisf(?:y|ie)|exist(?:s|ing)?|made|make|produced?|import(?:ed)?|come|came|go|goe|keep"
    r"|kindly|sir|madam|exactly|actually|really|still|correct|right|proper|relevant|respective"
    r"|such|every|each|all|many|these|per|under|within|into|against"
    r"|thank|kind|sort|type|above|below|today|nowaday|called|named|ordinary|normal|common|plain"
    r"|son|daughter|husband|wife|friend|mother|father|mom|mum|dad|grandson|granddaughter|moved"
    r"|chongqing|country|government|effect|force|defines?|level|l[0-5](?:-l?[0-5])?|autonomou"
)
_PART_NAME = re.compile(r"battery|charger|plug|cable|hose|valve")
_PART = re.compile(rf"\b(?:that|the|this|its|such an?) ({_PART_NAME.pattern})\b", re.IGNORECASE)
_SAYING = frozenset(
    ("sorry", "mean", "meant", "actually", "asking", "ask", "said", "say", "not", "no", "instead")
)


@dataclass(frozen=True)
class EnglishThing:
    """A thing as an English question names it.

    Args:
        said: its English name.
        product: its Chinese one, of ``products.yml``, or the number of the standard it has.
    """

    said: str
    product: str


def things_asked(text: str) -> tuple[EnglishThing, ...]:
    """The things whose standards an English text asks for, at most three; empty if it asks none.

    >>> [thing.product for thing in things_asked("which standard is for masks for my kid?")]
    ['儿童口罩']
    >>> [thing.product for thing in things_asked("standard for tap water and for milk")]
    ['饮用水', '纯牛奶']
    >>> [thing.product for thing in things_asked("standards of the e-bike and the helmets")]
    ['电动自行车', '头盔']
    >>> things_asked("soy milk standard")
    ()
    """
    found, asks = _asked_in(text), _asking(text)
    return (_asked_in(asks) if found and asks != text else ()) or found


def part_named(text: str, product: str) -> str:
    """「that battery」 said of an e-bike names the e-bike's battery; the text as it is otherwise.

    Args:
        text: in English.
        product: what was talked about, of ``products.yml``.

    >>> part_named("what standard should that battery have had", "电动自行车充电器")
    'what standard should the e-bike battery have had'
    >>> part_named("what standard should that toy have had", "充电宝")
    'what standard should that toy have had'
    """
    part = _PART.search(text) if product and not named_in(text) else None
    if part is None:
        return text
    called = (thing.said for thing in load_names().values() if thing.product == product)
    for said in called:
        whole = next((one for one in _wholes(said, part[1]) if _is_thing(one)), "")
        if whole:
            return f"{text[: part.start()]}the {whole}{text[part.end() :]}"
    return text


def _wholes(said: str, part: str) -> tuple[str, ...]:
    *owner, last = said.split()
    of_owner = f"{' '.join(owner)} {part}" if owner and _PART_NAME.fullmatch(last) else ""
    return tuple(filter(None, (f"{said} {part}", of_owner)))


def _is_thing(said: str) -> bool:
    return frozenset(_words(said)) in load_names()


def _asked_in(text: str) -> tuple[EnglishThing, ...]:
    words = _words(text)
    places = {word: place for place, word in reversed(list(enumerate(words)))}
    known = {
        thing: name
        for name, thing in load_names().items()
        if name <= places.keys() and not _joined(words, name)
    }
    most = {t: name for t, name in known.items() if not any(name < o for o in known.values())}
    said = frozenset[str]().union(*most.values())
    alone = all(word in said or _AROUND.fullmatch(word) for word in words)
    if not most or _NO_STANDARD.search(text) or not (alone or _ASKS.search(text)):
        return ()
    for name in most.values():
        own = said if len(name) > 1 else name
        if not all(map(_BESIDE.fullmatch, _beside(words, name) - own)):
            return ()  # another thing
    found = sorted(most, key=lambda thing: min(places[word] for word in most[thing]))
    return tuple({thing.product: thing for thing in reversed(found)}.values())[::-1][:MOST]


def _asking(text: str) -> str:
    """The sentence that asks, where it names its thing: what is told before asks nothing.

    >>> _asking("The glue for the kids stinks. Which standard is for pencils")
    'Which standard is for pencils'
    """
    *told, asks = _SENTENCES.split(text.strip(" ?.!"))
    alone = told and _ASKS.search(asks) and not _POINTS.search(asks)
    return asks if alone and not any(map(_ASKS.search, told)) and named_in(asks) else text


def part_of(product: str, words: str) -> EnglishThing | None:
    """What a few words name of a thing told before: its charger, or another kind of it.

    >>> part_of("电动自行车", "the charger").product, part_of("饮用水", "bottled").product
    ('电动自行车充电器', '桶装水')
    >>> part_of("电动自行车", "the hotpot") is None
    True
    """
    said = frozenset(word for word in _words(words) if not _AROUND.fullmatch(word))
    names = load_names()
    owners = [name for name, thing in names.items() if thing.product == product]
    heads = [_words(thing.said)[-1:] for thing in names.values() if thing.product == product]
    wholes = (*(name | said for name in owners), *(said | set(head) for head in heads))
    found = (names.get(whole) for whole in wholes if said and whole != said)
    return next((thing for thing in found if thing and thing.product != product), None)


def named_in(text: str) -> tuple[EnglishThing, ...]:
    """The known things an English text names, whatever it says of them.

    >>> [thing.product for thing in named_in("my power bank is smoking")]
    ['充电宝']
    """
    words = _words(text)
    known = {thing: name for name, thing in load_names().items() if name <= set(words)}
    most = [t for t, name in known.items() if not any(name < other for other in known.values())]
    return tuple({one.product: one for one in most}.values())[:MOST]


def other_thing(text: str) -> str:
    """What an English text names that is another thing than the known one in it; empty if nothing.

    >>> other_thing("what about ski helmets"), other_thing("what about helmets")
    ('ski helmet', '')
    """
    words = _words(text)
    names = [name for name in load_names() if name <= set(words)]
    known = frozenset[str]().union(*names)
    for place, word in enumerate(words[:-1]):
        behind = words[place + 1]
        names_it = word in known or _BESIDE.fullmatch(word) or word in _SAYING
        if behind in known and not names_it:
            return f"{word} {behind}"
    return ""


def _joined(words: list[str], name: frozenset[str]) -> bool:
    """Whether 「and」 stands between the words of a name, which are two things then.

    For whom something is may stand behind both: 「shoes and clothes for kids」.
    """
    between = [one.split() for one in re.split(r"\b(?:and|or)\b", " ".join(words))]
    return "child" not in name and not any(name <= set(one) for one in between)


def _beside(words: list[str], name: frozenset[str]) -> set[str]:
    """The words right before and behind those of a name."""
    at = [place for place, word in enumerate(words) if word in name]
    return {words[n] for place in at for n in (place - 1, place + 1) if 0 <= n < len(words)}


def _words(text: str) -> list[str]:
    """The words of a text, singular."""
    plain = text.lower().replace("'s", "").replace("’s", "").replace("'", "")
    return [_singular(word) for word in _WORD.findall(plain)]


def _singular(word: str) -> str:
    plain = word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "gas")) else word
    if word.endswith(("ches", "shes", "xes", "sses", "toes", "buses")):
        plain = word[:-2]
    if plain.endswith("ie") and len(plain) > 3 and plain not in _CHILD:
        plain = f"{plain[:-2]}y"  # hoodie, batteries
    return "child" if plain in _CHILD or word in _CHILD else plain


@lru_cache(maxsize=1)
def load_names(path: Path = SEEDS / "products_english.yml") -> dict[frozenset[str], EnglishThing]:
    """The things by the words of their names."""
    return {
        frozenset(_words(name)): EnglishThing(name, str(product))
        for product, names in read_yaml(path).items()
        for name in reversed(names)  # the first of the same words is told
    }
