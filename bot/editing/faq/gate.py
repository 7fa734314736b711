"""The publish gate: the golden questions are asked before and after a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.editing.faq.golden import Golden, matches
from kb.answering import Answer, Answerer, Certainty
from kb.knowledge import Normalise, Snapshot


@dataclass(frozen=True)
class Worse:
    """A golden question the change would spoil.

    Args:
        question: what is asked.
        before: the answer now.
        after: the answer with the change.
    """

    question: str
    before: str
    after: str


@dataclass(frozen=True)
class GateReport:
    """What the golden questions say to a change.

    Args:
        asked: how many were asked.
        right_before, right_after: how many are answered rightly.
        worse: those that were right and would be wrong.
        better: questions that were wrong and would be right.
    """

    asked: int
    right_before: int
    right_after: int
    worse: tuple[Worse, ...]
    better: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing gets worse."""
        return not self.worse


@dataclass(frozen=True)
class _Fixed:
    snapshot: Snapshot


class Gate:
    """Asks the golden questions.

    Args:
        goldens: questions with the facts their answers must hold.
        unanswerable: questions that must not be answered as if known.
        normalise: as questions of citizens are.
    """

    def __init__(
        self, goldens: Sequence[Golden], unanswerable: Sequence[str], normalise: Normalise
    ) -> None:
        self._goldens = goldens
        self._unanswerable = unanswerable
        self._normalise = normalise

    def compare(self, before: Snapshot, after: Snapshot, today: date) -> GateReport:
        """Ask everything of both; some seconds, so use a thread."""
        old, new = self._answerer(before, today), self._answerer(after, today)
        worse, better, right_before, right_after = [], [], 0, 0
        for question, must in self._questions():
            then, now = old.answer(question), new.answer(question)
            was_right, is_right = _is_right(then, must), _is_right(now, must)
            right_before += was_right
            right_after += is_right
            if was_right and not is_right:
                worse.append(Worse(question, _told(then), _told(now)))
            elif is_right and not was_right:
                better.append(question)
        asked = len(self._goldens) + len(self._unanswerable)
        return GateReport(asked, right_before, right_after, tuple(worse), tuple(better))

    def _questions(self) -> list[tuple[str, tuple[tuple[str, ...], ...] | None]]:
        known = [(golden.question, golden.must) for golden in self._goldens]
        return [*known, *((question, None) for question in self._unanswerable)]

    def _answerer(self, snapshot: Snapshot, today: date) -> Answerer:
        return Answerer(_Fixed(snapshot), self._normalise, lambda: today)


def _is_right(answer: Answer, must: tuple[tuple[str, ...], ...] | None) -> bool:
    is_sure = answer.certainty is Certainty.SURE
    return not is_sure if must is None else is_sure and matches(answer.text, must)


def _told(answer: Answer) -> str:
    if answer.certainty is Certainty.SURE:
        return answer.text
    return "（拿不准，给出选项）" if answer.certainty is Certainty.UNSURE else "（答不上）"
