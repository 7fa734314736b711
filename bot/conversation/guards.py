"""Sensitive words: what a message or a text for publishing holds, why, and what follows from it.

The list is content (``data/seeds/sensitive_words.yml``). A word counts however it is spelled; what
only looks like it (我妈的手机, 固体废物) does not.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.settings import ROOT
from kb.text.standard_number import StandardNumber
from kb.yaml_file import read_yaml

FILE = ROOT / "data" / "seeds" / "sensitive_words.yml"
SHORTEST = 2  # one sign alone is part of too many words
# People put these between the signs of a word to hide it. Commas and full stops are not among
# them: they end a sentence, and two sentences make no word.
_BETWEEN = re.compile(r"[\s.·•・_*~^|/\\+\-‐-―－\u00ad\u200b-\u200f\u2060\ufe0f\ufeff]")
_QUOTES = {("“", "”"), ("「", "」"), ("『", "』"), ("‘", "’")}
_SAYS_NOTHING = re.compile(r"[\W_]+")


class WordListError(Exception):
    """The list is wrong; the message is one Chinese sentence naming the entry."""


class Action(enum.StrEnum):
    """What follows when a word is found."""

    CALM = "calm"
    DECLINE = "decline"
    PASS = "pass"


class Kind(enum.StrEnum):
    """What a word stands for."""

    ABUSE = "abuse"
    POLITICS = "politics"
    PORN = "porn"
    FRAUD = "fraud"
    GAMBLING = "gambling"
    DRUGS = "drugs"
    TRADE = "trade"
    AD = "ad"


KINDS = {
    Kind.ABUSE: "辱骂", Kind.POLITICS: "政治有害", Kind.PORN: "色情", Kind.FRAUD: "诈骗",
    Kind.GAMBLING: "赌博", Kind.DRUGS: "毒品", Kind.TRADE: "违法买卖", Kind.AD: "绝对化用语",
}  # fmt: skip
ACTIONS = {
    Action.CALM: "整条只有骂人话才平静回一句，夹着问题的照常回答",
    Action.DECLINE: "礼貌谢绝；是在问标准、求助或投诉举报的照常回答",
    Action.PASS: "放行，只在检查问答内容时提醒",
}


class Entry(BaseModel):
    """Words that are treated alike."""

    model_config = ConfigDict(extra="forbid")

    words: list[str] = Field(min_length=1)
    kind: Kind
    why: str = Field(min_length=1)
    action: Action
    exceptions: list[str] = Field(default=[], alias="except")


class Replies(BaseModel):
    """What the citizen is told."""

    model_config = ConfigDict(extra="forbid")

    calm: str = Field(min_length=1)
    again: str = Field(min_length=1)
    decline: str = Field(min_length=1)


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    contexts: list[str]
    filler: list[str]
    replies: Replies
    entries: list[Entry]


@dataclass(frozen=True)
class Found:
    """A word in a text.

    Args:
        word: as the list has it.
        entry: where it stands in the list.
        start: its first character in the text.
        end: one past its last.
    """

    word: str
    entry: Entry
    start: int
    end: int


@dataclass(frozen=True)
class _Folded:
    """A text in one spelling, and where each sign of it stood."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Folded:
        signs = [
            (folded, place)
            for place, sign in enumerate(text)
            if not _BETWEEN.match(sign)
            for folded in unicodedata.normalize("NFKC", sign).lower()
            if not _BETWEEN.match(folded)
        ]
        return cls("".join(sign for sign, _ in signs), tuple(place for _, place in signs))


class WordList:
    """Finds the words of the list.

    Args:
        content: the checked content of the file.
    """

    def __init__(self, content: _Content) -> None:
        self.replies = content.replies
        self._contexts = _any_of(content.contexts)
        self._filler = _any_of(content.filler)
        self._entries = {
            _fold(word): (word, entry) for entry in content.entries for word in entry.words
        }
        self._words = _any_of(self._entries, bounded=True)
        self._exceptions = {
            id(entry): _any_of(map(_fold, entry.exceptions)) for entry in content.entries
        }

    @classmethod
    def load(cls, path: Path = FILE) -> WordList:
        """Read and check the list.

        Raises:
            WordListError: an entry is wrong.
        """
        try:
            data = read_yaml(path)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"第 {mark.line + 1} 行" if mark else "某处"
            raise WordListError(f"{path.name} {place}的写法不对，不是有效的 YAML。") from None
        try:
            content = _Content.model_validate(data)
        except ValidationError as error:
            raise WordListError(f"{path.name} {_told(error, data)}") from None
        _check(content, path.name)
        return cls(content)

    def find(self, text: str) -> list[Found]:
        """The words in a text, the first first; where two overlap, the longer one."""
        folded = _Folded.of(text)
        found: list[Found] = []
        for match in self._words.finditer(folded.text):
            word, entry = self._entries[match[0]]
            if not self._is_excepted(entry, folded.text, match):
                first, last = folded.places[match.start()], folded.places[match.end() - 1]
                found.append(Found(word, entry, first, last + 1))
        return found

    def is_only_abuse(self, text: str) -> bool:
        """Whether nothing is said besides abuse."""
        found = _of(self.find(text), Action.CALM)
        if not found:
            return False
        left = self._filler.sub("", _SAYS_NOTHING.sub("", _Folded.of(_without(text, found)).text))
        return not left or (len(left) == 1 and not left.isdigit())

    def is_declined(self, text: str) -> bool:
        """Whether a text is of a kind we do not serve, and no question, plea or report about it."""
        if not _of(self.find(text), Action.DECLINE):
            return False
        return not self._contexts.search(_fold(text)) and StandardNumber.find(text) is None

    def without_abuse(self, text: str) -> str:
        """What a text asks, freed of the swearing around it."""
        return _without(text, _of(self.find(text), Action.CALM)).strip()

    def explain(self, text: str) -> list[str]:
        """For staff: a line for each word found, and what the bot makes of the message."""
        lines = [
            f"“{found.word}”：{KINDS[found.entry.kind]}，{found.entry.why}；"
            f"处理：{ACTIONS[found.entry.action]}。"
            for found in self.find(text)
        ]
        if not lines:
            return ["没有命中敏感词。"]
        if self.is_only_abuse(text):
            return [*lines, "整条：只有骂人话，平静回一句，半小时内不重复。"]
        if self.is_declined(text):
            return [*lines, "整条：礼貌谢绝。"]
        return [*lines, "整条：照常回答。"]

    def problems_in(self, parts: Mapping[str, str]) -> list[str]:
        """What staff should look at before a text is published, a sentence for each word.

        Args:
            parts: texts by the name the editor shows, 「问题」, 「答案」.
        """
        return [
            f"{name}里有“{found.word}”（{KINDS[found.entry.kind]}：{found.entry.why}），"
            "请改写，或确认是引用。"
            for name, text in parts.items()
            for found in self.find(text)
            if not (found.entry.kind == "ad" and _is_quoted(text, found))
        ]

    def _is_excepted(self, entry: Entry, text: str, match: re.Match[str]) -> bool:
        return any(
            other.start() <= match.start() and match.end() <= other.end()
            for other in self._exceptions[id(entry)].finditer(text)
        )


def _is_quoted(text: str, found: Found) -> bool:
    """Whether a word stands alone in quotation marks: then it is spoken of, not promised."""
    return (text[found.start - 1 : found.start], text[found.end : found.end + 1]) in _QUOTES


def _of(found: list[Found], action: Action) -> list[Found]:
    return [one for one in found if one.entry.action is action]


def _without(text: str, found: list[Found]) -> str:
    for one in reversed(found):
        text = text[: one.start] + text[one.end :]
    return text


def _fold(text: str) -> str:
    return _Folded.of(text).text


def _any_of(words: Any, *, bounded: bool = False) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    patterns = (_bounded(word) if bounded else re.escape(word) for word in longest_first)
    return re.compile("|".join(patterns) or "(?!)")


def _bounded(word: str) -> str:
    # Letters inside longer ones are a code or a trade mark: 「SB/T 10379」.
    before = "(?<![a-z0-9])" if word[0].isascii() else ""
    after = "(?![a-z0-9])" if word[-1].isascii() else ""
    return f"{before}{re.escape(word)}{after}"


def _check(content: _Content, file: str) -> None:
    seen: dict[str, int] = {}
    for number, entry in enumerate(content.entries, 1):
        place = f"{file} 第 {number} 条（{entry.words[0]}）"
        for word in entry.words:
            folded = _fold(word)
            if len(folded) < SHORTEST:
                raise WordListError(f"{place}：“{word}”太短，至少要 {SHORTEST} 个字。")
            if folded in seen:
                again = "重复了" if seen[folded] == number else f"和第 {seen[folded]} 条重复"
                raise WordListError(f"{place}：“{word}”{again}。")
            seen[folded] = number
        own = [_fold(word) for word in entry.words]
        for phrase in entry.exceptions:
            folded = _fold(phrase)
            if not any(word in folded and word != folded for word in own):
                raise WordListError(
                    f"{place}：例外“{phrase}”里没有本条的词，或者就是这个词，起不了作用。"
                )
    for name, words in (("contexts", content.contexts), ("filler", content.filler)):
        for word in words:
            if not _fold(word):
                raise WordListError(f"{file} 的 {name} 里有一项是空的。")
            if _fold(word) in seen:
                raise WordListError(f"{file} 的 {name} 里的“{word}”也列在敏感词里。")


_MEANINGS = {
    "missing": "没有写", "extra_forbidden": "不认识这一项", "enum": "不认识这个值",
    "too_short": "不能是空的", "string_too_short": "不能是空的", "string_type": "要写成文字",
    "list_type": "要写成列表",
}  # fmt: skip


def _told(error: ValidationError, data: Any) -> str:
    first = error.errors()[0]
    place = list(first["loc"])
    what = _MEANINGS.get(first["type"], "写错了")
    allowed = ""
    if first["type"] == "enum":
        known = Kind if place[-1] == "kind" else Action
        allowed = f"“{first['input']}”，可以写 {'、'.join(known)}"
    if len(place) > 1 and place[0] == "entries" and isinstance(place[1], int):
        row = data["entries"][place[1]]
        words = row.get("words") if isinstance(row, dict) else None
        named = f"（{words[0]}）" if isinstance(words, list) and words else ""
        rest = ".".join(map(str, place[2:])) or "内容"
        return f"第 {place[1] + 1} 条{named}的 {rest} {what}{allowed}。"
    return f"的 {'.'.join(map(str, place)) or '内容'} {what}{allowed}。"
