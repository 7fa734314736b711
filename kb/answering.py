"""The three answers: sure (with its source), unsure (choices), don't know (says so)."""

from __future__ import annotations

import enum
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.after_article import asks_penalty, other_article, punishing
from kb.asked import asked_in, fact_wanted, without_how_often
from kb.bare_number import with_prefix
from kb.basis import Basis, basis_of
from kb.catalogue import OFFICIAL, Catalogue, Edition, LookUp
from kb.compared import compares, told_apart
from kb.doubts import NOT_NOTED, NotCovered, asks_unnoted, load_not_covered
from kb.english_scope import NOT_CHECKED, asks_cover
from kb.fitting import lacks_the_fact, lacks_the_unit
from kb.heard import load_hearing
from kb.knowledge import HasSnapshot, Normalise, Snapshot, load_aspects, standard_entry
from kb.label_codes import taken_for_a_standard
from kb.law_articles import Article, Law, load_law_articles
from kb.law_citations import ARTICLE, cited_in, cites
from kb.law_search import load_law_search, offered
from kb.missing_number import MOST_PARTS, amendment_told, asks_kind, parts_told, unknown_told
from kb.models import Nature, StandardStatus
from kb.number_codes import NumberCodes, load_number_codes
from kb.preferring import ENDING, means_other, of_another_year, preferred, years_in
from kb.premise import denied_by_record, denied_by_text, not_started, says_new_has_started
from kb.reminders import warnings
from kb.scope import Places, Scope, home_sources, load_places, scope_of
from kb.search.fuse import bigrams
from kb.search.index import Entry, EntryKind, Hit, Illustration
from kb.standard_english import UNKNOWN_NUMBER, parts_in_english, things_told, told_in_english
from kb.standard_facets import facets_in, told
from kb.standards.terms import Filters
from kb.standards.wording import load_title_words
from kb.text.english import facet_in_english, is_english
from kb.text.facet import Facet, facet_of
from kb.text.listed import items_in
from kb.text.standard_number import StandardNumber, canonicalise, code_asked
from kb.truth import sourced
from kb.wanted import NOT_KNOWN, PENALTY, Kin, Want
from kb.within import is_said, says_something, sentences_with
from kb.yes_or_no import to_its_own_question

MOST_CHOICES = 3
ANSWERS_KEPT = 4096
# A question like one that staff called not ours is declined unless an entry is this likely.
OVER_FOREIGN = 0.5
# Of e5 cosines: nearly the same words.
LIKE_FOREIGN = 0.955
# A question with a number gets the catalogue's card unless an FAQ about it is this near.
FAQ_OVER_CARD = 0.5
# What the catalogue's own fields answer better than any text.
FROM_FIELDS = frozenset(
    {Facet.EFFECTIVE, Facet.PUBLISHED, Facet.STATUS, Facet.NATURE, Facet.NEWER, Facet.OLDER}
)
# Confidence of what the entry told a moment ago says of what is asked on.
WITHIN = 0.5
# An entry below the line that is this likely and leads is what was asked nearly always.
LIKELY = 0.12
# A second entry this nearly as sure as the first is said too, in short.
NEARLY = 0.6
SURE_ALONE = 0.9
# An entry this likely was written for the question: what else it is near to doesn't matter.
WRITTEN_FOR_IT = 0.5
SHORT = 90  # characters
# Who speaks of our own subject, at length or in odd words, is offered what is only faintly near
# rather than told that nothing is known; nothing is asserted from here.
OF_OURS = 0.35
_SUBJECT = re.compile(
    r"标准|国标|行标|地标|团标|企标|强标|质量|合格|质检|检验|检测|认证|3C|投诉|举报|维权|退货|退款|退钱|赔|假货|冒牌|三无|过期|临期|保质期|生产日期|标签"
    r"|条码|吊牌|计量|缺斤|短秤|秤|甲醛|安全标志|能效|消费者|商家|卖家|包装"
)

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
_OF_ONE_EDITION = frozenset(
    {Facet.EFFECTIVE, Facet.PUBLISHED, Facet.NATURE, Facet.SCOPE, Facet.WHERE, Facet.STATUS}
)
UNKNOWN_CODE = (
    "{code} 是标准编号开头的代号，它代表什么我没有核实过，不敢乱说。"
    f"您可以把完整的标准号发给我，或者到{OFFICIAL}查询。"
)
_AMENDMENT = "修改单"
# 「D类」: cut into words it would be two single signs, which any text has.
_CLASSES = re.compile(r"[a-z][类级型]")
_CODES = re.compile(r"[A-Z0-9]+")
_NEW = re.compile(
    r"(?:代替|替代|取代|顶替|接替)(?:了)?它的|新版|新的|换(?:的|了|成|上)?新|新国标|新标准|最新|修订后"
)
_OLD = re.compile(r"旧|老|以前的|原来的|上一版")
_SENTENCE = re.compile(r"[^。！？；]+[。！？；]?")
_ENGLISH_KINDS = re.compile(r"\b(?:national|local|group|enterprise|industry)(?= standard)")
_IN_ENGLISH_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")
_ITS_YEAR = re.compile(r"(?:19|20)\d\d\s?年?")
_BRACKETS = re.compile(r"（[^）]{0,40}）")
_ASKS_ARTICLE = re.compile(r"(?:哪|第几)一?条|哪部法|什么法|依据(?:是|的)?(?:什么|哪)")
# Who asks what a part of a number means asks of no standard.
_OF_THE_NUMBER = re.compile(
    r"(?:末尾|后面|后头|最后|尾巴|中间|前面|横线)[^,，。]{0,5}(?:[四几两]位|数字|数|年份|年号|字母|代号)|[四几两]位(?:数|数字)(?:是|指|代表)"
)
# Who doubts a number that isn't found asks what that means.
_DOUBTS = re.compile(r"假|真|(?:查|搜|找)(?:不|无)|编的|靠谱|算数")
_KINDS = (("Q/", "企业"), ("T/", "团体"), ("DB", "地方"))
# Whether what has these letters must be kept to.
_IS_KEPT = re.compile(r"执行|遵守|照做|照着做|照办|约束")
_KINDS_OF_STANDARDS = ("行业标准", "地方标准", "团体标准", "企业标准")
_OF_STANDARDS = ("标准", "国标", "规范", "规程")
# What somebody says of a standard that no title has.
_SAYS_STANDARD = re.compile(
    r"(?:国家|行业|地方|团体)?标准|国标|执行|编号|标准号|有没有|查询?|找|依据|按照?|看"
)
# An entry this likely that rests on an article says what it means; otherwise the article itself is
# quoted.
OVER_ARTICLE = 0.5
NO_ARTICLE = "我收录的《{law.name}》（{law.version} 通过或者修正）没有第 {number} 条，请核对。"
CHECK_LAW = "这是 {day} 通过或者修正的文本；最新文本请到国家法律法规数据库（flk.npc.gov.cn）核对。"
NEAR = "和您问的最接近的是："
NOT_SURE = "我不太确定您问的是哪一个，最接近的是："
PICK = "回复序号看完整答案和来源；都不是的话，请换个说法再问一次。"
NO_MORE = (
    "这方面我知道的就是这些，没有别的了。您可以把想问的说具体一点，或者打 12315、12345 问工作人员。"
)
NO_ENGLISH = (
    "Sorry, I have no reliable answer to this yet. In English I can tell you about standards, "
    "product safety, complaints (call 12315) and World Standards Day; other government matters: "
    "12345. In Chinese:"
)
NEAREST_IN_ENGLISH = "I am not sure which one you mean. The closest I have:"
PICK_IN_ENGLISH = (
    "Reply with a number for the full answer and its sources (in Chinese), or ask in other words."
)
ONLY_CHINESE = "I only have this in Chinese; please check whether it is what you asked:"


class Certainty(enum.StrEnum):
    """How sure an answer is."""

    SURE = "sure"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


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
        about: the entry's own phrasing that was nearest to the question.
        listed: references of what a sure answer lists, so that 「第二个」 may be asked for.
        picture: of the entry given, if it has one.
    """

    certainty: Certainty
    text: str
    sources: tuple[str, ...] = ()
    score: float = 0.0
    entry: str | None = None
    candidates: tuple[Candidate, ...] = ()
    about: str = ""
    listed: tuple[str, ...] = ()
    picture: Illustration | None = None

    @property
    def is_sure(self) -> bool:
        """Whether it is said as known."""
        return self.certainty is Certainty.SURE


# The two revisions, the day, and what was asked.
_Asked = tuple[int, int, date, str, Facet | None, str]


class Answerer:
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
        self._not_covered = not_covered or load_not_covered()
        self._articles = load_law_articles()
        self._places = places or load_places()
        self._aspect_words = load_aspects()
        self._codes = codes or load_number_codes()
        self._knowledge = knowledge
        self._normaliser = normaliser
        self._hearing = load_hearing()
        self._today = today
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

    def _find(self, snapshot: Snapshot, text: str, facet: Facet | None, topic: str) -> Answer:
        numbers = StandardNumber.find_all(text)
        if is_english(text):
            return self._in_english(snapshot, text, numbers)
        if entry := snapshot.entries.get(f"{EntryKind.FAQ.value}:{taken_for_a_standard(text)}"):
            return self._put_right(snapshot, self._sure(snapshot, Hit(entry, 1.0, ())), entry, text)
        hits = preferred(snapshot.index.search(text), text)
        named = self._articles.named_in(text)
        if named is not None and not (hits and _explains(hits[0], *named)):
            return self._quoted(*named)
        if numbers:
            facet = facet or facet_of(text)
            return self._about_numbers(snapshot, text, numbers, hits, facet)
        if code := code_asked(text):
            return self._about_code(snapshot, code, hits)
        best = hits[0].confidence if hits else 0.0
        if best < OVER_FOREIGN and _is_foreign(snapshot, text):
            return Answer(Certainty.UNKNOWN, UNKNOWN, score=best)
        return self._from_hits(snapshot, hits, text, topic)

    def _quoted(self, law: Law, number: int) -> Answer:
        """An article itself, as text; what it means for somebody an entry says, if there is one."""
        article = law.articles.get(number)
        if article is None:
            return Answer(Certainty.UNKNOWN, NO_ARTICLE.format(law=law, number=number))
        source = f"《{law.name}》{article.name}"
        text = f"{source}的原文是：\n“{article.quoted()}”\n{CHECK_LAW.format(day=law.version)}"
        return Answer(Certainty.SURE, f"{text}\n来源：{source}", (source,), 1.0, about=source)

    def after_article(self, source: str, text: str) -> Answer | None:
        """What is asked on of an article just quoted; None where something else is asked.

        Args:
            source: law and article as they were cited.
            text: the few words that ask on.
        """
        named = self._articles.named_in(source)
        if named is None:
            return None
        law, number = named
        if other := other_article(text, number):
            return self._quoted(law, other)
        article = law.articles.get(number)
        if article is None or not asks_penalty(text):
            return None
        if PENALTY.search(article.text):
            return self._quoted(law, number)
        if found := punishing(law, article):
            sources = tuple(f"《{law.name}》{one.name}" for one in found)
            lines = (
                f"{where}的原文是：\n“{one.quoted()}”"
                for where, one in zip(sources, found, strict=True)
            )
            said = "\n".join((*lines, CHECK_LAW.format(day=law.version)))
            text = f"{said}\n来源：{'；'.join(sources)}"
            return Answer(Certainty.SURE, text, sources, 1.0, about=sources[0])
        return self._punished(law, article) or Answer(
            Certainty.UNKNOWN, NOT_KNOWN[Want.PENALTY].format(about=f"{law.name}{article.name}")
        )

    def after_code(self, code: str, text: str, facet: Facet | None) -> Answer | None:
        """What is asked on of the letters of standard numbers just explained, if that is known.

        Args:
            code: the letters, 「GB/Z」.
            text: the few words that ask on.
            facet: what of a standard they ask.
        """
        if facet is not Facet.NATURE and not _IS_KEPT.search(text):
            return None
        meaning = self._codes.meaning(code, self._knowledge.snapshot.entries)
        kinds = [kind for kind in _KINDS_OF_STANDARDS if meaning and kind in meaning.text]
        for name in (code.removesuffix("/T"), *kinds):
            found = self.answer(f"{name}必须执行吗" if name in kinds else f"{code}{text}")
            told = f"{self.name_of(found.entry or '')}{found.about}".upper()
            if found.certainty is Certainty.SURE and name in told:
                return found
        return None

    def _punished(self, law: Law, article: Article) -> Answer | None:
        """Entries that rest on an article and tell a fine, offered."""
        entries = self._knowledge.snapshot.entries.values()
        found = [
            (entry, said)
            for entry in entries
            if entry.kind is EntryKind.FAQ
            and cites(entry.sources, law.name, article.name)
            and (said := sentences_with(entry.answer, (), PENALTY))
        ][:MOST_CHOICES]
        if not found:
            return None
        lines = [f"和《{law.name}》{article.name}有关的处罚，我知道的是："]
        lines += [f"{n}. {entry.title}\n{said}" for n, (entry, said) in enumerate(found, 1)]
        named = tuple(Candidate(entry.reference, entry.title) for entry, _ in found)
        sources = tuple(dict.fromkeys(one for entry, _ in found for one in entry.sources))
        return Answer(
            Certainty.UNSURE, "\n".join((*lines, PICK)), sources, WITHIN, candidates=named
        )

    def _in_english(self, snapshot: Snapshot, text: str, numbers: list[StandardNumber]) -> Answer:
        """The English side; without one, what can be asked here and the nearest in Chinese."""
        if numbers:
            card = self._card_in_english(snapshot.catalogue, numbers[0], facet_in_english(text))
            if asks_cover(text):
                said = f"{NOT_CHECKED}\n{card.text}"
                return replace(card, certainty=Certainty.UNKNOWN, text=said)
            return card
        hits = snapshot.english.search(text)
        hits.sort(key=lambda hit: _of_another_kind(text, hit.entry))
        if hits and (there := _year_lacking(text, hits[0].entry)):
            return self._of_that_year(snapshot, hits, there)
        if hits and hits[0].confidence >= snapshot.english.calibration.sure:
            entry = hits[0].entry
            said = f"{entry.answer}\nSource (来源): {entry.sourced}"
            reference, about = entry.reference, hits[0].phrasing
            score = hits[0].confidence
            return Answer(Certainty.SURE, said, entry.sources, score, reference, about=about)
        line = snapshot.english.calibration.unsure * OF_OURS
        if hits and hits[0].confidence >= line and not self.doubt(text):
            return self._offered_in_english([hit for hit in hits if hit.confidence >= line])
        found = preferred(snapshot.index.search(text), text)
        nearest = self._from_hits(snapshot, found, text)
        lead = NO_ENGLISH if nearest.certainty is Certainty.UNKNOWN else ONLY_CHINESE
        if nearest.certainty is Certainty.SURE:
            # Across languages the words don't meet, so nearness alone makes nobody sure.
            nearest = replace(nearest, certainty=Certainty.UNSURE)
        return replace(nearest, text=f"{lead}\n{nearest.text}")

    def _of_that_year(self, snapshot: Snapshot, hits: list[Hit], year: str) -> Answer:
        """What was written in Chinese of the year an English question names; else choices.

        The English side tells of the newest year alone: 「theme of 2020」 is none of 2025.
        """
        told = snapshot.entries.get(hits[0].entry.reference)
        asked = _ITS_YEAR.sub(f"{year} 年", _BRACKETS.sub("", told.title)) if told else ""
        found = self._find(snapshot, asked, None, "") if year in asked else None
        if found is not None and found.certainty is Certainty.SURE and year in found.text:
            return replace(found, text=f"{ONLY_CHINESE}\n{found.text}")
        return self._offered_in_english(hits)

    def _offered_in_english(self, hits: list[Hit]) -> Answer:
        """The nearest of the English side as choices, the likeliest two with their answers."""
        hits = hits[:MOST_CHOICES]
        lines = []
        for number, hit in enumerate(hits, 1):
            lines.append(f"{number}. {hit.entry.title}")
            if number < MOST_CHOICES:
                lines.append(hit.entry.answer)
        text = "\n".join([NEAREST_IN_ENGLISH, *lines, PICK_IN_ENGLISH])
        named = tuple(Candidate(hit.entry.reference, hit.entry.title) for hit in hits)
        return Answer(Certainty.UNSURE, text, score=hits[0].confidence, candidates=named)

    def _card_in_english(
        self, catalogue: Catalogue, number: StandardNumber, facet: Facet | None
    ) -> Answer:
        look_up = catalogue.look_up(number, self._today())
        edition = look_up.found
        if edition is None and look_up.parts:
            sources = tuple(f"{e.number}（{e.origin}）" for e in look_up.parts)
            return Answer(Certainty.SURE, parts_in_english(look_up), sources, 1.0)
        if edition is None:
            return Answer(Certainty.UNKNOWN, UNKNOWN_NUMBER.format(number=number))
        text = told_in_english(catalogue, edition, facet, self._today())
        reference = f"{EntryKind.STANDARD.value}:{edition.number}"
        source, about = f"{edition.number}（{edition.origin}）", f"{edition.number} standard"
        return Answer(Certainty.SURE, text, (source,), 1.0, reference, about=about)

    def things_in_english(self, things: Mapping[str, Sequence[str]], facet: Facet | None) -> Answer:
        """The standards of some things in English.

        Args:
            things: the numbers by what the thing is called; of none, that is said.
            facet: what of them is asked.
        """
        catalogue, today = self._knowledge.snapshot.catalogue, self._today()
        found = {
            name: [e for number in numbers if (e := catalogue.get(number)) is not None]
            for name, numbers in things.items()
        }
        editions = [edition for own in found.values() for edition in own]
        text = things_told(catalogue, found, facet, today)
        if not editions:
            return Answer(Certainty.UNKNOWN, text)
        listed = tuple(dict.fromkeys(map(_reference, editions)))
        about = f"{next(name for name, own in found.items() if own)} standard"
        sources = tuple(dict.fromkeys(f"{e.number}（{e.origin}）" for e in editions))
        kept = (text, sources, 1.0, listed[0])
        return Answer(Certainty.SURE, *kept, about=about, listed=listed if len(listed) > 1 else ())

    def hits(self, question: str) -> list[Hit]:
        """The entries that are weighed for a question, the best first."""
        text = canonicalise(self._hearing(self._normaliser(question)))
        return preferred(self._knowledge.snapshot.index.search(text), text)

    def nearest(self, *readings: str, told: str = "") -> Answer:
        """The likeliest entries as choices, however sure the first is.

        Args:
            readings: what may be asked, each a whole question.
            told: the entry told a moment ago: whoever asks on mostly wants another first.
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
        if not likely:
            return Answer(Certainty.UNKNOWN, UNKNOWN, score=hits[0].confidence if hits else 0.0)
        return self._unsure(snapshot, likely, text=readings[0])

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
        entry = self._knowledge.snapshot.entry(reference)
        return None if entry is None else self._sure(self._knowledge.snapshot, Hit(entry, 1.0, ()))

    def basis(self, reference: str) -> Basis | None:
        """What the answer of an entry is made from; None if it was withdrawn meanwhile."""
        now = self._knowledge.snapshot
        return basis_of(
            reference, now.entries, now.faq_standards, now.catalogue, now.aged, self._today()
        )

    def card(self, number: str) -> Edition | None:
        """The record of a standard; None if the catalogue lacks it."""
        return self._knowledge.snapshot.catalogue.get(number)

    def edition(self, number: StandardNumber) -> Edition | None:
        """The edition a number means today; None if the catalogue lacks it."""
        return self._knowledge.snapshot.catalogue.look_up(number, self._today()).found

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

    def facet(self, numbers: Sequence[StandardNumber], facet: Facet, words: str) -> Answer:
        """One thing about each standard; 「新版」 and 「老的」 mean another edition of it."""
        if is_english(words):
            return self._card_in_english(self._knowledge.snapshot.catalogue, numbers[0], facet)
        meant = [self._edition_meant(number, facet, words) for number in numbers]
        snapshot = self._knowledge.snapshot
        cards = self._cards(snapshot, meant, facet)
        return self._corrected(snapshot, cards, meant, words) or cards

    def _edition_meant(self, number: StandardNumber, facet: Facet, words: str) -> StandardNumber:
        catalogue, today = self._knowledge.snapshot.catalogue, self._today()
        edition = catalogue.look_up(number, today).found
        if edition is not None and facet in _OF_ONE_EDITION:
            near = catalogue.newer if _NEW.search(words) else catalogue.older
            others = near(edition) if _NEW.search(words) or _OLD.search(words) else []
            number = StandardNumber.parse(others[0].number) if others else number
        return number

    def cards_for(self, name: str, numbers: Sequence[str], words: str, said: str) -> Answer | None:
        """The standards of a thing, shortly, those whose title shares most with the words first.

        Args:
            said: what the citizen calls the thing, and is told about.
            name: its usual name, as titles have it.
            numbers: its standards.
            words: the question; the aspect it asks for (能效, 电气安全, 儿童) picks among them and
                among the standards that have the thing in their title.
        """
        catalogue, today = self._knowledge.snapshot.catalogue, self._today()
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
        lines.append(f"最新状态以{OFFICIAL}显示为准。")
        return Answer(
            Certainty.SURE,
            "\n".join(lines),
            tuple(f"{e.number}（{e.origin}）" for e in shown),
            1.0,
            _reference(shown[0]),
            about=f"{said}执行什么标准",
            listed=tuple(_reference(edition) for edition in shown) if len(shown) > 1 else (),
        )

    def aspects(self, words: str) -> str:
        """The words of titles for what a question says in everyday words."""
        return "".join(
            f"，{title}"
            for title, said in self._aspect_words.items()
            if any(word in words for word in said)
        )

    def words(self, text: str) -> list[str]:
        """The words of a text that mean something."""
        return self._knowledge.snapshot.index.words(canonicalise(self._normaliser(text)))

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
        lines += [self._short(snapshot, entry), PICK]
        named = (Candidate(found.entry, found.about), Candidate(entry.reference, entry.title))
        sources = tuple(dict.fromkeys((*found.sources, *entry.sources)))
        return Answer(Certainty.UNSURE, "\n".join(lines), sources, near.score, candidates=named)

    def source_of(self, entry: str) -> Answer | None:
        """Where an entry's answer stands; None if it was withdrawn meanwhile."""
        known = self._knowledge.snapshot.entries.get(entry)
        if known is None or known.kind is EntryKind.STANDARD:
            return None
        text = f"上一条回答的依据是：{known.sourced}。"
        return Answer(Certainty.SURE, text, known.sources, 1.0, entry, about=known.title)

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

    def rests_on(self, reference: str) -> set[str]:
        """The laws and undated standards an entry rests on; empty if it is gone."""
        entry = self._knowledge.snapshot.entry(reference)
        return set() if entry is None else self._rests_on(entry)

    def name_of(self, reference: str) -> str:
        """What an entry or a standard is called; empty if it is gone."""
        entry = self._knowledge.snapshot.entry(reference)
        return "" if entry is None else entry.title

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
        sentences = _SENTENCE.findall(known.answer) if known else []
        told = [numbers for one in sentences if (numbers := self._known_in(one))]
        if told and all(number in told[0] for numbers in told for number in numbers):
            return told[0][:MOST_CHOICES]
        rests = self._knowledge.snapshot.faq_standards.get(key, ()) if kind == EntryKind.FAQ else ()
        undated = {str(StandardNumber.parse(number).undated) for number in rests}
        return (rests[-1],) if len(undated) == 1 else ()

    def _known_in(self, text: str) -> tuple[str, ...]:
        """The numbers of the catalogue's standards in a text."""
        catalogue, today = self._knowledge.snapshot.catalogue, self._today()
        found = (catalogue.look_up(n, today).found for n in StandardNumber.find_all(text))
        return tuple(dict.fromkeys(edition.number for edition in found if edition is not None))

    def look_up(self, number: StandardNumber, facet: Facet | None = None) -> Answer:
        """What the catalogue says to one number."""
        return self._cards(self._knowledge.snapshot, [number], facet)

    def _about_numbers(
        self,
        snapshot: Snapshot,
        text: str,
        numbers: list[StandardNumber],
        hits: list[Hit],
        facet: Facet | None,
    ) -> Answer:
        if _OF_THE_NUMBER.search(text):
            reading = text.replace(str(numbers[0]), "标准号")
            hits = preferred(snapshot.index.search(reading), reading)
            if hits and hits[0].confidence >= FAQ_OVER_CARD:
                return self._sure(snapshot, hits[0])
        asked = _with_amendment(numbers) if _AMENDMENT in text else numbers
        cards = self._and_more(snapshot, self._cards(snapshot, asked, facet), asked, facet, text)
        other = self._other_than_the_record(snapshot, cards, numbers, text, hits)
        return other or self._entry_or_record(snapshot, cards, numbers, text, hits, facet)

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
        if corrected := self._corrected(snapshot, cards, numbers, text):
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
            return self._sure(snapshot, best)
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
        answer = self._sure(snapshot, hits[0])
        first = cards.text.partition("\n")[0]
        return replace(answer, text=f"{first}\n{answer.text}")

    def _corrected(
        self, snapshot: Snapshot, cards: Answer, numbers: list[StandardNumber], text: str
    ) -> Answer | None:
        """The record of one standard that says otherwise than the question; None if it doesn't."""
        catalogue, today = snapshot.catalogue, self._today()
        look_up = catalogue.look_up(numbers[0], today)
        if len(numbers) > 1 or look_up.found is None:
            return None
        told = denied_by_record(catalogue, look_up.found, text, today)
        return replace(cards, text=f"{told}\n{catalogue.brief(look_up, today)}") if told else None

    def _unnoted(
        self, snapshot: Snapshot, cards: Answer, numbers: list[StandardNumber], hits: list[Hit]
    ) -> Answer:
        """What no record holds (a price, who wrote it) is not answered by the record."""
        best = next((hit for hit in hits if self._speaks_of(snapshot, hit, numbers)), None)
        if best is not None and best.confidence >= FAQ_OVER_CARD:
            return self._sure(snapshot, best)
        return Answer(Certainty.UNKNOWN, f"{NOT_NOTED}\n{cards.text}", cards.sources)

    def _about_code(self, snapshot: Snapshot, code: str, hits: list[Hit]) -> Answer:
        """What a code stands for; an entry that names another one must not answer."""
        name, enough = code.removesuffix("/T"), snapshot.index.calibration.sure
        sure = [hit for hit in hits if hit.confidence >= enough]
        said = [(hit, (hit.entry.title, *hit.entry.questions)) for hit in sure]
        titled = [hit for hit, _ in said if name in _CODES.findall(hit.entry.title)]
        asked = [hit for hit, texts in said if name in _CODES.findall("\n".join(texts).upper())]
        if named := (*titled, *asked):
            return self._sure(snapshot, named[0])
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

    def _cards(
        self, snapshot: Snapshot, numbers: list[StandardNumber], facet: Facet | None
    ) -> Answer:
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
            named = (Candidate(_reference(e), f"{e.number}《{e.title}》") for e in listed if one)
            return Answer(Certainty.SURE, text, sources, 1.0, candidates=tuple(named))
        about = f"{found[0].number}《{found[0].title}》"
        several = tuple(map(_reference, found)) if len(found) > 1 else ()
        kept = (text, sources, 1.0, _reference(found[0]))
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

    def _from_hits(self, snapshot: Snapshot, hits: list[Hit], text: str, topic: str = "") -> Answer:
        calibration = snapshot.index.calibration
        best, place = (hits[0] if hits else None), self._places.elsewhere(text)
        doubt = self._doubt(text, best, topic) if best else ""
        sure = best and (best.confidence >= calibration.sure or (not place and _leads(hits)))
        written = (best.entry.title, best.entry.questions) if best and sure else ("",)
        if said := self._not_covered.no_facts(text, *written):
            return Answer(Certainty.UNKNOWN, said, score=best.confidence if best else 0.0)
        stands = best is not None and not doubt and not _misses(text, best)
        if best and sure and stands:
            answer = self._for_the_place(snapshot, best, place)
            answer = self._put_right(snapshot, answer, best.entry, text)
            return answer if place else self._with_second(snapshot, answer, hits, text)
        return self._from_faint_hits(snapshot, hits, text, doubt)

    def _from_faint_hits(
        self, snapshot: Snapshot, hits: list[Hit], text: str, doubt: str
    ) -> Answer:
        """Where nothing is sure: what is possible in short, or that it isn't known."""
        calibration, place = snapshot.index.calibration, self._places.elsewhere(text)
        line = calibration.unsure * (OF_OURS if _SUBJECT.search(text) else 1.0)
        possible = [hit for hit in hits if hit.confidence >= line]
        if possible and place:
            # What is only said in short is Chongqing's rule all the same.
            possible = [hit for hit in possible if scope_of(hit.entry) is not Scope.HOME]
            if not possible:
                said = ELSEWHERE.format(place=place)
                return Answer(Certainty.UNKNOWN, said, score=hits[0].confidence)
        if not possible:
            titled = _titled_so(snapshot, text, self._today())
            if titled and not place:
                return self._unsure(snapshot, titled, short=0)
            return Answer(Certainty.UNKNOWN, UNKNOWN, score=hits[0].confidence if hits else 0.0)
        doubt = doubt or self._not_started(snapshot, text, possible[0].entry)
        return self._unsure(snapshot, possible, doubt, text=text)

    def _put_right(self, snapshot: Snapshot, answer: Answer, entry: Entry, text: str) -> Answer:
        """The answer after what the entry says otherwise than the question."""
        if entry.kind is EntryKind.FAQ:
            said = to_its_own_question(entry.answer, entry.title, text)
            answer = replace(answer, text=said + answer.text.removeprefix(entry.answer))
        denied = denied_by_text(text, entry.answer, self._today())
        denied = denied or self._not_started(snapshot, text, entry)
        return replace(answer, text=f"{denied}\n{answer.text}") if denied else answer

    def _not_started(self, snapshot: Snapshot, text: str, entry: Entry) -> str:
        """That the new standard an entry tells of is to come, to who takes it to be in force."""
        if not says_new_has_started(text):
            return ""
        catalogue, today = snapshot.catalogue, self._today()
        named = (str(number) for number in StandardNumber.find_all(entry.answer))
        for number in (*snapshot.faq_standards.get(entry.key, ()), *named):
            edition = catalogue.get(number)
            if edition and catalogue.status_on(edition, today) is StandardStatus.UPCOMING:
                return not_started(edition)
        return ""

    def _doubt(self, text: str, best: Hit, topic: str) -> str:
        """Why the likeliest entry may not be asserted, if it doesn't cover what is named."""
        entry = best.entry
        covered = "\n".join((entry.title, *entry.questions, entry.answer))
        doubt = self._not_covered.doubt(text, covered, self._places)
        if doubt or best.confidence >= WRITTEN_FOR_IT:
            return doubt
        return self._not_covered.aside(text + topic, covered)

    def doubt(self, words: str) -> str:
        """Why nothing general may be asserted to a question, one sentence; empty mostly."""
        text = canonicalise(self._normaliser(words))
        return self._not_covered.doubt(text, "", self._places)

    def elsewhere(self, words: str) -> str:
        """The other place a text names; empty if none."""
        return self._places.elsewhere(words)

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

    def title_of(self, reference: str) -> str:
        """The question an FAQ was written for; empty for everything else."""
        entry = self._knowledge.snapshot.entries.get(reference)
        return "" if entry is None or entry.kind is not EntryKind.FAQ else entry.title

    def items_of(self, reference: str) -> tuple[str, ...]:
        """What an entry's answer lists, in order; empty if it lists nothing."""
        entry = self._knowledge.snapshot.entries.get(reference)
        return () if entry is None else items_in(entry.answer)

    def besides(self, question: str, reference: str) -> Answer:
        """The likeliest entries but one, as choices."""
        snapshot = self._knowledge.snapshot
        line = snapshot.index.calibration.unsure
        hits = [hit for hit in self.hits(question) if hit.entry.reference != reference]
        likely = [hit for hit in hits if hit.confidence >= line]
        if not likely:
            return Answer(Certainty.UNKNOWN, NO_MORE)
        return self._unsure(snapshot, likely)

    def _unsure(
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
            if number <= short and (said := self._short(snapshot, hit.entry, text)):
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

    def _for_the_place(self, snapshot: Snapshot, best: Hit, place: str) -> Answer:
        """The entry, unless it tells Chongqing's rule to a question about another place."""
        scope = scope_of(best.entry) if place else Scope.COUNTRY
        if scope is Scope.HOME:
            return Answer(Certainty.UNKNOWN, ELSEWHERE.format(place=place), score=best.confidence)
        answer = self._sure(snapshot, best)
        if scope is Scope.COUNTRY:
            return answer
        ours = "；".join(home_sources(best.entry.sources))
        note = f"提醒：其中来自“{ours}”的只适用于重庆，{place}的请以当地规定为准。"
        return replace(answer, text=f"{answer.text}\n{note}")

    def _with_second(
        self, snapshot: Snapshot, answer: Answer, hits: list[Hit], text: str
    ) -> Answer:
        """Add the second entry in short where it is nearly as likely as the first."""
        first = hits[0]
        second = next(
            (
                h
                for h in hits[1:]
                if h.entry.kind is EntryKind.FAQ
                and h.entry.title != first.entry.title
                and not means_other(text, h.entry)
            ),
            None,
        )
        if (
            second is None
            or first.confidence >= SURE_ALONE
            or second.confidence < NEARLY * first.confidence
        ):
            return answer
        said = self._short(snapshot, second.entry)
        return replace(
            answer, text=f"{answer.text}\n\n也许您还想知道：{second.entry.title}\n{said}"
        )

    def in_short(self, reference: str) -> str:
        """An entry's title and first sentences, for what is only near; empty if it is gone."""
        snapshot = self._knowledge.snapshot
        entry = snapshot.entries.get(reference)
        return "" if entry is None else f"{NEAR}{entry.title}\n{self._short(snapshot, entry)}"

    def _short(self, snapshot: Snapshot, entry: Entry, text: str = "") -> str:
        """The first sentences of an entry, at most :data:`SHORT` characters if one ends there.

        What is of the year a text names comes first. Where they lack the day, the number, the
        article a text asks for, the sentence with it.
        """
        if entry.kind is EntryKind.STANDARD:
            return entry.title
        sentences = _SENTENCE.findall(entry.answer.replace("\n", ""))
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

    def _sure(self, snapshot: Snapshot, hit: Hit) -> Answer:
        entry, confidence = hit.entry, hit.confidence
        found = self._whole(snapshot, entry, confidence)
        return replace(found, about=hit.phrasing or entry.title)

    def _whole(self, snapshot: Snapshot, entry: Entry, confidence: float) -> Answer:
        if entry.kind is EntryKind.STANDARD:
            number = StandardNumber.parse(entry.key).undated
            card = self._cards(snapshot, [number], None)
            return Answer(card.certainty, card.text, card.sources, confidence, entry.reference)
        if entry.kind is EntryKind.PASSAGE:
            text = f"{entry.title}\n“{entry.answer}”\n来源：{entry.sourced}"
            return Answer(Certainty.SURE, text, entry.sources, confidence, entry.reference)
        lines = [entry.answer, *warnings(snapshot, entry, self._today())]
        lines.append(f"来源：{entry.sourced}")
        kept = (entry.sources, confidence, entry.reference)
        return Answer(Certainty.SURE, "\n".join(lines), *kept, picture=entry.picture)


def _of_another_kind(text: str, entry: Entry) -> bool:
    """Whether an English question names one kind of standards and an entry is asked for others."""
    named = set(_ENGLISH_KINDS.findall(text.lower()))
    told = set(_ENGLISH_KINDS.findall("\n".join((entry.title, *entry.questions)).lower()))
    return bool(named and told) and not named & told


def _year_lacking(text: str, entry: Entry) -> str:
    """The year an English question names, where an entry of one year is of another; else empty."""
    named = _IN_ENGLISH_YEAR.findall(text)
    told = set(_IN_ENGLISH_YEAR.findall("\n".join((entry.title, *entry.questions, entry.answer))))
    return named[0] if named and told and not told & set(named) else ""


def _leads(hits: list[Hit]) -> bool:
    """Whether the first is likely and no other entry nearly as likely."""
    first = hits[0]
    return first.confidence >= LIKELY and not any(
        hit.entry.title != first.entry.title and hit.confidence >= NEARLY * first.confidence
        for hit in hits[1:]
    )


def _misses(text: str, best: Hit) -> bool:
    """Whether the likeliest entry tells another thing than a question of these words wants."""
    if means_other(text, best.entry) or of_another_year(text, best.entry):
        return True
    if best.confidence < SURE_ALONE and lacks_the_unit(text, best.entry.answer):
        return True
    likely = best.confidence >= WRITTEN_FOR_IT
    return not likely and lacks_the_fact(text, best.entry.answer)


def _titled_so(snapshot: Snapshot, text: str, today: date) -> list[Hit]:
    """Standards that are not searched by meaning and whose titles have all words of a question."""
    if not any(word in text for word in _OF_STANDARDS):
        return []
    asked = load_title_words().of(text, snapshot.index.words)
    words = [names for names in asked if not _SAYS_STANDARD.fullmatch(names[0])]
    if not words or all(len(names[0]) < 2 for names in words):
        return []
    editions = snapshot.catalogue.search(words, Filters(), today, MOST_CHOICES)
    found = map(standard_entry, editions)
    least = snapshot.index.calibration.unsure
    return [Hit(one, least, ()) for one in found if one.reference not in snapshot.entries]


def _explains(hit: Hit, law: Law, number: int) -> bool:
    """Whether an entry says what an article means: one likely enough that rests on it."""
    likely = hit.confidence >= OVER_ARTICLE
    return likely and cites(hit.entry.sources, law.name, f"第{number}条")


def _is_foreign(snapshot: Snapshot, text: str) -> bool:
    """Whether staff called a question like this one not ours."""
    if not len(snapshot.foreign):
        return False
    return float((snapshot.foreign @ snapshot.index.vector(text)).max()) >= LIKE_FOREIGN


def _offered_first(hit: Hit) -> float:
    """A title is offered before an FAQ that is half as likely or less."""
    return -hit.confidence * (1.0 if hit.entry.kind is EntryKind.FAQ else 0.5)


def standard_reference(number: str) -> str:
    """The unique name of a standard's entry."""
    return f"{EntryKind.STANDARD.value}:{number}"


def is_record(reference: str) -> bool:
    """Whether an entry is the record of a standard."""
    return reference.startswith(f"{EntryKind.STANDARD.value}:")


def _reference(edition: Edition) -> str:
    return standard_reference(edition.number)


def _with_amendment(numbers: list[StandardNumber]) -> list[StandardNumber]:
    """Numbers beside the word for it, each with the amendment it doesn't name."""
    return [n if n.amendment else replace(n, amendment="XG") for n in numbers]


def _lead(catalogue: Catalogue, look_up: LookUp, facet: Facet | None, today: date) -> str:
    """The sentence that answers what was asked of a standard, before the shortest card."""
    edition = look_up.found
    lead = None if facet is None or edition is None else told(catalogue, edition, facet, today)
    if lead is None:
        return catalogue.describe(look_up, today)
    return f"{lead}\n{catalogue.brief(look_up, today)}"
