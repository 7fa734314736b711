"""The questions one message asks: 「规划里试点示范要几个？农业普及率多少？」 asks two."""

from __future__ import annotations

import re

MOST_PARTS = 3
_ENDS = re.compile(r"[?？]{1,8}+[\s,，。;；]{0,8}+|[;；\n]{1,8}+")
_JOINTS = re.compile(
    r"[,，。;；\n]{1,4}+\s{0,4}+(?:还有|另外|再(?:问|请问)?(?:一下|个)?|以及|顺便(?:问)?|那么|然后|同时)"
    r"[,，\s]{0,4}+|[,，。]\s{0,4}+"
)
_LIST = re.compile(
    r"(?P<one>[\u4e00-\u9fffA-Za-z0-9]{1,12}?)(?:和|与|跟|、|以及"
    r"|还有)(?P<other>[\u4e00-\u9fffA-Za-z0-9]{1,20}?)"
    r"(?:分别|各自|各)(?:是|都)?(?P<rest>.{2,})"
)
_SHORTEST = 3
# Between commas only what really asks is a question: 「网店没有地址，投诉归哪个局」 is one.
_ASKS = re.compile(
    r"吗|么$|呢|什么|哪|谁|几|多少|多久|多[大高长远]|怎么|怎样|如何|为何|是否|能否|有没有|(.)不\1|不$|[?？]"
)


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of a normalised text, in order, at most three; the text itself if it asks one.

    What a part leaves out (「农业普及率多少」 of the plan) is found with the memory of the part
    before, as between two messages.
    """
    listed = _LIST.fullmatch(text.strip(" ?？。"))
    if listed is not None:
        # 「豆制品和植物油的国标各是多少号」: what both share stands with the second alone.
        shared = "".join(listed["other"].partition("的")[1:])
        return f"{listed['one']}{shared}{listed['rest']}", f"{listed['other']}{listed['rest']}"
    for cut in (_ENDS, _JOINTS):
        parts = [part.strip(" ,，。") for part in cut.split(text)]
        asking = [part for part in parts if len(part) >= _SHORTEST and _ASKS.search(part)]
        if len(asking) >= 2 and all(_stands(part, asking) for part in parts if part):
            return tuple(asking[:MOST_PARTS])
    return (text,)


def _stands(part: str, asking: list[str]) -> bool:
    """Whether a part is a question or too short to be a story between questions."""
    return part in asking or len(part) <= 12
