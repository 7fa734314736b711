"""Rasa reads the vector that came with a text, and makes its own where none did."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from bot.app.supervisor import environment
from bot.editing.model.rasa_process import PYTHON
from bot.settings import ROOT, Settings

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.skipif(not PYTHON.is_file(), reason="no Rasa environment: make setup"),
]
PROGRAM = """
import asyncio, base64, json
import numpy as np
from rasa.shared.nlu.training_data.message import Message
from bot.rasa.components.e5_featurizer import E5Featurizer, embed
from bot.rasa.understanding import intent_of
from kb.text.e5.encoder import encoder

given = np.arange(384, dtype=np.float32)
featurizer = E5Featurizer(
    {"scale": 1, "alias": "e5"}, "e5", None, None, np.zeros(384), np.ones(384)
)

class Agent:
    # Stands for Rasa's graph, whose text may have been rewritten before the featurizer sees it.
    def __init__(self, rewritten=None):
        self.rewritten = rewritten

    async def parse_message(self, text):
        message = Message({"text": self.rewritten or text})
        featurizer.process([message])
        self.seen = message.features[0].features[0]
        return {"intent": {"name": "ask_faq", "confidence": 0.9, "id": 7}, "entities": []}

async def seen(text, with_vector=True, rewritten=None):
    agent = Agent(rewritten)
    asked = {"text": text}
    if with_vector:
        asked["vector"] = base64.b64encode(given.tobytes()).decode()
    told = await intent_of(agent, asked)
    assert told == {"intent": {"name": "ask_faq", "confidence": 0.9}}
    if np.array_equal(agent.seen, given):
        return "handed"
    own = embed(rewritten or text).astype(np.float32)
    return "own" if np.allclose(agent.seen, own) else "neither"

async def main():
    print(json.dumps({
        "handed": await seen("世界标准日是哪天"),
        "none": await seen("世界标准日是哪天", with_vector=False),
        "rewritten": await seen("世界标准日是啥子时候", rewritten="世界标准日是什么时候"),
        "number": await seen("GB 18401-2010 是强制性的吗"),
        "masked": bool(np.array_equal(
            embed("GB 18401-2010 是强制性的吗"),
            encoder().encode("标准号 是强制性的吗", is_query=True),
        )),
    }))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def used() -> dict[str, Any]:
    done = subprocess.run(
        [str(PYTHON), "-c", PROGRAM],
        cwd=ROOT, env=environment(Settings(_env_file=None), "rasa"),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_vector_handed_over_is_the_one_used(used: dict[str, Any]) -> None:
    assert used["handed"] == "handed"


@pytest.mark.parametrize("why", ["none", "rewritten", "number"])
def test_without_a_vector_of_the_text_rasa_makes_its_own(used: dict[str, Any], why: str) -> None:
    assert used[why] == "own"


def test_the_model_sees_a_word_in_place_of_a_number(used: dict[str, Any]) -> None:
    assert used["masked"]
