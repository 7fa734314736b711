"""The segmenter's user dictionary, generated from the knowledge base's terms (词典)."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from kb.yaml_file import read_yaml

_WORD = re.compile(r"[\u4e00-\u9fff]{2,8}$")


def words(seeds: Path) -> list[str]:
    """Terms, aliases, district and department names and short product names, sorted."""
    found: set[str] = set()
    for term in read_yaml(seeds / "terms.yml"):
        found.update([term["term"], *(term.get("aliases") or ())])
    for district in read_yaml(seeds / "districts.yml"):
        found.update([district["name"], district.get("short") or "", *district.get("aliases", ())])
    with (seeds / "standards" / "catalogue.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            found.update(re.split(r"[\s、（）()：:]+", row["title"]))
    return sorted(word for word in map(str, found) if _WORD.match(word))


def write_user_dictionary(seeds: Path, path: Path) -> int:
    """Write one word a line, in jieba's format; returns how many."""
    found = words(seeds)
    path.write_text("".join(f"{word}\n" for word in found), encoding="utf-8")
    return len(found)
