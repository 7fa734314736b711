"""The offer to register what was told, and what a citizen answers to it."""

from __future__ import annotations

import re

from bot.complaints.understanding.asking import asks
from bot.complaints.understanding.commands import Command, command_in
from bot.complaints.understanding.declining import declined_in, is_put_off
from bot.complaints.understanding.kinds import guess_kind
from bot.conversation.told import Told
from bot.kit.messages import Button, Reply, ReplyKind
from kb.text.english import is_english

INSIST, NOT_NOW = "insist", "not_now"
TITLES = {
    "complaint": "投诉",
    "report": "举报",
    "feedback": "意见建议",
    INSIST: "仍要登记",
    NOT_NOW: "先不",
}
IN_ENGLISH_TITLES = {
    "complaint": "Complaint",
    "report": "Report",
    "feedback": "Feedback",
    INSIST: "Register anyway",
    NOT_NOW: "Not now",
}
_WHAT_FOR = {
    "complaint": "想退、换、修、赔",
    "report": "只反映商家违法，不要赔偿，可以匿名",
    "feedback": "对标准或者它的执行提意见",
    INSIST: "和商品质量、价格、消费争议有关，由工作人员判断",
    NOT_NOW: "先不登记",
}
OFFER = "这件事我可以登记，转给有管辖权的部门，您刚才说的不用再说一遍。要我帮您登记吗？"
MAY_BE = "可以在这里登记，转给有管辖权的部门，由工作人员判断受不受理。要我帮您登记吗？"
# Said first to whoever told it in English.
IN_ENGLISH = (
    "I can register this and pass it on to the department in charge; you need not tell it again. "
    "Reply “complaint” (you want a refund, repair, exchange or compensation), “report” (only to "
    "report a breach, may be anonymous) or “not now”. The form asks in English; a complaint needs "
    "your full name (as in your passport), phone and address, in Latin letters if you like; an "
    "anonymous report needs none of them."
)
WHO_HELPS = "买到的东西、消费服务出了问题，归市场监管部门管：可以打 12315，也可以在这里登记。"
EITHER_BODY = (
    "退钱、赔偿这类和商家的争议，先找市场监管部门；行业上还归哪个部门管，拿不准的打 12345。"
)
_ASKS_WHO = re.compile(
    r"找(?:谁|哪个|哪里|哪家|哪些|什么(?:部门|单位))|(?:归|该|由)?(?:谁|哪个(?:部门|单位|局)?)(?:来)?管|哪个(?:部门|单位|局)"
    r"|(?:打|拨)哪|(?:去|到|向|上|往)哪(?:里|儿|个|点)?(?:去)?(?:投诉|反映|举报|告|说|讲|解决|扯)|(?:去|上)哪里?[?？。]*$"
)
_ASKS_WHO_IN_ENGLISH = re.compile(
    r"\b(?:whom?|where|which (?:department|office|number|bureau))(?: \w{1,8})? (?:i|we|to)"
    r" (?:\w{1,8} )?(?:call|complain|report|contact|ask|tell|turn|go|talk|phone)"
    r"|\b(?:what|which) (?:phone )?number|\bwho (?:helps|can help|is in charge|handles)\b",
    re.IGNORECASE,
)
WHO_HELPS_IN_ENGLISH = (
    "Trouble with something you bought or a service is for market supervision: call 12315, use "
    "www.12315.cn, or register it here."
)
STILL_OPEN = "还没定也没关系，刚才说的先留着。要登记就选一个，不登记选“先不”："
WITHOUT_PROOF = "没有照片、票据也可以登记，以后有了再补。要我帮您登记吗？"
MORE = "接着前面的记下了。要我帮您登记吗？"
MORE_IN_ENGLISH = "Added to what you told before. Shall I register it?"
_YES = re.compile(
    # Thanks alone, or 「请」, agree to nothing.
    r"^(?=.*(?:同意|确认|好|要|可以|行|嗯|[是对登办弄搞来]|ok|麻烦|需要|帮我|给我))"
    r"(?:同意|确认|好的?|要[的得]?|可以|行|得行|嗯+|是的?|对的?|ok|登记|办|弄|搞|来|麻烦|谢谢|需要|帮我|给我|请|你|您|我|"
    r"现在|马上|就|那|登|嘛|吧|了|啊|呀|撒|噻|哈|一下|一哈|[，,。.！!～~\s])++$",
    re.IGNORECASE,
)
# Nothing more is told by it.
_ACKNOWLEDGES = re.compile(
    r"^(?:谢谢|多谢|谢|感谢|辛苦|麻烦|好|的|嗯+|哦+|行|要得|可以|晓得|知道|明白|收到|了解|懂|是|对|ok|thanks?|您|你|们|我|老师|大家|太"
    r"|了|啦|哈|嘛|啊|呀|咯|哟|噻|撒|[，,。.！!～~\s])++$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?=.*(?:不|取消|算了|没事|再说|再想|考虑|下次|等))(?:先|暂时|不|用|要|必|需要|登记|办|取消|算|没事|再|说|想|以后|考虑|下次"
    r"|谢|等|一下|我|了|哈|嘛|吧|[，,。.！!～~\s])++$"
)
_NAMED = re.compile(r"投[诉述拆]|举报|检举|意见|建议|反馈")
_KIND_OF = {"举": "report", "检": "report", "意": "feedback", "建": "feedback", "反": "feedback"}
_INSISTS = re.compile(
    r"(?:仍|还是|坚持|就|硬)(?:然|要|在这里|旧)*(?:登记|投诉|举报)|^我要登记|^要登记"
)
_ENGLISH = (
    (
        re.compile(r"(?:no|not now|no,? thanks?|no thank you|later|cancel|don't|do not)", re.I),
        NOT_NOW,
    ),
    (
        re.compile(r"(?:register|file|submit) (?:it )?anyway|(?:still|insist)\b.{0,12}", re.I),
        INSIST,
    ),
    (
        re.compile(
            r"(?:(?:file|make|lodge|submit|register) )?(?:an? |the |as )?(?:formal )?complaint"
            r"(?:,? please)?|complain",
            re.I,
        ),
        "complaint",
    ),
    (
        re.compile(
            r"(?:(?:file|make|submit) )?(?:a |the |as )?(?:anonymous )?report(?:,? please)?",
            re.I,
        ),
        "report",
    ),
    (re.compile(r"(?:a |my )?(?:feedback|opinion|suggestion)", re.I), "feedback"),
    (
        re.compile(
            r"(?:yes|yeah|yep|sure|please|of course|go ahead|do it|register)"
            r"(?:,? (?:please|it|do))?",
            re.I,
        ),
        "",
    ),
)
# How somebody wants to be registered, which says that they do: only reports may be nameless.
_IDENTITY = re.compile(
    r"(?:那|我|就|还是|要|想|选|用|走){0,6}(?P<not>不(?:用|要|想|需要)?)?(?P<how>匿名|实名)(?:登记|的|来|吧|嘛|噻|哈|就行|就好|可以|处理|[，,\s]){0,4}"
)
_LONGEST_ANSWER = 20  # characters; more is a story
_DIGITS = {"1": 0, "2": 1, "3": 2, "１": 0, "２": 1, "３": 2, "一": 0, "二": 1, "三": 2}
_NUMBER = re.compile(r"^(?:选|第)?([1-3１-３一二三])(?:个|[.。、])?$")


def who_helps(text: str) -> str:
    """Where to turn, for who tells a story and asks whom to turn to; else empty.

    >>> bool(who_helps("秤上少了四两，找哪个扯皮")), who_helps("秤上少了四两")
    (True, '')
    >>> bool(who_helps("the shop won't refund my headphones, who can I call"))
    True
    """
    if is_english(text):
        return WHO_HELPS_IN_ENGLISH if _ASKS_WHO_IN_ENGLISH.search(text) else ""
    return WHO_HELPS if _ASKS_WHO.search(text) else ""


def kinds_for(text: str) -> tuple[str, ...]:
    """What may be offered for a story, the likeliest first."""
    kind = guess_kind(text).kind
    if kind == "feedback":
        return ("feedback", NOT_NOW)
    first = ("report", "complaint") if kind == "report" else ("complaint", "report")
    return (*first, NOT_NOW)


def offer_of(offers: tuple[str, ...], words: str = OFFER, *, english: bool = False) -> Reply:
    """The offer, with its choices numbered for those who can't tap them.

    Args:
        offers: what is offered.
        words: said before.
        english: whether who told it writes English and taps English words.
    """
    lines = [f"{n}. {TITLES[one]}：{_WHAT_FOR[one]}" for n, one in enumerate(offers, 1)]
    titles = IN_ENGLISH_TITLES if english else TITLES
    buttons = tuple(Button(titles[one], titles[one]) for one in offers)
    return Reply("\n".join([words, *lines]), ReplyKind.TALK, buttons)


def acknowledges(text: str) -> bool:
    """Whether a text only thanks, or says that something was understood.

    >>> acknowledges("好的，谢谢老师"), acknowledges("谢谢，就在观音桥那家")
    (True, False)
    """
    return _ACKNOWLEDGES.match(text.strip()) is not None


def taken_up(text: str, told: Told, *, asked: bool = True) -> str:
    """Which of the offers a citizen takes: a kind, :data:`INSIST`, :data:`NOT_NOW`; else empty.

    Args:
        text: normalised.
        told: the story with what was offered for it.
        asked: whether they were asked; behind advice against a danger 「好的」 means the advice.

    >>> taken_up("好的", Told(("面里有虫",), ("complaint", "report", NOT_NOW)))
    'complaint'
    """
    said = text.strip(" 。.！!～~，,")
    if not told.offers or not said:
        return ""
    if command_in(text, "") is Command.CANCEL or is_put_off(text):
        return NOT_NOW
    if len(said) > _LONGEST_ANSWER:
        return ""
    if (number := _NUMBER.match(said)) is not None:
        at = _DIGITS[number[1]]
        return told.offers[at] if at < len(told.offers) else ""
    if (wish := _in_english(said, told)) is not None:
        return wish
    if _NO.match(said) or declined_in(said) == "":
        return NOT_NOW
    if _INSISTS.search(said) and INSIST in told.offers:
        return INSIST
    if asks(said) and not ("登记" in said and _YES.match(said)):
        return ""  # 「登记嘛」 asks nothing
    if (identity := _IDENTITY.fullmatch(said)) is not None and INSIST not in told.offers:
        nameless = (identity["how"] == "匿名") is (identity["not"] is None)
        return "report" if nameless and "report" in told.offers else told.offers[0]
    named = list(_NAMED.finditer(said))
    if named and INSIST not in told.offers:
        return _KIND_OF.get(named[-1][0][0], "complaint")
    if _YES.match(said) and INSIST not in told.offers and (asked or "登记" in said):
        return told.offers[0]
    return ""


def _in_english(said: str, told: Told) -> str | None:
    """What an English answer takes up; None if it is none, empty if that was not offered."""
    wish = next((wish for words, wish in _ENGLISH if words.fullmatch(said)), None)
    if wish == "":
        return "" if INSIST in told.offers else told.offers[0]
    return wish if wish is None or wish in told.offers else ""
