"""Trains the Rasa model when what it is made from has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bot.kit.inherited import inherited
from bot.settings import ROOT

RASA = ROOT / "bot" / "rasa" / ".venv" / "bin" / "rasa"
MODEL = ROOT / "data" / "models" / "yubiao.tar.gz"
STAMP = MODEL.with_suffix(".digest")
# Examples staff taught, put beside the model they were trained into, so that the next training on
# the command line doesn't forget them.
TAUGHT = MODEL.parent / "taught.yml"
INPUTS = (
    "config.yml",
    "bot/rasa/domain",
    "bot/rasa/components",
    "bot/rasa/requirements.txt",
    "data/nlu",
    "data/rules",
    "data/lexicon/userdict.txt",
    "data/lexicon/dialect.yml",
    "kb/text",
    "data/models/taught.yml",
)
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "OMP_NUM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TQDM_DISABLE": "1",
    "PYTHONWARNINGS": "ignore",
}


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
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    command = training_command(MODEL, TAUGHT if TAUGHT.is_file() else None)
    done = subprocess.run(command, cwd=ROOT, env={**inherited(), **ENVIRONMENT}, check=False)
    if done.returncode != 0 or not MODEL.is_file():
        raise TrainingFailed("Rasa 模型训练失败，请看上面的输出。")
    STAMP.write_text(made_from)


def training_command(model: Path, taught: Path | None) -> list[str]:
    """The command that trains a model.

    Args:
        model: where it goes, ending in ``.tar.gz``.
        taught: examples of staff besides the software's own.
    """
    return [
        str(RASA), "train", "--config", "config.yml", "--domain", "bot/rasa/domain",
        "--data", "data/nlu", "data/rules", *([str(taught)] if taught else []),
        "--out", str(model.parent), "--fixed-model-name", model.name.removesuffix(".tar.gz"),
    ]  # fmt: skip


def put_in_place(model: Path, taught: Path | None, target: Path, target_taught: Path) -> None:
    """Make a model the one Rasa starts with; a crash leaves the old one or the new one.

    Args:
        model: the new one.
        taught: the examples it was trained with.
        target: :data:`MODEL`, or a test's.
        target_taught: :data:`TAUGHT`, or a test's.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    shutil.copyfile(model, partial)
    os.replace(partial, target)
    if taught is None:
        target_taught.unlink(missing_ok=True)
    else:
        shutil.copyfile(taught, target_taught)
    target.with_suffix(".digest").write_text(fingerprint())
