"""What staff write line by line, as a page shows it: words, short lists, links with a name.

The text itself stays plain and goes to every channel as it stands; ``chat-show.js`` reads it alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

# 「- 先找商家」; and 「在哪里查：https://std.samr.gov.cn」, alone on its line.
_POINT = re.compile(r"[-·•] {0,3}(\S.{0,300})")
_LINK = re.compile(r"([^：\n]{1,40})：\s?(https?://[!-~]{1,300})[。；]?")


@dataclass(frozen=True)
class Words:
    """Lines as they stand."""

    kind: ClassVar[str] = "words"
    text: str


@dataclass(frozen=True)
class Points:
    """A list."""

    kind: ClassVar[str] = "points"
    points: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """An address with a name."""

    kind: ClassVar[str] = "link"
    title: str
    address: str


Block = Words | Points | Link


def laid_out(text: str) -> Iterator[Block]:
    """The parts of a text, in order.

    >>> list(laid_out("先看两样：\\n- 标签\\n- 小票\\n在哪里查：https://std.samr.gov.cn"))
    [Words(text='先看两样：'), Points(points=('标签', '小票')), \
Link(title='在哪里查', address='https://std.samr.gov.cn')]
    """
    words: list[str] = []
    points: list[str] = []
    for line in text.splitlines():
        point, link = _POINT.fullmatch(line.strip()), _LINK.fullmatch(line.strip())
        if points and not point:
            yield Points(tuple(points))
            points = []
        if words and (point or link):
            yield Words("\n".join(words))
            words = []
        if point:
            points.append(point[1])
        elif link:
            yield Link(link[1], link[2])
        else:
            words.append(line)
    if points:
        yield Points(tuple(points))
    if words:
        yield Words("\n".join(words))


def in_one_line(text: str) -> str:
    """A text without the marks of its lists and the addresses of its links.

    >>> in_one_line("先看两样：\\n- 标签\\n- 小票\\n在哪里查：https://std.samr.gov.cn")
    '先看两样：标签；小票 在哪里查'
    """
    told = ""
    for block in laid_out(text):
        match block:
            case Points(points):
                words, apart = "；".join(points), "" if told.endswith("：") else " "
            case Link(title):
                words, apart = title, " "
            case Words(lines):
                words, apart = " ".join(lines.split()), " "
        told = f"{told}{apart}{words}" if told else words
    return told
