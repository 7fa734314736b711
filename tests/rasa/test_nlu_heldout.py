"""The trained model understands sentences it was not trained on (tests/nlu)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.editing.model.heldout import evaluation, heldout
from bot.editing.model.rasa_process import PYTHON, RasaProcess
from bot.editing.model.training import MODEL
from bot.settings import ROOT
from kb.text.normalise import normalise
from kb.yaml_file import read_yaml

# What the citizens' sentences reach, less some room; bench/nlu.py prints today's figure.
FLOOR = 0.88


def _files(folder: str) -> set[Path]:
    return {p.relative_to(ROOT / folder) for p in (ROOT / folder).rglob("*.yml")}


def test_every_training_file_has_a_twin() -> None:
    assert _files("data/nlu") == _files("tests/nlu")


def test_no_twin_sentence_is_in_training() -> None:
    trained = set()
    for path in (ROOT / "data" / "nlu").rglob("*.yml"):
        for item in read_yaml(path)["nlu"]:
            lines = item["examples"].splitlines()
            trained |= {normalise(line.removeprefix("- ")) for line in lines}
    assert not [one.text for one in heldout() if normalise(one.text) in trained]


def test_every_intent_of_the_domain_has_examples() -> None:
    named = set()
    for path in (ROOT / "bot" / "rasa" / "domain").glob("*.yml"):
        named |= set(read_yaml(path).get("intents") or ())
    assert named == {path.stem for path in (ROOT / "data" / "nlu").rglob("*.yml")}


@pytest.mark.rasa
@pytest.mark.skipif(not (PYTHON.exists() and MODEL.exists()), reason="Rasa model not trained")
async def test_held_out_sentences_are_understood(tmp_path: Path) -> None:
    async def beat() -> None:
        pass

    asked = heldout()
    texts = [one.text for one in asked]
    told = await RasaProcess().understood(MODEL, texts, tmp_path / "output.log", beat)

    wrong = evaluation(asked, told)["wrong"]
    lines = [f"{text}: {intent}, not {right}" for text, right, intent in wrong]
    assert 1 - len(wrong) / len(asked) >= FLOOR, "\n".join(lines)
