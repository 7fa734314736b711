"""What is asked inside an open form without naming it is asked of what the form takes."""

from __future__ import annotations

import pytest

from bot.conversation.beside_form import answer_beside
from bot.conversation.skills import Skills
from kb.answer import Answer, Certainty


class Told(Skills):
    """A knowledge base of a few answers."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self._answers = answers

    def answer(self, text: str, intent: str = "", *, topic: str = "") -> Answer:
        return self._answers.get(text, Answer(Certainty.UNKNOWN, "不知道"))


def sure(about: str, score: float) -> Answer:
    return Answer(Certainty.SURE, about, score=score, entry=f"faq:{about}", about=about)


REPORT, COMPLAINT, OTHER = (
    sure("举报多久有结果", 0.9),
    sure("投诉多久有结果", 0.6),
    sure("别的", 0.9),
)


@pytest.mark.parametrize(
    ("bare", "of_kind", "kind", "told"),
    [
        (REPORT, COMPLAINT, "complaint", COMPLAINT),
        (OTHER, COMPLAINT, "complaint", OTHER),
        (None, COMPLAINT, "complaint", COMPLAINT),
        (OTHER, None, "complaint", OTHER),
        (OTHER, COMPLAINT, "", OTHER),
    ],
)
def test_how_the_other_kind_goes_is_no_answer(
    bare: Answer | None, of_kind: Answer | None, kind: str, told: Answer
) -> None:
    texts = {"多久有结果": bare, "投诉多久有结果": of_kind}
    skills = Told({text: answer for text, answer in texts.items() if answer})

    assert answer_beside(skills, "多久有结果", kind) == told


def test_what_names_a_kind_or_asks_nothing_stays() -> None:
    skills = Told({"举报多久有结果": REPORT, "投诉举报多久有结果": COMPLAINT})

    assert answer_beside(skills, "举报多久有结果", "complaint") == REPORT
    assert answer_beside(skills, "昨天买的", "complaint").certainty is Certainty.UNKNOWN


def test_only_what_is_asked_is_looked_up() -> None:
    skills = Told({"玩具有没有强制标准": OTHER})

    assert answer_beside(skills, "不是这个 我问的是玩具有没有强制标准", "complaint") == OTHER
