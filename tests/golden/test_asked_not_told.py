"""What asks is answered, though it sounds like a story; what is told on is kept."""

from __future__ import annotations

import pytest

from bench.parts import Talker
from bot.conversation.offering import MAY_BE, MORE, OFFER


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "我手头有个充电宝用了一年多，听同事讲出了个专门的国标，以后没达标的不让卖了。我就想晓得是哪个号，",
            "GB 47372-2026",
        ),
        (
            "屋头有个用了三年的电热水壶，邻居说壶有强制的标准，不合格的要下架。想问下是哪个号",
            "GB 4706",
        ),
        ("我才买了个电饭煲，刷抖音说电饭煲有强制国标，不晓得是哪个号，", "GB 4706.1-2024"),
        (
            "都2026年了充电宝那个新国标早就强制执行了吧，我铺子头还压起一百多个老款",
            "要到 2027 年 4 月 1 日才实施",
        ),
        ("电动车新国标去年就开始实施了吧，我店里头还有二十几台老款", "电动自行车"),
        ("哎呀我脑壳昏，我要问的是婴儿推车不是灭火器", "GB 14748"),
        ("哎哟我说岔了，问的是安全座椅不是安全帽", "GB 27887"),
        ("一段奶粉看GB10767对不对头", "GB 10765-2021"),
        ("广场舞吵我依据噪声污染防治法去告得行不", "“噪声污染防治法”已经废止"),
        ("依据环保法小区烧垃圾罚好多", "“环保法”已经废止"),
    ],
)
def test_what_only_asks_is_answered_and_offers_nothing(talk: Talker, words: str, told: str) -> None:
    said = talk.last(words)

    assert told in said
    assert OFFER not in said


@pytest.mark.parametrize(
    "story",
    [
        "我开文具店的，进的书包商家不给退，书包新标准已经强制了吧",
        "买的电饭煲用两天就坏了，这个有强制国标吧",
        "加油站的枪动过手脚 五十升的油箱加了五十八升 请你们拿标准桶去量一哈 查他",
    ],
)
def test_what_is_amiss_stays_a_story_beside_a_standard(talk: Talker, story: str) -> None:
    assert OFFER in talk.last(story)


def test_what_a_story_asks_of_the_days_is_answered_before_the_offer(talk: Talker) -> None:
    said = talk.last(
        "上周在12315上交了个投诉，卖家具那家送来的床是裂的，现在一点动静都没得。投诉交上去按规定几天要给回信哦"
    )

    assert "7 个工作日" in said.split(OFFER)[0]
    assert said.count("最接近") == 0


@pytest.mark.parametrize(
    ("before", "asked", "told"),
    [
        ("昨天买的燃气灶打不燃火商家不管", "厨房里头报警的那个", "GB 15322.2"),
        ("昨天在观音桥一家店买的鞋开胶了", "我屋统景的，以前渝北，那也归两江咯", "北碚"),
        ("商家用过期标准卖货", "要是我网上声明的就是那个已经废了的", "未按标准生产"),
        ("快递丢了哪个赔", "丢了件他们推来推去找谁", "12305"),
        ("楼下烧烤油烟大得很", "该找哪个局", "生态环境部门"),
        ("广场舞太吵找哪个", "屡教不改罚好多", "200 元以上 1000 元以下"),
        ("超市买的散装食品没得标签", "可以告他不", MAY_BE),
        ("养老院评几级按哪个标准", "那给老年人评失能能力的又是哪一个", "GB/T 42195"),
        ("石材有辐射看哪个标准", "房东补地板用的胶呢 味道冲得很", "GB 18583-2008"),
        ("没明码标价罚多少", "像这种能投诉不", MAY_BE),
    ],
)
def test_what_asks_on_is_no_more_of_the_story(
    talk: Talker, before: str, asked: str, told: str
) -> None:
    said = talk.last(before, asked)

    assert told in said
    assert MORE not in said


@pytest.mark.parametrize("supposed", ["万一他店都关门了", "要是他不来调解"])
def test_who_supposes_tells_nothing(talk: Talker, supposed: str) -> None:
    said = talk.last("昨天买的鞋开胶老板不退", supposed)

    assert MORE not in said
    assert OFFER not in said


@pytest.mark.parametrize("more", ["就在观音桥那家鞋店", "花了三百二", "老板姓王"])
def test_what_is_told_on_is_kept(talk: Talker, more: str) -> None:
    assert MORE in talk.last("昨天买的鞋开胶老板不退", more)
