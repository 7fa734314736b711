"""Days as citizens say them: 「上周六」, 「国庆第二天」, 「8月到现在」; an event lies in the past.

Weekdays, festivals, the lunar calendar and stretches are read here, because the library that
knows them (jionlp) takes 「三个月前」 for two whole months, 「国庆第二天」 for tomorrow and what
has been for what is to come; it does the arithmetic of the lunar calendar (`festivals`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.complaints.understanding.festivals import (
    FESTIVALS,
    festival_in,
    last_festival,
    last_lunar_day,
    lunar_day,
    rest_days,
)

_DAY = timedelta(days=1)
_HAN = "零一二三四五六七八九"
_SMALL = r"(?:\d{1,2}|[一二两三四五六七八九十廿]{1,3})"
_YEAR = (
    r"(?:(?<![\d.])(?P<year>20\d{2}|\d{2}|[二两][零〇][零〇一二三四五六七八九]{2}|今|去|大前|前|上)"
    r"\s?年的?\s?)"
)
_MONTH = (
    r"(?<![\d.几数第/\-])"
    r"(?P<month>\d{1,2}|十[一二]?|(?<![十一二三四五六七八九])[一二三四五六七八九])\s?月"
)
# After a bare number these make it a quantity, no day.
_UNIT = (
    r"[\d.%]|[多来余]|\s?(?:元|角|块|万|千|百|个|件|斤|克|台|次|人(?!家)|岁|点|张|倍|折|米|公里|毫|小时|分|层|楼"
    r"|级|版|寸|盒|瓶|袋|包|条|只(?![肯退赔给说能有剩愿同答])|双|套|天|周|年|月|家|平|度|米|升|吨)"
)
_NO_MONTH = r"(?![花子饼嫂租供费卡薪结票球亮经饷均])"
_PART = r"(?P<part>上旬|中旬|下旬|初|头|中(?![心秋间旬])|中间|底|末|尾)"
_UNTIL_NOW = (
    r"(?P<now>(?:份?(?:开始|起|以来))?,?(?:就?一直)?(?:到|至)(?:现在|今天?|目前|如今|这会儿))"
)
_OF_DAY = r"(?:一?(?:大)?(?:早上|早晨|清早|上午|中午|下午|晚上|傍晚|凌晨|半夜|夜里|早|晚))"
_NUMBER_OF_DAY = rf"(?:[日号號]|(?!{_UNIT}))"
_WEEK = r"(?:周|星期|礼拜)"
_FESTIVAL = "|".join(map(re.escape, sorted(FESTIVALS, key=len, reverse=True)))
_LONG_FESTIVAL = (
    r"(?P<long>(?:小?长)?假期?(?:期间|里)?|放假(?:期间)?|黄金周|期间|那几天|那段时间|前后那几天)"
)

# Before today, in days: from and to.
_VAGUE = {
    "刚才": (0, 0), "刚刚": (0, 0), "方才": (0, 0), "前些天": (10, 3), "前些日子": (20, 5),
    "前段时间": (30, 10), "前段日子": (30, 10), "前一段时间": (30, 10), "前阵子": (30, 10),
    "前一阵": (30, 10), "前阵": (30, 10), "前不久": (20, 5), "最近": (10, 0), "近期": (10, 0),
    "这段时间": (20, 0), "这阵子": (20, 0), "好久以前": (180, 60),
}  # fmt: skip
_DAYS = {
    "大前天": 3, "大前儿": 3, "前天": 2, "前日": 2, "前儿": 2, "前晚": 2, "昨天": 1, "昨日": 1,
    "昨儿": 1, "昨晚": 1, "昨夜": 1, "咋天": 1, "昨": 1, "今天": 0, "今日": 0, "今儿": 0, "今早": 0,
    "今晨": 0, "今晚": 0, "今中午": 0, "今上午": 0, "今下午": 0, "今晌午": 0,
}  # fmt: skip
_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 2), "暑": (7, 8), "寒": (1, 2)}


@dataclass(frozen=True)
class Happened:
    """When something happened.

    Args:
        day: the (first) day.
        until: the last day of a stretch; None for a single day.
        said: the words.
        exact: whether the words name one day.
        future: whether the words name a day that is still to come.
        start: where the words begin in the text.
    """

    day: date
    until: date | None
    said: str
    exact: bool
    future: bool = False
    start: int = 0


@dataclass(frozen=True)
class _Span:
    first: date
    last: date
    exact: bool = True


def find_date(text: str, today: date) -> Happened | None:
    """When it happened, by the words of a text; None if they don't tell.

    Of several days the one on which something was bought or done counts, not that of a
    production date or of a talk with the shop.

    Args:
        text: what was said; prices, standard numbers and durations are no dates.
        today: the Chongqing day it was said on.
    """
    found = [one for one in dates_in(text, today) if not _is_on_a_label(text, one)]
    # 「说好昨天中午12点送，下午4点才到」: the afternoon is that day's.
    found = [
        one
        for one in found
        if one.said not in _PARTS_OF_DAY
        or not any(0 < one.start - day.start <= _SAME_DAY and day.exact for day in found)
    ]
    if not found:
        return None
    return max(found, key=lambda one: (_weight(text, one), -one.start))


def shown_days(day: str, until: str, said: str) -> str:
    """A day or a stretch as the citizen reads it back, with their own words.

    >>> shown_days("2026-11-16", "2026-11-22", "上周")
    '2026-11-16 至 2026-11-22（您说的“上周”）'
    """
    days = day if until in ("", day) else f"{day} 至 {until}"
    return days if said == day else f"{days}（您说的“{said}”）"


def dates_in(text: str, today: date) -> list[Happened]:
    """Every day a text names, in its order."""
    return list(_found(text, today))


def _found(text: str, today: date) -> Iterator[Happened]:
    plain = _without_lookalikes(text)
    matches = sorted(
        (
            (match, read)
            for pattern, read in _RULES
            for match in pattern.finditer(plain)
            if not _NO_DAY_BEFORE.search(before := plain[: match.end() - len(match[0].lstrip())])
            and (_DAY_BY_NAME.match(match[0].lstrip()) or not _IN_A_NUMBER.search(before))
        ),
        key=lambda pair: (pair[0].start(), -len(pair[0][0])),
    )
    done = 0
    for match, read in matches:
        if match.start() < done:
            continue
        span = read(match, today)
        if span is None:
            continue
        done = match.end()
        said = text[match.start() : match.end()].strip(" ，,的")
        last = min(span.last, today) if span.first <= today else span.last
        until = last if last > span.first else None
        exact = span.exact and until is None
        yield Happened(span.first, until, said, exact, span.first > today, match.start())


# Said of every week, or part of another number, a day can't be told.
_NO_DAY_BEFORE = re.compile(
    rf"(?:每|逢)(?:个|到)?(?:{_WEEK}[一二三四五六日天]?(?:上午|下午|晚上)?[、和及到至,，]?)*$|[天天每日]天$"
)
_IN_A_NUMBER = re.compile(r"[\d.]$")
# 「吃了436昨天晚上的事」: no number goes on in these.
_DAY_BY_NAME = re.compile(
    rf"昨|今[天早晚晨日年中上下晌]|大?前[天晚]|上上?个?(?:{_WEEK}|月)|国庆|中秋|端午|元旦|清明|春节"
)


def _without_lookalikes(text: str) -> str:
    """The text with numbers blanked, in their length, that belong to something else."""
    for pattern in _LOOKALIKES:
        text = pattern.sub(lambda found: "#" * len(found[0]), text)
    return text


_LOOKALIKES = (
    re.compile(r"[A-Z]{1,5}\d{0,2}(?:/[A-Z])? ?\d[\d.]*(?:-\d{4})?"),
    re.compile(r"(?<!\d)(?!20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))\d{7,}"),
    re.compile(r"(?<![\d.])\d{1,9}(?:\.\d{1,4})?(?:块|元|万|千|百|斤|克|公里|个人|折|%|伏|V|寸)"),
    # 「12.9一盒」
    re.compile(
        r"(?<![\d.])\d{1,4}\.\d{1,2}(?=[一/每](?:公?斤|[盒瓶袋包支条件双罐张份位杯碗串桶箱个]))"
    ),
    re.compile(
        r"(?<![才刚])(?:买|用|穿|骑|过|等|充|放|戴|住|吃|拖)(?:了|到)?(?:还)?(?:没得|没有|不到|才)?"
        r"(?:\d{1,3}|[一两二三四五六七八九十几]{1,3})(?:天|个多?月|年|个星期|周)(?!前|以前|之前)"
    ),
    re.compile(
        r"(?<!\d)\d{1,3}(?:(?:号楼|栋|幢|单元)(?:\d{1,3}单元)?(?:\d{1,4}[\-－—]?){0,4}[室号]?"
        r"|(?:-\d{1,4}){1,4}[室号])"
    ),
)


# How well a day fits: bought or done on it, rather than talked or printed.
_DONE = re.compile(
    r"买|购|充|转的?账|交(?!涉)|办|定|订|下单|提(?!醒)|做|吃|喝|住|装|修|换(?!货|一)|取|拿(?!去|回|着|起)|收到|收的|签|租|寄|出发|去(?!找|问|店|退|换|理论|要|看|说|了三|了几)|报|付"
    r"|配|剪|洗|称|点|消费|扫|刷|加|进的|上门|送(?!回)|搬|玩|坐|约|拍|体检|花|被|发生|看房|开的|染|烫|钓|停|到店(?!理论)"
)
_TALKED = re.compile(
    r"找|问|打电话|联系|投诉|反映|再去|又去|去店|去看|去要|去退|去换|去说|拿去|拿回|送回|催|答复|回复|说|发现"
    r"|关门|跑路|还没|都没|到期|才晓得|检测|鉴定|坏|漏"
)
_PRINTED = re.compile(
    r"(?:生产|出厂|检验|检定|包装|上面|标签|标)[^，。,;；]{0,8}$|(?:日期|保质期|有效期|批号)[^，。,;；]{0,6}$|(?:到期|截止)[^，。,;；\s我他她]{0,4}$"
)
# 「肉袋子上是2022年的」, 「牌子上下次检验日期是今年5月」: no day of anything that was done.
_ON_A_LABEL = re.compile(
    r"(?:(?:袋|瓶|盒|罐|桶|箱|盖|牌)子?(?:身|盖|底)?|包装|标签|吊牌|铭牌|合格证|标志|罐头)(?:上头?|上面|高头|背后|底下)"
    r"(?:的?日期)?(?:[印写标打刻贴喷]的?|[印写标打刻贴喷]着)?(?:都|就|还)?是?$"
    r"|(?:袋|瓶|盒|罐|桶|箱|盖|牌|包装|标签|罐头)子?(?:的日期)?(?:[印写标打刻喷]的?|[印写标打刻贴喷]着)(?:都|就|还)?是?$"
    r"|下一?次(?:检验|检定|年检|校准|维保|检修)(?:日期|时间)?(?:写的?)?(?:是|在|为)?$"
    r"|(?:检验|检定|年检|保质|有效)(?:期|日期)(?:只)?(?:写的?)?(?:是|到|至|在|为)?$"
)


def _is_on_a_label(text: str, one: Happened) -> bool:
    before = text[max(0, one.start - 24) : one.start]
    return not one.future and _ON_A_LABEL.search(before) is not None


# 「上个星期做保养别人说补过漆」: what was learned that day was done earlier.
_NOTICED = re.compile(
    r"(?:做?保养|检查|检测|年检|体检|送修|清洗|维修)(?:的?时候?)?(?:别人|人家|师傅|医生|店里|才)(?:就)?(?:说|讲|告诉|晓得|发现)"
    r"|(?:才|后来)?(?:听|别人|人家)说"
)
# 「我翻以前的照片 十月份就是标的3299」
_COMPARED = re.compile(r"(?:以前|之前|原来|从前|平时)的?(?:照片|截图|价格?|标价|小票)[，,\s]?$")
_PROMISED = re.compile(
    r"(?:说好|说的?|答应|承诺|约定|保证|通知|推到|拖到|等到|要到)[^，。,;；]{0,5}$"
)
_CLAUSE = re.compile(r"[，。,;；！!？?\s]")


# 「演出是12月12号的 我是11月21转的账」
_TO_BE = re.compile(
    r"(?:演出|开演|开场|比赛|婚期|婚礼|婚宴|活动|考试|航班|起飞|发车|开学)(?:时间|日期)?(?:本来|原定)?(?:是|在|定的?在?)[^，。,\s]{0,2}$"
)


def _weight(text: str, one: Happened) -> int:
    before, after = text[: one.start], text[one.start + len(one.said) :]
    clause = _CLAUSE.split(after, maxsplit=1)[0] if after[:1].strip() else after[1:13]
    clause = clause[:16]
    lead = _CLAUSE.split(before)[-1]
    if (
        one.future
        or _PRINTED.search(before)
        or re.match(
            r"(?:份|号|日|底|初)?(?:的?(?:生产|出厂|货|日期)|的?(?:就|都|已经?|才){0,2}(?:过期|到期|失效|截止))",
            after,
        )
    ):
        return -9
    weight = 4
    done, talked = _DONE.search(clause), _TALKED.search(clause)
    if _NOTICED.search(clause):
        done, talked = None, _NOTICED.search(clause)
    if done and not (talked and talked.start() < done.start()):
        weight += 4
    elif talked:
        weight -= 2
    elif _DONE.search(lead):
        weight += 2
    if _PROMISED.search(before):
        weight = min(weight - 4, 0)
    if _TO_BE.search(before):
        weight -= 6
    if _COMPARED.search(before):
        weight -= 3
    if _BESIDE_A_DAY.search(one.said):
        weight += 1
    if not one.exact and one.until is not None and (one.until - one.day).days > 20:
        weight -= 1
    if one.said in _WEAK:
        weight -= 6
    if _BARE_WEEKDAY.fullmatch(one.said) and _MONTH_AND_DAY.search(text):
        weight -= 5  # 「我们星期天去了好几家，定的时候是8月15号」
    if _BARE_FESTIVAL.fullmatch(one.said) and _MONTH_AND_DAY.search(text):
        weight -= 3  # 「国庆订的房，10月3号入住」
    return weight


_BARE_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天末]")
_BARE_FESTIVAL = re.compile(rf"(?:{_FESTIVAL})节?(?:{_LONG_FESTIVAL.replace('?P<long>', '?:')})?")
_MONTH_AND_DAY = re.compile(rf"{_MONTH}\s?{_SMALL}\s?[日号]")
_BESIDE_A_DAY = re.compile(r"[前后]\S{0,2}[天日周]$|[前后]$")  # 「中秋前三天」


_PARTS_OF_DAY = frozenset({"早上", "上午", "中午", "下午", "晚上"})
_SAME_DAY = 16  # characters behind a day in which a part of a day is still that day's
_WEAK = _PARTS_OF_DAY | frozenset({"现在", "今年", "最近", "春天", "夏天", "秋天", "冬天"})


# What the words mean


def _number(word: str) -> int:
    """Up to 99; 「几」 counts as 0."""
    if word.isdigit():
        return int(word)
    word = word.replace("两", "二").replace("廿", "二十")
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return int("".join(str(_HAN.index(c)) for c in word)) if all(c in _HAN for c in word) else 0
    return 10 * (_number(tens) if tens else 1) + (_number(ones) if ones else 0)


def _years(said: str | None, today: date) -> int | None:
    if said is None:
        return None
    back = {"今": 0, "去": 1, "上": 1, "前": 2, "大前": 3}.get(said)
    if back is not None:
        return today.year - back
    digits = (
        said
        if said.isdigit()
        else "".join(
            str("零一二三四五六七八九".index(c))
            for c in said.replace("〇", "零").replace("两", "二")
        )
    )
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_ends(year: int, month: int) -> tuple[date, date]:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _months_back(today: date, months: int) -> date:
    first, last = _month_ends(today.year, today.month - months)
    return first.replace(day=min(today.day, last.day))


def _part_of(first: date, last: date, part: str | None) -> tuple[date, date]:
    if not part:
        return first, last
    if part == "上旬":
        return first, first.replace(day=10)
    if part in ("初", "头"):
        return first, first.replace(day=5)
    if part[0] == "中":
        return first.replace(day=11), first.replace(day=20)
    if part == "下旬":
        return first.replace(day=21), last
    return first.replace(day=25), last


def _day_of_month(match: re.Match[str], today: date) -> _Span | None:
    """「去年5月20号」, 「10月18到20号」."""
    year = _years(match["year"], today)
    month, day = _number(match["month"]), _number(match["day"])
    first = _date(year or today.year, month, day)
    if first is None and (year or (month, day) != (2, 29)):
        return None
    if year is None:
        first = next(
            (d for back in range(5) if (d := _date(today.year - back, month, day)) and d <= today),
            None,
        )
    if first is None:
        return None
    last = first
    if match["day2"]:
        last = (
            _date(first.year, _number(match["month2"] or match["month"]), _number(match["day2"]))
            or first
        )
    return _Span(first, max(first, last))


def _numeric(match: re.Match[str], today: date) -> _Span | None:
    day = _date(int(match[1]), int(match[2]), int(match[3]))
    return _on(day)


# 「一量才1.8」, 「秤上显示1.13」 are what was measured; 「才11.18买的」 is a day.
_MEASURED = re.compile(
    r"(?:显示|读数|[量称测秤验]|只有|[只才]|不足|不到|不够|变成|[差少剩](?:了)?|实际|其实|视力|含量|浓度|精度|压力|厚度|直径|净重|毛重|标价|结账|成了|涨[到成]|扫(?:码|出来)|收了?我)"
    r"(?:出来|下来|起来|回来|拢共|一?[下哈]|了|结果)?(?:居然|竟然|[就只才是有到得剩成]){0,4}\s?$"
)
_DEED_ON_IT = re.compile(
    r"\s?(?:[日号]|那天|上午|下午|晚上|[买订付办交充收去在做拍换修装配租剪洗签定约]|下单|到货)"
)


def _short_numeric(match: re.Match[str], today: date) -> _Span | None:
    before, after = match.string[max(0, match.start() - 12) : match.start()], match.end()
    if _MEASURED.search(before) and not _DEED_ON_IT.match(match.string, after):
        return None
    month, day = int(match[1]), int(match[2])
    found = next(
        (d for back in range(2) if (d := _date(today.year - back, month, day)) and d <= today), None
    )
    return _on(found)


def _whole_month(match: re.Match[str], today: date) -> _Span | None:
    """「去年8月」, 「11月中旬」, 「8月到现在」, 「1月到3月」."""
    month = _number(match["month"])
    year = _years(match["year"], today)
    if not 1 <= month <= 12:
        return None
    if year is None:
        year = today.year if (today.year, month) <= (today.year, today.month) else today.year - 1
    first, last = _part_of(*_month_ends(year, month), match["part"])
    if match["now"]:
        last = today
    elif match["month2"] and 1 <= _number(match["month2"]) <= 12:
        last = _month_ends(year, _number(match["month2"]))[1]
    return _Span(first, last, exact=False) if last >= first else None


def _two_months(match: re.Match[str], today: date) -> _Span | None:
    """「8、9月」, 「七八月」."""
    one, other = _number(match["one"]), _number(match["other"])
    if not 1 <= one < other <= 12 or other - one > 3:
        return None
    year = today.year if one <= today.month else today.year - 1
    return _Span(date(year, one, 1), _month_ends(year, other)[1], exact=False)


def _this_or_last_month(match: re.Match[str], today: date) -> _Span | None:
    back = {"上上": 2, "上": 1}.get(match["which"].removesuffix("个"), 0)
    first, last = _month_ends(today.year, today.month - back)
    if number := match["day"] or match["early"]:
        day = _date(first.year, first.month, _number(number))
        return _on(day)
    if match["today"]:
        day = _months_back(today, back)
        return _Span(day, day)
    first, last = _part_of(first, last, match["part"])
    return _Span(first, today if match["now"] else last, exact=False)


def _part_of_month(match: re.Match[str], today: date) -> _Span | None:
    """「月底」, 「月初」: of this month, or of the last if it is still to come."""
    for back in (0, 1):
        first, last = _part_of(*_month_ends(today.year, today.month - back), match["part"])
        if first <= today:
            return _Span(first, last, exact=False)
    return None


def _part_of_year(match: re.Match[str], today: date) -> _Span | None:
    """「年初」, 「去年底」, 「今年上半年」."""
    part = match["part"]
    months = {"初": (1, 2), "头": (1, 2), "中": (6, 7), "上半": (1, 6), "下半": (7, 12)}.get(
        part, (12, 12)
    )
    year = _years(match["year"], today)
    if year is None:
        year = today.year if months[0] <= today.month else today.year - 1
    return _Span(date(year, months[0], 1), _month_ends(year, months[1])[1], exact=False)


def _season(match: re.Match[str], today: date) -> _Span | None:
    begin, end = _SEASONS[match["season"] or match["holiday"]]
    year = _years(match["year"], today)
    if year is None or (year == today.year and date(year, begin, 1) > today):
        year = today.year if date(today.year, begin, 1) <= today else today.year - 1
    return _Span(date(year, begin, 1), _month_ends(year + (end < begin), end)[1], exact=False)


def _whole_year(match: re.Match[str], today: date) -> _Span | None:
    year = _years(match["year"], today)
    if year is None or not 2000 <= year <= today.year:
        return None
    last = today if match["now"] else date(year, 12, 31)
    return _Span(date(year, 1, 1), last, exact=False)


def _weekday(match: re.Match[str], today: date) -> _Span | None:
    which, said = (match["which"] or "").removesuffix("个"), match["weekday"]
    number = {"天": 7, "日": 7, "末": 6}.get(said) or "一二三四五六".index(said) + 1
    monday = today - today.weekday() * _DAY
    if which in ("上", "上上", "前"):
        day = monday + (number - 1 - (7 if which == "上" else 14)) * _DAY
    elif which:
        day = monday + (number - 1) * _DAY
        day = day - 7 * _DAY if day > today else day
    else:
        back = (today.isoweekday() - number) % 7 or 7
        day = today - back * _DAY
        if said == "末" and today.isoweekday() == 7:
            day = today - _DAY
    return _Span(day, day + _DAY, exact=False) if said == "末" else _Span(day, day)


def _whole_week(match: re.Match[str], today: date) -> _Span | None:
    back = {"上上": 14, "上": 7}.get(match["which"].removesuffix("个"), 0)
    monday = today - (today.weekday() + back) * _DAY
    return _Span(monday, monday + 6 * _DAY, exact=False)


def _near_day(match: re.Match[str], today: date) -> _Span | None:
    day = today - _DAYS[match["word"]] * _DAY
    return _Span(day, day)


def _vague(match: re.Match[str], today: date) -> _Span | None:
    first, last = _VAGUE[match[0]]
    return _Span(today - first * _DAY, today - last * _DAY, exact=first == last)


def _today(match: re.Match[str], today: date) -> _Span | None:
    return _Span(today, today)


def _about(number: str, half: str | None, more: str | None) -> tuple[float, float] | None:
    """Least and most of an inexact number."""
    if number == "半":
        return 0.5, 0.5
    if re.fullmatch(r"好?几", number):
        return 3, 6
    if re.fullmatch(r"(\d0|[二两三四五六七八九]?十)[几多来]", number):
        base = _number(number[:-1])
        return base + 1, base + 9
    if re.fullmatch(r"[一二两三四五六七八九]{2}", number):
        low, high = _number(number[0]), _number(number[1])
        return (low, high) if high - low in (1, 2) else None
    count = float(_number(number))
    if not count:
        return None
    if half:
        return count + 0.5, count + 0.5
    return (count + 0.1, count + 0.9) if more else (count, count)


def _ago(match: re.Match[str], today: date) -> _Span | None:
    """「三个月前」, 「十几天前」, 「一个半月前」."""
    number, unit = match["number"], match["unit"]
    if unit == "月" and not match["piece"] and number not in ("一", "两", "1"):
        return None  # 「三月前」: three months ago, or before March
    least_most = _about(number, match["half"], match["more"] or match["more2"])
    if least_most is None:
        return None
    nearer, farther = (_back(today, unit, size) for size in least_most)
    exact = unit in ("天", "日") and nearer == farther
    return _Span(farther, nearer, exact)


def _back(today: date, unit: str, size: float) -> date:
    if unit in ("天", "日"):
        return today - round(size) * _DAY
    if unit in ("周", "星期", "礼拜"):
        return today - round(7 * size) * _DAY
    months = size if unit == "月" else 12 * size
    return _months_back(today, int(months)) - round(30.4 * (months - int(months))) * _DAY


def _few_days(match: re.Match[str], today: date) -> _Span | None:
    """「前几天」, 「这两天」, 「前两个月」."""
    number = 4 if match["number"] == "几" else _number(match["number"])
    first = last = today
    if match["unit"] == "天":
        first, last = today - (number + 1) * _DAY, today - max(1, number // 2) * _DAY
    elif match["unit"] == "月":
        first, last = _months_back(today, number + 1), _months_back(today, 1)
    else:
        first, last = today - 7 * (number + 1) * _DAY, today - 7 * _DAY
    if match["which"] in ("这", "最近", "近"):
        first, last = _back(today, match["unit"], number), today
    return _Span(first, last, exact=False)


def _day_alone(match: re.Match[str], today: date) -> _Span | None:
    number = _number(match["day"])
    for back in range(3):
        first = _month_ends(today.year, today.month - back)[0]
        day = _date(first.year, first.month, number)
        if day is not None and day <= today:
            return _Span(day, day)
    return None


def _festival(match: re.Match[str], today: date) -> _Span | None:
    """「国庆」, 「国庆第二天」, 「中秋前一天」, 「端午节后」, 「春节期间」."""
    year = _years(match["year"], today)
    day = festival_in(year, match["name"]) if year else last_festival(match["name"], today)
    if day is None:
        return None
    if match["final"]:
        return _on(day + (rest_days(match["name"]) - 1) * _DAY)
    if match["nth"] or match["dayof"]:
        day += (_number(match["nth"] or match["dayof"]) - 1) * _DAY
        return _Span(day, day)
    if match["after"] or match["before"]:
        count = _number(match["after"] or match["before"])
        day += count * (_DAY if match["after"] else -_DAY)
        return _Span(day, day)
    week = 7 * _DAY
    around = match["around"] or ""
    if "前" in around and "后" in around:
        return _Span(day - 3 * _DAY, day + 3 * _DAY, exact=False)
    if "前" in around:
        return _Span(day - week, day - _DAY, exact=False)
    if around:
        return _Span(day + _DAY, day + week, exact=False)
    if match["long"]:
        return _Span(day, day + (rest_days(match["name"]) - 1) * _DAY, exact=False)
    return _Span(day, day)


def _about_new_year(match: re.Match[str], today: date) -> _Span | None:
    """「年前」 and 「年后」 are said of the Spring Festival."""
    day = last_festival("春节", today)
    if day is None:
        return None
    if match[0].endswith("前"):
        return _Span(day - 14 * _DAY, day - _DAY, exact=False)
    return _Span(day + 6 * _DAY, day + 25 * _DAY, exact=False)


def _lunar(match: re.Match[str], today: date) -> _Span | None:
    """「农历八月十五」, 「腊月二十」, 「大年初三」, 「去年腊月」."""
    said = match["month"]
    month = {"正": 1, "大年": 1, "过年": 1, "冬": 11, "腊": 12}.get(said) or _number(said)
    year = _years(match["year"], today)
    if not 1 <= month <= 12:
        return None
    if match["day"]:
        number = _number(match["day"].removeprefix("初"))
        day = lunar_day(year, month, number) if year else last_lunar_day(month, number, today)
        return _on(day)
    first = lunar_day(year, month, 1) if year else last_lunar_day(month, 1, today)
    if first is None:
        return None
    return _Span(first, first + 28 * _DAY, exact=False)


def _on(day: date | None) -> _Span | None:
    return None if day is None else _Span(day, day)


def _520(match: re.Match[str], today: date) -> _Span | None:
    day = date(today.year, 5, 20)
    return _on(day if day <= today else day.replace(year=today.year - 1))


def _to_come(match: re.Match[str], today: date) -> _Span | None:
    return _Span(today + _DAY, today + _DAY, exact=False)


_COUNT = r"(?:\d{1,2}[多来几]?|[一二两三四五六七八九十]{1,3}[多来几]?|好?几|半)"
_ONES = "[一二三四五六七八九]"
_LUNAR_DAY = rf"(?:初(?:{_ONES}|十)|十{_ONES}?|廿{_ONES}?|二十{_ONES}?|三十)"
_Read = Callable[[re.Match[str], date], _Span | None]
_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"大后天|明天|后天|明年|下个?(?:周|星期|礼拜|月)[一二三四五六日天]?", _to_come),
        (
            rf"{_YEAR}?{_MONTH}(?:份)?的?\s?(?P<day>{_SMALL})(?:\s?{_NUMBER_OF_DAY}|(?=(?:到|至)\d{{1,2}}[号日]))"
            rf"(?:那天)?(?:(?:到|至|-|—|~)(?:(?P<month2>{_SMALL})月)?(?P<day2>{_SMALL})[日号])?",
            _day_of_month,
        ),
        (
            r"(?<!\d)(20[0-3]\d)\s?[年./\- ]\s?(\d{1,2})\s?[月./\- ]\s?(\d{1,2})(?!\d)[日号]?",
            _numeric,
        ),
        (r"(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)", _numeric),
        (
            r"(?<![\d.\-/A-Za-z号栋幢元楼段写是价卖收要])(1[0-2]|0?[1-9])[./-](3[01]|[12]\d|0?[1-9])"
            r"(?![\d.\-/A-Za-z%]|\s?(?:元|块|折|米|斤|公里|毫|天|个|次|人|台|件|小时|分|倍|层|楼|岁|级|万|千|百"
            r"|版|寸|室|号楼|栋|幢|单元|平|升|吨|度|毛|角|两|克|万|厘|米|瓶|匹|瓦|安|码|代|方|成|亩|桶|公分|分钟))",
            _short_numeric,
        ),
        (
            rf"{_YEAR}?{_MONTH}{_NO_MONTH}(?!(?:以|之)?前|\s?\d{{1,2}}[日号])(?:份)?的?(?:{_PART})?(?:{_UNTIL_NOW}|(?:到|至|-)(?P<month2>{_SMALL})月)?",
            _whole_month,
        ),
        (r"(?<!\d)(?P<one>\d{1,2})[、,，和到至\-](?P<other>\d{1,2})月(?!前)", _two_months),
        (
            r"(?P<one>[一二三四五六七八九])(?P<other>[二三四五六七八九十])月(?![前初十])",
            _two_months,
        ),
        (
            rf"(?P<which>上上个?|上个?|这个?|本|当)月{_NO_MONTH}(?:份)?的?(?:(?P<day>{_SMALL}){_NUMBER_OF_DAY}|初(?P<early>[一二三四五六七八九十])|(?P<today>今天)|{_PART})?(?:{_UNTIL_NOW})?",
            _this_or_last_month,
        ),
        (
            r"(?<![\d一二三四五六七八九十个上这本当每半几多])月(?P<part>初|头|底|末|尾)",
            _part_of_month,
        ),
        (
            rf"(?:{_YEAR}年?|(?<![\d一二两三四五六七八九十几多半个整每近千百全])年)(?P<part>初(?![一二三四五六七八九十])|底|末|尾|头)",
            _part_of_year,
        ),
        (rf"{_YEAR}?(?P<part>上半|下半)年", _part_of_year),
        (
            rf"{_YEAR}?(?:(?P<season>[春夏秋冬])(?:天|季|里)(?![装款衣服用穿节])|(?P<holiday>[暑寒])假(?![班工作]))",
            _season,
        ),
        (
            rf"(?:(?<![\d.])(?P<year>20[0-3]\d|今|去|大前|前|上))\s?年(?![级度货夜糕纪龄轻底初])(?!(?:才|都|刚|满|已经|快){{0,2}}\s?[\d零一二两三四五六七八九十]{{1,3}}\s?(?:周?岁|$))(?:{_UNTIL_NOW})?",
            _whole_year,
        ),
        (
            rf"(?P<which>上上个?|上个?|这个?|本|前)?\s?{_WEEK}\s?(?P<weekday>[一二三四五六日天末])(?![福围、]|[到至](?!的|货|手|了|家)){_OF_DAY}?",
            _weekday,
        ),
        (rf"(?P<which>上上个?|上个?|这个?|本){_WEEK}(?![一二三四五六日天末期边])", _whole_week),
        (
            rf"(?P<word>{'|'.join(sorted(set(_DAYS) - {'昨'}, key=len, reverse=True))}){_OF_DAY}?",
            _near_day,
        ),
        (r"(?P<word>昨)(?=上午|下午|中午|早)(?:上午|下午|中午|早)", _near_day),
        (
            rf"(?P<number>{_COUNT})(?P<piece>个)?(?P<half>半)?(?P<more>多)?\s?(?P<unit>天|日|周|星期|礼拜|月|年)(?P<more2>多)?"
            r"(?:以|之)?前(?![台面后])",
            _ago,
        ),
        (
            rf"(?:才|刚)(?:买|提|装|办|换|修|配)(?:了|到|来|回来|车)?(?P<number>{_COUNT})(?P<piece>个)?(?P<half>半)?"
            r"(?P<more>多)?(?P<unit>天|周|星期|礼拜|月)(?P<more2>)(?!前)",
            _ago,
        ),
        (
            r"(?P<which>前|头|这|最近|近)(?P<number>几|[两二三四五]|\d)个?(?P<unit>天|周|星期|礼拜|月)(?!前)",
            _few_days,
        ),
        ("|".join(sorted(_VAGUE, key=len, reverse=True)), _vague),
        # 「520给女朋友订花」; by itself it is a price.
        (r"(?<![\d.¥￥])520(?=那天|当天|那晚|晚上|情人|节|期间|的?时候|给(?!我退|他退|钱))", _520),
        (
            rf"(?:{_YEAR})?(?:(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?的?)?(?<![\d.百千万毛角块元])(?P<name>{_FESTIVAL})(?<!十一)(?![路街桥]|广场|新村|小学|技校|月饼|礼盒|粽|货|\d(?![号日])|元|块)节?"
            rf"(?:{_LONG_FESTIVAL}|(?:那天|当天|的?时候))?"
            rf"(?:的?(?P<final>最后一?天)|的?第(?P<nth>{_SMALL})天|(?P<dayof>[\d一二三四五六七八])[号日]"
            rf"|(?:过后|之后|以后|后|完)的?第?(?P<after>{_SMALL})天|(?:之前|以前|前)的?(?P<before>{_SMALL})天"
            r"|(?P<around>前后|前夕|之前|以前|前(?!台|面)|过后|之后|以后|后(?!面)))?",
            _festival,
        ),
        (
            rf"(?:{_YEAR})?(?P<name>双十一|十一(?={_LONG_FESTIVAL.replace('?P<long>', '?:')}|那天))"
            rf"(?:{_LONG_FESTIVAL}|(?:那天|当天))?"
            rf"(?:的?(?P<final>最后一?天)|的?第(?P<nth>{_SMALL})天|(?P<dayof>(?!))|(?P<after>(?!))|(?P<before>(?!))"
            r"|(?P<around>前后|之?前|过后|之?后))?",
            _festival,
        ),
        (
            r"(?<![\d一二两三四五六七八九十几多半个整每近千百去今前明当])年[前后](?!台|面)",
            _about_new_year,
        ),
        (
            rf"(?:农历|阴历|旧历|老历|古历)的?(?:{_YEAR})?(?P<month>十[一二]?|[一二三四五六七八九正冬腊]|\d{{1,2}})月(?P<day>{_LUNAR_DAY})?",
            _lunar,
        ),
        (
            rf"(?:{_YEAR})?(?P<month>十[一二]?|[一二三四五六七八九]|\d{{1,2}})月(?P<day>初[一二三四五六七八九十])(?![日号])",
            _lunar,
        ),
        (
            rf"(?:{_YEAR})?(?P<month>[正冬腊])月(?:里|间|头|份)?(?:的?(?P<day>{_LUNAR_DAY}))?",
            _lunar,
        ),
        (
            rf"(?:{_YEAR})?(?P<month>大年|过年)(?P<day>初[一二三四五六七八九十])",
            _lunar,
        ),
        (
            r"(?<![\d月.\-路街巷道村栋幢附第座段坊弄院前楼层排])(?<![A-Za-z\d一二三四五六七八九东南西北]区)(?P<day>3[01]|[12]\d|0?[1-9])号"
            r"(?!楼|店|线|门|柜|铺|院|车|摊|馆|厅|房|机|桌|位|桩|窗|商|台|床|包|技|地|厂|会|轿|池|箱|球|仓|库|桥|出|口|站|坑|电|码|枪|\d|-)",
            _day_alone,
        ),
        (
            r"(?<![一二三四五六七八九十月路街巷道第附楼层排])(?<![A-Za-z\d一二三四五六七八九东南西北]区)(?P<day>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九](?=号那天))号"
            r"(?!楼|店|线|门|柜|铺|院|车|摊|馆|厅|房|机|桌|位|桩|窗|商|台|床|包|技|地|厂|枪)",
            _day_alone,
        ),
        (
            r"(?:(?<=^)|(?<=[，,。\s我]))(?:早上|上午|中午|下午|现在(?!不(?:认|肯|给|管|退|理|承认|接)|[说喊推反叫让]|翻脸|他们?|店|老板|人家|要我|电话|打电话|联系))(?![班场])",
            _today,
        ),
    )
)
