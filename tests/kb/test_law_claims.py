from __future__ import annotations

import pytest

from kb.law_claims import quantities, unfounded


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("自收到之日起七个工作日内", ["7工作日"]),
        ("7 个工作日、60天、六十日", ["7工作日", "60日"]),
        ("处五万元以上二十万元以下罚款，最多 20 万元", ["50000元", "200000元"]),
        ("价款十倍；不足一千元的，为 1000 元", ["10倍", "1000元"]),
        ("百分之五十以上，即 50%", ["50%"]),
        ("一万五千元，即 1.5 万元、15,000元、1万5千元", ["15000元"]),
        (
            "百元以上、5千元以下，一亿二千万元，一百二十万元",
            ["100元", "5000元", "120000000元", "1200000元"],
        ),
        ("处1,000元以上1,234,567.5元以下", ["1000元", "1234567.5元"]),
        ("第1条，200元，分别为1,20元", ["200元", "20元"]),
        ("几十元、数百万元、几千年", []),
        ("二〇二六年四月十五日起满二十年", ["20年"]),
        ("自2026年4月15日起，每年10月14日，第三年", []),
        ("打 12315，GB 17761-2024", []),
    ],
)
def test_quantities_are_read_in_every_spelling(text: str, told: list[str]) -> None:
    assert quantities(text) == told


def test_what_no_article_tells_is_named() -> None:
    article = "应当在七个工作日内告知；处十万元以下罚款。"

    assert unfounded("7 个工作日内告知，最多罚 10 万元。", [article]) == []
    assert unfounded("15 个工作日内告知，最多罚 10 万元。", [article]) == ["15工作日"]
