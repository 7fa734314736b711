"""Which characters of a story name the business or the product: a tagger trained on stories.

Conditional random fields over characters (python-crfsuite); ``scripts/train_names.py`` makes
``data/names/tagger.crf`` and ``wider.crf`` from ``tests/stories``. How well they read:
docs/reading.md.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pycrfsuite

from bot.complaints.understanding.places import Places
from bot.settings import ROOT, SEEDS
from kb.yaml_file import read_yaml

# The rules for names were written around the first; the second, of all opened stories, speaks
# where they find nothing or what it is sure is another name.
MODEL = ROOT / "data" / "names" / "tagger.crf"
WIDER = MODEL.with_name("wider.crf")
# Lists of the file of businesses.
_OF_BUSINESSES = ("trades", "ends", "chains", "platforms", "descriptors")
BUSINESS, PRODUCT = "M", "P"
_LONGEST_WORD = 8  # characters of a word of the lists that is looked up
_PLAIN = str.maketrans(",!?;:()\"'", "，！？；：（）“”")
_CLASSES = (
    ("d", r"\d"),
    ("n", "[零一二三四五六七八九十百千万两几]"),
    ("a", "[A-Za-z]"),
    ("s", r"\s"),
    ("c", "[一-鿿]"),
)
_KINDS = [(kind, re.compile(words)) for kind, words in _CLASSES]
_STREET = re.compile(
    r"[^\W\d_a-zA-Z]{1,4}?(?:大道|街道|支路|路|街|镇|乡|村|广场|天街|万达|小区|社区|市场|商城|商场|公园|小学|中学|大学)"
)
_CLAUSE = re.compile(r"[^，。！？；、\s]+")
_DAY = re.compile(
    r"[\d一二三四五六七八九十]月|[\d一二三四五六七八九十]号|昨|前天|今天|上周|上个|星期|周[一-鿿]|去年|中秋|国庆|那天"
)
_SUM = re.compile(r"\d{2,}|[元块]|[一二三四五六七八九两][百千万]")
_VERB = re.compile(r"[买卖吃用修换退说给收要去来做找骗没了我你他]")
_LONGEST_PLACE = 16  # characters of a clause that is only a place
_START, _END = "\x02" * 3, "\x03" * 3


@dataclass(frozen=True)
class Tagged:
    """A part of a text that may be a name.

    Args:
        start, end: where it stands.
        odds: how sure, from 0 to 1.
    """

    start: int
    end: int
    odds: float


class NameTagger:
    """Tags names.

    Args:
        model: the trained file.
        words: lists of known words by what they are.
    """

    def __init__(self, model: Path, words: Mapping[str, frozenset[str]]) -> None:
        self._words = words
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))
        self._at_hand = ""
        # The library keeps the text at hand in the tagger.
        self._using = threading.Lock()

    def find(self, text: str, what: str, least: float) -> list[Tagged]:
        """Parts that may name a business or a product, the surest first.

        Args:
            text: the story.
            what: ``BUSINESS`` or ``PRODUCT``.
            least: the least odds of the first character.
        """
        if not text:
            return []
        with self._using:
            if text != self._at_hand:
                self._tagger.set(features(text, self._words))
                self._at_hand = text
            places = range(len(text))
            begins = [self._tagger.marginal(f"B-{what}", at) for at in places]
            goes_on = [self._tagger.marginal(f"I-{what}", at) for at in places]
        found = []
        for start in places:
            if begins[start] >= least:
                end = _end(goes_on, start, least)
                found.append(Tagged(start, end, begins[start]))
        return sorted(found, key=lambda one: -one.odds)


def _end(goes_on: Sequence[float], start: int, least: float) -> int:
    end = start + 1
    while end < len(goes_on):
        enough = least if end == start + 1 else max(least, goes_on[end - 1] / 2)
        if goes_on[end] < enough:
            break
        end += 1
    return end


def features(text: str, words: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """What the tagger sees of each character: its neighbours and the known words it is in."""
    plain = re.sub(r"\s", " ", text.translate(_PLAIN))
    kinds = [_kind(character) for character in plain]
    known = _known(plain, words)
    padded = _START + re.sub(r"\d", "0", plain) + _END
    clauses = _clauses(plain, known)
    return [[*_of_character(at, padded, kinds, known), *clauses[at]] for at in range(len(plain))]


def _clauses(text: str, known: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each character where it stands in its clause, and what is said before and after it."""
    spans = [match.span() for match in _CLAUSE.finditer(text)]
    kinds = ["-", *(_clause_kind(text, known, *span) for span in spans), "-"]
    marks: list[list[str]] = [[] for _ in text]
    for number, (start, end) in enumerate(spans, 1):
        size = min(end - start, 16) // 2
        around = [f"Q-1={kinds[number - 1]}", f"Q+1={kinds[number + 1]}", f"Q0={kinds[number]}"]
        around += [f"Qs={size}", f"Qb={kinds[number - 1]}{kinds[number + 1]}{min(size, 4)}"]
        for at in range(start, end):
            first, last = min(at - start, 4), min(end - 1 - at, 4)
            marks[at] = [*around, f"Qf={first}", f"Ql={last}", f"Qpf={kinds[number - 1]}{first}"]
            marks[at].append(f"Qfs={first}{kinds[number - 1]}{min(size, 5)}")
    return marks


def _clause_kind(text: str, known: Sequence[Sequence[str]], start: int, end: int) -> str:
    clause = text[start:end]
    if _DAY.search(clause):
        return "day"
    if _SUM.search(clause):
        return "sum"
    marks = {mark for at in range(start, end) for mark in known[at]}
    if end - start <= _LONGEST_PLACE and {"places=B", "street=E"} & marks:
        return "place"
    return "told" if _VERB.search(clause) else "other"


def _of_character(
    at: int, padded: str, kinds: Sequence[str], known: Sequence[Sequence[str]]
) -> list[str]:
    here = at + len(_START)
    seen = ["b", "T=" + "".join(kinds[max(0, at - 1) : at + 2])]
    for length, offsets in ((1, range(-3, 4)), (2, range(-3, 3)), (3, range(-3, 2))):
        seen += [f"{length}{o}={padded[here + o : here + o + length]}" for o in offsets]
    for offset in range(-2, 3):
        if 0 <= at + offset < len(known):
            seen += [f"L{offset}:{mark}" for mark in known[at + offset]]
    return seen


def _kind(character: str) -> str:
    return next((kind for kind, words in _KINDS if words.match(character)), "p")


def _known(text: str, words: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """For each character its place in the known words of the text, the longest first."""
    marks: list[list[str]] = [[] for _ in text]
    for name, listed in words.items():
        at = 0
        while at < len(text):
            lengths = range(min(_LONGEST_WORD, len(text) - at), 0, -1)
            length = next((n for n in lengths if text[at : at + n] in listed), 0)
            for offset in range(length):
                place = "B" if offset == 0 else "E" if offset == length - 1 else "I"
                marks[at + offset].append(f"{name}={place}")
            at += length or 1
    for match in _STREET.finditer(text):
        for at in range(*match.span()):
            marks[at].append("street=E" if at == match.end() - 1 else "street=I")
    return marks


def known_words(folder: Path = SEEDS) -> dict[str, frozenset[str]]:
    """The lists of words the tagger looks up: products, places, and the words of businesses."""
    return {kind: words_of(kind, folder) for kind in (*_OF_BUSINESSES, "products", "places")}


def words_of(kind: str, folder: Path = SEEDS) -> frozenset[str]:
    """One of the lists; only that of places needs jieba's dictionary."""
    if kind == "places":
        return frozenset(Places.load(folder).names())
    if kind == "products":
        products = read_yaml(folder / "products.yml")
        return frozenset(word for row in products for word in row["words"] if len(word) > 1)
    return frozenset(map(str, read_yaml(folder / "businesses.yml")[kind]))


@cache
def load_tagger(model: Path = MODEL) -> NameTagger:
    """The tagger as trained."""
    return NameTagger(model, known_words())
