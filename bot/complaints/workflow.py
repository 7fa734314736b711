"""The workflow of a case, read from data: which step leads where, and what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.complaints.models import CaseKind, CaseStatus
from bot.kit.errors import InvalidInput
from bot.settings import ROOT
from kb.yaml_file import read_yaml

SEEDS = ROOT / "data" / "seeds"
Need = Literal["reason", "article", "referred_to", "outcome", "pause"]
NEED_LABELS = {
    "reason": "理由",
    "article": "法律依据（条款）",
    "referred_to": "转给哪个单位",
    "outcome": "办理结果",
    "pause": "依法不计入期限的是",
}


class WorkflowError(Exception):
    """The workflow file is wrong; the message is one Chinese sentence."""


class StepRefused(InvalidInput):
    """This step isn't possible now, or lacks something it needs."""


class Step(BaseModel):
    """One step of the workflow.

    Args:
        slug: its name in code and in the story.
        label: what staff see.
        start: statuses it may begin from (``from`` in the file).
        to: the status it leads to, ``back`` to the one before the supplement, or the ``same``.
        kinds: kinds of case it is for.
        actors: who may take it.
        needs: what must be said.
        clock: what it does to the legal clocks.
        event: the event of the deadline table it stands for.
        ends: whether it ends all running clocks.
        template: the sentence for the citizen.
        source: law and article.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    slug: str
    label: str
    start: list[CaseStatus] = Field(alias="from")
    to: CaseStatus | Literal["back", "same"]
    kinds: list[CaseKind] = list(CaseKind)
    actors: list[Literal["citizen", "officer", "supervisor"]]
    needs: list[Need] = []
    clock: Literal["pause", "resume"] | None = None
    event: str = ""
    ends: bool = False
    template: str
    source: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    statuses: dict[CaseStatus, str]
    pauses: dict[str, str]
    steps: list[Step]
    outcomes: dict[str, str]

    @model_validator(mode="after")
    def _whole(self) -> _File:
        if set(self.statuses) != set(CaseStatus):
            raise ValueError("statuses 必须写全每一种状态")
        slugs = [step.slug for step in self.steps]
        if len(slugs) != len(set(slugs)):
            raise ValueError("steps 里有重复的 slug")
        return self


@dataclass(frozen=True)
class Workflow:
    """Steps, labels and templates, checked against each other."""

    steps: Mapping[str, Step]
    statuses: Mapping[CaseStatus, str]
    pauses: Mapping[str, str]
    outcomes: Mapping[str, str]
    templates: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path = SEEDS) -> Workflow:
        """Read ``workflow.yml`` and ``templates.yml``.

        Raises:
            WorkflowError: a row is wrong, or a template is missing.
        """
        try:
            file = _File.model_validate(_yaml(folder / "workflow.yml"))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise WorkflowError(f"workflow.yml 的 {where} 有误：{first['msg']}。") from None
        templates = {str(k): str(v) for k, v in _yaml(folder / "templates.yml").items()}
        missing = {step.template for step in file.steps} - set(templates)
        if missing:
            raise WorkflowError(f"templates.yml 缺少模板：{'、'.join(sorted(missing))}。")
        steps = {step.slug: step for step in file.steps}
        return cls(steps, file.statuses, file.pauses, file.outcomes, templates)

    def possible(self, kind: str, status: str, actor: str) -> list[Step]:
        """The steps an actor may take now."""
        return [
            step
            for step in self.steps.values()
            if status in step.start and kind in step.kinds and actor in step.actors
        ]

    def check(
        self, slug: str, kind: str, status: str, actor: str, given: Mapping[str, str]
    ) -> Step:
        """The step, if it may be taken with what is given.

        Raises:
            StepRefused: unknown, not possible from here, not for this actor, or lacking something.
        """
        step = self.steps.get(slug)
        if step is None:
            raise StepRefused("没有这个办理步骤。")
        if step not in self.possible(kind, status, actor):
            state = self.statuses[CaseStatus(status)]
            raise StepRefused(f"“{state}”的事项现在不能做“{step.label}”。")
        lacking = [NEED_LABELS[need] for need in step.needs if not given.get(need, "").strip()]
        if lacking:
            raise StepRefused(f"“{step.label}”必须填写：{'、'.join(lacking)}。")
        if "outcome" in step.needs and given["outcome"] not in self.outcomes:
            raise StepRefused("办理结果不在可选范围内。")
        if "pause" in step.needs and given["pause"] not in self.pauses:
            raise StepRefused("请从列表里选择依法不计入期限的时间。")
        return step

    def tell(self, template: str, **values: str) -> str:
        """A template with its places filled; what is not given stays empty."""
        return self.templates[template].format_map(_Blank(values)).strip()

    def label(self, status: str) -> str:
        """What people call a status."""
        return self.statuses[CaseStatus(status)]


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _yaml(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(path)
    return loaded
