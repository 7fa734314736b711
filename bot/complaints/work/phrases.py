"""Sentences officers often write to citizens (data/seeds/phrases.yml)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.complaints.case.workflow import WorkflowError
from bot.settings import SEEDS
from kb.yaml_file import read_yaml


class Phrase(BaseModel):
    """One sentence.

    Args:
        label: in the list to choose from.
        text: what is written.
    """

    model_config = ConfigDict(extra="forbid")

    label: str = Field(min_length=1, max_length=40)
    text: str = Field(min_length=1, max_length=500)


def load_phrases(path: Path = SEEDS / "phrases.yml") -> Sequence[Phrase]:
    """The sentences in the order of the file.

    Raises:
        WorkflowError: one is wrong; the message names it.
    """
    try:
        return TypeAdapter(list[Phrase]).validate_python(read_yaml(path))
    except ValidationError as error:
        where = "、".join(str(part) for part in error.errors()[0]["loc"])
        raise WorkflowError(f"常用语第 {where} 处有误。") from None
