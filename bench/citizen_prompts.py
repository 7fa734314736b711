"""Which field a reply asks for, told from the words of data/seeds/intake.yml alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT

INTAKE = ROOT / "data" / "seeds" / "intake.yml"
ELSEWHERE = "elsewhere"  # another body or another place is named, and the citizen must decide
LEFT_ALONE = "left_alone"  # an unfinished form is offered again
FILED = "filed"
CANCELLED = "cancelled"
# Words of each field that are questions; all others (why, problem …) come with one of these.
_ASKING = ("ask", "ask_suggested", "ask_feedback", "ask_guardian", "received")
_SPECIAL = {
    "elsewhere": ELSEWHERE,
    "outside": ELSEWHERE,
    "left_alone": LEFT_ALONE,
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
    """

    patterns: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def load(cls, path: Path = INTAKE) -> Prompts:
        """Read the questions of the form."""
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = [
            (_pattern(words[key]), name)
            for name, words in data["fields"].items()
            for key in _ASKING
            if words.get(key)
        ]
        found.append((_pattern(data["explain_kinds"]), "kind"))
        found.append((re.compile("这件事还要在这里登记吗"), ELSEWHERE))
        found += [(_pattern(data["messages"][key]), name) for key, name in _SPECIAL.items()]
        return cls(tuple(found))

    def asked(self, text: str) -> str:
        """The field asked last in a text, or how the form ended; empty if nothing is asked."""
        found = [
            (match.start(), name)
            for pattern, name in self.patterns
            for match in pattern.finditer(text)
        ]
        return max(found)[1] if found else ""


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"[\\s\\S]*?", re.escape(words.strip())))
