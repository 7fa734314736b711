"""What is said to a question: sure (with its source), unsure (choices), unknown."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from kb.catalogue import Edition
from kb.search.index import EntryKind, Illustration

MOST_CHOICES = 3
UNKNOWN = (
    "这个问题我还没有可靠的答案，不敢乱说；我已经把问题记下来，交给工作人员补充。\n"
    "您可以先这样做：查标准请到全国标准信息公共服务平台（std.samr.gov.cn）；"
    "消费投诉举报请打 12315 或到全国 12315 平台（www.12315.cn）；"
    "其他事情不知道找哪个部门，请打 12345。"
)


class Certainty(enum.StrEnum):
    """How sure an answer is."""

    SURE = "sure"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Candidate:
    """An entry offered as a choice."""

    reference: str
    title: str


@dataclass(frozen=True)
class Answer:
    """What is said to a question.

    Args:
        certainty: sure, unsure or unknown.
        text: ready for the citizen, plain text with its sources.
        sources: where it comes from.
        score: confidence of the best entry, 0 to 1.
        entry: reference of the entry given, if one was.
        candidates: at most three choices when unsure.
        about: the entry's own phrasing that was nearest to the question.
        listed: references of what a sure answer lists, so that 「第二个」 may be asked for.
        picture: of the entry given, if it has one.
    """

    certainty: Certainty
    text: str
    sources: tuple[str, ...] = ()
    score: float = 0.0
    entry: str | None = None
    candidates: tuple[Candidate, ...] = ()
    about: str = ""
    listed: tuple[str, ...] = ()
    picture: Illustration | None = None

    @property
    def is_sure(self) -> bool:
        """Whether it is said as known."""
        return self.certainty is Certainty.SURE


def standard_reference(number: str) -> str:
    """The unique name of a standard's entry."""
    return f"{EntryKind.STANDARD.value}:{number}"


def is_record(reference: str) -> bool:
    """Whether an entry is the record of a standard."""
    return reference.startswith(f"{EntryKind.STANDARD.value}:")


def number_of(reference: str) -> str:
    """The number of the standard a reference names; empty where it names an entry."""
    return reference.partition(":")[2] if is_record(reference) else ""


def reference_of(edition: Edition) -> str:
    """The unique name of an edition's entry."""
    return standard_reference(edition.number)
