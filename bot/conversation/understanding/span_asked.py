"""Some time whose standards are to be listed: 「2026年开始实施的强制国标列几个」."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

from kb.models import Nature
from kb.new_standards import Deed, Level, Span
from kb.text.english import is_english

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
# Month of the beginning, months.
_PARTS = {
    "上半年": (1, 6),
    "下半年": (7, 6),
    "一季度": (1, 3),
    "二季度": (4, 3),
    "三季度": (7, 3),
    "四季度": (10, 3),
    "年初": (1, 3),
    "年中": (5, 4),
    "年底": (10, 3),
}
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_YEAR = re.compile(r"(?<![〇零一二三四五六七八九])[一二][〇零一二三四五六七八九]{3}(?=年)")
_HAN_MONTHS = {"十二": "12", "十一": "11", "十": "10"}
_HAN_MONTH = re.compile(
    r"(?<![〇零一二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九])(?=月份?)"
)
_PERIOD = re.compile(
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d|2\d)年|(?P<by_word>今年|明年|去年|后年)的?)?(?P<month>\d{1,2})月份?(?!\d)"
    r"|(?<!\d)(?:(?P<part_year>\d{4}|2\d)年|(?P<part_word>今年|明年|去年|后年))?的?"
    rf"第?(?P<part>{'|'.join(_PARTS)})"
    r"|(?<!\d)(?P<year_alone>\d{4}|2\d)年(?:度|里|内)?"
    rf"|(?P<word>{'|'.join(_FROM_TODAY)})(?:里|内|份)?"
)
_DEED = re.compile(
    r"(?:开始|正式|起|要|会|将|就|刚|新|才|已经|被){0,3}(?:(?P<published>发布|出台|公布|批准)|(?P<ended>废止|作废|失效|被?代替|取代)"
    r"|实施|执行|生效|施行|起用|启用)(?:了|过|的|起){0,2}"
)
_STANDARD = re.compile(
    r"(?:强制性?|推荐性?|新的?|国家|行业|地方|团体){0,4}(?:标准|国标|行标|地标|团标)(?:编?号)?"
)
_LEVELS = {
    "国标": Level.NATIONAL,
    "国家标准": Level.NATIONAL,
    "行业标准": Level.TRADE,
    "行标": Level.TRADE,
    "地方标准": Level.LOCAL,
    "地标": Level.LOCAL,
    "团体标准": Level.GROUP,
    "团标": Level.GROUP,
}
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
_MONTHS = 12
_LONGEST_CHANGE = 16  # characters
_CHANGES = re.compile(
    r"只要|只看|只说|要看|换成|还有|那么?|呢|嘞|喃|其中|单独|光|挑|方面|这一类|类|我"
)
_NATURE = re.compile(r"(?:强制|推荐)性?")
_ENGLISH = re.compile(
    r"\b(?:which|what|list|show|any|give)\b(?=.{0,80}\bstandards\b)(?!.{0,80}\bmeans?\b)"
    r".{0,80}\b(?:(?P<year>20\d\d)|(?P<word>this|next|last) year)\b",
    re.IGNORECASE,
)
_ENGLISH_DEED = re.compile(
    r"\b(?:(?P<published>publish|issue|release|adopt|approv)|(?P<ended>withdraw|abolish|replac|expir|end)"
    r"|effect|force|start|begin|implement|appl)(?:ed|es|e|s|ing|d|y|ies|n)?\b",
    re.IGNORECASE,
)
_ENGLISH_DEEDS = {
    Deed.PUBLISHED: "published",
    Deed.BEGUN: "taking effect",
    Deed.ENDED: "withdrawn or replaced",
}


@dataclass(frozen=True)
class SpanAsked:
    """Which standards are to be listed.

    Args:
        span: of what time and kind; None where there is no such time.
        called: what is asked for, as the citizen hears it again.
        in_english: whether it was asked in English.
    """

    span: Span | None
    called: str
    in_english: bool = False


def asked_for(text: str, today: date) -> SpanAsked | None:
    """The time whose standards a text wants listed; None where it wants none.

    >>> asked_for("明年要实施的强制国标有哪些", date(2026, 11, 29)).called
    '2027 年起实施的强制性国家标准'
    >>> asked_for("电动车新国标哪天实施", date(2026, 11, 29)) is None
    True
    """
    if is_english(text):
        return _in_english(text, today)
    text = _arabic(text)
    deed, when, what = _DEED.search(text), _PERIOD.search(text), _STANDARD.search(text)
    if not (deed and when and what and _LISTED.search(text)):
        return None
    left = text
    for pattern in (_PERIOD, _DEED, _LISTED, _STANDARD, _BESIDE):
        left = pattern.sub(" ", left)
    topic = left.strip()
    if topic and (topic not in _FIELDS or not _SEVERAL.search(text)):
        return None  # 「今年电动车实施什么标准」 asks which one a thing has
    days, time = _days(when, today)
    if days is None:
        return SpanAsked(None, time)
    done = Deed.PUBLISHED if deed["published"] else Deed.ENDED if deed["ended"] else Deed.BEGUN
    nature = next((n for n in Nature if n.value in text), None)
    level = next((level for name, level in _LEVELS.items() if name in what[0]), None)
    span = Span(*days, done, nature, level, _FIELDS.get(topic) or topic)
    return SpanAsked(span, f"{time}{_called(span, topic)}")


def asked_again(text: str, before: str, today: date) -> SpanAsked | None:
    """What a few words change of the list told before: 「2027年的」, 「只要食品的」, 「强制的呢」.

    Args:
        text: normalised.
        before: what was listed, as :class:`SpanAsked` calls it.
        today: the day in Chongqing.
    """
    base = asked_for(f"{before.replace(' ', '')}有哪些", today)
    if base is None or base.span is None or len(text) > _LONGEST_CHANGE:
        return None
    text = _arabic(text)
    when, left = _PERIOD.search(text), _CHANGES.sub(" ", text)
    for pattern in (_PERIOD, _STANDARD, _NATURE, _LISTED, _BESIDE):
        left = pattern.sub(" ", left)
    topic = left.strip()
    nature = next((n for n in Nature if n.value in text), None)
    level = next((level for name, level in _LEVELS.items() if name in text), None)
    if not (when or topic or nature or level) or (topic and topic not in _FIELDS):
        return None
    span = replace(
        base.span,
        nature=nature or base.span.nature,
        level=level or base.span.level,
        topic=(_FIELDS.get(topic) or topic) if topic else base.span.topic,
    )
    if when is None:
        time = before.partition(span.deed)[0]
        return SpanAsked(span, f"{time}{_called(span, topic)}")
    days, time = _days(when, today)
    if days is None:
        return SpanAsked(None, time)
    span = replace(span, first=days[0], last=days[1])
    return SpanAsked(span, f"{time}{_called(span, topic)}")


def _arabic(text: str) -> str:
    """A text with the years and months of its Han numerals in figures."""
    text = _HAN_YEAR.sub(lambda found: found[0].translate(_HAN_DIGITS), text)
    return _HAN_MONTH.sub(
        lambda found: _HAN_MONTHS.get(found[0]) or found[0].translate(_HAN_DIGITS), text
    )


def _called(span: Span, topic: str) -> str:
    kind = f"{f'{span.nature.value}性' if span.nature else ''}{span.level or ''}标准"
    about = topic or span.topic
    return f"{span.deed}的{f'{about}方面的' if about else ''}{kind}"


def _days(when: re.Match[str], today: date) -> tuple[tuple[date, date] | None, str]:
    """The first and the last day, None where there is no such time; what it is called."""
    years, months = _FROM_TODAY.get(when["word"] or "", (0, None))
    if by_word := when["by_word"] or when["part_word"]:
        years, _ = _FROM_TODAY[by_word]
    said = when["year"] or when["year_alone"] or when["part_year"]
    year = int(said) if said else today.year + years
    year += 2000 if year < 100 else 0
    first, count = _PARTS.get(when["part"] or "", (1, _MONTHS))
    if months is not None:
        number = today.month + months  # from 0 for last December on
        year, first, count = year + (number - 1) // _MONTHS, (number - 1) % _MONTHS + 1, 1
    elif when["month"]:
        first, count = int(when["month"]), 1
    part = when["part"] or (f" {first} 月" if count == 1 else "")
    time = f"{year} 年{part}"
    if not (1 <= first <= _MONTHS and date.min.year <= year <= date.max.year):
        return None, time
    last = first + count - 1
    return (date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])), time


def _in_english(text: str, today: date) -> SpanAsked | None:
    when, deed = _ENGLISH.search(text), _ENGLISH_DEED.search(text)
    if when is None or deed is None:
        return None
    ahead = {"last": -1, "this": 0, "next": 1}.get((when["word"] or "").lower(), 0)
    year = int(when["year"] or today.year + ahead)
    done = Deed.PUBLISHED if deed["published"] else Deed.ENDED if deed["ended"] else Deed.BEGUN
    nature = Nature.MANDATORY if re.search(r"\bmandatory|compulsory\b", text, re.I) else None
    span = Span(date(year, 1, 1), date(year, _MONTHS, 31), done, nature)
    kind = "mandatory standards" if nature else "standards"
    return SpanAsked(span, f"{kind} {_ENGLISH_DEEDS[done]} in {year}", in_english=True)
