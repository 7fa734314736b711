"""What `make` would do: a test that hangs ends, dependencies are listed, benches fill a page."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from bench import page
from bot.settings import ROOT


@pytest.mark.skipif(not shutil.which("make") or not shutil.which("timeout"), reason="no limit")
def test_the_tests_have_a_limit() -> None:
    command = ["make", "--dry-run", "--no-print-directory", "test", "MINUTES=7"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "timeout --foreground 7m .venv/bin/python -m pytest" in told


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_every_locked_list_is_in_the_bill_of_materials() -> None:
    command = ["make", "--dry-run", "--no-print-directory", "sbom"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    listed = re.findall(r"\w+:([\w/]+\.txt)", told)
    assert listed == ["requirements/main.txt", "bot/rasa/requirements.txt"]
    assert all((ROOT / one).is_file() for one in listed)


def test_the_page_of_benches_says_where_and_when_and_what_failed() -> None:
    well = page.ran([sys.executable, "-c", "print('93 %')"])
    badly = page.ran([sys.executable, "-c", "print('half'); raise SystemExit(3)"])

    told = page.page(
        {"answers": well, "load": badly},
        "a machine",
        "abc1234",
        datetime(2026, 11, 29, 4, 5, tzinfo=UTC),
    )

    assert "2026-11-29 04:05 UTC at abc1234; a machine." in told
    assert told.index("## Answer quality") < told.index("93 %") < told.index("## Load")
    assert "half\n\nEnded with 3." in told


def test_the_parts_of_the_page_are_there() -> None:
    assert all((ROOT / command[-1]).is_file() for _, command in page.PARTS.values())
