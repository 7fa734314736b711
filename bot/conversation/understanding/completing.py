"""A question that leans on what was said, as the memory makes it whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation.english_things import other_thing
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.formula_stage import of_that_age
from bot.conversation.understanding.leaning import LONGEST, Leaning, bare, has_pronoun
from bot.conversation.understanding.measured import Measured
from bot.conversation.understanding.own_thing import (
    is_of_its_own,
    of_its_own_thing,
    of_that_thing,
    only_mentioned,
)
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.parts import OF_STANDARDS
from bot.conversation.understanding.resolving import (
    corrected_number,
    full_questions,
    thing_of,
    with_year,
    year_in,
)
from bot.conversation.understanding.same_one import of_the_same
from bot.conversation.understanding.told_again import ToldAgain
from bot.conversation.understanding.told_both import ToldBoth
from bot.conversation.understanding.told_earlier import ToldEarlier
from bot.conversation.understanding.told_list import NEW_TOPIC, ToldList
from bot.conversation.understanding.told_named import ToldNamed
from bot.conversation.understanding.told_product import ToldProduct
from bot.conversation.understanding.told_standards import MOST_LISTED, ToldStandards
from bot.conversation.understanding.wanting import OF_THE_TOLD, Wanter
from bot.kit import clock
from kb.answer import Answer, Certainty, is_record, number_of
from kb.asked import Asked, asked_in, fact_wanted
from kb.english_answers import STILL_ASKING
from kb.english_asked_on import asks_no_record
from kb.text.english import is_english
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber, undated
from kb.within import says_something

_WHICH = re.compile(
    r"^(?:是|这是|该|要|看|按|用|认|归|执行){0,2}(?:哪|什么)(?:个|一?项|份|部)?(?:标准|国标)(?:里)?(?:规定|要求|说|写|管)?的?"
)
_SOURCE = re.compile(
    r"(?:哪一?个|什么|哪项)标准(?:里)?(?:头|面|边)?(?:分|规定|定|说|要求|写)的|第几条|哪一?条|(?:哪部|哪个|什么)(?:法|规定|条例|文件)|依据|根据|出处|来源|写在哪|谁说的|有什么凭据"
)
_EVENT = re.compile(r"质量月|世界标准日|消费者权益日|世界计量日|科技周|宣传周")
_DAY = re.compile(
    r"质量月|标准日|消费者权益日|3\s?[·.]?\s?15|计量日|认可日|品牌日|科技周|宣传周|安全生产月"
)
_THIS_EVENT = re.compile(r"(?:这|那)个?(?:活动|日子|节日?|月份?|宣传周)(?!的?主题)")
_IN_WHICH = re.compile(r"在(?:哪一?[个本项]|什么)(?:标准|国标)(?:里头?|里面|中|上)?[?？]?")
# What is said around it names nothing: 「这是哪个法说的」, 「出自哪部法」.
_AROUND_SOURCE = re.compile(r"这|那|个|是|都|说|讲|规定|写|的|出自|来自|法律|法条|法规|里|上|头")
_MORE = re.compile(
    r"(?:还有|另外|其他|其它|别的|再)(?:有)?(?:吗|没|没得|没有|不|呢|哪些|什么|别的|其他的?|其它的?|的|了){0,3}[?？。!！]*"
)
# What is another thing each year.
_YEARLY = re.compile(r"第?几届|届|主题|口号")
# 「那重庆的呢」 after another city's rule was asked for.
_AT_HOME = re.compile(
    r"(?:那|那么|还有)?(?:我们|咱们?|本地|这边|这里|当地)?(?:重庆|本地|我们这[里边儿]?|咱们?这[里边儿]?|本市|我市|这边|这里)(?:市)?"
    r"(?:本地|自己|这边|那边)?的?(?:地方)?(?:标准|规定|条例|办法)?(?:编?号)?(?:呢|嘞|喃|是哪个|是什么|有没得|有没有|又是哪个)"
)
_KIND = r"(?:国家|行业|地方|团体|企业|国际)标准|[国行地团企]标"
_KINDS_TOLD = re.compile(rf"(?:{_KIND})(?:(?:和|与|、)?(?:{_KIND}))?")
_KIND_OF_STANDARDS = re.compile(
    r"(?:那|还有)?(?:(?P<kind>国家|行业|地方|团体|企业|国际)(?:标准)?|(?P<short>[国行地团企])标)的?(?:呢|嘞|喃)?"
)
_IN_FULL = {"国": "国家", "行": "行业", "地": "地方", "团": "团体", "企": "企业"}
_TEXT = re.compile(r"全文|原文|文本|下载|标准|内容|哪|网|\b(?:read|text|download)\b")
# A question understood through the memory must be this much likelier than its bare words.
BETTER = 1.2
# From this confidence on the answer to what leans on something is said as known, completed or not.
SURE_ENOUGH = 0.3
# What may lean on something else stands beside it as known from here on, and is offered below.
STANDS_BESIDE = 0.4
# 「怎么投诉」 has no subject and is a whole question all the same: an entry has its very words.
WHOLE_TOPIC = 0.85
# Of two answers the one of the topic wins if it is not less likely than this share of the other.
KIN = 0.7
NAMES_IT = 0.6
# Who asks where something stands says little more than that.
_WORDS_BESIDE = 8
_BARE_WHO = re.compile(
    r"(?:哪一?个|哪家|哪里|什么|谁|部门|单位|局|机构|管|归|由|找|向|问|查|这个|那个|它|他|是|的|又|该|要|能|去|来|反映|负责|监管|得到|得了|嘛|啊|呢|哦|呀|[?？\s])+"
)
# Offered where nobody is known for the thing of a standard.
WHO_AT_ALL = "不知道归哪个部门管怎么办"
# What to bring, said of nothing.
_PREPARES = re.compile(
    r"(?:那|我们?|先|都|还|该|需要|要|得|应该|投诉|举报|打(?:电话|过去|的时候)){0,4}(?:准备|带|拿|备|提供|收集|留|保留|说|讲)(?:些|好|齐|清楚|一?下){0,2}"
    r"(?:什么|哪些)(?:东西|材料|资料|证据|凭证|手续)?(?:去|来|过去)?[嘛呢啊呀?？]*"
)
_COMPLAINS = re.compile(r"12315|投诉|举报")
_EDITION_MEANT = re.compile(r"(?<![\d.])(?P<year>(?:20)?\d\d)(?:年)?(?:的|那|版)(?!\d)")
TO_PREPARE = "投诉要准备什么"
TO_LOOK_UP = "标准在哪里查"
_THAT_TIME = re.compile(r"那(?:一)?(?:次|回|场|年|届|会儿)|当年|当时")
_ITS_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d) ?年")
# What a buyer may want, told by its last sign.
_RIGHTS = re.compile(r"(?:退|赔)(?!休|役|烧|伍)|(?:可以|能|给|免费)[换修]")
# 「商铺单位呢」 behind what somebody is fined: what bodies are.
_WHO_IS_FINED = re.compile(
    r"(?:换成|要是|如果|那|对|是)?(?:(?P<body>商铺|店铺|门店|店家|商家|老板|公司|企业|单位|工厂|厂家|物业|门面|的){1,3}"
    r"|(?:私人|个人|自己|老百姓|住户|居民|一个人)的?)"
)
_WHETHER_ANY = re.compile(
    r"(?:那|这个|到底|它)?(?:(?:有没有|有)(?:个|什么)?(?:国家标准|国标|强制标准|标准)(?:没有?|吗|不|的)?"
    r"|(?:国家标准|国标|标准)(?:有没有|有吗|有不|没有?))[?？。]*"
)
OF_WHICH_THING = (
    "您问的是哪样东西的标准？把东西的名字告诉我，比如“电饭煲有没有国家标准”；"
    "包装上印有标准号的，直接把标准号发给我也行。"
)
_CONSEQUENCE = re.compile(
    r"会(?:被)?(?:怎么样|怎样|咋样|怎么处理|怎么办)|(?:什么|哪些)(?:后果|责任|处罚)|(?:要紧|有事|有关系)(?:不|吗|没)|罚不罚"
)
_FOLLOWS = re.compile(r"罚|改正|撤销|废止|责任|没收|吊销|处分|警告|责令|停|公示|不得|无效|退|赔|修")
# 「新版哪天」 behind a standard: since when it goes.
_SINCE_WHEN = re.compile(
    r"(?:那|它|新版|新的|新国标|新标准|这个|那个|又|是|从){0,4}(?:哪[天年]|几号|几时|什么时候|好久)(?:的|起|开始|管用|作数){0,2}[嘛呢啊?？\s]*"
)
# 「最低呢」 is one of several values, each of which may be meant.
_EXTREME = re.compile(r"最(?:低|高|少|多|短|长|早|晚|贵|严|轻|重)(?:的|是|档|一档)?")
# What may be in anything: a question of how much of it names no thing.
_HAZARD = re.compile(r"甲醛|苯|TVOC|铅|镉|重金属|偶氮|荧光剂|增塑剂|塑化剂|pH", re.IGNORECASE)
_ELSEWHERE_IN = re.compile(r"[家屋房室]|空气|车[里内]|装修|水[里中]?")
_CLASSES = ("衣服",)  # what entries call all things of a class
_IT = re.compile(r"\b(?:it|they|them)\b", re.IGNORECASE)
_LOOK_UP = "Please look it up at std.samr.gov.cn, or ask 12315."


@dataclass(frozen=True)
class _Readings:
    """The questions the memory makes of a part.

    Args:
        found: each with its answer.
        fitting: those whose answers may be asserted.
        year: the year talked about, where something of each year is asked without one; else empty.
    """

    found: list[tuple[str, Answer]]
    fitting: list[tuple[str, Answer]]
    year: str


@dataclass(frozen=True)
class Completer:
    """Completes questions with the memory.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def complete(self, part: Part, memory: Memory) -> Part:
        """The part as the memory makes it whole; the same part where it stands on its own."""
        if part.numbers:
            return ToldStandards(self.skills).beside(part, memory)
        if not memory:
            return _of_which_thing(part) or self._put_right(part)
        memory = self._with_the_year_told(part, memory)
        if memory.home and _AT_HOME.fullmatch(part.text.strip(" ,，。?？!！")):
            return replace(part, answer=self.skills.answer(memory.home), taken_as=memory.home)
        if event := self._of_the_event(part, memory):
            return event
        by_figures = ToldStandards(self.skills)
        if serial := (
            by_figures.of_a_serial(part, memory) or by_figures.of_an_unknown_number(part, memory)
        ):
            return serial
        if again := (
            ToldAgain(self.skills).read(part, memory)
            or Measured(self.skills).read(part, memory)
            or ToldBoth(self.skills).read(part, memory)
        ):
            return again
        earlier = ToldEarlier(self.skills)
        if pointed := earlier.before(part, memory):
            return pointed
        if len(part.text) <= LONGEST and (listed := ToldList(self.skills).read(part, memory)):
            return listed
        if pointed := earlier.read(part, memory, in_order=not _has_list(memory)):
            return pointed
        if wanted := (
            of_that_age(self.skills, part, memory)
            or of_the_same(self.skills, part, memory)
            or ToldNamed(self.skills).read(part, memory)
            or ToldStandards(self.skills).read(part, memory)
            or self._of_an_article(part, memory)
            or of_that_thing(self.skills, part)
            or Wanter(self.skills).answer(part, memory)
            or self._of_its_hazard(part, memory)
        ):
            return wanted
        if part.leaning is None:
            return self._led(part, memory)
        if is_english(part.text) and (other := other_thing(part.text)):
            near = self.skills.nearest(part.text, told=memory.entry)
            lead = f"I have nothing checked on “{other}”."
            more = "" if near.certainty is Certainty.UNKNOWN else "The nearest I have:"
            text = f"{lead} {more}\n{near.text}" if more else f"{lead} {_LOOK_UP}"
            return replace(part, answer=replace(near, text=text))
        # 「不对 我要问的是毛绒玩具 出新版没得」 says all itself.
        meant = part.leaning.rest if part.leaning.corrects and part.facet else ""
        if meant and self.skills.product_of(meant) and (whole := self._put_right(part)) is not part:
            return replace(whole, taken_as=meant)
        made = self._completed(part, part.leaning, memory)
        if made.answer.certainty is Certainty.UNKNOWN and part.answer.is_sure:
            return part
        if made is part or not memory.offered or not made.answer.is_sure:
            return made
        if _of_another(made.answer, memory):
            return made
        # What we only guessed a moment ago is not asserted now.
        about = (made.answer.about or memory.about).rstrip("？?")
        english = is_english(part.text)
        lead = f"If this is about “{about}”:\n" if english else f"您如果接着问的是“{about}”：\n"
        told = replace(
            made.answer, certainty=Certainty.UNSURE, text=lead + made.answer.text, entry=None
        )
        return replace(made, answer=told)

    def _with_the_year_told(self, part: Part, memory: Memory) -> Memory:
        """「那次是第几届」 asks of the year the answer before tells of."""
        if memory.year or not memory.entry or not _THAT_TIME.search(part.text):
            return memory
        told = self.skills.answerer.within(memory.entry, "", _ITS_YEAR)
        year = _ITS_YEAR.search(told.text) if told else None
        return replace(memory, year=int(year[1])) if year else memory

    def _of_the_event(self, part: Part, memory: Memory) -> Part | None:
        """「这个活动最早是哪年」 after a theme asks of the month or day, not of its theme."""
        if self._of_another_day(part.answer, part.text, memory):
            return self._of_that_day(part, memory)
        named = _EVENT.search(memory.about)
        text = _THIS_EVENT.sub(named[0], part.text, count=1) if named else part.text
        if text == part.text:
            return None
        answer = self.skills.answer(text)
        return replace(part, answer=answer, taken_as=text) if answer.is_sure else None

    def _of_an_article(self, part: Part, memory: Memory) -> Part | None:
        """「下一条呢」 and 「违反了怎么罚」 after an article of a law was quoted."""
        if not memory.article or len(part.text) > LONGEST:
            return None
        answer = self.skills.after_article(memory.article, part.text)
        if answer is None:
            return None
        return replace(part, answer=answer, taken_as=f"{memory.article}{part.text}")

    def _put_right(self, part: Part) -> Part:
        """What a correction says instead, where nothing was understood that it could put right."""
        if part.leaning is None or not part.leaning.corrects or part.answer.is_sure:
            return part
        meant = bare(part.leaning.rest)
        answer = self.skills.answer(part.leaning.rest)
        if not answer.is_sure and self.skills.product_of(meant) == meant:
            answer = self.skills.standards_of(meant, f"{meant}执行什么标准") or answer
        return replace(part, answer=answer) if answer.is_sure else part

    def _led(self, part: Part, memory: Memory) -> Part:
        """A short question nobody can answer alone may go on from what was said: as choices."""
        if part.answer.certainty is not Certainty.UNKNOWN or len(part.text) > LONGEST:
            return part
        leaning = Leaning(False, False, part.text)
        readings = full_questions(leaning, memory)
        near = self.skills.nearest(f"{memory.topic}{part.text}", *readings, told=memory.entry)
        if near.certainty is Certainty.UNKNOWN or not self.skills.kin(near, memory.entry):
            return part
        return replace(part, answer=near, taken_as=readings[0])

    def _completed(self, part: Part, leaning: Leaning, memory: Memory) -> Part:
        """The part as the memory makes it whole, unless it stands on its own."""
        rest = bare(leaning.rest)
        if is_of_its_own(self.skills, part, memory):
            return part
        if same := self._same_of_the_other(part, leaning, rest, memory):
            return same
        if counted := self._of_other_standards(part, rest, memory) or self._counted_too(
            part, rest, memory
        ):
            return counted
        alone = self._stands_alone(part, leaning, rest, memory)
        if not alone or not (asked_in(rest) is not Asked.NOTHING or leaning.corrects):
            own_record = part.facet and self._explained(memory)
            # What was told is about what was not meant.
            told = None if own_record or leaning.denied else self._told_already(part, rest, memory)
            if told is not None:
                return replace(part, answer=told, taken_as=f"{memory.topic}{part.text}")
        if alone:
            return self._of_the_topic(part, leaning, memory)
        return (
            self._corrected(part, leaning, memory)
            or ToldProduct(self.skills).read(part, leaning, rest, memory)
            or self._besides(part, memory)
            or self._to_prepare(part, memory)
            or self._of_what_was_told(part, leaning, memory)
            or self._what_follows(part, rest, memory)
            or self._put_together(part, leaning, memory)
        )

    def _same_of_the_other(
        self, part: Part, leaning: Leaning, rest: str, memory: Memory
    ) -> Part | None:
        """「不是投诉，是举报」 asks of the other what was asked, where an entry surely tells it."""
        denied, meant = leaning.denied, rest.removesuffix("的")
        if not denied or denied not in memory.about or asked_in(rest) is not Asked.NOTHING:
            return None
        text = memory.about.replace(denied, meant)
        answer = self.skills.answer(text)
        told = answer.is_sure and answer.score >= NEW_TOPIC and denied not in answer.about
        if not told or not self.skills.covers(answer, meant):
            return None
        return replace(part, answer=answer, taken_as=text)

    def _of_other_standards(self, part: Part, rest: str, memory: Memory) -> Part | None:
        """「国际标准呢」 after how many local ones a plan wants: how many of those, if told."""
        kind = _KIND_OF_STANDARDS.match(rest)
        where = memory.asked == Asked.WHERE and "标准" in memory.about
        asked = memory.about if where or _KINDS_TOLD.search(memory.about) else ""
        meant = (kind["kind"] or _IN_FULL[kind["short"]]) if kind else ""
        if kind is None or not asked or meant in asked or f"{meant[0]}标" in asked:
            return None
        more = rest[kind.end() :]
        asked_so = (self.skills.title_of(memory.entry), asked)
        texts = [
            _KINDS_TOLD.sub(f"{meant}标准", one, count=1) + more
            for one in asked_so
            if _KINDS_TOLD.search(one)
        ]
        if where and not more:
            texts.append(f"{meant}{TO_LOOK_UP}")
        found = [(text, self.skills.answer(text)) for text in texts]
        surest = sorted(found, key=lambda pair: pair[1].score, reverse=True)
        told = (pair for pair in surest if self._tells_of_kind(pair[1], meant, memory))
        text, answer = next(told, ("", part.answer))
        if not text:
            return None
        return replace(part, answer=answer, taken_as=text)

    def _tells_of_kind(self, answer: Answer, kind: str, memory: Memory) -> bool:
        """Whether an answer surely tells of a kind of standards what was asked of another."""
        told = f"{answer.about}{self.skills.title_of(answer.entry or '')}"
        named = kind in told or f"{kind[0]}标" in told
        fits = _holds_what_is_asked(answer, memory.about)
        return answer.is_sure and named and fits and answer.entry != memory.entry

    def _counted_too(self, part: Part, rest: str, memory: Memory) -> Part | None:
        """「B类呢」 after how much class A may have: how much of those, if the answer tells."""
        counts = memory.asked in (Asked.HOW_MUCH, Asked.WHEN)
        if memory.offered or not counts or asked_in(rest) is not Asked.NOTHING:
            return None
        if _EXTREME.fullmatch(rest):
            told = self.skills.of_listed(memory.entry, "", None)
            return replace(part, answer=told, taken_as=memory.about) if told else None
        whose = _WHO_IS_FINED.fullmatch(rest)
        said = ("单位" if whose["body"] else "个人") if whose else rest
        told = self._told_already(part, said, memory)
        return replace(part, answer=told, taken_as=f"{memory.topic}{part.text}") if told else None

    def _stands_alone(self, part: Part, leaning: Leaning, rest: str, memory: Memory) -> bool:
        own = part.answer
        year = _year_meant(rest, memory)
        if year and not self.skills.covers(own, year, told=True):
            return False
        if leaning.strong and _answers_otherwise(own, rest, memory):
            return False
        if is_english(memory.about) and _IT.search(part.text) and not _very_words(own, leaning):
            return False  # 「can I get it back」 asks of what was told, whatever resembles it
        enough = WHOLE_TOPIC if leaning.strong else NEW_TOPIC
        return own.is_sure and (own.score >= enough or _very_words(own, leaning))

    def _of_that_day(self, part: Part, memory: Memory) -> Part:
        """「从哪年起每年有主题」 behind the day of metrology, where another day has the words."""
        day = _DAY.search(f"{memory.about} {memory.topic}")
        text = f"{day[0] if day else ''}{part.text}"
        told = self._told_already(part, part.text, memory)
        return replace(part, answer=told or self.skills.answer(text), taken_as=text)

    def _of_another_day(self, own: Answer, text: str, memory: Memory) -> bool:
        """Whether an entry tells of another day than the one talked about, where none is named."""
        told = _DAY.search(f"{memory.about} {memory.topic}")
        other = _DAY.search(self.skills.title_of(own.entry or ""))
        return bool(told and other and told[0] != other[0] and not _DAY.search(text))

    def _corrected(self, part: Part, leaning: Leaning, memory: Memory) -> Part | None:
        """「手滑了，应该是31701」."""
        number = corrected_number(leaning.rest, memory.standard) if leaning.corrects else ""
        number = number or (self._other_year(part.text, memory) if leaning.corrects else "")
        if not number:
            return None
        found = tuple(StandardNumber.find_all(number))
        return replace(part, numbers=found, answer=self.skills.answer(number))

    def _other_year(self, text: str, memory: Memory) -> str:
        """「打错了 15的 叫什么」: the edition of that year, where there is one."""
        said, number = _EDITION_MEANT.search(text), StandardNumber.find(memory.standard)
        if said is None or number is None:
            return ""
        edition = f"{number.undated}-20{said['year'][-2:]}"
        return edition if self.skills.answerer.card(edition) is not None else ""

    def _besides(self, part: Part, memory: Memory) -> Part | None:
        about = memory.about or memory.topic
        if not about or not _MORE.fullmatch(part.text):
            return None
        return replace(part, answer=self.skills.besides(about, memory.entry), taken_as=about)

    def _to_prepare(self, part: Part, memory: Memory) -> Part | None:
        """「要准备些什么」 after it was told where to complain."""
        asks = _PREPARES.fullmatch(re.split(r"[,，。\s]", part.text.strip())[-1])
        told = asks and memory.entry and not part.answer.is_sure
        # What a record of a standard says needs no papers.
        if not told or not (
            is_record(memory.entry)
            or self.skills.answerer.within(memory.entry, "", _COMPLAINS) is not None
        ):
            return None
        return replace(part, answer=self.skills.answer(TO_PREPARE), taken_as=TO_PREPARE)

    def _what_follows(self, part: Part, rest: str, memory: Memory) -> Part | None:
        """「没编号会怎么样」 behind who gives the numbers: told beside it by the same law."""
        if not memory.entry or not _CONSEQUENCE.search(rest):
            return None
        if self.skills.answerer.within(memory.entry, "", _FOLLOWS):
            return None
        for entry in self.skills.akin(memory.entry, rest):
            said = self.skills.of_listed(entry, "", None)
            if said is None or not _FOLLOWS.search(_body(said)):
                continue
            if not self.skills.covers(said, _CONSEQUENCE.sub("", rest)):
                continue
            about = self.skills.title_of(entry).rstrip("？?")
            told = replace(
                said, certainty=Certainty.UNSURE, text=f"您如果接着问的是“{about}”：\n{said.text}"
            )
            return replace(part, answer=told, taken_as=f"{memory.topic}{part.text}")
        return None

    def _of_what_was_told(self, part: Part, leaning: Leaning, memory: Memory) -> Part | None:
        """Which standard, where it stands, or one thing of the standard told."""
        if _WHICH.search(leaning.rest) and memory.standard:
            card = self.skills.facet(memory.standards, Facet.CARD, part.text)
            return replace(part, asked=Asked.WHAT, answer=card, taken_as=memory.standard)
        asks_source = _asks_source(leaning.rest) and not self._asks_of_more(leaning, memory)
        # Of choices any may be meant.
        asks_source = asks_source or bool(not memory.offered and _IN_WHICH.fullmatch(leaning.rest))
        if asks_source and (source := self.skills.source_of(memory.entry)):
            return replace(part, answer=source, taken_as=f"{memory.topic}{part.text}")
        if self._names_own(part, memory):
            return part
        facet = part.facet or (Facet.EFFECTIVE if _SINCE_WHEN.fullmatch(leaning.rest) else None)
        wanted = facet if leaning.strong or not part.answer.is_sure else None
        if wanted is None or not _fits(part):
            return None
        if own := of_its_own_thing(self.skills, part, wanted, memory):
            return own
        if not memory.standard:
            return self._of_all_named(part, wanted, memory)
        if wanted is Facet.WHERE and not self.skills.title_of_standard(memory.standard):
            # Of a number nobody knows is told where numbers are looked up.
            return replace(part, answer=self.skills.answer(TO_LOOK_UP), taken_as=TO_LOOK_UP)
        told = self._until_then(wanted, memory) or _standards_told(memory)
        wanted = Facet.CARD if told != _standards_told(memory) else wanted
        card = self.skills.facet(told, wanted, part.text)
        return replace(part, answer=card, taken_as=f"{memory.standard} {part.text}")

    def _of_all_named(self, part: Part, facet: Facet, memory: Memory) -> Part | None:
        """「强制不」 behind an entry that names several standards alike: of each."""
        numbers = self.skills.numbers_named(memory.entry)
        if facet not in OF_STANDARDS or not 1 < len(numbers) <= MOST_LISTED:
            return None
        card = self.skills.facet(numbers, facet, part.text)
        return replace(part, answer=card, taken_as=f"{memory.topic}{part.text}")

    def _until_then(self, wanted: Facet, memory: Memory) -> tuple[str, ...]:
        """The standards a thing has until the one told takes effect; empty where that has one."""
        if wanted is not Facet.OLD_USABLE or not memory.product:
            return ()
        told = self.skills.answerer.card(memory.standard)
        upcoming = told is not None and (told.effective_on or date.min) > clock.today()
        if told is None or not upcoming or self.skills.older_than(memory.standard):
            return ()
        others = self.skills.numbers_for(memory.product)
        return tuple(one for one in others if one != memory.standard)[:MOST_LISTED]

    def _names_own(self, part: Part, memory: Memory) -> bool:
        """Whether a thing is named and known, and the number told before is none we know."""
        if not memory.standard or not part.answer.is_sure:
            return False
        number = StandardNumber.find(memory.standard)
        unknown = number is None or self.skills.answerer.edition(number) is None
        return unknown and bool(self.skills.product_of(part.text))

    def _asks_of_more(self, leaning: Leaning, memory: Memory) -> bool:
        """「罚则写在第几条」 asks where something stands of which nothing was told."""
        left = _AROUND_SOURCE.sub(" ", OF_THE_TOLD.sub(" ", _SOURCE.sub(" ", leaning.rest)))
        told = self.skills.uncovered(memory.entry, left)
        return any(says_something(word) and word not in memory.about for word in told)

    def _told_already(self, part: Part, rest: str, memory: Memory) -> Answer | None:
        """What the answer before says of it: 「国际标准」 after a plan's figures, 「归谁管」.

        A bare noun asks what was asked before.
        """
        asked = asked_in(rest)
        if asked is Asked.NOTHING:
            asked = Asked(memory.asked) if memory.asked else asked
        if asked is Asked.STANDARD and asked_in(rest) is not Asked.NOTHING:
            return None  # which standard rules it the records know better
        # After choices any of them may be meant.
        entries = memory.listed if memory.offered and memory.listed else (memory.entry,)
        said = (self.skills.within(entry, rest, asked, part.facet) for entry in entries)
        answer = next((answer for answer in said if answer is not None), None)
        if answer and not self.skills.names_itself(_body(answer), rest):
            return None  # 自行车 is none of 电动自行车
        of_another = answer and part.facet is Facet.NATURE and self._tells_of_some(answer, memory)
        return None if of_another else answer

    def _tells_of_some(self, answer: Answer, memory: Memory) -> bool:
        """Whether what an entry says is said of some of its standards, or not of the one meant."""
        named = {str(one.undated) for one in StandardNumber.find_all(_body(answer))}
        one = memory.standard and answer.entry == memory.entry
        of_it = (memory.standard,) if one else self.skills.numbers_named(answer.entry or "")
        return bool(named) and not named >= set(map(undated, of_it))

    def _explained(self, memory: Memory) -> bool:
        """Whether an entry explained the number of a standard that it doesn't tell of."""
        told = self.skills.standards_in(memory.entry)
        return bool(memory.standard) and memory.standard not in told

    def _of_the_topic(self, part: Part, leaning: Leaning, memory: Memory) -> Part:
        """What stands alone, unless the topic before has an answer to the same words.

        「寄回去邮费谁出」 after returns without a reason is not about faulty goods.
        """
        own, text = part.answer, f"{memory.topic}{leaning.rest}"
        is_whole = own.score >= WHOLE_TOPIC or _very_words(own, leaning)
        if is_whole or memory.offered or own.entry == memory.entry:
            return part
        answer = self.skills.answer(text, topic=memory.about)
        kin = _family(answer.entry or "") == _family(memory.entry)
        share = KIN if kin else 1.0
        if self._only_one_names(answer, own, memory.product):
            share = NAMES_IT
        likely = answer.entry != own.entry and answer.score >= own.score * share
        if not likely or not self._fits_well(answer, bare(leaning.rest), leaning, memory):
            return part
        return replace(part, answer=answer, taken_as=text)

    def _of_its_hazard(self, part: Part, memory: Memory) -> Part | None:
        """「甲醛不超过多少」 behind underwear asks of clothes, though a room has the very words.

        Where nothing is known of the thing, what is told of others is only offered.
        """
        own, thing = part.answer, memory.product
        hazard = _HAZARD.search(part.text)
        told = own.is_sure and own.entry and own.entry != memory.entry and not memory.offered
        if hazard is None or not told or self.skills.product_of(part.text):
            return None
        if _ELSEWHERE_IN.search(part.text):
            return None
        before = self.skills.of_listed(memory.entry, "", None) if memory.entry else None
        if before and hazard[0] in _body(before) and _holds_what_is_asked(before, part.text):
            return replace(part, answer=before, taken_as=f"{memory.topic}{part.text}")
        if not thing or self.skills.names(own.entry or "", thing):
            return None
        standards = {*map(undated, self.skills.numbers_for(thing))}
        for name in (thing, *_CLASSES):
            answer = self.skills.answer(f"{name}{part.text}")
            of_it = standards & {*map(undated, self.skills.standards_in(answer.entry or ""))}
            if answer.is_sure and (of_it or self._is_about(answer.entry or "", thing)):
                return replace(part, answer=answer, taken_as=f"{name}{part.text}")
        return replace(part, answer=self.skills.of_another(thing, f"{thing}{part.text}"))

    def _only_one_names(self, answer: Answer, own: Answer, thing: str) -> bool:
        """Whether of two entries only the first is about the thing talked about.

        「甲醛多少算超标」 behind a baby's clothes asks of no room.
        """
        if not thing or not answer.entry or not own.entry:
            return False
        return self._is_about(answer.entry, thing) and not self._is_about(own.entry, thing)

    def _is_about(self, entry: str, thing: str) -> bool:
        other = self.skills.product_of(self.skills.title_of(entry))
        return bool(other) and (other in thing or thing in other)

    def _put_together(self, part: Part, leaning: Leaning, memory: Memory) -> Part:
        """The likeliest of the questions the memory makes of a part.

        It is asserted only where the entry has every word of the part: 「怎么投诉」 after a
        standard is not about the standard.
        """
        kin = Memory() if leaning.corrects else memory
        readings = self._readings(part, leaning, memory)
        best = max(
            readings.fitting or readings.found, key=lambda pair: _weight(pair[1], kin), default=None
        )
        if best is None or best[1].certainty is Certainty.UNKNOWN:
            return self._said_again(part, memory)
        text, answer = best
        if (instead := self._instead(part, leaning, readings, memory)) is not None:
            return instead
        if _weight(answer, kin) < (0.0 if leaning.strong else BETTER * part.answer.score):
            return part
        doubted = _weight(answer, kin) < SURE_ENOUGH or not readings.fitting
        if answer.certainty is Certainty.UNSURE or (answer.is_sure and doubted):
            # A question put together by us is offered, not asserted, where little speaks for it.
            answer = self._offered(text, readings.found, memory, part.text)
        if answer.certainty is Certainty.UNKNOWN:
            return self._said_again(part, memory)
        return replace(part, answer=answer, taken_as=text)

    def _readings(self, part: Part, leaning: Leaning, memory: Memory) -> _Readings:
        """The questions the memory makes of a part, with what answers them."""
        skills = self.skills
        beside = _asks_beside_the_record(part)
        told = _without_number(memory) if beside or part.facet is None else memory
        elsewhere = skills.elsewhere(leaning.rest)
        texts = full_questions(leaning, told, elsewhere, skills.title_of(memory.entry))
        if leaning.denied:  # what was not meant is no part of the question
            texts = tuple(text for text in texts if leaning.denied not in text) or texts
        found = [(text, skills.answer(text, topic=memory.about)) for text in texts]
        said = with_year(bare(leaning.rest), memory.year)
        if year := _year_meant(said, memory):
            said = f"{said} {year}"
        fitting = self._fitting(found, said, leaning, memory)
        if beside:
            fitting = [pair for pair in fitting if not is_record(pair[1].entry or "")]
            if not fitting and _BARE_WHO.fullmatch(leaning.rest):
                found.append((WHO_AT_ALL, skills.answer(WHO_AT_ALL)))
        return _Readings(found, fitting, year)

    def _instead(
        self, part: Part, leaning: Leaning, readings: _Readings, memory: Memory
    ) -> Part | None:
        """What is said where no reading may be asserted and the words have a claim of their own."""
        own = part.answer
        if readings.fitting:
            return None
        if self._is_new(leaning, bare(leaning.rest)):
            return part  # 「不锈钢盆」 behind moon cakes is no moon cake
        if not own.is_sure or readings.year or has_pronoun(leaning.rest):
            return None
        said = bare(leaning.rest)
        if own.score >= STANDS_BESIDE and not _answers_otherwise(own, said, memory):
            return part  # what stands alone fits better than what we make of it
        offered = self._offered(part.text, readings.found, memory)
        if own.entry not in {one.reference for one in offered.candidates}:
            # 「团体标准在哪个网查」 behind another thing: what it says itself is not left out.
            offered = self.skills.nearest(part.text, told=memory.entry)
        return replace(part, answer=offered)

    def _is_new(self, leaning: Leaning, said: str) -> bool:
        """Whether nothing but a thing is named, which is no part of what was told."""
        asks = leaning.strong or leaning.corrects or asked_in(said) is not Asked.NOTHING
        return not asks and self.skills.product_of(said) == said

    def _fitting(
        self, found: list[tuple[str, Answer]], said: str, leaning: Leaning, memory: Memory
    ) -> list[tuple[str, Answer]]:
        """The readings whose answers may be asserted."""
        fitting = [pair for pair in found if self._fits_well(pair[1], said, leaning, memory)]
        if not leaning.corrects or asked_in(said) is not Asked.NOTHING:
            return fitting
        # What was asked is asked of the thing that was meant (「说错了，是举报」).
        return [p for p in fitting if p[0] != leaning.rest and _likely(p[1])] or fitting

    def _said_again(self, part: Part, memory: Memory) -> Part:
        """In English, where few entries are, what was just said may hold what is asked."""
        if not is_english(part.text) or not is_english(memory.about):
            return part
        if other := self.skills.asked_on_in_english(memory.entry, memory.about, part.text):
            return replace(part, answer=other, taken_as=f"{memory.about} {part.text}")
        again = self.skills.answer(memory.about)
        if not again.is_sure:
            return part
        again = replace(again, certainty=Certainty.UNSURE)
        told = f"{STILL_ASKING}\n{again.text}"
        return replace(part, answer=replace(again, text=told), taken_as=memory.about)

    def _fits_well(self, answer: Answer, said: str, leaning: Leaning, memory: Memory) -> bool:
        """Whether an answer may be asserted to words the memory completed."""
        if leaning.denied and leaning.denied in answer.about and said not in answer.about:
            return False  # it is about what was not meant
        if is_english(said) and is_record(answer.entry or "") and asks_no_record(said):
            return False
        if memory.entry and answer.entry == memory.entry:
            return self._fits_again(answer, said, leaning, memory)
        if self._is_of_another(answer, said, memory):
            return False  # 「多久检一回」 after fire extinguishers asks of no lift
        if only_mentioned(self.skills, answer, said, memory) or _repeats(answer, said, memory):
            return False
        return answer.is_sure and self.skills.covers(answer, said)

    def _fits_again(self, answer: Answer, said: str, leaning: Leaning, memory: Memory) -> bool:
        """Whether the entry that was told may be told again."""
        asked = asked_in(said)
        if _CONSEQUENCE.search(said) and not _FOLLOWS.search(_body(answer)):
            return False  # 「没编号会怎么样」 behind who gives the numbers
        if any(one[0][-1] not in _body(answer) for one in _RIGHTS.finditer(said)):
            return False  # 「那个可以退不」 behind the standards of a power bank
        if asked is Asked.NOTHING:
            if leaning.corrects:
                return False  # that it was another thing has just been said
        elif memory.entry.startswith("faq:") and answer.score >= KIN:
            # It has the very question too, unless its topic alone made it likely.
            return self.skills.covers(answer, said) and _holds_what_is_asked(answer, said)
        elif asked in (Asked.WHO, Asked.WHERE) and not _holds_what_is_asked(answer, said):
            return False
        if only_mentioned(self.skills, answer, said, memory):
            return False
        return answer.is_sure and self.skills.covers(answer, said, told=True)

    def _is_of_another(self, answer: Answer, said: str, memory: Memory) -> bool:
        """Whether an entry is about another thing than the one talked about."""
        thing, entry = memory.product, answer.entry or ""
        if not thing or self.skills.product_of(said):
            return False
        other = self.skills.product_of(self.skills.title_of(entry))
        same = bool(other) and (other in thing or thing in other)
        return bool(other) and not same and not self.skills.names(entry, thing)

    def _offered(
        self, text: str, found: list[tuple[str, Answer]], memory: Memory, own: str = ""
    ) -> Answer:
        """The likeliest entries of every reading, what was just told not first."""
        others = (reading for reading, _ in found if reading != text)
        return self.skills.nearest(text, *others, told=memory.entry, own=own)


def _of_which_thing(part: Part) -> Part | None:
    """「国标没得」 behind nothing: nobody can tell of what."""
    if not _WHETHER_ANY.fullmatch(part.text.strip()):
        return None
    return replace(part, answer=Answer(Certainty.UNSURE, OF_WHICH_THING))


def _has_list(memory: Memory) -> bool:
    """Whether the answer before told several things, of which one may be meant."""
    return len(memory.listed) > 1 or len(memory.standards) > 1


def _asks_beside_the_record(part: Part) -> bool:
    """Whether it is asked who sees to what was told (「归谁管」), which no record holds.

    「过期了找谁」 asks so of the thing, not whether its standard still holds.
    """
    return part.facet in (None, Facet.STATUS) and part.asked is Asked.WHO


def _without_number(memory: Memory) -> Memory:
    """The memory of a standard told as that of its thing: a number is answered by its record."""
    thing = memory.product or thing_of(memory.about)
    by_number = is_record(memory.entry) and memory.standard in memory.about
    return replace(memory, about=thing, topic=thing) if by_number and thing else memory


def _of_another(answer: Answer, memory: Memory) -> bool:
    """Whether an entry that wasn't offered was written for what is asked on."""
    entry = answer.entry or ""
    other = entry != memory.entry and entry not in memory.listed
    return entry.startswith("faq:") and other and answer.score >= NEW_TOPIC


def _standards_told(memory: Memory) -> tuple[str, ...]:
    """All standards that were told together, until one of them was asked for alone."""
    listed = [number for one in memory.listed if (number := number_of(one))]
    together = len(listed) > 1 and len(listed) == len(memory.listed)
    alone = memory.standard in memory.about or memory.standard not in listed
    return memory.standards if not together or alone else tuple(listed[:MOST_LISTED])


def _year_meant(rest: str, memory: Memory) -> str:
    """The year talked about, where something of each year is asked without one; else empty."""
    yearly = memory.year and _YEARLY.search(rest) and not year_in(rest, memory.year)
    return str(memory.year) if yearly else ""


def _very_words(answer: Answer, leaning: Leaning) -> bool:
    """Whether an entry's own question was asked, whatever its score: 「在哪里投诉举报？」."""
    asked = answer.about.rstrip("?？")
    return bool(asked) and leaning.rest.rstrip("?？") == asked


def _asks_source(rest: str) -> bool:
    """Whether it is asked where the answer stands, not which article says another thing."""
    return bool(_SOURCE.search(rest)) and len(_SOURCE.sub("", rest)) <= _WORDS_BESIDE


def _fits(part: Part) -> bool:
    """Whether a facet is one of the standard talked about, not of the thing."""
    if _asks_beside_the_record(part):
        return False
    return part.facet is not Facet.WHERE or bool(_TEXT.search(part.text))


def _repeats(answer: Answer, said: str, memory: Memory) -> bool:
    """Whether another entry answers what was asked before, and not what is asked now.

    「商家会知道是我吗」 after 「举报多少天核查」 is told no days.
    """
    asked, told = asked_in(said), asked_in(answer.about)
    return asked not in (Asked.NOTHING, told) and memory.asked == told in (
        Asked.WHEN,
        Asked.HOW_MUCH,
    )


def _answers_otherwise(own: Answer, rest: str, memory: Memory) -> bool:
    """Whether an entry on a bare thing holds nothing of what was asked of the thing before.

    「那企业的呢」 after 「团体标准在哪里查」 is told of no place by who may make which.
    """
    asked = Asked(memory.asked) if memory.asked else Asked.NOTHING
    fact = fact_wanted(memory.about, asked) if asked_in(rest) is Asked.NOTHING else None
    return fact is not None and fact.search(_body(own)) is None


def _body(answer: Answer) -> str:
    return answer.text.partition("\n来源：")[0]


def _holds_what_is_asked(answer: Answer, said: str) -> bool:
    """Whether an answer has a day for 「几号」, a sum for 「多少」."""
    fact = fact_wanted(said, asked_in(said))
    return fact is None or fact.search(answer.text.partition("\n来源：")[0]) is not None


def _likely(answer: Answer) -> bool:
    return answer.score >= SURE_ENOUGH


def _weight(answer: Answer, memory: Memory) -> float:
    """Confidence, a little more for what belongs with the entry before."""
    kin = bool(memory.entry) and _family(answer.entry or "") == _family(memory.entry)
    return answer.score * (1.5 if kin else 1.0)


def _family(reference: str) -> str:
    return reference.partition("-")[0]
