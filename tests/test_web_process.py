"""A web process as its supervisor starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from bot.settings import ROOT
from tests.ports import listening

# In the place of ours: says whether garbage was looked for when it was made, and whether it is now.
SERVER = """
import gc

def app():
    begun = gc.isenabled()

    async def answer(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
                if kind == "lifespan.shutdown":
                    return
        told = f"{begun} {gc.isenabled()} {gc.get_freeze_count() > 0}"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": told.encode()})

    return answer
"""


def test_garbage_is_looked_for_again_once_it_answers(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(SERVER)
    with listening() as door:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.app.web_process", str(door.fileno()), "1"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            pass_fds=[door.fileno()],
        )
        try:
            url = f"http://127.0.0.1:{door.getsockname()[1]}/"
            told = httpx.get(url, timeout=120, trust_env=False).text
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)

    assert told == "False True True"
