"""What a message puts right, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.conversation.understanding.correcting import Correction, correction_in
from bot.conversation.understanding.courtesy import without_courtesy


@pytest.mark.parametrize(
    ("text", "meant", "denied"),
    [
        ("不是热水器的 我是说厨房那种小厨宝", "厨房那种小厨宝", "热水器"),
        ("不是插线板，是墙壁插座", "墙壁插座", "插线板"),
        ("不是毛巾是浴巾", "浴巾", "毛巾"),
        ("不是行业 地方的", "地方的", "行业"),
        ("不是问价格，问标准号", "标准号", "价格"),
        ("不是让你说书包，说书桌", "书桌", "书包"),
        ("我又没问豆浆，问的豆腐", "豆腐", "豆浆"),
        ("我不是要举报，我想晓得举报和投诉啥区别", "举报和投诉啥区别", "举报"),
        ("没说清，娃四岁，坐车用的", "娃四岁，坐车用的", ""),
        ("没讲清楚 我家是天然气的", "我家是天然气的", ""),
        ("要问的是它的遥控器", "它的遥控器", ""),
        ("我要问的是里头的电芯", "里头的电芯", ""),
        ("我问的是滑板车", "滑板车", ""),
        ("想问的是课桌椅", "课桌椅", ""),
        ("我意思是雨衣", "雨衣", ""),
        ("我的意思是雨伞", "雨伞", ""),
        ("我是说消毒柜", "消毒柜", ""),
        ("我是想说洗手液", "洗手液", ""),
        ("我说的是餐巾纸不是卷纸", "餐巾纸", "卷纸"),
        ("护膝，不是头盔", "护膝", "头盔"),
        ("蜂蜜 不是白糖", "蜂蜜", "白糖"),
        ("醋不是酱油", "醋", "酱油"),
        ("是书桌不是书包", "书桌", "书包"),
        ("搞错了 我要查的是茶叶", "茶叶", ""),
        ("说错了说错了，是酒精", "酒精", ""),
        ("打错字了，应该是灯具", "灯具", ""),
        ("手误，是插线板", "插线板", ""),
        ("搞混了，是窗帘", "窗帘", ""),
        ("前头问错了，是床垫", "床垫", ""),
        ("更正一下 大豆油", "大豆油", ""),
        ("改一下，我问的是花生油", "花生油", ""),
        ("换个说法，台灯", "台灯", ""),
        ("我重新问，燃气灶标准号", "燃气灶标准号", ""),
        ("答非所问，我要问的是纽扣电池", "纽扣电池", ""),
        ("你没懂我的意思，我问的是童床", "童床", ""),
        ("你理解错了，我说的是口罩", "口罩", ""),
        ("不好意思说错了，是拖鞋", "拖鞋", ""),
        ("啊不是 是凉鞋", "凉鞋", ""),
        ("不不不 皮鞋", "皮鞋", ""),
        ("no no 卫生巾", "卫生巾", ""),
        ("不是这个意思，我想问牙膏", "牙膏", ""),
        ("谁问你这个了，我问牙刷", "牙刷", ""),
        ("我意思是打哪个号 唉算了 就问怎么查标准作废没有", "怎么查标准作废没有", ""),
        ("sorry, I mean helmets", "helmets", ""),
        ("not the battery, the charger", "charger", "battery"),
        ("no, i was asking about toys", "toys", ""),
    ],
)
def test_what_was_meant_and_what_was_not(text: str, meant: str, denied: str) -> None:
    assert correction_in(without_courtesy(text)) == Correction(meant, denied)


@pytest.mark.parametrize(
    "text",
    [
        "不是强制的，可以不执行吗",
        "说的是什么",
        "说的是哪个标准",
        "我想问世界标准日是哪天",
        "没有合格证，可以退吗",
        "不给发票 怎么办",
        "我不想说名字，能举报吗",
        "不是说好9月1日吗，怎么又改了",
        "错了会罚款吗",
        "打错标准号会罚款吗",
        "标签写错了怎么处理",
        "没写清楚，可以罚吗",
        "改一下名字要重新备案吗",
        "不退钱，去哪里投诉",
        "是强制的不是推荐的吗",
        "这不是三无产品",
        "企业标准不是国标",
        "no problem thanks",
        "not sure what to do",
        "is it mandatory",
    ],
)
def test_what_puts_nothing_right(text: str) -> None:
    assert correction_in(without_courtesy(text)) is None
