"""What the letters before a standard's number stand for, asked and told in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.answer import Answer, Certainty
from kb.scope import SEEDS
from kb.truth import UNCHECKED, sourced
from kb.yaml_file import read_yaml

_SOURCES = ("GB/T 2260《中华人民共和国行政区划代码》", "公开的标准代号表")
# 「what does QB/T mean」; small letters alone may be any word.
_CODE = re.compile(r"(?<![\w/-])(?:DB(?P<place>\d\d)|(?P<industry>[A-Z]{2}))(?:/T)?(?![\w/-])")
_ASKS = re.compile(
    r"^(?:(?:and|so|ok|then),? ){0,2}(?:what(?:'s| is| are| does| do| about)?|how about|which"
    r"|meaning|does|is)\b",
    re.IGNORECASE,
)
_SAYS_CODE = re.compile(
    r"\b(?:codes?|prefix\w{0,2}|letters?|digits|begins?|starts?|called|abbreviat\w{0,4})\b",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"\blocal\b|\bprovinc\w{0,4}\b|\bDB\b|\bDB\d\d\b", re.IGNORECASE)
# 「T/CAS is also national?」: letters of a society behind T/.
_OF_A_GROUP = re.compile(r"(?<![\w/])T/(?P<society>[A-Z]{2,8})(?![\w/]*\s?\d)")
_GROUP = "faq:basics-group-code"
_OF_PLACES, _OF_INDUSTRIES = "faq:basics-db-regions", "faq:basics-hb-codes"
_MOST_WORDS = 12

_NO_LETTER = re.compile(r"[^a-z]+")


def _in_words(text: str) -> str:
    """A text as its words, a space around each."""
    return f" {_NO_LETTER.sub(' ', text.lower()).strip()} "


@dataclass(frozen=True)
class EnglishCodes:
    """The codes and what they stand for.

    Args:
        places: names by the digits behind DB.
        industries: names by their two letters.
    """

    places: Mapping[str, str]
    industries: Mapping[str, str]

    def told(self, text: str) -> Answer | None:
        """What an English question asks of a code, or which code a place has; None otherwise."""
        if len(text.split()) > _MOST_WORDS:
            return None
        if _SAYS_CODE.search(text) and _LOCAL.search(text) and (found := self.place_in(text)):
            return self.of_place(found)
        if (group := _OF_A_GROUP.search(text)) and text.rstrip().endswith("?"):
            return _of_group(group["society"])
        code = _CODE.search(text) if _ASKS.match(text) else None
        if code is None:
            return None
        if code["place"]:
            return self.of_place(code["place"]) if code["place"] in self.places else None
        return self._of_industry(code["industry"])

    def asked_on(self, about: str, words: str) -> Answer | None:
        """What a few words ask of another place: 「and Sichuan?」 after the code of Beijing's."""
        digits = self.place_in(words) if _LOCAL.search(about) and _SAYS_CODE.search(about) else ""
        return self.of_place(digits) if digits else None

    def place_in(self, text: str) -> str:
        """The digits of the place a text names; empty if it names none."""
        said = _in_words(text)
        found = (digits for digits, name in self.places.items() if _in_words(name) in said)
        return next(found, "")

    def of_place(self, digits: str) -> Answer:
        """What is told of the local standards of a place."""
        name = self.places[digits]
        said = (
            f"DB{digits} is the code of the local standards of {name}; {digits} stands for {name}. "
            f"DB{digits}/T is a recommended one."
        )
        return _answer(said, f"code of the local standards of {name}", _OF_PLACES)

    def _of_industry(self, letters: str) -> Answer | None:
        name = self.industries.get(letters)
        if name is None or letters == "DB":  # which an entry tells apart from local standards
            return None
        said = (
            f"{letters} is the code of the industry standards of {name}; with /T behind it the "
            "standard is recommended."
        )
        return _answer(said, f"what does {letters} mean", _OF_INDUSTRIES)


def _of_group(society: str) -> Answer:
    said = (
        "T/ is the code of group standards: standards of an association, no national ones. "
        f"{society} is the code of the association."
    )
    return _answer(said, f"what does T/{society} mean", _GROUP, _SOURCES[1:])


def _answer(said: str, about: str, entry: str, sources: tuple[str, ...] = _SOURCES) -> Answer:
    text = f"{said}\nSource (来源): {sourced(sources, UNCHECKED)}"
    return Answer(Certainty.SURE, text, sources, 1.0, entry, about=about)


@lru_cache(maxsize=1)
def load_english_codes(path: Path = SEEDS / "codes_english.yml") -> EnglishCodes:
    """The codes of ``codes_english.yml``."""
    rows = read_yaml(path)
    return EnglishCodes(dict(rows["places"]), dict(rows["industries"]))
