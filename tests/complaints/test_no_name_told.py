"""What the other side did, a fear and a wish are no names, and the story is kept."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.respondent import respondent_in
from bot.complaints.understanding.told_names import is_business
from tests.complaints.conftest import Citizen


async def test_what_the_owner_did_is_the_story_and_the_shop_is_read_after_it(
    citizen: Citizen,
) -> None:
    step = await citizen.say_all("想投诉理发店", "充了2000块，老板跑了")

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "商家（被投诉举报方）：" not in said
    assert "事情经过：充了2000块，老板跑了" in said

    step = await citizen.say_all("沙坪坝，名剪造型", "再说一遍", start="")

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "商家（被投诉举报方）：名剪造型" in said
    assert "发生地点：沙坪坝区" in said
    assert "事情经过：充了2000块，老板跑了" in said


async def test_whom_somebody_means_to_report_is_no_name(citizen: Citizen) -> None:
    step = await citizen.say_all(
        "我十一岁，想投诉文具店", "小太阳文具店，九龙坡区石桥铺", "再说一遍"
    )

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "商家（被投诉举报方）：小太阳文具店" in said
    assert "石桥铺" in said


@pytest.mark.parametrize(
    "text", ["怕老师给孩子穿小鞋", "我们公司不让说", "担心他们报复", "因为学校不准说"]
)
async def test_a_fear_or_a_reason_is_no_name(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all("我要投诉", text, "再说一遍")

    assert text not in "\n".join(reply.text for reply in step.all_replies)


async def test_the_shop_of_a_known_platform_is_added(citizen: Citizen) -> None:
    step = await citizen.say_all("我要投诉", "拼多多", "酒是假的，不退钱", "拼多多 黔酒坊专营店")

    said = "\n".join(reply.text for reply in step.all_replies)
    assert "拼多多：黔酒坊专营店" in said
    assert "没看懂" not in said


@pytest.mark.parametrize("name", ["怕噜噜火锅店", "老板电器", "我们村烧烤店"])
def test_such_words_may_begin_a_name(name: str) -> None:
    assert respondent_in(name) or is_business(name)
