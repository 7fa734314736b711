"""Another number on a label taken for a standard's: 「SC打头那串就是产品标准号噻」."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.scope import SEEDS
from kb.text.word_finder import WordFinder
from kb.yaml_file import read_yaml

# Said to be, or asked whether it is, the number of a standard.
_TAKEN = re.compile(
    r"(?:是|等于|算|当成?|作为|指|叫做?|成了?|为)[^,，。；;？?按照]{0,10}?(?:标准|[国行企]标)(?:编?号|代号)?"
    r"(?=$|[吗嘛么吧噻撒哇嗦不的了对啊呀哈,，。？?！!]|是不是)"
    r"|意思是?按[^,，。；;？?]{0,6}标准"
)
# Who asks which standard rules the number itself takes it for nothing.
_OPEN = re.compile(r"什么|哪|多少|几号|怎么|区别|在哪|有没有|查")
_LETTER = re.compile(r"[A-Za-z/]")


@dataclass(frozen=True)
class LabelCode:
    """A number on labels that is no standard's.

    Args:
        entry: slug of the entry that says what it is.
        words: what people call it.
    """

    entry: str
    words: WordFinder

    def is_named(self, text: str) -> bool:
        """Whether a text names it; letters alone: SC/T is a standard's."""
        return any(
            not word.isascii()
            or not (
                _LETTER.match(text[start - 1 : start]) or _LETTER.match(text, start + len(word))
            )
            for start, word in self.words.spans(text.upper())
        )


def taken_for_a_standard(text: str) -> str:
    """The slug of the entry that puts right what a normalised text takes for a standard's number.

    Empty where it takes nothing so.

    >>> taken_for_a_standard("食品袋上SC打头那串就是产品标准号吧")
    'basics-sc'
    >>> taken_for_a_standard("商品条码是什么标准")
    ''
    """
    if _TAKEN.search(text) is None or _OPEN.search(text):
        return ""
    return next((code.entry for code in load_label_codes() if code.is_named(text)), "")


@lru_cache(maxsize=1)
def load_label_codes(path: Path = SEEDS / "label_codes.yml") -> tuple[LabelCode, ...]:
    """The rows of the content."""
    return tuple(LabelCode(row["entry"], WordFinder(row["said"])) for row in read_yaml(path))
