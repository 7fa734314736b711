"""The publish gate: the golden questions are asked before and after a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.editing.faq.golden import Golden, matches
from kb.answer import Answer, Certainty
from kb.answering import Answerer
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
class Standing:
    """How a golden question stands.

    Args:
        golden: the question.
        answer: what is said to it.
        right: whether that is what it must be.
    """

    golden: Golden
    answer: Answer
    right: bool

    @property
    def told(self) -> str:
        """What is said, in words for staff."""
        if self.answer.certainty is Certainty.SURE:
            return self.answer.text
        is_unsure = self.answer.certainty is Certainty.UNSURE
        return "（拿不准，给出选项）" if is_unsure else "（答不上）"


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
        self._goldens = (*goldens, *(Golden(question) for question in unanswerable))
        self._normalise = normalise
        self._last: tuple[Snapshot, date, dict[Golden, Standing]] | None = None

    def standings(
        self, snapshot: Snapshot, today: date, more: Sequence[Golden] = ()
    ) -> list[Standing]:
        """How every question stands; some seconds, so use a thread.

        Args:
            snapshot: the knowledge that is asked.
            today: the day in Chongqing.
            more: golden questions besides those of the files.
        """
        # Before every change the same is asked of what is published.
        known = self._known(snapshot, today)
        answerer = Answerer(_Fixed(snapshot), self._normalise, lambda: today)
        found = []
        for golden in (*self._goldens, *more):
            standing = known.get(golden)
            if standing is None:
                answer = answerer.answer(golden.question)
                standing = Standing(golden, answer, _is_right(answer, golden))
            found.append(standing)
        return found

    def kept(
        self, snapshot: Snapshot, today: date, more: Sequence[Golden] = ()
    ) -> list[Standing] | None:
        """As :meth:`standings` if nothing has to be asked for it; else None."""
        known = self._known(snapshot, today)
        wanted = (*self._goldens, *more)
        return [known[one] for one in wanted] if known.keys() >= set(wanted) else None

    def keep(self, snapshot: Snapshot, today: date, more: Sequence[Golden] = ()) -> list[Standing]:
        """As :meth:`standings`, and remember it as what is published now."""
        found = self.standings(snapshot, today, more)
        self._last = (snapshot, today, {one.golden: one for one in found})
        return found

    def _known(self, snapshot: Snapshot, today: date) -> Mapping[Golden, Standing]:
        last = self._last
        return last[2] if last and last[0] is snapshot and last[1] == today else {}

    def compare(
        self, before: Snapshot, after: Snapshot, today: date, more: Sequence[Golden] = ()
    ) -> GateReport:
        """Ask everything of both; some seconds, so use a thread."""
        then, now = self.keep(before, today, more), self.standings(after, today, more)
        both = list(zip(then, now, strict=True))
        return GateReport(
            len(both),
            sum(one.right for one in then),
            sum(one.right for one in now),
            tuple(
                Worse(old.golden.question, old.told, new.told)
                for old, new in both
                if old.right and not new.right
            ),
            tuple(new.golden.question for old, new in both if new.right and not old.right),
        )


def _is_right(answer: Answer, golden: Golden) -> bool:
    is_sure = answer.certainty is Certainty.SURE
    if not golden.has_answer:
        return not is_sure
    is_given = not golden.entry or answer.entry == golden.entry
    return is_sure and is_given and matches(answer.text, golden.must)
