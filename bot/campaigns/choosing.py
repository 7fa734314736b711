"""Which thing of a list a text chooses: by its place, or by its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 60  # characters of a text that chooses
FEWEST = 2  # characters that may stand for a whole
_NUMERALS = {name: number for number, name in enumerate("一二三四五六七八九十", 1)}
_CHOOSE = (
    r"(?:我?(?:就|想|要)?(?:选择?|要|点|看|答|填|猜)|就|答案(?:是|选)?"
    r"|(?:我觉得|我猜|应该)?(?:是|选))?"
)
_SO = r"(?:吧|嘛|呢|哈|哦|了|啊|呀)?"
_PLACE = re.compile(
    rf"{_CHOOSE}\s?(?:第\s?)?(?P<place>\d{{1,2}}|[A-Z]|[一二三四五六七八九十])"
    rf"\s?(?:个|条|项|号|套|选项|那个)?{_SO}"
)
_SAYING = re.compile(rf"\A{_CHOOSE}(?P<what>.+?){_SO}\Z")
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")  # what makes a digit a picture of a key
_EDGES = " 。.！!?？，,、()（）:：;；"


def place_chosen(typed: str) -> int | None:
    """The place a text names and nothing else, counted from 1; letters count from A.

    >>> [place_chosen(text) for text in ("１", "①", "选Ａ", "第二个", "B。", "A类", "1、2")]
    [1, 1, 1, 2, 2, None, None]
    """
    if len(typed) > LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", typed).translate(_KEYCAP).strip(_EDGES).upper()
    found = _PLACE.fullmatch(plain)
    if found is None:
        return None
    place = found["place"]
    if place.isdigit():
        return int(place)
    return _NUMERALS.get(place) or ord(place) - ord("A") + 1


def named(typed: str, titles: Sequence[str]) -> int | None:
    """The index of the one title a text says in full, perhaps with 「应该是……吧」 around it.

    >>> named("应该是１０月14日吧", ("10 月 14 日", "9 月 1 日"))
    0
    """
    if len(typed) > LONGEST:
        return None
    plain = _plain(typed)
    said = _SAYING.match(plain)
    wanted = {plain, said["what"]} if said else {plain}
    return _only([at for at, title in enumerate(titles) if _plain(title) in wanted - {""}])


def named_in_part(typed: str, titles: Sequence[str], share: float) -> int | None:
    """The index of the one title that has a text in it.

    Args:
        typed: at least two characters.
        titles: of the list.
        share: of a title's characters that the text must have, 0 to 1.
    """
    plain = _plain(typed)
    if len(plain) < FEWEST:
        return None
    having = [at for at, title in enumerate(titles) if plain in _plain(title)]
    at = _only(having)
    return at if at is not None and len(plain) >= share * len(_plain(titles[at])) else None


def _only(found: Sequence[int]) -> int | None:
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).casefold()
