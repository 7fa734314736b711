"""Which field a reply asks for, told from the words of data/seeds/intake.yml alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from kb.yaml_file import read_yaml

INTAKE = ROOT / "data" / "seeds" / "intake.yml"
ELSEWHERE = "elsewhere"  # another body or another place is named, and the citizen must decide
LEFT_ALONE = "left_alone"  # an unfinished form is offered again
FILED = "filed"
CANCELLED = "cancelled"
# Words that are questions of their own; the facts and the contact are asked by their names.
_ASKING = ("kind", "identity", "confirm")
_NAMES = ("missing", "missing_feedback", "missing_guardian")
# Who may stay anonymous is asked that first; the rest is missing of those who give their names.
_MISSING = re.compile(r"(实名的)?还差：([^\n。]+)")
_SPECIAL = {
    "elsewhere": ELSEWHERE,
    "outside": ELSEWHERE,
    "left_alone": LEFT_ALONE,
    "teller_ask": "teller",
    "registered": FILED,
    "registered_anonymous": FILED,
    "cancelled": CANCELLED,
}
_PLACE = re.compile(r"\\\{[a-z_]+\\\}")


@dataclass(frozen=True)
class Prompts:
    """Tells what is asked.

    Args:
        patterns: words of a question, and the field they ask for.
        names: what a field is called where it is missing, the longest first, and the field.
    """

    patterns: tuple[tuple[re.Pattern[str], str], ...]
    names: tuple[tuple[str, str], ...]

    @classmethod
    def load(cls, path: Path = INTAKE) -> Prompts:
        """Read the questions of the form."""
        data: dict[str, Any] = read_yaml(path)
        fields = data["fields"]
        found = [(_pattern(fields[name]["ask"]), name) for name in _ASKING]
        found.append((_pattern(data["explain_kinds"]), "kind"))
        found.append((re.compile("这件事还要在这里登记吗"), ELSEWHERE))
        found += [(_pattern(data["messages"][key]), name) for key, name in _SPECIAL.items()]
        names = {
            words[key]: name for name, words in fields.items() for key in _NAMES if words.get(key)
        }
        longest = sorted(names.items(), key=lambda named: -len(named[0]))
        return cls(tuple(found), tuple(longest))

    def asked(self, text: str) -> str:
        """The field asked last in a text, or how the form ended; empty if nothing is asked.

        Of several fields asked together it is the first.
        """
        return next(iter(self.asked_together(text)), "")

    def asked_together(self, text: str) -> list[str]:
        """All fields asked last in a text, in their order; how the form ended alone."""
        found = [
            (match.start(), [name])
            for pattern, name in self.patterns
            for match in pattern.finditer(text)
        ]
        found += [
            (match.start(), [*["identity"][: bool(match[1])], *self._named(match[2])])
            for match in _MISSING.finditer(text)
        ]
        return max(found)[1] if found else []

    def _named(self, words: str) -> list[str]:
        fields = []
        while words:
            name = next(((w, n) for w, n in self.names if words.startswith(w)), None)
            fields += [name[1]] if name is not None else []
            words = words[len(name[0]) :] if name is not None else words[1:]
        return fields


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"[\\s\\S]*?", re.escape(words.strip())))
