"""`rasa test core` on the stories of tests/dialogue, which cover each intent with a rule."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bot.editing.model.training import MODEL, RASA
from bot.settings import ROOT
from kb.yaml_file import read_yaml

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.skipif(not MODEL.is_file(), reason="no trained model: make train"),
]
STORIES = ROOT / "tests" / "dialogue"


def test_every_story_is_predicted(tmp_path: Path) -> None:
    command = [
        str(RASA), "test", "core", "--model", str(MODEL), "--stories", str(STORIES),
        "--out", str(tmp_path), "--no-plot", "--fail-on-prediction-errors",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ACTION_ENDPOINT_URL": "http://127.0.0.1:9/",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }

    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def intents_in(folder: Path, kind: str) -> set[str]:
    return {
        step["intent"]
        for path in folder.glob("*.yml")
        for one in read_yaml(path)[kind]
        for step in one["steps"]
        if "intent" in step
    }


def test_the_stories_cover_each_intent_with_a_rule() -> None:
    assert intents_in(STORIES, "stories") == intents_in(ROOT / "data" / "rules", "rules")
