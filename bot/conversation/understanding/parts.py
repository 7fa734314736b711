"""The questions one message asks: 「规划里试点示范要几个？农业普及率多少？」 asks two."""

from __future__ import annotations

import re

from kb.text.facet import Facet, facet_of

MOST_PARTS = 3
_ENDS = re.compile(r"[?？]{1,8}+[\s,，。;；]{0,8}+|[;；\n]{1,8}+")
_JOINTS = re.compile(
    r"[,，。;；\n]{1,4}+\s{0,4}+(?:还有|另外|再(?:问|请问)?(?:一下|个)?|以及|顺便(?:问)?|那么|然后|同时)"
    r"[,，\s]{0,4}+|[,，。]\s{0,4}+|\s{1,4}+(?:还有(?=那|这)|另外|再(?:问|请问)(?:一下|个)?|顺便(?:问)?)[,，\s]{0,4}+"
)
# 「1.羽绒服标准号 2.衬衫标准号」; 1.5 is a figure.
_NUMBERED = re.compile(
    r"(?:\A|[\s,，。:：;；?？])(?:[1-9一二三四五六][.、．)）](?!\d)|[①-⑨]|[(（][1-9一二三四五六][)）]|第[一二三四五六](?:个|问)?[,，:：]|[一二三四五六]是(?!不))"
)
# 「养老院强制标准号 + 婴儿推车标准号」; 「C+盖」 is one word.
_PLUS = re.compile(r"\s{0,4}[+&]\s{0,4}")
# 「玩具认什么标准 没3C去哪里举报」: a space stands for the mark, where both sides ask.
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])\s{1,4}(?=[\u4e00-\u9fff])")
_AS_WELL = re.compile(r"..(?:呢|嘞|喃)$")
_LONG_ENOUGH = 5  # characters; less beside a space is no question of its own
# 「灭火器哪个标准 几年换」: few words that ask for something of the thing before.
_ASKS_SHORTLY = re.compile(r"几|多久|好久|谁|哪|怎么|多少")
_LIST = re.compile(
    r"(?P<law>[\u4e00-\u9fff]{1,10}(?:法|条例|办法)(?:里头?|中|上)的?)?(?P<one>[\u4e00-\u9fffA-Za-z0-9]{1,12}?)(?:和|与|跟|、|以及"
    r"|还有)(?P<other>[\u4e00-\u9fffA-Za-z0-9]{1,20}?)"
    r"(?:分别|各自|各)(?:是|都)?(?P<rest>.{2,})"
)
_NAME = r"[\u4e00-\u9fffA-Za-z0-9]"
# 「酱油和食醋的国标号都发我」, 「骑电动车的头盔+充电器，两个标准号一起给」: the standard of each.
_TWO_THINGS = re.compile(
    rf"(?:{_NAME}{{1,8}}[,，\s]\s*)?(?P<lead>[^,，。的\s]{{1,8}}的)?(?P<one>{_NAME}{{1,10}}?)[,，\s]?(?:和|与|跟|同|、|\+|以及|还有|及)"
    rf"(?P<other>{_NAME}{{2,8}}的{_NAME}{{2,8}}?(?=[,，\s]{{0,2}}(?:各|分别))|{_NAME}{{1,10}}?(?=的|[,，\s]|我|这|[两俩]|各|分别|都|一起|一并|标准(?![日化])|国标|行标|食品安全|执行|[看认按]哪))"
    r"(?P<rest>[^。?？]{0,30}?(?:标准(?![日化])|国标|行标)[^,，。?？\s]{0,12})(?P<tail>.*)"
)
# 「燃气灶和热水器都是强制的吗」: of two things each has its own standard.
_BOTH_FORCED = re.compile(
    rf"(?P<one>{_NAME}{{2,10}}?)(?:和|与|跟|、|以及|还有)(?P<other>{_NAME}{{2,14}}?)(?:的?(?:国标|标准))?(?:都|全都?)"
    rf"(?P<rest>(?:是|属于|要)?(?:强制|推荐)[^,，。]{{0,8}})"
)
# 「商场扶梯啥标准啊还有过山车的」: the same is asked of the thing named behind it.
_THEN_THING = re.compile(
    rf"(?P<one>{_NAME}{{2,12}}?)(?P<asked>的?(?:是|看|用|归|按|执行)?(?:啥子?|什么|哪个|哪本|哪一个)(?:国标|标准|标))"
    rf"[嘛啊呢哈呀哦吗,，\s]{{0,3}}(?:还有|以及|另外)[,，\s]?(?P<other>{_NAME}{{2,12}}?)的?(?:标准|国标)?[呢嘞喃嘛啊]?"
)
# 「婴儿车的标准和儿童自行车的标准」.
_STANDARD_AND_STANDARD = re.compile(
    rf"(?:我?(?:想|要)?(?:看|查|问|找|求|要)(?:一下|一哈|下|哈)?)?(?P<one>{_NAME}{{2,12}}?)的?(?:标准|国标)[,，\s]?(?:和|与|跟|同|、|以及|还有|及)"
    rf"(?P<other>{_NAME}{{2,12}}?)的?(?:标准|国标)(?:号|编号)?(?:都|各|分别)?(?:是)?(?:哪[个些]|什么|多少|发我|给我|说一?下|呢|嘛|啊)?"
)
# Kinds of standards and what is done with them are no things.
_KIND_OF_ONE = re.compile(
    r"标准|国家|行业|地方|团体|企业|国际|国外|强制|推荐|[制修]定|起草|发布|实施|执行|[新旧老]$|^(?:[他它我你]|谁|什么|哪)|\d{3}"
)
# 「ISO 9001和ISO 14001对应的国标」.
_FOREIGN = r"(?:ISO|IEC|ISO/IEC)\s?\d{3,6}(?:-\d{1,3})?"
_COUNTERPARTS = re.compile(
    rf"(?P<one>{_FOREIGN})\s?(?:的?(?:对应|等同|转化)的?(?:国标|国家标准|标准))?\s?(?:和|与|跟|、|还有|以及)\s?(?P<other>{_FOREIGN})\s?"
    r"(?:都|各|分别)?(?P<rest>的?(?:对应|等同|转化)的?(?:国标|国家标准|标准)[^,，。?？]{0,8})"
)
_STANDARD_OF = "{}执行什么标准"
# 「自来水 桶装水 矿泉水 三个标准号」: as many things as are counted.
_THINGS_COUNTED = re.compile(
    rf"(?P<things>{_NAME}{{1,8}}(?:[、/,，\s]{{1,2}}{_NAME}{{1,8}}){{1,3}})[、,，\s]{{0,2}}(?:这)?(?P<count>[两二三四俩仨])(?:个|样|种|本|者)?(?:东西|玩具|产品|商品)?"
    r"的?(?:都|各自|各|分别)?(?:是|看|用|按|执行|归)?(?:哪一?[个本项]|什么|多少)?(?:标准|国标)(?:编?号)?(?:都|各|分别)?(?:是)?(?:哪[个些]|什么|多少|几号|给我|发我|说一?下)?[呢嘛啊]?"
)
_COUNTS = {"两": 2, "俩": 2, "二": 2, "三": 3, "仨": 3, "四": 4}
# What of the standards of two things is asked, where it isn't which they are.
OF_STANDARDS = (Facet.EFFECTIVE, Facet.PUBLISHED, Facet.NATURE, Facet.STATUS)
_EACH_OF_THEM = re.compile(r"各自|各|分别|[两俩]个|都")
# 「教室采光照明、课桌椅、学习用品近视防控，各是哪个标准」.
_SEVERAL_THINGS = re.compile(
    rf"(?:{_NAME}{{1,6}}[:：,，\s]\s*)?(?P<things>{_NAME}{{1,14}}(?:[、/]{_NAME}{{1,14}}){{1,3}})(?:这?[两二三四几]样)?的?[,，\s]?"
    r"(?:各自|各|分别|都)(?:是|看|用|按|归|执行)?(?:哪一?[个本项]|什么|多少号?)(?:标准|国标)?(?:号|管)?[嘛呢啊]?"
)
# 「KN95是哪个标准、儿童口罩又是哪个标准」.
_EACH_ASKED = re.compile(
    rf"(?:(?:能不能|可不可以|麻烦)?(?:一起|一并|一次|顺便)?(?:告诉|跟|给|帮)我(?:说|讲|列)?(?:一下)?[:：,，\s]?)?(?P<one>{_NAME}{{2,14}}?的?(?:是|看|用|按|归|执行)"
    rf"(?:哪一?[个本项]|什么)(?:标准|国标)(?:管)?)[、,，\s]*(?P<other>{_NAME}{{2,14}}?(?:又|的?呢)?(?:是|看|用|按|归|执行)"
    r"(?:哪一?[个本项]|什么)(?:标准|国标)(?:管)?)[嘛呢啊]?"
)
# What begins numbers: 「…印的QB/T，…NY/T，这两个开头各代表什么」.
_PREFIX = re.compile(
    r"(?<![A-Za-z])(?:DB[SJ]?\d{0,4}|[A-Z]{1,3})/(?:T(?![A-Za-z0-9])|(?![A-Z0-9]))"
)
_EACH_STANDS_FOR = re.compile(
    r"(?:这|那)(?:[两二三四几]|些)(?:个|种|样)?(?:开头|代号|前缀|字母|编号|号|标准)?(?:的)?(?:各|分别|都)?(?:自)?(?:代表|是|指|表示)(?:的)?(?:是)?(?:什么|哪个|哪些)"
)
# 「牛奶 酸奶国标各是哪个」.
_SPACED_THINGS = re.compile(
    rf"(?P<one>{_NAME}{{2,8}})\s{{1,4}}(?P<other>{_NAME}{{2,20}}(?:各|分别){_NAME}{{1,12}})"
)
# 「头盔看哪个电池又看哪个」: the same is asked of another thing, with nothing between them.
_WHICH_ONE = r"(?:哪个|哪本|哪一?[本个条]|什么|几号|多少)(?:标准|国标)?"
_AND_AGAIN = re.compile(
    rf"(?P<one>[^,，。?？]{{2,24}}?(?:是|看|用|认|归|按|执行){_WHICH_ONE}(?:管)?)[,，\s]*(?:还有|另外)?"
    rf"(?P<other>(?:那)?[\u4e00-\u9fff]{{1,12}}?又(?:是|该|要)?(?:看|用|认|归|按|执行|是)?{_WHICH_ONE}[^,，。?？\s]{{0,4}})"
    r"(?:[,，\s]+(?:[两这]个|都|一起)[^,，。?？]{0,8})?"
)
_NAMES_STANDARD = re.compile(r"标准|国标")
_ONLY_WHICH = re.compile(r"[\u4e00-\u9fff]{2,12}?又?(?:是|看|用|认|按)哪[个本][嘛呢啊]?")
# Not what a standard is for: numbers, kinds of standards, who does something.
_NO_THING = re.compile(
    r"标准|[国行地企团]标|\d{3}|^(?:我|我们|你|他|她|商家|平台|店家|老板|厂家|公司|学校|家长|邻居|朋友|同事|老公|老婆|老师|孩子|快递)$"
)
# 「甲醛和苯都超标，国标是多少」 tells what happened.
_DONE = re.compile(r"超标|不管|不认|要求|买[了的]|说|有问题|坏|区别|不同|哪个好|一样")
_USED = re.compile(rf"{_NAME}{{1,8}}[用穿吃喝骑坐戴]的{_NAME}{{1,8}}?(?=标准|国标|各|分别|都|执行)")
# 「打的菜油和超市的酱油」: what was done with the one is nothing of the other.
_DEED_BEFORE = re.compile(r"(?:我|刚|新)?[打买吃喝用穿戴卖称割](?:来|回来)?的")
_OWNED = re.compile(
    r"的(?P<thing>(?!食品|安全|产品|执行|国家|强制|推荐|质量|标准|国标)[\u4e00-\u9fff]{2,4})[,，]"
)
_WHICH = re.compile(r"号|哪|什么|多少|几|给我|发我|告诉")
# What both share of 「豆制品和植物油的国标各是多少号」; 「抽纸跟厕所用的卷纸」 share nothing.
_SHARED = re.compile(
    r"(?:标准|国标|行标|编号|号|规定|要求|主题|日期|时间|限值|期限|代号|等级|罚款|区别|[能水]效)$"
)
_EACH = re.compile(r"都|各|分别|[两俩二](?:个|样|者|种|项|本)?|一起|一并|一块")
# 「包几层算过分，是哪个强标」: which rule it is, is asked of the words before.
_WHICH_RULE = re.compile(
    r"^(?:这|那|又|到底)?(?:个)?(?:是|归|按|看|属于|要看|认|依据|依照|执行|写在)?的?(?:是)?哪(?:一)?(?:个|条|本|项|部|款)"
    r"(?:强标|国标|标准|法律?|规定|条例|办法)?(?:里)?(?:管|规定|写|说)?的?[嘛呢呀啊哦]*$"
    r"|^有(?:没有|没|无)(?:个|什么|哪个)?(?:标准|国标|规定)(?:写|规定|管|要求|说|讲)(?:到|过|起|着|清楚|明)?(?:的|它|这个)?[嘛呢呀啊哦?？]*$"
)
_SO_TOO = re.compile(
    r"^(?:也|是不是也|是否也)(?:归|是|按|算|属于|看|用|照)(?:它|这|那|一样|同|\d|[一二三四五六七八九十两])"
)
# 「那湿巾呢，卫生要求是哪个标准」 asks one thing.
_THING_THEN_WHICH = re.compile(
    r"(?:那么?|还有|对了|另外)?[,，\s]{0,2}(?P<thing>[\u4e00-\u9fff]{2,6})[呢嘞喃][,，\s]{1,3}"
    r"(?=[^,，。?？]{0,12}(?:标准|国标|要求|规定))(?:它的?|的|安全|质量|强制性?|执行|产品|国家){0,3}(?P<aspect>卫生|能效|标签|食品)?"
    r"(?:安全|要求|标准|指标|国标|规定){0,2}(?:又|该|要)?(?:是|看|归|按|用|认|执行|的是|有没有|有){1,2}"
    r"[^,，。?？]{0,6}(?:标准|国标|哪[个本])[^,，。?？]{0,4}"
)
_SHORTEST = 3
# Between commas only what really asks is a question: 「网店没有地址，投诉归哪个局」 is one.
_ASKS = re.compile(
    r"吗|么$|呢|[对是错]吧$|什么|哪|谁|几|多少|多久|多[大高长远]|怎么|怎样|如何|为何|是否|能否|有没有|(.)不\1|不$|没(?:有|得)?$|[?？]"
)
# 「盆子上什么都没贴」, 「手上几套房」 and 「电视也没有」 ask nothing.
_NO_QUESTION = re.compile(
    r"(?:也|都|还|更|从来|根本|又|上面?|里面?|上头)(?:是)?没(?:有|得)?[哦啊嘛了]?$|"
    # 「我以为要罚几万」 tells what was thought.
    r"(?:以为|怕|生怕|担心|吓得)[^,，。?？]{0,8}几[^,，。?？吗呢]{0,4}(?=[,，。]|$)|(?:什么|啥子?|哪个|哪里|谁|怎么|多少)(?:都|也)|(?<=[买花等过拿吃喝穿]了)几(?![^,，。]{0,12}[?？])|(?<![第有要是分罚管过叫这])几(?=套|个人|年前|天前|个月|位|句|间|户|亩|包|箱|袋|瓶|桶|十|百|千|万)(?![^,，。]{0,12}[?？])"
    r"|几个(?=人|月|朋友|同事)|好几|没几"
)


def asked_alike(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The later of several questions, where only the first says that a standard is meant.

    >>> asked_alike(("电瓶车整车是哪个标准", "电池是哪个", "归哪个管"))
    ('电瓶车整车是哪个标准', '电池是哪个标准', '归哪个管')
    """
    if not texts or not _NAMES_STANDARD.search(texts[0]):
        return texts
    return (texts[0], *(f"{one}标准" if _ONLY_WHICH.fullmatch(one) else one for one in texts[1:]))


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of a normalised text, in order, at most three; the text itself if it asks one.

    What a part leaves out (「农业普及率多少」 of the plan) is found with the memory of the part
    before, as between two messages.
    """
    if apart := _SPACED_THINGS.fullmatch(text.strip(" ?？。")):
        text = f"{apart['one']}和{apart['other']}"
    if once := _THING_THEN_WHICH.fullmatch(text.strip(" ?？。")):
        return (_STANDARD_OF.format(f"{once['thing']}{once['aspect'] or ''}"),)
    for way in (_prefixes, _two_things, _numbered, _added, _in_pairs, _listed, _cut, _spaced):
        if found := way(text):
            return found
    return (text,)


def _prefixes(text: str) -> tuple[str, ...]:
    """What each of the beginnings of numbers stands for; empty if none or one is named."""
    named = tuple(dict.fromkeys(found[0] for found in _PREFIX.finditer(text)))
    if len(named) < 2 or not _EACH_STANDS_FOR.search(text):
        return ()
    return tuple(f"{one}是什么意思" for one in named[:MOST_PARTS])


def _in_pairs(text: str) -> tuple[str, ...]:
    """What is asked of both of two things; empty if it is none."""
    plain = text.strip(" ?？。")
    if several := _SEVERAL_THINGS.fullmatch(plain):
        things = re.split("[、/]", several["things"])[:MOST_PARTS]
        return () if any(map(_NO_THING.search, things)) else tuple(map(_STANDARD_OF.format, things))
    if counted := _THINGS_COUNTED.fullmatch(plain):
        things = re.split(r"[、/,，\s]+", counted["things"])
        if len(things) == _COUNTS[counted["count"]] and not any(map(_NO_THING.search, things)):
            return tuple(map(_STANDARD_OF.format, things[:MOST_PARTS]))
    if both := _EACH_ASKED.fullmatch(plain):
        return both["one"], both["other"]
    if pair := _COUNTERPARTS.fullmatch(plain):
        return f"{pair['one']}{pair['rest']}", f"{pair['other']}{pair['rest']}"
    each = _STANDARD_AND_STANDARD.fullmatch(plain)
    if each is not None and not any(map(_KIND_OF_ONE.search, each.group("one", "other"))):
        return f"{each['one']}执行什么标准", f"{each['other']}执行什么标准"
    then = _THEN_THING.fullmatch(plain)
    if then is not None and not _NO_THING.search(then["other"]):
        return f"{then['one']}{then['asked']}", f"{then['other']}{then['asked']}"
    again = _AND_AGAIN.fullmatch(plain)
    return (again["one"], again["other"]) if again is not None else ()


def _listed(text: str) -> tuple[str, ...]:
    """「豆制品和植物油的国标各是多少号」: what both share stands with the second alone."""
    plain = text.strip(" ?？。")
    if listed := _LIST.fullmatch(plain):
        shared = "".join(listed["other"].partition("的")[1:])
        shared = shared if _SHARED.search(shared) else ""
        law = listed["law"] or ""  # 「标准化法里…」 goes for both
        first = f"{law}{listed['one']}{shared}{listed['rest']}"
        return first, f"{law}{listed['other']}{listed['rest']}"
    both = _BOTH_FORCED.fullmatch(plain)
    return (f"{both['one']}{both['rest']}", f"{both['other']}{both['rest']}") if both else ()


def _cut(text: str) -> tuple[str, ...]:
    """The sentences, or else the clauses, of which several ask; empty if there are none."""
    for cut in (_ENDS, _JOINTS):
        parts = [part.strip(" ,，。") for part in cut.split(text)]
        asking = [part for part in parts if len(part) >= _SHORTEST and _asks(part)]
        if any(_WHICH_RULE.match(part) or _SO_TOO.match(part) for part in asking[1:]):
            continue  # 「2762呢，也是3月1号？」
        if len(asking) >= 2 and all(_stands(part, asking) for part in parts if part):
            return tuple(asking[:MOST_PARTS])
    return ()


def _spaced(text: str) -> tuple[str, ...]:
    """The questions between spaces, where each part is one; empty if there are none."""
    spaced = _SPACE.split(text)
    if len(spaced) == 2 and _SO_TOO.match(spaced[1]):
        return ()  # 「手机电池呢 也归这个新国标」 asks one thing
    each_asks = all(
        (len(part) >= _LONG_ENOUGH or (number and _leads_on(part))) and _asks(part)
        for number, part in enumerate(spaced)
    )
    several = 1 < len(spaced) <= MOST_PARTS and each_asks
    return tuple(spaced) if several and not any(map(_WHICH_RULE.match, spaced[1:])) else ()


def _added(text: str) -> tuple[str, ...]:
    """The things whose numbers are asked with a plus between them; empty if it is none."""
    parts = [part.strip(" ,，。?？") for part in _PLUS.split(text)]
    several = 1 < len(parts) <= MOST_PARTS and all(len(part) >= _SHORTEST for part in parts)
    return tuple(parts) if several and all(map(_SHARED.search, parts)) else ()


def _numbered(text: str) -> tuple[str, ...]:
    """The questions somebody has numbered; what stands before the first is no question."""
    parts = [part.strip(" ,，。;；") for part in _NUMBERED.split(text)[1:]]
    asking = [part for part in parts if len(part) >= _SHORTEST]
    if len(asking) < 2 or not all(_asks(part) or _SHARED.search(part) for part in asking):
        return ()  # 「1.退款 2.道歉」 asks nothing
    return tuple(asking[:MOST_PARTS])


def _two_things(text: str) -> tuple[str, ...]:
    """The standard of each of two things, and what is asked behind them; empty if it is none."""
    found = _TWO_THINGS.fullmatch(text.strip(" ?？。"))
    said = found["rest"] + found["tail"] if found else ""
    if found is None or not _EACH.search(said) or not _WHICH.search(said):
        return ()
    if _NO_THING.search(found["one"]) or _NO_THING.search(found["other"]):
        return ()  # two kinds of standards are compared, or two people did something
    if _DONE.search(said.partition("标准")[0].partition("国标")[0]):
        return ()
    # 「厕所用的卷纸」: what is used is the thing.
    thing = _USED.match(found["other"] + found["rest"])
    owned = _OWNED.match(found["rest"])  # 「超市的酱油，安全标准分别…」
    other = thing[0] if thing else owned["thing"] if owned else found["other"]
    both = (found["one"], other)
    names = (re.sub(r"^(?:买|用|查|问)(?=..)", "", name) for name in both)
    asked = "执行什么标准"
    if facet_of(found["rest"]) in OF_STANDARDS:
        asked = _EACH_OF_THEM.sub("", found["rest"])  # 「的国标分别哪天实施」
    lead = "" if _DEED_BEFORE.fullmatch(found["lead"] or "") else found["lead"] or ""
    # 「电瓶车的充电器」 says itself whose it is.
    things = [f"{'' if '的' in name else lead}{name}{asked}" for name in names]
    more = re.sub(r"^[\s,，]*(?:还有|另外|再)?", "", found["tail"])
    return (*things, more) if len(more) >= _SHORTEST and _asks(more) else tuple(things)


def _leads_on(part: str) -> bool:
    """Whether few words behind a space ask for something of the question before."""
    shortly = len(part) >= _SHORTEST and _ASKS_SHORTLY.search(part)
    return bool(shortly or _AS_WELL.search(part))


def _asks(part: str) -> bool:
    return _ASKS.search(_NO_QUESTION.sub("", part)) is not None


def _stands(part: str, asking: list[str]) -> bool:
    """Whether a part is a question or too short to be a story between questions."""
    return part in asking or len(part) <= 12
