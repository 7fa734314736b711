"""Repairs what voice input mishears: 「自来税的标尊」 was 自来水的标准.

Only signs that make no word together are read again, by their sound, as a word of ours, and only
where that makes the whole text far likelier. What was typed is kept elsewhere.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kb.kept_work import made_from, place
from kb.text.kept import kept
from kb.text.segment import Known, Segmenter
from kb.text.word_finder import WordFinder

HEARD = Path(__file__).resolve().parent.parent / "data" / "seeds" / "heard.txt"
# Natural logarithm of how many times likelier the text must become. Below it names of people and
# shops begin to change (docs/measurements.md, "Misheard words").
ENOUGH = 4.5
# How often a word stands in jieba's dictionary that hardly anybody means: 空条.
RARE = 3
LONGEST_TEXT = 80  # characters; a long story has enough words that were heard well
_LONGEST_WORD = 6
# Who asks nothing but the standard of a thing names no person and no shop: 「月并国标」.
_ONLY_ASKS = re.compile(
    r"的?(?:看|认|按|用|执行|是|有)?(?:什么|哪个|啥)?(?:国家)?(?:标准|国标)(?:编?号)?(?:是|看|有)?(?:什么|哪个|多少|啥|没得|没有)?[呢嘛呀哦啊?？]*"
    r"|[呢嘞喃捏][?？]?"
)
# As :data:`ENOUGH`, of such a question: the signs of a thing may be as likely alone.
ENOUGH_ALONE = -1.0
_HAN = re.compile(r"[一-鿿]+")
_SIGNS = range(ord("一"), ord("鿿") + 1)
_NAMED = re.compile(r"[“\"「《『][^”\"」》』]{0,40}+[”\"」》』]")
# They stand alone, and are heard well.
_PARTICLES = frozenset("吗嘛呢吧啊呀的了不一有是在没只就都和我你他自谁搞")


class Hearing(Segmenter):
    """Reads misheard words again.

    Args:
        words: what may have been said, of two to six Han characters.
        whole: those of them that are recognised even where every sign was misheard.
    """

    def __init__(self, words: Iterable[str], whole: Iterable[str] = ()) -> None:
        words, self._whole = tuple(words), frozenset(whole)
        super().__init__(words, _known(words))
        self._own = WordFinder(words)
        self._sounding: dict[tuple[str, ...], list[str]] = defaultdict(list)
        sounds = _sounds(words)
        self._signs = sounds.of_signs
        for word, sound in zip(words, sounds.of_words, strict=True):
            self._sounding[sound].append(word)
        self._lengths = sorted({len(word) for word in words})
        self._heard = kept(self._put_right)

    def __call__(self, text: str) -> str:
        """The text with what was misheard put right; the text itself mostly."""
        return self._heard(text)

    def _put_right(self, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            return text
        named = [found.span() for found in _NAMED.finditer(text)]
        while (better := self._better(text, named)) is not None:
            text = better
        return text

    def _better(self, text: str, named: list[tuple[int, int]]) -> str | None:
        """The text with the one word read again that makes it likeliest; None if none does."""
        best, least = None, ENOUGH
        for run in _HAN.finditer(text):
            said, start = run[0], run.start()
            if any(a <= start < b for a, b in named):
                continue
            likely = None
            for at, word in self._said(said):
                likely = self._likely(said) if likely is None else likely
                other = said[:at] + word + said[at + len(word) :]
                gain = self._likely(other) - likely
                beside = text[: start + at] + text[start + at + len(word) :]
                if gain > (least if best or not _ONLY_ASKS.fullmatch(beside) else ENOUGH_ALONE):
                    best, least = text[:start] + other + text[start + len(said) :], gain
        return best

    def _said(self, run: str) -> Iterator[tuple[int, str]]:
        """Where a word may have been said, and the word."""
        # What stands in a word of ours was heard well: 「棉服钻棉」 is not about 棉服装.
        well = {at + n for at, word in self._own.spans(run) for n in range(len(word))}
        sounds = tuple(map(self._signs.__getitem__, run))
        for length in self._lengths:
            for at in range(len(run) - length + 1):
                words = self._sounding.get(sounds[at : at + length])
                window = run[at : at + length]
                if words is None or self._jieba.FREQ.get(window, 0) > RARE:
                    continue
                for word in words:
                    wrong = {n for n in range(length) if window[n] != word[n]}
                    if well.isdisjoint(at + n for n in wrong) and (
                        word in self._whole or _heard_in_part(window, wrong)
                    ):
                        yield at, word

    def _likely(self, run: str) -> float:
        """Logarithm of how likely the signs are, cut into words the best way."""
        all_of_them, known = math.log(self._jieba.total), self._jieba.FREQ
        best = [0.0]
        for end in range(1, len(run) + 1):
            best.append(
                max(
                    best[at] + math.log(known.get(run[at:end], 0) or 1) - all_of_them
                    for at in range(max(0, end - _LONGEST_WORD), end)
                    if end - at == 1 or known.get(run[at:end])
                )
            )
        return best[-1]


def _heard_in_part(window: str, wrong: set[int]) -> bool:
    """Whether of what was heard at most half is wrong, and no particle."""
    return 0 < 2 * len(wrong) <= len(window) and _PARTICLES.isdisjoint(window[n] for n in wrong)


def _known(words: Sequence[str]) -> Known:
    """The words in jieba's dictionary, which takes a sixth of a second of a core to take them."""
    source = made_from("\n".join(words))
    known: Known | None = place().get("heard", source)
    if known is None:
        known = Segmenter(words).known
        place().keep("heard", source, known)
    return known


class _Sounds(NamedTuple):
    """How things sound, see :func:`_plain`.

    Args:
        of_words: of each word, sign by sign.
        of_signs: of every character as it mostly does.
    """

    of_words: list[tuple[str, ...]]
    of_signs: dict[str, str]


def _sounds(words: Sequence[str]) -> _Sounds:
    """The sounds of some words; their dictionary takes half a second of a core to read."""
    source = made_from("\n".join(words))
    if (known := place().get("sounds", source)) is not None:
        return _Sounds(*known)
    from pypinyin import Style, lazy_pinyin
    from pypinyin.constants import PINYIN_DICT

    # In 空调 and 银行卡 a sign doesn't sound as it mostly does.
    read = (lazy_pinyin(word, style=Style.TONE) for word in words)
    mostly = {chr(sign): PINYIN_DICT.get(sign, "").partition(",")[0] for sign in _SIGNS}
    made = _Sounds(
        [tuple(map(_plain, one)) for one in read],
        {sign: _plain(sound) for sign, sound in mostly.items()},
    )
    place().keep("sounds", source, tuple(made))
    return made


def _plain(read: str) -> str:
    """A sound in pinyin without its tone and what is one sound in Chongqing."""
    sound = "".join(c for c in unicodedata.normalize("NFD", read) if not unicodedata.combining(c))
    if sound.startswith(("zh", "ch", "sh")):
        sound = sound[0] + sound[2:]
    if sound.startswith("n"):
        sound = "l" + sound[1:]
    return sound.removesuffix("g") if sound.endswith("ng") else sound


@lru_cache(maxsize=1)
def load_hearing(path: Path = HEARD) -> Hearing:
    """The words of ``heard.txt``, one a line; a star follows those recognised as a whole."""
    lines = path.read_text(encoding="utf-8").split()
    starred = [line[:-1] for line in lines if line.endswith("*")]
    return Hearing((line.rstrip("*") for line in lines), starred)
