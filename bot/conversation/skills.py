"""What the bot can do, one method a skill: Rasa's actions and the direct way call the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.complaints.understanding.extract import (
    Product,
    load_products,
    product_in,
    whole_words,
)
from bot.conversation.covering import Covering
from bot.conversation.cross_standards import across, load_cross_standards
from bot.conversation.english_things import things_asked
from bot.conversation.owners import Owners, of_children
from bot.conversation.spoken import reply_of
from bot.conversation.state import State
from bot.kit.messages import Reply, ReplyKind
from kb.answer import Answer, Certainty, standard_reference
from kb.answering import Answerer
from kb.asked import FACET_FACTS, Asked, asked_in, fact_wanted, without_facet
from kb.basis import Basis
from kb.catalogue import Edition
from kb.situations import told_in
from kb.text.english import is_english
from kb.text.facet import Facet
from kb.text.kept import kept
from kb.text.standard_number import StandardNumber, undated
from kb.text.word_finder import WordFinder
from kb.wanted import Kin, Want
from kb.within import says_something

_FACETS = {
    "ask_standard_status": Facet.STATUS,
    "ask_standard_nature": Facet.NATURE,
    "look_up_standard": Facet.CARD,
}

ASK_NUMBER = (
    "请把标准号发给我，比如 GB 17761-2024（年份不知道可以不写）。"
    "标准号一般印在包装、吊牌或说明书的“执行标准”后面。回复“取消”可以退出。"
)
BAD_NUMBER = "这不像一个标准号。标准号由代号和数字组成，比如 GB 18401、GB/T 31888-2015。"
CANCELLED = "好的，已经取消。还想问什么可以直接说。"
HANDOVER = (
    "想找工作人员，请回复“转人工”。着急的事请直接打：消费投诉举报 12315，"
    "其他政务问题 12345；有生命危险请打 110、119 或 120。"
)
OUT_OF_SCOPE = (
    "这个不归我管，我只懂标准、质量和消费维权方面的事，不敢乱答。"
    "政务方面的其他问题请打 12345。您可以问我：怎么查标准、买的东西有没有强制性标准、怎么投诉。"
)
WRONG = (
    "对不起，没答到点子上。我已经把这个问题记下来，交给工作人员核对。"
    "您可以换个说法再问一次，或者打 12315、12345 问工作人员。"
)
# Said where nothing was asked before that could be noted.
WRONG_OF_NOTHING = (
    "对不起，没帮上您。请把想问的标准、产品或者遇到的事直接告诉我，一句话就行；"
    "想找工作人员，消费投诉举报打 12315，政务问题打 12345。"
)
_ASKED = re.compile(r"标准|国标|规范|哪|什么|多少|有没有|怎么|如何|谁|为什么|吗")
# Before a thing it says which of it is meant: 「新国标电动车」, 「国标的插座」.
_BY_ITS_STANDARD = re.compile(r"(?:(?<=[新旧老过])|^)国标的?$")
_CLAUSES = re.compile(r"[,，。;；]")
# What is not meant: 「不是水管里的」. 「是不是电梯」 and 「不是说电梯要检验吗」 deny nothing.
_DENIED = re.compile(
    r"(?<!是)(?:不是(?!说|有|要|应该|已经|都|不)|不要|没问)[^,，。;；?？\s吗吧]{1,10}(?=[,，。;；\s]|$)"
)
# Words of a question about a product's standards that say nothing more of the product.
_SAYS_NO_MORE = re.compile(
    r"(?:国家|行业|地方|产品|执行|强制)?标准(?:编?号)?|执行|国标|编号|号码|查询?|看|依据|按照?|符合|合格|规定|要求|新?买|现在|最新|哪.*|多少|没有|有没有"
)
_STANDARD_OF = re.compile(r"(?:标准|国标)(?:编?号)?[?？]?$")
_POINTS = re.compile(r"[这那](?:个|件|款|种|些|双|台|辆|瓶|袋|条|套|床)?$")
# What was done with a food, and makes another of it.
_MADE_OF_IT = re.compile(r"[卤泡腊烤炸熏酱腌糟]$")
# Who uses a thing, right before it.
_FOR_A_CHILD = re.compile(
    r"(?:娃儿?|娃娃|孩子|小孩|儿童|小朋友|宝宝|儿子|女儿|孙儿|孙子|孙女|幼儿|婴儿)们?(?:[穿戴用吃喝骑坐睡玩]的|的小?|的(?:小|新)?[床桌椅凳柜]子?(?:和|跟|、)?小?)?$"
)
_CHILDREN = ("儿童", "婴儿", "宝宝")
_NAMES_ITSELF = 2  # characters before the question word: the clause speaks of something
# 「粽子看：GB 7718」 would sound as if that were the standard of zongzi.
ONLY_ITS_LABEL = "{thing}自己的产品标准我没有核实到；预包装的，标签要按下面的来。"
# Aspects that are ruled without regard to the goods.
_OF_NO_GOODS = ("噪声", "噪音", "分贝")
_NEW_ONE = re.compile(
    r"新(?:的)?(?:国家|强制性?)?(?:标准|国标|强标|规|版)|\bnew\b|专门", re.IGNORECASE
)
_NEAR = 2
_LABELS = ("标签通则", "标签")
OF_OTHER_THINGS = "{thing}的这一点我没有核实到，下面有的讲的是别的东西。"
NOTHING_TO_PICK = "现在没有可以选的序号。请直接说您的问题。"
NOTHING_TO_REPEAT = "我还没说过话呢。请直接说您的问题。"


class Skills:
    """Answers, each as replies; none of them sends anything.

    Args:
        answerer: the knowledge base.
        responses: fixed texts of the domain.
    """

    def __init__(self, answerer: Answerer, responses: dict[str, str]) -> None:
        self._answerer = answerer
        self._responses = responses
        self._products = load_products()
        self._cross = load_cross_standards()
        self._aspects = (*_OF_NO_GOODS, *(word for row in self._cross for word in row.said))
        self._product_words = WordFinder(w for p in self._products for w in p.words)
        self._covering = Covering(self._products, self._cross, self._product_words, answerer)
        self._owners = Owners(self._products, self._product_words, answerer.card)
        self._known_products = frozenset(w for p in self._products for w in p.words)
        self._asked_about = kept(self._product_asked)
        # Of a word two products have, the first one's.
        self._categories = {w: p.category for p in reversed(self._products) for w in p.words}

    @property
    def answerer(self) -> Answerer:
        """The knowledge base."""
        return self._answerer

    def answer(self, text: str, intent: str = "", *, topic: str = "") -> Answer:
        """The knowledge base's answer, seen in the light of the intent and of the talk so far."""
        return self._answerer.answer(text, _FACETS.get(intent), topic=topic)

    def standard(self, number: str, intent: str) -> Reply:
        """Say what the catalogue knows of a number.

        Args:
            number: as typed; a text without a number gets a sentence that says so.
            intent: which of the three standard intents asked.
        """
        numbers = StandardNumber.find_all(number)
        if not numbers:
            return Reply(BAD_NUMBER, ReplyKind.FORM)
        return reply_of(self._answerer.look_up(numbers[0], _FACETS.get(intent)))

    def numbers_in(self, text: str) -> tuple[StandardNumber, ...]:
        """The standards a question names, also by a serial that only one of them has."""
        return tuple(StandardNumber.find_all(self._answerer.lettered(text)))

    def of_unknown_serial(self, text: str) -> Answer | None:
        """What is said where a number without letters is pointed at that nothing has."""
        return self._answerer.of_unknown_serial(text)

    def number_in(self, text: str) -> StandardNumber | None:
        """The first standard number in a text."""
        return StandardNumber.find(text)

    def suggest_standards(self, product: str) -> str:
        """Standards that go with a product, as words; empty text if none is known."""
        named = product_in(product, self._products)
        if named is None:
            return ""
        cards = [self._answerer.card(number) for number in named[1].standards]
        return "、".join(f"{card.number}《{card.title}》" for card in cards if card is not None)

    def standard_by_title(self, title: str) -> str:
        """The number of the one standard in force whose title has these words; else empty."""
        return self._answerer.number_of_title(title)

    def ask_number(self) -> Reply:
        """Ask which standard is meant."""
        return Reply(ASK_NUMBER, ReplyKind.FORM)

    def cancel(self) -> Reply:
        """Leave the form."""
        return Reply(CANCELLED)

    def handover(self) -> Reply:
        """A person was asked for."""
        return Reply(HANDOVER)

    def out_of_scope(self, score: float | None = None) -> Reply:
        """Not our business; said plainly."""
        return Reply(
            OUT_OF_SCOPE, ReplyKind.UNKNOWN, score=None if score is None else round(score, 3)
        )

    def wrong(self, *, noted: bool = True) -> Reply:
        """The citizen says the last answer missed.

        Args:
            noted: whether there is a question that staff will look at.
        """
        return Reply(WRONG if noted else WRONG_OF_NOTHING)

    def talk(self, intent: str) -> Reply | None:
        """The domain's fixed text for an intent, if it has one."""
        name = intent.removeprefix("ask_")
        text = self._responses.get(f"utter_{name}") or self._responses.get(f"utter_{intent}")
        return None if text is None else Reply(text)

    def picked(self, number: int, choices: Sequence[str]) -> Answer | str:
        """The choice with this number, 1 being the first; a sentence where there is none."""
        if not choices:
            return NOTHING_TO_PICK
        if not 1 <= number <= len(choices):
            if len(choices) == 1:
                return "刚才只列了一条：回复“1”看完整答案，或者换个说法再问。"
            return f"请回复 1 到 {len(choices)} 之间的序号，或者换个说法再问。"
        found = self._answerer.give(choices[number - 1])
        return "这条内容刚刚下线了，请换个说法再问一次。" if found is None else found

    def of_listed(self, reference: str, words: str, facet: Facet | None) -> Answer | None:
        """One of a list: what is asked of it, or all there is; None if it is gone.

        Args:
            reference: of the entry or standard.
            words: what is asked of it; may be empty.
            facet: what of a standard is asked, if anything.
        """
        numbers = self._answerer.standards_of(reference)[:1]
        if [reference] == [standard_reference(number) for number in numbers]:
            return self.facet(numbers, facet or Facet.CARD, words)
        said = self.within(reference, words, asked_in(words), facet) if words else None
        if said is None and facet is not None and numbers:
            return self.facet(numbers, facet, words)
        return said or self._answerer.give(reference)

    def given_in_english(self, reference: str) -> Answer | None:
        """The English side of an entry, whole; None where it has none."""
        return self._answerer.give_in_english(reference)

    def of_its_standards(self, reference: str, words: str, found: Answer) -> Answer | None:
        """English words asked of what was told; :meth:`kb.answering.Answerer.of_its_standards`."""
        return self._answerer.of_its_standards(reference, words, found)

    def asked_on_in_english(
        self, reference: str, about: str, words: str, earlier: tuple[str, ...] = ()
    ) -> Answer | None:
        """What a few English words ask on; :meth:`kb.answering.Answerer.asked_on_in_english`."""
        return self._answerer.asked_on_in_english(reference, about, words, earlier)

    def all_of(self, references: Sequence[str]) -> Answer:
        """Everything of a list, one after the other."""
        found = [one for one in map(self._answerer.give, references) if one is not None]
        if not found:
            return Answer(Certainty.UNKNOWN, NOTHING_TO_PICK)
        sources = tuple(dict.fromkeys(source for one in found for source in one.sources))
        text = "\n\n".join(f"{number}. {one.text}" for number, one in enumerate(found, 1))
        return replace(found[0], text=text, sources=sources, listed=tuple(references))

    def facet(self, numbers: Sequence[str], facet: Facet, words: str) -> Answer:
        """One thing about each standard.

        Args:
            numbers: of the standards.
            facet: what is asked.
            words: the question; 「新版」 and 「老的」 mean another edition of the number.
        """
        parsed = [StandardNumber.parse(number) for number in numbers]
        return self._answerer.facet(parsed, facet, words)

    def nearest(self, *readings: str, told: str = "", own: str = "") -> Answer:
        """The likeliest entries in short, none of them asserted; what was just told second.

        Args:
            readings: what may be asked.
            told: the entry told a moment ago.
            own: the words that were said; what has all of them comes first.
        """
        return self._answerer.nearest(*readings, told=told, own=own)

    def in_short(self, answer: Answer, words: str) -> str:
        """The two likeliest entries of an answer, in short and without a number to pick.

        Where the words name a thing those about others are left out, but for what goes for whatever
        was bought.
        """
        if answer.certainty is Certainty.UNKNOWN:
            return ""
        near = [one.reference for one in answer.candidates] or [answer.entry or ""]
        thing, of_all = self.product_of(words), {f"faq:{slug}" for slug in told_in(words)}
        of_it = (
            one
            for one in near
            if one and (one in of_all or not (thing and self._answerer.uncovered(one, thing)))
        )
        english = is_english(words)
        told = (self._answerer.in_short(one, in_english=english) for one in list(of_it)[:_NEAR])
        return "\n".join(filter(None, told))

    def older_than(self, number: str) -> bool:
        """Whether the catalogue has an edition before this one."""
        card = self._answerer.card(number)
        return card is not None and self._answerer.has_older(card)

    def newer_than(self, number: str) -> str:
        """The edition in the place of one; :meth:`kb.asked_on.AskedOn.newer_than`."""
        return self._answerer.newer_than(number)

    def articles(self, text: str) -> Answer | None:
        """Articles of laws near a question that nothing else answers."""
        return self._answerer.articles(text)

    def after_article(self, source: str, text: str) -> Answer | None:
        """What is asked on of an article that was quoted; None where something else is asked."""
        return self._answerer.after_article(source, text)

    def after_code(self, code: str, text: str, facet: Facet | None) -> Answer | None:
        """What is asked on of letters just explained; None where nobody wrote that down."""
        return self._answerer.after_code(code, text, facet)

    def within(
        self, entry: str, words: str, asked: Asked, facet: Facet | None = None
    ) -> Answer | None:
        """What the entry says of the words that answers such a question; None if nothing."""
        fact = FACET_FACTS.get(facet) if facet else None
        words = without_facet(words) if fact else words
        fact = fact or fact_wanted(words, asked)
        return None if fact is None else self._answerer.within(entry, words, fact)

    def source_of(self, entry: str) -> Answer | None:
        """Where an entry's answer stands: law and article, standard, document section."""
        return self._answerer.source_of(entry)

    def holds(self, entry: str, want: Want) -> str:
        """What an entry says of what is wanted; empty if nothing."""
        return self._answerer.holds(entry, want)

    def to_come(self, entry: str) -> Edition | None:
        """The one standard an entry names that doesn't go yet; None where none or several don't."""
        return self._answerer.to_come(entry)

    def akin(self, entry: str, question: str) -> tuple[str, ...]:
        """Other entries near a question that rest on the same law or standard, likeliest first."""
        return self._answerer.akin(entry, question)

    def kin_standards(self, entry: str, kin: Kin) -> tuple[str, ...]:
        """The standards of that kind which are told together with those of an entry."""
        return self._answerer.kin_standards(entry, kin)

    def name_of(self, entry: str) -> str:
        """What an entry or a standard is called; empty if it is gone."""
        return self._answerer.name_of(entry)

    def sources_of(self, entry: str) -> tuple[str, ...]:
        """Where an entry's answer comes from, with how it was checked."""
        return self._answerer.sources_of(entry)

    def basis(self, entry: str) -> Basis | None:
        """What the answer of an entry is made from now."""
        return self._answerer.basis(entry)

    def standards_in(self, entry: str) -> tuple[str, ...]:
        """The standards an entry is about; empty if it is about none."""
        return self._answerer.standards_of(entry)

    def covers(self, answer: Answer, words: str, *, told: bool = False) -> bool:
        """Whether what is given has every word that means something of a text.

        Args:
            answer: what is given.
            words: normalised text.
            told: the entry was told before: whoever asks on wants what it says, so that what it is
                asked by doesn't count.
        """
        if not answer.entry:
            return True
        about = "" if told else answer.about.lower()
        return not [
            word
            for word in self._answerer.uncovered(answer.entry, words, told=told)
            if (word == words or says_something(word)) and word not in about
        ]

    def names_itself(self, told: str, thing: str) -> bool:
        """Whether a text has the name of a thing other than inside a longer one's.

        What is no thing by its own name counts as named.
        """
        if thing not in self._known_products:
            return True
        longer = {word for _, word in whole_words(told, self._product_words) if word != thing}
        for word in longer:
            told = told.replace(word, " ") if thing in word else told
        return thing in told

    def elsewhere(self, text: str) -> str:
        """The other place a text names; empty if none."""
        return self._answerer.elsewhere(text)

    def kin(self, answer: Answer, entry: str) -> bool:
        """Whether one of the choices is of the same family as an entry."""
        family = entry.partition("-")[0]
        return any(c.reference.partition("-")[0] == family for c in answer.candidates)

    def numbers_named(self, entry: str) -> tuple[str, ...]:
        """Every standard an entry names or rests on."""
        return self._answerer.numbers_named(entry)

    def clause_of(self, entry: str, words: Sequence[str]) -> tuple[str, ...]:
        """The standards of the only clause of an entry that names one and has all the words."""
        return self._answerer.clause_of(entry, words)

    def title_of(self, entry: str) -> str:
        """What an entry is called; empty if it is gone or a standard."""
        return self._answerer.title_of(entry)

    def items_of(self, entry: str) -> tuple[str, ...]:
        """What an entry lists."""
        return self._answerer.items_of(entry)

    def besides(self, question: str, entry: str) -> Answer:
        """What else there is to a question than one entry, as choices."""
        return self._answerer.besides(question, entry)

    def product_of(self, text: str) -> str:
        """The product or service a text asks about, as it stands there.

        Of several the last one before what is asked: 「贴地板用的胶水标准号多少」 asks about glue.
        A thing of an earlier clause counts only where the asking clause names none of its own.
        """
        return self._asked_about(text)  # a turn asks it of the same few texts a dozen times

    def _product_asked(self, text: str) -> str:
        text = _without_denied(text, self._product_words)
        words = list(whole_words(text, self._product_words))
        end = _asked_from(text, [start for start, _ in words])
        clause = max(text.rfind(mark, 0, end) for mark in ",，。;；") + 1
        found = [(start, word) for start, word in words if start < end]
        inside = [(start, word) for start, word in found if start >= clause]
        if not inside and len(text[clause:end].strip()) >= _NAMES_ITSELF:
            return ""
        if not found:
            return ""
        start, named = self._pointed_at(text, found, (inside or found)[-1])
        # 「电动车充电器冒火花，充电器有国标没」 asks about the one named in full.
        whole = max((word for _, word in found if word.endswith(named)), key=len)
        if whole != named:
            return whole
        part = self._owners.part_behind(text, start + len(named), named)
        child = self._for_a_child(text, start, named)
        return part or child or self._owners.own(text, start, named, found)

    def thing_of_an_aspect(self, text: str) -> str:
        """The goods an earlier clause names, where the last asks of an aspect of goods; else empty.

        「茶叶礼盒一层套一层，过度包装看哪个标准」 asks of 茶叶.
        """
        last = [clause for clause in _CLAUSES.split(text) if clause.strip()][-1:]
        if not last or not any(one in last[0] for row in self._cross for one in row.said):
            return ""
        return next(
            (word for _, word in reversed(list(whole_words(text, self._product_words)))), ""
        )

    def _pointed_at(
        self, text: str, found: Sequence[tuple[int, str]], last: tuple[int, str]
    ) -> tuple[int, str]:
        """「羽绒服钻绒，这个衣服该按哪个标准」 asks about the one of its kind named before."""
        start, named = last
        kind = self._category_of(named)
        before = [one for one in found if one[0] < start and self._category_of(one[1]) == kind]
        return before[-1] if before and _POINTS.search(text[:start]) else last

    def _category_of(self, word: str) -> str:
        return self._categories.get(word, "")

    def _for_a_child(self, text: str, start: int, named: str) -> str:
        """「娃儿戴的口罩」 is 儿童口罩, where there is such a thing; else empty."""
        if not _FOR_A_CHILD.search(text[:start]):
            return ""
        names = (f"{whose}{named}" for whose in _CHILDREN)
        return next((name for name in names if name in self._known_products), "")

    def names(self, entry: str, product: str) -> bool:
        """Whether an entry names a thing anywhere, by any of its names."""
        words = next((p.words for p in self._products if product in p.words), (product,))
        return any(not self._answerer.uncovered(entry, word) for word in words)

    def with_owner(self, owner: str, part: str) -> str:
        """A part by the name it has of an owner, 「电瓶车充电器」; the same where it has none.

        Args:
            owner: what was talked about.
            part: as it was said.
        """
        whole = self._owners.part_of(owner, part)
        foreign = not whole and self._owners.is_of_another(owner, part)
        return f"{owner}{part}" if foreign else whole or part

    def foreign(self, text: str) -> str:
        """What a text names whose standards are not those of the word; else empty.

        「自行车头盔」 is none of a motorcycle, 「校车司机」 no bus, 「泡菜坛子」 no food.
        """
        thing = self.product_of(text)
        if not thing:
            return ""
        return (
            self._owners.foreign(text, thing)
            or self._owners.who_works(text, thing)
            or self._owners.beside(text, thing)
            or self._owners.of_other_use(text, thing)
        )

    def uncovered(self, entry: str, words: str) -> tuple[str, ...]:
        """The words of a text that an entry nowhere has."""
        return self._answerer.uncovered(entry, words)

    def other_thing(self, answer: Answer, text: str, talk: str = "") -> str:
        """The thing a text names, where a sure entry is about a thing of another kind; else empty.

        「电动车3C在哪看」 is not told where toys bear the mark.

        Args:
            answer: what was found.
            text: the question.
            talk: what was talked about before.
        """
        entry = answer.entry or ""
        if answer.certainty is not Certainty.SURE or not entry:
            return ""
        other = self.foreign(text)
        if other and other not in f"{self._answerer.name_of(entry)}{answer.about}":
            return other
        named = product_in(text, self._products) if entry.startswith("faq:") else None
        if named is None:
            return ""
        whose = self.product_of(text)
        if whose not in text and not self.numbers_for(whose) and not self.tells_of(answer, whose):
            return whose  # 「骑自行车戴的头盔」 is 自行车头盔, of which nothing is known
        if self._is_hung_on(answer, text, *named):
            return named[0]
        told = product_in(self.title_of(entry), self._products)
        is_other = told is not None and self._is_of_another_kind(entry, text, named, told, talk)
        return named[0] if is_other else ""

    def _is_of_another_kind(
        self,
        entry: str,
        text: str,
        named: tuple[str, Product],
        told: tuple[str, Product],
        talk: str,
    ) -> bool:
        (word, product), (told_word, other) = named, told
        if product is other:
            return False
        if of_children(other.name) and not of_children(f"{talk}{text}"):
            # Who asks of bicycles is no child; who asks of 一段奶粉 asks of one.
            return set(product.standards).isdisjoint(self.standards_in(entry))
        ends_alike = told_word != word and told_word.endswith(word)
        if ends_alike and product.category != other.category:
            return True  # 电动自行车 is another thing than 自行车
        if any(one in text for one in other.words) or word[-2:] == told_word[-2:]:
            return False  # 防霾口罩 and 儿童口罩 are both of a kind
        return all(self._answerer.uncovered(entry, one) for one in product.words)

    def _is_hung_on(self, answer: Answer, text: str, said: str, product: Product) -> bool:
        """Whether nothing but the standard of a thing is asked that is only near to an entry's.

        No standard is known for 蜂王浆, and the entry about honey doesn't speak of it.
        """
        if product.standards or self.tells_of(answer, said):
            return False
        more = (word for word in self._answerer.words(text.replace(said, " ")) if len(word) > 1)
        asks = asked_in(text) is Asked.STANDARD or _STANDARD_OF.search(text) is not None
        return asks and all(map(_SAYS_NO_MORE.fullmatch, more))

    def is_same_thing(self, one: str, other: str) -> bool:
        """Whether two words are names of one product."""
        return any(one in p.words and other in p.words for p in self._products)

    def tells_of(self, answer: Answer, thing: str) -> bool:
        """Whether an entry's title or answer has a thing by one of its names."""
        words = next((p.words for p in self._products if thing in p.words), (thing,))
        text = self.title_of(answer.entry or "") + answer.text
        return any(word in text for word in words)

    def of_another(self, thing: str, text: str) -> Answer:
        """What is near to a question about a thing of which nothing of the kind is known."""
        near = self._answerer.nearest(text)
        if near.certainty is Certainty.UNKNOWN:
            return near
        return replace(near, text=f"{OF_OTHER_THINGS.format(thing=thing)}\n{near.text}")

    def _numbers_of(self, name: str) -> tuple[str, ...]:
        """The standards of a product, or the one a name is the number of."""
        return (name,) if self._answerer.card(name) else self.numbers_for(name)

    def aspect_in(self, text: str) -> str:
        """What of goods a text asks, which other standards rule than their own; empty if none."""
        return next((word for word in self._aspects if word in text), "")

    def numbers_asked(self, product: str, words: str) -> tuple[str, ...]:
        """The standards of a product that a question means: of a new one those to come, if any."""
        coming = self._coming(product) if _NEW_ONE.search(words) else ()
        return coming or self.numbers_for(product)

    def _coming(self, product: str) -> tuple[str, ...]:
        """The standards not yet in force that have a product in their title."""
        named = next((p for p in self._products if product in p.words), None)
        words = [word for word in (named.words if named else ()) if len(word) > 2]
        return tuple(self._answerer.coming(words)) if words else ()

    def numbers_for(self, product: str) -> tuple[str, ...]:
        """The standards of a product by its name, as they are numbered."""
        named = next((p for p in self._products if product in p.words), None)
        return () if named is None else tuple(named.standards)

    def title_of_standard(self, number: str) -> str:
        """The title of a standard; empty if the catalogue lacks it."""
        card = self._answerer.card(number)
        return card.title if card else ""

    def standards_of(self, product: str, words: str) -> Answer | None:
        """The standards of a product, those whose title is nearest to the words first."""
        named = next((p for p in self._products if product in p.words), None)
        if named is None or self._answerer.doubt(words) or self.foreign(words):
            return None
        # What goes for all goods of its kind is in none of its own standards.
        standards = self.of_an_aspect(product, words) or named.standards
        if not standards:
            return None
        told = self._answerer.cards_for(named.name, standards, words, product)
        if told is None or "包装" in product or not all(map(self._is_of_labels, standards)):
            return told
        return replace(told, text=f"{ONLY_ITS_LABEL.format(thing=product)}\n{told.text}")

    def of_an_aspect(self, product: str, words: str) -> tuple[str, ...]:
        """The standards of that aspect of a product a question names; empty if it names none."""
        named = next((p for p in self._products if product in p.words), None)
        if named is None:
            return ()
        clauses = [c for c in _CLAUSES.split(words) if c.strip()]
        # 「茶叶礼盒一层套一层，过度包装看哪个标准」 names it behind the thing.
        told = next((c for c in (*clauses, product) if product in c), product)
        said = (told, clauses[-1] if clauses else "")
        found = (across(self._cross, named.category, clause, named.name) for clause in said)
        return next((standards for standards in found if standards), ())

    def _is_of_labels(self, number: str) -> bool:
        return self.title_of_standard(number).endswith(_LABELS)

    def covered(self, number: StandardNumber, words: str) -> Answer | None:
        """Whether a standard is for the thing some words name; None if it isn't known.

        Args:
            number: with or without a year.
            words: the question without the number.
        """
        edition = self._answerer.edition(number)
        if edition is None:
            return None
        found = [word for _, word in whole_words(words, self._product_words)]
        thing = self.product_of(words) or next(reversed(found), "")
        if thing and _MADE_OF_IT.search(words[: words.find(thing)]):
            thing = ""  # 卤牛肉 is no 牛肉
        return self._covering.answer(edition, thing, words)

    def holds_for(self, number: StandardNumber, words: str) -> bool | None:
        """Whether a standard is for the thing some words name; None if that isn't known."""
        edition, thing = self._answerer.edition(number), self.product_of(words)
        return self._covering.holds_for(edition, thing) if edition and thing else None

    def in_english(self, text: str, facet: Facet | None, told: Answer) -> Answer:
        """The standards of the things an English question asks for, or what was told.

        Args:
            text: the question.
            facet: what of them it asks.
            told: what the English side of the entries says; kept where it is of these standards.
        """
        things = things_asked(text)
        new = _NEW_ONE.search(text) is not None
        coming = {thing.said: self._coming(thing.product) if new else () for thing in things}
        numbers = {
            thing.said: coming[thing.said] or self._numbers_of(thing.product) for thing in things
        }
        entry = self._answerer.rests_on(told.entry) if told.entry else set()
        kept = [said for said, own in numbers.items() if entry & set(map(undated, own))]
        if not things or (told.certainty is Certainty.SURE and len(kept) == len(things)):
            return told
        return self._answerer.things_in_english(numbers, facet, text)

    def told_in_english(
        self, things: Mapping[str, Sequence[str]], facet: Facet | None, words: str = ""
    ) -> Answer:
        """Some standards told again in English, by what they are called.

        Args:
            things: numbers of standards.
            facet: what of them is asked.
            words: the question, where it may take another force for granted.
        """
        return self._answerer.things_in_english(things, facet, words)

    def standards_named(self, name: str) -> tuple[str, ...]:
        """The standards of a product, or the one a name is the number of."""
        return self._numbers_of(name)

    def disagree(self, found: Answer, near: Answer, product: str, words: str) -> bool:
        """Whether an entry surely tells other standards for what a question says of a product.

        「作业本太白晃眼睛」 is about paper, and not about what goes for all school supplies.

        Args:
            found: the product's standards.
            near: the knowledge base's answer to the same words.
            product: as it stands in the question.
            words: the question.
        """
        if near.certainty is not Certainty.SURE or not self.differ(found, near):
            return False
        known = next((p.words for p in self._products if product in p.words), ())
        covered = f"{found.text}{''.join(known)}{''.join(self._answerer.aspects(words))}"
        return self.says_more(words, covered)

    def says_more(self, words: str, covered: str) -> bool:
        """Whether a question about a standard says anything beside what is covered."""
        return any(
            says_something(word) and word not in covered and not _SAYS_NO_MORE.fullmatch(word)
            for word in self._answerer.words(words)
        )

    def differ(self, found: Answer, near: Answer) -> bool:
        """Whether an entry is surely about other standards than those of a thing."""
        if not near.entry or not found.entry:
            return False
        told = set(map(undated, self._answerer.standards_of(near.entry)))
        return bool(told) and not told & _named_in(found.text)

    def both(self, found: Answer, near: Answer) -> Answer:
        """A product's standards and the entry that tells others, none of them asserted."""
        return self._answerer.both(found, near)

    def repeat(self, state: State) -> tuple[Reply, ...]:
        """The last replies once more."""
        return state.last_replies or (Reply(NOTHING_TO_REPEAT),)


def _asked_from(text: str, things: list[int]) -> int:
    """Where the asking of a text begins; its end if it asks nothing.

    Args:
        text: normalised.
        things: where the names of things start.
    """
    for asked in _ASKED.finditer(text):
        behind = next((start for start in things if start >= asked.end()), None)
        if behind is None or not _BY_ITS_STANDARD.search(text[:behind]):
            return asked.start()
    return len(text)


def _without_denied(text: str, products: WordFinder) -> str:
    """A text without what it says is not meant, if a product is left then.

    「我说的是桶装水 不是水管里的」 asks about water.
    """
    rest = _DENIED.sub(" ", text)
    named = next(iter(whole_words(rest, products)), None)
    return text if named is None else rest


def _named_in(text: str) -> set[str]:
    """The standards a text names, without their years."""
    return {undated(str(number)) for number in StandardNumber.find_all(text)}
