"""Whether words ask: anywhere, plainly, or at their end."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.asking import asks, ends_asking, just_asks
from tests.complaints.conftest import Citizen


@pytest.mark.parametrize(
    "text",
    [
        "工厂墙上的标志，是按GB几做的",
        "听说有本住宅规范，编号报一下",
        "推荐性的不用管，对吧",
        "三年前买的，现在投诉还理不理",
        "两家合写的，算团标还是企标",
        "电梯里的小人图标也有标准不，谢谢谢谢",
        "娃儿用的胶水有强制标准没",
    ],
)
def test_a_question_at_the_end_is_heard_in_every_form(text: str) -> None:
    assert ends_asking(text)


@pytest.mark.parametrize(
    "text",
    [
        "问他哪天退，他说不晓得，电话也不接了",
        "买的鞋穿五天就脱胶，店里说是人为的不管",
        "跟老板说了好几次，都没得用",
        "卖家说不退就不退，态度恶劣",
    ],
)
def test_a_question_inside_a_story_is_not_its_end(text: str) -> None:
    assert not ends_asking(text)


@pytest.mark.parametrize(
    "text",
    [
        "等一哈 身份证号要不要给你哦",
        "等一下，我问下七天无理由算不算",
        "等下，要不要身份证",
        "慢点哈 电话必须留嗦",
        "先问哈，匿名得不得行",
        "稍等 地址写小区还是门牌号",
    ],
)
async def test_who_stops_the_form_to_ask_answers_nothing(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all("我要投诉", text)

    told = "".join(reply.text for reply in step.replies)
    assert "我们接着登记" in told  # behind an answer
    assert "记下了" not in told
    assert "已经改了" not in told


@pytest.mark.parametrize("text", ["慢点咖啡馆", "等等茶铺", "还是那家店", "他骂我，嗦起嗦起的"])
def test_what_only_sounds_like_it_asks_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("我就随便问一哈 投诉商家要不要花钱", True),
        ("我就随便问问 举报有没有奖", True),
        ("她喊我帮她问 投诉健身房没得发票行不行", True),
        ("我要投诉楼下的火锅店", False),
        ("我去问过老板 他说不退", False),
    ],
)
def test_who_only_asks_says_so(text: str, only: bool) -> None:
    assert just_asks(text) is only


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我要投诉，恒发家电卖的风扇是坏的，要求退款，不要说我名字", True),
        ("我要投诉，恒发家电卖的风扇是坏的，要求退款，莫让他晓得是我，我电话13812345678", True),
        ("我要投诉，恒发家电卖的风扇是坏的，要求退款", False),
        ("我要举报，恒发家电卖假货，不要说我名字", False),
    ],
)
async def test_who_complains_and_wants_no_name_told_hears_what_a_complaint_needs(
    citizen: Citizen, text: str, told: bool
) -> None:
    step = await citizen.say_all(text)

    said = "\n".join(reply.text for reply in step.all_replies)
    assert ("您说不想让人知道是您" in said) == told
