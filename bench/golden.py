"""The golden set of the benches: questions of the publish gate, and spellings of numbers."""

from __future__ import annotations

from bot.editing.faq.golden import Golden, load_golden, load_unanswerable, matches
from bot.settings import ROOT
from kb.yaml_file import read_yaml

__all__ = ["Golden", "load_golden", "load_spellings", "load_unanswerable", "matches"]
SPELLINGS = ROOT / "tests" / "golden" / "spellings.yml"


def load_spellings() -> list[tuple[str, str]]:
    """Pairs of a spelling and the number of the record it means."""
    return [(str(said), row["number"]) for row in read_yaml(SPELLINGS) for said in row["spellings"]]
