"""What belongs to a thing, or stands beside it in the words, is not answered as another's."""

from __future__ import annotations

import pytest

from bench import parts
from bot.kit.messages import ReplyKind


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("电瓶车锂电池有没有专门的国标", "充电器呢"), "42296"),
        (("电驴要认什么标准", "充电器用的是哪个标准"), "42296"),
        (("电动自行车执行什么标准", "电池呢"), "43854"),
        (("电瓶车看哪个国标", "里面的锂电池呢"), "43854"),
        (("手机看什么标准", "充电器呢"), "4943.1"),
        (("手机看什么标准", "电池呢"), "31241"),
        (("人造板甲醛释放的新国标是几号", "装修用的胶呢"), "18583"),
        (("燃气热水器归哪个标准管", "软管呢"), "29993"),
        (("燃气灶看什么标准", "报警器呢"), "15322.2"),
        (("酱油看哪个标准", "醋呢"), "2719"),
        (("路由器的安全看哪个国标", "手机里头的电池"), "31241"),
        (("粽子礼盒看什么标准", "车厘子礼盒呢"), "43284"),
        (("月饼看什么标准", "苹果礼盒呢"), "43284"),
        (("桶装水归哪个标准管", "水管头放出来的自来水喃"), "5749"),
        (
            ("灶具没有熄火保护，看哪个标准", "燃气报警器又是哪个", "报警器那个几时实施"),
            "2020 年 11 月 1 日",
        ),
        (("电动自行车有强制标准吗", "电池那个哪天实施"), "2024 年 11 月 1 日"),
        (("快递丢件了该找哪个部门？还有快递袋子胶带有没有强制标准",), "43352"),
    ],
)
def test_a_part_is_that_of_the_thing_talked_about(
    talk: parts.Talker, words: tuple[str, ...], number: str
) -> None:
    assert number in talk.last(*words)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("平衡车看什么标准", "充电器呢"), "4943.1"),
        (("平衡车看什么标准", "充电器呢"), "42296"),
        (("电动剃须刀看什么标准", "充电器呢"), "4943.1"),
        (("儿童自行车看哪个标准", "头盔呢"), "GB 811"),
        (("自行车头盔看什么标准",), "GB 811"),
        (("头盔看哪个标准？护膝有没有强制标准",), "GB 811-2022 是强制性"),
        (("空调能效看哪个标准？还有遥控器有没有强制标准",), "GB 21455-2019 是强制性"),
        (("快递丢件了该找哪个部门？还有快递泡沫有没有强制标准",), "27917"),
        (("童装执行什么标准", "吊牌呢"), "童装看 GB 31701"),
        (("校车司机有没有标准",), "GB 24407"),
        (("电梯维修工有没有标准",), "GB/T 7588"),
        (("泡菜坛子有没有强制标准",), "GB 2714"),
        (("酱油瓶子看哪个标准",), "GB 2717"),
        (("空调遥控器看什么标准",), "GB 21455"),
        (("滑雪头盔有没有标准",), "GB 811"),
        # What is for households is not for a kitchen of a restaurant.
        (("商用燃气灶看哪个标准",), "GB 16410"),
        (("食堂用的燃气灶执行什么标准",), "GB 16410"),
        (("工业插头看哪个标准",), "GB/T 2099"),
        (("商用冰柜看什么标准",), "GB 4706.1"),
        # Both begin alike, and none is a part of the other.
        (("电动自行车看什么标准", "汽车呢"), "电动汽车看"),
        # Who asks of a thing is no child.
        (("自行车看什么标准",), "GB 14746"),
        (("自行车执行什么标准",), "GB 17761"),
        (("鞋子看什么标准",), "GB 30585"),
        (("口罩看什么标准",), "GB/T 38880"),
        (("书桌看什么标准",), "GB 28007"),
    ],
)
def test_the_standard_of_another_thing_is_not_asserted(
    talk: parts.Talker, words: tuple[str, ...], number: str
) -> None:
    sender = "".join(words)[:60]
    told = [talk.replies(text, sender) for text in words][-1]
    last = told[0].text.rpartition("问：")[2]

    assert told[0].kind is ReplyKind.CHOICES or number not in last or "没有核实到" in last


@pytest.mark.parametrize(
    "words",
    [
        ("投诉跟举报到底有啥区别", "后面那个一般多少天核查", "商家会知道是我吗"),
        ("举报多少天有结果", "老板会不会知道是我"),
        ("举报几天核查", "对方会晓得是哪个举报的不"),
    ],
)
def test_a_question_of_its_own_is_not_told_the_days_again(
    talk: parts.Talker, words: tuple[str, ...]
) -> None:
    told = talk.last(*words)

    assert "保密" in told or "泄露" in told
    assert "您接着问的是：被举报的商家多少" not in told


@pytest.mark.parametrize("words", ["瓶装矿泉水喃", "床垫嘞", "自来水喃", "窗帘喃"])
def test_a_thing_named_with_a_question_word_of_chongqing_is_no_story(
    talk: parts.Talker, words: str
) -> None:
    assert "登记" not in talk.last("桶装水有股怪味，桶装水归哪个标准管", words)


@pytest.mark.parametrize(
    ("words", "told", "other"),
    [
        (
            "电动自行车的国标哪天实施，充电宝的国标哪天实施",
            "2027 年 4 月 1 日",
            "您接着问的是：GB 4943.1",
        ),
        ("头盔和充电宝的国标各是哪天实施", "2027 年 4 月 1 日", "您接着问的是：GB 4943.1"),
        (
            "充电宝的国标哪天实施？插座的国标哪天实施",
            "2027 年 4 月 1 日",
            "您接着问的是：GB 4943.1",
        ),
    ],
)
def test_the_day_of_the_standard_to_come_is_not_lost_beside_another_question(
    talk: parts.Talker, words: str, told: str, other: str
) -> None:
    said = talk.last(words)
    assert told in said
    assert other not in said


@pytest.mark.parametrize(
    ("words", "site"),
    [
        (("什么是团体标准", "在哪里能查到", "那企业的呢"), "qybz.org.cn"),
        (("团体标准在哪个网查", "那企业标准呢"), "qybz.org.cn"),
    ],
)
def test_another_kind_of_standard_is_asked_the_same(
    talk: parts.Talker, words: tuple[str, ...], site: str
) -> None:
    assert site in talk.last(*words)


@pytest.mark.parametrize(
    "before", ["充电宝要不要3C", "没有3C的充电宝能上飞机吗", "电动车看哪个标准", "世界标准日是哪天"]
)
def test_a_question_that_stands_alone_is_offered_what_it_asks(
    talk: parts.Talker, before: str
) -> None:
    assert "团体标准在哪个网站查" in talk.last(before, "团体标准在哪个网查")
