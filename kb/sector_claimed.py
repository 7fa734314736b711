"""A sector put to be that of other letters: 「环保行业标准代号是HB对吧」."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.search.index import Entry, EntryKind

_CODE = r"(?<![A-Z])(?P<code>[A-Z]{2})(?:/T)?(?![A-Z/])"
_OF_SECTOR = re.compile(
    rf"(?P<sector>[一-鿿]{{2,10}})(?:代号|代码|字母)(?:不?就?是|用|写)?的?\s?{_CODE}"
    r"(?=[^,，]{0,4}$)",
    re.IGNORECASE,
)
_OF_CODE = re.compile(
    rf"{_CODE}\s?(?:开头|打头)?的?(?:标准|代号)?(?:不?就?是|归|属于|指)(?P<sector>[一-鿿]{{2,8}})",
    re.IGNORECASE,
)
_NAMED_ALONE = re.compile(
    r"(?:那么?|还有)?(?P<sector>[一-鿿]{2,6}?)(?:行业|那边|方面)?的?(?:标准)?"
    r"(?:呢|嘞|喃|(?:又)?(?:归|是|由)?(?:哪|什么|谁)[^,，。]{0,10}|(?:代号|字母)[^,，。]{0,8})"
)
_AROUND = re.compile(
    r"(?:的|行业|标准|开头|方面|部门|类|[吧吗嘛噻撒哈嗦么不]|对吧|是吧|对不对|没错|那边){1,4}$"
)
_TO_CONFIRM = re.compile(r"(?:[吧吗嘛噻撒哈嗦么不]|对不对|没错|是不是)[\s?？。!！]*$")
_INDUSTRY = re.compile("是([^，。]{1,20}?)行业的行业标准代号")
_FEWEST = 2  # characters of a sector's name


def code_claimed(text: str, entries: Mapping[str, Entry]) -> str | None:
    """The letters of a sector put to be confirmed as a sector's, upper case; None without any."""
    said = _claim_in(text)
    code = said["code"].upper() if said else ""
    return code if f"{EntryKind.SECTOR.value}:{code}" in entries else None


def put_right(text: str, entries: Mapping[str, Entry]) -> str:
    """The letters of the sector that is claimed to have others; empty where nothing is to be said.

    Args:
        text: what is put to be confirmed.
        entries: the knowledge base's, for the codes of sectors.
    """
    said = _claim_in(text)
    own = _sectors_called(_AROUND.sub("", said["sector"]), _sectors(entries)) if said else {}
    if said is None or not own or said["code"].upper() in own:
        return ""
    told = "，".join(f"{industry}的行业标准代号是 {letters}" for letters, industry in own.items())
    return f"不是：{told}。\n"


def sector_named(text: str, entries: Mapping[str, Entry]) -> str:
    """The letters of the one sector few words name, 「地震的归哪个部门管」; empty where none is.

    Args:
        text: what is asked on of letters.
        entries: the knowledge base's, for the codes of sectors.
    """
    said = _NAMED_ALONE.fullmatch(text.strip(" ,，。?？!！"))
    own = _sectors_called(said["sector"], _sectors(entries)) if said else {}
    return next(iter(own)) if len(own) == 1 else ""


def _claim_in(text: str) -> re.Match[str] | None:
    if said := _OF_SECTOR.search(text):
        return said
    return _OF_CODE.search(text) if _TO_CONFIRM.search(text) else None


def _sectors(entries: Mapping[str, Entry]) -> dict[str, str]:
    rows = (entry for entry in entries.values() if entry.kind is EntryKind.SECTOR)
    found = ((row.key, _INDUSTRY.search(row.answer)) for row in rows)
    return {code: industry[1] for code, industry in found if industry}


def _sectors_called(name: str, sectors: Mapping[str, str]) -> dict[str, str]:
    """The sectors a name ends in: 「那个环保」 is 环境保护, whose characters it has in order."""
    for start in range(max(len(name) - _FEWEST + 1, 0)):
        own = {code: known for code, known in sectors.items() if _within(name[start:], known)}
        if own:
            return own
    return {}


def _within(few: str, whole: str) -> bool:
    rest = iter(whole)
    return all(sign in rest for sign in few)
