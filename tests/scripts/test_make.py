"""`make test` ends by itself, also when a test hangs."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from bot.settings import ROOT


@pytest.mark.skipif(not shutil.which("make") or not shutil.which("timeout"), reason="no limit")
def test_the_tests_have_a_limit() -> None:
    command = ["make", "--dry-run", "--no-print-directory", "test", "MINUTES=7"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "timeout --foreground 7m .venv/bin/python -m pytest" in told
