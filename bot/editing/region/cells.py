"""Kinds of cells: a value of the content as text in a form, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from bot.kit.errors import InvalidInput

LONGEST = 20_000  # characters of one cell
_BETWEEN_WORDS = re.compile(r"[、，,;；\n]+")


class Kind(Protocol):
    """How a value is written in a form."""

    @property
    def control(self) -> str:
        """What the form shows: ``line``, ``text``, ``number``, ``yes``, ``day`` or ``choice``."""

    @property
    def hint(self) -> str:
        """What to mind when writing."""

    def show(self, value: Any) -> str:
        """The text of a value."""

    def read(self, text: str) -> Any:
        """The value of a text; None leaves the key out.

        Raises:
            ValueError: saying in Chinese what is wrong.
        """


@dataclass(frozen=True)
class Line:
    """A short text."""

    hint: str = ""
    control: str = "line"

    def show(self, value: Any) -> str:
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """As it is, without spaces around it."""
        return text.strip()


@dataclass(frozen=True)
class Text(Line):
    """A text of several lines."""

    control: str = "text"


@dataclass(frozen=True)
class Number(Line):
    """A whole number from zero."""

    control: str = "number"

    def read(self, text: str) -> Any:
        """The number."""
        text = text.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 5):
            raise ValueError("要写成整数")
        return int(text)


@dataclass(frozen=True)
class Yes(Line):
    control: str = "yes"

    def show(self, value: Any) -> str:
        """是 or 否."""
        return "是" if value else "否"

    def read(self, text: str) -> Any:
        """True for 是."""
        return text.strip() == "是"


@dataclass(frozen=True)
class Day(Line):
    """A date."""

    control: str = "day"

    def read(self, text: str) -> Any:
        """The date as ISO text."""
        try:
            return date.fromisoformat(text.strip()).isoformat()
        except ValueError:
            raise ValueError("要写成 2026-11-24 这样的日期") from None


@dataclass(frozen=True)
class Choice(Line):
    """One of a few values.

    Args:
        options: value to what staff read.
    """

    options: Mapping[str, str] = field(default_factory=dict)
    control: str = "choice"

    def show(self, value: Any) -> str:
        """What staff read."""
        return self.options.get(str(value), str(value or ""))

    def read(self, text: str) -> Any:
        """The value."""
        for value, label in self.options.items():
            if text.strip() in (value, label):
                return value
        raise ValueError("不在可选范围内")


@dataclass(frozen=True)
class Words(Line):
    """A list of words."""

    hint: str = "词和词之间用顿号、逗号或者换行隔开"
    control: str = "text"

    def show(self, value: Any) -> str:
        """With 、 between them."""
        return "、".join(map(str, value or ()))

    def read(self, text: str) -> Any:
        """The words, each once."""
        words = (word.strip() for word in _BETWEEN_WORDS.split(text))
        return list(dict.fromkeys(word for word in words if word))


@dataclass(frozen=True)
class Groups(Line):
    """A list of lists of words."""

    hint: str = "每行一组，组里的词用顿号隔开；每一组都有一个词才算"
    control: str = "text"

    def show(self, value: Any) -> str:
        """A line for each group."""
        return "\n".join("、".join(map(str, group)) for group in value or ())

    def read(self, text: str) -> Any:
        """The groups that have words."""
        groups = [Words().read(line) for line in text.split("\n")]
        return [group for group in groups if group] or None


@dataclass(frozen=True)
class MenuItems(Line):
    """The items below a menu's head."""

    hint: str = "每行一项，写成“名称：点了等于说的话”，打开网页的写“名称：/地址”"
    control: str = "text"

    def show(self, value: Any) -> str:
        """A line for each item."""
        return "\n".join(f"{item['name']}：{_target(item)}" for item in value or ())

    def read(self, text: str) -> Any:
        """The items."""
        return [self._item(line) for line in text.split("\n") if line.strip()]

    def _item(self, line: str) -> Mapping[str, str]:
        name, _, target = line.strip().replace(":", "：", 1).partition("：")
        name, target = name.strip(), target.strip()
        if not name or not target:
            raise ValueError(f"“{line.strip()}”要写成“名称：点了等于说的话”")
        return {"name": name, "page" if target.startswith("/") else "say": target}


def _target(item: Mapping[str, str]) -> str:
    return item.get("say") or item.get("page", "")


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Args:
        key: in the content.
        label: for staff.
        kind: how it is written.
        required: whether it must not be empty.
        listed: whether the table shows it; else only the form of a row does.
    """

    key: str
    label: str
    kind: Kind = Line()
    required: bool = False
    listed: bool = True


def read_row(columns: Sequence[Column], given: Mapping[str, str]) -> dict[str, Any]:
    """The values of a form.

    Args:
        columns: of the table.
        given: texts by key.

    Raises:
        InvalidInput: naming every cell that is wrong.
    """
    row: dict[str, Any] = {}
    problems = []
    for column in columns:
        text = given.get(column.key, "").replace("\x00", "").replace("\r\n", "\n")
        if len(text) > LONGEST:
            problems.append(f"“{column.label}”太长。")
            continue
        if column.required and not text.strip():
            problems.append(f"“{column.label}”必须填写。")
            continue
        try:
            row[column.key] = column.kind.read(text)
        except ValueError as wrong:
            problems.append(f"“{column.label}”{wrong}。")
    if problems:
        raise InvalidInput("".join(problems))
    return row
