"""Which of several likely entries comes first, by what the nearness of words doesn't see."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.search.index import Entry, EntryKind, Hit

# A passage or a catalogue title yields to an FAQ that is nearly as sure: the FAQ was written
# and checked as an answer.
FAQ_FIRST = 0.15
# The phrasings and titles of all entries, which each search compares with again.
KEPT = 16384
# Things of which a question means one and not the others, each in the words people have for it: the
# rules behind them differ, and they are alike in everything else.
_OPPOSITES = tuple(
    tuple(re.compile(words) for words in names)
    for names in (
        ("投诉", "举报"),
        (
            r"国家标准|(?<!中)国标",
            r"行业标准|(?<!执)行标",
            r"地方标准|(?<!产)地标",
            r"团体标准|团标",
            r"企业标准|企标",
        ),
        (
            r"世界标准日|(?<!界)标准日",
            r"计量日",
            r"质量月",
            r"消费者权益日|3\s?[·.]\s?15|(?<!\d)315(?!\d)|三一五",
            r"认可日",
        ),
        # A law, and what is made for carrying it out.
        (r"标准化法(?!》?实施)", r"标准化法》?实施条例", r"标准化条例"),
        (
            r"(?:消费者权益保护法|消法|消保法)(?!实施)",
            r"(?:消费者权益保护法|消法|消保法)》?实施条例",
        ),
        (r"食品安全法(?!实施)", r"食品安全法》?实施条例"),
        (r"强制性?(?:国家)?标准|强标", r"推荐性?(?:国家)?标准|推标"),
    )
)
# Who is accused asks as a merchant; what is for who accuses is no answer to them.
_ACCUSED = re.compile(
    r"(?:被|遭)(?:人|人家|别人|别个|顾客|客人|消费者|同行|邻居|他|她)?(?:恶意|乱)?(?:投诉|举报|点水|告到)"
    r"|(?:投诉|举报)(?:(?:到|了)我|我(?!的?(?:投诉|举报|该|要|想|能|怎)))|举报人"
)
_ACCUSES = re.compile(r"投诉|举报")
# Who bought and wants it made good; what a shop may answer to such a claim is for the shop.
_BUYER = re.compile(
    r"(?:要求?|想|找(?:他|她|店家|商家|老板)们?)(?:退[款货钱掉]|全额退|赔[钱偿]|退一赔|换(?:货|新|一个))|要退(?![^，。]{0,4}吗)|退我|赔我|(?:不|没|咋|怎么)给?退"
)
_SELLER = re.compile(
    r"(?:我|我们|咱|俺|自家|本)(?:家|的)?(?:开的?)?(?:小|网|门|分|铺)?(?:店|厂|公司|摊|铺)(?!买)|我是(?:商家|卖家|老板|开店)|(?:顾客|客人|客户|买家|打假|有人|别人|人家|对方)[^，。]{0,12}(?:要求?|喊|找|让|叫|来)|[要喊找让叫]我们?[退赔]|我们?(?:卖|做|生产|进)[的了过]?|讹|敲诈"
)
# What a shop is asked for: what its customer may claim is no answer to it.
_CLAIMED = re.compile(
    r"(?:顾客|客人|客户|买家|打假|有人|别人|人家|对方|消费者)[^，。]{0,12}(?:要求?|喊|找|让|叫|来|想)[^，。]{0,8}(?:退|赔[三十]|[三十]倍)"
)
_SHOP = re.compile(
    r"我(?:们)?家?(?:是)?(?:自己)?(?:开|做|卖)[^，。]{0,6}(?:店|馆|厂|铺|摊|超市|公司|生意)?的|我(?:们|家)?是?(?:商家|卖家|店家|老板)|我(?:的|家|们)?(?:店|摊|超市|网店)"
)
# 「内衣能七天无理由退吗」 asks of the rule for the net: who bought in a shop says so.
_NO_REASON = re.compile("无理由")
_IN_A_SHOP = re.compile("实体店|门店|店[里头内]|商场|超市|专柜|线下|铺子|现场")
# Of what is of a kind of its own, and what of it is said by who asks of it: 「国标舞」 only has the
# word in its name, and who asks of 奶粉 asks of none for the sick.
_KINDS = (
    (re.compile("国标(?:舞|麻将)"), re.compile("舞|麻将|名字|名称|叫|称")),
    (
        re.compile("骑自行车、轮滑戴的头盔"),
        re.compile("(?<!电动)自行车|单车|[轮旱]|滑[板冰雪]|平衡车|[儿幼]童|娃|孩|小朋友|学生"),
    ),
    (re.compile("特医奶粉"), re.compile("特医|特殊|医|水解|过敏|早产|氨基酸|蛋白|25596")),
)
# A year in words; of e5 vectors two years are the same.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s*年)")
# 「23年质量月」 names a year, 「用了20年」 and 「20年前」 a span.
_SHORT_YEAR = re.compile(
    r"(?<![\d第满用了过近有每几前后超住开干])[012]\d(?=\s*年(?!前|内|以|了|多|后|期|左右|的?(?:保质|质保|寿命|老|房|车)))"
)
OTHER_YEAR = 0.2
OPPOSITE = 0.5  # what is left of the confidence of an entry about the other one
ENDING = "？?。！! 嘛啊呢哦撒哟呀嗦吧"
# 「世界标准日哪天」 is word for word 「世界标准日是哪天」.
_SAYS_NOTHING = re.compile(r"(?<![不就于还只])是(?!否|不|非)|到底|究竟|请问|(?<=..)的|\s")
# A glossary line says what something is; to who asks how, where or how long it is no answer.
_ASKS_HOW = re.compile(
    r"怎么(?!回事)|如何|怎样|多久|多少|哪里|哪儿|找谁|找哪|能不能|可不可以|流程|步骤"
)
TERM_BEHIND = 0.6


def preferred(hits: list[Hit], text: str) -> list[Hit]:
    """The hits for a normalised question, what was written for it first."""
    asked = text.strip(ENDING)
    bare = bare_of(text)
    years = years_in(text)

    def rank(hit: Hit) -> tuple[bool, float]:
        is_faq = hit.entry.kind is EntryKind.FAQ
        # Word for word what somebody wrote an answer to; a term of the same word is near too.
        exact = is_faq and any(bare == bare_of(said) for said in hit.entry.questions)
        behind = 0.0 if is_faq else FAQ_FIRST
        if hit.entry.kind is EntryKind.TERM and _ASKS_HOW.search(asked):
            behind = TERM_BEHIND
        share = OPPOSITE if means_other(asked, hit.entry) else 1.0
        if years and is_faq and _of_other_years(hit.entry, years):
            share *= OTHER_YEAR
        return exact, hit.confidence * share - behind

    return sorted(hits, key=rank, reverse=True)


@lru_cache(maxsize=KEPT)
def bare_of(text: str) -> str:
    """What is left of a normalised question without the words that carry none of its meaning.

    >>> bare_of("世界标准日到底是哪天呀") == bare_of("世界标准日哪天？")
    True
    """
    return _SAYS_NOTHING.sub("", text.strip(ENDING))


def means_other(text: str, entry: Entry) -> bool:
    """Whether an entry is about the one thing where the question means another of its kind.

    >>> entry = Entry(EntryKind.FAQ, "look-cq", "重庆地方标准到哪里查？", (), "到地方平台。", ())
    >>> means_other("企标哪个网查", entry), means_other("地标哪个网查", entry)
    (True, False)
    """
    if entry.for_business and _BUYER.search(text) and not _SELLER.search(text):
        return True
    if not entry.for_business and _SHOP.search(text) and _CLAIMED.search(text):
        said = "\n".join((entry.title, *entry.questions))
        if not _SELLER.search(said) and not _CLAIMED.search(said):
            return True
    of_a_shop = _IN_A_SHOP.search(entry.title) and not _IN_A_SHOP.search(text)
    if of_a_shop and _NO_REASON.search(text):
        return True
    if any(kind.search(entry.title) and not said.search(text) for kind, said in _KINDS):
        return True
    if "实施条例" in text and "实施条例" not in f"{entry.title}{entry.answer}{entry.sourced}":
        return True
    if _ACCUSED.search(text):
        said = "\n".join((entry.title, *entry.questions))
        if _ACCUSES.search(said) and not _ACCUSED.search(said):
            return True
    both = zip(_meant(text), _meant(entry.title), strict=True)
    # The one means one of these things, and the title others of them alone.
    return any(len(one) == 1 and title and one.isdisjoint(title) for one, title in both)


@lru_cache(maxsize=KEPT)
def _meant(text: str) -> tuple[frozenset[re.Pattern[str]], ...]:
    return tuple(frozenset(name for name in names if name.search(text)) for names in _OPPOSITES)


def years_in(text: str) -> set[str]:
    """The years a normalised text names, in four digits.

    >>> sorted(years_in("21年和2023年质量月的主题"))
    ['2021', '2023']
    """
    return {*_YEAR.findall(text), *(f"20{year}" for year in _SHORT_YEAR.findall(text))}


def of_another_year(text: str, entry: Entry) -> bool:
    """Whether a question names a year and an entry is asked for others only."""
    years = years_in(text)
    return bool(years) and entry.kind is EntryKind.FAQ and _of_other_years(entry, years)


def _of_other_years(entry: Entry, years: set[str]) -> bool:
    """Whether an entry is asked for years of which these are none: themes of each year."""
    asked = sorted(int(year) for year in _YEAR.findall("\n".join(entry.questions)))
    return bool(asked) and not any(asked[0] <= int(year) <= asked[-1] for year in years)
