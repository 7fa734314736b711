"""What is asked on about an entry or a standard: its name, sources, law, what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from kb.answer import MOST_CHOICES, Answer, Certainty
from kb.asked import without_how_often
from kb.basis import Basis, basis_of
from kb.catalogue import Edition
from kb.heard import load_hearing
from kb.knowledge import HasSnapshot, Normalise
from kb.law_citations import ARTICLE, cited_in
from kb.models import Nature, StandardStatus
from kb.preferring import preferred
from kb.reminders import warnings
from kb.saying import SENTENCE
from kb.search.embedding import Vector
from kb.search.index import Entry, EntryKind, Hit
from kb.text.listed import items_in
from kb.text.standard_number import StandardNumber, canonicalise
from kb.wanted import PENALTY, Kin, Want
from kb.weighing import OF_OURS
from kb.within import is_said, says_something, sentences_with

# Confidence of what the entry told a moment ago says of what is asked on.
WITHIN = 0.5
_MOST_COMING = 200
# 「D类」: cut into words it would be two single signs, which any text has.
_CLASSES = re.compile(r"[a-z][类级型]")
# Where one standard's share of a sentence ends.
_CLAUSE = re.compile(r"[，,。；;！？!?\n]")


class AskedOn:
    """What entries and standards tell who asks on about them.

    Args:
        knowledge: the live knowledge base.
        normaliser: traditional characters, dialect and typos to standard words.
        today: the day in Chongqing, for a standard's status.
    """

    def __init__(
        self, knowledge: HasSnapshot, normaliser: Normalise, today: Callable[[], date]
    ) -> None:
        self._knowledge = knowledge
        self._normaliser = normaliser
        self._hearing = load_hearing()
        self._today = today

    def hits(self, question: str) -> list[Hit]:
        """The entries that are weighed for a question, the best first."""
        text = canonicalise(self._hearing(self._normaliser(question)))
        return preferred(self._knowledge.snapshot.index.search(text), text)

    def words(self, text: str) -> list[str]:
        """The words of a text that mean something."""
        return self._knowledge.snapshot.index.words(canonicalise(self._normaliser(text)))

    def card(self, number: str) -> Edition | None:
        """The record of a standard; None if the catalogue lacks it."""
        return self._knowledge.snapshot.catalogue.get(number)

    def edition(self, number: StandardNumber) -> Edition | None:
        """The edition a number means today; None if the catalogue lacks it."""
        return self._knowledge.snapshot.catalogue.look_up(number, self._today()).found

    def newer_than(self, number: str) -> str:
        """The number of the edition that takes the place of one; its own where none does."""
        catalogue = self._knowledge.snapshot.catalogue
        edition = catalogue.get(number)
        newer = catalogue.newer(edition) if edition else []
        return newer[0].number if newer else number

    def is_over(self, number: str) -> bool:
        """Whether an edition was replaced or withdrawn."""
        catalogue = self._knowledge.snapshot.catalogue
        edition = catalogue.get(number)
        over = (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN)
        return edition is not None and catalogue.status_on(edition, self._today()) in over

    def has_older(self, edition: Edition) -> bool:
        """Whether an edition before this one is in the catalogue."""
        return bool(self._knowledge.snapshot.catalogue.older(edition))

    def coming(self, words: Sequence[str]) -> list[str]:
        """Numbers of the standards not yet in force whose title has one of some words."""
        editions = self._knowledge.snapshot.catalogue.upcoming(self._today(), _MOST_COMING)
        return [one.number for one in editions if any(word in one.title for word in words)]

    def number_of_title(self, title: str) -> str:
        """The number of the one valid standard whose title holds these words; else empty.

        Args:
            title: at least four characters; shorter words are in too many titles.
        """
        words = title.strip("《》 。的标准")
        if len(words) < 4:
            return ""
        catalogue, today = self._knowledge.snapshot.catalogue, self._today()
        found = catalogue.titled(words, today)
        return found[0].number if len(found) == 1 else ""

    def name_of(self, reference: str) -> str:
        """What an entry or a standard is called; empty if it is gone."""
        entry = self._knowledge.snapshot.entry(reference)
        return "" if entry is None else entry.title

    def title_of(self, reference: str) -> str:
        """The question an FAQ was written for; empty for everything else."""
        entry = self._knowledge.snapshot.entries.get(reference)
        return "" if entry is None or entry.kind is not EntryKind.FAQ else entry.title

    def items_of(self, reference: str) -> tuple[str, ...]:
        """What an entry's answer lists, in order; empty if it lists nothing."""
        entry = self._knowledge.snapshot.entries.get(reference)
        return () if entry is None else items_in(entry.answer)

    def basis(self, reference: str) -> Basis | None:
        """What the answer of an entry is made from; None if it was withdrawn meanwhile."""
        now = self._knowledge.snapshot
        return basis_of(
            reference, now.entries, now.faq_standards, now.catalogue, now.aged, self._today()
        )

    def source_of(self, entry: str) -> Answer | None:
        """Where an entry's answer stands; None if it was withdrawn meanwhile."""
        known = self._knowledge.snapshot.entries.get(entry)
        if known is None or known.kind is EntryKind.STANDARD:
            return None
        text = f"上一条回答的依据是：{known.sourced}。"
        return Answer(Certainty.SURE, text, known.sources, 1.0, entry, about=known.title)

    def sources_of(self, reference: str) -> tuple[str, ...]:
        """Where an entry's answer comes from, with how it was checked."""
        entry = self._knowledge.snapshot.entry(reference)
        return () if entry is None else (*entry.sources, entry.check)

    def standards_of(self, entry: str) -> tuple[str, ...]:
        """Those one sentence of an entry names and no other does, or the one it rests on."""
        kind, _, key = entry.partition(":")
        if kind == EntryKind.STANDARD:
            return (key,)
        known = self._knowledge.snapshot.entries.get(entry)
        sentences = SENTENCE.findall(known.answer) if known else []
        told = [numbers for one in sentences if (numbers := self._known_in(one))]
        if told and all(number in told[0] for numbers in told for number in numbers):
            return told[0][:MOST_CHOICES]
        rests = self._knowledge.snapshot.faq_standards.get(key, ()) if kind == EntryKind.FAQ else ()
        undated = {str(StandardNumber.parse(number).undated) for number in rests}
        return (rests[-1],) if len(undated) == 1 else ()

    def numbers_named(self, reference: str) -> tuple[str, ...]:
        """Every standard of the catalogue an entry names or rests on; empty if it is gone."""
        entry = self._knowledge.snapshot.entry(reference)
        return () if entry is None else self._numbers_in(entry)

    def clause_of(self, reference: str, words: Sequence[str]) -> tuple[str, ...]:
        """The standards of the only clause of an entry that names one and has all the words."""
        entry = self._knowledge.snapshot.entry(reference)
        clauses = _CLAUSE.split(entry.answer) if entry and words else []
        told = [
            numbers
            for clause in clauses
            if all(word in clause for word in words) and (numbers := self._known_in(clause))
        ]
        return told[0] if len(told) == 1 else ()

    def rests_on(self, reference: str) -> set[str]:
        """The laws and undated standards an entry rests on; empty if it is gone."""
        entry = self._knowledge.snapshot.entry(reference)
        return set() if entry is None else self._rests_on(entry)

    def akin(self, reference: str, question: str) -> tuple[str, ...]:
        """Other entries near a question that rest on the same law or standard, likeliest first."""
        snapshot = self._knowledge.snapshot
        told = snapshot.entry(reference)
        rests = set() if told is None else self._rests_on(told)
        line = snapshot.index.calibration.unsure * OF_OURS
        return tuple(
            hit.entry.reference
            for hit in self.hits(question)
            if hit.entry.reference != reference
            and hit.confidence >= line
            and rests & self._rests_on(hit.entry)
        )

    def kin_standards(self, reference: str, kin: Kin) -> tuple[str, ...]:
        """The standards of that kind which are told together with those of an entry."""
        snapshot = self._knowledge.snapshot
        told = snapshot.entry(reference)
        if told is None:
            return ()
        own, found = self._numbers_in(told), dict[str, None]()
        if told.kind is EntryKind.STANDARD:
            undated = str(StandardNumber.parse(told.key).undated)
            for slug, rests in snapshot.faq_standards.items():
                if undated in {str(StandardNumber.parse(one).undated) for one in rests}:
                    beside = snapshot.entries.get(f"{EntryKind.FAQ.value}:{slug}")
                    found.update(dict.fromkeys(self._numbers_in(beside) if beside else ()))
        numbers = [n for n in found if n not in own] or [*own]
        return tuple(number for number in numbers if self._is_kin(number, kin))

    def vector(self, text: str) -> Vector:
        """The embedding of a normalised text."""
        return self._knowledge.snapshot.index.vector(text)

    def to_come(self, reference: str) -> Edition | None:
        """The one standard an entry names that doesn't go yet; None where none or several don't."""
        snapshot, today = self._knowledge.snapshot, self._today()
        entry = snapshot.entry(reference)
        named = self._numbers_in(entry) if entry else ()
        known = (snapshot.catalogue.get(number) for number in named)
        found = [
            edition
            for edition in known
            if edition and snapshot.catalogue.status_on(edition, today) is StandardStatus.UPCOMING
        ]
        return found[0] if len(found) == 1 else None

    def holds(self, reference: str, want: Want) -> str:
        """What an entry says of what is wanted; empty if nothing."""
        entry = self._knowledge.snapshot.entry(reference)
        if entry is None:
            return ""
        if want is Want.NUMBER:
            numbers = self._numbers_in(entry)
            named = (self._knowledge.snapshot.catalogue.get(number) for number in numbers)
            return "、".join(f"{e.number}《{e.title}》" for e in named if e is not None)
        if want is Want.PENALTY:
            return sentences_with(entry.answer, (), PENALTY)
        articles = [source for source in entry.sources if ARTICLE.search(source)]
        return f"依据是：{'；'.join(articles)}。" if articles else ""

    def within(self, reference: str, words: str, asked: re.Pattern[str]) -> Answer | None:
        """What an entry says of the words and holds what is asked; None if it says nothing so."""
        snapshot = self._knowledge.snapshot
        entry = snapshot.entries.get(reference)
        if entry is None or entry.kind is not EntryKind.FAQ:
            return None
        words = without_how_often(words)
        named = [word for word in snapshot.index.words(words) if says_something(word)]
        if not named and is_said(words):
            return None  # single signs can't be looked for
        said = sentences_with(entry.answer, named, asked)
        if not said:
            return None
        lines = [said, *warnings(snapshot, entry, self._today())]
        lines.append(f"来源：{entry.sourced}")
        text = "\n".join(lines)
        kept = (text, entry.sources, WITHIN, reference)
        return Answer(Certainty.SURE, *kept, about=entry.title)

    def uncovered(self, reference: str, words: str, *, told: bool = False) -> tuple[str, ...]:
        """The words of a text that an entry nowhere has, in their order.

        Args:
            reference: of the entry; one that doesn't exist covers nothing.
            words: normalised text.
            told: what the entry says counts, not what it is asked by, nor what its sources are
                called (「价格欺诈」 in the name of a rule on marked prices).
        """
        snapshot = self._knowledge.snapshot
        entry = snapshot.entry(reference)
        if entry is None:
            return tuple(snapshot.index.words(words))
        beside = () if told else (entry.title, *entry.questions, *entry.sources)
        text = "\n".join((*beside, entry.answer)).lower()
        lacked = [word for word in snapshot.index.words(words) if word not in text]
        closed_up = "".join(text.split())  # 「B 类」
        lacked += [one for one in _CLASSES.findall(words.lower()) if one not in closed_up]
        return tuple(lacked)

    def _is_kin(self, number: str, kin: Kin) -> bool:
        edition = self._knowledge.snapshot.catalogue.get(number)
        if edition is None:
            return False
        prefix = StandardNumber.parse(number).prefix
        if kin in (Kin.NATIONAL, Kin.LOCAL):
            return prefix.startswith("GB" if kin is Kin.NATIONAL else "DB")
        wanted = Nature.MANDATORY if kin is Kin.MANDATORY else Nature.RECOMMENDED
        return edition.nature is wanted

    def _numbers_in(self, entry: Entry) -> tuple[str, ...]:
        """Every standard of the catalogue an entry names or rests on."""
        if entry.kind is EntryKind.STANDARD:
            return (entry.key,)
        rests = self._knowledge.snapshot.faq_standards.get(entry.key, ())
        return tuple(dict.fromkeys((*self._known_in(entry.answer), *rests)))[:MOST_CHOICES]

    def _rests_on(self, entry: Entry) -> set[str]:
        """The laws and standards of an entry."""
        laws = {f"《{one.law}》" for one in cited_in(entry.sources)}
        undated = {str(StandardNumber.parse(one).undated) for one in self._numbers_in(entry)}
        return laws | undated

    def _known_in(self, text: str) -> tuple[str, ...]:
        """The numbers of the catalogue's standards in a text."""
        catalogue, today = self._knowledge.snapshot.catalogue, self._today()
        found = (catalogue.look_up(n, today).found for n in StandardNumber.find_all(text))
        return tuple(dict.fromkeys(edition.number for edition in found if edition is not None))
