"""From the entries found to an answer: given, given beside a second, offered, or declined."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from kb.answer import MOST_CHOICES, UNKNOWN, Answer, Certainty
from kb.doubts import NotCovered
from kb.fitting import lacks_the_fact, lacks_the_unit
from kb.knowledge import Snapshot, standard_entry
from kb.models import StandardStatus
from kb.preferring import means_other, of_another_year
from kb.premise import agreed, denied_by_text, not_started, repealed_in, says_new_has_started
from kb.saying import Saying
from kb.scope import Places, Scope, home_sources, scope_of
from kb.search.index import Entry, EntryKind, Hit
from kb.situations import told_in
from kb.standards.terms import Filters
from kb.standards.wording import load_title_words
from kb.text.standard_number import StandardNumber
from kb.yes_or_no import to_its_own_question

# A question like one that staff called not ours is declined unless an entry is this likely.
OVER_FOREIGN = 0.5
# Of e5 cosines: nearly the same words.
LIKE_FOREIGN = 0.955
# An entry below the line that is this likely and leads is what was asked nearly always.
LIKELY = 0.12
# A second entry this nearly as sure as the first is said too, in short.
NEARLY = 0.6
SURE_ALONE = 0.9
# An entry this likely was written for the question: what else it is near to doesn't matter.
WRITTEN_FOR_IT = 0.5
# Who speaks of our own subject, at length or in odd words, is offered what is only faintly near
# rather than told that nothing is known; nothing is asserted from here.
OF_OURS = 0.35
_SUBJECT = re.compile(
    r"标准|国标|行标|地标|团标|企标|强标|质量|合格|质检|检验|检测|认证|3C|投诉|举报|维权|退货|退款|退钱|赔|假货|冒牌|三无|过期|临期|保质期|生产日期|标签"
    r"|条码|吊牌|计量|缺斤|短秤|秤|甲醛|安全标志|能效|消费者|商家|卖家|包装"
)
ELSEWHERE = (
    "您问的是{place}。我只核实过全国的和重庆的规定，这方面没有{place}的，不能拿重庆的规定来答您。\n"
    "您可以这样查：法规到国家法律法规数据库（flk.npc.gov.cn）；地方标准到地方标准信息服务平台"
    "（dbba.sacinfo.org.cn）；找部门打当地的 12345，消费投诉举报打当地的 12315 或到全国 12315 平台"
    "（www.12315.cn）。\n"
    "想问重庆的，请加上“重庆”再问一次。"
)
_OF_STANDARDS = ("标准", "国标", "规范", "规程")
# What somebody says of a standard that no title has.
_SAYS_STANDARD = re.compile(
    r"(?:国家|行业|地方|团体)?标准|国标|执行|编号|标准号|有没有|查询?|找|依据|按照?|看"
)

_TOLD_AT_LENGTH = 24  # characters
_OF_LENGTH = 0.3


def _of_situations(snapshot: Snapshot, text: str, likely: list[Hit]) -> list[Hit]:
    """The likely entries behind those for what a text tells of, which are no likelier for it."""
    entries = (snapshot.entry(f"{EntryKind.FAQ.value}:{slug}") for slug in told_in(text))
    first = [Hit(entry, snapshot.index.calibration.unsure, ()) for entry in entries if entry]
    named = {hit.entry.reference for hit in first}
    return [*first, *(hit for hit in likely if hit.entry.reference not in named)]


class Weighing:
    """Answers from entries found, as sure as these allow.

    Args:
        saying: says entries.
        places: other places a question may be about.
        not_covered: names an entry must speak of itself to answer who says them.
        today: the day in Chongqing.
    """

    def __init__(
        self,
        saying: Saying,
        places: Places,
        not_covered: NotCovered,
        today: Callable[[], date],
    ) -> None:
        self._saying = saying
        self._places = places
        self._not_covered = not_covered
        self._today = today

    def from_hits(self, snapshot: Snapshot, hits: list[Hit], text: str, topic: str = "") -> Answer:
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
            answer = self.put_right(snapshot, answer, best.entry, text)
            return answer if place else self._with_second(snapshot, answer, hits, text)
        return self._from_faint_hits(snapshot, hits, text, doubt)

    def _from_faint_hits(
        self, snapshot: Snapshot, hits: list[Hit], text: str, doubt: str
    ) -> Answer:
        """Where nothing is sure: what is possible in short, or that it isn't known."""
        calibration, place = snapshot.index.calibration, self._places.elsewhere(text)
        line = calibration.unsure * (OF_OURS if _SUBJECT.search(text) else 1.0)
        if len(text) >= _TOLD_AT_LENGTH:
            # What is told around a question makes the right entry no less the nearest, only less
            # near (docs/measurements.md, "Questions told at length").
            line = min(line, calibration.unsure * _OF_LENGTH)
        possible = [hit for hit in hits if hit.confidence >= line]
        possible = _of_situations(snapshot, text, possible)
        if possible and place:
            # What is only said in short is Chongqing's rule all the same.
            possible = [hit for hit in possible if scope_of(hit.entry) is not Scope.HOME]
            if not possible:
                said = ELSEWHERE.format(place=place)
                return Answer(Certainty.UNKNOWN, said, score=hits[0].confidence)
        if not possible:
            titled = _titled_so(snapshot, text, self._today())
            if titled and not place:
                return self._saying.unsure(snapshot, titled, short=0)
            return Answer(Certainty.UNKNOWN, UNKNOWN, score=hits[0].confidence if hits else 0.0)
        doubt = doubt or repealed_in(text, possible[0].entry.answer)
        doubt = doubt or self._not_started(snapshot, text, possible[0].entry)
        return self._saying.unsure(snapshot, possible, doubt, text=text)

    def put_right(self, snapshot: Snapshot, answer: Answer, entry: Entry, text: str) -> Answer:
        """The answer after what the entry says otherwise than the question."""
        if entry.kind is EntryKind.FAQ:
            said = to_its_own_question(entry.answer, entry.title, text)
            said = agreed(text, said, self._today())
            answer = replace(answer, text=said + answer.text.removeprefix(entry.answer))
        denied = denied_by_text(text, entry.answer, self._today())
        denied = (
            denied or repealed_in(text, entry.answer) or self._not_started(snapshot, text, entry)
        )
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

    def _for_the_place(self, snapshot: Snapshot, best: Hit, place: str) -> Answer:
        """The entry, unless it tells Chongqing's rule to a question about another place."""
        scope = scope_of(best.entry) if place else Scope.COUNTRY
        if scope is Scope.HOME:
            return Answer(Certainty.UNKNOWN, ELSEWHERE.format(place=place), score=best.confidence)
        answer = self._saying.sure(snapshot, best)
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
        said = self._saying.short(snapshot, second.entry)
        more = f"也许您还想知道：{second.entry.title}\n{said}".rstrip()
        return replace(answer, text=f"{answer.text}\n\n{more}")


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


def is_foreign(snapshot: Snapshot, text: str) -> bool:
    """Whether staff called a question like this one not ours."""
    if not len(snapshot.foreign):
        return False
    return float((snapshot.foreign @ snapshot.index.vector(text)).max()) >= LIKE_FOREIGN
