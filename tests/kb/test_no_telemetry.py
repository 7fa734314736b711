"""onnxruntime tells its maker of every process and model unless it is told not to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

READS = {
    "a text": "from kb.text.e5.encoder import encoder; encoder().encode('标准', is_query=True)",
    "a picture": "from kb.ocr.models import TURNED, session; session(TURNED)",
}


@pytest.mark.parametrize("what", READS)
def test_nothing_is_prepared_to_be_sent(what: str, tmp_path: Path) -> None:
    # Where it sees a test or a build machine it keeps quiet by itself.
    usual = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    subprocess.run(
        [sys.executable, "-c", READS[what]],
        cwd=ROOT,
        env=usual | home | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )

    assert not list(tmp_path.rglob("*onnxruntime*"))
