"""What the knowledge base found, as replies and as the outcome of a turn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.ledger import Outcome
from bot.kit.messages import Button, Picture, Reply, ReplyKind
from kb.answer import Answer, Certainty
from kb.text.english import is_english

if TYPE_CHECKING:
    from bot.conversation.understanding.part import Part

_KINDS = {
    Certainty.SURE: ReplyKind.ANSWER,
    Certainty.UNSURE: ReplyKind.CHOICES,
    Certainty.UNKNOWN: ReplyKind.UNKNOWN,
}


def reply_of(answer: Answer) -> Reply:
    """The reply that carries an answer of the knowledge base."""
    return Reply(
        answer.text,
        _KINDS[answer.certainty],
        tuple(Button(c.title, str(n)) for n, c in enumerate(answer.candidates, 1)),
        answer.sources,
        round(answer.score, 3),
        answer.entry,
        tuple(c.reference for c in answer.candidates),
        picture_of(answer),
    )


def picture_of(answer: Answer) -> Picture | None:
    """The picture of the entry that is given, with the page about both; None without one."""
    shown = answer.picture
    if shown is None or answer.entry is None:
        return None
    page = f"/faq/{answer.entry.partition(':')[2]}"
    return Picture(shown.alt, f"/faq/pictures/{shown.name}", page)


def outcome_of(answer: Answer, intent: str) -> Outcome:
    """The outcome of a turn that one answer ends."""
    reply = reply_of(answer)
    return Outcome((reply,), intent, keep_as=worth_keeping((reply,)), answer=answer)


def outcome_of_parts(parts: tuple[Part, ...], intent: str) -> Outcome:
    """The outcome of a turn that answers every question of its message, in order."""
    if len(parts) == 1:
        return outcome_of(_headed(parts[0]), intent)
    replies = [reply_of(_headed(part)) for part in parts]
    best = min(replies, key=lambda reply: list(_KINDS.values()).index(reply.kind))
    text = "\n\n".join(
        f"{'Q: ' if is_english(p.text) else '问：'}{p.text}\n{r.text}"
        for p, r in zip(parts, replies, strict=True)
    )
    sources = tuple(dict.fromkeys(source for reply in replies for source in reply.sources))
    picture = next((reply.picture for reply in replies if reply.picture), None)
    whole = Reply(text, best.kind, (), sources, best.score, best.entry, (), picture)
    kept = worth_keeping(replies)
    return Outcome((whole,), intent, keep_as=kept, answer=parts[-1].answer)


def _headed(part: Part) -> Answer:
    """The answer, after what the question was taken to be about where the memory completed it."""
    answer = part.answer
    completed = part.taken_as and not part.put_right
    if not completed or not answer.about or answer.certainty is not Certainty.SURE:
        return answer
    about = answer.about.rstrip("？?")
    lead = f"Taking it as: “{about}”" if is_english(part.text) else f"您接着问的是：{about}。"
    return replace(answer, text=f"{lead}\n{answer.text}")


def worth_keeping(replies: tuple[Reply, ...] | list[Reply]) -> str:
    """Why staff should look at a turn: ``unknown``, ``unsure``, or empty."""
    kinds = {reply.kind for reply in replies}
    if ReplyKind.UNKNOWN in kinds:
        return "unknown"
    return "unsure" if ReplyKind.CHOICES in kinds else ""
