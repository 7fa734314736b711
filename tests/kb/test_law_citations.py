from __future__ import annotations

import pytest

from kb.law_citations import citations, cited_in, key_of, label_of, short_name


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("《中华人民共和国产品质量法》第四十条", [("产品质量法", "40")]),
        ("《产品质量法》第二十七条、第三十九条和第四十条", "27 39 40"),
        ("《标准化法》第三十五条至第三十八条", "35 36 37 38"),
        ("《市场监督管理投诉举报处理办法》（令第121号）第八条、第十条", "8 10"),
        ("《刑法》第一百二十条之一第二款、第一百三十三条", "120-1 133"),
        ("《生态环境法典》第一千二百四十二条", "1242"),
        ("《广告法》第9条第一款第（三）项、第57条", "9 57"),
        ("《食品标识监督管理办法》第二十一条（2027年3月16日起施行）", "21"),
        (
            "最高人民法院关于审理食品药品案件适用法律若干问题的解释（法释〔2024〕9号）第一条、第二条",
            "1 2",
        ),
        ("《重庆市标准化条例》", [("重庆市标准化条例", "")]),
        ("《重庆市标准化体系建设发展规划（2016—2020年）》（渝府办发〔2016〕69号）二（一）", []),
        ("GB 11887-2012《首饰 贵金属纯度的规定》", []),
        ("《维护标签规范 符号法》（GB/T 8685-2008）", []),
        ("GB 18401-2010", []),
    ],
)
def test_a_source_names_its_articles(source: str, named: str | list[tuple[str, str]]) -> None:
    found = citations(source)

    if isinstance(named, str):
        assert [one.key for one in found] == named.split()
        assert len({one.law for one in found}) == 1
    else:
        assert [(one.law, one.key) for one in found] == named


def test_an_article_named_twice_is_one() -> None:
    named = cited_in(["《甲法》第一条、第二条", "依据《中华人民共和国甲法》第二条。"])

    assert [one.title for one in named] == ["《甲法》第一条", "《甲法》第二条"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("《中华人民共和国产品质量法》", "产品质量法"),
        ("产品质量法（2018年修正）", "产品质量法"),
        ("中华人民共和国刑法修正案（二）", "刑法修正案（二）"),
    ],
)
def test_a_law_is_known_by_one_name(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize("number", [1, 10, 11, 20, 100, 101, 110, 115, 148, 999, 1000, 1010, 1242])
def test_a_number_becomes_a_label_and_comes_back(number: int) -> None:
    assert key_of(label_of(number)) == str(number)
