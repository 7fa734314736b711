"""Citizens of bench/citizens through the real processes: the right case, or none."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench.citizen_cases import Judge
from bench.citizen_prompts import Prompts
from bench.citizen_runner import Citizen, leave_alone
from bench.citizen_script import Script, load_scripts
from bot.kit.clock import today
from bot.kit.private import pseudonym
from bot.kit.sealing import Keyring
from tests.journeys.conftest import Running

pytestmark = pytest.mark.rasa

SCRIPTS = {script.name: script for script in load_scripts()}


class World:
    """The running service, as a citizen and as somebody who may open its database.

    Args:
        running: the started processes.
    """

    def __init__(self, running: Running) -> None:
        self._running = running
        self._data = running.folder / "data"

    def play(self, script: Script) -> Citizen:
        """Play a script, with its restarts."""
        citizen = Citizen(
            script,
            lambda sender, words: self._running.say(words, sender),
            lambda sender, minutes: leave_alone(self.database, self.conversation(sender), minutes),
            Prompts.load(),
            f"journey-{script.name}",
        )
        for _ in citizen.play():
            self.kill_everything()
        return citizen

    @property
    def database(self) -> Path:
        return self._data / "yubiao.db"

    def conversation(self, sender: str) -> str:
        return pseudonym((self._data / "secret.key").read_text().strip(), "web", sender)

    def kill_everything(self) -> None:
        """kill -9 of web, Rasa and worker; the supervisor starts them again."""
        for child in psutil.Process(self._running.process.pid).children(recursive=True):
            try:
                os.kill(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._running.wait_for("ok")

    def wrong(self, citizen: Citizen) -> list[str]:
        """What differs from the script, in replies and in the database."""
        keyring = Keyring.parse((self._data / "data.keys").read_text().strip())
        engine = create_engine(f"sqlite:///{self.database}")
        with Session(engine) as session:
            found = Judge(session, keyring, self.conversation, today()).look(citizen)
        engine.dispose()
        return [*found.wrong, *citizen.problems]


@pytest.fixture
def world(running: Running) -> World:
    running.wait_for("ok")
    return World(running)


def assert_right(world: World, name: str) -> None:
    citizen = world.play(SCRIPTS[name])
    assert world.wrong(citizen) == [], "\n".join(citizen.transcript)


def test_a_complaint_with_side_questions_becomes_the_right_case(world: World) -> None:
    assert_right(world, "complaint-asides-1")


def test_an_anonymous_report_is_followed_by_its_code_alone(world: World) -> None:
    assert_right(world, "report-anonymous")


def test_who_says_everything_in_one_sentence_is_not_asked_again(world: World) -> None:
    assert_right(world, "speech-everything")


def test_a_cancelled_form_leaves_no_case(world: World) -> None:
    assert_right(world, "complaint-cancel-name")


def test_progress_needs_the_own_chat_or_the_right_code(world: World) -> None:
    assert_right(world, "complaint-progress")


def test_a_form_goes_on_after_every_process_was_killed(world: World) -> None:
    assert_right(world, "restart-complaint")
