"""The three answers: sure (with its source), unsure (choices), don't know (says so)."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kb.about_numbers import AboutNumbers
from kb.answer import UNKNOWN, Answer, Candidate, Certainty
from kb.article_claimed import claim_of, put_right
from kb.asked_on import AskedOn
from kb.bare_number import unknown_serial, with_prefix
from kb.doubts import NotCovered, load_not_covered
from kb.english_answers import (
    card_in_english,
    explaining,
    is_beside,
    named_first,
    of_another_day,
    offered_in_english,
    taken_for,
    things_in_english,
    told_again,
    told_of,
    year_lacking,
)
from kb.english_asked_on import AskedOf, asked_on, names_something, says_all, tells_standard
from kb.english_codes import load_english_codes
from kb.english_scope import NOT_CHECKED, asks_cover, scope_told
from kb.knowledge import HasSnapshot, Normalise, Snapshot
from kb.label_codes import taken_for_a_standard
from kb.law_articles import Law, load_law_articles
from kb.law_search import load_law_search, offered
from kb.number_codes import NumberCodes, load_number_codes
from kb.preferring import preferred
from kb.quoting import OVER_ARTICLE, after_quoted, explains, quoted
from kb.saying import NOT_SURE, PICK, Saying
from kb.scope import Places, load_places
from kb.search.index import Entry, EntryKind, Hit
from kb.sector_claimed import code_claimed, sector_named
from kb.standard_cards import StandardCards
from kb.term_asked import names_term, term_asked
from kb.text.english import facet_in_english, is_english
from kb.text.facet import Facet, facet_of
from kb.text.standard_number import StandardNumber, canonicalise, code_asked
from kb.truth import sourced
from kb.weighing import OF_OURS, OVER_FOREIGN, Weighing, is_foreign
from kb.within import says_something

ANSWERS_KEPT = 4096
# So likely, compared to what was found, is what is asked of the same standards.
_OF_ITS = 0.4
_ITS_YEAR = re.compile(r"(?:19|20)\d\d\s?年?")
_NUMBER = re.compile(r"\b[A-Z]{1,4}(?:/[TZ])? ?[\d.]{2,9}(?:-\d{4})?")
_BRACKETS = re.compile(r"（[^）]{0,40}）")
# Whether what has these letters must be kept to.
_WHO_OVER = re.compile(r"主管|(?:哪|什么|归|谁).{0,4}(?:部门|单位|局|部委|管)")
_IS_KEPT = re.compile(r"执行|遵守|照做|照着做|照办|约束")
_KINDS_OF_STANDARDS = ("行业标准", "地方标准", "团体标准", "企业标准")
_NO_SUCH = (
    "{serial} 这个号我的目录里没有查到，是哪一项标准、强不强制，不敢乱说。"
    "请把前面的字母一起发来（比如 GB/T {serial}），"
    "或者到全国标准信息公共服务平台（std.samr.gov.cn）用编号查。"
)
NEAR = "和您问的最接近的是："
NEAR_IN_ENGLISH = "The closest I have:"
NO_MORE = (
    "这方面我知道的就是这些，没有别的了。您可以把想问的说具体一点，或者打 12315、12345 问工作人员。"
)
NO_ENGLISH = (
    "Sorry, I have no reliable answer to this yet. In English I can tell you about standards, "
    "product safety, complaints (call 12315) and World Standards Day; other government matters: "
    "12345. In Chinese:"
)
ONLY_CHINESE = "I only have this in Chinese; please check whether it is what you asked:"


# The two revisions, the day, and what was asked.
_Asked = tuple[int, int, date, str, Facet | None, str]


def _names(entry: Entry, numbers: Sequence[StandardNumber]) -> bool:
    """Whether the question of an entry names one of the numbers."""
    named = StandardNumber.find_all(entry.title)
    return any(number.undated == one.undated for number in numbers for one in named)


def _named_in(answer: str) -> frozenset[StandardNumber]:
    return frozenset(number.undated for number in StandardNumber.find_all(answer))


class Answerer(AskedOn):
    """Answers questions from the newest snapshot.

    Args:
        knowledge: the live knowledge base.
        normaliser: traditional characters, dialect and typos to standard words.
        today: the day in Chongqing, for a standard's status.
        places: other places a question may be about.
        codes: what the codes of standard numbers stand for.
        not_covered: names an entry must speak of itself to answer who says them.
    """

    def __init__(
        self,
        knowledge: HasSnapshot,
        normaliser: Normalise,
        today: Callable[[], date],
        places: Places | None = None,
        codes: NumberCodes | None = None,
        not_covered: NotCovered | None = None,
    ) -> None:
        super().__init__(knowledge, normaliser, today)
        self._not_covered = not_covered or load_not_covered()
        self._articles = load_law_articles()
        self._places = places or load_places()
        codes = codes or load_number_codes()
        self._codes = codes
        self._cards = StandardCards(codes, today)
        self._saying = Saying(self._cards, today)
        self._weighing = Weighing(self._saying, self._places, self._not_covered, today)
        self._about = AboutNumbers(codes, self._cards, self._saying, today)
        self._lock = threading.Lock()
        # The same few questions make up most of a day: an answer holds while neither the
        # knowledge base nor the day changes.
        self._recent: OrderedDict[_Asked, Answer] = OrderedDict()

    def answer(self, question: str, facet: Facet | None = None, *, topic: str = "") -> Answer:
        """The answer to a question in the citizen's words.

        Args:
            question: the words as typed.
            facet: what about a standard is asked, when known.
            topic: what the talk is about: an entry on it needn't be asked for by name again.
        """
        snapshot, today = self._knowledge.snapshot, self._today()
        text = self.lettered(question)
        key = (snapshot.revision, snapshot.catalogue_revision, today, text, facet, topic)
        with self._lock:
            if (known := self._recent.get(key)) is not None:
                self._recent.move_to_end(key)
                return known
        found = self._find(snapshot, text, facet, topic)
        with self._lock:
            self._recent[key] = found
            if len(self._recent) > ANSWERS_KEPT:
                self._recent.popitem(last=False)
        return found

    def lettered(self, question: str) -> str:
        """A question normalised, bare serials with the letters of the one standard they mean."""
        text = canonicalise(self._hearing(self._normaliser(question)))
        return with_prefix(text, self._knowledge.snapshot.catalogue.with_serial)

    def of_unknown_serial(self, question: str) -> Answer | None:
        """What is said where a question points at a number without letters that nothing has."""
        if StandardNumber.find(question) is not None:
            return None
        serial = unknown_serial(question, self._knowledge.snapshot.catalogue.with_serial)
        return Answer(Certainty.UNKNOWN, _NO_SUCH.format(serial=serial)) if serial else None

    def _find(self, snapshot: Snapshot, text: str, facet: Facet | None, topic: str) -> Answer:
        numbers = StandardNumber.find_all(text)
        if is_english(text):
            return self._in_english(snapshot, text, numbers)
        if entry := snapshot.entries.get(f"{EntryKind.FAQ.value}:{taken_for_a_standard(text)}"):
            whole = self._saying.sure(snapshot, Hit(entry, 1.0, ()))
            return self._weighing.put_right(snapshot, whole, entry, text)
        hits = preferred(snapshot.index.search(text), text)
        named = self._articles.named_in(text)
        if named is not None and not (hits and explains(hits[0], *named)):
            return self._quoted(snapshot, text, *named)
        if numbers:
            facet = facet or facet_of(text)
            return self._about.of_numbers(snapshot, text, numbers, hits, facet)
        if code := code_asked(text) or code_claimed(text, snapshot.entries):
            return self._about.of_code(snapshot, text, code, hits)
        best = hits[0].confidence if hits else 0.0
        if best < OVER_FOREIGN and is_foreign(snapshot, text):
            return Answer(Certainty.UNKNOWN, UNKNOWN, score=best)
        return self._weighing.from_hits(snapshot, hits, text, topic)

    def _quoted(self, snapshot: Snapshot, text: str, law: Law, number: int) -> Answer:
        """The article named, or the one that says what the text says of it."""
        claim = claim_of(text, self._articles.without_citation(text))
        hits = preferred(snapshot.index.search(claim), claim) if claim else []
        another = put_right(law, number, hits, snapshot.index.words(claim))
        return another or quoted(law, number)

    def _in_english(self, snapshot: Snapshot, text: str, numbers: list[StandardNumber]) -> Answer:
        """The English side; without one, what can be asked here and the nearest in Chinese."""
        if numbers:
            if told := self._term_in_english(snapshot, text, numbers):
                return told
            facet = facet_in_english(text)
            card = card_in_english(snapshot.catalogue, numbers[0], facet, self._today(), text)
            if scope := scope_told(snapshot.english, numbers[0], text):
                said = f"{scope.answer}\n{card.text}"
                return replace(card, text=said, certainty=Certainty.SURE)
            if asks_cover(text):
                said = f"{NOT_CHECKED}\n{card.text}"
                return replace(card, certainty=Certainty.UNKNOWN, text=said)
            if card.certainty is Certainty.UNKNOWN:
                # 「is ISO 9001 mandatory」: no record of ours, but an entry explains the number.
                explained = (h for h in snapshot.english.search(text) if _names(h.entry, numbers))
                return next(map(told_of, explained), card)
            around = facet in (None, Facet.SCOPE)
            return self._around_number(snapshot, text, numbers[0], card) if around else card
        if code := load_english_codes().told(text):
            return code
        hits = [hit for hit in snapshot.english.search(text) if not of_another_day(text, hit.entry)]
        hits = named_first(text, hits, snapshot.english.calibration.unsure)
        hits.sort(key=lambda hit: is_beside(text, hit.entry))
        if hits and (there := year_lacking(text, hits[0].entry)):
            return self._of_that_year(snapshot, hits, there)
        if hits and hits[0].confidence >= snapshot.english.calibration.sure:
            return told_of(hits[0], text)
        line = snapshot.english.calibration.unsure * OF_OURS
        if hits and hits[0].confidence >= line and not self.doubt(text):
            return offered_in_english([hit for hit in hits if hit.confidence >= line])
        found = preferred(snapshot.index.search(text), text)
        nearest = self._weighing.from_hits(snapshot, found, text)
        lead = NO_ENGLISH if nearest.certainty is Certainty.UNKNOWN else ONLY_CHINESE
        if nearest.certainty is Certainty.SURE:
            # Across languages the words don't meet, so nearness alone makes nobody sure.
            nearest = replace(nearest, certainty=Certainty.UNSURE)
        return replace(nearest, text=f"{lead}\n{nearest.text}")

    @staticmethod
    def _term_in_english(
        snapshot: Snapshot, text: str, numbers: list[StandardNumber]
    ) -> Answer | None:
        """What a word asked beside a number means: 「"ISO 9001:2015, IDT" what's IDT」."""
        term = term_asked(text, numbers)
        hits = snapshot.english.search(f"what does {term} mean") if term else []
        sure = (hit for hit in hits if hit.confidence >= snapshot.english.calibration.sure)
        told = (hit for hit in sure if names_term(term, (hit.entry.title, *hit.entry.questions)))
        return next(map(told_of, told), None)

    def _around_number(
        self, snapshot: Snapshot, text: str, number: StandardNumber, card: Answer
    ) -> Answer:
        """What a question says around a number, where an entry answers it; else its card."""
        calibration, words = snapshot.english.calibration, _NUMBER.sub(" ", text)
        hits = snapshot.english.search(words)
        hit = explaining(words, number, hits, calibration.unsure * OF_OURS)
        if hit is None or card.text.startswith(("Yes:", "No:")):
            return card
        if hit.confidence >= calibration.sure:
            return told_of(hit)
        near = taken_for(hit)
        return replace(near, text=f"{near.text}\n\n{card.text}", sources=card.sources)

    def _of_that_year(self, snapshot: Snapshot, hits: list[Hit], year: str) -> Answer:
        """What was written in Chinese of the year an English question names; else choices.

        The English side tells of the newest year alone: 「theme of 2020」 is none of 2025.
        """
        told = snapshot.entries.get(hits[0].entry.reference)
        asked = _ITS_YEAR.sub(f"{year} 年", _BRACKETS.sub("", told.title)) if told else ""
        found = self._find(snapshot, asked, None, "") if year in asked else None
        if found is not None and found.certainty is Certainty.SURE and year in found.text:
            return replace(found, text=f"{ONLY_CHINESE}\n{found.text}")
        return offered_in_english(hits)

    def after_article(self, source: str, text: str) -> Answer | None:
        """What is asked on of an article just quoted; None where something else is asked.

        Args:
            source: law and article as they were cited.
            text: the few words that ask on.
        """
        named = self._articles.named_in(source)
        entries = self._knowledge.snapshot.entries.values()
        return None if named is None else after_quoted(*named, text, entries)

    def after_code(self, code: str, text: str, facet: Facet | None) -> Answer | None:
        """What is asked on of the letters of standard numbers just explained, if that is known.

        Args:
            code: the letters, 「GB/Z」.
            text: the few words that ask on.
            facet: what of a standard they ask.
        """
        entries = self._knowledge.snapshot.entries
        other = sector_named(text, entries)
        if other:
            entry = entries[f"{EntryKind.SECTOR.value}:{other}"]
            return self._saying.sure(self._knowledge.snapshot, Hit(entry, 1.0, ()))
        own = entries.get(f"{EntryKind.SECTOR.value}:{code.removesuffix('/T')}")
        if own and code.endswith("/T") and _WHO_OVER.search(text):
            return self._saying.sure(self._knowledge.snapshot, Hit(own, 1.0, ()))
        meaning = self._codes.meaning(code, entries)
        if meaning and _WHO_OVER.search(text):
            said = f"{meaning.text}\n来源：{sourced(meaning.sources, meaning.check)}"
            return Answer(Certainty.SURE, said, meaning.sources, 1.0)
        if facet is not Facet.NATURE and not _IS_KEPT.search(text):
            return None
        kinds = [kind for kind in _KINDS_OF_STANDARDS if meaning and kind in meaning.text]
        for name in (code.removesuffix("/T"), *kinds):
            found = self.answer(f"{name}必须执行吗" if name in kinds else f"{code}{text}")
            told = f"{self.name_of(found.entry or '')}{found.about}".upper()
            if found.certainty is Certainty.SURE and name in told:
                return found
        return None

    def nearest(self, *readings: str, told: str = "", own: str = "") -> Answer:
        """The likeliest entries as choices, however sure the first is.

        Args:
            readings: what may be asked, each a whole question.
            told: the entry told a moment ago: whoever asks on mostly wants another first.
            own: the words that were said; what has all of them comes first.
        """
        snapshot, found = self._knowledge.snapshot, dict[str, Hit]()
        for hit in (hit for reading in readings for hit in self.hits(reading)):
            known = found.setdefault(hit.entry.reference, hit)
            if hit.confidence > known.confidence:
                found[hit.entry.reference] = hit
        hits = preferred(list(found.values()), canonicalise(self._normaliser(readings[0])))
        if told and hits and hits[0].confidence < OVER_ARTICLE:
            hits.sort(key=_offered_first)  # what is only offered need not be an FAQ
        likely = [hit for hit in hits if hit.confidence >= snapshot.index.calibration.unsure]
        if len(likely) > 1 and likely[0].entry.reference == told:
            likely[:2] = likely[1::-1]
        said = [word for word in self.words(own) if says_something(word)]
        if said:
            lacks = self.uncovered
            likely.sort(key=lambda hit: bool(lacks(hit.entry.reference, " ".join(said))))
        if not likely:
            return Answer(Certainty.UNKNOWN, UNKNOWN, score=hits[0].confidence if hits else 0.0)
        return self._saying.unsure(snapshot, likely, text=readings[0])

    def articles(self, question: str) -> Answer | None:
        """Articles of laws near a question that nothing else answers; offered, never asserted."""
        text = canonicalise(self._normaliser(question))
        found = load_law_search().near(text, self._knowledge.snapshot.index.vector(text))
        if not found or self._places.elsewhere(text) or self.doubt(text):
            return None
        sources = tuple(one.heading for one in found)
        return Answer(Certainty.UNSURE, offered(found), sources, found[0].nearness / 10)

    def give(self, reference: str) -> Answer | None:
        """The entry a citizen picked, or None when it was withdrawn meanwhile."""
        snapshot = self._knowledge.snapshot
        entry = snapshot.entry(reference)
        return None if entry is None else self._saying.sure(snapshot, Hit(entry, 1.0, ()))

    def give_in_english(self, reference: str) -> Answer | None:
        """The English side of an entry, or None where it has none."""
        own = self._knowledge.snapshot.english.entries
        entry = next((one for one in own if one.reference == reference), None)
        return None if entry is None else told_of(Hit(entry, 1.0, (), entry.title))

    def asked_on_in_english(
        self, reference: str, about: str, words: str, earlier: tuple[str, ...] = ()
    ) -> Answer | None:
        """What a few English words ask on about the entry told; None where no entry has them.

        Args:
            reference: of the entry told.
            about: what was asked, in its words.
            words: what is asked on.
            earlier: what else was asked until now, the latest last.
        """
        english = self._knowledge.snapshot.english
        if code := load_english_codes().asked_on(about, words):
            return code
        hit = asked_on(english, AskedOf(reference, about, words, earlier))
        if hit is None:
            return None
        if hit.entry.reference == reference:
            return told_again(hit)
        sure = names_something(words) and hit.confidence >= english.calibration.sure
        return told_of(hit) if sure else taken_for(hit)

    def standard_for_in_english(self, thing: str) -> Answer | None:
        """The entry that tells the standard of something named in English; None if none does."""
        english = self._knowledge.snapshot.english
        hits = english.search(f"which standard covers {thing}")
        hit = next((one for one in hits if tells_standard(one.entry, thing)), None)
        if hit is None or hit.confidence < english.calibration.unsure:
            return None
        # 「cups?」 is not surely a paper cup.
        sure = hit.confidence >= english.calibration.sure and says_all(thing, hit.phrasing)
        return told_of(hit) if sure else taken_for(hit)

    def of_its_standards(self, reference: str, words: str, found: Answer) -> Answer | None:
        """What English words ask of what was told, where what was found is on something else.

        「what is the limit for formaldehyde」 behind school uniforms asks of clothes and not of
        rooms: that entry rests on a standard the one told rests on too.

        Args:
            reference: of the entry told.
            words: what is asked on.
            found: the answer to the words alone.
        """
        english = self._knowledge.snapshot.english
        entry = next((one for one in english.entries if one.reference == reference), None)
        told = _named_in(entry.answer) if entry else frozenset()
        if not told or not found.entry or told & _named_in(found.text):
            return None
        line = max(english.calibration.unsure, _OF_ITS * found.score)
        for hit in english.search(words):
            if hit.confidence >= line and told & _named_in(hit.entry.answer):
                return told_of(hit, words)
        return None

    def besides(self, question: str, reference: str) -> Answer:
        """The likeliest entries but one, as choices."""
        snapshot = self._knowledge.snapshot
        line = snapshot.index.calibration.unsure
        hits = [hit for hit in self.hits(question) if hit.entry.reference != reference]
        likely = [hit for hit in hits if hit.confidence >= line]
        if not likely:
            return Answer(Certainty.UNKNOWN, NO_MORE)
        return self._saying.unsure(snapshot, likely)

    def in_short(self, reference: str, *, in_english: bool = False) -> str:
        """An entry's title and first sentences, for what is only near; empty if there is none.

        Args:
            reference: of the entry.
            in_english: whether its English side is wanted, whole.
        """
        snapshot = self._knowledge.snapshot
        entry = snapshot.entries.get(reference)
        if in_english:
            side = self.give_in_english(reference)
            return f"{NEAR_IN_ENGLISH} {side.about}\n{side.text}" if side else ""
        if entry is None:
            return ""
        return f"{NEAR}{entry.title}\n{self._saying.short(snapshot, entry)}".rstrip()

    def both(self, found: Answer, near: Answer) -> Answer:
        """Two answers to one question that tell different things, in short, none asserted.

        Args:
            found: the standards of a thing.
            near: an entry, or an answer without one.
        """
        snapshot = self._knowledge.snapshot
        entry = snapshot.entries.get(near.entry or "")
        if entry is None or not found.entry:
            return found
        first = found.text.partition("\n")[0]
        lines = [NOT_SURE, f"1. {found.about}", first, f"2. {entry.title}"]
        lines += [said] if (said := self._saying.short(snapshot, entry)) else []
        lines.append(PICK)
        named = (Candidate(found.entry, found.about), Candidate(entry.reference, entry.title))
        sources = tuple(dict.fromkeys((*found.sources, *entry.sources)))
        return Answer(Certainty.UNSURE, "\n".join(lines), sources, near.score, candidates=named)

    def look_up(self, number: StandardNumber, facet: Facet | None = None) -> Answer:
        """What the catalogue says to one number."""
        return self._cards.of(self._knowledge.snapshot, [number], facet)

    def facet(self, numbers: Sequence[StandardNumber], facet: Facet, words: str) -> Answer:
        """One thing about each standard; 「新版」 and 「老的」 mean another edition of it."""
        snapshot = self._knowledge.snapshot
        if is_english(words):
            return card_in_english(snapshot.catalogue, numbers[0], facet, self._today())
        catalogue = snapshot.catalogue
        meant = [self._cards.edition_meant(catalogue, one, facet, words) for one in numbers]
        cards = self._cards.of(snapshot, meant, facet)
        return self._cards.corrected(snapshot, cards, meant, words) or cards

    def cards_for(self, name: str, numbers: Sequence[str], words: str, said: str) -> Answer | None:
        """The standards of a thing; :meth:`kb.standard_cards.StandardCards.of_thing`."""
        catalogue = self._knowledge.snapshot.catalogue
        return self._cards.of_thing(catalogue, name, numbers, words, said)

    def aspects(self, words: str) -> str:
        """The words of titles for what a question says in everyday words."""
        return self._cards.aspects(words)

    def things_in_english(
        self, things: Mapping[str, Sequence[str]], facet: Facet | None, words: str = ""
    ) -> Answer:
        """The standards of some things in English; :func:`kb.english_answers.things_in_english`."""
        catalogue = self._knowledge.snapshot.catalogue
        return things_in_english(catalogue, things, facet, self._today(), words)

    def doubt(self, words: str) -> str:
        """Why nothing general may be asserted to a question, one sentence; empty mostly."""
        text = canonicalise(self._normaliser(words))
        return self._not_covered.doubt(text, "", self._places)

    def elsewhere(self, words: str) -> str:
        """The other place a text names; empty if none."""
        return self._places.elsewhere(words)


def _offered_first(hit: Hit) -> float:
    """A title is offered before an FAQ that is half as likely or less."""
    return -hit.confidence * (1.0 if hit.entry.kind is EntryKind.FAQ else 0.5)
