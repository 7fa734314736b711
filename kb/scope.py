"""Whose rule a question asks for, and whose an entry tells: Chongqing's is no other place's."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.search.index import Entry
from kb.yaml_file import read_yaml

SEEDS = Path(__file__).resolve().parent.parent / "data" / "seeds"
HOME = "重庆"
_OURS = re.compile(r"重庆|渝|本市|我市|我们市|川渝|成渝")
_KIND = r"(?:特别行政区|自治区|自治州|自治县|地区|省|市|州|盟|县|旗)"
# "超市", "城市管理", "市场": no places. Two characters at least stand before 市 in a name.
_NAMED = re.compile(
    r"[\u4e00-\u9fff]{2,5}?(?:自治州|自治县|市|县|旗)(?![场面民值价容级城里长辖售区])"
)
_NO_NAME = re.compile(
    r"[超城门菜夜集上股全本我各贵该这那哪外都花早黑楼开入面区省县级设的在去到是有和与跟从向]"
    r"(?:市|县|旗)$|直辖市|县级|地级"
    # 「以前市政府发的规划」
    r"|^(?:以前|之前|从前|早前|现在|目前|如今|原来|过去|当时|当年|后来|最近|今年|去年|前年)"
)
# Chinese has no spaces: what stands before the name is cut off at words that open a phrase.
_LEADING = re.compile(
    r"^(?:.*?[在去到从是和与跟向的了把被对给请问想说买]|我们?|你们?|他们?|有没有|哪个|这个|那个|一个)++"
)
_RULE_THERE = re.compile(r"[省市县区]里|省标|当地|地方(?:标准|规定|法规)|地标")


class Scope(enum.StrEnum):
    """Where what an entry tells is the rule."""

    COUNTRY = "country"
    PARTLY_HOME = "partly_home"
    HOME = "home"


@dataclass(frozen=True)
class Places:
    """Recognises other provinces, cities and counties in a question.

    Args:
        names: provinces and cities without their kind.
        common: those of them that are everyday words and need their kind behind them.
        ours: Chongqing's districts and counties, as people say them.
        goods: words that make the name before them part of a product's name (兰州拉面).
        no_places: words that hold a name but are no place.
    """

    names: frozenset[str]
    common: frozenset[str]
    ours: frozenset[str]
    goods: tuple[str, ...]
    no_places: tuple[str, ...]

    def elsewhere(self, text: str) -> str:
        """The other place a question is about; empty if none, or if Chongqing is named too."""
        if _OURS.search(text) or any(name in text for name in self.ours):
            return ""
        plain = text
        for word in self.no_places:
            plain = plain.replace(word, "　")
        for start in range(len(plain)):
            for length in (4, 3, 2):
                name = plain[start : start + length]
                if name in self.names and (said := self._said(plain, start, name)):
                    return said
        return self._named(plain)

    def _said(self, text: str, start: int, name: str) -> str:
        after = text[start + len(name) :]
        kind = re.match(_KIND, after)
        if kind and not after.startswith(("市场", "市面")):
            return name + kind[0]
        if name in self.common:
            return ""
        # 「长沙臭豆腐有没有省里的标准」 names goods, and asks for the rule of where they come from.
        if after.startswith(self.goods) and not _RULE_THERE.search(after):
            return ""
        return name

    def _named(self, text: str) -> str:
        """A city or county by its kind alone, for those no list has."""
        for found in _NAMED.finditer(text):
            name = _LEADING.sub("", found[0])
            bare = re.sub(r"(?:自治州|自治县|市|县|旗)$", "", name)
            if len(bare) < 2 or _NO_NAME.search(name):
                continue
            return name
        return ""


@lru_cache(maxsize=1)
def load_places(folder: Path = SEEDS) -> Places:
    """The places of ``divisions.yml``, ``districts.yml`` and ``places.yml``."""
    divisions: dict[str, Any] = read_yaml(folder / "divisions.yml")
    local: dict[str, Any] = read_yaml(folder / "places.yml")
    ours: set[str] = set()
    for row in read_yaml(folder / "districts.yml"):
        ours.update((row["name"], row.get("short") or row["name"], *(row.get("aliases") or ())))
    return Places(
        frozenset(divisions["provinces"] + divisions["cities"]),
        frozenset(divisions["common"]),
        frozenset(ours | {name.rstrip("区县") for name in ours if len(name) > 2}),
        tuple(local["products"]),
        tuple(local["not_places"]),
    )


def scope_of(entry: Entry) -> Scope:
    """Where an entry's answer holds, by its title and what it rests on."""
    told = [_is_home(source) for source in entry.sources]
    if _is_home(entry.title) or (told and all(told)):
        return Scope.HOME
    return Scope.PARTLY_HOME if any(told) else Scope.COUNTRY


def home_sources(sources: Iterable[str]) -> list[str]:
    """Those of Chongqing alone."""
    return [source for source in sources if _is_home(source)]


def _is_home(text: str) -> bool:
    return bool(re.search(r"重庆|渝府|渝小标|渝标通|DBS?50", text))
