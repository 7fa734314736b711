"""The part of a sentence that reads like an address."""

from __future__ import annotations

import re

_CHARACTER = r"[^\W_的了在我们买去到吃他是把住从那这]"
_STREET = (
    r"(?:大道|(?<![电线套半马网思走铁公管])路(?![上过边由途费])|街道|(?<!逛)街|巷|步行街|广场|商场|小区|商圈|天街|大厦|"
    r"花园|公寓|公园|(?<!冰)镇|(?<![本老家])乡|(?<!农)村(?!民))"
)
_NUMBER = r"[\d一二三四五六七八九十百]"
_DOOR = (
    rf"(?:(?:附|负)?\d++(?!\s?[月年天块元]|\.\d)(?:-{_NUMBER}++)*+(?:\s?(?:号楼|号|楼|栋|幢|单元|室|层|铺|门|座))?|"
    # 「桂林街道 2100」 may be a price.
    rf"\s(?:附|负)?\d++(?:-{_NUMBER}++)++(?:\s?(?:号楼|号|楼|栋|幢|单元|室|层|铺|门|座))?|"
    # 「街道百家惠超市」, 「跃进村一带」: a number in words has its unit.
    rf"\s?(?:附|负)?{_NUMBER}++(?:-{_NUMBER}++)*+\s?(?:号楼|号|楼|栋|幢|单元|室|层|铺|门|座)|"
    r"旁边|附近|对面|门口|[A-Za-z]座|-)*+"
)
_ADDRESS = re.compile(
    rf"{_CHARACTER}{{2,16}}?{_STREET}{_DOOR}(?:{_CHARACTER}{{0,12}}?{_STREET}{_DOOR})*+"
)
_LEAD = re.compile(
    r"^(?:要|想|投诉|举报|反映|一下|地址|店|商家|公司|就|说|昨天|今天|前天|上周.?|上个月|[是：:\s])+"
)


def address_in(text: str) -> str:
    """The part of a text that reads like an address (路、街、广场、小区 …); empty if none.

    >>> address_in("我在八一路26号买的手机")
    '八一路26号'
    """
    match = _ADDRESS.search(text)
    return _LEAD.sub("", match[0]).strip() if match else ""


# 「市场监管局的人收了他的钱不管事」 has words of an address, and is none.
_REMARK = re.compile(
    r"[了吗呢他她没]|看到|那种|(?<!小)卖(?!鱼|花|菜|米)|不(?!夜|二|老)|我们?要|(?<![广报])告(?!成)|投诉|举报|的人|[怎咋]|什么|哪[里个]"
)


def is_remark(piece: str) -> bool:
    """Whether words in which an address is looked for say something instead."""
    return not any(map(str.isdigit, piece)) and _REMARK.search(piece) is not None
