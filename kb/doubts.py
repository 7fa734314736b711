"""Why an entry that is near a question may still not be asserted: it doesn't cover what is named.

A near entry shares most words with a question about another country's rule, one maker's product or
a price, and nothing in the nearness says that the one word that matters is not covered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.scope import SEEDS, Places
from kb.yaml_file import read_yaml

ABROAD = (
    "您问的是{name}的，我只核实过我国的规定，答不了那边的；国外标准的题录可以在"
    "全国标准信息公共服务平台（std.samr.gov.cn）查。"
)
BRAND = "{name}这一家的产品我没有核实过，下面讲的是这一类东西。"
PRICE = "价钱、收费我没有核实到，不敢说数。"
THERE = "{name}自己的规定我没有核实过，下面是全国的规定，当地的以当地公布的为准。"
NO_FACTS = (
    "{what}，我没有核实过资料，不敢乱说；我已经把问题记下来，交给工作人员补充。\n"
    "您可以先这样做：{next}"
)
NOT_NOTED = "这一点我的目录里没有记，不敢乱说。"

# What is brought in, sent out or shared with us is ours to answer.
_HERE_TOO = re.compile(
    r"进口|出口|海淘|代购|中国|我国|国内|采用|等同|国标|跨境|翻译|中文|重庆|插头"
)
_RULE = re.compile(r"标准|认证|法规|规定|法律|条例|限[值量令]|许可")
# 「新加坡食品局的投诉电话」: an office over there, named right behind the country.
_OFFICE = re.compile(
    r"(?:的|那边|当地|那里)?[\u4e00-\u9fff]{0,6}?(?:局|署|厅|委员会|海关|部门|协会|机构|政府|法院)"
)
_PRICE = re.compile(
    r"(?:多少|好多|几块?|啥|什么)钱|什么价|价位|价格(?:是)?(?:多少|好多)|(?:收费|费用|年费|代理费|检测费|检定费|咨询费)"
    r"(?:标准)?(?:是|要|大概)?(?:多少|好多|怎么收|$)"
    r"|(?:检|验|审|保|装|修|拆|管|停车|培训|服务|认证|证书)费(?:是|要|大概|一年|一次)?(?:多少|好多|几)|(?:收|要交|交)(?:多少|好多)(?:费|钱|$)|行情"
)
# Sums of the law and of the office are no prices.
_SUM_OF_LAW = re.compile(r"罚|赔|奖|押金|退|投诉|举报|登记|调解|小票|以上|以下|算")
_MONEY = re.compile(r"元|免费|不收|不要钱|收费|费用|价|钱")
# A fine is no price: 「电梯年检一台收费标准」 is not answered by what skipping it costs.
_FINE = re.compile(r"罚|赔|处\s?\d|没收|奖")
# What only those on the spot can say.
_LOCAL = re.compile(
    r"地方标准|地标|省标|省里|市里|区里|县里|条例|奖励|奖金|细则|电话|地址|哪个局|局在|补贴|资助|资金|试点|上牌|登记|备案"
    r"|宣传周|活动|你们|这里"
)
# Fields no record of the catalogue has, and what is to come.
_NOT_NOTED = re.compile(
    r"(?:再)?下一?(?:版|次修订|次改版)|会不会(?:再)?(?:改|变|调|放开|放宽|提高|取消)|将来(?:会|要)"
    r"|起草(?:人|单位)|谁(?:起草|写|编)|哪些人|几页|多少页|页数|定价|书号|纸质书|(?:多少|好多|几块)钱"
)


@dataclass(frozen=True)
class OnlyFor:
    """Entries that answer only those who ask about what they tell of.

    Args:
        told: a sentence such an entry has.
        asked: words of which a question about it has one.
        why: said to who has none of them, a Chinese sentence.
    """

    told: str
    asked: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Subject:
    """What citizens ask the market supervision about and the knowledge base holds no facts of.

    Args:
        said: that it isn't known and whom to ask, Chinese sentences.
        words: one of them makes a question about it,
        groups: or of each of these groups one.
        other: words of questions about something else.
    """

    said: str
    words: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    other: tuple[str, ...]

    def named(self, question: str) -> tuple[str, ...]:
        """The words of a question that make it one about this; none if it is not."""
        question = question.upper()
        if any(word in question for word in self.other):
            return ()
        said = tuple(word for word in self.words if word.upper() in question)
        of_groups = [next((w for w in group if w in question), "") for group in self.groups]
        return said + (tuple(of_groups) if of_groups and all(of_groups) else ())


@dataclass(frozen=True)
class NotCovered:
    """What an entry must speak of itself, or it doesn't answer who asks about it.

    Args:
        abroad: countries and regions with standards of their own.
        codes: finds codes of foreign standards and marks.
        brands: makers and shops.
        only_for: what answers only those who ask about it.
        subjects: of which there are no facts.
    """

    abroad: tuple[str, ...]
    codes: re.Pattern[str]
    brands: tuple[str, ...]
    only_for: tuple[OnlyFor, ...] = ()
    subjects: tuple[Subject, ...] = ()

    def no_facts(self, question: str, title: str, phrasings: Iterable[str] = ()) -> str:
        """That there are no facts of what a question is about, with the next step; or empty.

        Args:
            question: normalised.
            title: of the entry that would answer; one that names it has been written of it.
            phrasings: in which that entry is asked too.
        """
        for subject in self.subjects:
            named = subject.named(question)
            if not named or any(word.upper() in title.upper() for word in named):
                continue
            if not any(subject.named(one) for one in phrasings):
                return subject.said
        return ""

    def aside(self, question: str, covered: str) -> str:
        """Why an entry that wasn't written for the question speaks of another matter; or empty."""
        return next(
            (
                one.why
                for one in self.only_for
                if one.told in covered and not any(word in question for word in one.asked)
            ),
            "",
        )

    def doubt(self, question: str, covered: str, places: Places) -> str:
        """Why what is near may not be asserted, one Chinese sentence; empty if nothing speaks so.

        Args:
            question: normalised.
            covered: everything the entry says and is asked by.
            places: knows other places.
        """
        if name := self._abroad(question):
            return "" if name in covered else ABROAD.format(name=name)
        brand = next((name for name in self.brands if name in question), "")
        if brand and brand not in covered:
            return BRAND.format(name=brand)
        if asks_price(question) and not _tells_price(covered):
            return PRICE
        place = places.elsewhere(question) if _LOCAL.search(question) else ""
        return THERE.format(name=place) if place and place not in covered else ""

    def _abroad(self, question: str) -> str:
        if code := self.codes.search(question):
            return code[0]
        if _HERE_TOO.search(question):
            return ""
        names = (name for name in self.abroad if name in question)
        if _RULE.search(question):
            return next(names, "")
        behind = ((name, question.find(name) + len(name)) for name in names)
        return next((name for name, end in behind if _OFFICE.match(question, end)), "")


def _tells_price(covered: str) -> bool:
    """Whether a sentence speaks of money that is no fine, compensation or reward."""
    said = re.split(r"[。；;\n]", covered)
    return any(_MONEY.search(one) and not _FINE.search(one) for one in said)


def asks_price(question: str) -> bool:
    """Whether a price or fee is asked, which no law sets."""
    return bool(_PRICE.search(question)) and not _SUM_OF_LAW.search(question)


def asks_unnoted(question: str) -> bool:
    """Whether a question about a number asks for what no record of the catalogue holds."""
    return bool(_NOT_NOTED.search(question))


@lru_cache(maxsize=1)
def load_not_covered(folder: Path = SEEDS) -> NotCovered:
    """The names of ``not_covered.yml``."""
    read: dict[str, Any] = read_yaml(folder / "not_covered.yml")
    codes = "|".join(re.escape(code) for code in read["foreign_codes"])
    return NotCovered(
        tuple(read["abroad"]),
        re.compile(rf"(?<![A-Za-z0-9/])(?:{codes})(?![A-Za-z/])"),
        tuple(read["brands"]),
        tuple(OnlyFor(one["told"], tuple(one["asked"]), one["why"]) for one in read["only_for"]),
        tuple(
            Subject(
                NO_FACTS.format(what=one["what"], next=one["next"]),
                tuple(one["any"]),
                tuple(map(tuple, one.get("all") or ())),
                tuple(one["not"]),
            )
            for one in read["subjects"]
        ),
    )


def no_facts_of(question: str) -> str:
    """See :meth:`NotCovered.no_facts`; where no entry was written for the question."""
    return load_not_covered().no_facts(question, "")
