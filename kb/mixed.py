"""Chinese and English in one sentence: 「xiaofu 自己的 standard 是 number 多少」."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kb.text.english import is_english
from kb.yaml_file import read_yaml

_SEED = Path(__file__).resolve().parent.parent / "data/seeds/mixed_words.yml"
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")
# What stands between two Chinese words once English is translated.
_GAP = re.compile(r"(?<=[\u3400-\u9fff])[ ']{1,3}(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class _Words:
    """The words of ``mixed_words.yml``."""

    pinyin: dict[str, tuple[str, str]]
    particles: dict[str, str]
    english: dict[str, str]
    found: re.Pattern[str]

    def chinese(self, word: str) -> str:
        """A word in Chinese; as it is where it isn't known."""
        plain = word.lower()
        pinyin = self.pinyin.get(plain, ("", ""))[1]
        return pinyin or self.particles.get(plain) or self.english.get(plain) or word


def in_one_language(text: str) -> str:
    """A mixed text in the language that carries it, and any other as it is.

    >>> in_one_language("xiaofu 自己的 standard 是 number 多少")
    '校服自己的标准是编号多少'
    >>> in_one_language("GB/T ye shi qiangzhi de ma"), in_one_language("that one bixu 执行 ma")
    ('GB/T 也是强制的吗', '那个必须执行吗')
    >>> in_one_language("my laoban says the kouzhao is good"), in_one_language("is GB/T valid?")
    ('my shop owner says the mask is good', 'is GB/T valid?')
    """
    words, said = _KNOWN, [word.lower() for word in _WORD.findall(text)]
    pinyin = [word for word in said if word in words.pinyin]
    if not _is_chinese(text, said, words):
        return words.found.sub(lambda w: _english(w[0], words), text) if pinyin else text
    if not pinyin and not any(word in words.english for word in said):
        return text
    return _GAP.sub("", words.found.sub(lambda w: words.chinese(w[0]), text))


def _is_chinese(text: str, said: list[str], words: _Words) -> bool:
    if _HAN.search(text):
        return not is_english(text)
    sounds = sum(word in words.pinyin or word in words.particles for word in said)
    return sounds * 2 > len(said) and any(word in words.pinyin for word in said)


def _english(word: str, words: _Words) -> str:
    return words.pinyin.get(word.lower(), (word, ""))[0]


def _load() -> _Words:
    rows = read_yaml(_SEED)
    pinyin = {word: (said[0], said[1]) for word, said in rows["pinyin"].items()}
    particles, english = dict(rows["particles"]), dict(rows["english"])
    known = sorted((*pinyin, *particles, *english), key=len, reverse=True)
    found = re.compile(rf"(?<![A-Za-z/])(?:{'|'.join(known)})(?![A-Za-z/])", re.IGNORECASE)
    return _Words(pinyin, particles, english, found)


_KNOWN = _load()
