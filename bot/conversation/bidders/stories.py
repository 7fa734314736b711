"""A story told without the word for it: its answer, if there is a sure one, and the offer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.complaints.intake.answers import has_no_proof, is_not_known
from bot.complaints.understanding.asking import (
    asks,
    asks_where,
    before_plea,
    before_where,
    confirms,
    ends_asking,
)
from bot.complaints.understanding.english_story import only_asks_in_english
from bot.complaints.understanding.hearing import Heard
from bot.complaints.understanding.kinds import guess_kind
from bot.conversation.bidders import Hands
from bot.conversation.cases import STARTS, plain_wish
from bot.conversation.deciding import Act, Bid
from bot.conversation.ledger import Outcome
from bot.conversation.offering import (
    EITHER_BODY,
    IN_ENGLISH,
    INSIST,
    MAY_BE,
    MORE,
    MORE_IN_ENGLISH,
    NOT_NOW,
    OFFER,
    STILL_OPEN,
    WHO_HELPS,
    WHO_HELPS_IN_ENGLISH,
    WITHOUT_PROOF,
    acknowledges,
    kinds_for,
    offer_of,
    taken_up,
    who_helps,
)
from bot.conversation.spoken import outcome_of_parts, reply_of
from bot.conversation.told import Told
from bot.conversation.understanding.in_charge import asks_who_manages, names_two_bodies
from bot.conversation.understanding.message import Understanding
from bot.conversation.understanding.owed import asks_what_is_owed
from bot.conversation.understanding.reward_doubted import doubts_reward
from bot.conversation.understanding.right_claimed import claims_right
from bot.kit.messages import Reply
from kb.answer import Answer, Certainty
from kb.asked import Asked
from kb.premise import repealed_in, states
from kb.situations import told_in
from kb.text.english import is_english

TITLE = "讲的一件事"

NOT_REGISTERED = Reply("好的，先不登记，刚才说的也不保留。想查标准、想问别的事，直接告诉我就行。")
NOT_REGISTERED_IN_ENGLISH = Reply(
    "Fine, nothing is registered, and what you told is not kept. Ask me anything else on standards "
    "or consumer rights.\n" + NOT_REGISTERED.text
)
# An entry this sure was written for the very matter; of a few words any sure one is.
WRITTEN_FOR_IT = 0.5
# The question of a long story was looked for and found: what surely answers it is its answer.
ASKED_IN_IT = 0.2
# What is this likely is said beside the offer, as the nearest.
LIKELY = 0.1
# A number to be looked up, in as few characters.
_LOOK_UP = 40
_TO_CHECK = re.compile(
    r"(?:帮|给)?我?(?:核对?|核实|查|看|对)(?:一?[下哈]|个)|帮我?(?:核|查|看)"
    r"|(?:给|管|适合|适用于?|是)(?:[多好]大|几岁|哪[个类些]|谁|什么|啥)|[有分]几[类级种]"
)
_FEW_TO_CONFIRM = 16  # characters
_FEW_WORDS = 30  # characters
_TOLD_ENOUGH = 8  # characters of a matter
# Questions without a word for asking: 「消法第几条」, 「条号」, 「剩的菜倒不倒」.
_ASKS_ON = re.compile(
    r"第几|几[条种个项步类级号](?=路|办法|渠道|程序|$)|(?:号|标准|条文|原文|链接|网址)(?:也|再)?(?:发|给|抄|报)(?:给|送|到)?我|(?:发|给|抄|报)我[^，。]{0,6}(?:号|标准|链接|网址)|(\S)不\1|(?:是|算|要)[^，。,]{1,8}还是(?!不)|^(?:法律|法条)?(?:条号|依据|出处|来源|编号|标准号|电话)"
)
_ASKS_IN_ENGLISH = re.compile(
    r"\?|^\W*(?:what|how|who|where|when|which|is|are|do|does|can|could|should|may)\b", re.I
)
# 「超过这个数就自动作废了撒」: put to be confirmed.
_ENDS_TO_BE_CONFIRMED = re.compile(r"(?:撒|嗦|噻|吧|哈)[?？。]?$")
# 「他家半夜空调外机轰轰响 噪声又看哪个」 asks for a standard at last.
_WHICH_AT_LAST = re.compile(
    r"(?:看|按|认|归|用)(?:的)?(?:是)?哪(?:一)?[个本项](?:标准|国标)?[嘛呢啊哦\s?？]*$"
)
# 「给老年人评失能的又是哪一个」 asks behind an answer for one more of the kind.
_WHICH_ONE = re.compile(
    r"(?:又|还|那)(?:该|要)?(?:是|看|按|认|归|用)的?哪(?:一)?[个本项号](?:号|标准|国标)?[嘛呢啊哦\s?？]*$"
)
# 「…顶多罚五百 是不是」, 「…你说哪个对」: what was said is put to be confirmed.
_CLAIMED = re.compile(
    r"(?:[吧撒嗦噻]|是不是|对不对头?|对不|对头[三噻撒嘛哇]|没错|(?:哪个|谁|他|她|们)(?:说的?|讲的?)?得?(?:对|准)[不嘛]?)[哦啊哈呢嘛?？。!！\s]{0,3}$"
)
_HEARSAY = re.compile(r"听[^，。,\s]{0,6}(?:说|讲)")
# 「听材料商说甲醛那个强制的也换了」 wants to know of the new standard.
_RULE_HEARD = re.compile(
    r"听[^，。,\s]{0,6}(?:说|讲)[^。]{0,14}(?:标准|国标|强标|强制|新规)[^。]{0,6}(?:换|更新|改了|变了|出了|出来)"
)
# 「怕邻居晓得是我说的 天天碰面」 asks whether names are kept.
_FEARS_TO_BE_KNOWN = re.compile(
    r"\A(?:我|就|但|但是|只是){0,2}+(?:怕|担心)[^，。,\s]{0,6}(?:晓得|知道)是?我们?(?:去|来)?(?:说|告|举报|投诉|反映|检举)"
)
# 「要是只是个几十块的手机壳嘞」 asks what would be then.
_WHAT_IF = re.compile(
    r"^(?:那|那么|但|不过)?(?:要是|如果|假如|万一|若)[^。]{2,20}(?:呢|嘞|喃|怎么办|咋办|算不算|行不行|[?？])$"
)
# 「那也归两江咯」 wants it confirmed; 「厨房里报警的那个」 asks the same of another thing.
_TO_CONFIRM_AT_LAST = re.compile(
    r"(?:那|也|都|就|还|不是|应该|是不是)[^,，。\s]{0,8}(?:归|算|是|属于|要|得|能|可以|管|按|看|用|有)[^,，。\s]{0,8}"
    r"(?:咯|嗦|噻|撒|哇|哈|吧|嘛)[?？。!！]?$"
)
_THAT_ONE = re.compile(
    r"(?:那|还有|再|另外)?[^,，。\s是在有]{2,14}的?那一?[个种款类样](?:东西)?[?？。]?"
)
# Who supposes tells of nothing that happened (「万一他店都关门了」).
_SUPPOSES = re.compile(
    r"\A(?:那|那么|但|不过)?(?:要是|如果|假如|万一|若)(?![^,，。]{0,20}(?:我就|就[去要]|不然))[^,，。\s]{2,24}"
)
# 「可以告他不」 behind what was surely answered asks for the form.
_MAY_I = re.compile(
    r"\A(?:像这种|这种|这个|这样|那|我|就){0,3}+(?:可不可以|能不能|可以|得不得行|能|要得)?(?:去|来|在这里|找你们){0,2}+"
    r"(?:告|投诉|举报|弄)(?:得)?(?:到|倒|成)?(?:他们?|她|它|这家店?|那家店?|商家|老板|店家|物业)?(?:一下|一哈)?(?:不嘛?|吗|嘛|么|没|得不|得行不|行不行|可以[不吗])[?？。]?"
)
_THAT_TOO = re.compile(r"(?:那|还有)?[^，。,\s]{1,10}(?:呢|嘞|喃)[,，\s][^。]{1,14}$")
_THAT_TOO_ALONE = re.compile(r"(?:那|还有)?[^，。,\s]{1,10}(?:呢|嘞|喃|诶|欸)[?？。]?")
# 「吃的东西呢 保底」 asks the same of another thing, and says which figure.
_THAT_TOO_OF = re.compile(
    r"(?:那|还有)?[^，。,\s]{1,8}(?:呢|嘞|喃)[,，\s]{1,3}"
    r"(?:保底|最低|最高|最多|最少|上限|下限|赔|罚|退|期限|标准|时间)[^，。,\s]{0,6}"
)
_TALK = frozenset(
    {"greet", "goodbye", "thank", "ask_identity", "ask_help", "insult", "repeat", "small_talk"}
)


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """An offer taken up, a story told on, or a story told."""
    return (
        _answering(seen, hands)
        or _undecided(seen)
        or _asking_who(seen, hands)
        or _asking_for_it(seen)
        or _telling(seen, hands)
        or _going_on(seen, hands)
    )


def _answering(seen: Understanding, hands: Hands) -> Bid | None:
    """What the citizen wants done with what was offered a moment ago."""
    told = seen.state.told
    wish = taken_up(seen.text, told, asked=not seen.memory.danger)
    if not wish:
        return None
    if wish == NOT_NOW:

        async def leave() -> Outcome:
            await hands.cases.drop_files(seen.message.conversation)
            english = is_english(seen.text) or (seen.text.isascii() and is_english(_whole(told)))
            said = NOT_REGISTERED_IN_ENGLISH if english else NOT_REGISTERED
            return Outcome((said,), "decline_case", told=Told())

        return Bid(0.985, "不登记刚才讲的事", leave)
    start = kinds_for(_whole(told))[0] if wish == INSIST else wish

    async def register() -> Outcome:
        return await hands.cases.take(
            seen.message,
            seen.text,
            seen.intent,
            seen.first.answer,
            start,
            told=told,
            insists=wish == INSIST,
        )

    return Bid(0.985, "要登记刚才讲的事", register)


def _asking_for_it(seen: Understanding) -> Bid | None:
    """「可以告他不」 behind an answer: what it says, if that is sure, and the offer."""
    known, memory = seen.first.answer, seen.memory
    behind = memory.entry.startswith("faq:") and not (memory.offered or memory.danger)
    asked = behind and _MAY_I.fullmatch(seen.text.strip()) is not None
    if not asked or not seen.message.may_file:
        return None
    told = seen.state.told
    offers = kinds_for("\n".join((*told.words, seen.text)))
    sure = known.certainty is Certainty.SURE and known.entry == memory.entry
    before = (reply_of(known),) if sure else ()

    async def offer() -> Outcome:
        said = (*before, offer_of(offers, MAY_BE))
        return Outcome(said, "tell_story", private=True, told=replace(told, offers=offers))

    return Bid(0.94, "问刚才的事可不可以投诉举报", offer)


def _undecided(seen: Understanding) -> Bid | None:
    """「随便」, 「不知道」, 「没有照片」 behind the offer take up nothing and ask nothing."""
    told, without = seen.state.told, has_no_proof(seen.text)
    if not told.offers or not (without or is_not_known(seen.text)):
        return None

    async def offer_again() -> Outcome:
        words = WITHOUT_PROOF if without else STILL_OPEN
        reply = offer_of(told.offers, words, english=_in_english(told))
        return Outcome((reply,), "tell_story", private=True, told=told)

    return Bid(0.98, "还没定要不要登记刚才讲的事", offer_again)


def _asking_who(seen: Understanding, hands: Hands) -> Bid | None:
    """「这个归体育局还是市监局」 behind the offer: who helps, and the offer again."""
    told = seen.state.told
    if not told.offers or not asks_who_manages(seen.text):
        return None
    place = hands.cases.elsewhere(_whole(told), _whole(told)) if INSIST in told.offers else ""
    if place:
        return Bid(0.96, "问刚才那件事归谁管", _point(told, place))
    helps = WHO_HELPS_IN_ENGLISH if is_english(seen.text) else WHO_HELPS
    if names_two_bodies(seen.text):
        helps += EITHER_BODY

    async def offer() -> Outcome:
        return Outcome((offer_of(told.offers, helps),), "tell_story", private=True, told=told)

    return Bid(0.96, "问刚才那件事归谁管", offer)


def _telling(seen: Understanding, hands: Hands) -> Bid | None:
    if not seen.message.may_file or any(tells_none(seen) for tells_none in _NO_STORY):
        return None
    if not _may_be_told(seen):
        return _asking_where(seen, hands)
    if _puts_right(seen):
        return None
    return _of_another_body(seen, hands) or _offered(seen, hands)


def _may_be_told(seen: Understanding) -> bool:
    """Whether something is told, thought of a standard, or wished in words short for a story."""
    # 「投诉窗口的人打官腔」 is short for a story, and no question.
    is_wish = guess_kind(seen.text).kind in ("complaint", "report") and not asks(seen.text)
    return seen.heard is not Heard.NOTHING or is_wish or _is_opinion(seen)


def _is_opinion(seen: Understanding) -> bool:
    """「我想给标准提意见」 says outright what is wanted: the form opens for it."""
    is_feedback = guess_kind(seen.text).kind == "feedback"
    asks_it = ends_asking(seen.text) or claims_right(seen.text)
    return is_feedback and not asks_it and not plain_wish(seen.text)


def _checks_number(seen: Understanding) -> bool:
    """「合同里写校服执行 GB/T 31888-2019，帮核一下」, 「罐上写的10766是给多大的娃儿吃的」."""
    is_short = len(seen.text) <= _LOOK_UP
    return bool(seen.first.numbers) and is_short and _TO_CHECK.search(seen.text) is not None


def _puts_right(seen: Understanding) -> bool:
    """「手滑了，应该是31701」 puts a question right."""
    leaning = seen.first.leaning
    return bool(leaning and leaning.corrects and (seen.memory or len(seen.text) <= _FEW_WORDS))


def _is_sure(seen: Understanding) -> bool:
    return seen.heard is Heard.STORY or not _is_asking(seen)


def _of_another_body(seen: Understanding, hands: Hands) -> Bid | None:
    """The way to the body whose matter is told."""
    if not _is_sure(seen) or seen.message.in_danger or _WHICH_AT_LAST.search(seen.text):
        return None
    if seen.first.at_length and not _put_to_be_confirmed(seen):
        return None  # what is told leads up to a question, which has its answer
    told = seen.state.told.and_then(seen.typed)
    # What is told behind another body's name belongs to what was told before it.
    goes_on = INSIST in seen.state.told.offers
    place = hands.cases.elsewhere(_whole(told) if goes_on else seen.text, _whole(told))
    if not place:
        return None
    near = _near_at_last(seen, hands)
    pointed = "\n".join(filter(None, (repealed_in(seen.text, near), near, place)))
    return Bid(0.947, "讲了一件归别处管的事", _point(told, pointed, _fact_asked(seen)))


def _put_to_be_confirmed(seen: Understanding) -> bool:
    """Whether what is told ends in a claim, which is surely answered.

    「楼下跳坝坝舞吵死人 是按噪声污染防治法来罚的吧」
    """
    answer = seen.first.answer
    sure = answer.is_sure and (seen.first.at_length or answer.score >= LIKELY)
    return sure and _CLAIMED.search(seen.text) is not None


def _near_at_last(seen: Understanding, hands: Hands) -> str:
    """In short what is near to the question a story ends in, where nothing is sure."""
    is_open = seen.parts[-1].answer.certainty is Certainty.UNSURE
    asked = is_open and len(seen.text) > _FEW_WORDS and ends_asking(seen.text)
    return hands.skills.in_short(seen.parts[-1].answer, seen.text) if asked else ""


def _fact_asked(seen: Understanding) -> Answer | None:
    """What the story of another body's matter asks at its end, where an entry surely tells it.

    「…还在打桩。我就想晓得夜里标准是多少分贝」
    """
    first = seen.parts[-1]
    if _put_to_be_confirmed(seen):
        return first.answer
    fact = first.asked in (Asked.STANDARD, Asked.HOW_MUCH) and ends_asking(seen.text)
    sure = first.answer.certainty is Certainty.SURE and first.answer.score >= LIKELY
    return first.answer if fact and sure else None


def _offered(seen: Understanding, hands: Hands) -> Bid | None:
    """The offer to register what is told, behind what answers it."""
    is_opinion = _is_opinion(seen)
    if seen.heard is not Heard.STORY and not is_opinion:
        return None
    told = seen.state.told.and_then(seen.typed)
    # What the standard says is no answer to what somebody thinks of it, and an article that a story
    # quotes no end of it.
    is_long = len(seen.text) > _FEW_WORDS and not asks(seen.text) and not plain_wish(seen.text)
    is_told = seen.heard is Heard.STORY and is_long
    # A form that opens asks by itself whose matter it is.
    in_danger = _is_sure(seen) and seen.message.in_danger
    when_safe = hands.cases.elsewhere_when_safe(seen.text) if in_danger else ""

    async def offer() -> Outcome:
        before, near = _answered_before(seen, hands, is_opinion=is_opinion)
        offers = kinds_for(_whole(told))
        english = IN_ENGLISH if is_english(seen.text) else ""
        offered = MORE if seen.state.told.offers else OFFER
        words = "\n".join(filter(None, (near, english, who_helps(seen.text), offered)))
        return Outcome(
            (*before, offer_of(offers, words, english=bool(english))),
            "tell_story",
            private=True,
            told=told.and_then(seen.typed, offers),
            answer=_said_of(seen, near),
            when_safe=when_safe,
        )

    return Bid(0.9505 if is_opinion or is_told else 0.946, "讲了一件可以登记的事", offer)


def _is_asking(seen: Understanding) -> bool:
    """Whether what is told ends in a question, or an entry surely answers it.

    What an entry surely answers, or is put to be confirmed, is no matter of another body.
    """
    # 「…现在亏了一半，找哪个说理」 tells before it asks.
    several = len(seen.parts) > 1 and all(p.asked is not Asked.NOTHING for p in seen.parts)
    known = seen.first.answer.certainty is Certainty.SURE or states(seen.text)
    asks_on = _ASKS_ON.search(seen.text) is not None
    return several or known or asks_on or asks(before_plea(seen.text) or seen.text)


def _answered_before(
    seen: Understanding, hands: Hands, *, is_opinion: bool
) -> tuple[tuple[Reply, ...], str]:
    """What is answered before the offer, and in short what may be near where nothing is sure."""
    known = seen.first.answer
    if len(seen.parts) > 1 and any(p.answer.certainty is Certainty.SURE for p in seen.parts):
        return outcome_of_parts(seen.parts, seen.intent).replies, ""
    in_english = seen.first.at_length and is_english(seen.text)
    enough = 0.0 if len(seen.text) <= _FEW_WORDS or in_english else WRITTEN_FOR_IT
    if seen.first.at_length:
        enough = min(enough, ASKED_IN_IT)
    if known.certainty is Certainty.SURE and known.score >= enough and not is_opinion:
        return (reply_of(known),), ""
    if (cards := _standards_asked(seen, hands)) is not None:
        return (reply_of(cards),), ""
    # Who tells and asks at the end is answered too, as far as anything is near.
    asked = ends_asking(seen.text) or known.score >= LIKELY or bool(told_in(seen.text))
    return (), hands.skills.in_short(known, seen.text) if asked else ""


def _only_asks_standard(seen: Understanding) -> bool:
    """「上海的垃圾分类标准是哪个」 tells nothing, whatever the model takes it for."""
    one_clause = re.search(r"[\s,，。;；!！]", seen.text.strip(" ?？。")) is None
    standard = seen.first.asked is Asked.STANDARD or seen.first.facet is not None
    asking = asks(seen.text) or (bool(seen.memory) and _ENDS_TO_BE_CONFIRMED.search(seen.text))
    return bool(one_clause and standard and asking and len(seen.text) <= _FEW_WORDS)


def _supposes(seen: Understanding) -> bool:
    return _SUPPOSES.fullmatch(seen.text.strip(" 。.!！?？")) is not None


def _wants_to_know(seen: Understanding) -> bool:
    """Whether what is heard of a rule, or feared of a report, asks without a word for it."""
    wondered = _RULE_HEARD.search(seen.text) or _FEARS_TO_BE_KNOWN.search(seen.text)
    return wondered is not None and len(seen.text) <= _FEW_WORDS


def _asks_on_shortly(seen: Understanding) -> bool:
    """Whether few words behind an answer ask on: 「假皮鞋也是十倍哇」, 「工地呢 半夜还在打」.

    Where nothing is known of it the words may tell of something: that is offered to be registered.
    """
    known = seen.first.answer.certainty is Certainty.SURE
    if not seen.memory.entry or len(seen.text) > _FEW_WORDS:
        return False
    if confirms(seen.text) or _WHAT_IF.match(seen.text) or _WHICH_ONE.search(seen.text):
        return True
    put = len(seen.text) <= _FEW_TO_CONFIRM and _ENDS_TO_BE_CONFIRMED.search(seen.text)
    too = _THAT_TOO.match(seen.text)
    return bool(known and put) or bool(too and (known or _HEARSAY.search(seen.text)))


# What tells no story, whatever the model takes it for.
_NO_STORY: tuple[Callable[[Understanding], bool], ...] = (
    lambda seen: seen.refuses,
    lambda seen: claims_right(seen.text),
    lambda seen: doubts_reward(seen.text),
    lambda seen: asks_what_is_owed(seen.text),
    lambda seen: only_asks_in_english(seen.text),
    _checks_number,
    lambda seen: seen.leads_up,
    _only_asks_standard,
    _supposes,
    _wants_to_know,
    _asks_on_shortly,
)


def _asking_where(seen: Understanding, hands: Hands) -> Bid | None:
    """Another body's matter told before the question whom to turn to, which no entry answers."""
    if _WHICH_AT_LAST.search(seen.text):
        return None
    # What is told in English is heard by its words for a purchase; wages have none.
    told = seen.text if is_english(seen.text) else before_where(seen.text)
    if not told and INSIST in seen.state.told.offers and asks_where(seen.text):
        # 「该找哪个局」 right behind another body's name.
        before = _whole(seen.state.told)
        place = hands.cases.elsewhere(before, before)
        return Bid(0.96, "问刚才那件事找谁", _point(seen.state.told, place)) if place else None
    known = seen.first.answer.certainty is Certainty.SURE
    if (
        len(told) < _TOLD_ENOUGH
        or known
        or asks(told)
        or _ASKS_IN_ENGLISH.search(told)
        or seen.message.in_danger
    ):
        return None
    whole = seen.state.told.and_then(seen.typed)
    # 「丢了件他们推来推去找谁」 behind a parcel is no theft.
    topic = seen.memory.about if len(seen.text) <= _FEW_WORDS else ""
    place = hands.cases.elsewhere(f"{topic},{told}", _whole(whole)) if topic else ""
    place = place or hands.cases.elsewhere(told, _whole(whole))
    return Bid(0.947, "问一件归别处管的事找谁", _point(whole, place)) if place else None


def _said_of(seen: Understanding, near: str) -> Answer:
    """What the talk goes on about: of choices only the first was said, and of none nothing."""
    last = seen.parts[-1].answer
    if last.certainty is Certainty.SURE or near:
        return replace(last, candidates=last.candidates[:1])
    return replace(last, candidates=())


def _standards_asked(seen: Understanding, hands: Hands) -> Answer | None:
    """The standards of the thing a story asks them of (「橡皮有怪味，有强制国标吗」)."""
    if seen.first.asked is not Asked.STANDARD:
        return None
    product = hands.skills.product_of(seen.first.text)
    return hands.skills.standards_of(product, seen.first.text) if product else None


def _point(told: Told, said: str, known: Answer | None = None) -> Act:
    async def point() -> Outcome:
        outcome = _pointing(told, said)
        if known is None:
            return outcome
        return replace(outcome, replies=(reply_of(known), *outcome.replies), answer=known)

    return point


def _pointing(told: Told, said: str) -> Outcome:
    offers = (INSIST, NOT_NOW)
    reply = offer_of(offers, said, english=_in_english(told))
    return Outcome((reply,), "tell_story", private=True, told=replace(told, offers=offers))


def _in_english(told: Told) -> bool:
    return bool(told.words) and is_english(told.words[-1])


def _going_on(seen: Understanding, hands: Hands) -> Bid | None:
    """One more sentence right behind the offer: 「就在观音桥那家」."""
    told = seen.state.told
    first = seen.first
    # What is told on and only leans on the answer beside the offer is no question.
    known = first.answer.certainty is Certainty.SURE and not first.taken_as
    asks_on = (
        _ASKS_ON.search(seen.text),
        _WHAT_IF.match(seen.text),
        _supposes(seen),
        _THAT_TOO_ALONE.fullmatch(seen.text),  # 「灶台诶」 asks the same of another thing
        _THAT_TOO_OF.fullmatch(seen.text),
        _THAT_ONE.fullmatch(seen.text),
        _TO_CONFIRM_AT_LAST.search(seen.text),
        seen.first.leaning is not None and seen.first.leaning.corrects,
        is_english(seen.text) and _ASKS_IN_ENGLISH.search(seen.text),
    )
    of_standard = any(part.asked is Asked.STANDARD for part in seen.parts)
    asking = asks(seen.text) or first.facet is not None or of_standard or any(asks_on)
    plain = not known and not asking
    if not told.offers or not plain or seen.refuses:
        return None
    if seen.intent in _TALK or seen.intent in STARTS or acknowledges(seen.text):
        return None

    async def go_on() -> Outcome:
        whole = told.and_then(seen.typed)
        place = hands.cases.elsewhere(_whole(whole), _whole(whole))
        if place and INSIST in told.offers:
            return _pointing(whole, place)
        offers = kinds_for(_whole(whole))
        english = is_english(seen.text)
        words = f"{MORE_IN_ENGLISH}\n{MORE}" if english else MORE
        reply = offer_of(offers, words, english=english)
        return Outcome((reply,), "tell_story", private=True, told=replace(whole, offers=offers))

    return Bid(0.93, "接着讲刚才的事", go_on)


def _whole(told: Told) -> str:
    return "\n".join(told.words)
