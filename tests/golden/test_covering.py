"""Whether a standard is for a thing, on the real content: never yes where its title says no."""

from __future__ import annotations

import pytest

from bench import parts


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("我跑外卖的，骑的是电动三轮，GB 17761套不套得到我头上",), "不包括电动三轮"),
        (("老年代步车归GB 17761管不",), "不包括老年代步车"),
        (("电动滑板车要符合GB17761-2024吗",), "不包括电动滑板车"),
        (("GB 17761管不管电摩",), "不包括电摩"),
        (("平衡车适用17761吗",), "不包括平衡车"),
        (("电动自行车", "电摩也归它管不"), "不包括电摩"),
        (("GB 16410管不管电磁炉",), "不包括电磁炉"),
        (("GB 16899 管不管电梯",), "不包括电梯"),
        (("GB 2717管不管醋",), "醋看：GB 2719-2018"),
        (("GB 19302管酸奶", "牛奶也归它管不"), "不包括牛奶"),
        (("GB 14748", "学步车也归它管吗"), "学步车看：GB 14749-2006"),
        (("月饼标准", "粽子也按它吗"), "不包括粽子"),
        (("冬天灌香肠腊肉的标准是哪个", "卤牛肉也归它？"), "卤牛肉看：GB 2726-2016"),
    ],
)
def test_what_a_title_does_not_name_is_not_covered(
    talk: parts.Talker, words: tuple[str, ...], told: str
) -> None:
    assert told in talk.last(*words)


@pytest.mark.parametrize(
    "words",
    [
        ("童鞋标准", "大人穿的运动鞋也归它管不"),
        ("GB 31701-2015", "大人穿的也归它管不"),
        ("GB 28007管大人睡的床吗",),
        ("GB 38995适用大人的水杯吗",),
    ],
)
def test_what_is_for_children_is_not_for_grown_ups(
    talk: parts.Talker, words: tuple[str, ...]
) -> None:
    assert "不归它管" in talk.last(*words)


@pytest.mark.parametrize(
    "words",
    [
        ("GB 17761适用于电瓶车吗",),
        ("GB 18401管窗帘吗",),
        ("GB 31654管不管食堂",),
        ("GB 4706.1管不管吹风机",),
        ("GB 2760管不管火锅底料",),  # it goes for all food
        ("GB 2763管不管土豆",),
        ("GB 18584", "橱柜也适用吗"),
    ],
)
def test_what_the_content_gives_a_thing_is_covered(
    talk: parts.Talker, words: tuple[str, ...]
) -> None:
    assert "归它管：" in talk.last(*words)


@pytest.mark.parametrize(
    "words",
    [
        ("GB 811管不管自行车头盔",),
        ("GB 2707管不管酱鸡肉",),
        ("GB 18580管衣柜吗",),
        ("GB/T 18883管车里面的空气吗",),
        ("GB 55038管农村自建房吗",),
        ("GB 4806.7管啥", "不锈钢保温杯是不是也看它"),
    ],
)
def test_what_no_title_says_is_not_known(talk: parts.Talker, words: tuple[str, ...]) -> None:
    assert "我没有核实到" in talk.last(*words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("GB 17761 必须执行不",), "必须执行"),
        (("GB 18401管什么",), "纺织"),
        (("GB 18401-2010 还管用不",), "GB 18401-2010"),
        (("电动自行车", "上牌归谁管"), "公安交管"),
        (("GB 8537矿泉水标准，桶装纯净水也按它吗",), "GB 19298-2014"),
    ],
)
def test_other_questions_are_answered_as_before(
    talk: parts.Talker, words: tuple[str, ...], told: str
) -> None:
    said = talk.last(*words)

    assert told in said
    assert "归它管" not in said
