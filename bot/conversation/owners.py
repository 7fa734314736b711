"""Parts and accessories by what they belong to: the charger of an e-bike is none of a telephone.

The word alone (「充电器」, 「头盔」) is known as that of one owner. Asked behind another one it is
the other's: a thing of its own where one is known, and else a thing of which nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.complaints.understanding.extract import Product, whole_words
from kb.catalogue import Edition
from kb.text.word_finder import WordFinder

SHORTEST = 2  # characters of a thing, and of what stands before it
# What stands between a thing and a part of it: 「电驴的充电器」.
OWNS = re.compile(
    r"(?:上|里|里面|里头|里边|那个|自己|原装|专)?(?:时候?|的时候)?(?:用|配|带|戴|穿|装|坐|垫)?的?(?:那个)?"
)
# Who works with a thing or for it is none of what its standard is for.
_PERSON = re.compile(
    r"(?:上|里)?的?(?P<who>司机|驾驶员|师傅|工人|(?:维修|安装|维保|操作|管理|销售|检验)(?:工|员|人员)|老师|教师|厨师|医生|护士|保安|阿姨|老板|店员|服务员)"
)

# Who uses a thing that isn't for households, right before it.
_OTHER_USE = re.compile(
    r"(?P<kind>商用|工业|船用|矿用|军用|航空|车载|车用|宠物|农用|餐馆|饭店|食堂|工厂|工地|厂里)(?:里)?(?:用)?的?$"
)
_NEVER_OURS = ("工业", "船用", "矿用", "军用", "航空", "车载", "车用", "宠物")
_FOR_HOMES = re.compile("家用|家庭|民用")
# What holds a thing, belongs to it or makes it has no standard of the thing.
_BESIDE_IT = re.compile(
    r"(?:里|上|用)?的?(?P<part>坛子?|瓶子|罐子?|(?<!礼)盒子?|桶子?|袋子|壶|箱子|架子?|支架|盖子?|遥控器|按钮|按键|开关|配件|零件|螺丝|外壳|泡沫|模具|刀具"
    r"|机器|机(?=[看执有的按用归认]))(?![\u4e00-\u9fff]{0,2}装)"
)
# 「水龙头的水」, 「电驴戴的盔」: of one sign, so that no list of things has it.
_OF_ONE_SIGN = re.compile(
    r"(?:上|里)?(?:[戴穿用装坐垫]的|的)(?P<part>[水油气盔衣裤鞋帽袜线管壳灯布皮毛渣汤膜圈绳带纸胶漆味])"
    r"(?=$|[\s,，?？按看用执归有属要认该是]|什么|哪|国标|标准)"
)
# 「衣服上带反光条条的那种」 is a kind of its own.
_OF_A_KIND = re.compile(
    r"(?:上|里|上面|里面)?(?:带|有|印|镶|贴|能|会|可以)[^,，。?？]{1,8}的那[种款类]"
)
_OF_CHILDREN = re.compile(r"童|婴|幼|宝宝|娃|孩|学生|小学|中学|校(?!准)|小朋友|儿子|女儿|孙")


def of_children(text: str) -> bool:
    """Whether a text speaks of children.

    >>> of_children("儿童自行车"), of_children("自行车")
    (True, False)
    """
    return _OF_CHILDREN.search(text) is not None


@dataclass(frozen=True)
class Owners:
    """Says whose part a word means.

    Args:
        products: the things people name.
        names: finds their words.
        card: the record of a standard by its number.
    """

    products: Sequence[Product]
    names: WordFinder
    card: Callable[[str], Edition | None]

    def part_of(self, owner: str, part: str) -> str:
        """What the part of an owner is called, where such a thing is known; else empty.

        Args:
            owner: a thing by one of its names; may itself be a part (「电瓶车锂电池」).
            part: as it was said, 「充电器」.
        """
        said = self._product(owner)
        called = (owner, *(said.words if said else ()))
        found = [
            (head, whole)
            for product in self.products
            for whole in product.words
            if whole.endswith(part) and len(head := whole.removesuffix(part)) >= SHORTEST
            if any(name.startswith(head) for name in called)
            # 电动汽车 is no part of 电动自行车, though both begin alike.
            if self._product(part) is None or self._product(head) is not None
        ]
        if not found:
            return ""
        return max(found, key=lambda one: (owner.startswith(one[0]), len(one[0])))[1]

    def own(self, text: str, start: int, part: str, found: Sequence[tuple[int, str]]) -> str:
        """「电驴的充电器」: the charger of e-bikes, where there is such a thing; else the part.

        Args:
            text: what was said.
            start: where the part stands in it.
            part: as it was said.
            found: start and word of every thing the text names.
        """
        for at, owner in found:
            if at >= start or not OWNS.fullmatch(text[at + len(owner) : start]):
                continue
            said = self._product(owner)
            for word in (owner, *(said.words if said else ())):
                if self._product(f"{word}{part}"):
                    return f"{word}{part}"
        return part

    def part_behind(self, text: str, end: int, owner: str) -> str:
        """「手机里头的电池」: the part that stands behind its owner; empty where none is known.

        Args:
            text: what was said.
            end: where the owner ends in it.
            owner: as it was said.
        """
        joined = OWNS.match(text, end)
        if joined is None or not joined[0]:
            return ""
        said = self._product(owner)
        called = (owner, *(said.words if said else ()))
        for whole in (word for product in self.products for word in product.words):
            name = next((one for one in called if whole.startswith(one)), "")
            part = whole.removeprefix(name) if name else ""
            at = text.find(part, end) if len(part) >= SHORTEST else -1
            if at > end and OWNS.fullmatch(text[end:at]):
                return whole
        return ""

    def is_of_another(self, owner: str, part: str) -> bool:
        """Whether what is known as the part is that of another owner.

        The usual name says whose it is (手机充电器), or the title of its standard does
        (「摩托车、电动自行车乘员头盔」).
        """
        said, meant = self._product(owner), self._product(part)
        if said is None or meant is None or said is meant or said.category == meant.category:
            return self._is_left_out(owner, part, meant)
        whole = meant.name.removesuffix(part)
        named = self._product(whole) if whole != meant.name else None
        return (named is not None and named is not said) or self._is_left_out(owner, part, meant)

    def foreign(self, text: str, part: str) -> str:
        """An owner and its part in a text, where the part is known as another's; else empty."""
        start = text.rfind(part)
        if start < 0:
            return ""
        for at, owner in whole_words(text[:start], self.names):
            between = text[at + len(owner) : start]
            if OWNS.fullmatch(between) and self.is_of_another(owner, part):
                return f"{owner}{part}"
        return ""

    def of_other_use(self, text: str, thing: str) -> str:
        """「商用燃气灶」, where the standards of the thing are for households; else empty."""
        start = text.find(thing)
        use = _OTHER_USE.search(text[:start]) if thing and start >= 0 else None
        known = self._product(thing)
        cards = [self.card(number) for number in (known.standards if known else ())]
        titles = "".join(card.title for card in cards if card is not None)
        if use is None or use["kind"] in titles:
            return ""
        other = use["kind"] in _NEVER_OURS or _FOR_HOMES.search(titles) is not None
        return f"{use[0]}{thing}" if other else ""

    def who_works(self, text: str, thing: str) -> str:
        """「校车司机」: a thing and who works with it; empty where nobody is named."""
        start = text.find(thing)
        who = _PERSON.match(text, start + len(thing)) if thing and start >= 0 else None
        return f"{thing}{who['who']}" if who else ""

    def beside(self, text: str, thing: str) -> str:
        """「泡菜坛子」: a thing and what holds or makes it, or a kind of it; else empty."""
        start = text.find(thing)
        if not thing or start < 0:
            return ""
        end = start + len(thing)
        other = _BESIDE_IT.match(text, end) or _OF_ONE_SIGN.match(text, end)
        if other is not None:
            return f"{thing}{other['part']}"
        kind = _OF_A_KIND.match(text, end)
        return f"{thing}{kind[0]}" if kind else ""

    def _is_left_out(self, owner: str, part: str, meant: Product | None) -> bool:
        """Whether the title of the part's standard names owners, and not this one."""
        for number in meant.standards if meant else ():
            edition = self.card(number)
            title = (
                edition.title.rpartition(" ")[2] if edition else ""
            )  # 食品安全国家标准 owns none
            before = title.partition(part)[0] if part in title else ""
            owners = [word for _, word in whole_words(before, self.names)]
            if owners:
                return not any(self._is_same(owner, one) for one in owners)
        return False

    def _is_same(self, one: str, other: str) -> bool:
        return one == other or any(one in p.words and other in p.words for p in self.products)

    def _product(self, word: str) -> Product | None:
        return next((one for one in self.products if word in one.words), None)
