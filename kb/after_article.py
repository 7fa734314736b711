"""What is asked on of an article of a law that was just quoted: another one, its penalty."""

from __future__ import annotations

import re

from kb.law_articles import Article, Law, value_of
from kb.law_citations import ARTICLE
from kb.wanted import PENALTY, Want, wanted_in
from kb.within import says_something

MOST = 2  # articles quoted together
_NUMERAL = r"[零〇一二三四五六七八九十百千两]{1,7}|\d{1,4}"
_OTHER = re.compile(
    rf"(?:那|那么|还有|再看|再说)?(?:它的?|这部法的?|里面的?)?(?:第\s?)?(?P<number>{_NUMERAL})\s?条"
    r"(?:呢|嘞|喃|讲|说|写|规定|是|管|又|的|了|什么|哪些|内容|原文|怎么|[?？。\s])*"
)
_STEP = re.compile(
    r"(?:那|那么)?(?:它的?|这部法的?)?(?:(?P<back>上|前)|(?:下|后))(?:面)?(?:的)?一?条"
    r"(?:呢|嘞|喃|讲|说|写|规定|是|管|又|的|了|什么|哪些|内容|原文|怎么|[?？。\s])*"
)


def other_article(text: str, number: int) -> int:
    """The number of the other article a few words ask for; 0 if they ask for none.

    >>> other_article("那三十六条呢", 35), other_article("下一条说什么", 35)
    (36, 36)
    """
    if said := _OTHER.fullmatch(text):
        return value_of(said["number"])
    step = _STEP.fullmatch(text)
    return 0 if step is None else number - 1 if step["back"] else number + 1


def asks_penalty(text: str) -> bool:
    """Whether a text asks how breaking what was told is punished, and names nothing else."""
    wanted = wanted_in(text)
    if wanted is None or wanted[0] is not Want.PENALTY:
        return False
    return not any(says_something(word) for word in re.findall(r"[\u4e00-\u9fff]{2,}", wanted[1]))


def punishing(law: Law, article: Article) -> tuple[Article, ...]:
    """The articles of the same law that set a fine for breaking this one by its number."""
    return tuple(
        other
        for other in law.articles.values()
        if other is not article
        and PENALTY.search(other.text)
        and article.name in (found[0] for found in ARTICLE.finditer(other.text))
    )[:MOST]
