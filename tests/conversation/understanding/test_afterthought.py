from __future__ import annotations

import pytest

from bot.conversation.understanding.afterthought import said_straight


@pytest.mark.parametrize(
    ("said", "straight"),
    [
        ("最少给好多 我说鞋子", "鞋子最少给好多"),
        ("家具的呢 不是板子 买的成品沙发柜子", "家具的呢 买的成品沙发柜子"),
        ("充电器呢 是不是一个号", "充电器呢"),
        ("哪衣服类有强制的不", "那衣服类有强制的不"),
        ("2015那年的主题", "2015年的主题"),
        ("中国的呢 同一年", "中国的呢"),
        ("哪个标准管它", "哪个标准管它"),
        ("哪年实施的", "哪年实施的"),
        ("我买了个锅 不是铁的 商家骗我", "我买了个锅 不是铁的 商家骗我"),
        ("多少钱 我说了不算", "多少钱 我说了不算"),
    ],
)
def test_what_comes_behind_is_put_in_its_place(said: str, straight: str) -> None:
    assert said_straight(said) == straight
