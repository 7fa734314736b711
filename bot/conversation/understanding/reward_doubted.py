"""Whether a reward for reports is real: 「工友说举报黑作坊可以拿一百万，吹牛的吧」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.text.english import is_english

_REPORTS = r"(?:举报|检举|揭发|告发)"
_MONEY = (
    r"(?:奖[励金赏]?|赏[金钱]|发财|发钱|给钱|拿钱|领钱|得钱|来钱"
    r"|(?:拿|领|得|给|奖|赚|有|发|挣|分)(?:到|了|得到|你|他|她|我)?[^,，。\s]{0,6}?[\d一二两三四五六七八九十几百千万好]{1,6}(?:个)?(?:万|元|块|钱))"
)
_OF_A_REWARD = re.compile(
    rf"{_REPORTS}[^。!！]{{0,30}}?{_MONEY}|{_MONEY}[^。!！]{{0,16}}?{_REPORTS}"
)
_DOUBTS = re.compile(
    r"(?:吹牛|扯谎|扯淡|扯把子|骗人|哄人|日白|冲壳子|谣言|假的|瞎说|乱说|瞎扯|胡说|真的假的|真的|不可信|不信|靠谱|靠得住|可信|这种好事|这么多|有这回事|这回事|当真)"
    r"[^,，。]{0,6}[?？。!！\s]{0,3}$"
)
_MOST = re.compile(r"[\d一二两三四五六七八九十几]{0,4}[百千万]+")
# Who reports, or did, tells of that.
_WISHES = re.compile(r"我们?(?:要|想|来|得|已经|上次|前头|都)?(?:去)?(?:举报|检举)(?:了|过)?(?!我)")
_ASKED = ("举报有没有奖励", "举报奖励最高多少")
_ENGLISH = re.compile(
    r"^(?=.*\breport(?:s|ed|ing)?\b)(?=.*\b(?:reward|million|yuan|pays?|paid|money|cash|bounty)\b)"
    r"(?=.*\b(?:joke|joking|true|really|real|rumou?r|kidding|lying|lie|bluff|legit|believe|nonsense)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_ENGLISH_ASKED = "Is there a reward for reporting?"


def doubts_reward(text: str) -> bool:
    """Whether a normalised text asks if it is true that reports are rewarded.

    >>> doubts_reward("工友说举报黑作坊可以拿一百万，吹牛的吧"), doubts_reward("举报卖假酒的，真的")
    (True, False)
    >>> doubts_reward("我举报了他三次，说给奖金五千，骗人的")
    False
    """
    if _ENGLISH.match(text):
        return True
    doubted = _DOUBTS.search(text) is not None and _OF_A_REWARD.search(text) is not None
    return doubted and _WISHES.search(text) is None


def of_a_reward(skills: Skills, part: Part) -> Part | None:
    """The part as a plain question for the reward; None where none is doubted."""
    if not doubts_reward(part.text):
        return None
    asked = _ENGLISH_ASKED if is_english(part.text) else _ASKED[bool(_MOST.search(part.text))]
    answer = skills.answer(asked)
    return replace(part, answer=answer) if answer.is_sure else None
