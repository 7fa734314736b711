"""A new thing, a kind, a body or an age named behind an answer: what is asked of that one."""

from __future__ import annotations

import pytest

from bench.parts import Talker
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # A thing that has an answer of its own, whatever was told.
        (("敬老院归哪个标准管", "那上门给老人洗澡呢，有没有国标"), "GB/T 43153"),
        (("养老院按哪个国标", "假如喊人到屋头来照看呢 有标准没"), "GB/T 43153"),
        (("燃气软管是哪个标准", "报警器呢 屋头用的那种"), "GB 15322.2"),
        (("燃气软管按哪个标准", "家用报警器呢"), "GB 15322.2"),
        (("电饭煲看哪个标准", "微波炉呢 有标准不"), "GB 4706.1"),
        (("酱油是哪个标准", "醋呢 酿造那种"), "GB 2719"),
        (("豆瓣酱看哪个标准", "自动扶梯呢 商场头那种"), "GB 16899"),
        (("重庆标准化规划里茶叶归哪个领域", "养老家政呢"), "现代服务业"),
        # What all goods have is asked of the thing told before it.
        (("屋头开了个小店，做点豆瓣酱卖，想在瓶子上弄个条形码，国标有没得",), "GB 12904"),
        (("条形码有国标没得",), "GB 12904"),
        (("电饭煲国标没得",), "GB 4706.1"),
        (("我马上要生了，列个清单，奶瓶和婴儿推车各看哪个标准",), "GB 14748"),
        # Of an entry with several standards the one that is named.
        (("馆子油烟重庆归哪个标准", "重庆那个是不是强制的"), "DB50/859-2018 是强制性标准"),
        # A kind of standards, by its letter too.
        (("T/开头的标准，哪家都可以发吗",), "社会团体"),
        (("团标是不是随便哪家都能发", "那在哪里查"), "ttbz.org.cn"),
        (("协会才可以发团体标准吗", "万一他乱编号呢"), "撤销"),
        # Letters on a thing, and the sector named behind them.
        (("毛巾标签上写的FZ/T，是哪个行业",), "纺织"),
        (("FZ/T是哪个行业的", "那环保的呢"), "生态环境部"),
        (("QB/T归哪个部门主管", "地震的归哪个部门管"), "中国地震局"),
        (("DB/T是啥子", "它归哪个部门管"), "中国地震局"),
        # The day talked about, not the one that has the words.
        (("计量日是几号", "哪年起每年有主题的"), "计量日"),
        (("举报商家最高奖多少", "随便举报一家都有迈"), "一般的小问题举报不在奖励范围"),
        (("噪声扰民个人罚好多", "商铺单位呢"), "单位罚 2000 元以上"),
        (("一段奶粉是哪个标准", "娃儿满了半岁呢"), "GB 10766"),
        (("婴儿奶粉看哪个标准", "一岁半了呢"), "GB 10767"),
        (("充电宝新国标是哪个", "这个好久起作数的"), "2027 年 4 月 1 日"),
        (("十三五规划 小微企业有些啥子",), "免费"),
        (("环保法废止了没", "森林法也废了吗"), "不能说废了"),
        (("can shops sell fruit flavoured vapes in China, which GB",), "GB 41700"),
    ],
)
def test_what_is_named_anew_is_told(talk: Talker, said: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "not_told"),
    [
        (("有国标没得",), "国标舞"),
        (("国标有没有",), "国标麻将有没有"),
        (("GB 811是管什么的", "自行车戴的也归它吗"), "归它管"),
        (("kids bicycle helmet, which standard?",), "GB 811-2022 for helmets"),
        (("计量日是哪天", "从哪年起每年有主题的"), "1986"),
        (("推荐性标准，商家印在盒子上也可以不照着做，对不",), "排名"),
        (("奶粉看哪个标准",), "在医生指导下吃"),
    ],
)
def test_what_is_not_meant_is_not_told(talk: Talker, said: tuple[str, ...], not_told: str) -> None:
    assert not_told not in talk.last(*said)


@pytest.mark.parametrize("words", ["国标没得", "有没有标准嘛", "有国标没得"])
def test_a_standard_of_nothing_is_asked_back(talk: Talker, words: str) -> None:
    assert talk.last(words).startswith("您问的是哪样东西的标准")


@pytest.mark.parametrize(
    "words", ["隐形眼镜国标是哪个", "老花镜执行什么标准", "which standard for eyeglasses?"]
)
def test_of_glasses_nothing_was_verified(talk: Talker, words: str) -> None:
    assert talk.replies(words)[0].kind is ReplyKind.UNKNOWN


def test_what_burnt_is_asked_about_when_it_is_over(talk: Talker) -> None:
    fire = "电瓶车电池在客厅充电 鼓了包 冒白烟 这种店头给不给换"
    assert "119" in talk.replies(fire, "fire")[0].text

    assert "GB 43854" in talk.replies("熄了 消防队走了 电池国标是哪个", "fire")[-1].text


def test_letters_claimed_for_a_local_standard_are_not_explained_instead(talk: Talker) -> None:
    said = "抄手本身那个重庆地方标准是不是DB50/T 开头的 编号好多"

    assert "就是重庆市推荐性地方标准" not in talk.last(said)


@pytest.mark.parametrize("noise", ["嗯嗯啊啊啊123", "哈哈哈哈321", "嗯嗯嗯 6666"])
def test_what_says_nothing_is_not_noted_for_staff(talk: Talker, noise: str) -> None:
    assert "记下来" not in talk.last(noise)
