"""What standards are new: 「今天有什么新标准」, 「最近要实施哪些标准」."""

from __future__ import annotations

import calendar
import re
from datetime import date

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from bot.kit import clock
from kb.models import Nature
from kb.new_standards import Span

TITLE = "新标准"

_WHEN = (
    r"(?:今天|今日|昨天|最近|近期|近来|这几天|这个?月|本月|这周|本周|马上"
    r"|快要?|就要|即将|新近|刚刚?|最新)"
)
_WHICH = r"(?:哪些|什么|啥子?|哪几个|多少|没有|没得)"
_NEW = re.compile(
    rf"\A(?:请问|那|你们?|想问一?下|我想知道|看看?|查一?下){{0,2}}{_WHEN}"
    rf"(?:有|又|都|要|会|刚|新|出|来|发布|出台|公布|实施|生效|执行|了|的|{_WHICH}){{0,6}}"
    rf"(?:新的?)?(?:国家|强制性?|推荐性?|行业|地方)?(?:标准|国标)"
    rf"(?:发布|出台|公布|实施|生效|执行|要|有|了|的|是|{_WHICH}){{0,5}}"
    r"[吗嘛么呢啊呀吧哦哟噻？?。！! ]*\Z"
)
# 「2026年开始实施的强制国标列几个」: a time, a deed, the word, and that a list is wanted.
_FROM_TODAY = {
    "前年": (-2, None),
    "去年": (-1, None),
    "今年": (0, None),
    "明年": (1, None),
    "后年": (2, None),
    "上个月": (0, -1),
    "上月": (0, -1),
    "这个月": (0, 0),
    "本月": (0, 0),
    "下个月": (0, 1),
    "下月": (0, 1),
}
_PERIOD = re.compile(
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d|2\d)年)?(?P<month>1[0-2]|0?[1-9])月份?(?!\d)"
    r"|(?<!\d)(?P<year_alone>(?:19|20)\d\d|2\d)年(?:度|里|内)?"
    rf"|(?P<word>{'|'.join(_FROM_TODAY)})(?:里|内|份)?"
)
_DEED = re.compile(
    r"(?:开始|正式|起|要|会|将|就|刚|新|才|已经){0,3}(?:(?P<published>发布|出台|公布|批准)|实施|执行|生效|施行|起用|启用)"
    r"(?:了|过|的|起){0,2}"
)
_STANDARD = re.compile(
    r"(?:强制性?|推荐性?|新的?|国家|行业|地方){0,4}(?:标准|国标|行标|地标)(?:编?号)?"
)
_LISTED = re.compile(
    r"(?:都?有|是|包括)?(?:哪些|哪几[个项样]|什么|几[个项])(?:啊|呢|嘛|呀)?"
    r"|(?:列|举|说|给|来|数|报|讲|看)(?:我|举|出|一下)?(?:几|一些|些|看看|清单)(?:个|项|样)?(?:看看|来看|听听|出来)?|清单|盘点|名单"
)
_SEVERAL = re.compile(r"哪些|哪几|几[个项]|列|举|清单|盘点|名单|一些")
_BESIDE = re.compile(
    r"请问|问下|问一下|想知道|我想|帮我|给我|查一?下|看看|方面|行业|类|领域|里面?|中|当中|的|了|要|会|将|都|有|又|新|从|在|是|吗|呢|啊|嘛|没得|没有|[,，。?？!！\s]"
)
# What people call a field, as titles and fields of the catalogue have it.
_FIELDS = {
    "娃儿": "儿童",
    "孩子": "儿童",
    "电器": "家电",
    "衣服": "纺织",
    "服装": "纺织",
    "电动车": "电动",
    **dict.fromkeys(
        ("食品", "儿童", "家电", "纺织", "家具", "装修", "电动", "汽车", "消防", "燃气", "玩具"),
        "",
    ),
    **dict.fromkeys(("化妆品", "环保", "噪声", "住宅", "建筑", "饮用水", "包装", "农药"), ""),
}
_EARLIEST, _YEARS_AHEAD = 1990, 5


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """Sure where the whole message asks for what is new, of nothing in particular."""
    news = hands.news
    if news is None or seen.state.in_form:
        return None
    asked = asked_for(seen.text, clock.today())
    if asked is None and not _NEW.match(seen.text):
        return None

    async def say() -> Outcome:
        said = await (news.answer() if asked is None else news.of_span(*asked))
        return Outcome(said.replies, said.intent)

    return Bid(0.93, "问有什么新标准" if asked is None else "问某段时间的标准", say)


def asked_for(text: str, today: date) -> tuple[Span, str] | None:
    """The span of time whose standards a text wants listed, and what that is called; else None.

    >>> asked_for("明年要实施的强制国标有哪些", date(2026, 11, 29))[1]
    '2027 年起实施的强制性标准'
    >>> asked_for("电动车新国标哪天实施", date(2026, 11, 29)) is None
    True
    """
    deed, when = _DEED.search(text), _PERIOD.search(text)
    if not (deed and when and _LISTED.search(text) and _STANDARD.search(text)):
        return None
    nature = next((n for n in Nature if n.value in text), None)
    left = text
    for pattern in (_PERIOD, _DEED, _LISTED, _STANDARD, _BESIDE):
        left = pattern.sub(" ", left)
    topic = left.strip()
    if (days := _days(when, today)) is None:
        return None
    if topic and (topic not in _FIELDS or not _SEVERAL.search(text)):
        return None  # 「今年电动车实施什么标准」 asks which one a thing has
    published = deed["published"] is not None
    span = Span(*days, published=published, nature=nature, topic=_FIELDS.get(topic) or topic)
    first, last = days
    time = f"{first.year} 年" + (f" {first.month} 月" if first.month == last.month else "")
    kind = f"{nature.value}性标准" if nature else "标准"
    about = f"{topic}方面的" if topic else ""
    return span, f"{time}{'发布' if published else '起实施'}的{about}{kind}"


def _days(when: re.Match[str], today: date) -> tuple[date, date] | None:
    """The first and the last day; None where there is no such time."""
    if when["word"]:
        years, months = _FROM_TODAY[when["word"]]
        number = today.month + (months or 0)  # of a month, from 0 for last December on
        year, month = today.year + years + (number - 1) // 12, (number - 1) % 12 + 1
        month = 0 if months is None else month
    else:
        year = int(when["year"] or when["year_alone"] or today.year)
        year, month = year + (2000 if year < 100 else 0), int(when["month"] or 0)
    if not _EARLIEST <= year <= today.year + _YEARS_AHEAD:
        return None
    last = calendar.monthrange(year, month or 12)[1]
    return date(year, month or 1, 1), date(year, month or 12, last)
