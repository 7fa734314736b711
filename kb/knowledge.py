"""The knowledge base in memory: an immutable snapshot, replaced within seconds of an edit."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence, Set
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import opencc
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from kb.basis import Change, changes
from kb.catalogue import Catalogue, Edition
from kb.kept_work import KeptWork, Remembered, made_from
from kb.law_articles import LAWS
from kb.law_citations import cited_in
from kb.law_texts import Laws, outlines_in
from kb.models import Checked, Document, Faq, SectorCode, Standard, Term, text_digest
from kb.repository import (
    KnowledgeRepository,
    documents_in,
    foreign_questions_in,
    revision_in,
    sector_codes_in,
    spoken_in,
    terms_in,
    vectors_in,
)
from kb.search.embedding import DIMENSION, Embedder, Held, Vector, digest
from kb.search.fuse import ENGLISH_FILE, Calibration
from kb.search.index import Entry, EntryKind, Illustration, SearchIndex
from kb.search.shipped import shipped
from kb.standards.editions import Editions
from kb.standards.stored import Known, StoredEditions, families, held
from kb.text.kept import kept
from kb.text.normalise import Normaliser
from kb.text.segment import Segmenter
from kb.truth import QUOTED, UNCHECKED, mark
from kb.yaml_file import read_yaml, stamp

T = TypeVar("T")
LEXICON = Path(__file__).resolve().parent.parent / "data" / "lexicon"
Normalise = Callable[[str], str]
SessionScope = Callable[[], AbstractAsyncContextManager[AsyncSession]]


class Reads(Protocol):
    """Reads in the calling thread."""

    def read_here(self, work: Callable[[Session], T], /) -> T:
        """Do a short piece of reading in the calling thread."""


@dataclass(frozen=True)
class Snapshot:
    """Everything a question can be answered from, at one revision."""

    revision: int
    index: SearchIndex
    catalogue: Catalogue
    entries: Mapping[str, Entry]
    faq_standards: Mapping[str, tuple[str, ...]]
    # The English side of the entries that have one.
    english: SearchIndex
    # Vectors of what staff called not ours, one a row.
    foreign: Vector
    # What is known of the laws that sources name, without their words.
    laws: Laws
    # Entries whose standards stand otherwise than when somebody last looked at them, by slug.
    aged: Mapping[str, tuple[Change, ...]]
    # From which revision on the catalogue is looked up; it is ahead while the rest is made anew.
    catalogue_revision: int

    def entry(self, reference: str) -> Entry | None:
        """An entry by its reference; any standard of the catalogue, searched by meaning or not."""
        kind, _, number = reference.partition(":")
        found = self.entries.get(reference)
        if found is not None or kind != EntryKind.STANDARD:
            return found
        edition = self.catalogue.get(number)
        return None if edition is None else standard_entry(edition)


class HasSnapshot(Protocol):
    """Knows what can be answered now."""

    @property
    def snapshot(self) -> Snapshot:
        """The newest state."""


@dataclass(frozen=True)
class Content:
    """The rows a snapshot is made from."""

    revision: int
    day: date
    # Without their phrasings, which stand apart, by slug.
    faqs: Sequence[Faq]
    phrasings: Mapping[str, tuple[str, ...]]
    # Those written for citizens or by which entries stand; the catalogue has all of them.
    standards: Sequence[Standard]
    terms: Sequence[Term]
    sectors: Sequence[SectorCode]
    documents: Sequence[Document]
    foreign: Sequence[str]
    laws: Laws
    # Every edition of the numbers entries depended on when somebody last looked at them.
    depended: Sequence[Edition]
    depended_on: frozenset[str] = frozenset()

    @classmethod
    async def read(cls, session: AsyncSession, on: date) -> Content:
        """See :meth:`read_in`."""
        return await session.run_sync(cls.read_in, on)

    @classmethod
    def read_in(cls, session: Session, on: date) -> Content:
        """Read what may be given on a day, in one transaction, so that it fits together."""
        revision = revision_in(session)
        faqs, phrasings = spoken_in(session, on)
        named = {one.law for faq in faqs for one in cited_in(faq.sources)}
        # In one question; asked one by one they took as long as all else that is read.
        numbers = (number for faq in faqs for number in faq.basis or () if number[:1] != "《")
        on_which = frozenset(numbers)
        return cls(
            revision,
            on,
            faqs,
            phrasings,
            held(session, (number for faq in faqs for number in faq.standards)),
            terms_in(session),
            sector_codes_in(session),
            documents_in(session),
            foreign_questions_in(session),
            outlines_in(session, {*LAWS, *named}, on),
            families(session, on_which),
            on_which,
        )


def check_of(faq: Faq, laws: Laws) -> str:
    """What may be said of how an FAQ was checked: no text says it that isn't here and in force."""
    if faq.checked is Checked.TEXT and not laws.hold(faq.sources):
        return UNCHECKED
    return mark(faq.checked, faq.checked_on)


def faq_entry(faq: Faq, laws: Laws, phrasings: Iterable[str] = ()) -> Entry:
    """The searchable form of an FAQ."""
    return Entry(
        EntryKind.FAQ,
        faq.slug,
        faq.question,
        (faq.question, *phrasings),
        faq.answer,
        tuple(faq.sources),
        check_of(faq, laws),
        for_business=faq.audience == ["企业"],
        picture=Illustration(faq.picture, faq.picture_alt) if faq.picture else None,
    )


def changes_in(content: Content) -> dict[str, tuple[Change, ...]]:
    """The entries whose standards stand otherwise than when somebody last looked at them."""
    catalogue = Catalogue(content.depended)
    found = ((faq.slug, changes(faq, catalogue, content.laws, content.day)) for faq in content.faqs)
    return {slug: changed for slug, changed in found if changed}


def standard_entry(row: Standard | Edition) -> Entry:
    """The searchable form of a standard."""
    product = row.title.removeprefix("食品安全国家标准").strip()
    return Entry(
        EntryKind.STANDARD,
        row.number,
        f"{row.number}《{row.title}》",
        (row.title, f"{product}执行什么标准"),
        f"{row.title}。{row.summary}",
        (row.number,),
    )


def english_entries(content: Content) -> list[Entry]:
    """The English side of FAQ, where it is of the answer the entry has now."""
    found = []
    for faq in content.faqs:
        side = faq.english
        if side is None or side["of"] != text_digest(faq.answer):
            continue
        questions = (side["question"], *side["phrasings"])
        # Nobody wrote what it shows in English; who can't see it is told in which language it is.
        shown = Illustration(faq.picture, f"{faq.picture_alt} (described in Chinese)")
        found.append(
            Entry(
                EntryKind.FAQ,
                faq.slug,
                side["question"],
                questions,
                side["answer"],
                tuple(faq.sources),
                check_of(faq, content.laws),
                picture=shown if faq.picture else None,
            )
        )
    return found


def entries_of(content: Content) -> list[Entry]:
    """Everything searchable: FAQ, standards by title, terms, sector codes and passages."""
    entries = [faq_entry(faq, content.laws, content.phrasings[faq.slug]) for faq in content.faqs]
    entries += (standard_entry(row) for row in content.standards)
    for term in content.terms:
        names = (term.term, *term.aliases)
        entries.append(
            Entry(
                EntryKind.TERM,
                term.term,
                f"什么是{term.term}？",
                tuple(f"{name}是什么" for name in names) + names,
                f"{term.term}：{term.explanation}",
                (term.source,),
                mark(term.checked, term.checked_on),
            )
        )
    for code in content.sectors:
        authority = f"，主管部门为{code.authority}" if code.authority else ""
        entries.append(
            Entry(
                EntryKind.SECTOR,
                code.code,
                f"{code.code} 是哪个行业的标准代号？",
                (f"{code.code}是哪个行业的标准", f"{code.code}开头的标准是什么"),
                f"{code.code} 是{code.industry}行业的行业标准代号{authority}。"
                "行业标准是推荐性标准。",
                (code.source, "《中华人民共和国标准化法》第二条"),
                mark(code.checked, code.checked_on),
            )
        )
    for document in content.documents:
        for passage in document.passages:
            where = " ".join(part for part in (passage.section, passage.heading) if part)
            entries.append(
                Entry(
                    EntryKind.PASSAGE,
                    str(passage.id),
                    f"{document.title}：{where}" if where else document.title,
                    (f"{document.title}{passage.heading}", passage.heading or document.title),
                    passage.text,
                    (f"{document.title}{passage.section}（{document.source}）",),
                    QUOTED,
                )
            )
    return entries


@dataclass(frozen=True)
class Searched:
    """What of a content is searched, its questions in one spelling.

    Args:
        content: all of it.
        entries, english: the entries, and the English side of those that have one.
        foreign: what staff called not ours.
        asked: the questions as they were written.
    """

    content: Content
    entries: Sequence[Entry]
    english: Sequence[Entry]
    foreign: Sequence[str]
    asked: Collection[str]

    @cached_property
    def texts(self) -> Mapping[str, tuple[str, bool]]:
        """All there must be a vector of, and whether it is a question, by the vector's digest."""
        found = [pair for entry in (*self.entries, *self.english) for pair in entry.texts()]
        found += ((text, True) for text in self.foreign)
        return {digest(text, is_query=is_query): (text, is_query) for text, is_query in found}


def words_of(content: Content) -> set[str]:
    """Words the segmenter must keep whole."""
    words = {term.term for term in content.terms}
    words.update(alias for term in content.terms for alias in term.aliases)
    return {word for word in words if 1 < len(word) <= 12 and not word.isascii()}


def load_normaliser() -> Normalise:
    """Traditional to simplified characters, then the dialect and typo words of ``data/lexicon``."""
    path = LEXICON / "dialect.yml"
    return _normaliser(path, stamp(path))


@lru_cache(maxsize=2)
def _normaliser(path: Path, state: tuple[int, int]) -> Normalise:
    """Made once for a state of the file: its pattern has all words of it."""
    simplify = opencc.OpenCC("t2s").convert
    words = Normaliser(_yaml(path))
    return kept(lambda text: words(simplify(text)))


def load_aspects() -> dict[str, list[str]]:
    """Words of titles to the everyday words for them."""
    return {
        str(title): list(map(str, said)) for title, said in _yaml(LEXICON / "aspects.yml").items()
    }


def load_stopwords() -> frozenset[str]:
    """Words that say nothing about what is asked."""
    return frozenset(map(str, _yaml(LEXICON / "stopwords.yml")))


def _yaml(path: Path) -> Any:
    return read_yaml(path)


class SnapshotBuilder:
    """Makes snapshots; what was made of texts that did not change is remembered.

    Args:
        embedder: makes vectors.
        calibration: turns features into a confidence.
        normaliser: brings a question to one spelling.
        stopwords: words that say nothing about what is asked.
        kept: where it is remembered over starts; without it, nowhere.
    """

    def __init__(
        self,
        embedder: Embedder,
        calibration: Calibration,
        normaliser: Normalise,
        stopwords: frozenset[str],
        kept: KeptWork | None = None,
    ) -> None:
        self._embedder = embedder
        self._calibration = calibration
        self._normaliser = normaliser
        self._stopwords = stopwords
        self._kept = kept or KeptWork()
        # The content's questions in one spelling.
        self._spelled: Remembered[str] | None = None
        self._segmenter: Segmenter | None = None  # made when first asked: it copies a dictionary
        self._words: frozenset[str] = frozenset()
        self._cuts: Remembered[list[str]] = Remembered()

    def searched(self, content: Content) -> Searched:
        """What of a content a snapshot is made from."""
        spellings = self._spellings()

        def spelled(entry: Entry) -> Entry:
            said = (spellings.of(text, self._normaliser) for text in entry.questions)
            return replace(entry, questions=tuple(dict.fromkeys(said)))

        ours, english = entries_of(content), english_entries(content)
        return Searched(
            content,
            list(map(spelled, ours)),
            list(map(spelled, english)),
            list(map(self._normaliser, content.foreign)),
            {text for one in (*ours, *english) for text in one.questions},
        )

    def build(
        self,
        searched: Searched,
        cached: Mapping[str, Held],
        editions: Editions,
        progress: Callable[[int, int], None] | None = None,
        before: Snapshot | None = None,
    ) -> tuple[Snapshot, dict[str, bytes]]:
        """A snapshot, and the vectors that had to be made for it.

        Args:
            searched: what it is made from.
            cached: the vectors there are, by digest.
            editions: where standards are looked up.
            progress: told how many of how many vectors there are.
            before: another snapshot; what both have in common is not made again.
        """
        content = searched.content
        words = frozenset(words_of(content))
        if words != self._words:
            source = made_from(words, self._stopwords)
            self._segmenter, self._words = None, words
            self._cuts = Remembered(self._kept, "cuts", source)
        missing = [pair for key, pair in searched.texts.items() if key not in cached]
        total = len(searched.texts)

        def report(done: int) -> None:
            if progress is not None:
                progress(total - len(missing) + done, total)

        made = self._embedder.vectors(missing, {}, report)
        vectors = {**cached, **made}
        tools, in_english = (vectors, self.cut, self._embedder), Calibration.load(ENGLISH_FILE)
        known = (None, None) if before is None else (before.index, before.english)
        rows = [
            np.frombuffer(vectors[digest(text, is_query=True)], dtype=np.float32)
            for text in searched.foreign
        ]
        snapshot = Snapshot(
            content.revision,
            SearchIndex(searched.entries, *tools, self._calibration, known[0]),
            Catalogue(editions),
            {entry.reference: entry for entry in searched.entries},
            {faq.slug: tuple(faq.standards) for faq in content.faqs},
            SearchIndex(searched.english, *tools, in_english, known[1]),
            np.stack(rows) if rows else np.zeros((0, DIMENSION), np.float32),
            content.laws,
            changes_in(content),
            content.revision,
        )
        return snapshot, made

    def keep(self, searched: Searched) -> None:
        """Keep what was made of the content for the next start; what citizens typed is not kept."""
        self._spellings().keep(searched.asked)
        texts = {text for text, _ in searched.texts.values()}
        for text in texts:
            self.cut(text)  # answers are cut when somebody asks
        self._cuts.keep(texts)

    def cut(self, text: str) -> list[str]:
        """Tokens of a text without stop words."""
        return self._cuts.of(text, self._cut)

    def _cut(self, text: str) -> list[str]:
        if self._segmenter is None:
            self._segmenter = Segmenter(self._words)
        words = (token for token in self._segmenter.cut(text) if token not in self._stopwords)
        return list(map(sys.intern, words))  # each is held once

    def _spellings(self) -> Remembered[str]:
        if self._spelled is None:
            dialect = (LEXICON / "dialect.yml").read_bytes()
            self._spelled = Remembered(self._kept, "spelled", made_from(dialect))
        return self._spelled


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


class LiveKnowledge:
    """Keeps the newest snapshot; looks at the revision again and again, or when told to.

    Args:
        reading: reads the database.
        writing: opens a session in a transaction, for the vector cache.
        builder: makes snapshots.
        seconds: pause between two looks.
        today: the day in Chongqing: entries come and go by it.
        pause: waits until it is time for the next look; without it ``seconds`` pass.
    """

    def __init__(
        self,
        reading: Reads,
        writing: SessionScope,
        builder: SnapshotBuilder,
        seconds: float = 0.25,
        today: Callable[[], date] = _today,
        pause: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self._reading = reading
        self._writing = writing
        self._builder = builder
        self._seconds = seconds
        self._pause = pause or (lambda: asyncio.sleep(seconds))
        self._snapshot: Snapshot | None = None
        self._today = today
        self._day: date | None = None
        self._one_builds = asyncio.Lock()
        self._vectors: dict[str, Held] = {}

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot.

        Raises:
            RuntimeError: nothing was loaded yet.
        """
        if self._snapshot is None:
            raise RuntimeError("the knowledge base is not loaded yet")
        return self._snapshot

    @property
    def vectors(self) -> dict[str, bytes]:
        """The vectors of the newest snapshot by digest, as float32."""
        return {key: bytes(vector) for key, vector in self._vectors.items()}

    @property
    def ready(self) -> bool:
        """Whether there is a snapshot to answer from."""
        return self._snapshot is not None

    def editions(self) -> Editions:
        """The catalogue in the database, as it is from now on."""
        return StoredEditions(self._reading.read_here)

    async def refresh(self, progress: Callable[[int, int], None] | None = None) -> bool:
        """Reload if the revision or the day changed; tells whether one did."""
        # Who publishes and who follows look at the same time: one builds, the other finds it done.
        async with self._one_builds:
            return await self._refresh(progress)

    async def _refresh(self, progress: Callable[[int, int], None] | None) -> bool:
        day = self._today()
        known = None if self._snapshot is None else self._snapshot.revision
        # In a thread of its own, for an asynchronous session changes threads for every step.
        revision = await asyncio.to_thread(self._reading.read_here, revision_in)
        if (revision, day) == (known, self._day):
            return False
        self._renew_catalogue(revision)
        # In a thread: the loop goes on answering, and looking.
        making = asyncio.ensure_future(asyncio.to_thread(self._make, day, progress))
        # It takes seconds, and what is written meanwhile is as urgent.
        while not (await asyncio.wait({making}, timeout=self._seconds))[0]:
            later = await asyncio.to_thread(self._reading.read_here, revision_in)
            if later != revision:
                revision = later
                self._renew_catalogue(revision)
        searched, snapshot, vectors, made = await making
        if made:
            async with self._writing() as session:
                await KnowledgeRepository(session).keep_vectors(made)
        self._snapshot, self._day, self._vectors = snapshot, day, vectors
        await asyncio.to_thread(self._builder.keep, searched)
        return True

    def held_in(self, session: Session, wanted: Set[str]) -> dict[str, Held]:
        """The vectors there are of some texts, by digest; making one takes 6 ms of a core."""
        # Nearly all of them were needed for the last snapshot too.
        held = {key: self._vectors[key] for key in wanted & self._vectors.keys()}
        held |= shipped(wanted - held.keys())
        return held | vectors_in(session, list(wanted - held.keys()))

    def _make(
        self, day: date, progress: Callable[[int, int], None] | None
    ) -> tuple[Searched, Snapshot, dict[str, Held], dict[str, bytes]]:
        """What is searched on a day, a snapshot of it, its vectors, and those made for it."""

        def read(session: Session) -> tuple[Searched, dict[str, Held]]:
            searched = self._builder.searched(Content.read_in(session, day))
            return searched, self.held_in(session, searched.texts.keys())

        searched, cached = self._reading.read_here(read)
        snapshot, made = self._builder.build(
            searched, cached, self._editions(searched.content), progress, self._snapshot
        )
        # What the index holds is held once; a copy of every vector would take 30 MB.
        held = {**cached, **made, **dict(snapshot.index.held()), **dict(snapshot.english.held())}
        return searched, snapshot, held, made

    def _editions(self, content: Content) -> Editions:
        """The same, without a look for what entries stand on: it was read with them."""
        known = Known(content.depended, content.depended_on)
        return StoredEditions(self._reading.read_here, known)

    def _renew_catalogue(self, revision: int) -> None:
        """Numbers are looked up in the database: they need not wait for the new index."""
        if self._snapshot is not None:
            catalogue = Catalogue(self.editions())
            self._snapshot = replace(
                self._snapshot, catalogue=catalogue, catalogue_revision=revision
            )

    async def follow(self, worked: Callable[[], object] = lambda: None) -> None:
        """Refresh for ever; a failing look is reported by the caller's loop and tried again.

        Args:
            worked: told after each look.
        """
        while True:
            await self._pause()
            await self.refresh()
            worked()
