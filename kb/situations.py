"""What is told at length, and which entry is then looked at first: ``situations.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.scope import SEEDS
from kb.yaml_file import read_yaml

MOST = 2  # entries of one text


@dataclass(frozen=True)
class Situation:
    """A kind of thing that happens to people.

    Args:
        entry: slug of the entry that tells what goes for it.
        told: patterns, each of which finds something in a text that tells of it.
        other: pattern of texts about something else; None if there are none.
    """

    entry: str
    told: tuple[re.Pattern[str], ...]
    other: re.Pattern[str] | None

    def is_told(self, text: str) -> bool:
        """Whether a normalised text tells of it."""
        if self.other is not None and self.other.search(text):
            return False
        return all(pattern.search(text) for pattern in self.told)


@lru_cache(maxsize=1)
def load_situations(path: Path = SEEDS / "situations.yml") -> tuple[Situation, ...]:
    """The rows of the content.

    Raises:
        re.error: a pattern is none.
    """
    return tuple(
        Situation(
            str(row["entry"]),
            tuple(map(re.compile, row["told"])),
            re.compile(row["not"]) if row.get("not") else None,
        )
        for row in read_yaml(path)
    )


def told_in(text: str) -> tuple[str, ...]:
    """Slugs of the entries for what a normalised text tells of, at most :data:`MOST`.

    >>> told_in("看直播抢的手镯说是和田玉我拿去一验是玻璃的要赔我几倍")
    ('cmp-3-or-10',)
    """
    found = (one.entry for one in load_situations() if one.is_told(text))
    return tuple(dict.fromkeys(found))[:MOST]
