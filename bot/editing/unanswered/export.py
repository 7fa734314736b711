"""What staff taught, as NLU data for the next training of Rasa."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.editing.unanswered.models import TrainingExample
from bot.kit.private import redact
from bot.settings import ROOT
from kb.yaml_file import read_yaml

NLU = ROOT / "data" / "nlu"
_UNSAFE = str.maketrans("", "", "[]{}()\r\n\t")


def known_examples(folder: Path = NLU, without: Path | None = None) -> set[str]:
    """Every utterance of the training files.

    Args:
        folder: where they are.
        without: a file that is about to be written anew.
    """
    found: set[str] = set()
    for path in folder.rglob("*.yml"):
        if without is not None and path.resolve() == without.resolve():
            continue
        for block in read_yaml(path).get("nlu", []):
            lines = str(block.get("examples", "")).splitlines()
            found.update(line.removeprefix("- ").strip() for line in lines)
    return found


def nlu_yaml(session: Session, known: set[str]) -> str:
    """The examples in Rasa's format; empty without new ones.

    Personal data are masked once more, and signs that mean something to Rasa are dropped.

    Args:
        session: the database.
        known: utterances that are trained already.
    """
    by_intent: dict[str, list[str]] = {}
    rows = session.execute(
        select(TrainingExample.intent, TrainingExample.text).order_by(
            TrainingExample.intent, TrainingExample.id
        )
    )
    for intent, text in rows:
        plain = redact(text).translate(_UNSAFE).strip()
        if plain and plain not in known and plain not in by_intent.get(intent, []):
            by_intent.setdefault(intent, []).append(plain)
    if not by_intent:
        return ""
    lines = ['version: "3.1"', "", "nlu:"]
    for intent, texts in by_intent.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in texts)]
    return "\n".join(lines) + "\n"
