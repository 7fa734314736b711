"""Which column of a list means what: guessed from its heading, saved, and used again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.yaml_file import read_yaml

_FILE = Path(__file__).with_name("headings.yml")
_NEEDED = ("number", "title")
_WITHIN = 30  # rows: what stands above the heading is a title, a date, who made the list
_NOT_IN_NAMES = re.compile(r"[\s_\-./、，,;；:：*＊()（）\[\]【】《》“”\"'#]+")
_IN_BRACKETS = re.compile(r"[（(\[【][^（(\[【）)\]】]{0,80}[）)\]】]")


class ListError(Exception):
    """A list can't be read at all; the message says why in Chinese."""


@dataclass(frozen=True)
class Profile:
    """Which heading of a list means which column of a record.

    Args:
        columns: the heading as the list has it, by the name of the column.
    """

    columns: Mapping[str, str]

    def words(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row's cells by the columns they are for."""
        return {column: row.get(heading) for column, heading in self.columns.items()}

    def save(self, path: Path) -> None:
        """Write it to a file a person can correct."""
        text = json.dumps(dict(self.columns), ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Profile:
        """Read what :meth:`save` wrote.

        Raises:
            ListError: it names columns that do not exist, or no number and title.
        """
        try:
            columns = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            raise ListError(f"读不了列设置 {path.name}") from None
        if not isinstance(columns, dict) or not all(isinstance(v, str) for v in columns.values()):
            raise ListError(f"{path.name} 不是列设置")
        if unknown := columns.keys() - _known().keys():
            raise ListError(f"{path.name} 里没有这样的列：{'、'.join(sorted(unknown))}")
        if any(column not in columns for column in _NEEDED):
            raise ListError(f"{path.name} 要写明 number（编号）和 title（名称）是哪一列")
        return cls(columns)


def heading_row(rows: Sequence[Sequence[str]], profile: Profile | None = None) -> int:
    """Which of a list's first rows is its heading.

    Args:
        rows: at least the first thirty.
        profile: of which the heading must have the columns, where one is given.

    Raises:
        ListError: none of them has columns for number and title.
    """
    if profile is not None:
        wanted = {profile.columns[column] for column in _NEEDED}
        for place, row in enumerate(rows[:_WITHIN]):
            if wanted <= set(row):
                return place
        raise ListError(f"表里没有列设置写的列：{'、'.join(sorted(wanted))}")
    known = [len(guess(row).columns) if is_heading(row) else 0 for row in rows[:_WITHIN]]
    if not any(known):
        raise ListError(
            "没有找到表头：前 30 行里要有一行写着“标准编号”和“标准名称”"
            "（或者 code、title）这样的列名"
        )
    return known.index(max(known))


def is_heading(row: Sequence[str]) -> bool:
    """Whether a row has names for the number and the title."""
    return all(column in guess(row).columns for column in _NEEDED)


def guess(headings: Sequence[str]) -> Profile:
    """What the columns under these headings mean; a heading nobody knows is left alone."""
    bare = {_bare(heading): heading for heading in reversed(headings) if heading}
    # 「标准编号（含年份）」 is the number too, where no column is called so without the brackets.
    short = {_bare(_IN_BRACKETS.sub("", h)): h for h in reversed(headings) if h}
    found: dict[str, str] = {}
    for column, names in _known().items():
        for name in names:
            heading = bare.get(name) or short.get(name)
            if heading is not None and heading not in found.values():
                found[column] = heading
                break
    return Profile(found)


def unclear(headings: Sequence[str]) -> list[str]:
    """Headings that may mean either direction of a replacement; nothing is guessed of those."""
    names = set(_words()["unclear"])
    return [heading for heading in headings if _bare(heading) in names]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(_FILE)
    return words


def _known() -> dict[str, list[str]]:
    known: dict[str, list[str]] = _words()["columns"]
    return known


def _bare(heading: str) -> str:
    return _NOT_IN_NAMES.sub("", heading).lower()
