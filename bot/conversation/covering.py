"""Whether a standard is for a thing, by its title and the standards known for the thing.

No title says what a text leaves out. So a standard is denied to a thing only where its title
names another one; where neither is known, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.complaints.understanding.extract import Product
from bot.conversation.cross_standards import CrossStandard
from kb.answer import Answer, Candidate, Certainty
from kb.answering import Answerer
from kb.catalogue import Edition
from kb.text.facet import Facet
from kb.text.standard_number import StandardNumber, undated
from kb.text.word_finder import WordFinder

_FOR_CHILDREN = re.compile(r"儿童|婴|幼|童|中小学|学生|学校")
_GROWN_UP = re.compile(r"大人|成年?人|成年|老年?人|大学生?|上班族")
# A title that goes beyond what it names: what is made of it, and everything of the kind.
_AND_MORE = re.compile(r"制品|产品|商品|用品|材料|[类系]列")
_MODIFIER = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,}$")
_NOT_KNOWN_EITHER = "该看哪个标准，我没有核实到"
# 「铅镉也归它？」, 「甲醛归这个标准管不」
_COVERED = re.compile(
    r"(?:那|那么|还有)?(?P<thing>[\u4e00-\u9fffA-Za-z]{2,8}?)(?:呢)?[,，\s]?(?:也|是不是|要不要|都|是){0,3}(?:归|属于|算|按|用|由|在|看)(?:不归|不属于)?"
)
_RULES_SOME = re.compile(
    r"管(?:的是|的)?(?P<what>[^管,，。?？]{1,24}?)(?:的|标准|国标)?(?:限量|含量|残留)?(?:的)?(?:对不对|对吧|对不|是吧|是不是|没错|吧|吗|嘛|噻|撒|哈|不|[?？\s])*$"
)
_BETWEEN = re.compile(
    r"[啊呀哇嘛、,，和跟与及\s]+|这[些类]|那[些类]|之类|什么|等|(?:重)?金属(?=$)|的(?=$)"
)
_KIND = 2  # characters that say of which kind a thing is: 奶粉 of 一段奶粉
# What stands before a thing and is no kind of it.
_NO_KIND = re.compile(
    r"[吗不是管归看按用也有我你他它这那买]|适用|包括|包含|要求|符合|执行|遵守|覆盖"
)


def for_children(title: str) -> bool:
    """Whether a standard is for what children use, by its title."""
    return _FOR_CHILDREN.search(title) is not None


def _in_its_own_words(edition: Edition, words: str) -> str:
    """What is asked for, where the record itself names all of it: 「管铅啊镉啊这些的」."""
    said = _RULES_SOME.search(words)
    named = [one for one in _BETWEEN.split(said["what"]) if one] if said else []
    known = f"{edition.title}{edition.summary}"
    several = len(named) > 1 or len("".join(named)) > 1
    return "、".join(named) if several and all(one in known for one in named) else ""


@dataclass(frozen=True)
class Covering:
    """Says whether a standard covers a thing.

    Args:
        products: the things people name, with their standards.
        cross: standards that go for a whole class of goods: never denied to one of them.
        names: finds the words of the products.
        answerer: the catalogue.
    """

    products: Sequence[Product]
    cross: Sequence[CrossStandard]
    names: WordFinder
    answerer: Answerer

    def answer(self, edition: Edition, thing: str, words: str) -> Answer:
        """Yes, no, or that it isn't known, each with what the standard is for.

        Args:
            edition: the standard.
            thing: as it stands in the question; empty where no known one is named.
            words: the question without the number.
        """
        named = f"{edition.number}《{edition.title}》"
        grown_up = _GROWN_UP.search(words)
        if grown_up and _FOR_CHILDREN.search(edition.title):
            said = f"不归它管：看名称，{named}只管给孩子用的，不包括{grown_up[0]}用的。"
            return self._told(edition, said, thing)
        product = next((one for one in self.products if thing in one.words), None)
        if held := _in_its_own_words(edition, words):
            return self._told(edition, f"归它管：{named}管{held}。", "")
        if product is None:
            return self._told_elsewhere(edition, words) or self._not_known(edition, "您问的这一样")
        if own := self._own_of_its_class(edition, product):
            return self._told(edition, f"不归它管：{thing}另有标准，{own}。", "")
        if other := self._of_another_aspect(edition, product, words):
            return self._told(edition, f"不归它管：{other}。", "")
        if self._is_of(edition, product):
            if self._is_of_another_kind(edition, product, thing, words):
                return self._not_known(edition, "您问的这一种")
            return self._told(edition, f"归它管：{named}管{thing}。", "")
        if not product.standards and (told := self._by_an_entry(edition, thing)):
            return told
        if self._names_another(edition, thing):
            said = f"看名称，不包括{thing}：{named}只管名称里写的东西，不能拿来当{thing}的标准。"
            return self._told(edition, said, thing)
        return self._not_known(edition, thing)

    def holds_for(self, edition: Edition, thing: str) -> bool | None:
        """Whether a standard is for a thing; None where neither is known."""
        product = next((one for one in self.products if thing in one.words), None)
        if product is None:
            return None
        if self._is_of(edition, product):
            return True
        excluded = self._names_another(edition, thing) or self._is_of_a_sibling(edition, product)
        return False if excluded else None

    def _is_of_a_sibling(self, edition: Edition, product: Product) -> bool:
        """「三段奶粉」 beside 「一段奶粉」; 「家具」 is none, for 「儿童家具」 is a kind of it."""
        number, kind = undated(edition.number), product.name[-_KIND:]
        named = (p.name for p in self.products if number in map(undated, p.standards))
        return any(one.endswith(kind) and not product.name.endswith(one) for one in named)

    def _told_elsewhere(self, edition: Edition, words: str) -> Answer | None:
        """「铅镉也归它」 behind the limits of pesticides: what an entry surely tells of it."""
        asked = _COVERED.match(words.strip())
        return self._by_an_entry(edition, asked["thing"]) if asked else None

    def _by_an_entry(self, edition: Edition, thing: str) -> Answer | None:
        """What an entry surely tells of the standard of a thing, where it is another one."""
        near = self.answerer.answer(f"{thing}看什么标准")
        entry = near.entry or ""
        numbers = self.answerer.standards_of(entry) if near.is_sure else ()
        lacks = self.answerer.uncovered(entry, thing)
        if lacks or not numbers or undated(edition.number) in map(undated, numbers):
            return None
        said = f"{edition.number} 管不管{thing}，以它正文写的适用范围为准；讲{thing}的是："
        offered = (Candidate(entry, near.about),)
        unsure = replace(near, certainty=Certainty.UNSURE, entry=None)
        return replace(unsure, text=f"{said}\n{near.text}", candidates=offered)

    def _own_of_its_class(self, edition: Edition, product: Product) -> str:
        """What such goods have instead of a standard of the class: fruit and its packaging."""
        number = undated(edition.number)
        of_class = [row for row in self.cross if number in map(undated, row.standards)]
        said = {word for row in of_class for word in row.said}
        own = next(
            (row for row in self.cross if product.words[0] in row.products and said & {*row.said}),
            None,
        )
        if own is None or own in of_class:
            return ""
        cards = filter(None, map(self.answerer.card, own.standards))
        return "、".join(f"看 {card.number}《{card.title}》" for card in cards)

    def _of_another_aspect(self, edition: Edition, product: Product, words: str) -> str:
        """「小菜的农残归 GB 2762 管吧」: what rules that of such goods, where it is another one."""
        number = undated(edition.number)
        rows = [r for r in self.cross if product.category in r.categories]
        named = [(word, row) for row in rows for word in row.said if word in words]
        if not named or any(number in map(undated, row.standards) for _, row in named):
            return ""
        aspect, row = named[0]
        cards = filter(None, map(self.answerer.card, row.standards))
        told = "、".join(f" {card.number}《{card.title}》" for card in cards)
        return f"{aspect}看{told}" if told else ""

    def _is_of(self, edition: Edition, product: Product) -> bool:
        number = undated(edition.number)
        of_its_class = any(
            number in map(undated, row.standards) and product.category in row.categories
            for row in self.cross
        )
        own = number in map(undated, product.standards)
        # 电动自行车 in a title is no 自行车.
        titled = {word for _, word in self.names.spans(edition.title)}
        return own or of_its_class or not titled.isdisjoint(product.words)

    def _is_of_another_kind(
        self, edition: Edition, product: Product, thing: str, words: str
    ) -> bool:
        """Whether a word before the thing makes it one the title lacks: 自行车 before 头盔."""
        before = _MODIFIER.search(words[: words.find(thing)])
        kind = next(iter(self.answerer.words(before[0])[-1:]), "") if before else ""
        if len(kind) < 2 or _NO_KIND.search(kind):
            return False
        known = "\n".join((edition.title, edition.summary, *product.words))
        for _, longer in self.names.spans(known):  # 电动自行车 is no 自行车
            known = known.replace(longer, "" if kind != longer and kind in longer else longer)
        return kind not in known

    def _names_another(self, edition: Edition, thing: str) -> bool:
        """Whether a title names things, of which this is none and no kind."""
        number = undated(edition.number)
        if any(number in map(undated, row.standards) for row in self.cross):
            return False
        if _AND_MORE.search(edition.title):
            return False
        known = [p for p in self.products if number in map(undated, p.standards)]
        words = [word for p in known for word in p.words]
        titled = any(word in edition.title for word in words)
        return titled and not any(thing.endswith(word) for word in words)

    def _told(self, edition: Edition, said: str, thing: str) -> Answer:
        card = self.answerer.facet([StandardNumber.parse(edition.number)], Facet.SCOPE, "")
        own = self._own_of(thing, edition)
        return replace(card, text="\n".join(filter(None, (said, own, card.text))))

    def _not_known(self, edition: Edition, thing: str) -> Answer:
        said = f"{thing}归不归它管，我没有核实到，不敢乱说；以它正文写的适用范围为准。"
        # The standards of the thing itself are worth a look, whatever this one covers.
        own = _NOT_KNOWN_EITHER not in (self._own_of(thing, edition) or _NOT_KNOWN_EITHER)
        certainty = Certainty.UNSURE if own else Certainty.UNKNOWN
        return replace(self._told(edition, said, thing), certainty=certainty)

    def _own_of(self, thing: str, edition: Edition) -> str:
        """The standards of the thing itself."""
        product = next((one for one in self.products if thing in one.words), None)
        own = [e for n in (product.standards if product else ()) if (e := self.answerer.card(n))]
        others = [f"{e.number}《{e.title}》" for e in own if e.number != edition.number]
        if product is None or edition in own:
            return ""
        if not others:
            return f"{thing}{_NOT_KNOWN_EITHER}，请到 std.samr.gov.cn 用名称查。"
        return f"{thing}看：{'、'.join(others)}。"
