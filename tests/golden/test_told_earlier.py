"""What was told some turns ago can be asked on about: the one before, the first, each, by name."""

from __future__ import annotations

import uuid

import pytest

from bench import parts
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("words", "told"),
    [
        # The one before the last, whatever the last answer lists.
        (("小区电梯是哪个国标", "商场的扶梯呢", "它强制不", "前面那个呢"), "推荐性"),
        (("酒店评星是哪个标准", "民宿也用它？", "前一个哪天实施"), "2024 年 3 月 1 日"),
        # The first of all.
        (
            ("养老院有没得强制标准", "评星级等级的又是哪一个", "它强制不", "头一个好久实施的"),
            "2022 年 1 月 1 日",
        ),
        # The first, though it was told again with the second.
        (
            ("gbt18186是啥子酱油", "gb2717那个又管啥子", "这两个哪个是必须要执行的", "醋呢",
             "哎呀我记性不好最先说的那个酱油的是哪一年的版本喃"),
            "GB/T 18186-2000",
        ),
        # By its name.
        (("板材甲醛新国标什么时候开始", "买家具看什么标准", "板子那个强制不"), "GB 18580-2025"),
        (
            ("which GB is for e-bike lithium battery", "what is GB 42296-2022 about",
             "when did the battery one take effect, not the charger"),
            "1 November 2024",
        ),
        # Each of the last.
        (("塑胶跑道 国标", "那课桌椅高矮", "哪个是强制的 跑道还是桌子"), "GB 36246-2018 是强制性"),
        (("塑胶跑道国标是哪个", "课桌椅高矮呢", "哪个强制哪个不强制"), "GB 36246-2018 是强制性"),
        (("洗洁精是什么标准", "牙膏又是哪个", "哪个是强制的哪个不是"), "GB 14930.1-2022 是强制"),
        (
            ("两件事：金子的纯度认哪个标准？玉石叫什么名字又是哪个标准？", "哪个强制哪个不强制"),
            "GB 11887-2012 是强制性标准",
        ),
        # What stands in the first of two, which no record says.
        (("GB 18401和GB 31701有啥区别", "第一个里面A类的甲醛是多少"), "20 mg/kg"),
        # A thing itself, and a new one heard of.
        (("亚硝酸盐怎么测换标准了没", "咸菜它本身嘞"), "GB 2714-2015"),
        (("洗洁精是什么标准", "那湿巾呢，卫生要求是哪个标准"), "湿巾看：GB 15979-2024"),
        (("奶粉国标是哪个", "还有特医婴儿奶粉听说出了新的"), "GB 25596-2025"),
        (("世界标准日是哪天", "去年的主题我也想写到黑板上"), "增强伙伴关系"),
        (("童鞋和童装 强制标准各是哪个", "前者哪天实施的", "后者"), "2016 年 6 月 1 日"),
        (("养老方面的标准有哪些给列一列", "强制的是哪个"), "GB 38600-2019 是强制性"),
        (("电瓶车锂电池是哪个国标", "充电器呢", "这俩哪个先实施"), "GB 42296-2022 已经从 2023 年"),
        # Back to what was told, by its name or as the same of it.
        (("电瓶车锂电池是哪个国标", "头盔呢", "说回电池 这个必须执行不"), "GB 43854-2024 是强制性"),
        (("扶梯看哪个国标", "小区电梯看哪个标准", "它强制不", "扶梯的呢"), "GB 16899-2011 是强制"),
    ],
)  # fmt: skip
def test_it_is_asked_of_what_was_told_before(
    talk: parts.Talker, words: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*words)


def test_what_was_only_offered_is_not_asserted_later(talk: parts.Talker) -> None:
    who = uuid.uuid4().hex
    talk.replies("平衡车电池起火 有没得国标管哦", who)
    talk.replies("不是平衡车 我问的是两个轮子的电瓶车电池", who)
    reply = talk.replies("平衡车那个现在执行没有", who)[0]
    assert reply.kind is ReplyKind.CHOICES
    assert "GB 38031-2025" in reply.text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        # The standard to come is meant, where a new one is asked for.
        (("充电宝的新国标到底哪天开始强制啊",), "GB 47372-2026 从 2027 年 4 月 1 日起实施"),
        (("充电宝的新国标到底哪天开始强制啊", "编号发我"), "GB 47372-2026"),
        (("when does the new power bank standard take effect",), "1 April 2027"),
        # A number nobody knows is not what a thing named behind it is asked of.
        (
            ("GB 47327-2026 充电宝新国标是这个号吧", "那个真的充电宝国标哪天强制"),
            "2027 年 4 月 1 日",
        ),
        # Which one goes until then.
        (("食品标签新国标现在是不是已经要照着改了", "那现在检查按哪本"), "GB 7718-2011"),
        # The day it ended, and the day it was published and not the other.
        (("DB50/105那个火锅底料的标准还作数不", "好久废脱的"), "2015 年 7 月 1 日"),
        (("DB50/105那个火锅底料的标准还作数不", "啥时废的"), "2015 年 7 月 1 日"),
        (("冰箱能效看哪个标准", "它哪天发布的 不是实施"), "2025 年 5 月 30 日发布"),
        (("电动自行车新国标是9月1号发布的嘛",), "2024 年 12 月 31 日发布"),
        # Of elsewhere nothing is known, of here it is.
        (("深圳的标准化条例哪年施行的", "重庆的呢"), "2022 年 3 月 1 日"),
        # What a general answer names for an example is not what it is about.
        (("标准号后面那个2015是实施的年份不是", "那过了五年没改就作废了嘛"), "复审"),
        # What is said behind the question stands in its place.
        (("童装看什么标准", "哪家具类有强制的不"), "GB 18584-2024"),
        (("电瓶车锂电池国标", "充电器呢 是不是一个号"), "GB 42296-2022"),
        # The aspect stays, or is named itself.
        (("工地晚上打桩 夜间噪声标准多少分贝", "楼下ktv音响呢"), "GB 22337"),
        (("青菜农药残留归哪个标准", "那猪肉头的兽药呢"), "GB 31650-2019"),
        (("江津那种小曲白酒 看哪个标准", "浓香的喃"), "GB/T 10781.1-2021"),
        # Fruit has a standard of its own among those of a class.
        (("月饼过度包装看哪个标准", "樱桃礼盒也归它？"), "GB 43284-2023"),
        # A number that is another thing's.
        (("课桌椅是GB 31701吧 我们学校的",), "GB/T 3976-2014"),
        # Letters, and who is over them.
        (("qb打头的是哪一行的标准",), "轻工"),
        # Kinds of standards in a plan, and figures without letters.
        (("标准化规划 地方标准要新增多少", "国际标准呢"), "20"),
        (("衣服甲醛看哪个标准", "31701跟它啥关系"), "GB 31701-2015"),
        (("which chinese standard is for baby strollers", "sorry i meant car seat"), "GB 27887"),
        (("家电通用安全那个GB 4706.1 最新版是从什么时候开始实施",), "2026 年 8 月 1 日起实施"),
        (("玩具小零件看6675第几部分", "第4部分又是讲啥的"), "特定元素的迁移"),
        # A part is that of what is named before it, glue that of who uses it.
        (("电动自行车锂电池执行标准号", "手机里头的锂电池呢"), "GB 31241-2022"),
        (("小学生书包里那些橡皮胶水改正液 安全上认哪个国标",), "GB 21027-2020"),
        (("四年前买的冰箱现在投诉还收不", "替我爸去投诉要带啥子"), "授权委托书"),
        (("楼下KTV噪声看哪个标准", "工地晚上施工的是另外一个吧"), "GB 12523-2025"),
        # Another kind of the thing told.
        (("平时戴的口罩看什么标准", "医用防护那种是哪个"), "GB 19083-2023"),
        # Asked, not told.
        (("过期牛奶能赔好多", "假皮鞋也是十倍哇"), "三倍"),
    ],
)
def test_what_a_few_words_mean(talk: parts.Talker, words: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*words)


def test_what_to_bring_for_somebody_else_opens_no_form(talk: parts.Talker) -> None:
    reply = talk.replies("我帮我爸去投诉要带啥")[0]
    assert reply.kind is ReplyKind.ANSWER
    assert "授权委托书" in reply.text


def test_a_list_of_a_time_is_asked_on_about(talk: parts.Talker) -> None:
    listed, who = "2026年开始实施的强制国标有哪些", uuid.uuid4().hex
    third = talk.last(listed).split("\n3. ")[1].split()[1]
    assert third in talk.last(listed, "第三个强制不")
    talk.replies(listed, who)
    assert "目录里记到的2027 年起实施的强制性国家标准" in talk.replies("2027年的", who)[0].text
    assert "食品方面" in talk.replies("只要食品的", who)[0].text
    assert "上面只列了" in talk.replies("第九个", who)[0].text
