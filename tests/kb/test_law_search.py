"""A question about law that no entry covers gets the articles near it, only offered."""

from __future__ import annotations

import pytest

from kb.answer import Certainty
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.law_articles import load_law_articles
from kb.law_search import SHORT, VECTORS, load_law_search, offered, rows_of, text_of
from kb.search.embedding import Embedder, digest
from kb.search.shipped import shipped
from tests.kb.test_answering import TODAY


def test_no_article_is_missing_in_the_vectors_that_come_with_the_software() -> None:
    keys = {digest(text_of(*row), is_query=False) for row in rows_of(load_law_articles())}

    missing = keys - shipped(keys, VECTORS).keys()
    assert not missing, f"{len(missing)} of {len(keys)}: yubiao kb write-vectors"


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("电商平台不公示营业执照怎么处罚", "《中华人民共和国电子商务法》第七十六条"),
        ("标准化法哪一条说老百姓可以举报", "《中华人民共和国标准化法》第三十五条"),
        ("计量器具不合格没收吗", "《中华人民共和国计量法》第二十六条"),
    ],
)
def test_the_article_is_found_by_meaning(question: str, heading: str, embedder: Embedder) -> None:
    found = load_law_search().near(question, embedder.question(question))

    assert heading in [one.heading for one in found]
    assert f"{heading}：“" in offered(found)
    assert all(len(one.article.quoted(SHORT)) <= SHORT + 2 for one in found)


@pytest.mark.parametrize("question", ["今天天气怎么样", "我的快递到哪里了", "标准件厂招不招工"])
def test_what_is_not_about_these_laws_gets_none(question: str, embedder: Embedder) -> None:
    assert load_law_search().near(question, embedder.question(question)) == []


def test_a_law_that_is_named_rules_alone(embedder: Embedder) -> None:
    question = "广告法里虚假宣传要罚多少"
    found = load_law_search().near(question, embedder.question(question))

    assert {one.law.name for one in found} == {"中华人民共和国广告法"}


def test_a_law_that_is_not_looked_through_gets_no_article_of_another(embedder: Embedder) -> None:
    question = "民法典里虚假宣传要罚多少"

    assert load_law_search().near(question, embedder.question(question)) == []


async def test_they_are_offered_and_not_of_another_city(knowledge: LiveKnowledge) -> None:
    answerer = Answerer(knowledge, load_normaliser(), lambda: TODAY)

    answer = answerer.articles("电商平台不公示营业执照怎么处罚")
    assert answer is not None
    assert answer.certainty is Certainty.UNSURE
    assert answer.entry is None
    assert answerer.articles("成都的电商平台不公示营业执照怎么处罚") is None
