"""The training utterances of Rasa's intents."""

from __future__ import annotations

from bot.settings import ROOT
from kb.yaml_file import read_yaml


def utterances(intent: str) -> list[str]:
    """Training utterances of an intent."""
    found: list[str] = []
    for path in (ROOT / "data" / "nlu").rglob(f"{intent}.yml"):
        for block in read_yaml(path)["nlu"]:
            found += [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]
    return found
