"""Rasa's environment has an older Python than ours, and reads texts with the same modules."""

from __future__ import annotations

import pkgutil
import subprocess

import pytest

import kb.text
from bot.settings import ROOT

pytestmark = pytest.mark.rasa


def test_what_both_read_texts_with_is_read_by_the_older_python() -> None:
    """A possessive ``{3,}+`` of a pattern once kept the model from being trained."""
    names = [module.name for module in pkgutil.iter_modules(kb.text.__path__, "kb.text.")]
    imports = f"import {', '.join(name for name in names if not name.endswith('.e5'))}"

    done = subprocess.run(
        [ROOT / "bot/rasa/.venv/bin/python", "-c", imports],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
