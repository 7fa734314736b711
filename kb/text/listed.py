"""What a text lists: 「分五类：国家标准、行业标准、地方标准、团体标准、企业标准」."""

from __future__ import annotations

import re

_ITEM = r"[\u4e00-\u9fffA-Za-z0-9（）()“”]{1,14}"
_LIST = re.compile(rf"{_ITEM}(?:、{_ITEM}){{1,12}}(?:(?:和|以及|或者){_ITEM})?")
_BEGINS = re.compile(r"^.*(?:[:：]|分为|包括|包含|有(?!关))")
_JOIN = re.compile(r"、|和(?!解)|以及|或者")
_NUMBERED = re.compile(
    r"(?:^|\n|[：:。；;])\s?(?:[1-9][.、．)）]|[（(][1-9一二三四五六七八九][)）])\s?([^\n。；;]{2,40})"
)
SHORTEST = 3  # things

_CLAUSES = re.compile(r"[:：]([^。：:\n]{2,40}(?:[；;][^。；;：:\n]{2,40}){2,8})")
_NUMERALS = {name: value for value, name in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_OF_THEM = r"(?:个|种|条(?:路)?|类|项|样|本|份)"
_ORDINAL = re.compile(
    rf"第(?P<place>[一二三四五六七八九1-9]){_OF_THEM}"
    rf"|(?P<first>(?:前[面头]|上面|最前|最上面|头)(?:的?那?一?){_OF_THEM}|前一{_OF_THEM}|前者)"
    rf"|(?P<middle>中间(?:的?那?一?){_OF_THEM})|后者|(?:最后|后[面头]|最下面|末尾)(?:的?那?一?){_OF_THEM}|后一{_OF_THEM}"
)
_COMPARED = re.compile(
    r"^(?P<one>[^，。？、]{1,12}?)(?:和|与|跟|、|同)(?P<other>[^，。？]{1,12}?)(?:有|的|到底|究竟|是不是|哪个|之间|差|区别|分别|怎么|咋)"
)


def items_in(text: str) -> tuple[str, ...]:
    """The things of the first list of at least three; empty if there is none.

    >>> items_in("分三类：和解、调解和诉讼。")
    ('和解', '调解', '诉讼')
    """
    numbered = tuple(item.strip("，,：: ") for item in _NUMBERED.findall(text))
    if len(numbered) >= SHORTEST:
        return numbered
    for clauses in _CLAUSES.findall(text):
        listed = [item.strip("，, 和") for item in re.split("[；;]", clauses) if item.strip()]
        if len(listed) >= SHORTEST:
            return tuple(listed)
    for found in _LIST.finditer(text):
        listed = [item.strip("“”") for item in _JOIN.split(_BEGINS.sub("", found[0])) if item]
        if len(listed) >= SHORTEST:
            return tuple(listed)
    return ()


def compared_in(text: str) -> tuple[str, ...]:
    """The two things a question compares; empty if it compares none.

    >>> compared_in("投诉和举报有什么不一样？")
    ('投诉', '举报')
    """
    found = _COMPARED.match(text.strip())
    return (found["one"].strip(), found["other"].strip()) if found else ()


def place_in(text: str) -> tuple[int, str] | None:
    """Which thing of a list a text means, -1 being the last, and the text without saying so.

    >>> place_in("第二条路找谁")
    (1, '找谁')
    """
    found = _ORDINAL.search(text)
    if found is None:
        return None
    place = found["place"]
    if place is None:
        index = 0 if found["first"] else 1 if found["middle"] else -1
    else:
        index = (_NUMERALS.get(place) or int(place)) - 1
    return index, text[: found.start()] + text[found.end() :]
