"""What a message that leans on the one before asks in full: 「21年呢」 -> 「21年质量月的主题」."""

from __future__ import annotations

import re

from bot.conversation.memory import Memory
from bot.conversation.understanding.leaning import Leaning, bare, without_pronoun
from bot.kit import clock
from kb.asked import Asked, asked_in
from kb.text.english import is_english
from kb.text.standard_number import StandardNumber

_YEAR = re.compile(r"(?<!\d)(?:19|20)?\d\d\s*那?一?年")
_YEAR_ALONE = re.compile(r"(?<!\d)20[0-3]\d(?=的[呢嘞喃]?$|[呢嘞喃]$)")  # 「2025的呢」
_YEARS = re.compile(
    r"(?<!\d)(?:19|20)?\d\d\s*年(?:\s*(?:到|至|、|和|,|，|—|-|－)\s*)?|(?:今|去|前|明)年"
)
# Years said by where they lie: from today, or from the year talked about.
_FROM_TODAY = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}
_FROM_THERE = re.compile(
    r"(?P<back>上一?|(?:再|往|朝){0,2}(?:上|前)(?:推|数|退|倒)?一|(?:再|还)?早一)年"
    r"|(?:下一?|(?:再|往|朝){0,2}(?:下|后)(?:推|数)?一|(?:再|还)?晚一)年"
)
_YEAR_WORDS = ("年份", "年号", "年代", "年代号", "那年")
_WHOLE_NUMBER = 4  # digits; fewer are the end of one
_PUT_RIGHT = re.compile(
    r"(?:后面|后头|前面)?(?:那个|的)?(?P<part>尾巴|尾数|末尾|最后(?:两位|几位|三位)?|后(?:两|三|几)位|年份|年号|年代号?)?"
    r"(?:数字|数)?(?:应该|该|要)?(?:是|为)?(?P<digits>\d{1,5})(?:年|号|那本|那个|的)?[。!！\s]*"
)
_CLAIMS_VALUE = re.compile(
    r"(?P<thing>[^,，\s\d]{2,12}?)(?:是不是)?(?:也|都)(?:是|要)?\s?\d+\s?(?P<unit>天|日|个工作日|工作日|个月|年|元|块|倍)(?P<tail>[^，。\d吗吧]{0,8}?)[吗吧嘛咯哦不么噻撒嗦]?"
)
_TIMES = ("天", "日", "个工作日", "工作日", "个月", "年")
_HERE = re.compile(r"(?:我们|咱们?)(?:这儿|这里|这边|这点|市|这)|本地|我们当地")
_HOME = re.compile(r"重庆市?|我市|本市")
# Where the subject of a question ends.
_SUBJECT_ENDS = re.compile(
    r"是|谁|怎|什么|哪|几|多少|多久|多[大长高]|能|可以|可不|要(?!求)|有(?!效|机|限)|在|为|吗|会(?!议)|必须|应该|应当|如何|由|归|执行|看|按|属于|多(?=久|少)|呢|？|\?"
)
_ASKING = re.compile(
    r"什么时候|什么|哪些|哪个|哪里|哪[天年月家]|怎么样|怎么|怎样|如何|为什么|多少|多久|几|是否|有没有|吗|呢|？|\?|是不是|能不能|要不要"
)
# What is told of a standard: its number and title.
_TITLED = re.compile(
    r"[A-Z][^《]{3,30}《(?:食品安全国家标准\s?)?(?P<title>[^》]{2,60}?)(?:\s?第\s?\d{1,3}\s?部分[^》]{0,40})?》"
)
SHORTEST_TOPIC, LONGEST_TOPIC = 2, 16
MOST_READINGS = 6  # each costs one search
_ENGLISH_QUESTION = re.compile(
    r"^(?:when|what|where|who|which|why|how(?: (?:much|many|long|to))?|is|are|does|do|can)\b"
    r"(?:\s+(?:is|are|was|were|do|does|did|can|i|the|a|an)\b)*\s*",
    re.IGNORECASE,
)
_ENGLISH_PRONOUN = re.compile(r"\b(?:it|they|them|this|that|these|those)\b", re.IGNORECASE)


def topic_of(about: str) -> str:
    """What a phrasing of the knowledge base is about, as few words as possible.

    >>> topic_of("世界标准日是哪天？")
    '世界标准日'
    """
    if is_english(about):
        return _ENGLISH_QUESTION.sub("", about).strip(" ?.")
    end = _SUBJECT_ENDS.search(about)
    head = about[: end.start()].rstrip(" 的，,") if end else about
    if SHORTEST_TOPIC <= len(head) <= LONGEST_TOPIC:
        return head
    return _ASKING.sub("", about).strip(" 的，,。")[:LONGEST_TOPIC]


def thing_of(about: str) -> str:
    """What a standard told is for, by its title; empty where no standard was told.

    >>> thing_of("GB 2763-2026《食品安全国家标准 食品中农药最大残留限量》")
    '食品中农药最大残留限量'
    """
    titled = _TITLED.match(about)
    return titled["title"] if titled else ""


# What has a theme each year, and what of it may be asked.
_YEARLY_OF = re.compile(r"(?:全国)?质量月|世界标准日|标准日|3[·.]?15|消费者权益日|认可日|计量日")
_YEARLY = re.compile(r"主题|口号|第几届")
_KIND = re.compile(r"那?么?(?P<kind>国家|行业|地方|团体|企业)(?:标准)?的?")
_ENGLISH_KIND = re.compile(r"(?:national|local|industry|sector|group|enterprise) standards?")
_ENGLISH_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# What is told of each of two.
_PAIRS = (("投诉", "举报"), ("个人", "单位"))
_ENGLISH_YEAR_SAID = re.compile(r"\b(?:(?:19|20)\d\d|(?:last|this|next) year(?:'?s)?)\b", re.I)
_KIND_SAID = re.compile(r"(?:国家|行业|地方|团体|企业)标准|[国行地团企]标")

_DOCUMENT = re.compile("规划|纲要")
# The letters a kind of standards begins with: 「T/开头的」.
_BY_LETTER = {"T": "团体标准", "Q": "企业标准"} | {
    kind[0]: kind for kind in ("国家标准", "行业标准", "地方标准", "团体标准", "企业标准")
}
_BY_ITS_LETTER = re.compile(r"(?<![A-Z/])[TQ](?=/|字?[开打]头)")
_WHERE_TO_READ = re.compile(
    r"(?:那|又|要|该|都|可以|能|一般){0,3}(?:在|去|到|上)?(?:哪一?个|哪里|哪儿|哪|什么)(?:网站?|平台|地方|官网)?(?:上|里|头)?(?:去|能|可以)?"
    r"(?:查询?|看|找|公开|公布|下载|搜)(?:得?到|一?下|全文|原文|嘛|啊|呢|呀|[?？]){0,3}"
)
_IF_THEY = re.compile(
    r"(?:那|要是|如果|假如|万一|若){1,2}(?:他|它|她|人家|别人|对方)?们?(?P<do>[^,，。]{2,8}?)(?:了|的话|又?怎么办|会怎么?样|怎么处理|罚不罚|呢){0,2}[?？]?"
)


def full_questions(
    leaning: Leaning, memory: Memory, elsewhere: str = "", title: str = ""
) -> tuple[str, ...]:
    """What a leaning message may ask in full, the likeliest first.

    Args:
        leaning: how it leans.
        memory: what the conversation was about.
        elsewhere: the other place the message names, if any.
        title: of the entry told; what it is about may be plainer there than in the phrasing.
    """
    rest, about, topic = _HERE.sub("重庆", bare(leaning.rest)), memory.about, memory.topic
    if not rest or not topic:
        return ()
    year_alone = _ENGLISH_YEAR.fullmatch(rest.strip(" ?."))
    if is_english(rest) or ((leaning.corrects or year_alone) and is_english(about)):
        return _in_english(rest, leaning, memory)
    # What is put right may be a whole question (「不是，我问的是怎么投诉」).
    found: list[str] = [rest] if leaning.corrects else []
    if (denied := leaning.denied) and denied in about:
        # 「不是企业 团体的」 asks the same of the other kind.
        found.insert(0, about.replace(denied, rest.removesuffix("的"), 1))
    if claim := _CLAIMS_VALUE.fullmatch(leaning.rest):
        # 「举报也是60天出结果咯」 asks how long that takes.
        how = "多久" if claim["unit"] in _TIMES else "多少"
        found.insert(0, f"{claim['thing']}{how}{claim['tail']}")
    if of_kind := _of_that_kind(rest, about):
        found.append(of_kind)
    if elsewhere:
        # What is asked of another place is not asked of ours.
        about, topic = _HOME.sub(elsewhere, about), _HOME.sub(elsewhere, topic)
    which, told = _YEARLY.search(rest), _YEARLY_OF.search(about)
    there = year_in(rest, memory.year) or memory.year
    if which and told and there and which[0] not in about:
        # 「今年第几届」 behind its theme
        return (f"{there}年{told[0]}{which[0]}",)
    own = _YEARLY_OF.search(rest)
    if which and own and not told and memory.year and not year_in(rest, 0):
        # 「那次是第几届标准日」 behind what came of it
        return (f"{memory.year}年{own[0]}{which[0]}",)
    if about and (year := year_in(rest, memory.year)):
        own = _YEARLY_OF.fullmatch(_YEARS.sub("", _FROM_THERE.sub("", rest)).strip(" 的那个"))
        if own and (asked := _YEARLY.search(about)):
            # 「质量月23年的」 behind the theme of 3·15
            found.append(f"{year}年{own[0]}{asked[0]}")
        found.append(f"{year}年{_YEARS.sub('', about).lstrip()}")
    if asked_in(rest) is Asked.NOTHING:
        found += _same_of(rest, about, topic, memory, title)
    else:
        found += _asked_of(rest, topic, memory, "" if elsewhere else title)
    if rest != leaning.rest:
        found.append(f"{topic}{leaning.rest}")
    if "," in topic:
        found.append(f"{topic.split(',')[0]}{rest}")  # 「七天无理由退货,运费」
    if (document := _DOCUMENT.search(title)) and not _DOCUMENT.search(rest):
        found.append(f"{document[0]}里{rest}")  # 「家政养老呢」 behind what a plan says of crops
    found += [f"{topic}{rest}", f"{about} {rest}" if about else ""]
    return tuple(dict.fromkeys(text for text in found if text))[:MOST_READINGS]


def _in_english(rest: str, leaning: Leaning, memory: Memory) -> tuple[str, ...]:
    about = memory.about
    year = _ENGLISH_YEAR.fullmatch(rest.strip(" ?."))
    if year is not None and _ENGLISH_YEAR_SAID.search(about):
        return (_ENGLISH_YEAR_SAID.sub(year[0], about, count=1),)
    kind, other = _ENGLISH_KIND.fullmatch(rest.strip(" ?.")), _ENGLISH_KIND.search(about)
    if kind is not None and other is not None and kind[0] != other[0]:
        return (f"{about[: other.start()]}{kind[0]}{about[other.end() :]}",)
    again = leaning.corrects and ("standard" in about or bool(memory.standard))
    of_another = (f"which standard covers {rest}", f"{rest} standard") if again else ()
    asked = _ENGLISH_PRONOUN.sub(memory.topic, rest, count=1)
    of_all = _ENGLISH_PRONOUN.sub("standards", rest, count=1)
    general = (of_all,) if of_all != rest and not memory.standard else ()
    return (*of_another, asked, f"{rest} {memory.topic}", *general)


def _of_that_kind(rest: str, about: str) -> str:
    """「在哪个网看」, 「要是他乱编号呢」 behind who may issue a kind, of that; else empty."""
    kind = _KIND_SAID.search(about) or _BY_ITS_LETTER.search(about)
    if kind is None or _KIND_SAID.search(rest):
        return ""
    name = _BY_LETTER.get(kind[0][0], kind[0])
    if _WHERE_TO_READ.fullmatch(rest):
        return f"{name}在哪里查"
    if_so = _IF_THEY.fullmatch(rest)
    return f"{name}{if_so['do']}会怎样" if if_so else ""


def _asked_of(asked: str, topic: str, memory: Memory, title: str) -> list[str]:
    """「什么时候实施」 of what was talked about, by its product, its topic and its title."""
    found = []
    if asked_in(asked) is Asked.WHO and memory.product:
        found.append(without_pronoun(asked, memory.product))
    found.append(without_pronoun(asked, topic))
    if title and (plain := topic_of(title)) != topic:
        found.append(f"{plain}{asked}")
    return found


def _same_of(thing: str, about: str, topic: str, memory: Memory, title: str = "") -> list[str]:
    """「童车呢」 after 「玩具认什么标准」 asks the same of another thing."""
    kind = _KIND.fullmatch(thing)
    if kind is not None and (other := _KIND_SAID.search(about)) and kind["kind"] not in other[0]:
        # 「那企业的呢」 after 「团体标准在哪个网查」; what is asked of one kind is told of each.
        return [f"{about[: other.start()]}{kind['kind']}标准{about[other.end() :]}"]
    if swapped := _the_other_of_two(thing, title) or _the_other_of_two(thing, about):
        return [swapped]
    # The title of a standard told stays that standard's, whatever thing is put into it.
    own = StandardNumber.find(about) is not None
    said = [name for name in (topic, memory.product) if name and name in about and not own]
    # 「评星级的呢」 behind what is nothing but a topic asks of that.
    found = [about.replace(name, thing, 1) for name in said if name != about]
    return [*found, f"{thing}执行什么标准"] if memory.asked == Asked.STANDARD else found


def _the_other_of_two(thing: str, about: str) -> str:
    """「那举报呢」 after 「投诉由哪里的市场监管局管」; empty where it is no such pair."""
    for pair in _PAIRS:
        if thing in pair and thing not in about:
            other = pair[1 - pair.index(thing)]
            return about.replace(other, thing) if other in about else ""
    return ""


def corrected_number(rest: str, standard: str) -> str:
    """The number meant where only its end or its year is put right; empty where nothing is.

    >>> corrected_number("尾巴是84", "GB 18583-2008")
    'GB 18584'
    >>> corrected_number("年份是2011", "GB 7718-2025")
    'GB 7718-2011'
    >>> corrected_number("2760", "GB 7718-2025")
    'GB 2760'
    """
    number, said = StandardNumber.find(standard), _PUT_RIGHT.fullmatch(rest)
    if number is None or said is None:
        return ""
    code, _, year = str(number).rpartition("-") if "-" in str(number) else (str(number), "", "")
    digits = said["digits"]
    is_year = re.fullmatch(r"(?:19|20)\d\d", digits) is not None
    if said["part"] in _YEAR_WORDS or (not said["part"] and is_year and year):
        return f"{code}-{digits}"
    prefix, _, own = code.rpartition(" ")
    if not said["part"] and len(digits) >= _WHOLE_NUMBER:
        return f"{prefix} {digits}"
    return f"{code[: -len(digits)]}{digits}" if len(digits) < len(own) else ""


def with_year(text: str, there: int) -> str:
    """A text whose year is a number: 「上一年的呢」 after 2026 -> 「2025 的呢」."""
    year = year_in(text, there)
    return f"{year} {_YEARS.sub('', _FROM_THERE.sub('', text))}" if year else text


def year_in(text: str, there: int) -> int:
    """The year a text names, 0 if none.

    Args:
        text: normalised.
        there: the year talked about so far, 0 if none; 「上一年」 is the one before it.
    """
    if said := _YEAR.search(text) or _YEAR_ALONE.search(text):
        digits = int(re.sub(r"\D", "", said[0]))
        return digits + 2000 if digits < 100 else digits
    for word, years in _FROM_TODAY.items():
        if word in text:
            return clock.today().year + years
    said = _FROM_THERE.search(text)
    if said is None or not there:
        return 0
    return there - 1 if said["back"] else there + 1
