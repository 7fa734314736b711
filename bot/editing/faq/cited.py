"""The articles an entry rests on: their words for its editors, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.editing.faq.content import FaqContent
from bot.editing.faq.problem import Problem
from kb.law_citations import Citation, citations, cited_in
from kb.law_claims import unfounded
from kb.law_texts import GONE, LawOutline, Laws, LawState, LawTexts, path_of

# Who cites what no longer, or not yet, holds must say so.
_SAYS_GONE = ("废止", "已修订", "已修改")
_SAYS_UPCOMING = ("起施行", "起实施", "尚未施行", "还没有施行", "还没施行")


@dataclass(frozen=True)
class CitedArticle:
    """An article beside the answer.

    Args:
        title: 「《产品质量法》第四十条」.
        text: its words.
        state: of its law today.
        version_on: the day of this text.
        path: its page.
    """

    title: str
    text: str
    state: LawState
    version_on: date | None
    path: str


@dataclass(frozen=True)
class Cited:
    """What an entry's sources and answer cite.

    Args:
        named: articles and laws, in order.
        laws: what is known of them today.
        articles: the words of those that are known.
    """

    named: tuple[Citation, ...]
    laws: Laws
    articles: tuple[CitedArticle, ...]

    @classmethod
    async def read(cls, session: AsyncSession, content: FaqContent, today: date) -> Cited:
        """Read what a content cites."""
        named = cited_in((*content.sources, content.answer, *content.versions.values()))
        texts = LawTexts(session, today)
        laws = await texts.outlines(one.law for one in named)
        articles = []
        for one in named:
            held = laws.of(one.law)
            found = await texts.article(held[0].id, one.key) if held and one.key else None
            if found is not None:
                told = (found.text, held[0].state, held[0].version_on, path_of(one.law, one.key))
                articles.append(CitedArticle(one.title, *told))
        return cls(tuple(named), laws, tuple(articles))

    def problems(self, content: FaqContent) -> Iterator[Problem]:
        """Articles that don't exist or don't hold, laws without text, figures no article tells."""
        for one in self.named:
            held = self.laws.of(one.law)
            where = [source for source in content.sources if one.law in source]
            said = "\n".join((*where, content.answer))
            yield from _wrong_with(one, held[0], said) if held else ()
        unknown = dict.fromkeys(one.law for one in self.named if not self.laws.of(one.law))
        for law in unknown:
            yield Problem(f"没有载入《{law}》的文本，条文请自行和原文核对。", False)
        yield from self._unfounded(content)

    def _unfounded(self, content: FaqContent) -> Iterator[Problem]:
        sources = [citations(source) for source in content.sources]
        rests = {(one.law, one.key) for each in sources for one in each}
        read = {path_of(*pair) for pair in rests} <= {article.path for article in self.articles}
        # What another source may tell can't be missed in the articles.
        if not rests or not all(sources) or not read:
            return
        for told in unfounded(content.answer, (article.text for article in self.articles)):
            yield Problem(f"答案里的“{told}”在写明的条文里没有出现，请对照原文。", False)


def _wrong_with(one: Citation, law: LawOutline, said: str) -> Iterator[Problem]:
    if not law.has(one.key) and not law.is_whole:
        yield Problem(f"载入的《{law.name}》不全，没有{one.label}，请自行和原文核对。", False)
    elif not law.has(one.key):
        text = f"《{law.name}》（{law.version_on or law.source} 的文本）没有{one.label}。"
        yield Problem(text)
    elif law.state in GONE and not any(word in said for word in _SAYS_GONE):
        yield Problem(f"《{law.name}》{law.state.value}了，不能当现在的依据。")
    elif law.state is LawState.UPCOMING and not any(word in said for word in _SAYS_UPCOMING):
        yield Problem(f"《{law.name}》自 {law.starts_on} 起才施行，请在来源或者答案里写明。")
    elif law.state is LawState.UNVERIFIED:
        yield Problem(f"《{law.name}》导入时没有注明是否现行，请核对。", False)
