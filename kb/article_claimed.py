"""「网购七天无理由是消保法第24条是吧」: an article put to be confirmed where another says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.answer import Answer
from kb.asked import Asked, asked_in
from kb.law_articles import Law
from kb.law_citations import cited_in, short_name
from kb.premise import states
from kb.quoting import quoted
from kb.search.index import Hit

# What only joins the claim to the article.
_JOINS = re.compile(
    r"是吧|对吧|是不是|对不对|没错吧|规定的?|说的是?|写的是?"
    r"|(?<![\u4e00-\u9fff])(?:是|在|按|就是)|(?:是|在|按|见)(?= )"
    r"|[吧吗嘛撒噻哇么不《》?？。!！\s]"
)
_FEW = 4  # characters
_SURELY = 0.3
NOT_THIS = "我查到的不是第 {number} 条，是{label}。\n"


def claim_of(text: str, rest: str) -> str:
    """What a text says of the article it names, as a question; empty where it asks otherwise.

    Args:
        text: the normalised question.
        rest: it without the citation.
    """
    asked = asked_in(text) is Asked.YES_NO or states(text)
    claim = _JOINS.sub("", rest) if asked else ""
    return f"{claim}是哪条规定的" if len(claim) >= _FEW else ""


def put_right(law: Law, number: int, hits: Sequence[Hit], words: Sequence[str]) -> Answer | None:
    """The article that says what another was said to; None where it isn't known better.

    Args:
        law, number: of the article named.
        hits: the entries of the claim, the likeliest first.
        words: of the claim that mean something; an article that has them all may be meant.
    """
    if not hits or hits[0].confidence < _SURELY:
        return None
    own = [one for one in cited_in(hits[0].entry.sources) if one.law == short_name(law.name)]
    keys = [int(one.key) for one in own if one.key.isdigit()]
    # Of an entry that rests on several nobody knows which of them says it.
    if len(keys) != 1 or number in keys or keys[0] not in law.articles:
        return None
    named = law.articles.get(number)
    if named is not None and all(word in named.text for word in words):
        return None
    told = quoted(law, keys[0])
    return replace(told, text=NOT_THIS.format(number=number, label=own[0].title) + told.text)
