"""An entry said: whole with its sources, in short, or as one of the choices."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from kb.answer import MOST_CHOICES, Answer, Candidate, Certainty
from kb.asked import asked_in, fact_wanted
from kb.knowledge import Snapshot
from kb.preferring import years_in
from kb.reminders import warnings
from kb.search.index import Entry, EntryKind, Hit
from kb.standard_cards import StandardCards
from kb.text.standard_number import StandardNumber

SHORT = 90  # characters
NOT_SURE = "我不太确定您问的是哪一个，最接近的是："
PICK = "回复序号看完整答案和来源；都不是的话，请换个说法再问一次。"
SENTENCE = re.compile(r"[^。！？；]+[。！？；]?")
_ASKS_ARTICLE = re.compile(r"(?:哪|第几)一?条|哪部法|什么法|依据(?:是|的)?(?:什么|哪)")


class Saying:
    """Says entries: whole with their sources, in short, or as choices.

    Args:
        cards: what is said of a standard.
        today: the day in Chongqing, for reminders.
    """

    def __init__(self, cards: StandardCards, today: Callable[[], date]) -> None:
        self._cards = cards
        self._today = today

    def sure(self, snapshot: Snapshot, hit: Hit) -> Answer:
        """An entry whole, with its sources."""
        entry, confidence = hit.entry, hit.confidence
        found = self._whole(snapshot, entry, confidence)
        return replace(found, about=hit.phrasing or entry.title)

    def _whole(self, snapshot: Snapshot, entry: Entry, confidence: float) -> Answer:
        if entry.kind is EntryKind.STANDARD:
            number = StandardNumber.parse(entry.key).undated
            card = self._cards.of(snapshot, [number], None)
            return Answer(card.certainty, card.text, card.sources, confidence, entry.reference)
        if entry.kind is EntryKind.PASSAGE:
            text = f"{entry.title}\n“{entry.answer}”\n来源：{entry.sourced}"
            return Answer(Certainty.SURE, text, entry.sources, confidence, entry.reference)
        lines = [entry.answer, *warnings(snapshot, entry, self._today())]
        lines.append(f"来源：{entry.sourced}")
        kept = (entry.sources, confidence, entry.reference)
        return Answer(Certainty.SURE, "\n".join(lines), *kept, picture=entry.picture)

    def short(self, snapshot: Snapshot, entry: Entry, text: str = "") -> str:
        """The first sentences of an entry, at most :data:`SHORT` characters if one ends there.

        Empty for a standard, whose title says as much.

        What is of the year a text names comes first. Where they lack the day, the number, the
        article a text asks for, the sentence with it.
        """
        if entry.kind is EntryKind.STANDARD:
            return ""
        sentences = SENTENCE.findall(entry.answer.replace("\n", ""))
        if years := years_in(text):
            sentences.sort(key=lambda sentence: years.isdisjoint(years_in(sentence)))
        said = ""
        for sentence in sentences:
            if said and len(said) + len(sentence) > SHORT:
                break
            said += sentence
        said = said[: 2 * SHORT]
        fact = fact_wanted(text, asked_in(text))
        if fact is not None and not fact.search(said):
            said += next((one for one in sentences if fact.search(one)), "")
        if _ASKS_ARTICLE.search(text):
            said += f"（{'；'.join(entry.sources)}）"
        return said

    def unsure(
        self,
        snapshot: Snapshot,
        hits: list[Hit],
        doubt: str = "",
        short: int = MOST_CHOICES,
        text: str = "",
    ) -> Answer:
        """Choices, the likeliest with what they say to the text in short: one look may do."""
        # Of entries with one title the likeliest.
        hits = list({hit.entry.title: hit for hit in reversed(hits)}.values())[::-1][:MOST_CHOICES]
        lines = []
        for number, hit in enumerate(hits, 1):
            lines.append(f"{number}. {hit.entry.title}")
            if number <= short and (said := self.short(snapshot, hit.entry, text)):
                lines.append(said)
        text = "\n".join(
            [
                *((doubt,) if doubt else ()),
                NOT_SURE,
                *lines,
                PICK,
            ]
        )
        return Answer(
            Certainty.UNSURE,
            text,
            score=hits[0].confidence,
            candidates=tuple(Candidate(hit.entry.reference, hit.entry.title) for hit in hits),
        )
