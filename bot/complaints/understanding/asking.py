"""Whether words ask something: a question is answered, a statement is taken."""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"[?？]|(?:吗|么|嘛|呢|喃|嘞|不|没得|没有|嗦|(?<![豪年])迈)$|百分之几|几成|啥子|什么|啥|怎么|咋|哪|多久|好久|几天|几(?:点(?!\d)|时)|多少|好多"
    r"|[能会]不[能会]|(?:算不算|归不归|管不管)(?!都|[他她])|可不可以|要不要|是不是|有没[有得]|得不得|行不行|为啥|为什么|谁|得行不"
    r"|(?:写|填|留|报|给)[^，。,]{1,10}还是(?!不)|投诉还是(?:该|要|算)?举报|举报还是(?:该|要|算)?投诉"
)
# 「要投诉 是找我这边的局还是商家那边的」
_EITHER_OR = re.compile(
    r"(?:^|[,，。\s])(?:到底|究竟)?(?:是|该|要|应该)(?:找|去|向|往|归|由|在|打|给)?[^，。,\s]{1,14}"
    r"还是(?!不|没|要|坏|老|那样|这样)[^，。,\s]{2,14}$"
)
# 「假皮鞋也是十倍哇」 wants it confirmed.
_CONFIRMS = re.compile(r"(?:也|都)(?:是|算|要|能|得|会|可以|有|归|按)[^，。,]{1,8}哇[。!！~～\s]*$")
_NOT_KNOWING = re.compile(
    r"(?:不晓得|不知道|不清楚|搞不清|记不清|认不到).{0,8}(?:啥子?|什么|哪|谁|多少)"
)
_SMALL_TALK = re.compile(
    r"^(?:你好|您好|谢谢|多谢|感谢|再见|拜拜|哈喽|嗨|在吗|在不|转人工|人工|我要人工|找人工|客服|你是|你们|笨|傻|垃圾|滚|"
    r"莫得用|没得用|没用|再说一遍|再说一次).{0,8}$"
    # Whoever asks to wait says nothing of the matter: 「等一哈」, 「先问哈」.
    r"|^(?:(?:请|你|您|先)*(?:等(?:一?[下哈]|等|一?会儿?)|稍等|慢[点着]|且慢|莫忙|莫慌|别急|问(?:你|您)?(?:一?[下哈]|个事|一句)"
    r"|打断一?[下哈]))[哈嘛啊哦呀嘞噻]{0,2}$"
)
# 「想收多少收多少」 is a complaint, not a question.
_IDIOM = re.compile(r"想?(\S)多少就?\1多少|要好多有好多|哪个都|谁都|什么都|啥子都|怎么都|咋个都")
_CLAUSE = re.compile(r"[,，。.;；!！\s]+")
_POLITE_END = re.compile(
    r"[,，。\s]{0,8}+(?:谢谢(?:谢谢|你们?|您|了|啦|哈){0,4}+|麻烦(?:你们?|您)?了?|拜托了?|跪求|急)[。!！\s]{0,8}+$"
)
# Without a word for asking: 「算不算」, 「对吧」, 「是第几条」, 「编号报一下」.
_ASKED_AT_LAST = re.compile(
    r"(\S)不\1|还是|(?:对|是|行|可以|没错|要得|对头|成立)(?:吧|嗦|噻|哈|不)$|没$|第?几(?!次|回|百|千|万|十块)"
    r"|(?:报|发|说|讲|告诉|查|科普|讲解|解释|介绍|推荐)(?:一?[下哈遍个]|给我|我)|给我一?个|(?:求|想|请教|了解|知道"
    r"|晓得)(?:一?[下哈])?(?:科普|标准|规定|编号)"
)
# 「…我书读得少不晓得达的是哪个标」: who doesn't know what rule it is wants to know.
_WANTS_TO_KNOW = re.compile(
    r"(?:不晓得|不知道|不清楚|想找|想晓得|想知道|想问|搞不懂).{0,16}(?:标准?|规定|规矩|说法|道理|法|部门|哪个管|找哪个|找谁|赔)[^，。]{0,6}$"
)
_CONFIRMED_AT_LAST = re.compile(
    r"(?:[迈嗦]|(?:真|也|就|都|是|要|会|能|只)[^，。,]{0,10}哇)[。!！?？~～\s]*$"
)
# 「我就随便问一哈 投诉要不要花钱」: whoever says that they only ask wants nothing registered.
_JUST_ASKING = re.compile(
    r"(?:就|只|单纯|随便|随口|顺便|纯粹)(?:是)?(?:想|来)?(?:先)?(?:随便|随口)?(?:问|打听|咨询|了解|请教)(?:问|一问|一?[下哈声]|个事|一句)?"
    r"|(?:帮|替)(?:人|朋友|别[个人]|[他她]|我[^，。,\s]{1,3})(?:先)?(?:问|打听|咨询)|随口一问|好奇问"
    r"|(?i:\bjust (?:asking|curious|wondering|a question))"
)
# Whom somebody else sent to find something out wants to be told it: 「老师喊我们先打听这个日子」.
SENT_TO_ASK = (
    r"(?:老师|老年大学|学校|队长|团长|班长|领导|书记|主任|支书|社长|会长|社区|居委会?|单位|支部|他们?|她们?|人家|上头|上面|经理|校长|[娃孙][儿女子]){0,2}"
    r"(?:喊|叫|让|请|派|要|安排|通知)(?:我们?|家长|学生|大家|孩子)们?(?:大家|几个|家长)?(?:先|去|来|帮忙|自己|各自|回家|提前){0,3}+"
    r"(?:打听|问|查|找|了解|弄清|搞清|弄懂|搞懂|核实|学习|准备)(?:一下|一哈|清楚|明白|下|个|哈|楚){0,2}"
)
_SENT = re.compile(SENT_TO_ASK)
# Who learns something by heart, and what: 「在背纲要…后面的帮我补全」.
_LEARNS = re.compile(
    r"(?:在|正|要|我|老师|天天|考编|考公)[^,，。\s]{0,3}背(?!景|后|包|着|心)|背(?:书|诵|到|不|下来|会|标准|消法|食品)|复习|备考|默写|刷题|考点|复试|期末|考试要考|要考(?:的)?|学习强国|[考记](?:研|编|公|知识点)"
    r"|\b(?:cramming|revising|studying) for\b|\bmy exam\b"
)
_LEARNED = re.compile(
    r"标准化|纲要|条例|规划|《|法(?:$|[\d的里第,，。])|消法|定义|概念|第[一二三四五六七八九十\d]{1,4}条|考点|课本|教材|书上|题|\boutline\b|\blaw\b"
)
_TAIL = re.compile(r"(?<![。！!~～，,、\s哦哟撒噻呀啊嘞哇])[。！!~～，,、\s哦哟撒噻呀啊嘞哇]++$")

# What to do about it, asked behind what happened: 「…老板还骂人，你说咋办嘛」.
_PLEA = re.compile(
    r"(?:[你您]?[说讲看]?我?[该要能]?(?:怎么|咋个?|啷个|哪个|如何)[办整弄搞]|[该要能]?找(?:谁|哪个|哪里|哪儿)(?:去)?(?:说理|评理|扯皮)?)"
    r"[嘛呢啊哦哟呀噻才好\s?？!！。]{0,8}$"
)


# Whom to turn to, asked behind what happened: 「…我们都签了名的 往哪点反映」.
_WHERE_TO = re.compile(
    r"(?:[你您]?[说讲看]?(?:我们?)?(?:该|要|能|应该|可以|想问|请问){0,2}(?:往|去|到|在|向|跟|给|找|打|问|由|归)?(?:哪[里儿点凯]"
    r"|哪一?个|谁|(?:啥子?|什么|哪个|哪一个)(?:部门|单位|地方|电话|局))"
    r"(?:部门|单位|地方|局|电话)?(?:才|去|来|可以|能|会|好){0,2}(?:反映|反应|投诉|举报|告状?|管|负责|申诉|求助|解决|处理|维权|说理|评理|报案)?(?:一下"
    r"|他们?|它|这[个些种]?事?)?)"
    r"[嘛呢啊哦哟呀噻才好\s?？!！。]{0,8}$"
)


def asks(text: str) -> bool:
    """Whether the words look like a question; not knowing something isn't asking."""
    plain = _IDIOM.sub("", _TAIL.sub("", text))
    if re.search(r"[?？]", plain) or _CONFIRMS.search(text):
        return True
    return _QUESTION.search(plain) is not None and _NOT_KNOWING.search(plain) is None


def confirms(text: str) -> bool:
    """Whether something is put to be confirmed, in dialect: 「假皮鞋也是十倍哇」."""
    return _CONFIRMS.search(text) is not None


def asks_plainly(text: str) -> bool:
    """Whether the question stands alone, not at the end of a story."""
    if _EITHER_OR.search(text):
        return True
    ends = re.search(
        r"[?？]$|(?:吗|么|嘛|呢|喃|嘞|不|嗦|(?<![豪年])迈|没得|啥子|什么|咋办|多久|好久|多少|好多|哪[点里个儿]?|得不得行|行不行|可不可以)$",
        _IDIOM.sub("。", _TAIL.sub("", text)),
    )
    return ends is not None


def ends_asking(text: str) -> bool:
    """Whether the last thing said is a question, in whatever form: 「…，编号报一下」「…，对吧」."""
    plain = _IDIOM.sub("", _TAIL.sub("", text))
    if plain.endswith(("?", "？")):
        return True
    last = _CLAUSE.split(_POLITE_END.sub("", plain))[-1]
    if _WANTS_TO_KNOW.search(last) or _CONFIRMED_AT_LAST.search(text):
        return True
    return asks(last) or _ASKED_AT_LAST.search(last) is not None


def without_errand(text: str) -> str:
    """A text without what tells who was sent by whom to find something out."""
    return _SENT.sub("", text)


def is_sent_to_ask(text: str) -> bool:
    """Whether somebody was sent to find something out.

    >>> is_sent_to_ask("书记喊我打听清楚这个日子的来历"), is_sent_to_ask("到时候喊我一声")
    (True, False)
    """
    return _SENT.search(text) is not None


def learns(text: str) -> bool:
    """Whether somebody learns a rule or a plan by heart, for an exam or a talk.

    >>> learns("在背国家标准化发展纲要，后面的帮我补全下"), learns("背了一书包假货来退")
    (True, False)
    """
    return _LEARNS.search(text) is not None and _LEARNED.search(text) is not None


def just_asks(text: str) -> bool:
    """Whether somebody says that they only ask, and asks something.

    >>> just_asks("我就随便问一哈 投诉商家要不要花钱"), just_asks("我就问一下 我要投诉楼下的店")
    (True, False)
    """
    return _JUST_ASKING.search(text) is not None and asks(text)


def before_plea(text: str) -> str:
    """What is told before somebody asks what to do about it; empty if nothing is."""
    plea = _PLEA.search(text)
    return text[: plea.start()].rstrip(" ,，。!！") if plea else ""


def before_where(text: str) -> str:
    """What is told before somebody asks whom to turn to with it; empty if nothing is.

    >>> before_where("村主任把路灯钱拿去修自己屋 往哪点反映"), before_where("往哪点反映")
    ('村主任把路灯钱拿去修自己屋', '')
    """
    where = _WHERE_TO.search(text)
    return text[: where.start()].rstrip(" ,，。!！") if where else ""


def asks_where(text: str) -> bool:
    """Whether nothing is asked but whom to turn to.

    >>> asks_where("该找哪个局"), asks_where("楼下吵得很该找哪个局")
    (True, False)
    """
    return _WHERE_TO.fullmatch(text.strip()) is not None


def is_talk(text: str) -> bool:
    """Whether words are small talk beside the matter, not a short answer."""
    return asks(text) or _SMALL_TALK.match(text.strip()) is not None
