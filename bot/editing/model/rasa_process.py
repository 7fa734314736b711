"""Rasa's own commands, run as processes of the 3.10 environment."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bot.editing.model.training import ENVIRONMENT, TrainingFailed, training_command
from bot.kit.inherited import inherited
from bot.settings import ROOT

PYTHON = ROOT / "bot" / "rasa" / ".venv" / "bin" / "python"
SECONDS_BETWEEN_BEATS = 5.0
LONGEST_SECONDS = 1800.0
TOLD_OF_OUTPUT = 600  # characters

Beat = Callable[[], Awaitable[None]]


class RasaProcess:
    """Trains and asks models."""

    async def train(self, taught: Path | None, out: Path, log: Path, beat: Beat) -> None:
        """Train a model.

        Args:
            taught: staff's examples as an NLU file; None without any.
            out: where the model goes.
            log: where Rasa's output goes.
            beat: called every few seconds while it lasts.

        Raises:
            TrainingFailed: Rasa ended with an error, or took half an hour.
        """
        await _run(training_command(out, taught), log, beat)
        _demand(out)

    async def understood(
        self, model: Path, texts: Sequence[str], log: Path, beat: Beat
    ) -> list[str]:
        """The intent a model sees in each text.

        Raises:
            TrainingFailed: the model can't be loaded.
        """
        asked, told = log.with_suffix(".asked.json"), log.with_suffix(".told.json")
        asked.write_text(json.dumps(list(texts), ensure_ascii=False), encoding="utf-8")
        script = str(ROOT / "bot" / "rasa" / "understand.py")
        await _run([str(PYTHON), "-W", "ignore", script, str(model), str(asked), str(told)],
                   log, beat)  # fmt: skip
        intents: list[str] = json.loads(told.read_text(encoding="utf-8"))
        return intents


async def _run(command: Sequence[str], log: Path, beat: Beat) -> None:
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env={**inherited(), **ENVIRONMENT}, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while True:
                    try:
                        await asyncio.wait_for(process.wait(), SECONDS_BETWEEN_BEATS)
                        break
                    except TimeoutError:
                        await beat()
        except TimeoutError:
            raise TrainingFailed("半个小时还没有完成，已停止。") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode != 0:
        raise TrainingFailed(f"Rasa 报错：{_tail(log)}")


def _demand(out: Path) -> None:
    if not out.is_file():
        raise TrainingFailed("Rasa 没有写出模型。")


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-TOLD_OF_OUTPUT:].strip()
