"""Which column of a sheet is what: the headings bureaus write for the same thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.editing.faq.content import AUDIENCES

BASE = (
    "编号", "问题", "其他问法", "答案", "来源", "依据标准", "分类", "面向",
    "有效期开始", "有效期结束", "标签", "图片", "图片的替代文字",
)  # fmt: skip
HEADINGS = (*BASE, *(f"{name}版答案" for name in AUDIENCES))
NEEDED = ("问题", "答案")  # what else an entry needs can be written in its draft
# Several columns of these (相似问法1, 相似问法2) are one list.
LISTS = ("其他问法", "来源", "依据标准", "面向", "标签")
_OTHER_NAMES = {
    "编号": "问答编号 ID",
    "问题": "标准问题 标准问 标准问法 主问题 问 提问 题目 咨询问题 问题描述 问题内容 常见问题 "
    "question",
    "其他问法": "相似问法 相似问 相似问题 扩展问 扩展问法 扩展问题 其它问法 其他问题 同义问法 "
    "同义问 近似问法 别的问法 问法 用户问法 phrasings similarquestions similarquestion variants",
    "答案": "标准答案 回答 答 答复 解答 回复 答复内容 回答内容 答案内容 参考答案 answer",
    "来源": "出处 依据 法律依据 政策依据 答案依据 答案来源 信息来源 来源依据 依据来源 引用 source "
    "sources",
    "依据标准": "相关标准 涉及标准 标准号 标准编号 引用标准",
    "分类": "类别 类目 问题分类 问题类别 所属分类 栏目 主题 类型 category",
    "面向": "面向对象 适用对象 适用人群 对象 受众",
    "有效期开始": "生效日期 有效期起 开始日期 启用日期",
    "标签": "标记 关键词 tags tag keywords",
    "图片的替代文字": "图片说明 替代文字",
    "有效期结束": "失效日期 有效期止 截止日期 结束日期 停用日期",
}
_MEANING = {
    name.lower(): column for column, names in _OTHER_NAMES.items() for name in names.split()
}
_MEANING |= {name.lower(): name for name in HEADINGS}
_DECORATION = re.compile(r"[(（【\[][^)）】\]]{0,20}[)）】\]]|[\s*:：_]+")
_NUMBERED = re.compile(r"[\d一二三四五六七八九十]{1,2}$")
_WITHOUT_A_WORD = ("序号", "no", "no.", "行号")  # nobody misses them


@dataclass(frozen=True)
class Columns:
    """What each column of a sheet holds.

    Args:
        meanings: ours, one for each column; empty for one that isn't used.
        unused: headings of the columns nobody knows, or that are there twice.
    """

    meanings: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """Columns without which nothing can be taken."""
        return [name for name in NEEDED if name not in self.meanings]

    @property
    def known(self) -> int:
        """How many columns are understood."""
        return sum(map(bool, self.meanings))


def columns_of(cells: Sequence[str]) -> Columns:
    """How a line reads as a heading."""
    meanings: list[str] = []
    unused: list[str] = []
    for cell in cells:
        plain = _plain(cell)
        meaning = _MEANING.get(plain) or _MEANING.get(_NUMBERED.sub("", plain), "")
        if meaning in meanings and meaning not in LISTS:
            meaning = ""
        if not meaning and plain and plain not in _WITHOUT_A_WORD:
            unused.append(cell.strip())
        meanings.append(meaning)
    return Columns(tuple(meanings), tuple(unused))


def _plain(cell: str) -> str:
    return _DECORATION.sub("", unicodedata.normalize("NFKC", cell).lstrip("\ufeff")).lower()
