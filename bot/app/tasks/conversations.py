"""What the worker does for what the bot left to people."""

from __future__ import annotations

from bot.app.parts import people_of, region_folders, training_runs
from bot.editing.model.rasa_process import RasaProcess
from bot.editing.unanswered.grouping import Grouping
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import Settings
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder


async def group_questions(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Put new unanswered questions into groups of the same meaning."""
    grouping = Grouping(Embedder(), load_normaliser(), clock.now)
    return {"grouped": await grouping.run(sessions)}


async def time_out_handovers(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Give back conversations nobody came for, or nobody speaks in."""
    people = people_of(settings, sessions, await region_folders(settings, sessions).folder())
    return {"given_back": await sessions.run(people.time_out)}


async def train_model(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Do the training staff asked for, if they did."""
    return {"run": await training_runs(settings, sessions).work(RasaProcess())}
