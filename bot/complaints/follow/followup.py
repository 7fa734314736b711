"""What citizens do with a case they have: look, supplement, correct, withdraw, rate."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.follow.adding import amount_corrected, wants_photo_added, words_put_in
from bot.complaints.follow.amending import amendment_in
from bot.complaints.follow.data_rights import data_wish_in
from bot.complaints.follow.giving_up import gives_up, is_no, is_yes, keeps_on
from bot.complaints.follow.in_hand import InHand


class Wish(enum.StrEnum):
    """What is to be done with the case."""

    LOOK = "look"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    RATE = "rate"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    GIVE_UP = "give_up"  # said loosely: 「我不告了」, 「我撤了算了」; asked as a withdrawal is
    ADD = "add"  # said loosely: 「……，帮我加进去」, 「我要加一张照片」
    KEEP = "keep"
    RESTORE = "restore"
    AMEND = "amend"
    PICK = "pick"  # which of several cases is meant
    NEITHER = "neither"  # none of them
    OWN_DATA = "own_data"
    FILES = "files"  # sent, and waiting for the case they are for


_RATE = re.compile(r"^(?:评价|评分|打分)[：:，,\s]*([1-5１-５])\s*分?[，,。：:\s]*(.*)$", re.DOTALL)
_SUPPLEMENT = re.compile(
    r"^(?:我?(?:要|来|想|再)+)?补充(?:(?:材料|情况|说明|内容|一下|一哈|几句|一点)*[：:，,。\s]+|(?:一下|一哈|几句|一点)+)"
    r"(?P<words>.+)$",
    re.DOTALL,
)
_BARE_SUPPLEMENT = re.compile(
    r"^(?:我?(?:要|来|想|再)+)?补充(?:材料|情况|说明|内容|一下|一哈|几句|一点)*[：:。！!\s]*$"
)
_WITHDRAW = re.compile(
    r"^(?:我(?:要|想))?(?:撤回|撤销|撤诉|撤掉|不投诉了我要撤)(?:我的|这个|那个)?(?:投诉|举报|案子|登记)?"
    r"(?:了|嘛|吧)?[。！!\s]*$"
)
_WITHDRAW_ONE = re.compile(
    r"^(?:我(?:要|想))?(?:撤(?:回|销|掉)|取消)第?(?P<pick>[1-5一二三四五])(?:件|个|项)?(?:投诉|举报)?(?:了|嘛|吧)?[。！!\s]*$"
)
# 「撤回冰箱那个」, 「把眼镜那件撤了」, 「冰箱那个不投了」: one of several, by what it is about.
_ASKED = r"(?:我|要|想|就|请|麻烦|帮我|给我|先|那|把|[，,\s]){0,5}"
_THAT = r"(?:的?(?:那|这)一?(?:个|件|单|起)|的)(?:投诉|举报|案子|登记)?"
_END_IT = r"(?:撤(?:回|销|掉|诉)?|取消|作废|不(?:投诉?|告|举报|要|弄|办)(?=了))"
_WITHDRAW_OF = (
    re.compile(
        rf"^{_ASKED}(?:撤(?:回|销|掉|了)?|取消){_ASKED}(?P<of>[^，,。\s我你]{{1,14}}?){_THAT}(?:了|嘛|吧){{0,3}}[。！!\s]*$"
    ),
    re.compile(
        rf"^{_ASKED}(?P<of>[^，,。\s我你]{{1,14}}?){_THAT}(?:我|就|给我|也|都|先|[，,\s]){{0,3}}{_END_IT}(?:了|嘛|吧){{0,3}}[。！!\s]*$"
    ),
)
_PICK_OF = re.compile(
    r"^(?:是|就|给|选|要|嗯|[，,\s]){0,3}(?P<of>[^，,。\s我你是不]{1,12}?)(?:的?(?:那|这)一?(?:个|件|单|起)|的)(?:投诉|举报|案子)?[的吧嘛噻]?[。！!\s]*$"
)
_NOT_THIS = re.compile(r"^(?:不是|不对)(?:这|那)?(?:个|件)?[，,。\s]*")
_ALL = re.compile(
    r"^(?:那|就|给|[，,\s]){0,2}(?:[两三]个|[两三]件|全部|所有|每件|每个)?都?(?:要|给|是|改|加|补|补充|换)?(?:了|的|吧|嘛|一下|上){0,2}[。！!\s]*$"
)
ALL = -1  # in the place of a number: every one of them
_PICKS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_MOOD = r"(?:了|嘛|吧)?[。！!\s]*$"
_CONFIRM = re.compile(rf"^(?:确定|确认|是?的|对的?)[，,]?(?:要|我要)?撤(?:回|销|掉){_MOOD}")
_RESTORE = re.compile(
    r"^(?:我?(?:要|想|请|帮我)*)?(?:恢复|撤回错了|撤错了|还是要办|继续办理)(?:办理|投诉|案子|登记|这件事|那件)*"
    r"(?:了|嘛|吧)?[。！!\s]*$"
)
_PICK = re.compile(
    r"^(?:是|就|给|交给|选|要)?(?:这)?第?(?P<pick>[1-5１-５一二三四五])(?:件|个|项)?(?:的|吧|嘛|噻)?[。！!\s]*$"
)
_NEITHER = re.compile(
    r"^(?:都不是|都不给|不是这(?:件|几件|些)|(?:是)?(?:别的|另外的?|新的)(?:一件)?(?:事|事情)?)(?:了|嘛|吧)?[。！!\s]*$"
)
_CODE = r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{4}"

_WORDS = ((Wish.CONFIRM_WITHDRAWAL, _CONFIRM), (Wish.RESTORE, _RESTORE))


@dataclass(frozen=True)
class FollowUp:
    """A message about an existing case.

    Args:
        wish: what is wanted.
        number: case number that was typed, if any.
        code: receipt code that was typed, if any.
        words: the rest: supplement, comment, new value.
        score: 1 to 5 for a rating; which of several cases is meant, 0 if not said.
        field: what a correction is about.
        misread: whether a number that can't be one stands beside the code.
    """

    wish: Wish
    number: CaseNumber | None
    code: str | None
    words: str = ""
    score: int = 0
    field: str = ""
    misread: bool = False

    @property
    def names_one(self) -> bool:
        """Whether a number or a code was typed."""
        return self.number is not None or self.code is not None


def follow_up_in(text: str) -> FollowUp | None:
    """What a message wants of a case; None if it isn't about one.

    Only explicit words count: a number, a code, 「补充：…」, 「撤回投诉」. The softer
    「我的投诉到哪一步了」 is an intent of the language model.
    """
    number, code = CaseNumber.find(text), ReceiptCodes.find(text)
    if code is not None and number is None and CaseNumber.looks_like(text):
        return FollowUp(Wish.LOOK, None, code, misread=True)
    rest = _without_keys(text, number, code)
    if match := _RATE.match(rest):
        return FollowUp(Wish.RATE, number, code, match[2].strip(), int(match[1]))
    if match := _SUPPLEMENT.match(rest):
        return FollowUp(Wish.SUPPLEMENT, number, code, match["words"].strip())
    if _BARE_SUPPLEMENT.match(rest):
        return FollowUp(Wish.SUPPLEMENT, number, code)
    if _WITHDRAW.match(rest):
        return FollowUp(Wish.WITHDRAW, number, code)
    if match := _WITHDRAW_ONE.match(rest):
        pick = match["pick"]
        return FollowUp(Wish.WITHDRAW, number, code, score=_PICKS.get(pick) or int(pick))
    for pattern in _WITHDRAW_OF:
        if (match := pattern.match(rest)) is not None:
            return FollowUp(Wish.WITHDRAW, number, code, match["of"])
    for wish, pattern in _WORDS:
        if pattern.match(rest):
            return FollowUp(wish, number, code)
    if keeps_on(rest):
        return FollowUp(Wish.KEEP, number, code)
    if gives_up(rest):
        return FollowUp(Wish.GIVE_UP, number, code)
    if (amendment := amendment_in(rest)) is not None:
        return FollowUp(Wish.AMEND, number, code, amendment.words, field=amendment.field)
    if amount_corrected(rest):
        return FollowUp(Wish.AMEND, number, code, rest, field="what")
    if (words := words_put_in(rest)) or wants_photo_added(rest):
        return FollowUp(Wish.ADD, number, code, words)
    if (number or code) and data_wish_in(rest) is not None:
        return FollowUp(Wish.OWN_DATA, number, code, rest)
    if number or code or CaseNumber.looks_like(text):
        return FollowUp(Wish.LOOK, number, code)
    return None


def answer_in(text: str, in_hand: str) -> FollowUp | None:
    """What a message answers to what the chat was asked about its cases; None if nothing.

    Args:
        text: the message.
        in_hand: what the chat holds, see :class:`InHand`.
    """
    held = InHand.of(in_hand)
    if held.waiting[:1] == (Wish.CONFIRM_WITHDRAWAL.value,):
        if is_yes(text):
            return FollowUp(Wish.CONFIRM_WITHDRAWAL, None, None)
        if is_no(text):
            return FollowUp(Wish.KEEP, None, None)
        other = _PICK_OF.match(_NOT_THIS.sub("", text))
        return FollowUp(Wish.PICK, None, None, other["of"]) if other else None
    return pick_in(text) if in_hand else None


def pick_in(text: str) -> FollowUp | None:
    """Which of the cases that were shown a message means; None if it is no such answer."""
    if match := _PICK.match(text):
        pick = match["pick"]
        return FollowUp(Wish.PICK, None, None, score=_PICKS.get(pick) or int(pick))
    if match := _PICK_OF.match(text):
        return FollowUp(Wish.PICK, None, None, match["of"])
    if "都" in text and _ALL.match(text):
        return FollowUp(Wish.PICK, None, None, score=ALL)
    return FollowUp(Wish.NEITHER, None, None) if _NEITHER.match(text) else None


def _without_keys(text: str, number: CaseNumber | None, code: str | None) -> str:
    rest = text
    # The code first: a number is followed by a space, and a code may begin with a digit.
    if code is not None:
        rest = re.sub(rf"(?:{_CODE}[\s\-－—–]*){{3}}{_CODE}(?![0-9A-Za-z])", " ", rest)
    if number is not None:
        rest = re.sub(r"[CcＣｃ][QqＱｑ][\s\d０-９\-－—–_]{15,24}", " ", rest)
    return re.sub(r"^(?:[，,。：:\s]|编号|(?:登记|受理)编号|查询码|是|和)+", "", rest).strip()
