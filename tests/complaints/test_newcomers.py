"""What newcomers said inside a form, each for its kind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.complaints.understanding.no_matter import no_matter_in
from bot.complaints.understanding.put_right import on_paper
from bot.complaints.understanding.sum_anew import sum_anew_in
from bot.conversation.cases import asks_own_cases
from tests.complaints.conftest import Citizen
from tests.complaints.test_put_right import FACTS, WHO, kept


@pytest.mark.parametrize(
    "text",
    [
        "等一下，我找下合同", "我看看小票", "等哈，我上班去了", "等我去问下我老公",
        "我翻一下聊天记录",
        "稍等，我去拿发票", "我先看看订单",
    ],
)  # fmt: skip
def test_who_looks_something_up_is_waited_for(text: str) -> None:
    assert no_matter_in(text) == "no_hurry"


@pytest.mark.parametrize(
    "text", ["我找老板他不管", "我看了小票是美丽家电", "我查了他没有执照", "还是不制冷的问题"]
)
def test_what_was_looked_up_is_told(text: str) -> None:
    assert no_matter_in(text) == ""


@pytest.mark.parametrize("text", ["还是那个健身房的事", "就是刚才那件事", "跟上次那家的事"])
async def test_what_only_points_back_is_no_shop(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all("我要投诉", text)

    assert "看不出您指的" in step.replies[0].text
    assert "respondent" not in await kept(citizen)


@pytest.mark.parametrize("text", ["用上次的地址电话", "就用之前的联系方式", "填上次的信息"])
async def test_contact_data_of_last_time_are_asked_once_more(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all(*FACTS, text)

    assert "没有记住" in step.replies[0].text


@pytest.mark.parametrize("text", ["妈的", "我要投诉商家，妈的，骗子", "龟儿子", "卧槽"])
async def test_swearing_is_no_shop(citizen: Citizen, text: str) -> None:
    await citizen.say_all("我要投诉", text)

    assert "respondent" not in await kept(citizen)


@pytest.mark.parametrize("text", ["确认", "同意", "好的", "是的"])
async def test_a_yes_tells_nothing_that_happened(citizen: Citizen, text: str) -> None:
    await citizen.say_all("我要投诉", "上周六在渝中区张记家电买的冰箱，要求退货")
    await citizen.say(text)

    assert (await kept(citizen)).get("what") != text


async def test_a_short_opinion_is_what_the_feedback_is_about(citizen: Citizen) -> None:
    await citizen.say_all("我要提意见", "GB 17761，限速25太慢了，建议改到35", start="feedback")

    assert "限速25太慢了" in (await kept(citizen))["what"]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("钱是2800", 2800),
        ("退款350,不对,是530", 530),
        ("赔偿200，不对，应该是300", 300),
        ("油钱是350，不是300", 350),
        ("老汉的钱是一万五", 15000),
        ("总价是260", None),
    ],
)
def test_money_is_put_right_by_its_everyday_name(text: str, yuan: int | None) -> None:
    assert sum_anew_in(text) == (None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize("text", ["运费是12", "押金是200", "定金的钱是200", "钱是我妈给的"])
def test_another_sum_puts_none_right(text: str) -> None:
    assert sum_anew_in(text) is None


@pytest.mark.parametrize("text", ["900元", "是900块", "¥900", "900.00"])
async def test_a_bare_sum_beside_the_card_is_the_sum(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*FACTS, WHO, text)

    assert Decimal((await kept(citizen))["amount"]) == 900


async def test_the_number_of_the_house_alone_is_put_right(citizen: Citizen) -> None:
    await citizen.say_all(*FACTS, WHO, "地址不对，是98号")

    assert (await kept(citizen))["address"] == "渝中区中山四路98号"


@pytest.mark.parametrize(
    "text",
    [
        "找到了，合同上写的是宝岛眼镜有限公司",
        "小票上是宝岛眼镜有限公司",
        "营业执照写的宝岛眼镜有限公司",
    ],
)
async def test_the_name_on_a_paper_is_the_shop(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*FACTS, text)

    assert (await kept(citizen))["respondent"] == "宝岛眼镜有限公司"


@pytest.mark.parametrize("text", ["合同上写的是三年", "小票上写的是上周五", "发票上没写"])
def test_what_else_stands_on_a_paper_is_no_shop(text: str) -> None:
    assert on_paper(text) == ""


@pytest.mark.parametrize("text", ["我那两件啥子情况了", "我的两个有结果没得", "我那三件到哪步了"])
def test_ones_cases_are_asked_about_by_their_number_alone(text: str) -> None:
    assert asks_own_cases(text)


@pytest.mark.parametrize("text", ["这两个怎么样", "两件有什么区别", "我的两个娃怎么办"])
def test_two_other_things_are_no_cases(text: str) -> None:
    assert not asks_own_cases(text)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("区是渝中不是江北", "district", "渝中区"), ("是渝中，不是江北", "district", "渝中区"),
        ("店名有错字，是明日不是明月", "respondent", "明日眼镜"),
        ("等等是上周五", "day", "2026-11-20"),
        ("不是，是上周五", "day", "2026-11-20"),
    ],
)  # fmt: skip
async def test_what_is_put_right_by_what_it_is_not(
    citizen: Citizen, text: str, name: str, value: str
) -> None:
    await citizen.say_all(*FACTS, text)

    assert (await kept(citizen))[name] == value


@pytest.mark.parametrize("text", ["是假货不是正品", "那天是下雨不是晴天"])
async def test_what_nothing_on_the_card_says_is_not_put_right(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*FACTS)
    before = dict(await kept(citizen))

    await citizen.say(text)
    assert await kept(citizen) == before


async def test_a_shop_that_closed_is_no_product(citizen: Citizen) -> None:
    await citizen.say_all("我要投诉", "渝中区美丽养生馆，上个月办卡5000，关门了，要退5000")

    assert (await kept(citizen)).get("product") != "关门了"


@pytest.mark.parametrize("text", ["那我是投诉还是举报", "我这个算投诉还是举报嘛", "是举报还是投诉"])
async def test_which_of_both_it_is_is_told(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all(*FACTS, text)

    assert "可以匿名" in step.replies[0].text


async def test_behind_ones_own_telephone_stands_the_home_and_no_place_of_the_matter(
    citizen: Citizen,
) -> None:
    await citizen.say_all(
        "我要投诉",
        "上周三在枫叶路菜市场的云朵童鞋买的运动鞋 249 穿五天鞋底就脱胶了 我要退钱",
        "我叫吴方，13812345678，渝北区龙溪街道红锦大道1号",
    )

    told = await kept(citizen)
    assert "红锦大道1号" in told["address"]
    assert "红锦大道" not in told.get("where", "")
