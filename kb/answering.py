"""The three answers: sure (with its source), unsure (choices), don't know (says so)."""

from __future__ import annotations

import enum
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from kb.catalogue import OFFICIAL, UNCHECKED, Catalogue, Edition, LookUp
from kb.knowledge import HasSnapshot, Normalise, Snapshot
from kb.models import Checked, Nature, StandardStatus
from kb.scope import Places, Scope, home_sources, load_places, scope_of
from kb.search.index import Entry, EntryKind, Hit
from kb.text.standard_number import StandardNumber, canonicalise

MOST_CHOICES = 3
ANSWERS_KEPT = 4096
# A passage or a catalogue title yields to an FAQ that is nearly as sure: the FAQ was written
# and checked as an answer.
FAQ_FIRST = 0.15
# A question with a number gets the catalogue's card unless an FAQ about it is this near.
# A question like one that staff called not ours is declined unless an entry is this likely.
OVER_FOREIGN = 0.5
# Of e5 cosines: nearly the same words.
LIKE_FOREIGN = 0.955
FAQ_OVER_CARD = 0.5
# Words of which a question means one and not the other: the rules behind them differ.
_OPPOSITES = (("投诉", "举报"),)
OPPOSITE = 0.5  # what is left of the confidence of an entry about the other one
_ENDING = "？?。！! 嘛啊呢哦撒哟呀嗦吧"
# A glossary line says what something is; to who asks how, where or how long it is no answer.
_ASKS_HOW = re.compile(
    r"怎么(?!回事)|如何|怎样|多久|多少|哪里|哪儿|找谁|找哪|能不能|可不可以|流程|步骤"
)
TERM_BEHIND = 0.6

UNKNOWN = (
    "这个问题我还没有可靠的答案，不敢乱说；我已经把问题记下来，交给工作人员补充。\n"
    "您可以先这样做：查标准请到全国标准信息公共服务平台（std.samr.gov.cn）；"
    "消费投诉举报请打 12315 或到全国 12315 平台（www.12315.cn）；"
    "其他事情不知道找哪个部门，请打 12345。"
)


ELSEWHERE = (
    "您问的是{place}。我只核实过全国的和重庆的规定，这方面没有{place}的，不能拿重庆的规定来答您。\n"
    "您可以这样查：法规到国家法律法规数据库（flk.npc.gov.cn）；地方标准到地方标准信息服务平台"
    "（dbba.sacinfo.org.cn）；找部门打当地的 12345，消费投诉举报打当地的 12315 或到全国 12315 平台"
    "（www.12315.cn）。\n"
    "想问重庆的，请加上“重庆”再问一次。"
)


class Certainty(enum.StrEnum):
    """How sure an answer is."""

    SURE = "sure"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


class Focus(enum.StrEnum):
    """What the citizen wants to know of a standard, when the intent tells."""

    STATUS = "status"
    NATURE = "nature"
    CARD = "card"


@dataclass(frozen=True)
class Candidate:
    """An entry offered as a choice."""

    reference: str
    title: str


@dataclass(frozen=True)
class Answer:
    """What is said to a question.

    Args:
        certainty: sure, unsure or unknown.
        text: ready for the citizen, plain text with its sources.
        sources: where it comes from.
        score: confidence of the best entry, 0 to 1.
        entry: reference of the entry given, if one was.
        candidates: at most three choices when unsure.
    """

    certainty: Certainty
    text: str
    sources: tuple[str, ...] = ()
    score: float = 0.0
    entry: str | None = None
    candidates: tuple[Candidate, ...] = ()


class Answerer:
    """Answers questions from the newest snapshot.

    Args:
        knowledge: the live knowledge base.
        normaliser: traditional characters, dialect and typos to standard words.
        today: the day in Chongqing, for a standard's status.
        places: other places a question may be about.
    """

    def __init__(
        self,
        knowledge: HasSnapshot,
        normaliser: Normalise,
        today: Callable[[], date],
        places: Places | None = None,
    ) -> None:
        self._places = places or load_places()
        self._knowledge = knowledge
        self._normaliser = normaliser
        self._today = today
        self._lock = threading.Lock()
        # The same few questions make up most of a day: an answer holds while neither the
        # knowledge base nor the day changes.
        self._recent: OrderedDict[tuple[int, date, str, Focus | None], Answer] = OrderedDict()

    def answer(self, question: str, focus: Focus | None = None) -> Answer:
        """The answer to a question in the citizen's words.

        Args:
            question: the words as typed.
            focus: what about a standard is asked, when known.
        """
        snapshot, today = self._knowledge.snapshot, self._today()
        text = canonicalise(self._normaliser(question))
        key = (snapshot.revision, today, text, focus)
        with self._lock:
            if (known := self._recent.get(key)) is not None:
                self._recent.move_to_end(key)
                return known
        found = self._find(snapshot, text, focus)
        with self._lock:
            self._recent[key] = found
            if len(self._recent) > ANSWERS_KEPT:
                self._recent.popitem(last=False)
        return found

    def _find(self, snapshot: Snapshot, text: str, focus: Focus | None) -> Answer:
        numbers = StandardNumber.find_all(text)
        hits = self._preferred(snapshot.index.search(text), text)
        if numbers:
            focus = focus or _focus_of(text)
            return self._about_numbers(snapshot, text, numbers, hits, focus)
        best = hits[0].confidence if hits else 0.0
        if best < OVER_FOREIGN and _is_foreign(snapshot, text):
            return Answer(Certainty.UNKNOWN, UNKNOWN, score=best)
        return self._from_hits(snapshot, hits, text)

    def hits(self, question: str) -> list[Hit]:
        """The entries that are weighed for a question, the best first."""
        text = canonicalise(self._normaliser(question))
        return self._preferred(self._knowledge.snapshot.index.search(text), text)

    def give(self, reference: str) -> Answer | None:
        """The entry a citizen picked, or None when it was withdrawn meanwhile."""
        entry = self._knowledge.snapshot.entries.get(reference)
        return None if entry is None else self._sure(self._knowledge.snapshot, entry, 1.0)

    def card(self, number: str) -> Edition | None:
        """The record of a standard; None if the catalogue lacks it."""
        return self._knowledge.snapshot.catalogue.get(number)

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

    def look_up(self, number: StandardNumber, focus: Focus | None = None) -> Answer:
        """What the catalogue says to one number."""
        return self._cards(self._knowledge.snapshot.catalogue, [number], focus)

    def _preferred(self, hits: list[Hit], text: str) -> list[Hit]:
        asked = text.strip(_ENDING)

        def rank(hit: Hit) -> tuple[bool, float]:
            is_faq = hit.entry.kind is EntryKind.FAQ
            # Word for word what somebody wrote an answer to; a term of the same word is near too.
            exact = is_faq and any(asked == said.strip(_ENDING) for said in hit.entry.questions)
            behind = 0.0 if is_faq else FAQ_FIRST
            if hit.entry.kind is EntryKind.TERM and _ASKS_HOW.search(asked):
                behind = TERM_BEHIND
            share = OPPOSITE if _means_other(asked, hit.entry) else 1.0
            return exact, hit.confidence * share - behind

        return sorted(hits, key=rank, reverse=True)

    def _about_numbers(
        self,
        snapshot: Snapshot,
        text: str,
        numbers: list[StandardNumber],
        hits: list[Hit],
        focus: Focus | None,
    ) -> Answer:
        if focus is None:
            best = next((hit for hit in hits if self._speaks_of(snapshot, hit, numbers)), None)
            if best is not None and best.confidence >= FAQ_OVER_CARD:
                return self._sure(snapshot, best.entry, best.confidence)
        return self._cards(snapshot.catalogue, numbers, focus)

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

    def _cards(
        self, catalogue: Catalogue, numbers: list[StandardNumber], focus: Focus | None
    ) -> Answer:
        today = self._today()
        look_ups = [catalogue.look_up(number, today) for number in numbers[:MOST_CHOICES]]
        parts = [_lead(catalogue, look_up, focus, today) for look_up in look_ups]
        found = [look_up.found for look_up in look_ups if look_up.found is not None]
        sources = tuple(dict.fromkeys(f"{e.number}（{e.origin}）" for e in found))
        if not found:
            return Answer(Certainty.UNKNOWN, "\n\n".join(parts))
        return Answer(
            Certainty.SURE,
            "\n\n".join(parts),
            sources,
            1.0,
            f"{EntryKind.STANDARD.value}:{found[0].number}",
        )

    def _from_hits(self, snapshot: Snapshot, hits: list[Hit], text: str) -> Answer:
        calibration = snapshot.index.calibration
        best = hits[0] if hits else None
        if best and best.confidence >= calibration.sure and not _means_other(text, best.entry):
            return self._for_the_place(snapshot, best, self._places.elsewhere(text))
        possible = [hit for hit in hits if hit.confidence >= calibration.unsure]
        if not possible:
            return Answer(Certainty.UNKNOWN, UNKNOWN, score=hits[0].confidence if hits else 0.0)
        choices = self._choices(possible)
        lines = [f"{n}. {choice.title}" for n, choice in enumerate(choices, 1)]
        text = "\n".join(
            [
                "我不太确定您问的是哪一个。您是不是想问：",
                *lines,
                "回复序号就能看答案；都不是的话，请换个说法再问一次。",
            ]
        )
        return Answer(
            Certainty.UNSURE, text, score=possible[0].confidence, candidates=tuple(choices)
        )

    def _for_the_place(self, snapshot: Snapshot, best: Hit, place: str) -> Answer:
        """The entry, unless it tells Chongqing's rule to a question about another place."""
        scope = scope_of(best.entry) if place else Scope.COUNTRY
        if scope is Scope.HOME:
            return Answer(Certainty.UNKNOWN, ELSEWHERE.format(place=place), score=best.confidence)
        answer = self._sure(snapshot, best.entry, best.confidence)
        if scope is Scope.COUNTRY:
            return answer
        ours = "；".join(home_sources(best.entry.sources))
        note = f"提醒：其中来自“{ours}”的只适用于重庆，{place}的请以当地规定为准。"
        return replace(answer, text=f"{answer.text}\n{note}")

    def _choices(self, hits: list[Hit]) -> list[Candidate]:
        unique = {hit.entry.title: Candidate(hit.entry.reference, hit.entry.title) for hit in hits}
        return list(unique.values())[:MOST_CHOICES]

    def _sure(self, snapshot: Snapshot, entry: Entry, confidence: float) -> Answer:
        if entry.kind is EntryKind.STANDARD:
            number = StandardNumber.parse(entry.key).undated
            card = self._cards(snapshot.catalogue, [number], None)
            return Answer(card.certainty, card.text, card.sources, confidence, entry.reference)
        if entry.kind is EntryKind.PASSAGE:
            text = f"{entry.title}\n“{entry.answer}”\n来源：{entry.sources[0]}"
            return Answer(Certainty.SURE, text, entry.sources, confidence, entry.reference)
        lines = [entry.answer, *warnings(snapshot, entry, self._today())]
        lines.append(f"来源：{'；'.join(entry.sources)}")
        return Answer(Certainty.SURE, "\n".join(lines), entry.sources, confidence, entry.reference)


def warnings(snapshot: Snapshot, entry: Entry, today: date) -> list[str]:
    """What must be said of the standards an FAQ rests on or names.

    Which of them is no longer, or not yet, in force; and which are only remembered.
    """
    if entry.kind is not EntryKind.FAQ:
        return []
    catalogue, found = snapshot.catalogue, []
    rests = snapshot.faq_standards.get(entry.key, ())
    for number in rests:
        edition = catalogue.get(number)
        if edition is None:
            continue
        status = catalogue.status_on(edition, today)
        if status in (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN):
            successor = "、".join(edition.superseded_by)
            then = f"，由 {successor} 代替，请以新标准为准" if successor else ""
            found.append(f"提醒：{number} 已{status.value.removeprefix('已')}{then}。")
        elif status is StandardStatus.UPCOMING:
            found.append(f"提醒：{number} 自 {edition.effective_on} 起实施，现在还没有生效。")
    named = (str(number) for number in StandardNumber.find_all(entry.answer))
    editions = [catalogue.get(number) for number in dict.fromkeys((*rests, *named))]
    remembered = [e.number for e in editions if e and e.checked is Checked.UNCHECKED]
    if remembered:
        found.append(f"提醒：{'、'.join(remembered)} 的信息{UNCHECKED}，请以{OFFICIAL}显示为准。")
    return found


def _is_foreign(snapshot: Snapshot, text: str) -> bool:
    """Whether staff called a question like this one not ours."""
    if not len(snapshot.foreign):
        return False
    return float((snapshot.foreign @ snapshot.index.vector(text)).max()) >= LIKE_FOREIGN


def _means_other(text: str, entry: Entry) -> bool:
    """Whether an entry is about the one thing where the question means its opposite."""
    return any(
        (asked in text and other not in text and other in entry.title and asked not in entry.title)
        for one, two in _OPPOSITES
        for asked, other in ((one, two), (two, one))
    )


def _focus_of(text: str) -> Focus | None:
    """What the words alone tell, for turns that Rasa has not seen."""
    if "强制" in text:
        return Focus.NATURE
    if any(word in text for word in ("有效", "现行", "作废", "废止", "过期", "代替")):
        return Focus.STATUS
    return None


def _lead(catalogue: Catalogue, look_up: LookUp, focus: Focus | None, today: date) -> str:
    card = catalogue.describe(look_up, today)
    edition = look_up.found
    if focus is not Focus.NATURE or edition is None:
        return card
    verdict = {
        Nature.MANDATORY: "是强制性标准",
        Nature.RECOMMENDED: "不是强制性的，是推荐性标准",
        Nature.GUIDANCE: "不是强制性的，是指导性技术文件",
        Nature.REGULATION: "是技术规范，不是标准，按有关法规执行",
    }[edition.nature]
    if catalogue.status_on(edition, today) in (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN):
        return card
    return f"{edition.number} {verdict}。\n{card}"
