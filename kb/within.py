"""What an entry's answer says of one thing: 「白天呢」 after an answer with both limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST = 3  # sentences
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
# Words that ask or lead over and say nothing a text could have or lack.
_EMPTY = re.compile(
    r"什么|哪[个些里儿天年月种本份家位一]*|怎[么样]*|多[少久大高长远]|几[个月年天号时种条]?|是[否不]*是?|有没有|能不能|可不可以|可以|吗|呢|为什么|好[多久]|(?:给|发|告诉)[我你他]|(?:说|报|讲|查|看)(?:一下|一哈|下|哈)"
    r"|为何|如何|时候|什么时候|[它他她这那][个些种本条里边事]*|还[有是能]?|就[是要]|要是|如果|不[是要能会]|应该|需要|一下|请问|知道|意思"
    r"|第[一二三四五六七八九十]|另外|其他|其它|别的|哪里|标准|规定|要求|具体|真的|到底|究竟|一定|必须|一般|现在|之后|以后|以前|的话|那么|所以|都?[要得]?等到?|各[是自]?"
)


def without_asking(text: str) -> str:
    """A text without its words that only ask."""
    return _EMPTY.sub(" ", text)


def is_said(text: str) -> bool:
    """Whether a text says something beside its asking."""
    return (
        len(
            re.sub(
                r"[\s\W]|[这那它该其的了是要去到给归管谁哪个事么嘛喊得有在向找打上又]",
                "",
                without_asking(text),
            )
        )
        > 0
    )


def says_something(word: str) -> bool:
    """Whether a text could have or lack a word."""
    return len(word) > 1 and not _EMPTY.fullmatch(word)


def _closed_up(text: str) -> str:
    """「B 类」 as it is typed, 「b类」."""
    return "".join(text.lower().split())


def sentences_with(answer: str, words: Sequence[str], asked: re.Pattern[str]) -> str:
    """The sentences of an answer that hold every word and what is asked; empty if none does.

    >>> sentences_with("白天 70 分贝；夜间 55 分贝。扰民打 12345。", ["夜间"], re.compile(r"\\d"))
    '夜间 55 分贝。'
    """
    said = (sentence.strip() for sentence in _SENTENCE.findall(answer))
    looked_for = [_closed_up(word) for word in words]
    found = [
        sentence
        for sentence in said
        if asked.search(sentence) and all(word in _closed_up(sentence) for word in looked_for)
    ]
    return "\n".join(found[:MOST])
