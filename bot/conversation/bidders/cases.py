"""Complaints and reports: the wish to register, a case that exists, how it stands."""

from __future__ import annotations

import re

from bot.complaints.follow.followup import Wish, answer_in, follow_up_in
from bot.complaints.understanding.asking import asks, just_asks
from bot.complaints.understanding.declining import declined_in
from bot.complaints.understanding.hearing import only_prepares
from bot.conversation.bidders import Hands
from bot.conversation.cases import (
    STARTS,
    asks_own_cases,
    asks_progress,
    asks_progress_in_english,
    asks_status,
    is_against_us,
    plain_wish,
)
from bot.conversation.deciding import Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from bot.conversation.understanding.procedure import procedure_in
from bot.kit.messages import Reply
from kb.answer import Certainty

TITLE = "投诉举报"

# 「厂家我要告 打哪个」 asks for a number.
_WHOM_TO_CALL = re.compile(r"(?:打|拨)(?:哪个|什么|多少|哪里)(?:电话|号码?)?[嘛呢啊哦?？]*$")
# 「你帮我弄嘛」 behind how to complain.
_DO_IT = re.compile(
    r"(?:那|那就|麻烦|请|好)?(?:你|您)?(?:就|来)?(?:帮|给|替)我(?:弄|办|登记|搞|填|交|写)(?:一?下|一个|嘛|吧|哈|噻|呗|了)*[。!！~～\s]*"
)
_OF_COMPLAINING = re.compile(r"投诉|举报|维权|12315|不认账|[退换赔骗假]")
_OF_CASES = re.compile(r"投诉|举报|登记|进度|处理|结果|回复|案|办|催")
# 「按啥子法处理」 behind what is done asks for the law.
_BY_WHAT_LAW = re.compile(
    r"(?:按|依|照|用|根据|依据|适用|违反)(?:照|据)?的?(?:是)?(?:什么|哪(?:一)?[部个条项些]?)(?:法|规定|条例|办法|条|标准)"
)
NO_CASE = Reply("好的，不登记。想查标准、想问别的事，直接告诉我就行。")


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """The surest of the four."""
    found = (
        _coming_back(seen, hands),
        _refusing(seen, hands),
        _starting(seen, hands),
        _standing(seen, hands),
    )
    return max((one for one in found if one), key=lambda one: one.confidence, default=None)


def _coming_back(seen: Understanding, hands: Hands) -> Bid | None:
    picked = answer_in(seen.typed, seen.state.in_hand)
    wish = picked or follow_up_in(seen.typed)
    if wish is None:
        return None

    refusing = _refusing(seen, hands)

    async def serve() -> Outcome | None:
        told = await hands.cases.come_back(seen.message, wish, seen.state.in_hand)
        # 「我不想投诉」 where nothing was filed refuses only.
        return await refusing.act() if told is None and refusing else told

    # 「算了不投了」 resembles small talk, and says what becomes of a case.
    sure = {Wish.GIVE_UP: 0.97, Wish.KEEP: 0.97}.get(wish.wish, 0.96)
    return Bid(0.98 if picked else sure, "说的是已经登记的一件事", serve)


def _refusing(seen: Understanding, hands: Hands) -> Bid | None:
    """Whoever says only that they don't want to complain gets no form."""
    if declined_in(seen.text) != "":
        return None

    async def leave() -> Outcome:
        await hands.cases.drop_files(seen.message.conversation)
        return Outcome((NO_CASE,), "decline_case", in_form=seen.state.in_form)

    return Bid(0.955, "说明了不登记", leave)


def _starting(seen: Understanding, hands: Hands) -> Bid | None:
    if seen.refuses:
        return None
    asked_for = _DO_IT.fullmatch(seen.text.strip()) and _OF_COMPLAINING.search(seen.memory.about)
    plain = plain_wish(seen.text) or ("unclear" if asked_for else "")
    sure = seen.sureness(*STARTS)
    if (
        just_asks(seen.text)
        or seen.message.in_despair  # 「我要去店里打他」 needs calm words and no form
        or procedure_in(seen.text)
        or only_prepares(seen.text)  # 「我要写一篇演讲稿，请问纲要是哪年发布的」
        or _WHOM_TO_CALL.search(seen.text)
        or (asks(seen.text) and is_against_us(seen.text))
    ):
        sure = 0.0  # who only asks, or is complained about, registers nothing
    kind = plain or (STARTS[seen.intent] if sure else "")
    if not kind:
        return None
    answer = seen.first.answer

    async def start() -> Outcome:
        return await hands.cases.take(
            seen.message, seen.text, seen.intent, answer, kind, seen.state.told, seen.memory
        )

    if plain:
        return Bid(0.95, "明说要投诉、举报或者提意见", start)
    if asks(seen.text) and answer.certainty is Certainty.SURE:
        return Bid(0.4, "像是要登记，但是在问问题", start)
    return Bid(0.5 + 0.44 * sure, "语言模型认为是要登记", start)


def _standing(seen: Understanding, hands: Hands) -> Bid | None:
    in_general = _standing_in_general(seen, hands)
    # Behind an answer 「what is the status?」 asks for that of a standard.
    bare = asks_status(seen.typed) and (seen.state.case_open or not seen.memory)
    if not (bare or asks_progress_in_english(seen.typed) or asks_own_cases(seen.typed)):
        return in_general

    async def own() -> Outcome | None:
        reply = await hands.cases.counter.mine(seen.message.conversation)
        if reply is None:
            return await in_general.act() if in_general else None
        return Outcome((reply,), "ask_case_progress", private=True)

    return Bid(0.97, "问自己登记的事办到哪一步", own)


def _standing_in_general(seen: Understanding, hands: Hands) -> Bid | None:
    sure = seen.sureness("ask_case_progress")
    plain = asks_progress(seen.text)
    leaning = seen.first.leaning
    leans = (leaning and leaning.strong and seen.memory) or seen.first.taken_as
    if not plain and leans and not _OF_CASES.search(seen.text):
        return None  # 「新的编号呢」, 「编号发我」 behind an answer ask for a standard's
    if (not sure and not plain) or _BY_WHAT_LAW.search(seen.text):
        return None

    async def tell() -> Outcome | None:
        return await hands.cases.mine(seen.message, seen.first.answer)

    return Bid(0.94 if plain else 0.45 + 0.47 * sure, "问自己登记的事办到哪一步", tell)
