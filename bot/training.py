"""Trains the Rasa model when what it is made from has changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bot.settings import ROOT

RASA = ROOT / "bot" / "rasa" / ".venv" / "bin" / "rasa"
MODEL = ROOT / "data" / "models" / "yubiao.tar.gz"
STAMP = MODEL.with_suffix(".digest")
INPUTS = (
    "config.yml",
    "bot/rasa/domain",
    "bot/rasa/components",
    "bot/rasa/requirements.txt",
    "data/nlu",
    "data/rules",
    "data/stories",
    "data/lexicon/userdict.txt",
    "data/lexicon/dialect.yml",
    "kb/text",
)


class TrainingFailed(Exception):
    """Rasa refused the data; its own output says where."""


def fingerprint() -> str:
    """Digest of everything a model is made from."""
    content = hashlib.sha256()
    for path in _inputs():
        content.update(path.relative_to(ROOT).as_posix().encode())
        content.update(path.read_bytes())
    return content.hexdigest()


def _inputs() -> Iterator[Path]:
    for name in INPUTS:
        path = ROOT / name
        if path.is_file():
            yield path
        elif path.is_dir():
            files = (p for p in path.rglob("*") if p.is_file() and p.suffix != ".pyc")
            yield from sorted(files)


def is_current() -> bool:
    """Whether the model on disk was trained from what is there now."""
    return MODEL.is_file() and STAMP.is_file() and STAMP.read_text() == fingerprint()


def train() -> None:
    """Train and put the model in place.

    Raises:
        TrainingFailed: Rasa ended with an error.
    """
    made_from = fingerprint()
    command = [
        str(RASA), "train", "--config", "config.yml", "--domain", "bot/rasa/domain",
        "--data", "data/nlu", "data/rules", "data/stories",
        "--out", str(MODEL.parent), "--fixed-model-name", MODEL.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TQDM_DISABLE": "1",
        "PYTHONWARNINGS": "ignore",
    }
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode != 0 or not MODEL.is_file():
        raise TrainingFailed("Rasa 模型训练失败，请看上面的输出。")
    STAMP.write_text(made_from)
