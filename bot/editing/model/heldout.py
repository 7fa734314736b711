"""Sentences no model is trained on, with what they mean (tests/nlu)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from kb.yaml_file import read_yaml

FOLDER = ROOT / "tests" / "nlu"


@dataclass(frozen=True)
class Heldout:
    """One sentence.

    Args:
        text: what a citizen says.
        intent: what it means.
    """

    text: str
    intent: str


def heldout(folder: Path = FOLDER) -> list[Heldout]:
    """All sentences, file by file."""
    found = []
    for path in sorted(folder.rglob("*.yml")):
        twin = read_yaml(path)
        found += [Heldout(utterance["text"], twin["intent"]) for utterance in twin["utterances"]]
    return found


def evaluation(asked: Sequence[Heldout], told: Sequence[str]) -> dict[str, Any]:
    """How a model did: how many sentences, and the ones it took wrongly."""
    pairs = zip(asked, told, strict=True)
    wrong = [[one.text, one.intent, intent] for one, intent in pairs if one.intent != intent]
    return {"total": len(asked), "wrong": wrong}
