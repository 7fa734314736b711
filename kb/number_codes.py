"""What the code a standard number opens with stands for: 51 is Sichuan, QB is light industry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.scope import SEEDS
from kb.search.index import Entry, EntryKind
from kb.truth import UNCHECKED
from kb.yaml_file import read_yaml

_LOCAL = re.compile(r"DB(?P<food>S?)(?P<code>[0-9]{2})(?P<city>[0-9]{2})?(?:/|/T|T)?")
_CONSTRUCTION = re.compile(
    r"(?:DBJ|DGJ|DG)(?:/TJ|/T)?(?P<code>[0-9]{2})(?:/TJ|/T|/J)?-?"
    r"|DB(?P<bracket>[0-9]{2})\(J\)(?:/T)?|DB(?:/T)?(?P<old>29)-"
)


@dataclass(frozen=True)
class Meaning:
    """What a code stands for, in a sentence or two.

    Args:
        text: ready for the citizen.
        sources: where it comes from.
        check: how it was checked.
    """

    text: str
    sources: tuple[str, ...]
    check: str = UNCHECKED


@dataclass(frozen=True)
class NumberCodes:
    """The codes of places, and the codes no list of sectors has.

    Args:
        provinces: name by the first two digits of the division code.
        construction: name by the code in construction standards, where that is another; empty
            where it means different places.
        said: what other codes stand for.
        makers: who made it, by what stands in brackets behind JJG.
        source: of the codes of places.
    """

    provinces: Mapping[str, str]
    construction: Mapping[str, str]
    said: Mapping[str, Meaning]
    makers: Mapping[str, str]
    source: str

    def meaning(self, code: str, entries: Mapping[str, Entry]) -> Meaning | None:
        """What a code or a number's prefix stands for; None if nobody wrote it down.

        Args:
            code: as in :class:`kb.text.standard_number.StandardNumber`, or as a citizen typed it.
            entries: the knowledge base's, for the codes of sectors.
        """
        code = code.strip("/ ") if code not in ("T/", "Q/") else code
        if found := _CONSTRUCTION.fullmatch(code):
            number = found["code"] or found["bracket"] or found["old"]
            return self._of_construction(code.rstrip("-"), number)
        if found := _LOCAL.fullmatch(code):
            return self._of_place(found)
        name, _, by = code.partition("(")
        head = name.split("/")[0]
        for known in (name, f"{head}/" if head in ("T", "Q") else head):
            if said := self.said.get(known):
                maker = self.makers.get(by.rstrip(")/T"), "")
                more = f"括号里是制定的地方或部门，这里是{maker}。" if maker else ""
                return Meaning(said.text + more, said.sources)
        entry = entries.get(f"{EntryKind.SECTOR.value}:{head}")
        return None if entry is None else Meaning(entry.answer, entry.sources, entry.check)

    def _of_place(self, found: re.Match[str]) -> Meaning | None:
        place = self.provinces.get(found["code"])
        if place is None:
            return None
        if found["food"]:
            text = (
                f"DBS{found['code']} 是{place}的食品安全地方标准代号，{found['code']} 是{place}。"
            )
        elif found["city"]:
            whole = found["code"] + found["city"]
            text = (
                f"DB{whole} 是四位数字的地方标准代号，前两位 {found['code']} 是{place}，"
                "后两位是它下面的地方。"
            )
        else:
            text = f"DB{found['code']} 是{place}的地方标准代号，{found['code']} 是{place}。"
        return Meaning(text, (self.source,))

    def _of_construction(self, code: str, number: str) -> Meaning:
        place = self.construction.get(number, self.provinces.get(number, ""))
        where = f"，{number} 是{place}" if place else ""
        return Meaning(f"{code} 是工程建设方面的地方标准代号{where}。", (self.source,))


@lru_cache(maxsize=1)
def load_number_codes(folder: Path = SEEDS) -> NumberCodes:
    """The codes of ``number_codes.yml``."""
    rows: dict[str, Any] = read_yaml(folder / "number_codes.yml")
    return NumberCodes(
        {str(code): str(name) for code, name in rows["provinces"].items()},
        {str(code): str(name or "") for code, name in rows["construction"].items()},
        {row["code"]: Meaning(row["says"], (row["source"],)) for row in rows["others"]},
        {str(by): str(maker) for by, maker in rows["makers"].items()},
        str(rows["source"]),
    )
