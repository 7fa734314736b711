"""An article that is named is quoted; nothing is quoted for another law of a like name."""

from __future__ import annotations

import pytest

from kb.answer import Certainty
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.law_articles import LAWS, LONGEST, Article, load_law_articles, value_of
from tests.kb.test_answering import TODAY


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("五", 5),
        ("十", 10),
        ("十三", 13),
        ("四十", 40),
        ("一百零二", 102),
        ("一百四十八", 148),
        ("37", 37),
    ],
)
def test_numerals_of_articles(numeral: str, value: int) -> None:
    assert value_of(numeral) == value


@pytest.mark.parametrize(
    ("text", "law", "number"),
    [
        ("产品质量法第四十条说的什么", "中华人民共和国产品质量法", 40),
        # Right behind the name 第 is left out.
        ("消法55条", "中华人民共和国消费者权益保护法", 55),
        ("标准化法三十五条", "中华人民共和国标准化法", 35),
        ("食品安全法148条讲什么", "中华人民共和国食品安全法", 148),
        ("标准化法一共45条", "", 0),
        ("标准化法45条以上的规定", "", 0),
        ("标准化法实施条例35条", "", 0),
        ("消法第55条原文", "中华人民共和国消费者权益保护法", 55),
        ("《标准化法》第二十五条", "中华人民共和国标准化法", 25),
        ("标准化法实施条例第二十五条", "", 0),
        ("劳动法第三条", "", 0),
        ("价格法第十三条是啥", "中华人民共和国价格法", 13),
        ("行政处罚法第三十三条讲什么", "中华人民共和国行政处罚法", 33),
        ("治安管理处罚法第五十八条", "中华人民共和国治安管理处罚法", 58),
        ("民法典第一千二百五十四条原文", "中华人民共和国民法典", 1254),
        ("农产品质量安全法第36条", "中华人民共和国农产品质量安全法", 36),
        ("建筑法第六十二条", "中华人民共和国建筑法", 62),
    ],
)
def test_law_and_article_are_found(text: str, law: str, number: int) -> None:
    found = load_law_articles().named_in(text)

    assert (found is None) == (law == "")
    assert found is None or (found[0].name, found[1]) == (law, number)


def test_every_law_is_whole() -> None:
    laws = {law.name: law for _, law in load_law_articles().laws}

    assert len(laws) == len(LAWS)
    assert all(set(law.articles) == set(range(1, len(law.articles) + 1)) for law in laws.values())


def test_a_long_article_ends_with_a_whole_sentence() -> None:
    told = Article("第一条", "这是一句话。" * 100).quoted()

    assert told.endswith("。……")
    assert len(told) <= LONGEST + 2


async def test_an_article_is_quoted_with_its_source(knowledge: LiveKnowledge) -> None:
    answerer = Answerer(knowledge, load_normaliser(), lambda: TODAY)
    told, missing = (answerer.answer(f"产品质量法第{n}条写的什么") for n in ("四十", "九十九"))

    assert told.certainty is Certainty.SURE
    assert "修理、更换、退货" in told.text
    assert told.sources == ("《中华人民共和国产品质量法》第四十条",)
    assert missing.certainty is Certainty.UNKNOWN
