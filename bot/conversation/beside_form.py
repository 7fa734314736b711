"""What is asked inside an open form: 「要等多久才有结果」 is asked of what the form takes."""

from __future__ import annotations

from bot.complaints.understanding.asked_beside import asked_beside
from bot.complaints.understanding.asking import asks
from bot.conversation.skills import Skills
from kb.answer import Answer, Certainty

_KINDS = {"complaint": "投诉", "report": "举报"}


def answer_beside(skills: Skills, text: str, kind: str) -> Answer:
    """The knowledge base's answer to a message inside a form.

    Args:
        skills: asks the knowledge base.
        text: the message, normalised.
        kind: of the case the form takes; empty while it is open.
    """
    if (beside := asked_beside(text)) is not None:
        text = beside.question
    answer, named = skills.answer(text), _KINDS.get(kind, "")
    if not named or not asks(text) or any(word in text for word in _KINDS.values()):
        return answer
    of_kind = skills.answer(f"{named}{text}")
    if of_kind.certainty is not Certainty.SURE:
        return answer
    is_sure = answer.certainty is Certainty.SURE
    # How the one goes is no answer to who does the other.
    of_other = any(word in answer.about for word in _KINDS.values() if word != named)
    return answer if is_sure and answer.score > of_kind.score and not of_other else of_kind
