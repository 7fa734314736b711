"""Which of a document's first lines is its title: official papers begin with much else."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LOOKED_AT = 15  # lines with text
_LONGEST = 100  # characters; what is longer is a paragraph
# 红头、文号、日期、密级、附件、目录、页码 ...
_BEFORE_IT = re.compile(
    r"附\s?件\s?[\d一二三四五六七八九十]*[:：]?|目\s{0,4}[录次]|.{2,30}(?:文件|令)|第\s?\d{1,4}\s?号|(?:特急|加急|急件|机密|内部资料).{0,30}"
    r"|.{0,20}[〔\[（(【]\s?(?:19|20)\d\d\s?[〕\]）)】].{0,6}?号|.{0,20}(?:索引号|发布日期|发文日期|成文日期|来源)\s?[:：].{0,80}"
    r"|[\d\s年月日./:：—–-]{1,40}|ICS\s?[\d.]{1,20}|CCS\s?\S{1,20}"
)
# 「…的通知渝府办发〔2016〕69号」
_NUMBER_BEHIND = re.compile(
    r"(的通知|的公告|的意见|的决定|的方案)\w{1,8}[〔\[]\s?(?:19|20)\d\d\s?[〕\]]\s?\d{1,4}\s?号$"
)
_BODY = re.compile(
    r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百零\d]{1,6}[条章节]|.{0,200}[。：；:;]$"
)
_HAS_KIND = re.compile(
    r"(?:通知|公告|通告|意见|办法|规定|规则|细则|条例|规划|计划|方案|纲要|决定|决议|指南|指引|标准|规范|规程"
    r"|报告|法|清单|目录|手册|说明|函|答复|解读|要求|措施|制度|章程)(?:[（(].{1,20}[）)])?$"
)
# 「关于…标准…的通知」 broken behind 「标准」 goes on.
_ABOUT_IS_OVER = re.compile(
    r"的(?:通知|公告|通告|意见|决定|决议|函|批复|答复|报告|说明|规定|办法|(?:\w{0,4})方案)(?:[（(].{1,20}[）)])?$"
)
_ISSUER = re.compile(r".{2,30}(?:政府|办公厅|办公室|局|委员会|委|厅|部|院|会|中心)$")


def title_of(lines: Iterable[str]) -> str:
    """The title that stands in a document; empty if none does.

    Args:
        lines: its lines as they stand on the page, headings marked with ``#``.
    """
    first = [_NUMBER_BEHIND.sub(r"\1", line.strip()) for line in lines if line.strip()]
    first = first[:_LOOKED_AT]
    for line in first:
        if line.startswith("#"):
            return line.lstrip("# ").strip()
    told: list[str] = []
    for line in first:
        if _BODY.match(line) or len(line) > _LONGEST or "\t" in line:
            break
        if _BEFORE_IT.fullmatch(line):
            if told:
                break
            continue
        told.append(line)
        if _is_whole("".join(told)):
            break
    whole = "".join(told)
    # Lines that together end as titles do are one title that the page broke.
    return whole if len(told) < 2 or _is_whole(whole) else _one_of(told)


def _is_whole(title: str) -> bool:
    return bool((_ABOUT_IS_OVER if "关于" in title else _HAS_KIND).search(title))


def _one_of(lines: list[str]) -> str:
    others = [line for line in lines if not _ISSUER.fullmatch(line)]
    return (others or lines)[0]
