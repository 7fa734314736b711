"""What few words name, beside a thing or after an answer, is answered or not told as known."""

from __future__ import annotations

import pytest

from bench import parts
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("words", "told"),
    [
        # A thing of one sign behind another thing's name is not the other thing.
        (("水龙头的水按什么标准",), "5749"),
        (("骑电驴戴的盔有国标吗",), "811"),
        (("骑摩托戴的那个盔看哪个标准",), "811"),
        # The new one, and from when it goes.
        (("旧国标电动车店家还能卖不", "新的那版多久实施的"), "2025 年 9 月 1 日"),
        (("GB 7718 是管什么的", "新国标几号开始执行"), "2027 年 3 月 16 日"),
        # The other letter behind the same code.
        (("GB后面加个Z是啥", "加T呢"), "推荐性国家标准"),
        (("GB/T是什么意思", "换成Z呢"), "指导性技术文件"),
        # Another part by its number alone.
        (("GB/T 1.1-2020 规定什么", "1.2呢"), "ISO/IEC"),
        (("GB 6675.1是什么", "那6675.2呢"), "机械与物理性能"),
        # A per cent and no sum.
        (("举报奖励一件案子最高给多少", "三级的按几个点"), "1%"),
        (("举报奖励最少给多少", "一级是百分之几"), "5%"),
        # What a standard's title names stays that standard's.
        (("人造板甲醛释放的新国标是几号", "什么时候实施", "装修用的胶呢"), "18583"),
        # What is wanted of a thing that is named.
        (("羽绒服看什么标准", "七天无理由写在哪条"), "第二十五条"),
        (("团体标准在哪里查", "七天无理由是哪条规定的"), "第二十五条"),
        # Of each of two.
        (("退一赔三最少赔几多？食品十倍的最少又几多？", "分别在哪条"), "第五十五条"),
        (("退一赔三最少赔几多？食品十倍的最少又几多？", "分别在哪条"), "第一百四十八条"),
        # In English.
        (("Where can I read Chinese national standards for free?", "and local standards?"), "dbba"),
        (
            ("Where can I read Chinese national standards for free?", "even ones copied from ISO?"),
            "copyright",
        ),
        (("World Standards Day 2020 theme pls",), "标准保护地球"),
        (("what was the theme of World Standards Day 2023?",), "2023 年"),
        (("World Standards Day 2020 theme", "2014?"), "公平竞争"),
        (
            (
                "Which standard defines driving automation levels L0-L5 in China?",
                "when did it start",
            ),
            "2022",
        ),
        (("进口红酒中文标上要写执行标准号吗",), "不用标"),
        # A kind by its last word.
        (("奶粉标准", "不是不是 刚生下来吃的一段"), "10765"),
        (("热水器看什么标准", "燃气的那种呢"), "6932"),
        (("婴儿推车看什么标准", "再大点骑的小自行车呢"), "14746"),
        # Thanks lead over, and a law has its articles.
        (("电动自行车看哪个国标", "太感谢啦，那是哪天开始实施的呢"), "2025 年 9 月 1 日"),
        (("重庆标准化条例哪天施行", "总共多少条"), "44 条"),
        (("规划的文号", "现在还算数不"), "已经结束"),
        (("退一赔三最少赔好多", "如果是吃的东西呢"), "1000 元"),
        # A thing misheard in a question of nothing but its standard.
        (("月并国标",), "19855"),
        (("皮单的标准",), "2749"),
        (("月饼国标", "皮单捏"), "2749"),
        (("给闭 三零三九一 有没得",), "30391"),
    ],
)
def test_what_is_named_is_answered(talk: parts.Talker, words: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*words)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        # Told by the way of another thing.
        (("冷藏的鲜牛奶看什么标准", "常温那种呢"), "您接着问的是：鲜牛奶"),
        # Whether it must be printed is no question of which.
        (("进口饼干要不要印执行标准号",), "饼干看：GB 7100"),
        (("进口奶粉必须标执行标准不",), "奶粉看：GB"),
        # Of a kind of its own.
        (("校服", "我是想问衣服上带反光条条的那种"), "衣服看：GB 18401"),
        (("插座的线看什么标准",), "插座看：GB"),
        (("车内甲醛看哪个标准",), "18883"),
        (("猫粮看什么标准",), "GB 2749"),
    ],
)
def test_what_is_not_known_of_it_is_not_told(
    talk: parts.Talker, words: tuple[str, ...], wrong: str
) -> None:
    assert wrong not in talk.last(*words)


def test_whoever_is_safe_is_told_the_number_for_emergencies(talk: parts.Talker) -> None:
    told = talk.last("进门闻到好大一股天然气味道", "人出来了 接下来打哪个")
    assert "119" in told
    assert "12315" not in told


def test_even_so_what_is_known_is_told_as_known(talk: parts.Talker) -> None:
    for words in ("自来水看哪个标准", "头盔国标", "月饼国标", "World Standards Day theme 2025"):
        assert talk.replies(words)[0].kind is ReplyKind.ANSWER
