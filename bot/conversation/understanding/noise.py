"""Messages that hold nothing: keys struck at random, signs, one syllable over and over."""

from __future__ import annotations

import re

from kb.text.standard_number import StandardNumber

STRUCK = 24  # characters; longer ones are a sentence with a slip
_HAN = re.compile(r"[\u3400-\u9fff]")
_SAYS_NOTHING = re.compile(r"^[\W_]*$|^[a-z\d\s]{4,40}$", re.IGNORECASE)
# One figure over and over: nobody's number (「888 8888 88」); 「110」 has two.
_ONE_FIGURE = re.compile(r"^(\d)(?:\s*\1){3,}$|^0+$|^(\d)\2\2(?:\s+\2{2,})+$")
_SYLLABLE_AGAIN = re.compile(r"^([a-z]{1,3})\1{2,}\d*$", re.IGNORECASE)
_INTERJECTIONS = re.compile(r"[啊嗯哦哈呃额嘿呵嘻唉]{1,20}")
_ONE_KEY = re.compile(r"([0-9a-z])\1{2,20}", re.IGNORECASE)
_FIGURES = "01234567890 09876543210"
_VOWELS = re.compile(r"[aeiou]", re.IGNORECASE)
# Four keys in a row: nobody's word.
_KEYS = re.compile(
    "|".join(
        row[start : start + 4]
        for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
        for start in range(len(row) - 3)
    ),
    re.IGNORECASE,
)
# Signs beside each other that no number and no end of a sentence has: 「kjh;;;[]」.
_SIGNS_AMONG = re.compile(r"[\[\]{};:'\"|\\<>=+`^$#@&*%,]{2}")
# One sign over and over, with letters or digits: 「哒哒哒嘀嘀嘀zzz998」; 「急急急」 says something.
_DRUMMED = re.compile(
    r"^(?=.*[㐀-鿿])(?!.*[救急对好行要退不谢哈是有没来快疼痛])(?:([㐀-鿿])\1{2,}(?!\1)|[a-z0-9]{1,12}(?![a-z0-9]))+$",
    re.IGNORECASE,
)
_ENGLISH_ASKS = re.compile(
    r"(?:(?:what|which|who|where|how|when|why)s?|and|or|but|for)\b", re.IGNORECASE
)
_STRUCK_APART = 2  # words; more are put together by somebody
_MAY_MEAN = re.compile(r"[\u3400-\u9fffaeiou]|\d{3}", re.IGNORECASE)


def is_noise(text: str) -> bool:
    """Whether a cleaned message says nothing at all.

    >>> is_noise("asdkj 啊啊啊"), is_noise("急急急")
    (True, False)
    """
    if _has_signs_among(text):
        return True
    rest = _INTERJECTIONS.sub("", text).strip()
    if rest and rest != text.strip():
        # 「asdkj 啊啊啊」, 「嗯嗯嗯 3333」: what is left between them is struck at random.
        counted = len(rest) > 1 and rest in _FIGURES  # 「嗯嗯啊啊123」
        return bool(counted or _ONE_KEY.fullmatch(rest)) or (
            not _HAN.search(rest) and is_noise(rest)
        )
    if _is_drummed(text):
        return True
    return (
        _SAYS_NOTHING.match(text) is not None and not StandardNumber.find(text) and _is_struck(text)
    )


def _has_signs_among(text: str) -> bool:
    if len(text) > STRUCK or not _SIGNS_AMONG.search(text):
        return False
    rest = re.sub(r"[\W_]", "", text)
    return bool(rest) and not _MAY_MEAN.search(rest)


def _is_drummed(text: str) -> bool:
    if len(text) <= STRUCK and (
        _DRUMMED.match(text) or (_KEYS.search(text) and not _HAN.search(text))
    ):
        return True
    return bool(_ONE_FIGURE.match(text) or (len(text) > 3 and _SYLLABLE_AGAIN.match(text)))


def _is_struck(text: str) -> bool:
    """A keyboard struck at random has too few vowels for a word."""
    words = re.findall(r"[a-z]+", text, re.IGNORECASE)
    letters = [word for word in words if len(word) >= 4]
    if not letters:
        return not re.search(r"[a-z0-9]", text, re.IGNORECASE)
    if len(words) > _STRUCK_APART or _ENGLISH_ASKS.match(text):
        return False  # 「who do i call」, 「whats 12315」
    return len(letters) == 1 and len(_VOWELS.findall(letters[0])) < len(letters[0]) * 0.35
