"""The workflow of a case, read from data: which step leads where, and what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.complaints.case.models import CaseKind, CaseStatus
from bot.kit.errors import InvalidInput
from bot.settings import SEEDS
from kb.yaml_file import read_yaml

REMINDER = "supplement_reminder"  # a template that belongs to no step
Need = Literal["reason", "referred_to", "evidence", "told_by", "told_at", "told_how", "pause"]
NEED_LABELS = {
    "reason": "说明",
    "referred_to": "转给哪个单位",
    "evidence": "凭什么（文书编号、谁在什么时候确认的、怎么告知的）",
    "told_by": "谁说要撤回的（本人，或者有授权委托书的代理人）",
    "told_at": "什么时候说的",
    "told_how": "怎么说的（电话、当面、书面；记录或者录音在哪里）",
    "pause": "依法不计入期限的是",
}
# What is kept beside the reason, sealed, for staff only.
NOTED: tuple[Need, ...] = ("evidence", "told_by", "told_at", "told_how")


class WorkflowError(Exception):
    """The workflow file is wrong; the message is one Chinese sentence."""


class StepRefused(InvalidInput):
    """This step isn't possible now, or lacks something it needs."""


class Ground(BaseModel):
    """A case the law names for a decision.

    Args:
        slug: its name in forms.
        article: law, article and item.
        text: the words of the article.
        outcome: the result of the case it means; empty for none.
    """

    model_config = ConfigDict(extra="forbid")

    slug: str
    article: str = Field(min_length=1, max_length=120)
    text: str = Field(min_length=1)
    outcome: str = ""


class Supplement(BaseModel):
    """How long the citizen has for a supplement.

    Args:
        within_working_days: the last day, counted from the day after it was asked for.
        remind_working_days: how many working days before the last one the citizen is reminded.
        missed: by kind of case, what staff may lawfully do when nothing came.
    """

    model_config = ConfigDict(extra="forbid")

    within_working_days: int = Field(ge=1)
    remind_working_days: int = Field(ge=0)
    missed: dict[CaseKind, str]


class Step(BaseModel):
    """One step of the workflow.

    Args:
        slug: its name in code and in the story.
        label: what staff see.
        start: the statuses it may begin from, by kind of case (``from`` in the file).
        to: the status it leads to, ``back`` to the one before the supplement, or the ``same``.
        actors: who may take it; a supervisor may take what an officer may.
        needs: what must be said.
        grounds: by kind, the list of which one ground must be chosen; empty if none is needed.
        confirm: whether a second person must agree before it counts and the citizen hears of it.
        clock: what it does to the legal clocks.
        event: the event of the deadline table it stands for.
        ends: whether it ends all running clocks.
        outcome: the result it means, if its ground doesn't say.
        template: the sentence for the citizen.
        source: law and article.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    slug: str
    label: str
    start: dict[CaseKind, list[CaseStatus]] = Field(alias="from", min_length=1)
    to: CaseStatus | Literal["back", "same"]
    actors: list[Literal["citizen", "officer", "system"]]
    needs: list[Need] = []
    grounds: dict[CaseKind, str] = {}
    confirm: bool = False
    clock: Literal["pause", "resume"] | None = None
    event: str = ""
    ends: bool = False
    outcome: str = ""
    template: str
    source: str = ""

    def begins(self, kind: str, status: str) -> bool:
        """Whether it may begin from a status of a kind of case."""
        return status in self.start.get(CaseKind(kind), ())

    def may_be_taken_by(self, actor: str) -> bool:
        """Whether an actor of this sort takes it at all."""
        return actor in self.actors or (actor == "supervisor" and "officer" in self.actors)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    statuses: dict[CaseStatus, str]
    pauses: dict[str, str]
    supplement: Supplement
    steps: list[Step]
    outcomes: dict[str, str]
    grounds: dict[str, list[Ground]]

    @model_validator(mode="after")
    def _whole(self) -> _File:
        if set(self.statuses) != set(CaseStatus):
            raise ValueError("statuses 必须写全每一种状态")
        slugs = [step.slug for step in self.steps]
        if len(slugs) != len(set(slugs)):
            raise ValueError("steps 里有重复的 slug")
        named = {name for step in self.steps for name in step.grounds.values()}
        if named != set(self.grounds):
            raise ValueError("steps 和 grounds.yml 里的清单对不上")
        given = {ground.outcome for grounds in self.grounds.values() for ground in grounds}
        if not ({step.outcome for step in self.steps} | given) <= {"", *self.outcomes}:
            raise ValueError("有的 outcome 不在 outcomes 里")
        return self


@dataclass(frozen=True)
class Workflow:
    """Steps, labels and templates, checked against each other."""

    steps: Mapping[str, Step]
    statuses: Mapping[CaseStatus, str]
    pauses: Mapping[str, str]
    supplement: Supplement
    outcomes: Mapping[str, str]
    grounds: Mapping[str, Sequence[Ground]]
    templates: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path = SEEDS) -> Workflow:
        """Read ``workflow.yml``, ``grounds.yml`` and ``templates.yml``.

        Raises:
            WorkflowError: a row is wrong, or a template is missing.
        """
        content = {**_yaml(folder / "workflow.yml"), "grounds": _yaml(folder / "grounds.yml")}
        return cls.of(content, _yaml(folder / "templates.yml"))

    @classmethod
    def of(cls, content: Mapping[str, Any], templates: Mapping[str, Any]) -> Workflow:
        """The workflow of content.

        Raises:
            WorkflowError: a row is wrong, or a template is missing.
        """
        try:
            file = _File.model_validate(content)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise WorkflowError(f"workflow.yml 的 {where} 有误：{first['msg']}。") from None
        words = {str(k): str(v) for k, v in templates.items()}
        missing = {REMINDER, *(step.template for step in file.steps)} - set(words)
        if missing:
            raise WorkflowError(f"templates.yml 缺少模板：{'、'.join(sorted(missing))}。")
        steps = {step.slug: step for step in file.steps}
        return cls(
            steps, file.statuses, file.pauses, file.supplement, file.outcomes, file.grounds, words
        )

    def possible(self, kind: str, status: str, actor: str) -> list[Step]:
        """The steps an actor may take now."""
        return [
            step
            for step in self.steps.values()
            if step.begins(kind, status) and step.may_be_taken_by(actor)
        ]

    def grounds_of(self, step: Step, kind: str) -> Sequence[Ground]:
        """The grounds of which one must be chosen; none if the step needs none."""
        name = step.grounds.get(CaseKind(kind), "")
        return self.grounds[name] if name else ()

    def ground(self, step: Step, kind: str, slug: str) -> Ground | None:
        """A chosen ground; None if the step needs none.

        Raises:
            StepRefused: it needs one, and this is none of them.
        """
        grounds = self.grounds_of(step, kind)
        found = next((one for one in grounds if one.slug == slug), None)
        if grounds and found is None:
            raise StepRefused(f"“{step.label}”必须从列表里选择法定情形。")
        return found

    def check(
        self, slug: str, kind: str, status: str, actor: str, given: Mapping[str, str]
    ) -> Step:
        """The step, if it may be taken with what is given.

        Raises:
            StepRefused: unknown, not possible from here, not for this actor, or lacking something.
        """
        step = self.startable(slug, kind, status, actor)
        self.demand_filled(step, kind, given)
        return step

    def startable(self, slug: str, kind: str, status: str, actor: str) -> Step:
        """The step, if it may be begun at all.

        Raises:
            StepRefused: unknown, not possible from here, or not for this actor.
        """
        step = self.steps.get(slug)
        if step is None:
            raise StepRefused("没有这个办理步骤。")
        if CaseKind(kind) not in step.start:
            raise StepRefused(f"这类事项不能做“{step.label}”。")
        if step not in self.possible(kind, status, actor):
            state = self.statuses[CaseStatus(status)]
            raise StepRefused(
                f"“{state}”的事项现在不能做“{step.label}”。{self._way_on(kind, status, actor)}"
            )
        return step

    def _way_on(self, kind: str, status: str, actor: str) -> str:
        """What ends a pause, where a case is in one; empty elsewhere."""
        ends = [one.label for one in self.possible(kind, status, actor) if one.to == "back"]
        named = "或者".join(f"“{label}”" for label in ends)
        return f"先办{named}，再办这一步。" if ends else ""

    def demand_filled(self, step: Step, kind: str, given: Mapping[str, str]) -> None:
        """Ask for the ground and the words a step needs.

        Raises:
            StepRefused: something is lacking.
        """
        self.ground(step, kind, given.get("ground", ""))
        lacking = [NEED_LABELS[need] for need in step.needs if not given.get(need, "").strip()]
        if lacking:
            raise StepRefused(f"“{step.label}”必须填写：{'、'.join(lacking)}。")
        if "pause" in step.needs and given["pause"] not in self.pauses:
            raise StepRefused("请从列表里选择依法不计入期限的时间。")

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
