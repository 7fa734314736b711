"""What differs between two states of an entry, in words staff can read."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from bot.editing.faq.content import FaqContent

FIELD_LABELS = {
    "question": "问题",
    "answer": "答案",
    "phrasings": "其他问法",
    "sources": "来源",
    "standards": "依据标准",
    "category": "分类",
    "audience": "面向",
    "valid_from": "有效期开始",
    "valid_to": "有效期结束",
    "withdrawn": "下架",
    "tags": "标签",
    "picture_alt": "图片的替代文字",
}


@dataclass(frozen=True)
class Piece:
    """A run of text: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that differs.

    Args:
        label: its name for staff.
        pieces: the old and the new text, woven together.
        pictures: names of the old and the new picture, where that is the field; empty for none.
    """

    label: str
    pieces: tuple[Piece, ...] = ()
    pictures: tuple[str, ...] = ()


def differences(old: FaqContent, new: FaqContent) -> list[Difference]:
    """Every field that differs, audience by audience."""
    pairs = [
        (label, getattr(old, name), getattr(new, name)) for name, label in FIELD_LABELS.items()
    ]
    for audience in sorted({*old.versions, *new.versions}):
        label = f"{audience}版答案"
        pairs.append((label, old.versions.get(audience, ""), new.versions.get(audience, "")))
    found = [
        Difference(label, tuple(woven(_text(was), _text(now))))
        for label, was, now in pairs
        if was != now
    ]
    if old.picture != new.picture:
        found.append(Difference("图片", pictures=(old.picture, new.picture)))
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def woven(old: str, new: str) -> list[Piece]:
    """Two texts woven together."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", old[a:b]))
            continue
        if a < b:
            found.append(Piece("gone", old[a:b]))
        if c < d:
            found.append(Piece("new", new[c:d]))
    return found
