"""A day, a name and a telephone put right while something else is asked; whose number is whose."""

from __future__ import annotations

from datetime import date

import pytest

from bot.complaints.understanding.english_dates import date_in_english, day_alone_in_english
from bot.complaints.understanding.persons import own_phone_in
from tests.complaints.conftest import COMPLAINT, Citizen
from tests.complaints.test_put_right import WHO, kept, said_by

YESTERDAY = ("我要投诉", "昨天买的牛奶变质了")
RING = ("我要投诉", "在周大福买的金戒指掉色了")
FACTS = ("我要投诉", "上周四在江北区明月眼镜配的眼镜，镜片刮花了不给换，要求退款")
IN_ENGLISH = "I bought milk 3 days ago at Yonghui supermarket in Shapingba, it was rotten"
TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    "text",
    [
        "是前天不是昨天", "前天不是昨天", "不是昨天是前天", "不是昨天，是前天", "不是昨天 是前天",
        "是前天，不是昨天哈", "记错了是前天", "日子记错了，前天", "前天才对", "应该是前天哈",
        "那天是前天", "是前天 搞错了", "是前天嘞不是昨天", "前天",
    ],
)  # fmt: skip
async def test_a_day_put_right_beside_another_question_is_the_day(
    citizen: Citizen, text: str
) -> None:
    await citizen.say_all(*YESTERDAY, text)

    draft = await kept(citizen)
    assert draft["day"] == "2026-11-22"
    assert "昨天" not in draft.get("respondent", "") + draft.get("wanted", "")
    assert draft["what"] == YESTERDAY[1]


@pytest.mark.parametrize(
    "text", ["昨天又去了", "前天老板退了100", "是前天那个店员说的", "前天去问了"]
)
async def test_a_day_of_something_else_leaves_the_day(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*YESTERDAY, text)

    assert (await kept(citizen))["day"] == "2026-11-23"


@pytest.mark.parametrize(
    "text",
    [
        "4 days ago not 3", "4 days ago, not 3 days ago", "not 3 days ago but 4 days ago",
        "sorry, it was 4 days ago", "no, 4 days ago", "actually 4 days ago",
        "i mean four days ago", "it was november 20, not 21", "it was friday not saturday",
        "it wasn't 3 days ago, it was 4 days ago",
        "i gave the wrong date, it was friday", "the 20th not the 21st",
    ],
)  # fmt: skip
async def test_an_english_day_put_right_is_the_day(citizen: Citizen, text: str) -> None:
    await citizen.say_all(IN_ENGLISH, text)

    draft = await kept(citizen)
    assert draft["day"] == "2026-11-20"
    assert "wanted" not in draft


async def test_an_english_day_is_no_business_and_no_product(citizen: Citizen) -> None:
    await citizen.say_all("I want to complain, the shop sold me rotten food", "bought 3 days ago")

    draft = await kept(citizen)
    assert "3" not in draft.get("respondent", "")
    assert draft.get("product") != "days"
    assert draft["day"] == "2026-11-21"


def test_the_last_day_of_an_english_story_counts_where_it_is_put_right() -> None:
    story = "I bought a phone 3 days ago\n4 days ago not 3"
    refused = "I bought it 5 days ago. They gave no refund yesterday"

    for text, day in ((story, date(2026, 11, 27)), (refused, date(2026, 11, 26))):
        found = date_in_english(text, TODAY)
        assert found is not None
        assert found.day == day
    assert day_alone_in_english("yesterday they said no", TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "店名不是周大福 是周大生", "店名不是周大福是周大生", "商家不是周大福，是周大生",
        "不是周大福是周大生", "是周大生不是周大福", "不对是周大生", "错了 是周大生",
        "店名不叫周大福叫周大生", "不是周大福 是周大生",
    ],
)  # fmt: skip
async def test_a_shop_put_right_is_the_shop(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*RING, text)

    draft = await kept(citizen)
    assert draft["respondent"] == "周大生"
    assert "name" not in draft


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("在悦足轩做的足疗被烫伤", "不对是悦足堂"),
        ("店名是悦足轩", "错了，是悦足堂"),
        ("店名是悦足轩", "不对，悦足堂"),
        ("脚被烫伤", "不对是悦足堂"),
    ],
)
async def test_a_name_alike_is_that_name(citizen: Citizen, before: str, text: str) -> None:
    await citizen.say_all("我要投诉", before, text)

    assert (await kept(citizen))["respondent"] == "悦足堂"


@pytest.mark.parametrize("text", ["不对，我没说完", "不对，老板不退钱", "不是质量是态度"])
async def test_a_remark_is_no_name_put_right(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*RING, text)

    assert (await kept(citizen))["respondent"] == "周大福"


@pytest.mark.parametrize(
    ("text", "shop"),
    [
        ("叫悦足轩上个月底我去的", "悦足轩"), ("店叫好又多上周五去的", "好又多"),
        ("那家叫老灶火锅昨晚吃的", "老灶火锅"), ("店名叫悦足轩前天去的", "悦足轩"),
        ("店名是好日子家具 昨天买的", "好日子家具"),
        ("叫周大生昨天去的", "周大生"), ("店名是三月不减肥", "三月不减肥"),
    ],
)  # fmt: skip
async def test_when_it_was_is_no_part_of_the_name(citizen: Citizen, text: str, shop: str) -> None:
    await citizen.say_all("我要投诉", text)

    assert (await kept(citizen))["respondent"] == shop


@pytest.mark.parametrize(
    "text",
    [
        "王小明 13912345678 住沙坪坝区天星桥正街8号",
        "我叫王小明，13912345678，住沙坪坝区天星桥正街8号",
        "王小明13912345678，家住沙坪坝区天星桥正街8号", "住沙坪坝区天星桥正街8号",
    ],
)  # fmt: skip
async def test_where_somebody_lives_is_no_shop_and_no_place(citizen: Citizen, text: str) -> None:
    await citizen.say_all("我要投诉", "在渝中区买的牛奶变质了", text)

    draft = await kept(citizen)
    assert "respondent" not in draft
    assert draft["district"] == "渝中区"


@pytest.mark.parametrize(
    "text",
    [
        "老板电话13987654321", "商家的电话是13987654321", "店里电话 13987654321",
        "客服热线：13987654321", "他留的号码是13987654321", "老板娘微信13987654321",
        "那家店的号码13987654321", "联系老板 13987654321", "店家手机13987654321",
        "物业电话13987654321",
    ],
)  # fmt: skip
async def test_the_shops_number_is_not_the_citizens(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*COMPLAINT[:-1])

    step = await citizen.say(text)

    draft = await kept(citizen)
    assert draft["phone"] == "13812345678"
    assert text in draft["what"]
    assert "13987654321" not in said_by(step)
    assert own_phone_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "我电话13987654321", "我妈的电话13987654321", "打13987654321找我", "联系电话13987654321",
        "我在张记店买的冰箱坏了13987654321", "老板电话13912340000，我的13987654321",
    ],
)  # fmt: skip
def test_ones_own_number_is_ones_own(text: str) -> None:
    assert own_phone_in(text) == "13987654321"


async def test_numbers_of_a_story_are_masked_on_the_card_and_kept(citizen: Citizen) -> None:
    story = "上周六在渝中区张记家电买的冰箱不制冷，老板电话13987654321，我的号13812345678"
    step = await citizen.say_all("我要投诉", story)

    assert "139****" in said_by(step)
    assert "13987654321" not in said_by(step)
    assert "13812345678" not in said_by(step)
    assert (await kept(citizen))["what"] == story


async def test_a_shops_number_does_not_stand_for_the_one_asked_for(citizen: Citizen) -> None:
    await citizen.say_all(*FACTS, "同意，吴芳，店家电话13987654321")

    assert (await kept(citizen)).get("phone", "") != "13987654321"


async def test_ones_own_number_behind_the_notice_is_taken(citizen: Citizen) -> None:
    await citizen.say_all(*FACTS, WHO)

    assert (await kept(citizen))["phone"] == "13812345678"
