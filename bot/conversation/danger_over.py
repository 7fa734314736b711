"""「出来了 这个电梯坏了几次了投诉哪个」: a danger that is over, and what is asked behind that."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.state import State
from kb.text.english import is_english

WELL = "没事就好。"
WITH_DOCTORS = "到了医院，就按医生说的办。"
IS_OVER = "这件事想投诉或者举报，回复“我要投诉”就可以登记；想问标准、想问找谁，直接说。"
IS_OVER_ENGLISH = (
    "Good to hear that. To have it registered reply “complaint” or “report”; if you want to know"
    " the standard, or whom to turn to, just ask.\n"
)
# Who swallowed something may feel well for hours.
STILL_SEE_A_DOCTOR = "没让医生看过的，现在没事也去医院看一下。"
STILL_SEE_A_DOCTOR_ENGLISH = "If no doctor has looked yet, still go to hospital.\n"
_HOSPITAL = re.compile(r"送医院")
_IS_THERE = re.compile(r"(?:送|到|住|在|去)(?:到|了|进)?医院|住院")
_SEEN = re.compile(r"医生|医院|急救|救护|120|doctor|hospital|ambulance", re.IGNORECASE)

_WHO = (
    r"(?:我们?|人|大家|家里|屋头|娃儿?|娃娃|孩子|小孩|宝宝|老人|老汉|[他她它]们?|都|全部?|已经|现在|刚刚?|刚才|后来|终于|总算"
    r"|反正|幸好|还好|好在|被|的|把|火|烟|气|阀门?|味道?|电梯|手指?|脚|头|东西|电池|充电宝|锅|吞的|伤口|狂犬(?:疫苗|针)?"
    r"|消防(?:队|员|车)?|火警|救火(?:车|的)|抢险(?:队|员)?|救援(?:队)?|燃气公司|物业|师傅|警察|医生|医院|救护车|急救车|120|119|110|说|来|看过?|也|就)"
)
_ENDED = (
    r"(?:(?:救|放|取|拿|吐|拔|弄|拉|接|背|抱|跑|逃|走)?出来了|得救了|脱险了|脱困了|救下来了"
    r"|(?:扑|熄|打|弄|搞|浇|淋)?灭了|(?:扑|打|弄|搞|浇|淋)?熄了|(?:没|莫)(?:得)?(?:啥|什么|大)?(?:事|大碍|味|烟|明火)(?:儿|情|道)?了?|不要紧了|安全了|平安了"
    r"|(?:没|莫)[得有]?人?(?:受|被)?(?:伤|烫|烧|砸)[到着]?人?|放(?:完|掉|空|干净)了|(?:冷|凉)(?:却|下来)?了|到(?:了)?医院了"
    r"|(?<=[烟味气火道])(?:没|莫得|散|关|散完|散尽|散干净|跑完|吹散|掐|灭|熄|摁灭|掐灭)了|(?<=[也都])(?:散完|掐|掐灭|摁灭|踩灭)了|(?<=[也都])(?:散|关)了|看过了|(?:没再?|不再?)(?:漏|冒烟|冒|燃|烧|烫|响|麻|晕|痛|吐|流血)了|(?<=[防警员队车傅司])(?:都|也|已经){0,2}(?:走|撤|回去|收队)了|(?:缓|醒"
    r"|抢救|救)过来了|醒了|来过了|(?<=医院)(?:里|头)?回来了|(?:打|输|缝)完(?:了)?(?:针|液|疫苗)?(?:就|都)?(?:回来|回家)?了?"
    r"|缝(?:了|好)(?:[几一两二三四五六七八九十\d]{1,2}针)?了?|包扎(?:好|完|过)?了|拍(?:了片子?|过片子?了|完片子?了)|(?:(?:等|让|叫)[他它]{0,2})?自己(?:拉|屙)出来了?"
    # Who waits in the open is out of it, whatever still leaks is for those who come.
    r"|(?<=[人都全部家们])(?:站|等|待)?在(?:楼下|外[头面边]|院坝|坝子|街上|马路|路边|空地)[头里上边]?(?:了|站起的?|等起?的?)?|(?:处理|检查|弄|修|搞|排查)(?:完|好|过)?了|修好了"
    r"|(?:已经)?送(?:到|去)?(?:了)?医院(?:去)?了|(?:送|拉|接|抬)(?:起?走|去|上车)了|出院了|住院了|从医院回来了|解决了)"
)
_NOT_ASKED = r"(?!没(?!事|得事|啥|什么|大|味|烟)|吗|么|不|吧|嘛[?？]|[?？])"
_SAID_OVER = re.compile(
    rf"(?:(?:好的?|嗯|谢谢|多谢)[,，。\s]{{1,3}})?{_WHO}{{0,6}}{_ENDED}{_NOT_ASKED}(?:哈|啦|咯"
    rf"|喽|哒|的|，?谢谢|多谢){{0,2}}"
    r"[,，。.;；!！、\s…~]{0,6}"
)
# A step of the advice done is not yet the end of it, but no question either.
_STEP_DONE = re.compile(
    rf"(?:{_WHO}|窗(?:子|户)?|门|总?闸|电源?|插头|灶|热水器|灭火器|抢险的){{0,6}}"
    r"(?:(?:关|断|拔|停|拉)(?:掉|好|上|下来)?了(?:阀门?|窗(?:子|户)?|电源?|总?闸|火|气|插头)?|(?:打)?开(?:了|起的?|着)(?:窗(?:子|户)?|门)?"
    r"|(?:断|关|停|拔)(?:电|气|火|水|闸|插头|窗)了|喷了|(?:扔|甩|丢|拿|搬)(?:到|出)[^,，。\s]{1,8}|在(?:看|查|修|弄|输液|检查|处理)了?|来了|到了|通(?:着|了)?风了?)"
    rf"{_NOT_ASKED}[,，。.;；!！、\s…~]{{1,6}}"
)
# 「你刚才没说压力锅哪个标准」 asks for the standard and not what was said.
_OWED = re.compile(
    r"(?:那|但是?|不过|就是|[,，\s]){0,3}(?:[你您](?:刚才|刚刚|前面|先前|还|都|一直){0,3}没有?(?:回答|答|说|讲|告诉|回)(?:过|清楚|完)?我?(?:问的|的?问题)?"
    r"|(?:现在|这下)?[你您]?(?:告诉我|说说|说一?[下哈]|讲讲|讲一?[下哈]|(?<=现在)[说讲](?=.{3})|(?<=这下)[说讲](?=.{3})))[,，:：\s]{0,3}"
)
_ONLY_STANDARD = re.compile(r"(?:标准|国标)(?:号|编号)?[嘛吧哈呢哦啊。！\s]{0,3}")
ITS_STANDARD = "那执行标准呢"
_THANKS = re.compile(
    r"(?:好|嗯|谢|感谢|多谢|[你您们哈啦了啊的]|提醒|关心|帮忙"
    r"|thanks?|thank you|thx|so much|a lot|very much"
    r"|for (?:the|your) (?:help|advice)|\[[^\]]{1,4}\]|[,，。.！!~～\s])++",
    re.IGNORECASE,
)
_SUBJECT = (
    r"(?:he|she|we|they|i|it|everyone|everybody|all|people|the fire|the smoke|the gas|the danger"
    r"|(?:my|our|the|his|her) (?:\w{1,12} )?(?:son|daughter|kid|child|children|baby|toddler"
    r"|boy|girl|wife"
    r"|husband|mother|father|mum|mom|dad|friend|grand\w{3,8}|man|woman))"
)
_IN_THE_OPEN = r"(?:in|on) (?:the|our) (?:street|yard|garden|road|open|square|courtyard)"
_HELPERS = (
    r"(?:the )?(?:fire ?m[ae]n|fire ?fighters?|fire brigade|firemen|ambulance|doctors?|police"
    r"|rescue(?: team)?|rescuers|gas (?:company|people"
    r"|men)|technicians?|repair ?m[ae]n)"
)
_SAID_OVER_ENGLISH = re.compile(
    r"(?:(?:ok(?:ay)?|(?:all )?done|thanks|thank you|good news|luckily|finally|now|phew|so"
    r"|the doctors? (?:says?|said))[,.!\s]{1,3}(?:that )?){0,3}"
    rf"(?:{_SUBJECT}(?:'?s|'?re|'?m| is| are| am| was| were| feels?)(?: all| now| already"
    rf"| finally| doing| got){{0,2}}"
    rf" (?:ok|okay|fine|safe|outside|out|downstairs|{_IN_THE_OPEN}|much better"
    r"|alright|all right|good|better|well|over|home|free|rescued"
    r"|saved|unharmed|gone|under control|put out"
    r"|(?:in|at) (?:the )?(?:hospital|clinic)(?:(?: now| already)?,?(?: and)?"
    r"(?: he's| she's| he is| she is)?(?: doing| feeling)?"
    r" (?:ok|okay|fine|better|good|well|stable|safe|awake))?)"
    r"|(?:they|somebody|someone) (?:have |has )?(?:got|let|pulled|helped|brought) (?:us|him|her|me"
    r"|them) out|(?:they|somebody|someone) (?:have |has )?(?:rescued|freed|saved) (?:us|him|her|me)"
    rf"|(?:we|they|he|she|i) (?:all )?(?:got|came|made it) out|{_HELPERS} (?:came|left"
    rf"|were here|was here|ha(?:s|ve) (?:come|been here|left|gone|finished)|got (?:us|him|her"
    rf"|them|me) out)"
    r"|feel(?:ing)? (?:ok|okay|fine|better|good|alright)"
    rf"|{_SUBJECT}(?: are| is|'re)?(?: all| both| now){{0,2}} (?:stand|wait|sit)(?:ing|s)?"
    rf"(?: all)? (?:outside|downstairs|{_IN_THE_OPEN})"
    r"|(?:(?:we|he|she|i|they)(?:'re|'s|'m| are| is| am)? )?(?:just )?back (?:home|from (?:the )?"
    r"(?:hospital|doctors?|clinic))|nothing (?:serious|bad|broken|happened)"
    rf"|(?:they|{_HELPERS}) (?:took|got|pulled|fished) (?:it|them|the \w{{1,12}}) out"
    r"|(?:it|the (?:battery|magnet|coin|bead|bone)) (?:came out|(?:is|was|has been|got)"
    r" (?:taken out|removed))|(?:he|she|i|we) (?:got|had|has had)"
    r" (?:(?:his|her|my|our|the|some|\w{1,6}) )?"
    r"(?:shots?|stitches|injections?|bandaged|treated|stitched(?: up)?)"
    r"|(?:it|the \w{1,12})(?:'s| is) not \w{3,9}ing any ?(?:more|longer)"
    r"|(?:the )?(?:smoke|smoking|smell|hissing|bleeding|leak)(?: has| is| all)? (?:stopped|gone"
    r"|cleared)|it (?:has )?(?:stopped(?: \w{3,9}ing)?|no longer \w{3,9})"
    r"|(?:nobody|no one|no-one)(?: is| was| got)? (?:hurt|injured)"
    r"|all (?:good|safe|clear|ok|fine)|no (?:more )?(?:fire|smoke|gas)|it(?:'?s| is) over)"
    r"(?: (?:now|again|already|today|and left|and gone|and safe|from (?:the )?hospital"
    r"|(?:on|in|at) (?:the|an?|our|my) \w{1,12}"
    r"|and (?:fixed|closed|repaired|checked|stopped|replaced|sealed) (?:it|everything"
    r"|the \w{1,12}))){0,3}(?!\s?\?|\w)[,.;!\s…]{0,6}(?:(?:and|so|but)\b\s?)?",
    re.IGNORECASE,
)
_STEP_DONE_ENGLISH = re.compile(
    r"(?:(?:ok(?:ay)?|done|yes|thanks|thank you|now)[,.!\s]{1,3}){0,3}"
    r"(?:(?:the |all )?(?:gas|valves?|power|windows?|mains?|tap|gas valve|stove|heater)(?: is| are"
    r"|'s)?(?: all| now| already){0,2} (?:closed|shut|off|open|opened|turned off|unplugged)"
    r"|(?:(?:i|we|he|she)(?:'ve| have)? )?(?:closed|shut|turned off|switched off|unplugged|opened"
    r"|threw|carried|put|took|moved) (?:it|everything|(?:the|all) (?:\w{1,12} )?\w{1,12})"
    r"(?: (?:off|out|outside|away|down|downstairs|(?:on|in|into|to) (?:the|an?|our) \w{1,12}))"
    r"{0,3})"
    r"[,.;!\s…]{1,6}(?:(?:and|so|but)\b\s?)?",
    re.IGNORECASE,
)
# Who waits for help asks on; that is no news of the matter, and the danger goes on.
_HELP_COMES = re.compile(
    rf"(?:(?:ok(?:ay)?|thanks|thank you|yes|yeah|done)[,.!\s]{{1,3}}){{0,2}}"
    rf"(?:(?:{_HELPERS}|they|help|paramedics|1(?:10|19|20))(?:'?s|'?re| is| are)?"
    r"(?: already| now| just){0,2} (?:coming|on (?:the|its|their|his) way|arriving|almost here|here"
    r"|called|informed)|(?:(?:i|we|they)(?:'ve| have)? )?(?:just |already )?(?:called|rang|phoned)"
    r" (?:an |the )?(?:ambulance|1(?:10|19|20)|police|fire brigade|gas company|doctor|hospital))"
    r"(?: now| already| just now)?[,.;!\s…]{1,6}"
    r"(?:(?:and|so|but|now|meanwhile|while we wait|in the meantime)\b[,\s]{1,2}){0,2}"
    # Only what asks: 「firemen are here, he still does not wake」 is no question.
    r"(?=.*(?:\?|\b(?:wh(?:at|ich|o|om|ere|en)|how|standards?|gb|rules?|law|can (?:i|we)"
    r"|is there)\b))",
    re.IGNORECASE | re.DOTALL,
)
# Only thought, not over yet, or asked of what to do about it now: the advice stays.
_STILL = re.compile(
    r"(?<!没)还(?:在|没(?!有?(?:回|答|说|讲|告诉))|有(?:[点些味烟火气臭]|人在)|是(?:痛|晕|漏|冒|燃))|又[燃漏冒晕吐]|好像|似乎|看起|感觉|暂时|万一|等等|等一[下哈]|要不要|用不用|需不需要"
    r"|怎么(?:办|急救)|咋办"
    r"|(?:打|拨|去|叫)(?:医院|急救|110|119|120)|医院去?[吗不嘛]"
    r"|\b(?:still|seems?|looks?(?! (?:at|for|into|after)\b)|maybe|perhaps|i think"
    r"|hopefully|not(?! \w{3,9}ing any ?(?:more|longer))"
    r"|but (?:he|she|it|we|they)|should (?:i|we|he|she)"
    r"|do (?:i|we) (?:need|have)|hospital\?|first aid|what (?:do|should|can) (?:i|we))\b",
    re.IGNORECASE,
)
_MOST_SAID = 6


@dataclass(frozen=True)
class Over:
    """A danger said to be over.

    Args:
        rest: what is said or asked besides; empty if nothing.
        besides: what is said to the answer; empty if nothing.
    """

    rest: str
    besides: str = ""


def over_in(typed: str, advice: str) -> Over | None:
    """What a message says besides the danger's being over; None where it isn't.

    Args:
        typed: the message.
        advice: the last given against the danger; empty if there was none.

    >>> over_in("火灭了没事 电池标准你说哈", "先注意安全：人先离开。")
    Over(rest='电池标准你说哈', besides='')
    >>> over_in("火灭了没", "先注意安全：人先离开。") is None
    True
    """
    if not advice or _STILL.search(typed):
        return None
    english = is_english(typed)
    said = _SAID_OVER_ENGLISH if english else _SAID_OVER
    step, rest = (_STEP_DONE_ENGLISH if english else _STEP_DONE), typed.strip()
    is_over = False
    for _ in range(_MOST_SAID):
        if over := said.match(rest):
            is_over = True
        elif (over := step.match(rest)) is None:
            break
        rest = rest[over.end() :]
    if not is_over:
        return None
    rest = "" if _THANKS.fullmatch(rest) else rest
    rest = _OWED.sub("", rest, count=1) if _OWED.match(rest) else rest
    if _ONLY_STANDARD.fullmatch(rest):
        rest = ITS_STANDARD  # 「现在说标准嘛」 asks for that of what burnt
    unseen = _HOSPITAL.search(advice) and not _SEEN.search(typed)
    besides = (STILL_SEE_A_DOCTOR_ENGLISH if english else "") + STILL_SEE_A_DOCTOR
    return Over(rest.strip(" ?？。") and rest, besides if unseen else "")


def behind_help(typed: str, advice: str) -> str:
    """What is said behind help's being on its way; empty if nothing is, or no advice was given.

    >>> behind_help("the ambulance is coming, which standard covers it", "先注意安全：人先离开。")
    'which standard covers it'
    """
    comes = _HELP_COMES.match(typed.strip()) if advice else None
    return typed.strip()[comes.end() :] if comes else ""


def over_alone(typed: str) -> str:
    """What is said to somebody who only says that it is over."""
    lead = WITH_DOCTORS if _IS_THERE.search(typed) else WELL
    return (IS_OVER_ENGLISH if is_english(typed) else "") + lead + IS_OVER


def ended(state: State) -> State:
    """The state of a conversation whose danger is over; what was offered beside it is no more."""
    memory, told = replace(state.memory, danger=""), replace(state.told, offers=())
    return replace(state, memory=memory, told=told)
