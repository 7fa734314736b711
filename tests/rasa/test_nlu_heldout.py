"""The trained model understands sentences it was not trained on (tests/nlu)."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT
from bot.training import MODEL
from kb.text.normalise import normalise

PYTHON = ROOT / "bot" / "rasa" / ".venv" / "bin" / "python"
PARSE = """
import asyncio, json, sys
from rasa.core.agent import Agent

async def main():
    agent = Agent.load(sys.argv[1])
    found = [await agent.parse_message(text) for text in json.load(sys.stdin)]
    print("\\n" + json.dumps([parse["intent_ranking"][0]["name"] for parse in found]))

asyncio.run(main())
"""
# What the citizens' sentences reach, less some room; bench/nlu.py prints today's figure.
FLOOR = 0.88


def _twins() -> list[tuple[str, str]]:
    found = []
    for path in sorted((ROOT / "tests" / "nlu").rglob("*.yml")):
        twin = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(utterance["text"], twin["intent"]) for utterance in twin["utterances"]]
    return found


def _files(folder: str) -> set[Path]:
    return {p.relative_to(ROOT / folder) for p in (ROOT / folder).rglob("*.yml")}


def test_every_training_file_has_a_twin() -> None:
    assert _files("data/nlu") == _files("tests/nlu")


def test_no_twin_sentence_is_in_training() -> None:
    trained = set()
    for path in (ROOT / "data" / "nlu").rglob("*.yml"):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = item["examples"].splitlines()
            trained |= {normalise(line.removeprefix("- ")) for line in lines}
    assert not [text for text, _ in _twins() if normalise(text) in trained]


def test_every_intent_of_the_domain_has_examples() -> None:
    named = set()
    for path in (ROOT / "bot" / "rasa" / "domain").glob("*.yml"):
        named |= set(yaml.safe_load(path.read_text(encoding="utf-8")).get("intents") or ())
    assert named == {path.stem for path in (ROOT / "data" / "nlu").rglob("*.yml")}


@pytest.mark.rasa
@pytest.mark.skipif(not (PYTHON.exists() and MODEL.exists()), reason="Rasa model not trained")
def test_held_out_sentences_are_understood() -> None:
    twins = _twins()
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-c", PARSE, str(MODEL)],
        input=json.dumps([text for text, _ in twins]),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "RASA_TELEMETRY_ENABLED": "false",
        },
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    wrong = [
        f"{text}: {intent}, not {right}"
        for (text, right), intent in zip(twins, told, strict=True)
        if intent != right
    ]
    assert 1 - len(wrong) / len(twins) >= FLOOR, "\n".join(wrong)
