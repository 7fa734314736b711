"""The training utterances of Rasa's intents."""

from __future__ import annotations

import yaml

from bot.settings import ROOT


def utterances(intent: str) -> list[str]:
    """Training utterances of an intent."""
    found: list[str] = []
    for path in (ROOT / "data" / "nlu").rglob(f"{intent}.yml"):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]
    return found
