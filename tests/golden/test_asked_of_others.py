"""What is asked on of something told earlier, named for the first time, or beside what was told."""

from __future__ import annotations

import re

import pytest

from bench.parts import Talker
from bot.complaints.follow.respondents import HOW
from bot.conversation.bidders.talk import GO_ON
from bot.conversation.offering import MORE, OFFER


@pytest.mark.parametrize(
    ("words", "told"),
    [
        # The one before, whatever several standards the last answer names.
        (("跑外卖的头盔认哪个国标", "那电池呢 锂的", "前头那个强制不"), r"GB 811-2022 是强制性"),
        (("我想买个燃气报警器 看哪个标准", "灶呢", "前头那个强制不"), r"GB 15322\.2-2019 是强制性"),
        # The first of the talk, whatever is listed.
        (("浓香型白酒执行标准", "甲醇归哪个管", "最开始那个强制吗"), r"10781\.1-2021 不是强制性"),
        # Something named for the first time.
        (("学校定校服 合同里写哪个标准", "童鞋那个也是推荐的？"), r"GB 30585-2024 是强制性标准"),
        (("养老院那个强制的国标", "评等级那个强制不"), r"GB/T 37276-2018 不是强制性"),
        (("住进去以后测甲醛按哪个标准", "住人那个强制吗"), r"GB/T 18883-2022 不是强制性"),
        (("空气净化器啥标准", "强制不", "买的柜子呢"), r"GB 18584-2024"),
        (("工地半夜吵 哪个标准", "歌厅的喃"), r"GB 22337-2008"),
        # The law an answer rests on.
        (("不是45个工作日吗", "新的好久施行的"), r"2026 年 4 月 15 日起施行"),
        (("投诉举报处理办法哪天施行", "多少号令"), r"第121号"),
        # Another kind of standards, another day of the year.
        (("重庆标准化规划里新增国标行标好多项", "地方标准呢"), r"500 项"),
        (("重庆标准化规划里新增国标行标好多项", "团标也是500吧"), r"400 项"),
        (("315今年主题是啥", "去年的", "质量月23年的"), r"增强质量意识"),
        (("世界标准日几号", "2022年中国的主题", "今年第几届"), r"第 57 届"),
        # One of several editions, or of none the catalogue has.
        (("营养成分表的新版哪天", "老的是哪年开始的"), r"GB 28050-2011 已经从 2013 年 1 月 1 日"),
        (("GB 18580", "老版的是哪年的"), r"GB 18580-2017"),
        (("GB 31701-2051 查一下", "哦打错了 15的 啥子名字"), r"GB 31701-2015《婴幼儿及儿童"),
        (("GB 811-2023呢", "在哪查"), r"^(?!.*没有查到).*std\.samr"),
        # Each of several, and which of them is what it is asked for.
        (("大豆油执行什么标准", "有没得强制的那种"), r"GB 2716-2018 是强制性标准"),
        (("全屋定制说用ENF级的板子 比E0还好吗", "分级是哪个标准里面写的"), r"GB/T 39600-2021"),
        (("GB 2763管哪些", "铅镉也归它？"), r"GB 2762-2025"),
        (("国标全文在哪看", "团标呢", "前头国标那个要不要钱"), r"免费"),
        (("difference between GB and GB/T?", "where can i read them online for free?"), r"openstd"),
        (("GB/T 18883-2022后面2022是实施的年份嗦",), r"发布年份，不是实施年份"),
        (("今年10月14世界标准日是第几届了呀 做黑板报用",), r"第 57 届"),
        (("写论文 规划里团体标准目标是多少项",), r"400 项"),
        (("世界标准日几月几号，2024年国际主题是什么", "算第几届"), r"2022 年是第 53 届"),
        (("包装上写QB/T开头 是哪个行业", "那前头只有一个T斜杠的"), r"团体标准"),
        (("my new e-bike may go 45 km/h?", "Which standard says that?"), r"GB 17761-2024"),
        (("孙娃子坐起推的那种车车儿 国家有规矩没得",), r"GB 14748"),
        (("which GB covers stainless steel water bottles?",), r"GB 4806\.9"),
        (("我开店的，有人吃出蟑螂要我赔一千",), r"先不急着给"),
        (("厨房卫生总的规矩又是哪本",), r"GB 31654"),
        (("C类的短袖校服合格不",), r"至少要 B 类"),
        (("自己买的盒子测的0.15", "这个算超标吗"), r"0\.08"),
        (("怎么投诉", "你帮我弄"), r"投诉：我自己"),
        # The edition told as the one of now is the one asked on about.
        (("印的 GB 4706.1-2005 现在是哪一版", "从哪天起算"), r"2024 已经从 2026 年 8 月 1 日"),
        (("世界标准日几月几号", "2015那年国际上的主题"), r"标准是世界的通用语言"),
        (("2016年世界标准日国际主题", "中国的呢 同一年"), r"实施标准化战略"),
        (("食品安全国家标准在哪个网站免费下载", "团标的"), r"ttbz\.org\.cn"),
        (("头盔看哪个国标", "后头2022是实施年？"), r"发布年份，不是实施年份"),
        (("头盔看哪个国标", "把那个标准号发我 我拿给老板看"), r"GB 811-2022"),
        (("棉絮归哪个标准管", "要带些啥子去"), r"三样"),
        (("渝小标是啥子玩意儿",), r"卡通形象"),
        (("养老院强制的国标号好多", "好久兴起走的"), r"2022 年 1 月 1 日"),
        (("羽绒服吊牌上该写哪个执行标准号",), r"^(?!.*5296).*GB/T 14272-2021"),
        (("燃气灶国标哪个", "热水器诶"), r"GB 6932"),
        (("婴儿车的标准和儿童自行车的标准",), r"GB 14748[\s\S]*GB 14746"),
    ],
)  # fmt: skip
def test_what_is_meant_is_told(talk: Talker, words: tuple[str, ...], told: str) -> None:
    assert re.search(told, talk.last(*words), re.DOTALL)


@pytest.mark.parametrize(
    ("words", "never"),
    [
        # Nothing is known of what is named, and what was told is not told of it.
        (("养老院那个强制的国标", "洗脚城那个强制不"), r"GB 38600-2019 是强制性"),
        # What an entry says of one of its standards is not said of another.
        (("E0、E1、ENF哪个最环保", "那个强制吗"), r"^强制底线看"),
        # 「要不要先…」 denies nothing.
        (("我弟把玩具里头的纽扣电池吞下去了", "要不要先抠喉咙喊他吐"), r"衣服认"),
    ],
)
def test_what_is_not_meant_is_not_told(talk: Talker, words: tuple[str, ...], never: str) -> None:
    assert not re.search(never, talk.last(*words))


@pytest.mark.parametrize(
    "word", ["好的 谢谢", "要得", "好嘛", "确认", "行", "可以", "晓得了 谢谢哈", "ok"]
)
def test_assent_behind_an_answer_does_not_tell_it_again(talk: Talker, word: str) -> None:
    assert "GB 811" not in talk.last("跑外卖的头盔认哪个国标", word)


@pytest.mark.parametrize("word", ["哦", "嗯嗯", "哦哦"])
def test_a_sigh_behind_an_answer_is_no_question(talk: Talker, word: str) -> None:
    told = talk.last("跑外卖的头盔认哪个国标", word)

    assert told == GO_ON


@pytest.mark.parametrize(
    "words",
    [
        ("换空调想买一级的 能效是看哪个标准号", "冰箱的嘞 听卖家说今年换新了"),
        ("手机店把翻新机当新机卖给我 这算欺诈不 赔几倍", "要是只是个几十块的手机壳嘞"),
    ],
)
def test_what_is_asked_on_is_not_offered_to_be_registered(
    talk: Talker, words: tuple[str, ...]
) -> None:
    told = talk.last(*words)

    assert OFFER not in told
    assert MORE not in told


def test_a_standard_asked_for_after_a_cry_for_help_is_told_behind_the_advice(
    talk: Talker,
    request: pytest.FixtureRequest,
) -> None:
    told = talk.last("我弟把玩具里头的纽扣电池吞下去了", "这种玩具电池仓有国标管吗")

    assert "120" in told
    assert "GB 19865-2005" in told


def test_who_was_reported_and_asks_for_the_fine_is_not_told_how_to_answer(talk: Talker) -> None:
    assert HOW not in talk.last("小卖部没贴价签 遭人举报了 最多罚好多")
    assert HOW in talk.last("我的店遭人举报了该怎么办")


def test_the_number_to_dial_is_that_of_the_danger_told(talk: Talker) -> None:
    told = talk.last("家里煤气味好重 我不敢开灯", "我和娃已经到楼道底下了 现在打哪个号")

    assert "119" in told
    assert "12356" not in told


def test_despair_stays_despair_behind_another_danger(talk: Talker) -> None:
    assert "12356" in talk.last("家里煤气味好重 我不敢开灯", "我不想活了 打哪个号")


@pytest.mark.parametrize(
    "words", ["老板不退钱我怎么办", "店家死活不换 我该怎么办", "商家不处理我能怎么办"]
)
def test_who_gets_nothing_from_a_shop_is_told_the_ways(talk: Talker, words: str) -> None:
    told = talk.last(words)

    assert "12315" in told
    assert "协商" in told
