"""What a message that leans on the one before asks in full: 「21年呢」 -> 「21年质量月的主题」."""

from __future__ import annotations

import re

from bot.conversation.memory import Memory
from bot.conversation.understanding.asked import Asked, asked_in
from bot.conversation.understanding.leaning import Leaning, bare, without_pronoun

_YEAR = re.compile(r"(?<!\d)(?:19|20)?\d\d\s*年|(?:今|去|前|明)年")
# Where the subject of a question ends.
_SUBJECT_ENDS = re.compile(
    r"是|谁|怎|什么|哪|几|多少|多久|多[大长高]|能|可以|可不|要(?!求)|有(?!效|机|限)|在|为|吗|会(?!议)|必须|应该|应当|如何|由|归|执行|看|按|属于|多(?=久|少)|呢|？|\?"
)
_ASKING = re.compile(
    r"什么时候|什么|哪些|哪个|哪里|哪[天年月家]|怎么样|怎么|怎样|如何|为什么|多少|多久|几|是否|有没有|吗|呢|？|\?|是不是|能不能|要不要"
)
SHORTEST_TOPIC, LONGEST_TOPIC = 2, 16
MOST_READINGS = 4  # each costs one search


def topic_of(about: str) -> str:
    """What a phrasing of the knowledge base is about, as few words as possible.

    >>> topic_of("世界标准日是哪天？")
    '世界标准日'
    """
    end = _SUBJECT_ENDS.search(about)
    head = about[: end.start()].rstrip(" 的，,") if end else about
    if SHORTEST_TOPIC <= len(head) <= LONGEST_TOPIC:
        return head
    return _ASKING.sub("", about).strip(" 的，,。")[:LONGEST_TOPIC]


def full_questions(leaning: Leaning, memory: Memory) -> tuple[str, ...]:
    """What a leaning message may ask in full, the likeliest first.

    Args:
        leaning: how it leans.
        memory: what the conversation was about.
    """
    rest, about, topic = bare(leaning.rest), memory.about, memory.topic
    if not rest or not topic:
        return ()
    # What is put right may be a whole question (「不是，我问的是怎么投诉」).
    found: list[str] = [rest] if leaning.corrects else []
    if about and (year := _YEAR.search(rest)):
        named = _in_full(year[0])
        found.append(_YEAR.sub(named, about, count=1) if _YEAR.search(about) else f"{named}{about}")
    asks = asked_in(rest) is not Asked.NOTHING
    if not asks and topic and topic in about:
        # 「童车呢」 after 「玩具认什么标准」 asks the same of another thing.
        found.append(about.replace(topic, rest, 1))
    if memory.product and memory.product in about and not asks:
        found.append(about.replace(memory.product, rest, 1))
    if asks:
        found.append(without_pronoun(rest, topic))
    found += [f"{topic}{rest}", f"{about} {rest}" if about else ""]
    return tuple(dict.fromkeys(text for text in found if text))[:MOST_READINGS]


def _in_full(year: str) -> str:
    digits = re.sub(r"\D", "", year)
    return f"20{digits}年" if len(digits) == 2 else year
