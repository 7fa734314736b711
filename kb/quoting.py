"""Articles of laws quoted: the one a question names, and what is asked on of it."""

from __future__ import annotations

from collections.abc import Iterable

from kb.after_article import asks_penalty, other_article, punishing
from kb.answer import MOST_CHOICES, Answer, Candidate, Certainty
from kb.asked_on import WITHIN
from kb.law_articles import Article, Law
from kb.law_citations import cites
from kb.saying import PICK
from kb.search.index import Entry, EntryKind, Hit
from kb.wanted import NOT_KNOWN, PENALTY, Want
from kb.within import sentences_with

# An entry this likely that rests on an article says what it means; otherwise the article itself is
# quoted.
OVER_ARTICLE = 0.5
NO_ARTICLE = "我收录的《{law.name}》（{law.version} 通过或者修正）没有第 {number} 条，请核对。"
CHECK_LAW = "这是 {day} 通过或者修正的文本；最新文本请到国家法律法规数据库（flk.npc.gov.cn）核对。"


def quoted(law: Law, number: int) -> Answer:
    """An article itself, as text; what it means for somebody an entry says, if there is one."""
    article = law.articles.get(number)
    if article is None:
        return Answer(Certainty.UNKNOWN, NO_ARTICLE.format(law=law, number=number))
    source = f"《{law.name}》{article.name}"
    text = f"{source}的原文是：\n“{article.quoted()}”\n{CHECK_LAW.format(day=law.version)}"
    return Answer(Certainty.SURE, f"{text}\n来源：{source}", (source,), 1.0, about=source)


def after_quoted(law: Law, number: int, text: str, entries: Iterable[Entry]) -> Answer | None:
    """What is asked on of an article just quoted; None where something else is asked.

    Args:
        text: the few words that ask on.
        entries: any of which may tell a fine.
    """
    if other := other_article(text, number):
        return quoted(law, other)
    article = law.articles.get(number)
    if article is None or not asks_penalty(text):
        return None
    if PENALTY.search(article.text):
        return quoted(law, number)
    if found := punishing(law, article):
        sources = tuple(f"《{law.name}》{one.name}" for one in found)
        lines = (
            f"{where}的原文是：\n“{one.quoted()}”"
            for where, one in zip(sources, found, strict=True)
        )
        said = "\n".join((*lines, CHECK_LAW.format(day=law.version)))
        text = f"{said}\n来源：{'；'.join(sources)}"
        return Answer(Certainty.SURE, text, sources, 1.0, about=sources[0])
    return _punished(law, article, entries) or Answer(
        Certainty.UNKNOWN, NOT_KNOWN[Want.PENALTY].format(about=f"{law.name}{article.name}")
    )


def _punished(law: Law, article: Article, entries: Iterable[Entry]) -> Answer | None:
    """Entries that rest on an article and tell a fine, offered."""
    found = [
        (entry, said)
        for entry in entries
        if entry.kind is EntryKind.FAQ
        and cites(entry.sources, law.name, article.name)
        and (said := sentences_with(entry.answer, (), PENALTY))
    ][:MOST_CHOICES]
    if not found:
        return None
    lines = [f"和《{law.name}》{article.name}有关的处罚，我知道的是："]
    lines += [f"{n}. {entry.title}\n{said}" for n, (entry, said) in enumerate(found, 1)]
    named = tuple(Candidate(entry.reference, entry.title) for entry, _ in found)
    sources = tuple(dict.fromkeys(one for entry, _ in found for one in entry.sources))
    return Answer(Certainty.UNSURE, "\n".join((*lines, PICK)), sources, WITHIN, candidates=named)


def explains(hit: Hit, law: Law, number: int) -> bool:
    """Whether an entry says what an article means: one likely enough that rests on it."""
    likely = hit.confidence >= OVER_ARTICLE
    return likely and cites(hit.entry.sources, law.name, f"第{number}条")
