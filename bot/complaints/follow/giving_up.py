"""Words that end a case without saying 撤回, those that go on with it, and a bare yes or no."""

from __future__ import annotations

import re

from bot.complaints.understanding.declining import declined_in

_CASE = r"(?:投诉|投拆|举报|登记|案子|案件|单子|维权)"
_MINE = r"(?:我的|这个|那个|这件|那件|刚才的|刚刚的|之前的){0,2}"
_END = r"(?:算了|得了|就是|哈|嘛|吧|了|咯|啦|噻|啊|谢谢|[，,。.！!～~\s]){0,6}$"
_LEAD = (
    r"(?:算了|算咯|还是|干脆|决定|帮我|给我|麻烦"
    r"|我们?|那|就|请|要(?!我)|想|把|先|都|也|[，,\s]){0,6}"
)
# A clause of its own at the end: what happened may come before it.
_CLAUSE = r"(?:^|[，,。；;！!\s])"
_WITHDRAWS = re.compile(
    rf"{_CLAUSE}{_LEAD}(?:{_MINE}{_CASE}(?:给我|都)?)?撤(?:回来?|销|诉|掉|案|单|下来)?{_MINE}(?:{_CASE})?{_END}"
)
_GIVES_UP = re.compile(
    rf"{_CLAUSE}{_LEAD}(?:"
    rf"(?:不|莫)(?:想|要|用|打算|准备)?(?:再|继续|去)?(?:投|告|追究|计较|维权|办|弄|搞|整|{_CASE})(?:他们?|她们?|它|商家|店家|老板)?(?:了|咯|啦)"
    rf"|(?:取消|作废|放弃|不要){_MINE}{_CASE}|{_MINE}{_CASE}(?:给我|都)?(?:取消|作废|不要)(?:了|咯|吧|掉|嘛)"
    rf"){_END}"
)
_ENGLISH = re.compile(
    r"^(?:please|i|we|want|would|like|wish|to|i'd|can|could|you|now|ok|just|,|\s){0,12}"
    r"(?:withdraw|cancel|drop|retract|take back)\s+(?:my|the|this|that)\s+(?:complaint|report|case)"
    r"(?:,?\s{0,3}please)?[\s.!]*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[吗么][？?。]*$|[？?]|怎么|咋|如何|能不能|可不可以|可以.{0,6}[吗不]|多久|什么|啥|哪"
)
_KEEPS = re.compile(
    r"^(?:我?(?:反悔|后悔|改主意|想通|变卦)了?|算了|还是|那|就|我|先|[，,。！!\s]){0,6}"
    r"(?:(?:不|别|莫)(?:要|想|用)?(?:再)?(?:撤(?:回|销|掉|诉)?|取消)(?:投诉|举报|案子|登记)?"
    r"|(?:还是|要|得)(?:要|得)?(?:继续)(?:办理?|投诉|举报|告|处理)"
    r")(?:了|嘛|吧|咯|哈|他们?|[，,。！!\s]){0,4}$"
    r"|^我?(?:反悔|后悔|改主意)(?:了|咯)[。！!\s]*$"
    r"|^(?:please\s)?(?:don't|do not|dont)\s(?:withdraw|cancel|drop)"
    r"(?:\s(?:it|my complaint|the complaint))?[\s.!]*$"
    r"|^i(?:'ve| have)?\schanged my mind[\s.!]*$",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^(?:嗯|哦|那|就|还是|[，,\s]){0,3}(?:嗯|是|对|对头|好|要得|行|可以|得行|确定|确认|没错|没得错|同意|要|要撤回?|撤回?|撤了|就是|yes|yep|ok|okay|sure|confirm|right)"
    r"(?:的|头|嘛|吧|啊|呀|了|噻|嘞|哈|咯|滴|这件|这个|撤回?|要撤回?|please|withdraw|it|[，,。.！!\s]){0,6}$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:那|就|还是|[，,\s]){0,3}(?:不|不是|不对|不要|不了|不用|不行"
    r"|算了|莫|别|先不|先别|再想想|等等|等一下|不撤|no|nope|keep it|never ?mind)"
    r"(?:了|嘛|吧|啊|哦|咯|哈|撤回?|要|再|想想|[，,。.！!\s]){0,5}$",
    re.IGNORECASE,
)
_LONGEST = 80  # characters; a longer text is a story


def gives_up(text: str) -> bool:
    """Whether a message says that its matter shall not go on, in whatever words.

    >>> gives_up("平台又说愿意退了，我撤了算了"), gives_up("我不告了"), gives_up("商家撤回了消息")
    (True, True, False)
    """
    if len(text) > _LONGEST or _ASKS.search(text):
        return False
    said = (_WITHDRAWS, _GIVES_UP, _ENGLISH)
    return declined_in(text) == "" or any(pattern.search(text) for pattern in said)


def keeps_on(text: str) -> bool:
    """Whether a message says that nothing shall be withdrawn: 「我反悔了，不撤了」."""
    return _KEEPS.match(text) is not None


def is_yes(text: str) -> bool:
    """Whether a message only agrees: 「是」, 「对头」, 「要得」."""
    return _YES.match(text.strip()) is not None


def is_no(text: str) -> bool:
    """Whether a message only refuses: 「不」, 「算了」."""
    return _NO.match(text.strip()) is not None
