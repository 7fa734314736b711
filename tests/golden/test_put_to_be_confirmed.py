"""What is put to be confirmed, and which of several things told is pointed at."""

from __future__ import annotations

import pytest

from bench import parts


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # Another thing's number, by the records where no entry was written for it.
        (("一段奶粉看GB10767对不对头",), "我查到的不是 GB 10767"),
        (("小菜打药打多了农残超标，是2762管的吧",), "农残看 GB 2763-2026"),
        (("食品标签是2760管的不",), "不归它管"),
        # Whether another thing has the same standard.
        (("手机电池归哪个标准管", "电瓶车的锂电池也是同一个号吧"), "不是同一个"),
        (("学生用的橡皮胶水看哪个", "装修用的胶水呢一样不"), "GB 18583-2008"),
        (("充电宝看哪个标准", "手机插墙上那个充电头呢，也是这个号嗦"), "是，也看 GB 4943.1"),
        (("B类衣服甲醛不能超过多少", "C类也是75吧"), "300 mg/kg"),
        (("甲醛A类不能超过多少", "B类75，C类也是75吧"), "300 mg/kg"),
        # Another number without its letters is asked the same.
        (("农药2763新版哪天开始的", "2762呢，也是3月1号？"), "2026 年 9 月 2 日"),
        (("2763新版哪天开始的", "2762呢"), "2026 年 9 月 2 日"),
        # Another year's theme.
        (("今年2026的315主题是共筑满意消费吧",), "不是“共筑满意消费”"),
        (("2026年3·15的主题是什么", "那共筑满意消费是24年的？"), "不是 2024 年的"),
        # What is not known of a number is still of that number.
        (("4806.7是管家用电器安全的吧", "它是哪天实施的"), "2024 年 9 月 6 日"),
    ],
)
def test_what_is_put_to_be_confirmed_is_put_right(
    talk: parts.Talker, said: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "not_told"),
    [
        (("玩具是GB 6675吧",), "我查到的不是"),
        (("白菜归2762管不",), "不归它管"),
        (("2025年世界标准日的主题是美好世界的共同愿景吧",), "不是“"),
        # 自行车 is named in 电动自行车, and is another thing.
        (("骑电动车头盔看哪个", "自行车呢"), "您接着问的是：骑电动车头盔"),
    ],
)
def test_what_is_so_is_not_denied(talk: parts.Talker, said: tuple[str, ...], not_told: str) -> None:
    assert not_told not in talk.last(*said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            ("手机电池归哪个标准管", "电动车锂电池看哪个", "手机那种是哪天实施的"),
            "GB 31241-2022 已经从 2024 年 1 月 1 日",
        ),
        (
            ("家里甲醛好多算合格", "板子E1级好多", "屋里头那个是强制的不"),
            "GB/T 18883-2022 不是强制性的",
        ),
        # Of a thing with several standards each of them is told.
        (("衬衫的产品标准", "西装大衣", "最前头那个是强制的不"), "GB/T 2660-2017 不是强制性的"),
        (
            ("手机充电器看哪个", "电动自行车的充电器", "刚说的那个车的充电器从好久开始管的"),
            "GB 42296-2022 已经从 2023 年 7 月 1 日",
        ),
        (("电动自行车锂电池看哪个", "新能源小汽车呢"), "GB 38031-2025"),
        (("KTV吵人是哪个噪声标准", "工厂的"), "GB 12348-2008"),
        (("KTV吵人是哪个噪声标准", "工厂的", "工地"), "GB 12523-2025"),
        (("酒店五星四星凭啥评的", "新版哪天"), "2024 年 3 月 1 日"),
        (("行业标准里能写要有资质才能干吗", "哪个办法", "几时实施的"), "2024 年 6 月 1 日"),
        (("举报奖最高给好多", "一级是百分之几", "最低呢"), "不足 5000 元给 5000 元"),
        # Whoever delivers meals charges what is ridden.
        (
            ("我跑外卖的，站长开会说充电器也要查。我想问充电器按的是哪个国标",),
            "GB 42296-2022",
        ),
        (("我跑外卖的，我想问充电器按的是哪个国标", "锂电池呢"), "GB 43854-2024"),
    ],
)
def test_the_one_of_several_is_told(talk: parts.Talker, said: tuple[str, ...], told: str) -> None:
    assert told in talk.last(*said)


def test_of_a_year_to_come_nothing_is_foretold(talk: parts.Talker) -> None:
    assert "不能预测" in talk.last("2030年电动车标准会改成限速好多")
    assert "不能预测" not in talk.last("2027年要实施的强制国标有哪些")
