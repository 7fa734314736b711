"""Whether it comes out who reported, asked in few words: 「会不会漏出去我的名字」."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.complaints.understanding.asking import asks
from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.part import Part
from kb.text.english import is_english

_ENTRY = "faq:cmp-secret"
_OF_ME = r"(?:我?的?(?:名字|姓名|身份|信息|消息|电话)|是我|我(?:说|告|举报|反映|检举)的)"
_COMES_OUT = (
    r"(?:漏|泄|说出|传出|透露|暴露|走漏|公开|查出|查到|晓得|知道|认出|告诉(?:他|老板|商家|店|厂))"
)
_KNOWN = re.compile(rf"{_OF_ME}[^,，。]{{0,8}}{_COMES_OUT}|{_COMES_OUT}[^,，。]{{0,10}}{_OF_ME}")
_OF_REPORTS = re.compile(r"举报|检举|揭发|\breport|\breward|\binform", re.IGNORECASE)
_LONGEST = 24  # characters; what is longer says itself what it asks
_KNOWN_IN_ENGLISH = re.compile(
    r"\bwill (?:he|she|they|it|my (?:boss|name|identity|employer|landlord)|any(?:one|body)|people"
    r"|the (?:boss|owner|shop|company|factory))[^.?!]{0,12}"
    r"\b(?:learn|know|find out|hear|leak|come out|get out|be (?:told|known|leaked|disclosed))"
    r"[^.?!]{0,24}\??\W*$",
    re.IGNORECASE,
)
_OF_WHO_TELLS = re.compile(r"\b(?:me|my name|my identity|i)\b", re.IGNORECASE)
_WOULD_TELL = re.compile(
    r"\breport|\binform\b|\btell (?:some(?:one|body)|the (?:authorit|police|bureau|market))",
    re.IGNORECASE,
)
_ENGLISH_ASKED = "is a report confidential"


def of_who_reported(skills: Skills, part: Part, memory: Memory) -> Part | None:
    """The part as whether reporters are kept secret; None where it asks something else."""
    about = " ".join((memory.about, memory.topic, *(one.about for one in memory.trail)))
    if is_english(part.text):
        said = _KNOWN_IN_ENGLISH.search(part.text)
        told = _WOULD_TELL.search(part.text) or _OF_REPORTS.search(about)
        if said is None or not told or not _OF_WHO_TELLS.search(said[0]):
            return None
        answer = skills.answer(_ENGLISH_ASKED)
        return replace(part, answer=answer, at_length=True) if answer.is_sure else None
    if len(part.text) > _LONGEST or not asks(part.text) or not _KNOWN.search(part.text):
        return None
    found = skills.answerer.give(_ENTRY) if _OF_REPORTS.search(about + part.text) else None
    return replace(part, answer=found) if found else None
