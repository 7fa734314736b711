"""What a yes/no question takes for granted and the record or the entry says otherwise.

「GB 17761-2024 不是明年才实施吗」, 「世界标准日是5月20吧」: the answer begins with the correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.catalogue import Catalogue, Edition
from kb.law_articles import value_of
from kb.law_claims import quantities
from kb.models import Nature, StandardStatus
from kb.text.standard_number import spans

# Words with which somebody wants a statement confirmed.
_TAG = re.compile(
    r"(?:对不对|对不|对吧|对吗|对嘛|是吧|是不是|是这样的?|没错|没毛病|不是|吧|吗|嘛|么|噻|撒|咯|哈|哇|哦|嗦|啊)[吧吗嘛么的]?(?:[？?。!！~～\s]*$|(?=[,，]))"
)
_HEARD = re.compile(
    r"^(?:我|好像|都|经常)?(?:听|看|记得|以为|网上|有人|别人|人家)[^，。]{0,4}(?:说|讲|写|是|到)|^说是|不是[^，。]{1,20}[吗嘛么吧]"
)
# Who asks which of two things holds, or when, takes nothing for granted.
_OPEN = re.compile(r"还是(?!\d)|什么时候|何时|哪[天年月个]|几[号月]|多久|多少|怎么")
_START = r"(?:实施|执行|施行|生效|强制|启用)"
_OF_START = re.compile(_START)
_BEGAN = re.compile(rf"(?:才|起|开始|就)?(?:{_START}|发布|公布|出台|成立|设立|定)")
_STARTED = re.compile(
    rf"(?:已经|早就|早已|都|正式|就)在?(?:正式|开始)?{_START}{{1,2}}了|{_START}了?(?:大半|半|[一二两三几\d]{{1,3}}个?)(?:年|月|天)|在{_START}了"
)
_NEW_ONE = re.compile(r"新(?:的|版|国标|标准|规(?!划)|强标|那[个本])")
_GOES_YET = re.compile(
    rf"(?:开始|{_START}|落地|正式用|管用|用起)[^，。？]{{0,4}}(?:没|吗|不|莫|了[？?]?$)"
    r"|(?:必须|就要|就得|该|都要|都得)[^，。]{0,4}(?:按|照|用|执行|依)[^，。]{0,2}新"
    rf"|(?:什么时候|几时|哪[天年月]|多久)[^，。]{{0,4}}(?:开始|{_START})"
)
_NOT_YET = re.compile(rf"(?:还没|尚未|没有|没|还未|未)有?(?:正式|开始)?(?:{_START}|到{_START})")
_OVER = re.compile(
    r"(?<![没不未])(?<!没有)(?<!还没)(?:废止|作废|失效|过期|过时|淘汰|废|停用|不能用|没用|用不成|不算数)了"
    r"|(?:已经|早就|早已|都|就)(?:被)?(?:废止|作废|失效|过期|过时|淘汰|代替|替代|取代)"
)
_ALIVE = re.compile(r"现行|有效(?!期)|还(?:能|可以|在)用|没有?(?:废止|作废|失效|过期|过时|被代替)")
_VOLUNTARY = re.compile(
    r"推荐|自愿|(?:不是?|非|没有?)强制|可以?不(?:执行|管|做|遵守|照|按)|可做可不做"
)
_MANDATORY = re.compile(r"强制|必须(?:执行|遵守|做到|符合|照|按)")
_NEWEST = re.compile(r"最新(?:的|版|版本|一版)?(?:本)?(?:就|还|的)?是|是最新")
# Other numbers of a label, which a standard's is taken for.
_OTHER_NUMBER = re.compile(
    r"是[^,，。]{0,12}?(?P<other>许可证|批准文号|准字号|注册证|备案号|条形码|条码|证书编?号|批号|信用代码)"
    r"(?:编?号)?[吗嘛么吧噻不的了对\s?？。!！]*$"
)
_PUBLISHED = re.compile(r"发布|公布|出台|出的|颁布")
# What stands between a date and the word for what begins on it.
_FOLLOWS_DAY = re.compile(
    rf"[^,，。;；?？!！买购穿用装退]{{0,8}}?(?:{_START}|开始|起|{_PUBLISHED.pattern}|管用|算数)"
)
_DAY_ALONE = re.compile(r"[的了吧吗嘛么噻撒咯哈哇哦嗦对是没错不头\s?？。!！]{0,12}$")
_LEADS_TO_DAY = re.compile(rf"(?:{_START}|{_PUBLISHED.pattern}|起|从|自)[^,，。;；]{{0,5}}$")
# The order an act was made by: 「总局令第 83 号」.
_ORDER = re.compile(r"令第\s?(\d{1,3})\s?号")
_ORDER_SAID = re.compile(
    r"(?<![\d月.])(?P<number>\d{1,3})\s?号令?(?!\d|起|开始|施行|实施|公布|发布)"
)
# The yes or no to an entry's own question, which another one may not be answered with.
_OPENING = re.compile(
    r"(?:关于“[^”]{1,40}”：)?(?:不是一回事|不是|不能|不算|不会|不一定|不再[^。：，]{1,8}|没有|没|有|是|能|要|可以)[。：，]"
)
_NEGATED = re.compile(
    r"(?:(?<!是)不是|没有|没(?!错|毛病|问题)|不(?![对是]))[^吗嘛么]{1,16}[吧噻哈]"
)
_FIRST_FEW = 3  # sentences
_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d|(?<!\d)\d\d(?=年))\s?年|(?P<said>今年|明年|后年|去年|前年))?\s?的?"
    rf"(?:(?P<month>{_NUMERAL})\s?月(?:份)?(?:\s?(?P<day>{_NUMERAL})\s?[日号]?)?)?"
)
_FROM_NOW = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
# Acts that ended when the Ecological and Environmental Code took effect (its article 1242).
_REPEALED = re.compile(
    r"环境保护法|环保法|(?:大气|水|土壤|固废|固体废物|噪声|噪音|放射性)(?:污染)?(?:环境)?防治法|噪声法|环境影响评价法|环评法|海洋环境保护法|清洁生产促进法"
)
_CODE = "生态环境法典"
_SENTENCE = re.compile(r"[^。！？；\n]+")
# What states a value, and what tells how long ago somebody did something.
_STATES = re.compile(
    r"(?:是|为|有|得|要|在|按|赔|罚|退|延长|最[多高长大少低短晚迟]|至[少多]|起码|保底|超过|只|就|到|满|定|设|共|说)(?:大概|大约|约|每年的?|个|最[多高长]|的)?$"
)
_WITHIN = re.compile(r"^(?:之内|以内|内)(?:必须|就|要|得|可以|能|会|应)")
_TOLD = re.compile(r"(?:我|买|用|穿|吃|过|收到|拿到|签收|已经|欠|拖)了?$")
_AGO = re.compile(r"^(?:前|以前|之前|了|多了)")
_COUNTED = re.compile(
    r"(?P<amount>(?<![\d.])\d{1,9}(?:\.\d{1,4})?|[一二两三四五六七八九十百]{1,9})\s?(?P<unit>个?(?:工作日|日历日|月(?!份)|天|日|年|小时|倍|元|块|区县|省|城市|部门|国家)"
    r"|%|％|分贝|公里|千米|岁|周)"
)
_PAUSE = re.compile(r"[,，。;；!！?？\s]")
_NO_DIGIT = re.compile(r"[^\d.]")
_NEAR = 12  # characters
_DURATIONS = ("工作日", "日", "月", "年", "小时", "周")


@dataclass(frozen=True)
class Day:
    """A date as far as somebody said it.

    Args:
        year, month, day: 0 where it wasn't said.
        words: as they were typed.
    """

    year: int
    month: int
    day: int
    words: str = ""

    def compares(self, other: Day) -> bool:
        """Whether two dates say enough to tell them apart: the month, or both only the year."""
        return bool(self.month and other.month) or bool(self.year and other.year and not self.month)

    def differs(self, other: Day) -> bool:
        """Whether two dates can't be the same one."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
        )
        shared = [(one, two) for one, two in pairs if one and two]
        return any(one != two for one, two in shared)


def states(text: str) -> bool:
    """Whether a normalised question takes something for granted and wants it confirmed.

    >>> states("世界标准日是5月20吧"), states("世界标准日是哪天")
    (True, False)
    """
    return bool(_TAG.search(text) or _HEARD.search(text)) and not _OPEN.search(text)


def denied_by_record(catalogue: Catalogue, edition: Edition, text: str, today: date) -> str:
    """The sentence that corrects what a question states of an edition; empty if it needn't be.

    Args:
        catalogue: all editions.
        edition: the one talked about.
        text: the normalised question.
        today: the day in Chongqing.
    """
    said = _without_numbers(text)
    if other := _OTHER_NUMBER.search(said):
        return f"不是，{edition.number} 是标准号，不是{other['other']}。"
    if not states(text):
        return ""
    # 「老头盔不算数了 我看到个GB 811-2022 … 是不是嘛」 says that of something else.
    here = _without_numbers(_from_its_clause(text))
    checks = (
        (_newest_denied, said),
        (_start_denied, said),
        (_force_denied, here),
        (_nature_denied, said),
    )
    found = (one(catalogue, edition, words, today) for one, words in checks)
    return next(filter(None, found), "")


def confirmed_by_record(edition: Edition, text: str, today: date) -> str:
    """The sentence that confirms the day of effect a question states of an edition; else empty.

    Args:
        edition: the one talked about.
        text: the normalised question.
        today: the day in Chongqing.
    """
    day = edition.effective_on
    if day is None or not states(text):
        return ""
    said = _without_numbers(text)
    if _PUBLISHED.search(said) and not _OF_START.search(said):
        return ""
    stated = [one for one in days_in(said, today) if _is_of_a_start(said, one)]
    if not stated or any(one.differs(Day(day.year, day.month, day.day)) for one in stated):
        return ""
    yet = "，现在还没有生效" if day > today else ""
    return f"对，{edition.number} 从 {_day(day)}起实施{yet}。"


def says_new_has_started(text: str) -> bool:
    """Whether a question takes a new standard to be in force (「新国标已经强制大半年了」)."""
    return "新" in text and not _OPEN.search(text) and _STARTED.search(text) is not None


def asks_whether_new_started(text: str) -> bool:
    """Whether a few words ask if the new standard goes already.

    >>> asks_whether_new_started("现在商家卖的就必须按新的来了吗")
    True
    >>> asks_whether_new_started("新的和旧的有什么区别")
    False
    """
    return _NEW_ONE.search(text) is not None and _GOES_YET.search(text) is not None


def repealed_in(text: str, answer: str) -> str:
    """That an act a question goes by no longer stands; empty where none is named or that is told.

    >>> repealed_in("依据噪声污染防治法去告得行不", "先打 12345。")[:21]
    '“噪声污染防治法”已经废止：《生态环境法典'
    """
    old = _REPEALED.search(text)
    if old is None or _CODE in text or "同时废止" in answer:
        return ""
    return f"“{old[0]}”已经废止：《{_CODE}》自 2026 年 8 月 15 日起施行，现在依据法典。"


def not_started(edition: Edition) -> str:
    """That an edition which is to come isn't in force, one sentence."""
    when = f"要到 {_day(edition.effective_on)}才实施，" if edition.effective_on else ""
    return f"{edition.number}《{edition.title}》{when}现在还没有生效。"


def denied_by_text(text: str, answer: str, today: date) -> str:
    """「不是“5月20”。」 where an answer's first sentence has another value of the kind stated.

    Nothing is denied that the answer names anywhere, nor where it names several values first.
    """
    if not states(text):
        return ""
    first = next(iter(_SENTENCE.findall(answer)), "")
    said = _without_numbers(text)
    for day in _stated(said, today):
        # A year beside a day tells of something else (「3 月 15 日，在 1983 年确定」).
        told = [one for one in days_in(first, today) if day.compares(one)]
        if told and all(map(day.differs, told)) and not _anywhere(day, answer, today):
            return f"不是“{day.words}”。"
    if order := _order_denied(said, answer):
        return order
    for words, value, kind in _values(said):
        told_values = [(v, k) for _, v, k in _all_values(first) if _same(k, kind)]
        if len(told_values) != 1 or told_values[0][0] == value:
            continue
        if all(v != value for _, v, k in _all_values(answer) if _same(k, kind)):
            return f"不是“{words}”。"
    return ""


def _order_denied(said: str, answer: str) -> str:
    """「也是83号？」 of an act that is another order."""
    claimed, told = _ORDER_SAID.search(said), set(_ORDER.findall(answer))
    wrong = claimed is not None and bool(told) and claimed["number"] not in told
    return f"不是“{claimed[0]}”。" if claimed and wrong else ""


def agreed(text: str, answer: str, today: date) -> str:
    """An answer whose opening word is to another question, led by the value it confirms.

    「世界标准日是10月14号对不对」 is not told 「不是。世界标准日固定在每年 10 月 14 日」.
    """
    opening = _OPENING.match(answer)
    if opening is None or not states(text) or _NEGATED.search(text):
        return answer
    rest, said = answer[opening.end() :], _without_numbers(text)
    told = _SENTENCE.findall(rest)[:_FIRST_FEW]
    held = next(filter(None, (_held_in(one, said, today) for one in told)), [])
    return f"对，是{'、'.join(f'“{one}”' for one in held)}。{rest}" if held else answer


def _held_in(told: str, said: str, today: date) -> list[str]:
    """The dates and quantities a question states, where a sentence has each; else none."""
    if bool(_PUBLISHED.search(said)) != bool(_PUBLISHED.search(told)):
        return []
    days = [one for one in days_in(said, today) if one.month]
    own = [one for one in days_in(told, today) if one.month]
    values = list(_values(said))
    same_days = all(len(own) == 1 and not day.differs(own[0]) for day in days)
    found = {(value, kind) for _, value, kind in _all_values(told)}
    if not same_days or not all(
        any(value == v and _same(kind, k) for v, k in found) for _, value, kind in values
    ):
        return []
    return [day.words for day in days] + [words for words, _, _ in values]


def days_in(text: str, today: date) -> list[Day]:
    """The dates a text names, each as far as it is said.

    >>> days_in("世界标准日是每年的 10 月 14 日", date(2026, 1, 1))
    [Day(year=0, month=10, day=14, words='10 月 14 日')]
    """
    found = []
    for match in _DAY.finditer(text):
        year = int(match["year"] or 0)
        if match["said"]:
            year = today.year + _FROM_NOW[match["said"]]
        year += 2000 if 0 < year < 100 else 0
        month, day = value_of(match["month"] or "零"), value_of(match["day"] or "零")
        if (year or month) and month <= 12 and day <= 31:
            found.append(Day(year, month, day, match[0].strip(" 的")))
    return found


def _newest_denied(catalogue: Catalogue, edition: Edition, said: str, today: date) -> str:
    newer = catalogue.newer(edition) if _NEWEST.search(said) else []
    if not newer:
        return ""
    first = newer[0]
    when = f"，{_day(first.effective_on)}起实施" if first.effective_on else ""
    return f"不是，{edition.number} 不是最新的，最新的是 {first.number}{when}。"


def _start_denied(catalogue: Catalogue, edition: Edition, said: str, today: date) -> str:
    """A wrong date, and what is said to be so already or not yet."""
    published = bool(_PUBLISHED.search(said)) and not _OF_START.search(said)
    day = edition.published_on if published else edition.effective_on
    if day is None:
        return ""
    verb = "发布" if published else "起实施"
    over = catalogue.status_on(edition, today) in _ENDED
    told = f"不是，{edition.number} 从 {_day(day)}{verb}{'，现在已经不再有效' if over else ''}。"
    if published:
        told = f"不是，{edition.number} 是 {_day(day)}发布的。"
    stated = [one for one in days_in(said, today) if _is_of_a_start(said, one)]
    if stated:
        wrong = stated[0].differs(Day(day.year, day.month, day.day))
        return told if wrong else ""
    if _NOT_YET.search(said):
        return told if not published and day <= today else ""
    if _STARTED.search(said) and day > today:
        return f"不是，{edition.number} 要到 {_day(day)}才实施，现在还没有生效。"
    return ""


def _is_of_a_start(said: str, day: Day) -> bool:
    """Whether a date stands by what begins: 「娃儿今年上初一 … 是国家强制的」 dates the child."""
    at = said.find(day.words)
    before, after = _around(said, at, at + len(day.words))
    behind = _FOLLOWS_DAY.match(after) or _DAY_ALONE.match(after)
    return bool(behind or _LEADS_TO_DAY.search(before))


def _force_denied(catalogue: Catalogue, edition: Edition, said: str, today: date) -> str:
    status = catalogue.status_on(edition, today)
    if status is StandardStatus.UNVERIFIED:
        return ""
    verdict = catalogue.verdict(edition, today)
    if _OVER.search(said):
        return "" if status in _ENDED else f"不是，{edition.number} 没有废止：{verdict}。"
    if _ALIVE.search(said) and status is not StandardStatus.IN_FORCE:
        return f"不是，{edition.number} {verdict}。"
    return ""


def _nature_denied(catalogue: Catalogue, edition: Edition, said: str, today: date) -> str:
    if catalogue.status_on(edition, today) in _ENDED:
        return ""
    mandatory = edition.nature is Nature.MANDATORY
    if _VOLUNTARY.search(said):
        return f"不是，{edition.number} 是强制性标准，必须执行。" if mandatory else ""
    if _MANDATORY.search(said) and not mandatory:
        return f"不是，{edition.number} 不是强制性的：{catalogue.nature(edition, today)}。"
    return ""


_ENDED = (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _without_numbers(text: str) -> str:
    """The text without standard numbers: their years are no dates."""
    for start, end, _ in reversed(list(spans(text))):
        text = f"{text[:start]} {text[end:]}"
    return text


def _from_its_clause(text: str) -> str:
    """A text from the clause on that names the first standard."""
    named = spans(text)
    start = named[0][0] if named else 0
    paused = [found.end() for found in _PAUSE.finditer(text, 0, start)]
    return text[paused[-1] :] if paused else text


def _stated(said: str, today: date) -> Iterable[Day]:
    """The dates a question states, not those on which something happened to somebody."""
    for day in days_in(said, today):
        at = said.find(day.words)
        before, after = _around(said, at, at + len(day.words))
        if _STATES.search(before) and (day.month or _BEGAN.match(after)):
            yield day


def _anywhere(day: Day, answer: str, today: date) -> bool:
    return any(not day.differs(one) for one in days_in(answer, today) if day.compares(one))


def _values(said: str) -> Iterable[tuple[str, str, str]]:
    """The quantities a question states, with their words, value and unit."""
    for start, end, words, value, unit in _found(said):
        before, after = _around(said, start, end)
        if _TOLD.search(before) or _AGO.match(after):
            continue
        if _STATES.search(before) or _WITHIN.match(after) or not start:
            yield words, value, unit


def _around(said: str, start: int, end: int) -> tuple[str, str]:
    """The few signs before and behind a place."""
    return said[max(0, start - _NEAR) : start].rstrip(), said[end : end + _NEAR].lstrip()


def _all_values(text: str) -> list[tuple[str, str, str]]:
    return [(words, value, unit) for _, _, words, value, unit in _found(text)]


def _found(text: str) -> Iterable[tuple[int, int, str, str, str]]:
    for match in _COUNTED.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()]
        after = text[match.end() : match.end() + 1]
        if before.endswith("第") or (match["unit"] == "年" and len(match["amount"]) == 4):
            continue
        if match["unit"] in ("日", "月") and (before.rstrip().endswith("月") or after.isdigit()):
            continue
        told = quantities(match[0])
        unit = match["unit"].removeprefix("个")
        value = _NO_DIGIT.sub("", told[0]) if told else _plain(match["amount"])
        yield match.start(), match.end(), match[0], value, _KIND.get(unit, unit)


_KIND = {"天": "日", "日历日": "日", "块": "元", "％": "%", "千米": "公里"}


def _plain(amount: str) -> str:
    return amount if amount[0].isdigit() else str(value_of(amount.replace("两", "二")))


def _same(one: str, other: str) -> bool:
    return one == other or (one in _DURATIONS and other in _DURATIONS)
