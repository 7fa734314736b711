"""What a row of a sheet doesn't say: kept from the entry it changes, or put there and named."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from bot.editing.faq.content import AUDIENCES, FaqContent

SHELF = "其他"  # where an entry stands of which nobody says where
_FIELDS = {
    "其他问法": "phrasings",
    "来源": "sources",
    "依据标准": "standards",
    "分类": "category",
    "面向": "audience",
    "有效期开始": "valid_from",
    "有效期结束": "valid_to",
    "标签": "tags",
    "图片": "picture",
    "图片的替代文字": "picture_alt",
}
_SHELVED = "没有写分类，放进了“{shelf}”。"


@dataclass(frozen=True)
class Filled:
    """A row with what it lacked.

    Args:
        content: what the draft says.
        notes: what was put there, in Chinese.
    """

    content: FaqContent
    notes: tuple[str, ...] = ()


def filled(
    content: FaqContent, columns: Set[str], shelf: str, now: FaqContent | None = None
) -> Filled:
    """A row's content without what only its sheet lacks.

    Args:
        content: what the row says.
        columns: our names of the columns the sheet has.
        shelf: category of new entries that name none.
        now: the entry the row changes; what the sheet has no column for stays as it is there.
    """
    if now is not None:
        content = _kept(content, columns, now)
    if content.category.strip():
        return Filled(content)
    if now is not None:
        return Filled(replace(content, category=now.category))
    shelf = shelf.strip() or SHELF
    return Filled(replace(content, category=shelf), (_SHELVED.format(shelf=shelf),))


def _kept(content: FaqContent, columns: Set[str], now: FaqContent) -> FaqContent:
    versions = {
        name: text
        for name in AUDIENCES
        if (text := (content if f"{name}版答案" in columns else now).versions.get(name))
    }
    kept = {ours: getattr(now, ours) for name, ours in _FIELDS.items() if name not in columns}
    return replace(content, versions=versions, **kept)
