"""Questions that name a standard's number or its letters: its record, or an entry that fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from kb.answer import Answer, Certainty
from kb.catalogue import OFFICIAL
from kb.compared import compares, told_apart
from kb.doubts import NOT_NOTED, asks_unnoted
from kb.knowledge import Snapshot
from kb.missing_number import asks_kind
from kb.number_codes import NumberCodes
from kb.preferring import ENDING, preferred
from kb.saying import Saying
from kb.search.index import EntryKind, Hit
from kb.sector_claimed import put_right
from kb.standard_cards import StandardCards
from kb.standard_facets import facets_in, told
from kb.term_asked import NOT_CHECKED, names_term, term_asked
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber
from kb.truth import sourced

# A question with a number gets the catalogue's card unless an FAQ about it is this near.
FAQ_OVER_CARD = 0.5
# From here on an entry answers what a part of a number means.
_MEANING = 0.3
# What the catalogue's own fields answer better than any text.
FROM_FIELDS = frozenset(
    {Facet.EFFECTIVE, Facet.PUBLISHED, Facet.STATUS, Facet.NATURE, Facet.NEWER, Facet.OLDER}
)
UNKNOWN_CODE = (
    "{code} 是标准编号开头的代号，它代表什么我没有核实过，不敢乱说。"
    f"您可以把完整的标准号发给我，或者到{OFFICIAL}查询。"
)
_AMENDMENT = "修改单"
_CODES = re.compile(r"[A-Z0-9]+")
# Who asks what a part of a number means asks of no standard.
OF_THE_NUMBER = re.compile(
    r"(?:末尾|后面|后头|最后|尾巴|中间|前面|横线)[^,，。]{0,5}(?:[四几两]位|数字|数|年份|年号|字母|代号)|[四几两]位(?:数|数字)(?:是|指|代表)"
    # 「GB/T 18883-2022后面2022是实施的年份嗦」
    r"|(?:后面|后头|横线|末尾)[^,，。]{0,4}(?:19|20)\d\d[^,，。]{0,4}(?:是|指|代表|什么)|(?:19|20)\d\d(?:是|指|代表)[^,，。]{0,6}(?:年份|年号|哪[一]?年)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Who doubts a number that isn't found asks what that means.
_DOUBTS = re.compile(r"假|真|(?:查|搜|找)(?:不|无)|编的|靠谱|算数")
_KINDS = (("Q/", "企业"), ("T/", "团体"), ("DB", "地方"))


class AboutNumbers:
    """Answers questions that name standards or the letters of their numbers.

    Args:
        codes: what the codes of standard numbers stand for.
        cards: what the catalogue says to numbers.
        saying: says entries.
        today: the day in Chongqing.
    """

    def __init__(
        self,
        codes: NumberCodes,
        cards: StandardCards,
        saying: Saying,
        today: Callable[[], date],
    ) -> None:
        self._codes = codes
        self._cards = cards
        self._saying = saying
        self._today = today

    def of_numbers(
        self,
        snapshot: Snapshot,
        text: str,
        numbers: list[StandardNumber],
        hits: list[Hit],
        facet: Facet | None,
    ) -> Answer:
        if OF_THE_NUMBER.search(text):
            reading = _YEAR.sub("年份", text.replace(str(numbers[0]), "标准号"))
            hits = preferred(snapshot.index.search(reading), reading)
            if hits and hits[0].confidence >= _MEANING:
                return self._saying.sure(snapshot, hits[0])
        term = term_asked(text, numbers)
        if term and (told := self._of_term(snapshot, term)):
            return told
        asked = _with_amendment(numbers) if _AMENDMENT in text else numbers
        cards = self._cards.of(snapshot, asked, facet)
        cards = self._and_more(snapshot, cards, asked, facet, text)
        if term.isascii() and term:
            said = f"{NOT_CHECKED.format(term=term)}\n{cards.text}"
            return replace(cards, certainty=Certainty.UNKNOWN, text=said)
        other = self._other_than_the_record(snapshot, cards, numbers, text, hits)
        return other or self._entry_or_record(snapshot, cards, numbers, text, hits, facet)

    def _of_term(self, snapshot: Snapshot, term: str) -> Answer | None:
        """The entry that says what a word beside a number means; None if none does."""
        asked = f"{term}是什么意思"
        for hit in preferred(snapshot.index.search(asked), asked):
            sure = hit.confidence >= snapshot.index.calibration.sure
            if sure and names_term(term, (hit.entry.title, *hit.entry.questions)):
                return self._saying.sure(snapshot, hit)
        return None

    def _other_than_the_record(
        self,
        snapshot: Snapshot,
        cards: Answer,
        numbers: list[StandardNumber],
        text: str,
        hits: list[Hit],
    ) -> Answer | None:
        """What is told of numbers where more or something else is asked than what they are."""
        is_unknown = cards.certainty is Certainty.UNKNOWN
        if compares(text) and (apart := self._told_apart(snapshot, numbers)):
            return replace(cards, text=f"{apart}\n{cards.text}")
        kind = self._codes.meaning(numbers[0].prefix, snapshot.entries)
        if kind and is_unknown and asks_kind(text):
            # The letters say it, whether or not there is such a number.
            lines = dict.fromkeys((kind.text, *cards.text.split("\n")))
            return Answer(Certainty.SURE, "\n".join(lines), kind.sources, 1.0)
        if asks_unnoted(text):
            return self._unnoted(snapshot, cards, numbers, hits)
        if corrected := self._cards.corrected(snapshot, cards, numbers, text):
            return corrected
        if is_unknown and _DOUBTS.search(text):
            # What it means that a number isn't found, an entry says for all of its kind.
            return self._explained(snapshot, cards, numbers[0], text)
        return None

    def _entry_or_record(
        self,
        snapshot: Snapshot,
        cards: Answer,
        numbers: list[StandardNumber],
        text: str,
        hits: list[Hit],
        facet: Facet | None,
    ) -> Answer:
        """An entry that speaks of the numbers and fits better than the records, or these."""
        known = cards.certainty is Certainty.SURE
        if cards.certainty is Certainty.UNKNOWN and text.strip(ENDING) == str(numbers[0]):
            # An entry may explain what the catalogue lacks (ISO 9001); a number alone is too
            # little to find it by.
            hits = preferred(snapshot.index.search(f"{text}是什么"), text)
        best = next((hit for hit in hits if self._speaks_of(snapshot, hit, numbers)), None)
        # What the catalogue lacks an entry may still explain (「ISO 9001 是什么」).
        if best is None or (known and facet in FROM_FIELDS):
            return cards
        if best.confidence >= (FAQ_OVER_CARD if known else snapshot.index.calibration.sure):
            return self._saying.sure(snapshot, best)
        return cards

    def _told_apart(self, snapshot: Snapshot, numbers: list[StandardNumber]) -> str:
        looked_up = (snapshot.catalogue.look_up(number, self._today()) for number in numbers)
        return told_apart([one.found for one in looked_up if one.found is not None])

    def _and_more(
        self,
        snapshot: Snapshot,
        cards: Answer,
        numbers: list[StandardNumber],
        facet: Facet | None,
        text: str,
    ) -> Answer:
        """The record with everything asked of one standard, each in a sentence of its own."""
        catalogue, today = snapshot.catalogue, self._today()
        edition = catalogue.look_up(numbers[0], today).found
        if facet is None or edition is None or len(numbers) > 1:
            return cards
        more = (told(catalogue, edition, one, today) for one in facets_in(text) if one != facet)
        said = [sentence for sentence in more if sentence and sentence not in cards.text]
        first, _, rest = cards.text.partition("\n")
        return replace(cards, text="\n".join((first, *said, rest))) if said else cards

    def _explained(
        self, snapshot: Snapshot, cards: Answer, number: StandardNumber, text: str
    ) -> Answer | None:
        """What an entry says of numbers of a kind that aren't found; None if none does."""
        kind = next((kind for code, kind in _KINDS if number.prefix.startswith(code)), "")
        asked = text.replace(str(number), f"{kind}标准号")
        hits = preferred(snapshot.index.search(asked), asked) if kind else []
        if not hits or hits[0].confidence < snapshot.index.calibration.sure:
            return None
        answer = self._saying.sure(snapshot, hits[0])
        first = cards.text.partition("\n")[0]
        return replace(answer, text=f"{first}\n{answer.text}")

    def _unnoted(
        self, snapshot: Snapshot, cards: Answer, numbers: list[StandardNumber], hits: list[Hit]
    ) -> Answer:
        """What no record holds (a price, who wrote it) is not answered by the record."""
        best = next((hit for hit in hits if self._speaks_of(snapshot, hit, numbers)), None)
        if best is not None and best.confidence >= FAQ_OVER_CARD:
            return self._saying.sure(snapshot, best)
        return Answer(Certainty.UNKNOWN, f"{NOT_NOTED}\n{cards.text}", cards.sources)

    def of_code(self, snapshot: Snapshot, text: str, code: str, hits: list[Hit]) -> Answer:
        """What a code stands for, led by what puts right a sector claimed to have it."""
        answer = self._of_code(snapshot, code, hits)
        return replace(answer, text=put_right(text, snapshot.entries) + answer.text)

    def _of_code(self, snapshot: Snapshot, code: str, hits: list[Hit]) -> Answer:
        """An entry that names another code must not answer."""
        name, enough = code.removesuffix("/T"), snapshot.index.calibration.sure
        sure = [hit for hit in hits if hit.confidence >= enough]
        said = [(hit, (hit.entry.title, *hit.entry.questions)) for hit in sure]
        titled = [hit for hit, _ in said if name in _CODES.findall(hit.entry.title)]
        asked = [hit for hit, texts in said if name in _CODES.findall("\n".join(texts).upper())]
        if named := (*titled, *asked):
            return self._saying.sure(snapshot, named[0])
        meaning = self._codes.meaning(code, snapshot.entries)
        if meaning is None:
            return Answer(Certainty.UNKNOWN, UNKNOWN_CODE.format(code=code))
        text = f"{meaning.text}\n来源：{sourced(meaning.sources, meaning.check)}"
        return Answer(Certainty.SURE, text, meaning.sources, 1.0)

    def _speaks_of(self, snapshot: Snapshot, hit: Hit, numbers: list[StandardNumber]) -> bool:
        if hit.entry.kind is not EntryKind.FAQ:
            return False
        told = {str(number) for number in StandardNumber.find_all("\n".join(hit.entry.questions))}
        told.update(snapshot.faq_standards.get(hit.entry.key, ()))
        undated = {str(StandardNumber.parse(number).undated) for number in told}
        for number in numbers:
            # An answer about the 2024 edition must not serve a question about the 2018 one.
            if number.year is not None and str(number) not in told:
                return False
            if str(number.undated) not in undated:
                return False
        return True


def _with_amendment(numbers: list[StandardNumber]) -> list[StandardNumber]:
    """Numbers beside the word for it, each with the amendment it doesn't name."""
    return [n if n.amendment else replace(n, amendment="XG") for n in numbers]
