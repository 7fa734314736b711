"""Brings what citizens type to one spelling: noise, width, spaces, dialect words and typos."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from kb.text.clean import clean
from kb.text.kept import kept

_SPACES = re.compile(r"\s+")
# 「橡皮擦嘞」 asks as 「橡皮擦呢」 does; 「好嘞」 and 「走嘞」 say yes.
_NE = re.compile(r"(?<=[\u4e00-\u9fffA-Za-z])(?<![好是对行走来要])[嘞喃](?=[?？。！!，,\s]{0,4}$)")
# 「哪个都可以发迈」: 吗 as it is said here; 英里 and makers of cars end otherwise.
_ASKS = re.compile(r"(?<=[\u4e00-\u9fff])(?<![豪年巴几少多])迈(?=[?？。!！~\s]*$)")


@kept
def normalise(text: str) -> str:
    """Return the text in NFKC, without noise (`clean`), trimmed, spaces collapsed to one."""
    # Again until nothing changes: what stood on both sides of a dropped character may compose.
    while (plainer := _plainer(text)) != text:
        text = plainer
    return text


def _plainer(text: str) -> str:
    text = clean(unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


class Normaliser:
    """`normalise` plus dialect words and typos replaced by the standard words.

    Args:
        dialect: Word as written -> standard word. Of entries that overlap the one starting first
            wins, then the longest; so an entry mapped to itself protects a word that only happens
            to contain another one (布娃娃 must not become 布孩子).
    """

    def __init__(self, dialect: Mapping[str, str]) -> None:
        self._words = {normalise(word): target for word, target in dialect.items()}
        self._words.pop("", None)
        longest_first = sorted(self._words, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, text: str) -> str:
        """Return the text normalised; dialect words are replaced in one pass."""
        said = self._pattern.sub(self._standard, _ASKS.sub("吗", normalise(text)))
        return _NE.sub("呢", said)

    def _standard(self, found: re.Match[str]) -> str:
        return self._words[found.group()]
