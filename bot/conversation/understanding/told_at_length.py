"""The question of a message told at length: what stands around it is the story of it."""

from __future__ import annotations

import re

from bot.complaints.understanding.asking import SENT_TO_ASK, ends_asking, learns
from bot.conversation.skills import Skills
from bot.conversation.understanding.parts import MOST_PARTS, OF_STANDARDS, questions_in
from bot.conversation.understanding.told_at_length_english import question_in_english
from bot.conversation.understanding.told_claim import claim_of_law_told, claim_told
from kb.answer import Answer, Certainty, is_record
from kb.asked import Asked, asked_in
from kb.text.english import facet_in_english, is_english
from kb.text.facet import facet_of

# Shorter is asked as it stands; an entry is heard well in so many words.
LONG = 40
# What is asked of a standard in so many, and not known as it stands, is looked for too.
_NOT_SO_LONG = 24
_MOST_CLAUSES = 4
# What few words out of a story surely ask, and what they ask where the whole is near it too.
_SURELY = 0.2
# An entry this sure of the whole was written for it.
_WRITTEN_FOR_IT = 0.5
# Clauses also end in front of the words that lead over to the question: people who speak into the
# telephone make no pauses.
_LEADS_OVER = (
    rf"(?:{SENT_TO_ASK}|我?(?:就|只|现在|就是){{0,2}}(?:想|要|先)(?:先)?(?:请教|问|打听|了解|知道|晓得|弄清楚|搞清楚)(?:你们?|您|一下|下|个|哈){{0,3}}"
    r"|(?:麻烦|请)?[你您]?(?:告诉|告知)我(?:一下|一声|哈)?(?=.{2})|请问(?:一下|你们?|您){0,2}|(?:麻烦|请)?[你您]?(?:给|帮|跟|替)我们?[说讲列查][说讲]?(?:一下|哈)?|[你您](?=说[^，。,]{2})说)"
)
_CLAUSE = re.compile(r"[^,，。;；!！?？\s]+[?？]{0,3}")
_OVER = re.compile(_LEADS_OVER)
# 「课桌椅的标准号顺便也告诉我」
_A_NUMBER = re.compile(r"(?:标准|国标)编?号")
# 「看哪个标准」, 「多久检一次」: what asks and names nothing has its thing in the clause before.
_NAMES_NOTHING = re.compile(
    r"(?:请问|[这那]样|真的?|所以|到底|究竟|应该|该|要|我|这|那|个|种|它|这个|那个|又|是|看|按|用|归|认|执行|有没有|没有?|有|哪一?[个本项里]|什么|多少|编?号|几|国标|标准|强制|规定|要求|管|写[起着到]?|说|讲|[新旧老最]|国家|制?定|现行|推荐"
    r"|还|也|都|出了?|了算|[,，。;；()（）\s]|从?(?:什么时候|哪[天年]|几号)|实施|施行|执行|生效|开始|起|叫|名字|的|不是?|已经|早就|了|吗|呢|嘛|啊|呀|哦|哈|[?？])*+"
)
# 「是这样规定的吗」 wants what was said confirmed, and asks for no standard.
_IF_SO = re.compile(r"[这那]样|真的")
# 「…说充电宝出了专门的国标，是不是真的今年就强制了」
_IN_FORCE_NOW = re.compile(
    r"(?:是不是|是|真的?|到底|究竟|说的?|这个|那个|新的|已经|现在|今年|明年|马上|早就|都|就|要|必须|得){1,8}(?:强制|实施|执行|生效|开始用|用新的)(?:执行|实施)?了?[吗吧嘛没不么的?？]*"
)
_NEW_OR_NOT = re.compile("(?P<new>新)?(?:国标|标准)")
_EVENT = re.compile(r"三一五|质量月|世界标准日|标准日|消费者权益日|(?<!\d)3[·.]?15(?!\d)")
# One day has two names: 「三一五」 is the day of consumers, 「标准日」 the world's.
_SAME_DAY = re.compile(r"消费者权益日|3[·.]?15|世界(?=标准日)")
_OF_AN_EVENT = re.compile(r"主题|口号")
# 「这个日子是哪一天是怎么来的」 asks of the day that was named and of nothing else.
_OF_THE_DAY = re.compile(
    r"(?:清楚|明白|一下|下|哈|到底|究竟|世界|标准日|质量月|消费者权益日|它|[这那]|个|日子|节日?|天|是|的|在|从|哪一?[天日年个月]|几[月号年]|月|几?号|日期|什么(?:时候)?|怎么|来|定|起|搞|有|开始|为什么|为何|偏偏|选|来历|由来|来头|来源|多少|纪念|设立?"
    r"|啊|呢|嘛|吗|了|哦|也|还有|和|及|以及|要|过|,|，|[?？])++"
)
# What people learn by heart.
_DOCUMENT = re.compile(
    r"(?:国家)?标准化发展纲要|标准化纲要|(?:重庆市?)?标准化条例|标准化法|消费者权益保护法|消法|食品安全法|产品质量法|(?:重庆市?)?标准化(?:体系建设)?(?:发展)?规划"
)
_ORIGIN = re.compile(r"怎么(?:来|定|起|有|搞)|来历|由来|来头|来源|为什么|为何|纪念")
_YEAR = re.compile(r"(?<!\d)(?:20)?\d\d年")
_WANTS = re.compile(r"(?:告诉|发|给|说|讲|报|抄)(?:一下|一哈|给)?我|分别|各是|一起说")
_WHICH = re.compile(r"哪一?[个本项]|号")
_OF_RULES = re.compile(r"国标|标准|强标")
_OF_A_RULE = re.compile(r"(?:新|专门|强制|出[了台]?)[^,，。]{0,6}(?:国标|标准|强标)")
_POINTS = re.compile(r"^(?:所以|这个|那个|那|这|它|他)+")
_LED_OVER = re.compile(rf"^{_LEADS_OVER}[,，:：\s]{{0,3}}(?=..)")


def question_told(skills: Skills, text: str, whole: Answer) -> str:
    """The words that ask something in a long text; empty where the whole says as much.

    Every few clauses up to the last question are asked on their own, and the surest is taken.

    Args:
        skills: the knowledge base.
        text: the whole, normalised.
        whole: what the knowledge base makes of it.
    """
    known = whole.certainty is Certainty.SURE
    written = known and (whole.score >= _WRITTEN_FOR_IT or is_record(whole.entry or ""))
    if not written and not is_english(text) and len(text) <= LONG:
        clauses = [text[slice(*span)] for span in _clauses(text)]
        if claim := claim_of_law_told(skills, clauses):
            return claim
    if len(text) <= (LONG if known or is_english(text) else _NOT_SO_LONG):
        return ""
    by_record = known and is_record(whole.entry or "")
    if is_english(text) and by_record and facet_in_english(text) in OF_STANDARDS:
        return ""  # 「…GB 5749. Since when is the 2022 version in force?」 is told by its record
    if is_english(text) and (not known or is_record(whole.entry or "")):
        # 「The label says GB 18401 class C. … Is class C okay for him?」 asks more than the number.
        return question_in_english(skills, text, of_record=known)
    if is_english(text):
        return ""
    if written:
        return ""
    spans = _clauses(text)
    if claim := claim_told(skills, [text[slice(*span)] for span in spans]):
        return claim
    if len(spans) < 2:
        return ""
    if not known and (day := _of_its_standard(skills, text, spans)):
        return day
    best, surest = "", _SURELY + whole.score if known else 0.0
    near = {candidate.reference for candidate in whole.candidates}
    for words in _windows(text, spans):
        named = _OF_RULES.search(words) and not _POINTS.match(words)
        of_a_standard = len(text) > LONG or named
        if _NAMES_NOTHING.fullmatch(words) or not of_a_standard:
            continue
        answer = skills.answer(words)
        if answer.certainty is not Certainty.SURE or answer.score <= surest:
            continue
        if answer.score >= _SURELY or answer.entry in near:
            best, surest = words, answer.score
    if best or known:
        return _with_its_thing(skills, text, best)
    ways = (_of_what_is_learnt, _of_a_thing, _of_what_was_told, _of_an_event)
    return next((found for way in ways if (found := way(skills, text, spans))), "")


def _with_its_thing(skills: Skills, text: str, asked: str) -> str:
    """「快递给我搞丢了…打哪个电话申诉」: whom to turn to is asked of what the story begins with."""
    if asked_in(asked) not in (Asked.WHO, Asked.WHERE) or skills.product_of(asked):
        return asked
    begun = _CLAUSE.search(text)
    thing = skills.product_of(begun[0]) if begun else ""
    whole = f"{thing}{asked}"
    answer = skills.answer(whole) if thing else None
    fits = answer is not None and answer.is_sure and skills.covers(answer, thing)
    return whole if fits else asked


def standards_told(text: str) -> tuple[str, ...]:
    """The standards a long normalised text asks for at its end, one question each; else empty."""
    if len(text) <= _NOT_SO_LONG or is_english(text):
        return ()
    for words in _windows(text, _clauses(text)):
        asked = questions_in(words)
        if len(asked) > 1 and all(asked_in(one) is Asked.STANDARD for one in asked):
            return asked
    return ()


def themes_told(text: str) -> tuple[str, ...]:
    """The themes of several days or months a normalised text asks for, one each; else empty.

    「…一块写质量月一块写315。要把2024年的主题都印上去。麻烦一次告诉我两个」
    """
    named = (found[0] for found in _EVENT.finditer(text))
    events = tuple({_SAME_DAY.sub("", one) or "315": one for one in named}.values())
    year, asked = _YEAR.findall(text), _OF_AN_EVENT.search(text)
    if is_english(text) or len(events) < 2 or len(year) != 1 or asked is None:
        return ()
    if not _WANTS.search(text) and not _asks(text):
        return ()
    return tuple(f"{year[0]}{event}的{asked[0]}是什么" for event in events[:MOST_PARTS])


def of_what_was_told(skills: Skills, texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    """「…在看养老院…到底是哪个标准，已经执行了没」: the first question is asked of what was told.

    Args:
        skills: the knowledge base.
        texts: the questions of the message.
        text: the whole message.
    """
    at = text.find(texts[0])
    if len(texts) < 2 or at <= 0 or not _NAMES_NOTHING.fullmatch(texts[0]):
        return texts
    thing = _told_of(skills, text[:at], _clauses(text[:at]))
    return (f"{thing}{_POINTS.sub('', texts[0])}", *texts[1:]) if thing else (text,)


def _clauses(text: str) -> list[tuple[int, int]]:
    spans = []
    for clause in _CLAUSE.finditer(text):
        start, end = clause.span()
        for over in _OVER.finditer(text, start + 1, end):
            spans.append((start, over.start()))
            start = over.start()
        spans.append((start, end))
    return spans


def _windows(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """Few clauses up to the last question, and up to the end."""
    last = len(spans) - 1
    if last < 0:
        return []
    asking = [i for i, (start, end) in enumerate(spans) if _asks(text[start:end])]
    # 「所以ENF到底是多少才算 有没有标准写起」: what asks of something stands before that.
    naming = [i for i in asking if not _NAMES_NOTHING.fullmatch(text[slice(*spans[i])])]
    ends = {last, *asking[-1:], *naming[-1:]}
    found = [
        _LED_OVER.sub("", text[spans[begin][0] : spans[end][1]])
        for end in sorted(ends)
        for begin in range(end, max(-1, end - _MOST_CLAUSES), -1)
    ]
    return list(dict.fromkeys(found))


def _of_a_thing(skills: Skills, text: str, spans: list[tuple[int, int]]) -> str:
    """The clause that asks for the standard of a thing it names."""
    for at in range(len(spans) - 1, -1, -1):
        start, end = spans[at]
        words = _LED_OVER.sub("", text[start:end])
        if asked_in(words) is not Asked.STANDARD and not _A_NUMBER.search(words):
            continue
        if at and _NAMES_NOTHING.fullmatch(words):
            words = _LED_OVER.sub("", text[spans[at - 1][0] : end])
        return words if skills.product_of(words) else ""
    return ""


def _of_what_was_told(skills: Skills, text: str, spans: list[tuple[int, int]]) -> str:
    """What asks and names nothing, asked of what the story is about, where it is surely answered.

    「…刷到说充电宝要出新国标，我前天才买了一个。那个新国标编号是多少」
    """
    for at in range(len(spans) - 1, 0, -1):
        start, end = spans[at]
        words = _LED_OVER.sub("", text[start:end])
        if not _asks(words) or not _NAMES_NOTHING.fullmatch(words) or _IF_SO.search(words):
            continue
        thing = _told_of(skills, text, spans[:at])
        if of_an_aspect := _of_its_aspect(skills, thing, text, spans[max(0, at - 2) : at]):
            return of_an_aspect
        # 「…听说出了个专门的国标。我就想知道是哪个号」
        rule = "新国标" if _OF_A_RULE.search(text, 0, start) and "标" not in words else ""
        whole = f"{thing}{rule}{_POINTS.sub('', words)}"
        if thing and skills.answer(whole).certainty is Certainty.SURE:
            return whole
        # What the records know of a thing is asked so.
        of_it = f"{thing}执行什么标准"
        of_rules = thing and _WHICH.search(words) and _OF_RULES.search(text)
        return of_it if of_rules and skills.standards_of(thing, of_it) else ""
    return ""


def _of_its_aspect(skills: Skills, thing: str, text: str, near: list[tuple[int, int]]) -> str:
    """「做点辣椒酱，想弄条码，有国标没得」 asks of the bar code, which goes for all goods."""
    aspect = skills.aspect_in(text[near[0][0] : near[-1][1]])
    asked = f"{thing}{aspect}执行什么标准"
    return asked if thing and aspect and skills.of_an_aspect(thing, asked) else ""


def _of_its_standard(skills: Skills, text: str, spans: list[tuple[int, int]]) -> str:
    """「电动车新国标去年就实施了嘛…到底是哪天实施的」: the day of that thing's standard."""
    start, end = spans[-1]
    before, words = text[:start], text[start:end]
    said, thing = _NEW_OR_NOT.search(before), skills.product_of(before)
    if thing and said and _IN_FORCE_NOW.fullmatch(words):
        claim = f"{thing}新国标{words}"
        return claim if skills.answer(claim).certainty is Certainty.SURE else ""
    if not _NAMES_NOTHING.fullmatch(words):
        return ""
    if not thing or said is None or facet_of(words) not in OF_STANDARDS:
        return ""
    named = "新国标" if said["new"] else "国标"
    return f"{thing}{named}{_POINTS.sub('', words)}" if skills.numbers_for(thing) else ""


def _told_of(skills: Skills, text: str, spans: list[tuple[int, int]]) -> str:
    """The thing that clauses before a question are about, the nearest first."""
    if not spans:
        return ""
    whole = skills.product_of(text[: spans[-1][1]])
    found = (skills.product_of(text[slice(*span)]) for span in reversed(spans))
    return whole or next((thing for thing in found if thing), "")


def _of_an_event(skills: Skills, text: str, spans: list[tuple[int, int]]) -> str:
    """What is asked of the day or month a story is about: 「…质量月…正确的主题是哪一句」."""
    for at in range(len(spans) - 1, 0, -1):
        start, end = spans[at]
        words = text[start:end]
        event, years = _EVENT.search(text, 0, end), _YEAR.findall(text, 0, end)
        if event and (of_day := _of_the_day(skills, event[0], _LED_OVER.sub("", text[start:]))):
            return of_day
        if not event or not _asks(words) or not (asked := _OF_AN_EVENT.search(words)):
            continue
        whole = f"{years[-1] if years else ''}{event[0]}的{asked[0]}是什么"
        return whole if skills.answer(whole).certainty is Certainty.SURE else ""
    return ""


def _of_what_is_learnt(skills: Skills, text: str, spans: list[tuple[int, int]]) -> str:
    """「在背国家标准化发展纲要，书上说有几个转变…后面的帮我补全下」: what it says of that."""
    named = _DOCUMENT.search(text) if learns(text) else None
    if named is None:
        return ""
    clauses = (_LED_OVER.sub("", text[slice(*span)]) for span in spans)
    asked = [f"{named[0]}{one}" for one in clauses if named[0] not in one]
    found = [(skills.answer(one), one) for one in asked]
    sure = [(answer.score, one) for answer, one in found if answer.is_sure]
    return max(sure, default=(0.0, ""))[1]


def _of_the_day(skills: Skills, event: str, words: str) -> str:
    """Where a day comes from, or when it is, where the last words ask nothing else."""
    origin = _ORIGIN.search(words)
    if not _OF_THE_DAY.fullmatch(words) or not (origin or _asks(words)):
        return ""
    whole = f"{event}{'是怎么来的' if origin else '是哪天'}"
    return whole if skills.answer(whole).certainty is Certainty.SURE else ""


def _asks(words: str) -> bool:
    return asked_in(words) is not Asked.NOTHING or ends_asking(words)
