"""What a merchant owes a customer, asked behind what happened: 「…要我赔一千，我真的要赔吗」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.text.english import is_english

_ENTRY = "faq:mcl-three"
_CUSTOMER = (
    r"(?:顾客|客人|客户|买家|食客|消费者|打假的?人?"
    r"|有个?[^,，。\s]{1,6}(?:人|女|男|太婆|老头|婆婆)|一个[^,，。\s]{0,4}(?:人|的|老头|太婆|女|男))"
)
_SELLS = re.compile(
    r"(?:我们?|本人|俺|咱们?|我家)[^,，。\s]{0,6}(?:开|经营|卖|摆摊|搞|做)(?!心|车|会|学|门|事|梦|过)[^,，。\s]{1,10}"
    r"|(?:我们?|咱们?|我家)(?:家|的|这)?(?:个)?[^,，。\s]{0,4}(?:网店|店|铺|馆|摊|超市|厂|餐馆|饭店|面馆)"
    r"|(?:^|[,，。\s])(?:做|开|卖|搞|摆)[^,，。\s]{1,8}的(?=[,，\s])"
)
_ASKS_OF = re.compile(
    rf"{_CUSTOMER}[^。!！]{{0,60}}?(?:要|喊|叫|让|硬说|张嘴|张口|逼|非要|想|不给)[^。!！]{{0,16}}?(?:赔|退|换|[\d一二两三四五六七八九十百千万]{{1,6}}(?:元|块|$|[,，])|钱)"
)
_OWES = re.compile(
    r"(?:我们?|本店|店里|咱们?|这种|这种情况|这个|真的|到底|法律规定)[^。,，]{0,10}?"
    r"(?:该不该|要不要|需不需要|是不是|有没有义务|非得|必须|应该|该|要|得|需要)[^。,，]{0,5}?(?:赔|退|换|给(?:他|她|它|钱))[^。,，]{0,8}"
    r"(?:吗|不|嘛|么|没|多少|[?？])[^。,，]{0,3}$"
    r"|(?:是不是|该不该|要不要|用不用|需不需要)[^。,，]{0,6}?(?:赔|退|换|给)[^。,，]{0,8}$"
)
_SELLS_IN_ENGLISH = re.compile(
    r"\b(?:i|we) (?:run|own|have|manage|operate|opened|sell|keep)\b[^.!?]{0,40}"
    r"\b(?:shop|store|restaurant|cafe|bakery|stall|bar|stand|salon|place|supermarket|online|company)\b"
    r"|\bmy (?:own )?(?:shop|store|restaurant|cafe|bakery|stall|bar)\b",
    re.IGNORECASE,
)
_CLAIMED_IN_ENGLISH = re.compile(
    r"\b(?:customer|buyer|guest|client|woman|man|lady|guy|girl|he|she|they|somebody|someone)\b"
    r"[^!?]{0,120}?\b(?:wants?|demands?|asks?|asked|claims?|insists?|refund|compensation|yuan|times)\b",
    re.IGNORECASE,
)
_OWES_IN_ENGLISH = re.compile(
    r"\b(?:do|must|am|are|should|does|can|is|what|how)\b[^.!?]{0,40}\b(?:i|we|me)\b[^.!?]{0,24}"
    r"\b(?:owe|pay|oblige?d|have to|give|refund|compensate|take it back|liable)\b[^.!?]{0,30}\?\W*$"
    r"|\b(?:must|should) (?:i|we) (?:really )?(?:owe|pay|give|refund|compensate|take)\b",
    re.IGNORECASE,
)
_FOOD = re.compile(
    r"\b(?:food|eat|ate|eaten|soup|noodles?|burger|plate|bread|bun|cake|meal|dish|honey|milk|restaurant|bakery|cafe|drink|hair|fly)\b",
    re.IGNORECASE,
)
_SEVEN_DAYS = re.compile(r"\b(?:seven|7)[ -]?days?\b", re.IGNORECASE)
_ONLINE = re.compile(r"\bonline|taobao|pinduoduo|jd\b", re.IGNORECASE)


def asks_what_is_owed(text: str) -> bool:
    """Whether somebody who sells asks if what a customer demands must be paid.

    >>> asks_what_is_owed("我开火锅店的,有个客人要我赔一千,我真的要赔吗")
    True
    >>> asks_what_is_owed("老板卖我的酒是假的,要他赔三倍,他该不该赔")
    False
    """
    if is_english(text):
        english = (_SELLS_IN_ENGLISH, _CLAIMED_IN_ENGLISH, _OWES_IN_ENGLISH)
        return all(one.search(text) for one in english)
    claimed = _ASKS_OF.search(text) is not None
    return claimed and bool(_SELLS.search(text)) and _OWES.search(text.strip(" 。!！")) is not None


def of_what_is_owed(skills: Skills, part: Part) -> Part | None:
    """The part answered with what must be paid, where nothing surer answers it."""
    if not asks_what_is_owed(part.text):
        return None
    if is_english(part.text):
        answer = skills.given_in_english(_in_english(part.text))
    else:
        answer = None if part.answer.is_sure else skills.answerer.give(_ENTRY)
    return replace(part, answer=answer, at_length=True) if answer else None


def _in_english(text: str) -> str:
    if _SEVEN_DAYS.search(text):
        return "faq:cmp-7day" if _ONLINE.search(text) else "faq:cns-7day-store"
    return "faq:cmp-food10" if _FOOD.search(text) else "faq:cmp-3-or-10"
