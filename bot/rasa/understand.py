"""The intents a model sees in texts: ``understand.py MODEL TEXTS.json INTENTS.json``."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from rasa.core.agent import Agent


async def understand(model: str, texts: list[str]) -> list[str]:
    """The best intent of each text, whatever its confidence."""
    agent = Agent.load(model)
    parses = [await agent.parse_message(text) for text in texts]
    return [parse["intent_ranking"][0]["name"] for parse in parses]


if __name__ == "__main__":
    model, asked, told = sys.argv[1:]
    texts = json.loads(Path(asked).read_text(encoding="utf-8"))
    intents = asyncio.run(understand(model, texts))
    Path(told).write_text(json.dumps(intents), encoding="utf-8")
