"""What is asked, in which order and in which words: read from data/seeds/intake.yml."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from bot.complaints.case.draft import Draft
from bot.complaints.case.workflow import WorkflowError
from bot.settings import SEEDS
from kb.yaml_file import read_yaml


class FieldText(BaseModel):
    """The words around one field."""

    model_config = ConfigDict(extra="forbid")

    label: str
    ask: str
    shown: str = ""
    group: Literal["", "fact", "extra", "contact"] = ""
    missing: str = ""
    missing_feedback: str = ""
    missing_guardian: str = ""
    with_consent: str = ""
    ask_feedback: str = ""
    ask_guardian: str = ""
    why: str = ""
    problem: str = ""
    future: str = ""
    ambiguous: str = ""
    ask_district: str = ""
    missing_district: str = ""
    refused_complaint: str = ""
    refused_report: str = ""
    optional: bool = False
    unknown: bool = False
    named_only: bool = False
    buttons: list[str] = []


class QuestionText(BaseModel):
    """What is answered to who asks about something the form takes.

    Args:
        words: it is called so.
        said: the answer, whatever is registered.
        complaint, report, feedback: the answer for one kind of case, instead.
        asked_alone: whether the words alone ask for it, whatever stands around them.
        unless_known: whether a sure answer of the knowledge base is given instead.
    """

    model_config = ConfigDict(extra="forbid")

    words: list[str]
    said: str
    complaint: str = ""
    report: str = ""
    feedback: str = ""
    asked_alone: bool = False
    unless_known: bool = False

    def for_kind(self, kind: str) -> str:
        """The answer for a kind of case; for all where none is known yet."""
        own = {"complaint": self.complaint, "report": self.report, "feedback": self.feedback}
        return own.get(kind) or self.said


class KindText(BaseModel):
    """One kind of case, the order of its card, and extras that are asked all the same."""

    model_config = ConfigDict(extra="forbid")

    label: str
    intro: str
    order: list[str]
    asked: list[str] = []


class Script(BaseModel):
    """The whole script of the form."""

    model_config = ConfigDict(extra="forbid")

    consent_version: str
    kinds: dict[str, KindText]
    explain_kinds: str
    explain_source: str
    commands: str
    fields: dict[str, FieldText]
    questions: list[QuestionText]
    messages: dict[str, str]
    english: dict[str, Any] = {}

    @model_validator(mode="after")
    def _whole(self) -> Script:
        for kind, text in self.kinds.items():
            unknown = set(text.order) - set(self.fields)
            if unknown:
                raise ValueError(f"{kind} 的 order 里有没有定义的项：{'、'.join(sorted(unknown))}")
        return self

    @classmethod
    def load(cls, path: Path = SEEDS / "intake.yml") -> Script:
        """Read the script.

        Raises:
            WorkflowError: a part is missing or unknown.
        """
        data: dict[str, Any] = read_yaml(path)
        english = read_yaml(path.with_name("intake_english.yml"))
        try:
            cls.model_validate(_laid_over(data, english))
            return cls.model_validate(data | {"english": english})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise WorkflowError(f"intake.yml 的 {where} 有误：{first['msg']}。") from None

    @cached_property
    def in_english(self) -> Script:
        """The same form in English, where it is written in English; itself if it already is."""
        if not self.english:
            return self
        return Script.model_validate(_laid_over(self.model_dump(exclude={"english"}), self.english))

    def order(self, draft: Draft) -> list[str]:
        """The fields of this draft's kind that concern this citizen."""
        if not draft.kind:
            return ["kind"]
        fields = self.kinds[draft.kind].order
        if draft.anonymous:
            personal = {"consent", "address"}
            return [f for f in fields if not self.fields[f].named_only and f not in personal]
        return fields

    def next_field(self, draft: Draft) -> str:
        """The first field not yet known; ``confirm`` comes last."""
        return next(iter(self.missing(draft)), "confirm")

    def missing(self, draft: Draft) -> list[str]:
        """What is asked together now: first what happened, then how to reach the citizen.

        A consent that alone is missing is given with the confirmation, under the same notice.
        """
        if not draft.kind:
            return ["kind"]
        facts = [f for f in self.order(draft) if self.is_fact(f, draft.kind) and not draft.has(f)]
        if facts:
            return facts
        contact = [f for f in self.order(draft) if self.fields[f].group == "contact"]
        open_still = [f for f in contact if not draft.has(f)]
        return open_still if open_still != ["consent"] or not draft.told_rights else []

    def is_fact(self, name: str, kind: str) -> bool:
        """Whether a field is of what happened, asked before how to reach the citizen."""
        return self.fields[name].group == "fact" or name in self.kinds[kind].asked

    def optional(self, name: str, kind: str) -> bool:
        """Whether a field may be skipped."""
        return self.fields[name].optional or (kind == "feedback" and name == "wanted")

    def may_stay_open(self, name: str, kind: str) -> bool:
        """Whether a field may be left for officers to find out: skipped, or noted as unknown."""
        return self.optional(name, kind) or self.fields[name].unknown

    def say(self, message: str, **values: str) -> str:
        """One of the messages with its places filled."""
        return self.messages[message].format(**values).strip()


def _laid_over(data: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Content with other words in the places that have them."""
    return data | {
        key: _laid_over(data[key], value) if isinstance(value, dict) and key in data else value
        for key, value in over.items()
    }
