"""What the Rasa process writes while it works: where something went wrong, not what was typed."""

from __future__ import annotations

import subprocess

import pytest

from bot.app.supervisor import environment
from bot.editing.model.rasa_process import PYTHON
from bot.settings import ROOT, Settings

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.skipif(not PYTHON.is_file(), reason="no Rasa environment: make setup"),
]
# As `rasa run` sets its logs up (rasa/__main__.py), then what its channel and its reader of
# messages do with a text that goes wrong.
NUMBER = "0123456789abcdef"
PROGRAM = """
import logging, sys, warnings
from bot.rasa import serve
if sys.argv[1] == "discreet":
    serve.install()
import rasa.utils.common, rasa.utils.io, structlog
from rasa.shared.utils.io import raise_warning
from rasa.utils.log_utils import configure_structlog
rasa.utils.common.configure_logging_and_warnings(None, None, True, True)
rasa.utils.io.configure_colored_logging(None)
configure_structlog(None)
log = structlog.get_logger("rasa.core.channels.rest")
structlog.contextvars.bind_contextvars(request_id=sys.argv[2])
def answer(text):
    try:
        raise ValueError(f"cannot use {text}")
    except ValueError:
        log.exception("rest.message.received.failure", text=text)
        logging.getLogger("rasa.core.run").exception(f"failed at {text}")
answer("张三丰的电话")
log.warning("message.parsing.failed", user_text="/张三丰的电话")
log.error("张三丰的电话 is no event")
logging.getLogger("rasa.nlu").error("could not read %s", "张三丰的电话")
raise_warning("Failed to parse arguments in line '/张三丰的电话'")
"""


def output_of(mode: str, number: str = NUMBER) -> str:
    env = environment(Settings(_env_file=None), "rasa")
    done = subprocess.run(
        [str(PYTHON), "-c", PROGRAM, mode, number],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout + done.stderr


def names_somebody(told: str) -> bool:
    return "张三丰" in told or "\\u5f20\\u4e09\\u4e30" in told


def test_the_logs_say_where_and_never_what() -> None:
    told = output_of("discreet")

    assert not names_somebody(told)
    assert "rest.message.received.failure" in told
    assert "message.parsing.failed" in told
    assert "ValueError" in told
    assert "rasa.core.run" in told
    lines = [line for line in told.splitlines() if "rasa.core" in line or "rasa.nlu" in line]
    assert [line for line in lines if NUMBER not in line] == []


def test_what_is_no_number_of_a_request_is_not_written() -> None:
    assert not names_somebody(output_of("discreet", "张三丰"))


def test_without_it_they_would_say_it() -> None:
    assert names_somebody(output_of("as it is"))
