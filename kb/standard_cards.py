"""The card of a standard: what the catalogue's record says to a number or a thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from kb.answer import MOST_CHOICES, Answer, Candidate, Certainty, reference_of
from kb.catalogue import OFFICIAL, Catalogue, Edition, LookUp
from kb.knowledge import Snapshot, load_aspects
from kb.missing_number import MOST_PARTS, amendment_told, parts_told, unknown_told
from kb.number_codes import NumberCodes
from kb.premise import confirmed_by_record, denied_by_record
from kb.search.fuse import bigrams
from kb.standard_facets import told
from kb.standards.edition import origins
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber

_OF_ONE_EDITION = frozenset(
    {Facet.EFFECTIVE, Facet.PUBLISHED, Facet.NATURE, Facet.SCOPE, Facet.WHERE, Facet.STATUS}
)
_NEW = re.compile(
    r"(?:代替|替代|取代|顶替|接替)(?:了)?它的|新版|新的|换(?:的|了|成|上)?新|新国标|新标准|最新|修订后"
)
_OLD = re.compile(r"旧|老|以前的|原来的|上一版")


class StandardCards:
    """What the catalogue says to numbers and to things.

    Args:
        codes: what the codes of standard numbers stand for.
        today: the day in Chongqing, for a standard's status.
    """

    def __init__(self, codes: NumberCodes, today: Callable[[], date]) -> None:
        self._codes = codes
        self._today = today
        self._aspect_words = load_aspects()

    def of(self, snapshot: Snapshot, numbers: list[StandardNumber], facet: Facet | None) -> Answer:
        """The cards of numbers, known or not, or the one thing asked of each."""
        catalogue, today = snapshot.catalogue, self._today()
        look_ups = [catalogue.look_up(number, today) for number in numbers[:MOST_CHOICES]]
        parts = [self._told(snapshot, look_up, facet) for look_up in look_ups]
        found = [look_up.found for look_up in look_ups if look_up.found is not None]
        listed = [edition for look_up in look_ups for edition in look_up.parts[:MOST_PARTS]]
        sources = tuple(dict.fromkeys(f"{e.number}（{e.origin}）" for e in (*found, *listed)))
        text = "\n\n".join(parts)
        if not found and not listed:
            return Answer(Certainty.UNKNOWN, text)
        if not found:
            one = len(look_ups) == 1
            named = (Candidate(reference_of(e), f"{e.number}《{e.title}》") for e in listed if one)
            return Answer(Certainty.SURE, text, sources, 1.0, candidates=tuple(named))
        about = f"{found[0].number}《{found[0].title}》"
        several = tuple(map(reference_of, found)) if len(found) > 1 else ()
        kept = (text, sources, 1.0, reference_of(found[0]))
        return Answer(Certainty.SURE, *kept, about=about, listed=several)

    def _told(self, snapshot: Snapshot, look_up: LookUp, facet: Facet | None) -> str:
        """What is said of one number, known or not."""
        catalogue, today, asked = snapshot.catalogue, self._today(), look_up.asked
        if look_up.found is None and look_up.parts:
            return parts_told(catalogue, look_up, today)
        if look_up.found is None:
            known = asked.prefix in ("GB", "GB/T")  # everybody knows these
            meaning = None if known else self._codes.meaning(asked.prefix, snapshot.entries)
            return unknown_told(catalogue, look_up, today, meaning.text if meaning else "")
        if asked.amendment:
            lead = amendment_told(look_up.found, asked)
            return f"{lead}\n{catalogue.brief(look_up, today)}"
        return _lead(catalogue, look_up, facet, today)

    def edition_meant(
        self, catalogue: Catalogue, number: StandardNumber, facet: Facet, words: str
    ) -> StandardNumber:
        """「新版」 and 「老的」 mean another edition than the number."""
        today = self._today()
        edition = catalogue.look_up(number, today).found
        if edition is not None and facet in _OF_ONE_EDITION:
            near = catalogue.newer if _NEW.search(words) else catalogue.older
            others = near(edition) if _NEW.search(words) or _OLD.search(words) else []
            number = StandardNumber.parse(others[0].number) if others else number
        return number

    def of_thing(
        self, catalogue: Catalogue, name: str, numbers: Sequence[str], words: str, said: str
    ) -> Answer | None:
        """The standards of a thing, shortly, those whose title shares most with the words first.

        Args:
            said: what the citizen calls the thing, and is told about.
            name: its usual name, as titles have it.
            numbers: its standards.
            words: the question; the aspect it asks for (能效, 电气安全, 儿童) picks among them and
                among the standards that have the thing in their title.
        """
        today = self._today()
        own = [e for number in numbers if (e := catalogue.get(number)) is not None]
        if not own:
            return None
        more = [e for e in catalogue.titled(name, today) if e not in own]
        asked = bigrams(words + self.aspects(words)) - bigrams(name)

        def rank(edition: Edition) -> tuple[int, bool]:
            return len(asked & bigrams(edition.title)), edition in own

        named = [e for e in more if rank(e)[0]]
        editions = sorted([*own, *named], key=rank, reverse=True)
        shown = editions[:MOST_CHOICES]
        lines = [f"{said}看：{'、'.join(f'{e.number}《{e.title}》' for e in shown)}。"]
        for edition in shown:
            kind, verdict = catalogue.nature(edition, today), catalogue.verdict(edition, today)
            lines.append(f"{edition.number}：{kind}；{verdict}。")
        lines.append(f"来源：{origins(shown)}。最新状态以{OFFICIAL}显示为准。")
        return Answer(
            Certainty.SURE,
            "\n".join(lines),
            tuple(f"{e.number}（{e.origin}）" for e in shown),
            1.0,
            reference_of(shown[0]),
            about=f"{said}执行什么标准",
            listed=tuple(reference_of(edition) for edition in shown) if len(shown) > 1 else (),
        )

    def aspects(self, words: str) -> str:
        """The words of titles for what a question says in everyday words."""
        return "".join(
            f"，{title}"
            for title, said in self._aspect_words.items()
            if any(word in words for word in said)
        )

    def corrected(
        self, snapshot: Snapshot, cards: Answer, numbers: list[StandardNumber], text: str
    ) -> Answer | None:
        """The record of one standard led by what denies or confirms the day a question states.

        None where the question states nothing of the kind.
        """
        catalogue, today = snapshot.catalogue, self._today()
        look_up = catalogue.look_up(numbers[0], today)
        if len(numbers) > 1 or look_up.found is None:
            return None
        told = denied_by_record(catalogue, look_up.found, text, today)
        told = told or confirmed_by_record(look_up.found, text, today)
        return replace(cards, text=f"{told}\n{catalogue.brief(look_up, today)}") if told else None


def _lead(catalogue: Catalogue, look_up: LookUp, facet: Facet | None, today: date) -> str:
    """The sentence that answers what was asked of a standard, before the shortest card."""
    edition = look_up.found
    lead = None if facet is None or edition is None else told(catalogue, edition, facet, today)
    if lead is None:
        return catalogue.describe(look_up, today)
    return f"{lead}\n{catalogue.brief(look_up, today)}"
