"""Names made of everyday words, which no list of words lets pass for a name: 「没得说老火锅」."""

from __future__ import annotations

import re

from bot.complaints.understanding.called import is_quoted_thing, is_said_or_written
from bot.complaints.understanding.name_tagger import BUSINESS, MODEL, WIDER, load_tagger
from bot.complaints.understanding.no_names import BROKEN, goods, known_words_of, longest_places
from bot.complaints.understanding.respondent import load_businesses

_SURE = 0.9  # odds of both taggers
_SHORTEST = 3
# What a name may stand right behind, besides a place or the beginning of a clause.
_BEFORE = ("在", "去", "到", "叫", "找", "的", "那家", "这家", "那个", "举报", "投诉", "上", "里")


def _pattern() -> re.Pattern[str]:
    kinds = known_words_of("trades") | known_words_of("ends")
    trades = sorted(sorted(one for one in kinds if len(one) > 1), key=len, reverse=True)
    kind = "|".join(map(re.escape, trades))
    sayings = "|".join(sorted(map(re.escape, load_businesses().sayings), key=len, reverse=True))
    return re.compile(
        rf"(?:{sayings})[^\W\d_的了我你他她]{{0,2}}?(?:(?:{kind})店?){{1,2}}(?!车间|行业|市场|期间|都|了)"
    )


_SAYING = _pattern()


def name_of_a_saying(text: str) -> str | None:
    """A saying before a trade, at the beginning of a clause or behind a place.

    >>> name_of_a_saying("昨晚在观音桥没得说老火锅吃饭"), name_of_a_saying("他说没得说老火锅坏了")
    ('没得说老火锅', None)
    """
    for match in _SAYING.finditer(text):
        where = match[0].removeprefix("我在")
        if where != match[0] and (
            not load_businesses().says_something(where) or where.startswith(longest_places())
        ):
            continue  # 「我在盘溪水果批发」, 「我在药房买的」
        before = text[: match.start()]
        begins = not before or not before[-1].isalnum()
        if begins or before.endswith(_BEFORE) or before.endswith(longest_places()):
            return match[0]
    return None


def name_both_are_sure_of(text: str) -> str | None:
    """What both taggers take for the business, whatever words it is made of: 「小新文具店」."""
    first, wider = (
        [(one.start, one.end) for one in load_tagger(model).find(text, BUSINESS, _SURE)]
        for model in (MODEL, WIDER)
    )
    for start, end in first:
        name = text[start:end]
        said = is_said_or_written(text, start) or is_quoted_thing(text, start)
        is_name = len(name) >= _SHORTEST and not BROKEN.search(name) and name not in goods()
        if (start, end) in wider and is_name and not said:
            return name
    return None
