"""The words somebody looks for a standard by, with the names titles have for the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from kb.scope import SEEDS
from kb.text.word_finder import WordFinder
from kb.yaml_file import read_yaml

Cut = Callable[[str], list[str]]
_MOST_WORDS = 8


class TitleWords:
    """Cuts what somebody typed into words, each with the names titles have for it.

    Args:
        names: the usual name of a thing, by each way of saying it.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._finder = WordFinder(names)

    def of(self, typed: str, cut: Cut) -> list[list[str]]:
        """The words of a text; things are kept whole.

        >>> TitleWords({"电瓶车": "电动自行车"}).of("电瓶车头盔", lambda text: [text])
        [['电瓶车', '电动自行车'], ['头盔']]
        """
        found: list[list[str]] = []
        position = 0
        for start, word in self._finder.spans(typed):
            found += ([other] for other in cut(typed[position:start]) if other.strip())
            found.append(list(dict.fromkeys((word, self._names[word]))))
            position = start + len(word)
        found += ([other] for other in cut(typed[position:]) if other.strip())
        return found[:_MOST_WORDS]


def _names(rows: Iterable[Mapping[str, list[str]]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        for word in row["words"]:
            names.setdefault(str(word), str(row["words"][0]))
    return names


@lru_cache(maxsize=1)
def load_title_words(folder: Path = SEEDS) -> TitleWords:
    """The words of ``products.yml``."""
    return TitleWords(_names(read_yaml(folder / "products.yml")))
