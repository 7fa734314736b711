"""What is said of a number that the catalogue has only in parts, or not at all; of amendments."""

from __future__ import annotations

import re
from datetime import date

from kb.catalogue import OFFICIAL, Catalogue, Edition, LookUp, named
from kb.standards.edition import origins
from kb.text.standard_number import StandardNumber

MOST_PARTS = 5
LOCAL = "地方标准信息服务平台（dbba.sacinfo.org.cn）"
_TEAM = "全国团体标准信息平台（www.ttbz.org.cn）"
_FIRM = "企业标准信息公共服务平台（qybz.org.cn）"
_KIND = re.compile(
    r"(?:哪一?|什么|啥)(?:级|级别|层级|类|种|类型)|算(?:什么|哪|不算)|是不是(?:国标|企标|团标|地标)|(?:是|啥|什么)意思|(?:代表|指)(?:的是)?(?:什么|啥)"
)


def parts_told(catalogue: Catalogue, look_up: LookUp, today: date) -> str:
    """The parts of a series or the members of a range, numbered as they can be picked."""
    asked, parts = look_up.asked, look_up.parts
    if "~" in asked.serial:
        lead = f"{asked} 是一组标准，其中在我的目录里的有 {len(parts)} 个："
    else:
        lead = f"{asked} 在我的目录里没有单独一个，有它的 {len(parts)} 个部分："
    lines = [lead]
    for count, edition in enumerate(parts[:MOST_PARTS], 1):
        kind = catalogue.nature(edition, today).partition("，")[0]
        lines.append(f"{count}. {named(edition)}：{kind}；{catalogue.verdict(edition, today)}。")
    left = parts[MOST_PARTS:]
    if left:
        lines.append(f"还有 {len(left)} 个没有列出来，请发具体的编号，比如 {left[0].number}。")
    lines.append(f"来源：{origins(parts[:MOST_PARTS])}。")
    lines.append(f"回复序号看其中一个。目录里没有的和最新状态，以{OFFICIAL}显示为准。")
    return "\n".join(lines)


def asks_kind(text: str) -> bool:
    """Whether a question about a number asks only which kind of standard it is."""
    return _KIND.search(text) is not None


def unknown_told(catalogue: Catalogue, look_up: LookUp, today: date, meaning: str) -> str:
    """That a number isn't known, what its code says, other editions, and where to look.

    Args:
        catalogue: all editions.
        look_up: what it has of the number.
        today: the day in Chongqing.
        meaning: what the number's code stands for; empty where that isn't known.
    """
    asked = look_up.asked if look_up.asked.amendment != "XG" else look_up.asked.amended
    if asked.is_impossible:
        return (
            f"没有 {asked} 这样的标准号：标准的顺序号没有 7 位和更长的数字。"
            f"请核对编号有没有多打或者连写，再发给我，或者到{OFFICIAL}查询。"
        )
    lines = [f"我的目录里没有查到 {asked}，不能判断它是否存在、是否有效。"]
    if meaning:
        lines.append(meaning)
    for other in look_up.others[:2]:
        sentence = catalogue.status_sentence(other, today)
        lines.append(f"我知道的同号标准：{named(other)}，{sentence}")
    lines.append(f"请先核对编号有没有抄错，再{_where(asked)}。")
    return "\n".join(lines)


def amendment_told(edition: Edition, asked: StandardNumber) -> str:
    """What is known of an amendment: whose it is, and where its text can be read."""
    count, _, year = asked.amendment.removeprefix("XG").partition("-")
    since = f"，编号里的年份是 {year} 年" if year else ""
    which = f"第 {count} 号修改单" if count else "修改单"
    whose = f"{asked} 是" if count else "您问的是"
    known = f"目录里记着：{edition.note.rstrip('。')}。" if "修改单" in edition.note else ""
    return (
        f"{whose} {named(edition)} 的{which}{since}。修改单只改标准的一部分内容，标准号不变，"
        f"要和标准一起看。{known}它改了哪些，我的目录里没有收录，请到{OFFICIAL}查"
        f" {edition.number}，看它的修改单。"
    )


def _where(asked: StandardNumber) -> str:
    prefix = asked.prefix
    if prefix.startswith("T/"):
        return f"到{_TEAM}查询"
    if prefix.startswith("Q/"):
        return f"到{_FIRM}查询"
    if prefix.startswith(("DBJ", "DG")) or "(J)" in prefix or prefix.endswith("29-"):
        return f"到{LOCAL}查询，或者问当地的住房城乡建设部门"
    if prefix.startswith("DB") and prefix[2:3] not in ("", "/"):
        return f"到{LOCAL}查询"
    return f"到{OFFICIAL}查询；企业标准（Q/ 开头）请到{_FIRM}查询"
