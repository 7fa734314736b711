"""Articles of laws found by meaning, for a question about law that no entry covers.

The articles' vectors come with the software (``data/law_vectors.npz``, made by ``yubiao kb
write-vectors``, asked for by a test). What is found is offered, never asserted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from kb.knowledge import load_stopwords
from kb.law_articles import SEARCHED, Article, Law, LawArticles, load_law_articles
from kb.search.embedding import Embedder, Vector, digest
from kb.search.lexical import LexicalIndex
from kb.search.shipped import FILE, shipped
from kb.search.shipped import write as write_vectors
from kb.text.segment import Segmenter

VECTORS = FILE.with_name("law_vectors.npz")
_STATE = "中华人民共和国"
_LONGEST = 400  # characters of an article that are looked at
SHORT = 160  # characters of each quotation
MOST = 2
# The lines (bench/law.py): nearness is e5's cosine and a tenth of the shared words. From NEAR on
# the first of the articles is the right one for 51 %, one of those offered for 62 %: too few to
# assert.
SHARED_WORDS = 0.1
NEAR = 0.9
ALONE = 0.015
_ABOUT_LAW = re.compile(
    r"法|罚|赔|责任|权利|义务|依据|违|许可|处分|吊销|没收|退货|退款|欺诈|虚假|经营者|消费者|商家"
    r"|卖家|厂家|平台|企业|公司|店|标签|广告|计量|标准"
)
OFFERED = (
    "这个问题我没有写好的答案。照意思找，最接近的法律条文是下面{count}；"
    "管不管您问的这件事，请看原文，或者打 12315 问："
)


@dataclass(frozen=True)
class Quoted:
    """An article that is near a question.

    Args:
        law, article: which.
        nearness: see :data:`NEAR`.
    """

    law: Law
    article: Article
    nearness: float

    @property
    def heading(self) -> str:
        """「《中华人民共和国产品质量法》第四十条」."""
        return f"《{self.law.name}》{self.article.name}"


@dataclass(frozen=True)
class LawSearch:
    """Finds articles by meaning.

    Args:
        articles: law and article of each row.
        vectors: one row each.
        words: of each row.
        segmenter: cuts a question as the articles were cut.
    """

    articles: tuple[tuple[Law, Article], ...]
    vectors: Vector
    words: LexicalIndex
    segmenter: Segmenter

    def near(self, question: str, vector: Vector) -> list[Quoted]:
        """The articles near a question about law, at most two, one where it leads.

        Args:
            question: normalised; a law it names rules alone.
            vector: the question's.
        """
        if not self.articles or not _ABOUT_LAW.search(question):
            return []
        found = self.nearest(question, vector, MOST)
        if not found:
            return []
        leads = len(found) == 1 or found[0].nearness - found[1].nearness >= ALONE
        return [one for one in found[: 1 if leads else MOST] if one.nearness >= NEAR]

    def knows(self, question: str) -> bool:
        """Whether any article has a word of the normalised question."""
        return bool(self.articles) and bool(self.words.scores(_cut(self.segmenter, question)).any())

    def nearest(self, question: str, vector: Vector, most: int) -> list[Quoted]:
        """The nearest articles, however far they are; arguments as of :meth:`near`."""
        if not self.articles:
            return []
        tokens = _cut(self.segmenter, question)
        largest = max(self.words.weight(frozenset(tokens)), 1e-6)
        shared = np.minimum(self.words.scores(tokens) / largest, 1.0)
        nearness = self.vectors @ vector + SHARED_WORDS * shared
        named = load_law_articles().law_in(question)
        found = (
            Quoted(law, article, float(near))
            for (law, article), near in zip(self.articles, nearness, strict=True)
            if named in (None, law)
        )
        return sorted(found, key=lambda one: -one.nearness)[:most]


def offered(found: list[Quoted]) -> str:
    """The articles as text, each a short quotation under its heading."""
    lead = OFFERED.format(count="这一条" if len(found) == 1 else "两条")
    return "\n".join((lead, *(f"{one.heading}：“{one.article.quoted(SHORT)}”" for one in found)))


def text_of(law: Law, article: Article) -> str:
    """What of an article is embedded."""
    return f"{law.name.removeprefix(_STATE)}{article.name} {article.text}"[:_LONGEST]


def rows_of(articles: LawArticles) -> tuple[tuple[Law, Article], ...]:
    """Every article of every law that is looked through."""
    laws = {law.name: law for _, law in articles.laws if law.name in SEARCHED}
    return tuple((law, law.articles[number]) for law in laws.values() for number in law.articles)


@lru_cache(maxsize=1)
def load_law_search(path: Path = VECTORS) -> LawSearch:
    """The articles whose vectors come with the software."""
    rows = rows_of(load_law_articles())
    keys = [digest(text_of(*row), is_query=False) for row in rows]
    known = shipped(keys, path)
    kept = [(row, known[key]) for row, key in zip(rows, keys, strict=True) if key in known]
    segmenter = Segmenter()
    return LawSearch(
        tuple(row for row, _ in kept),
        np.array([np.frombuffer(vector, dtype=np.float32) for _, vector in kept]),
        LexicalIndex([_cut(segmenter, article.text) for (_, article), _ in kept]),
        segmenter,
    )


def write(path: Path = VECTORS) -> int:
    """Write the vectors of every article; tells how many there are."""
    pairs = [(text_of(*row), False) for row in rows_of(load_law_articles())]
    known = shipped([digest(text, is_query=False) for text, _ in pairs], path)
    known |= Embedder().vectors(pairs, known)
    write_vectors(known, path)
    return len(known)


def _cut(segmenter: Segmenter, text: str) -> list[str]:
    left_out = load_stopwords()
    return [token for token in segmenter.cut(text) if token not in left_out]
