"""Fixed texts: the responses of the Rasa domain, read once, so that they stand in one place."""

from __future__ import annotations

from pathlib import Path

from bot.settings import ROOT
from kb.yaml_file import read_yaml

DOMAIN = ROOT / "bot" / "rasa" / "domain"


def load_responses(folder: Path = DOMAIN) -> dict[str, str]:
    """First text of every ``utter_…`` response in the domain files."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        content = read_yaml(path) or {}
        for name, variants in (content.get("responses") or {}).items():
            text = variants[0].get("text")
            if text:
                found[str(name)] = str(text).strip()
    return found
