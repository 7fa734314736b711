"""A fine taken for granted, and where it stands: 「没公开的罚一万 是哪条规定的」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.resolving import topic_of

_CLAIM = re.compile(
    r"(?:那|那么)?(?P<deed>[^,，。？?]{3,20}?)的?(?:话)?(?:就|要|会|得|最多|顶多|只|是)?(?:被)?罚(?:款)?(?P<sum>[\d一二两三四五六七八九十百千万几.]{1,8})(?:元|块|块钱)?(?:的?规定)?[,，\s]*"
    r"(?:这个)?(?:是|在|出自|写在|按|依据)?(?:的是)?(?:哪|第几)(?:一)?[条部个款](?:法律?|规定|条例|条)?(?:里)?(?:的|规定|写|说|讲|定){0,3}[嘛啊呢哦?？]*"
)
_KIND = re.compile(r"(?:企业|团体|行业|地方|国家|强制性|推荐性)标准")
_NOT = re.compile(r"[没不未]有?")
_SURELY = 0.2


def of_a_fine_claimed(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as whether that is fined; None where no fine is taken for granted."""
    said = _CLAIM.fullmatch(part.text.strip(" ,，。"))
    if said is None:
        return None
    asked = f"{said['deed']}罚{said['sum']}吗"
    before = (topic_of(one.about) for one in reversed(memory.trail))
    named = list(filter(None, (memory.topic, *before)))
    kinds = (found[0] for topic in named if (found := _KIND.search(topic)))
    topics = dict.fromkeys((*named, *kinds))
    for question in (asked, *(f"{topic}{asked}" for topic in topics)):
        answer = skills.answer(question)
        told = answer.is_sure and answer.score >= _SURELY and "罚" in answer.text
        if told and skills.covers(answer, _NOT.sub("", said["deed"])):
            return replace(part, answer=answer, taken_as=question)
    return None
