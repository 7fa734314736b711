"""A number is given when a case is registered (登记编号); acceptance (受理) is decided later."""

from __future__ import annotations

from pathlib import Path

from bot.settings import ROOT
from kb.yaml_file import read_yaml

OLD = "受理编号"


def _heard(path: Path) -> set[str]:
    """What citizens may say; those words may be the old ones."""
    if path.parent.name != "faq":
        return set()
    return {said for entry in read_yaml(path)["entries"] for said in entry["phrasings"]}


def test_no_text_promises_acceptance_with_the_number() -> None:
    shown = []
    for path in sorted([*(ROOT / "bot").rglob("*.*"), *(ROOT / "data/seeds").rglob("*.yml")]):
        if path.suffix not in (".py", ".html", ".js", ".yml") or ".venv" in path.parts:
            continue
        text = path.read_text("utf-8")
        if OLD in text:
            lines = [line.strip(" -,[]") for line in text.splitlines() if OLD in line]
            shown += [(path.name, line) for line in lines if line not in _heard(path)]

    assert shown == []
